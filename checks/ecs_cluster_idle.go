package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var ecsClusterIdle = Check{
	ID:         "ecs-cluster-idle",
	Title:      "Cluster with instances, but without services or tasks",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices, inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.ECSContainerInstances},
	Thresholds: []*Threshold{&windowDays},
	Judge:      eachCluster(judgeClusterIdle),
}

func judgeClusterIdle(p *Pass, c *inventory.Cluster) Verdict {
	switch n := activeServices(c); {
	case c.Status != "ACTIVE":
		return NotApplicable("the cluster is " + c.Status)
	case c.ContainerInstances == 0:
		return NotApplicable("no instances are registered")
	case c.RunningTasks > 0:
		return Clean("it runs " + plural(c.RunningTasks, "task"))
	case n > 0:
		return Clean("it has " + plural(n, "service"))
	}
	dims, window := inventory.Dims("ClusterName", c.Name), p.Days(&windowDays)
	cpu, memory, gap, ok := overBoth(p, clusterCPUReserved, clusterMemoryReserved, window, hourly, dims)
	if !ok {
		return Unread(gap)
	}
	if last, ran := lastAboveZero(cpu, memory); ran {
		return Clean("tasks ran on it until " + last)
	}
	fact := Read(p, inventory.ContainerInstancesKey(c.ARN))
	instances, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	fleet := p.fleetOf(instances)
	if len(fleet) == 0 {
		return NotApplicable("its instances are stopped or not EC2 instances of this account, or AWS manages them")
	}
	for _, i := range instances {
		if i.RunningTasks+i.PendingTasks > 0 {
			return Clean("a task is running or starting")
		}
	}
	if v, young := p.tooYoung(p.age(p.oldestRegistration(instances), cpu, memory)); young {
		return v
	}
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s keeps %s for no service and no task; none ran for %s.", c.Name, plural(len(fleet), "instance"), plural(window, "day")),
		Evidence: []Evidence{
			setting("instances", fleetWords(fleet)), setting("services and tasks", "none"),
			clusterMemoryReserved.evidence("memory reserved at most", percent(0), 0, "percent", memory, "Maximum by hour"),
		},
		Fix: Fix{
			Summary: "Set the minimum and desired size of " + groupsOf(fleet) + " to 0, or delete the group and the cluster.",
		},
	}
	return Found(p.priceRemoval(f, fleet, len(fleet)))
}

// lastAboveZero is the day of the last datapoint of the series that is more than zero. ECS publishes reservations only while tasks
// run, so that none at all says the same as zero (Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics", 2026-11).
func lastAboveZero(series ...inventory.Series) (day string, found bool) {
	for _, s := range series {
		for i, v := range s.Values {
			if v > 0 { // false for a missing one
				day, found = max(day, date(s.Time(i))), true
			}
		}
	}
	return day, found
}

// highestReserved is the largest datapoint of several series; zero when there is none.
func highestReserved(series ...inventory.Series) float64 {
	most := 0.0
	for _, s := range series {
		v, _ := timeseries.Max(s)
		most = max(most, v)
	}
	return most
}

// groupsOf names the Auto Scaling groups of a fleet, by the tag that Auto Scaling sets.
func groupsOf(fleet []member) string {
	var names []string
	for _, m := range fleet {
		if m.ec2 != nil && m.ec2.Tags["aws:autoscaling:groupName"] != "" {
			names = insertSorted(names, m.ec2.Tags["aws:autoscaling:groupName"])
		}
	}
	if len(names) == 0 {
		return "the instances' Auto Scaling group"
	}
	return "Auto Scaling group " + strings.Join(names, ", ")
}
