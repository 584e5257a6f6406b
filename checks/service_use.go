package checks

import (
	"fmt"
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// serviceUse is what a service's tasks used, in percent of what each reserves.
type serviceUse struct {
	cpu, memory inventory.Series // of the hottest task, by hour
	cpuPeak     float64          // see robustPeak
	cpuBurst    float64          // what CPU reached on repeatedDays days
	memoryPeak  float64          // the maximum: a task that runs out of memory is killed
}

// unfit answers for the services whose tasks' use nobody can act on, or that run none.
func unfit(s *inventory.Service) (Verdict, bool) {
	if v, no := dormant(s); no {
		return v, true
	}
	if len(s.Strategy) == 0 && s.LaunchType == "EXTERNAL" {
		return NotApplicable("its tasks run on external instances, which AWS does not bill by size"), true
	}
	return Verdict{}, false
}

func serviceDims(c *inventory.Cluster, s *inventory.Service) inventory.Dimensions {
	return inventory.Dims("ClusterName", c.Name, "ServiceName", s.Name)
}

// useOf reads a service's use over the window. The verdict says why there is nothing to judge by.
func (p *Pass) useOf(c *inventory.Cluster, s *inventory.Service) (serviceUse, Verdict, bool) {
	cpu, memory, gap, ok := overBoth(p, serviceCPU, serviceMemory, p.Days(&windowDays), hourly, serviceDims(c, s))
	if !ok {
		return serviceUse{}, Unread(gap), false
	}
	if v, young := p.tooYoung(p.age(s.CreatedAt, cpu, memory)); young {
		return serviceUse{}, v, false
	}
	if v, few := p.tooFewDays(cpu, memory); few {
		return serviceUse{}, v, false
	}
	return p.serviceUse(cpu, memory), Verdict{}, true
}

func (p *Pass) serviceUse(cpu, memory inventory.Series) serviceUse {
	u := serviceUse{cpu: cpu, memory: memory, cpuPeak: p.robustPeak(cpu)}
	u.cpuBurst, _ = timeseries.ReachedOn(cpu, p.Days(&repeatedDays))
	u.memoryPeak, _ = timeseries.Max(memory)
	return u
}

// since is the use from a time on.
func (u serviceUse) since(p *Pass, t time.Time) serviceUse {
	return p.serviceUse(timeseries.Since(u.cpu, t), timeseries.Since(u.memory, t))
}

func (u serviceUse) String() string {
	return fmt.Sprintf("CPU peaks at %s and memory at %s of the task size", percent(u.cpuPeak), percent(u.memoryPeak))
}

// cron tells whether the tasks work in short runs by the clock and rest in between: their CPU comes up to half of its peak, and
// to a least level in percent, only then, and the peak is at least three times the median.
func (u serviceUse) cron(least float64) (timeseries.Cron, bool) {
	usual, _ := timeseries.Quantile(u.cpu, 0.5)
	if u.cpuBurst < 3*usual {
		return timeseries.Cron{}, false
	}
	return timeseries.CronLikeOf(u.cpu, math.Max(u.cpuBurst/2, least))
}

// restDays is on how many days (UTC) no task of a service ran for an hour or more, between the first datapoint of its series
// and the last: nothing is published without a task.
func restDays(s inventory.Series) int {
	first, seen := timeseries.First(s)
	rests := inventory.Series{Start: s.Start, Period: s.Period, Values: make([]float32, len(s.Values))}
	end := first.Add(timeseries.Span(s))
	for i, v := range s.Values {
		if at := s.Time(i); !seen || at.Before(first) || !at.Before(end) || !math.IsNaN(float64(v)) {
			rests.Values[i] = float32(math.NaN())
		}
	}
	return timeseries.DaysObserved(rests)
}

// running is the share of the hours, from the first to the last with a datapoint, in which tasks ran. A hole on a single day
// is none of their habits.
func (p *Pass) running(u serviceUse) float64 {
	if restDays(u.cpu) < p.Days(&repeatedDays) {
		return 1
	}
	return float64(timeseries.Count(u.cpu)) / float64(timeseries.Span(u.cpu)/u.cpu.Period)
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

// sameSize narrows a use to the days on which the tasks had their present size: percentages are of the size at the time. It
// costs a call where the revision in use was registered within the window. Of the revisions before, only the last is asked.
func (p *Pass) sameSize(u serviceUse, task inventory.TaskDefinition) (serviceUse, Verdict, bool) {
	start, _ := inventory.SeriesQuery{Days: p.Days(&windowDays)}.Window(p.TakenAt)
	previous, ok := previousRevision(task.ARN)
	if !ok || task.RegisteredAt.Before(start) {
		return u, Verdict{}, true
	}
	fact := Read(p, inventory.TaskDefinitionKey(previous))
	before, ok := fact.Get()
	switch {
	case !ok:
		return u, Unread(fact.Why()), false
	case before.CPUUnits == task.CPUUnits && before.MemoryMiB == task.MemoryMiB:
		return u, Verdict{}, true
	}
	u = u.since(p, nextDay(task.RegisteredAt))
	if _, few := p.tooFewDays(u.cpu, u.memory); few {
		return u, Unknown(fmt.Sprintf("its task size changed on %s: less than %d days of the new one were observed", date(task.RegisteredAt), p.Days(&minimumDays))), false
	}
	return u, Verdict{}, true
}
