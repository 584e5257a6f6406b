package checks

import (
	"fmt"
	"math"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var tightHeadroom = Threshold{
	Name: "tight_headroom", Default: 0.1, Unit: "share of the smaller size",
	Doc:    "How much of the resource that binds must stay free at the observed peak, where giving up a little of it saves a whole step of the other.",
	Source: "our choice, 2026-11: half of what sizing leaves otherwise, because the step is worth a closer look",
}

var ecsFargateShapeWaste = Check{
	ID:       "ecs-fargate-shape-waste",
	Title:    "Fargate size whose CPU or memory comes along unused",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.MetricSeries, inventory.ECSTaskDefinitions, inventory.ScalingSettings},
	Thresholds: []*Threshold{
		&sizeHeadroom, &tightHeadroom, &leastRunCPU, &fullTaskMemory, &fullCPU, &leastSaving, &repeatedDays, &windowDays, &minimumDays,
	},
	Judge: eachService(judgeShapeWaste),
}

func judgeShapeWaste(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if placedElsewhere(s) {
		return NotApplicable("on EC2 capacity any pair of CPU and memory can be reserved")
	}
	if deploying(s) {
		return Unknown("a deployment is in progress, so two sizes may be running")
	}
	u, v, ok := p.useOf(c, s)
	switch {
	case !ok:
		return v
	case p.hotDays(u) >= p.Days(&repeatedDays), p.fullDays(u) >= p.Days(&repeatedDays):
		return Clean("it uses up what it has: " + u.String())
	}
	task, d, v, ok := p.demandOf(c, s, u)
	if !ok {
		return v
	}
	switch launchOf(c, s, task) {
	case onEC2, onOther:
		return NotApplicable("on EC2 capacity any pair of CPU and memory can be reserved")
	case launchUnknown:
		return Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
	case onFargate:
	}
	os, _ := fargatePlatform(s, task)
	if size, ok := p.fargateFit(os, d); ok && isSmaller(size, task) {
		return Clean(fmt.Sprintf("both fit %s, which ecs-service-oversized is about", fargateSize(size.CPUUnits, size.MemoryMiB)))
	}
	next, ok := p.nextPair(os, task, d)
	if !ok {
		return Clean("no other pair on offer has less: " + d.use.String())
	}
	return p.unlessByTheClock(p.shapeVerdict(c, s, task, d, next), d)
}

// pair is another size for a task.
type pair struct {
	size  pricing.FargateSize
	waste string // what there is too much of: "CPU" or "memory"
	kept  string // the other one
	tight bool   // there is less of the other one too
}

// nextPair is the next valid pair of a task: the resource that is used as it is, the other one at what it needs; or, tight,
// both a little smaller, where that saves a CPU step.
func (p *Pass) nextPair(os pricing.OS, task inventory.TaskDefinition, d taskDemand) (pair, bool) {
	room, little := 1-p.Limit(&sizeHeadroom), 1-p.Limit(&tightHeadroom)
	cpu, memory := math.Max(d.cpu/room, d.burst), d.memory/room
	for _, one := range []struct {
		cpu, memory float64
		pair        pair
	}{
		{cpu, float64(task.MemoryMiB), pair{waste: "CPU", kept: "memory"}},
		{float64(task.CPUUnits), memory, pair{waste: "memory", kept: "CPU"}},
		{cpu, d.memory / little, pair{waste: "CPU", kept: "memory", tight: true}},
		{math.Max(d.cpu/little, d.burst), memory, pair{waste: "memory", kept: "CPU", tight: true}},
	} {
		if size, ok := pricing.SmallestFargateSize(os, one.cpu, one.memory); ok && isSmaller(size, task) && (!one.pair.tight || size.CPUUnits < task.CPUUnits) {
			one.pair.size = size
			return one.pair, true
		}
	}
	return pair{}, false
}

func (p *Pass) shapeVerdict(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, d taskDemand, next pair) Verdict {
	os, arch := fargatePlatform(s, task)
	size := next.size
	n := p.tasksOf(c, s)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s runs %s of %s, but %s: the %s comes along with the %s. The next pair is %s",
			s.Name, plural(n.now, "task"), fargateSize(task.CPUUnits, task.MemoryMiB), d.use, next.waste, next.kept, fargateSize(size.CPUUnits, size.MemoryMiB)),
		Evidence: d.evidence(n, task),
		Fix:      taskSizeFix(s, task, size.CPUUnits, size.MemoryMiB),
	}
	if next.tight {
		f.Confidence = Inferred
		f.Message += fmt.Sprintf(", where CPU would peak at %s and memory at %s: whether it can do with so little room is not seen.",
			percent(100*d.cpu/float64(size.CPUUnits)), percent(100*d.memory/float64(size.MemoryMiB)))
	} else {
		f.Message += ", with as much " + next.kept + "."
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
	if tracked != "" || next.tight {
		saving.LowUSD = 0
	}
	f.Severity = severityOfCost(saving.HighUSD)
	f.Savings = &saving
	return Found(f)
}
