package checks

import (
	"fmt"
	"math"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var reservedShare = Threshold{
	Name: "reserved_percent", Default: 50, Unit: "percent of registered capacity",
	Doc:    "A cluster is underused when the 95th percentiles of its CPU and of its memory reservation are both below this.",
	Source: "our choice, 2026-11: half empty at nearly all times",
}

var packingTarget = Threshold{
	Name: "packing_percent", Default: 80, Unit: "percent of registered capacity",
	Doc:    "How full the remaining instances may be at the 95th percentile.",
	Source: "our choice, 2026-11: leaves room for a rolling deployment",
}

var ecsClusterUnderused = Check{
	ID:       "ecs-cluster-underused",
	Title:    "EC2-backed cluster that is half empty",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.EC2Instances},
	Uses: []inventory.Dataset{
		inventory.MetricSeries, inventory.ECSContainerInstances, inventory.ECSTasks, inventory.AutoScalingGroups,
	},
	Thresholds: []*Threshold{&reservedShare, &packingTarget, &windowDays, &minimumDays},
	Judge:      eachCluster(judgeClusterUnderused),
}

func judgeClusterUnderused(p *Pass, c *inventory.Cluster) Verdict {
	switch {
	case c.Status != "ACTIVE":
		return NotApplicable("the cluster is " + c.Status)
	case c.ContainerInstances == 0:
		return NotApplicable("no instances are registered")
	}
	dims, window := inventory.Dims("ClusterName", c.Name), p.Days(&windowDays)
	cpu, memory, gap, ok := overBoth(p, clusterCPUReserved, clusterMemoryReserved, window, hourly, dims)
	if !ok {
		return Unread(gap)
	}
	cpu95, _ := timeseries.Quantile(cpu, 0.95)
	memory95, seen := timeseries.Quantile(memory, 0.95)
	limit := p.Limit(&reservedShare)
	if seen && timeseries.Count(cpu) > 0 && (cpu95 >= limit || memory95 >= limit) {
		return Clean(fmt.Sprintf("95%% of the time up to %s of its CPU and %s of its memory are reserved", percent(cpu95), percent(memory95)))
	}
	if seen && highestReserved(cpu, memory) == 0 {
		return Clean("no task reserved anything: ecs-cluster-idle and ecs-cluster-empty-instances judge that")
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
	if len(fleet) < len(instances) {
		return Unknown("some of its instances are stopped, external or managed by AWS, and what is reserved is published for all of them together")
	}
	if v, young := p.tooYoung(p.age(p.oldestRegistration(instances), cpu, memory)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu, memory); few {
		return v
	}
	return p.underusedFinding(c, fleet, clusterUse{cpu, memory, cpu95, memory95})
}

type clusterUse struct {
	cpu, memory     inventory.Series
	cpu95, memory95 float64
}

func (p *Pass) underusedFinding(c *inventory.Cluster, fleet []member, u clusterUse) Verdict {
	packing := math.Max(u.cpu95, u.memory95)
	need := max(1, int(math.Ceil(packing/p.Limit(&packingTarget)*float64(len(fleet)))))
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s reserves at most %s of its CPU and %s of its memory 95%% of the time on %s.",
			c.Name, percent(u.cpu95), percent(u.memory95), plural(len(fleet), "instance")),
		Evidence: []Evidence{
			clusterCPUReserved.evidence("CPU reserved", percent(u.cpu95), u.cpu95, "percent", u.cpu, "p95 of hourly Maximum").against(p.Limit(&reservedShare)),
			clusterMemoryReserved.evidence("memory reserved", percent(u.memory95), u.memory95, "percent", u.memory, "p95 of hourly Maximum").against(p.Limit(&reservedShare)),
			setting("instances", fleetWords(fleet)),
		},
	}
	if comparison, ok := p.fargateForCluster(fleet, u); ok {
		f.Evidence = append(f.Evidence, comparison)
	}
	least, v := p.leastInstances(fleet)
	if v.Outcome != "" {
		return v
	}
	keep := max(need, least.count)
	removable := len(fleet) - keep
	if removable <= 0 {
		f.Message += " There is no whole instance to remove."
		f.Fix = Fix{Summary: "Use a smaller instance type, or run the tasks on Fargate."}
		f.PriceGap = "what it saves depends on the smaller type or on Fargate"
		if need < len(fleet) {
			f.Message = fmt.Sprintf("%s %d would do, but %s.", strings.TrimSuffix(f.Message, " There is no whole instance to remove."), need, least.why)
			f.Fix.Summary = "Use a smaller instance type, lower the group's minimum, or run the tasks on Fargate."
		}
		return Found(f)
	}
	tasksFact := Read(p, inventory.TasksKey(c.ARN))
	tasks, ok := tasksFact.Get()
	if !ok {
		return Unread(tasksFact.Why())
	}
	if task, blocked := tooLargeToMove(tasks, fleet, keep, p.Limit(&packingTarget)); blocked {
		f.Confidence = Inferred
		f.Evidence = append(f.Evidence, setting("largest task", task))
	}
	after := packing * float64(len(fleet)) / float64(keep)
	f.Message += fmt.Sprintf(" %d would do, %s full.", keep, percent(after))
	if keep > need {
		f.Message += fmt.Sprintf(" Fewer would hold the tasks, but %s.", least.why)
	}
	f.Evidence = append(f.Evidence, counted("packing", fmt.Sprintf("%s now, %s on %d", percent(packing), percent(after), keep), packing, "percent"))
	f.Fix = Fix{
		Summary: fmt.Sprintf("Turn on managed scaling for the cluster's capacity provider with a target capacity of 100, or lower %s by %s.", groupsOf(fleet), plural(removable, "instance")),
		Edits: []Property{
			{"cloudformation", "AWS::ECS::CapacityProvider AutoScalingGroupProvider.ManagedScaling.TargetCapacity", "100"},
			{"terraform", "aws_ecs_capacity_provider auto_scaling_group_provider.managed_scaling.target_capacity", "100"},
		},
	}
	return Found(p.priceRemoval(f, fleet, removable))
}

// fleetFloor is the fewest instances that a cluster keeps whatever its tasks need, and why.
type fleetFloor struct {
	count int
	why   string
}

// leastInstances is one for each zone that the fleet is in, and no fewer than the minimum sizes of its Auto Scaling groups. Which
// instances are in a group, only the listing of groups says for certain.
func (p *Pass) leastInstances(fleet []member) (fleetFloor, Verdict) {
	if gap, cut := p.Region.Gap(inventory.AutoScalingGroups); cut {
		return fleetFloor{}, Unread(gap)
	}
	zones, inFleet := map[string]bool{}, map[string]bool{}
	for _, m := range fleet {
		inFleet[m.InstanceID] = true
		if zone := m.zone(); zone != "" {
			zones[zone] = true
		}
	}
	minimum := 0
	for i := range p.Region.Groups {
		g := &p.Region.Groups[i]
		members := 0
		for _, id := range g.Instances {
			if inFleet[id] {
				members++
			}
		}
		minimum += min(g.Min, members)
	}
	if minimum > len(zones) {
		return fleetFloor{minimum, fmt.Sprintf("the minimum size of %s keeps %d", groupsOf(fleet), minimum)}, Verdict{}
	}
	return fleetFloor{len(zones), fmt.Sprintf("one stays in each of %d zones", len(zones))}, Verdict{}
}

// tooLargeToMove tells whether a running task would not fit into what a kept instance has left at the target.
func tooLargeToMove(tasks []inventory.Task, fleet []member, keep int, target float64) (string, bool) {
	largest := inventory.Task{}
	for _, t := range tasks {
		if t.MemoryMiB > largest.MemoryMiB {
			largest = t
		}
	}
	smallest := fleet[0].MemoryMiB
	for _, m := range fleet {
		smallest = min(smallest, m.MemoryMiB)
	}
	if keep == 0 || smallest == 0 || float64(largest.MemoryMiB) <= float64(smallest)*target/100 {
		return "", false
	}
	return fmt.Sprintf("%d MiB: check that it still fits on the instances that stay", largest.MemoryMiB), true
}

// fargateForCluster prices the reserved capacity on Fargate, before rounding up to Fargate's sizes: a lower fleetFloor.
func (p *Pass) fargateForCluster(fleet []member, u clusterUse) (Evidence, bool) {
	cpu, memory := 0, 0
	for _, m := range fleet {
		if m.OS == "windows" || m.ec2 != nil && isWindows(m.ec2) {
			return Evidence{}, false
		}
		cpu += m.CPUUnits
		memory += m.MemoryMiB
	}
	if cpu == 0 || memory == 0 {
		return Evidence{}, false
	}
	arch := pricing.X86
	if ec2 := fleet[0].ec2; ec2 != nil && ec2.Architecture == "arm64" {
		arch = pricing.ARM
	}
	hour, ok := p.Prices.FargateTask(p.Region.Name, pricing.Linux, arch, vcpus(cpu)*u.cpu95/100, gigabytes(memory)*u.memory95/100)
	if !ok {
		return Evidence{}, false
	}
	month := hour.USD * pricing.HoursPerMonth
	value := fmt.Sprintf("at least %s a month for what is reserved at the 95th percentile (list price of %s)", usd(month), hour.AsOf)
	if all := p.priceRemoval(Finding{}, fleet, len(fleet)); all.Savings != nil {
		value += fmt.Sprintf(", against %s for all the instances", usd(all.Savings.HighUSD))
	}
	return Evidence{Name: "the same on Fargate", Value: value, Number: &month, Unit: "USD a month"}, true
}
