package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// emptied makes every container instance of a cluster one without tasks, and changes it further.
func emptied(cluster string, changes ...func(*inventory.ContainerInstance)) ct.Part {
	key := inventory.ContainerInstancesKey(ct.ClusterARN(cluster))
	return func(r *inventory.Region) {
		members, _ := inventory.Read(r, key).Get()
		for i := range members {
			members[i].RunningTasks = 0
			for _, change := range changes {
				change(&members[i])
			}
		}
		inventory.Put(r, key, members)
	}
}

// halted stops an instance that is there already, which ECS leaves registered.
func halted(id string) ct.Part {
	return func(r *inventory.Region) {
		for i := range r.Instances {
			if r.Instances[i].ID == id {
				r.Instances[i].State = "stopped"
			}
		}
	}
}

// changedCluster changes a cluster that is there already.
func changedCluster(name string, change func(*inventory.Cluster)) ct.Part {
	return func(r *inventory.Region) {
		for i := range r.Clusters {
			if r.Clusters[i].Name == name {
				change(&r.Clusters[i])
			}
		}
	}
}

func TestClusterIdle(t *testing.T) {
	const m5 = 0.096 * 730
	idle := func(name string, n int, changes ...func(*inventory.ContainerInstance)) []ct.Part {
		return append(onInstances(name, large(n), ct.Nothing, ct.Nothing, ct.Tag("aws:autoscaling:groupName", "asg-"+name)), emptied(name, changes...))
	}
	with := func(parts []ct.Part, more ...ct.Part) []ct.Part { return append(parts, more...) }
	atZero := func(s *inventory.Service) { s.LaunchType, s.Desired, s.Running = "EC2", 0, 0 }
	ct.Run(t, "ecs-cluster-idle", []ct.Case{
		{
			Name: "three instances for nothing", Given: idle("lost", 3), Want: checks.OutcomeFinding, Because: "lost keeps 3 instances for no service and no task; none ran for 14 days.",
			Then: ct.All(ct.Saves(3*m5, 3*m5), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Meters("instance i-lost-00", "instance i-lost-01", "instance i-lost-02"),
				ct.Fixes("Auto Scaling group asg-lost to 0"), ct.Shows("instances", "3 × m5.large")),
		},
		{Name: "nothing is reserved", Given: append(onInstances("zeros", large(1), ct.Flat(0), ct.Flat(0)), emptied("zeros")), Want: checks.OutcomeFinding, Then: ct.Fixes("the instances' Auto Scaling group")},
		{Name: "a task ran on one day", Given: append(onInstances("monthly", large(1), ct.Nothing, ct.OnDays(5, 12)), emptied("monthly")), Want: checks.OutcomeClean, Because: "until 2026-11-11"},
		{Name: "a task every night", Given: append(onInstances("nightly", large(1), ct.AtHour(60, 2), ct.AtHour(60, 2)), emptied("nightly")), Want: checks.OutcomeClean},
		{Name: "a running task", Given: with(idle("runs", 1), changedCluster("runs", func(c *inventory.Cluster) { c.RunningTasks = 1 })), Want: checks.OutcomeClean, Because: "it runs 1 task"},
		{Name: "a service at zero", Given: with(idle("asleep", 1), changedCluster("asleep", ct.Service("web", atZero))), Want: checks.OutcomeClean, Because: "it has 1 service"},
		{Name: "a service that is gone", Given: with(idle("left", 1), changedCluster("left", ct.Service("web", atZero, func(s *inventory.Service) { s.Status = "INACTIVE" }))), Want: checks.OutcomeFinding},
		{Name: "a task that starts", Given: idle("starts", 1, func(i *inventory.ContainerInstance) { i.PendingTasks = 1 }), Want: checks.OutcomeClean, Because: "starting"},
		{Name: "as old as the window", Given: idle("aged", 1, func(i *inventory.ContainerInstance) { i.RegisteredAt = ct.DaysAgo(13) }), Want: checks.OutcomeFinding},
		{Name: "young", Given: idle("fresh", 1, func(i *inventory.ContainerInstance) { i.RegisteredAt = ct.DaysAgo(12.9) }), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "instances denied", Given: with(idle("veil", 1), ct.Lacks(inventory.ContainerInstancesKey(ct.ClusterARN("veil")))), Want: checks.OutcomeUnknown},
		{Name: "external instances", Given: idle("edge", 1, func(i *inventory.ContainerInstance) { i.InstanceID = "mi-1" }), Want: checks.OutcomeNotApplicable},
		{Name: "stopped instances", Given: with(idle("halt", 1), halted("i-halt-00")), Want: checks.OutcomeNotApplicable, Because: "stopped"},
		{Name: "no instance", Given: []ct.Part{ct.Cluster("none")}, Want: checks.OutcomeNotApplicable},
		{Name: "not active", Given: []ct.Part{ct.Cluster("leaving", func(c *inventory.Cluster) { c.Status, c.ContainerInstances = "INACTIVE", 1 })}, Want: checks.OutcomeNotApplicable},
		{Name: "no price", Given: append(onInstances("exotic", []string{"zz9.large"}, ct.Nothing, ct.Nothing), emptied("exotic")), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("the price of zz9.large"), ct.Severe(checks.Medium))},
	})
}
