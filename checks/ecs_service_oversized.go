package checks

import (
	"fmt"
	"math"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
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

var leastRunCPU = Threshold{
	Name: "least_run_percent", Default: 5, Unit: "percent of the task's CPU",
	Doc:    "Short runs by the clock that use less than this are no reason to leave the size alone.",
	Source: "our choice, 2026-11: health checks, agents and log rotation stay below it",
}

var ecsServiceOversized = Check{
	ID:       "ecs-service-oversized",
	Title:    "Task size larger than its service uses",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.MetricSeries, inventory.ECSTaskDefinitions, inventory.ScalingSettings},
	Thresholds: []*Threshold{
		&sizeHeadroom, &reservationWaste, &leastSaving, &leastRunCPU, &repeatedDays, &windowDays, &minimumDays,
	},
	Judge: eachService(judgeServiceOversized),
}

func judgeServiceOversized(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if deploying(s) {
		return Unknown("a deployment is in progress, so two sizes may be running")
	}
	u, v, ok := p.useOf(c, s)
	if !ok {
		return v
	}
	lately := u.since(p, p.TakenAt.AddDate(0, 0, -p.Days(&minimumDays)))
	if p.isFull(u) && p.isFull(lately) {
		return Clean(u.String()) // no smaller size can fit; the task definition need not be read
	}
	task, d, v, ok := p.demandOf(c, s, u)
	if !ok {
		return v
	}
	v = Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
	switch launchOf(c, s, task) {
	case onFargate:
		v = p.judgeFargateSize(c, s, task, d)
	case onEC2:
		v = p.judgeReservation(s, task, d)
	case launchUnknown, onOther:
	}
	if v.Outcome == OutcomeFinding {
		return p.unlessByTheClock(v, d)
	}
	return v
}

// unlessByTheClock is a verdict on a size, or Unknown for a service that works in short runs by the clock.
func (p *Pass) unlessByTheClock(v Verdict, d taskDemand) Verdict {
	if runs, cron := d.use.cron(p.Limit(&leastRunCPU)); cron {
		return Unknown(fmt.Sprintf("it works in short runs by the clock, of up to %s of its CPU on %s: whether they may take longer is not seen", percent(d.use.cpuBurst), plural(runs.Days, "day")))
	}
	return v
}

// isFull tells whether one of CPU and memory leaves no headroom while the other is used by half or more. There is no size
// with half of the one and all of the other: no smaller size fits.
func (p *Pass) isFull(u serviceUse) bool {
	return math.Max(u.cpuPeak, u.memoryPeak) > 100*(1-p.Limit(&sizeHeadroom)) && math.Min(u.cpuPeak, u.memoryPeak) >= 50
}

func (p *Pass) judgeFargateSize(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, d taskDemand) Verdict {
	os, arch := fargatePlatform(s, task)
	size, ok := p.fargateFit(os, d)
	if !ok || !isSmaller(size, task) {
		calm := d
		calm.burst = 0
		if size, ok := p.fargateFit(os, calm); ok && isSmaller(size, task) {
			return Clean(fmt.Sprintf("short bursts to %s of its CPU on %s need its size", percent(d.use.cpuBurst), plural(p.Days(&repeatedDays), "day")))
		}
		return Clean("no smaller Fargate size fits: " + d.use.String())
	}
	n := p.tasksOf(c, s)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s runs %s of %s, but %s: %s is enough.", s.Name, plural(n.now, "task"), fargateSize(task.CPUUnits, task.MemoryMiB),
			d.use, fargateSize(size.CPUUnits, size.MemoryMiB)),
		Evidence: d.evidence(n, task),
		Fix:      taskSizeFix(s, task, size.CPUUnits, size.MemoryMiB),
	}
	now, known := p.fargateHour(os, arch, task.CPUUnits, task.MemoryMiB)
	then, _ := p.fargateHour(os, arch, size.CPUUnits, size.MemoryMiB)
	tracked := p.outgrows(n, size, d)
	f.Message += tracked
	if !known {
		f.PriceGap = p.fargateUnpriced()
		return Found(f)
	}
	saving := p.fargateSavings(c, s, n, p.running(d.use), now, then)
	if saving.HighUSD < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	if tracked != "" {
		saving.LowUSD = 0
	}
	f.Severity = severityOfCost(saving.HighUSD)
	f.Savings = &saving
	return Found(f)
}

// outgrows says that target tracking would answer a smaller size with more tasks, where the peak on it passes the target.
func (p *Pass) outgrows(n taskCount, size pricing.FargateSize, d taskDemand) string {
	for _, one := range []struct {
		metric, word string
		use          float64 // percent of the new size
	}{
		{"CPU", "CPU", 100 * d.cpu / float64(size.CPUUnits)},
		{"Memory", "memory", 100 * d.memory / float64(size.MemoryMiB)},
	} {
		if target, ok := n.tracked(one.metric); ok && one.use > target {
			return fmt.Sprintf(" Its auto scaling holds %s at %g%%: at the smaller size it adds tasks at the peak.", one.word, target)
		}
	}
	return ""
}

func (p *Pass) judgeReservation(s *inventory.Service, task inventory.TaskDefinition, d taskDemand) Verdict {
	room := 1 - p.Limit(&sizeHeadroom)
	limit := p.Limit(&reservationWaste) * room
	needCPU, needMemory := math.Max(d.cpu, d.burst*room), d.memory
	if needCPU > limit*float64(task.CPUUnits) || needMemory > limit*float64(task.MemoryMiB) {
		return Clean(d.use.String())
	}
	cpu, memory := min(task.CPUUnits, roundUp(needCPU/room, 64)), min(task.MemoryMiB, roundUp(needMemory/room, 64))
	if cpu == task.CPUUnits && memory == task.MemoryMiB {
		return Clean("it reserves no more than the smallest step: " + d.use.String())
	}
	return Found(Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s reserves %s a task on EC2 capacity, but %s. What it does not need keeps other tasks off the instances.",
			s.Name, fargateSize(task.CPUUnits, task.MemoryMiB), d.use),
		Evidence: d.evidence(taskCount{now: max(s.Desired, s.Running)}, task),
		PriceGap: "a reservation has no price of its own: it saves when the cluster needs fewer instances",
		Fix:      taskSizeFix(s, task, cpu, memory),
	})
}

func taskSizeFix(s *inventory.Service, task inventory.TaskDefinition, cpuUnits, memoryMiB int) Fix {
	f := Fix{
		Summary: fmt.Sprintf("Register a revision of %s with CPU %d and memory %d, and update the service.", familyOf(s.TaskDefinition), cpuUnits, memoryMiB),
		Edits: []Property{
			{"cloudformation", "AWS::ECS::TaskDefinition Cpu", fmt.Sprint(cpuUnits)},
			{"cloudformation", "AWS::ECS::TaskDefinition Memory", fmt.Sprint(memoryMiB)},
			{"terraform", "aws_ecs_task_definition cpu", fmt.Sprint(cpuUnits)},
			{"terraform", "aws_ecs_task_definition memory", fmt.Sprint(memoryMiB)},
		},
	}
	cpu, memory := 0, 0
	for _, c := range task.Specs {
		cpu, memory = cpu+c.CPUUnits, memory+max(c.MemoryMiB, c.ReservedMiB)
	}
	if cpu > cpuUnits || memory > memoryMiB {
		f.Summary += " The limits of its containers must fit into that."
	}
	if task.EphemeralGiB > pricing.FargateFreeStorageGB {
		f.Summary += " Its ephemeral storage stays as it is."
	}
	return f
}
