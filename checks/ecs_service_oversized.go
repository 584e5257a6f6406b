package checks

import (
	"fmt"
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var sizeHeadroom = Threshold{
	Name: "headroom", Default: 0.2, Unit: "share of the new size",
	Doc:    "How much of the smaller size must stay free at the observed peak.",
	Source: "our choice, 2026-11: as much as ECS target tracking at 80% leaves",
}

var reservationWaste = Threshold{
	Name: "reservation_share", Default: 0.5, Unit: "share of the reservation",
	Doc:    "On EC2 capacity, a service is oversized when both CPU and memory fit into this share of what it reserves.",
	Source: "our choice, 2026-11: a reservation has no price of its own, so only a clear waste is worth a change",
}

var ecsServiceOversized = Check{
	ID:         "ecs-service-oversized",
	Title:      "Task size larger than its service uses",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.ECSTaskDefinitions},
	Thresholds: []*Threshold{&sizeHeadroom, &reservationWaste, &leastSaving, &windowDays, &minimumDays},
	Judge:      eachService(judgeServiceOversized),
}

func judgeServiceOversized(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	switch {
	case s.Status != "ACTIVE":
		return NotApplicable("the service is " + s.Status)
	case s.Managed:
		return NotApplicable("ECS sizes it (Express Mode)")
	case s.Desired == 0 && s.Running == 0:
		return NotApplicable("scaled to zero")
	case len(s.Strategy) == 0 && s.LaunchType == "EXTERNAL":
		return NotApplicable("its tasks run on external instances, which AWS does not bill by size")
	case s.Deployments > 1:
		return Unknown("a deployment is in progress, so two sizes may be running")
	}
	dims := inventory.Dims("ClusterName", c.Name, "ServiceName", s.Name)
	cpu, memory, gap, ok := overBoth(p, serviceCPU, serviceMemory, p.Days(&windowDays), hourly, dims)
	if !ok {
		return Unread(gap)
	}
	if v, young := p.tooYoung(p.age(s.CreatedAt, cpu, memory)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu, memory); few {
		return v
	}
	u := serviceUse{cpu: cpu, memory: memory, cpuPeak: p.robustPeak(cpu)}
	u.memoryPeak, _ = timeseries.Max(memory)
	if math.Max(u.cpuPeak, u.memoryPeak) >= 100*(1-p.Limit(&sizeHeadroom)) && math.Min(u.cpuPeak, u.memoryPeak) >= 50 {
		return Clean(u.String()) // no smaller size can fit; the task definition need not be read
	}
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if task.CPUUnits == 0 || task.MemoryMiB == 0 {
		return Unknown("its task definition sets no CPU or no memory size")
	}
	v := Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
	switch launchOf(c, s, task) {
	case onFargate:
		v = p.judgeFargateSize(c, s, task, u)
	case onEC2:
		v = p.judgeReservation(s, task, u)
	case launchUnknown, onOther:
	}
	if changed, yes := p.resizedLately(task); yes && v.Outcome == OutcomeFinding {
		return changed
	}
	return v
}

// resizedLately answers Unknown for a service whose task size changed so lately that the percentages on record are mostly
// of another size. Older changes need no question: the 99th percentile over two weeks and the last day speak for the new
// size by then.
func (p *Pass) resizedLately(task inventory.TaskDefinition) (Verdict, bool) {
	previous, ok := previousRevision(task.ARN)
	if !ok || task.RegisteredAt.Before(p.TakenAt.AddDate(0, 0, -p.Days(&minimumDays))) {
		return Verdict{}, false
	}
	fact := Read(p, inventory.TaskDefinitionKey(previous))
	before, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why()), true
	case before.CPUUnits == task.CPUUnits && before.MemoryMiB == task.MemoryMiB:
		return Verdict{}, false
	}
	return Unknown(fmt.Sprintf("its task size changed on %s, less than %d days ago", date(task.RegisteredAt), p.Days(&minimumDays))), true
}

// serviceUse is what a service's tasks used, in percent of what each reserves.
type serviceUse struct {
	cpu, memory         inventory.Series
	cpuPeak, memoryPeak float64
}

func (u serviceUse) String() string {
	return fmt.Sprintf("CPU peaks at %s and memory at %s of the task size", percent(u.cpuPeak), percent(u.memoryPeak))
}

func (u serviceUse) evidence() []Evidence {
	return []Evidence{
		serviceCPU.evidence("CPU peak", percent(u.cpuPeak), u.cpuPeak, "percent", u.cpu, "p99 of hourly Maximum"),
		serviceMemory.evidence("memory peak", percent(u.memoryPeak), u.memoryPeak, "percent", u.memory, "Maximum by hour"),
	}
}

// robustPeak is the 99th percentile over time of the hourly maxima of the hottest task, which passes over three odd hours
// in two weeks. Percentages are of the size at the time, so the last day alone must agree: after a task was made smaller,
// the old, low percentages no longer speak for it.
func (p *Pass) robustPeak(s inventory.Series) float64 {
	peak, _ := timeseries.Quantile(s, 0.99)
	lastDay, _ := timeseries.Quantile(timeseries.Since(s, p.TakenAt.Add(-24*time.Hour)), 0.95)
	return math.Max(peak, lastDay)
}

func (p *Pass) judgeFargateSize(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, u serviceUse) Verdict {
	os, arch := fargatePlatform(s, task)
	room := 1 - p.Limit(&sizeHeadroom)
	needCPU, needMemory := float64(task.CPUUnits)*u.cpuPeak/100/room, float64(task.MemoryMiB)*u.memoryPeak/100/room
	size, ok := pricing.SmallestFargateSize(os, needCPU, needMemory)
	smaller := ok && size.CPUUnits <= task.CPUUnits && size.MemoryMiB <= task.MemoryMiB &&
		(size.CPUUnits < task.CPUUnits || size.MemoryMiB < task.MemoryMiB)
	if !smaller {
		return Clean("no smaller Fargate size fits: " + u.String())
	}
	tasks := max(s.Desired, s.Running)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s runs %s of %s, but %s: %s is enough.", s.Name, plural(tasks, "task"), fargateSize(task.CPUUnits, task.MemoryMiB),
			u, fargateSize(size.CPUUnits, size.MemoryMiB)),
		Evidence: append(u.evidence(), setting("task size", fargateSize(task.CPUUnits, task.MemoryMiB)), setting("tasks", fmt.Sprint(tasks))),
		Fix:      taskSizeFix(s, size.CPUUnits, size.MemoryMiB),
	}
	now, known := p.Prices.FargateTask(p.Region.Name, os, arch, vcpus(task.CPUUnits), gigabytes(task.MemoryMiB))
	then, _ := p.Prices.FargateTask(p.Region.Name, os, arch, vcpus(size.CPUUnits), gigabytes(size.MemoryMiB))
	if !known {
		f.PriceGap = fmt.Sprintf("the Fargate price in %s is not in the built-in tables", p.Region.Name)
		return Found(f)
	}
	saving := float64(tasks) * (now.USD - then.USD) * pricing.HoursPerMonth
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	f.Severity = severityOfCost(saving)
	f.Savings = &Savings{
		LowUSD: saving, HighUSD: saving,
		Basis: fmt.Sprintf("%s × (%s - %s) an hour × %d h, on demand; less on Fargate Spot", plural(tasks, "task"), rate(now.USD), rate(then.USD), pricing.HoursPerMonth),
		Price: fmt.Sprintf("%s an hour for a task of the present size", rate(now.USD)), Source: now.Source, AsOf: now.AsOf,
		Meters: []string{fargateMeter(s)},
	}
	f.Savings.LowUSD *= onDemandShare(strategyOf(c, s), tasks)
	return Found(f)
}

func (p *Pass) judgeReservation(s *inventory.Service, task inventory.TaskDefinition, u serviceUse) Verdict {
	limit := 100 * p.Limit(&reservationWaste) * (1 - p.Limit(&sizeHeadroom))
	if u.cpuPeak > limit || u.memoryPeak > limit {
		return Clean(u.String())
	}
	room := 100 * (1 - p.Limit(&sizeHeadroom))
	cpu := roundUp(float64(task.CPUUnits)*u.cpuPeak/room, 64)
	memory := roundUp(float64(task.MemoryMiB)*u.memoryPeak/room, 64)
	return Found(Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s reserves %s a task on EC2 capacity, but %s. What it does not need keeps other tasks off the instances.",
			s.Name, fargateSize(task.CPUUnits, task.MemoryMiB), u),
		Evidence: append(u.evidence(), setting("reserved by a task", fargateSize(task.CPUUnits, task.MemoryMiB)), setting("tasks", fmt.Sprint(max(s.Desired, s.Running)))),
		PriceGap: "a reservation has no price of its own: it saves when the cluster needs fewer instances",
		Fix:      taskSizeFix(s, cpu, memory),
	})
}

func taskSizeFix(s *inventory.Service, cpuUnits, memoryMiB int) Fix {
	return Fix{
		Summary: fmt.Sprintf("Register a revision of %s with CPU %d and memory %d, and update the service.", familyOf(s.TaskDefinition), cpuUnits, memoryMiB),
		Edits: []Property{
			{"cloudformation", "AWS::ECS::TaskDefinition Cpu", fmt.Sprint(cpuUnits)},
			{"cloudformation", "AWS::ECS::TaskDefinition Memory", fmt.Sprint(memoryMiB)},
			{"terraform", "aws_ecs_task_definition cpu", fmt.Sprint(cpuUnits)},
			{"terraform", "aws_ecs_task_definition memory", fmt.Sprint(memoryMiB)},
		},
	}
}
