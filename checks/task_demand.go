package checks

import (
	"fmt"
	"math"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// taskDemand is what one task needed at its peaks, before any headroom.
type taskDemand struct {
	use      serviceUse
	cpu      float64 // units, at the robust peak
	burst    float64 // units, reached on repeatedDays days
	memory   float64 // MiB
	insights []Evidence
}

// demandOf gives a service's task definition and what its tasks needed of it. The verdict says why that is not known.
func (p *Pass) demandOf(c *inventory.Cluster, s *inventory.Service, u serviceUse) (inventory.TaskDefinition, taskDemand, Verdict, bool) {
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	switch {
	case !ok:
		return task, taskDemand{}, Unread(fact.Why()), false
	case task.CPUUnits == 0 || task.MemoryMiB == 0:
		return task, taskDemand{}, Unknown("its task definition sets no CPU or no memory size"), false
	case slices.ContainsFunc(task.Specs, func(s inventory.ContainerSpec) bool { return s.GPUs > 0 }):
		return task, taskDemand{}, Unknown("its tasks have GPUs, whose use is not seen: they decide the size"), false
	}
	u, v, ok := p.sameSize(u, task)
	if !ok {
		return task, taskDemand{}, v, false
	}
	cpu := float64(task.CPUUnits) / 100
	d := taskDemand{use: u, cpu: cpu * u.cpuPeak, burst: cpu * u.cpuBurst, memory: float64(task.MemoryMiB) * u.memoryPeak / 100}
	v, ok = p.insightsDemand(c, s, task, &d)
	return task, d, v, ok
}

// insightsDemand raises a demand to what Container Insights measured, where the cluster has it switched on: absolute
// values, which hold whatever size the task had at the time.
func (p *Pass) insightsDemand(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, d *taskDemand) (Verdict, bool) {
	if c.ContainerInsights == "" || c.ContainerInsights == "disabled" {
		return Verdict{}, true
	}
	cpu, memory, gap, ok := overBoth(p, insightsTaskCPU, insightsTaskMemory, p.Days(&windowDays), hourly, serviceDims(c, s))
	if !ok {
		return Unread(gap), false
	}
	if timeseries.Count(cpu) == 0 || timeseries.Count(memory) == 0 {
		return Verdict{}, true
	}
	u := p.serviceUse(cpu, memory)
	d.cpu, d.burst, d.memory = math.Max(d.cpu, u.cpuPeak), math.Max(d.burst, u.cpuBurst), math.Max(d.memory, u.memoryPeak)
	d.insights = []Evidence{
		insightsTaskCPU.evidence("CPU peak, absolute", fmt.Sprintf("%.0f of %d units", u.cpuPeak, task.CPUUnits), u.cpuPeak, "CPU units", cpu, "p99 of hourly Maximum"),
		insightsTaskMemory.evidence("memory peak, absolute", fmt.Sprintf("%.0f of %d MiB", u.memoryPeak, task.MemoryMiB), u.memoryPeak, "MiB", memory, "Maximum by hour"),
	}
	return Verdict{}, true
}

func (d taskDemand) evidence(n taskCount, task inventory.TaskDefinition) []Evidence {
	return slices.Concat(d.use.evidence(), d.insights, []Evidence{
		setting("task size", fargateSize(task.CPUUnits, task.MemoryMiB)), setting("tasks", fmt.Sprint(n.now)),
	})
}

// fargateFit is the smallest size on offer for a demand: with headroom for the peaks, and large enough for the bursts.
func (p *Pass) fargateFit(os pricing.OS, d taskDemand) (pricing.FargateSize, bool) {
	room := 1 - p.Limit(&sizeHeadroom)
	return pricing.SmallestFargateSize(os, math.Max(d.cpu/room, d.burst), d.memory/room)
}

// isSmaller tells whether a size is smaller than the task in CPU or memory, and larger in neither.
func isSmaller(size pricing.FargateSize, task inventory.TaskDefinition) bool {
	return size.CPUUnits <= task.CPUUnits && size.MemoryMiB <= task.MemoryMiB &&
		(size.CPUUnits < task.CPUUnits || size.MemoryMiB < task.MemoryMiB)
}
