package checks

import (
	"fmt"
	"math"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// nextSize names the next size that is on offer, and what it costs more.
func (p *Pass) nextSize(f *Finding, c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, full fullTask) {
	memory := full.memoryDays > 0 || len(full.kills) > 0
	if limit, name := containerLimit(task, full.kills); limit > 0 && limit < task.MemoryMiB && full.cpuDays == 0 {
		f.Fix = Fix{Summary: fmt.Sprintf("Raise the memory limit of the container %s, which is %d MiB of the task's %d, in a new revision of %s.", name, limit, task.MemoryMiB, familyOf(s.TaskDefinition))}
		return
	}
	if task.CPUUnits == 0 || task.MemoryMiB == 0 || launchOf(c, s, task) != onFargate {
		f.Fix = p.largerReservation(s, task, full)
		return
	}
	needCPU, needMemory := float64(task.CPUUnits), float64(task.MemoryMiB)
	if full.cpuDays > 0 {
		needCPU++
	}
	if memory {
		needMemory++
	}
	os, arch := fargatePlatform(s, task)
	size, ok := pricing.SmallestFargateSize(os, needCPU, needMemory)
	if !ok {
		f.Fix = Fix{Summary: "It has the largest size that Fargate offers: share the work among more tasks, or run it on EC2 capacity."}
		return
	}
	f.Message += fmt.Sprintf(" The next size after %s is %s", fargateSize(task.CPUUnits, task.MemoryMiB), fargateSize(size.CPUUnits, size.MemoryMiB))
	now, known := p.fargateHour(os, arch, task.CPUUnits, task.MemoryMiB)
	then, _ := p.fargateHour(os, arch, size.CPUUnits, size.MemoryMiB)
	if tasks := max(s.Desired, s.Running); known {
		more := float64(tasks) * (then.USD - now.USD) * pricing.HoursPerMonth
		f.Message += fmt.Sprintf(", for %s a month more.", usd(more))
		f.Evidence = append(f.Evidence, counted("cost of the next size", fmt.Sprintf("%s a month more for %s (list price of %s, on demand)", usd(more), plural(tasks, "task"), then.AsOf), more, "USD a month"))
	} else {
		f.Message += fmt.Sprintf("; %s.", p.fargateUnpriced())
	}
	f.Fix = taskSizeFix(s, task, size.CPUUnits, size.MemoryMiB)
	f.Fix.Summary += undersizedHint(full)
}

// largerReservation is the fix where no list of sizes binds: the present use with headroom.
func (p *Pass) largerReservation(s *inventory.Service, task inventory.TaskDefinition, full fullTask) Fix {
	if task.CPUUnits == 0 || task.MemoryMiB == 0 || full.use.memory.Values == nil {
		return Fix{Summary: fmt.Sprintf("Register a revision of %s with half as much again, and update the service.%s", familyOf(s.TaskDefinition), undersizedHint(full))}
	}
	room := 1 - p.Limit(&sizeHeadroom)
	f := taskSizeFix(s, task, max(task.CPUUnits, roundUp(float64(task.CPUUnits)*math.Min(full.use.cpuPeak, 100)/100/room, 64)),
		max(task.MemoryMiB, roundUp(float64(task.MemoryMiB)*full.use.memoryPeak/100/room, 64)))
	f.Summary += undersizedHint(full)
	return f
}

func undersizedHint(full fullTask) string {
	hint := ""
	if full.memoryDays > 0 || len(full.kills) > 0 {
		hint += " Memory that grows from day to day is a leak, which no size holds; a heap's limit has to be raised with the task."
	}
	if full.cpuDays > 0 {
		hint += " More tasks, or auto scaling on CPU, help as well where the work can be shared."
	}
	return hint
}

// containerLimit is the hard memory limit of the container that was killed, and its name; 0 without one.
func containerLimit(task inventory.TaskDefinition, kills []inventory.Task) (int, string) {
	if len(kills) == 0 {
		return 0, ""
	}
	name := killedContainer(kills[0])
	for _, c := range task.Specs {
		if c.Name == name {
			return c.MemoryMiB, name
		}
	}
	return 0, ""
}
