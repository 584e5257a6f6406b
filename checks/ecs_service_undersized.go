package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var fullCPU = Threshold{
	Name: "cpu_percent", Default: 90, Unit: "percent of the task's CPU",
	Doc:    "A day is full when the 95th percentile of its CPU use reaches this.",
	Source: "our choice, 2026-11: an hour and more of every day without room for anything else",
}

var fullTaskMemory = Threshold{
	Name: "memory_percent", Default: 95, Unit: "percent of the task's memory",
	Doc:    "A day is full when its highest memory use reaches this.",
	Source: "our choice, 2026-11: what is left is less than one large request or a garbage collection takes",
}

var flatMemory = Threshold{
	Name: "flat_points", Default: 3, Unit: "percentage points",
	Doc:    "Memory whose median is this near to its maximum is flat: held, as by a heap of fixed size, rather than growing.",
	Source: "our choice, 2026-11: a managed heap sits still at its limit, a leak and load do not",
}

var ecsServiceUndersized = Check{
	ID:       "ecs-service-undersized",
	Title:    "Task size too small for its service",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.MetricSeries, inventory.ECSTaskDefinitions, inventory.ECSStoppedTasks},
	Thresholds: []*Threshold{
		&fullCPU, &fullTaskMemory, &flatMemory, &sizeHeadroom, &repeatedDays, &windowDays, &minimumDays,
	},
	Judge: eachService(judgeServiceUndersized),
}

func judgeServiceUndersized(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	stopped := Read(p, inventory.StoppedTasksKey(c.ARN))
	tasks, ok := stopped.Get()
	if !ok {
		return Unread(stopped.Why())
	}
	full := fullTask{kills: killsOf(s, tasks)}
	if len(full.kills) > 0 { // whatever the metrics say: they are of whole minutes
		fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
		task, ok := fact.Get()
		if !ok {
			return Unread(fact.Why())
		}
		return Found(p.largerTask(c, s, task, full))
	}
	u, v, ok := p.useOf(c, s)
	switch {
	case !ok:
		return v
	case p.hotDays(u) < p.Days(&repeatedDays) && p.fullDays(u) < p.Days(&repeatedDays):
		return Clean(u.String())
	case deploying(s):
		return Unknown("a deployment is in progress, so two sizes may be running")
	}
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if u, v, ok = p.sameSize(u, task); !ok {
		return v
	}
	full.use = u
	if days := p.fullDays(u); days >= p.Days(&repeatedDays) {
		full.memoryDays = days
	}
	if p.hotDays(u) >= p.Days(&repeatedDays) {
		if v, ok := p.cpuDays(c, s, u, &full); !ok {
			return v
		}
	}
	if full.memoryDays == 0 && full.cpuDays == 0 {
		return Clean(u.String())
	}
	return Found(p.largerTask(c, s, task, full))
}

// hotDays is on how many days the hottest task had a minute at the limit of CPU, without which the day cannot be full.
func (p *Pass) hotDays(u serviceUse) int {
	return timeseries.DaysWhere(u.cpu, func(v float64) bool { return v >= p.Limit(&fullCPU) })
}

// fullDays is on how many days the memory was full.
func (p *Pass) fullDays(u serviceUse) int {
	return timeseries.DaysWhere(u.memory, func(v float64) bool { return v >= p.Limit(&fullTaskMemory) })
}

// cpuDays counts the days on which the 95th percentile of the CPU use was at the limit: CloudWatch's own, or where it keeps
// none, that of the hours' averages.
func (p *Pass) cpuDays(c *inventory.Cluster, s *inventory.Service, u serviceUse, full *fullTask) (Verdict, bool) {
	fact := serviceCPUP95.over(p, p.Days(&windowDays), daily, serviceDims(c, s))
	series, ok := fact.Get()
	if !ok {
		return Unread(fact.Why()), false
	}
	m, statistic := serviceCPUP95, "p95 by day"
	var ofDays []float64
	if timeseries.Count(series) > 0 {
		series = timeseries.Since(series, u.cpu.Start)
		ofDays = timeseries.DailyMaxima(series)
	} else {
		fact := serviceCPUAverage.over(p, p.Days(&windowDays), hourly, serviceDims(c, s))
		if series, ok = fact.Get(); !ok {
			return Unread(fact.Why()), false
		}
		m, statistic = serviceCPUAverage, "p95 of hourly Average by day"
		series = timeseries.Since(series, u.cpu.Start)
		ofDays = dailyQuantiles(series, 0.95)
	}
	days := 0
	for _, v := range ofDays {
		if v >= p.Limit(&fullCPU) {
			days++
		}
	}
	if days < p.Days(&repeatedDays) {
		return Verdict{}, true
	}
	worst := slices.Max(ofDays)
	full.cpuDays = days
	full.cpuEvidence = m.evidence("CPU, p95 of the worst day", percent(worst), worst, "percent", series, statistic).against(p.Limit(&fullCPU))
	return Verdict{}, true
}

// dailyQuantiles is the quantile of each calendar day (UTC) that has a datapoint.
func dailyQuantiles(s inventory.Series, q float64) []float64 {
	var of []float64
	perDay := max(1, int(daily/s.Period))
	for from := 0; from < len(s.Values); from += perDay {
		day := inventory.Series{Start: s.Time(from), Period: s.Period, Values: s.Values[from:min(from+perDay, len(s.Values))]}
		if v, ok := timeseries.Quantile(day, q); ok {
			of = append(of, v)
		}
	}
	return of
}

// killsOf are the stopped tasks of a service's present revision that were killed for want of memory.
func killsOf(s *inventory.Service, stopped []inventory.Task) []inventory.Task {
	var kills []inventory.Task
	for _, t := range stopped {
		if t.Group == "service:"+s.Name && t.TaskDefinition == s.TaskDefinition && killedContainer(t) != "" {
			kills = append(kills, t)
		}
	}
	return kills
}

// killedContainer names the container of a stopped task that ran out of memory; "task" when only the task says so.
func killedContainer(t inventory.Task) string {
	for _, c := range t.Containers {
		if strings.Contains(c.Reason, "OutOfMemory") {
			return c.Name
		}
	}
	if strings.Contains(t.StoppedReason, "OutOfMemory") {
		return "task"
	}
	return ""
}

// fullTask is what a service's tasks have too little of.
type fullTask struct {
	use         serviceUse // none, where tasks were killed
	kills       []inventory.Task
	memoryDays  int // days on which memory was full
	cpuDays     int // days on which CPU was
	cpuEvidence Evidence
}

func (p *Pass) largerTask(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, full fullTask) Finding {
	f := Finding{Severity: Medium, Confidence: Measured}
	var words []string
	switch flat := p.heldMemory(full.use); {
	case len(full.kills) > 0:
		f.Severity = High
		words = append(words, fmt.Sprintf("%s of %s stopped in the last hour for want of memory.", plural(len(full.kills), "task"), s.Name))
		f.Evidence = append(f.Evidence, counted("killed for memory", fmt.Sprintf("%s, container %s", plural(len(full.kills), "task"), killedContainer(full.kills[0])), float64(len(full.kills)), "tasks"))
	case full.memoryDays > 0:
		words = append(words, fmt.Sprintf("%s uses up to %s of its memory, on %s.", s.Name, percent(full.use.memoryPeak), plural(full.memoryDays, "day")))
		if flat && full.cpuDays == 0 {
			f.Severity, f.Confidence = Low, Inferred
			words = append(words, "It holds that much all the time and no task was seen killed for it: a heap of fixed size looks the same.")
		}
		f.Evidence = append(f.Evidence, serviceMemory.evidence("memory peak", percent(full.use.memoryPeak), full.use.memoryPeak, "percent", full.use.memory, "Maximum by hour").against(p.Limit(&fullTaskMemory)))
	}
	if full.cpuDays > 0 {
		words = append(words, fmt.Sprintf("%s fills its CPU: the 95th percentile reached %s on %s.", s.Name, percent(p.Limit(&fullCPU)), plural(full.cpuDays, "day")))
		f.Evidence = append(f.Evidence, full.cpuEvidence)
		if launchOf(c, s, task) == onEC2 && !task.TaskLevel && full.memoryDays == 0 {
			f.Severity, f.Confidence = Low, Inferred
			words = append(words, strings.TrimSpace(borrowedCPU))
		}
	}
	f.Message = strings.Join(words, " ")
	if task.CPUUnits > 0 && task.MemoryMiB > 0 {
		f.Evidence = append(f.Evidence, setting("task size", fargateSize(task.CPUUnits, task.MemoryMiB)))
	}
	p.nextSize(&f, c, s, task, full)
	return f
}

// borrowedCPU is said of tasks on instances whose CPU is no limit but a share.
const borrowedCPU = " Its containers may borrow idle CPU of the instance, which is gone when a neighbour needs it."

// heldMemory tells whether memory sits still at its peak.
func (p *Pass) heldMemory(u serviceUse) bool {
	usual, ok := timeseries.Quantile(u.memory, 0.5)
	return ok && u.memoryPeak-usual <= p.Limit(&flatMemory)
}
