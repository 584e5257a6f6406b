package checks

import (
	"fmt"
	"math"

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
		inventory.MetricSeries, inventory.ECSContainerInstances, inventory.ECSTasks,
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
	fact := Read(p, inventory.ContainerInstancesKey(c.ARN))
	instances, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	fleet := p.fleetOf(instances)
	if len(fleet) == 0 {
		return NotApplicable("its instances are not EC2 instances of this account, or AWS manages them")
	}
	if len(fleet) < len(instances) {
		return Unknown("some of its instances are external or managed by AWS, and what is reserved is published for all of them together")
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
	need := math.Max(u.cpu95, u.memory95) / p.Limit(&packingTarget)
	keep := max(1, int(math.Ceil(need*float64(len(fleet)))))
	removable := len(fleet) - keep
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
	if removable == 0 {
		f.Message += " There is no whole instance to remove."
		f.Fix = Fix{Summary: "Use a smaller instance type, or run the tasks on Fargate."}
		f.PriceGap = "what it saves depends on the smaller type or on Fargate"
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
	f.Message += fmt.Sprintf(" %d would do, at %.0f%% full.", keep, p.Limit(&packingTarget))
	f.Fix = Fix{
		Summary: fmt.Sprintf("Turn on managed scaling for the cluster's capacity provider with a target capacity of 100, or lower the Auto Scaling group by %s.", plural(removable, "instance")),
		Edits: []Property{
			{"cloudformation", "AWS::ECS::CapacityProvider AutoScalingGroupProvider.ManagedScaling.TargetCapacity", "100"},
			{"terraform", "aws_ecs_capacity_provider auto_scaling_group_provider.managed_scaling.target_capacity", "100"},
		},
	}
	return Found(p.priceRemoval(f, fleet, removable))
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

// fargateForCluster prices the reserved capacity on Fargate, before rounding up to Fargate's sizes: a lower bound.
func (p *Pass) fargateForCluster(fleet []member, u clusterUse) (Evidence, bool) {
	cpu, memory := 0, 0
	for _, m := range fleet {
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
	return Evidence{
		Name: "the same on Fargate", Value: fmt.Sprintf("at least %s a month for what is reserved at the 95th percentile (list price of %s)", usd(month), hour.AsOf),
		Number: &month, Unit: "USD a month",
	}, true
}
