package checks

import (
	"fmt"
	"math"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var saturation = Threshold{
	Name: "saturation_percent", Default: 90, Unit: "percent of the task size",
	Doc:    "A service saturates in an hour whose average CPU over all tasks reaches this.",
	Source: "our choice, 2026-11: no room is left for what varies within the hour",
}

var loadAmplitude = Threshold{
	Name: "amplitude", Default: 0.5, Unit: "share of the peak",
	Doc:    "A load has a shape worth following when its highest hour is above its lowest by this share of itself or more.",
	Source: "our choice, 2026-11: half of the tasks are idle then at the quiet hours",
}

var ecsServiceNotScaling = Check{
	ID:         "ecs-service-not-scaling",
	Title:      "Fixed number of tasks under a load that comes and goes",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ScalingSettings, inventory.MetricSeries, inventory.ECSTaskDefinitions},
	Thresholds: []*Threshold{&saturation, &loadAmplitude, &leastScheduled, &leastSaving, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachService(judgeNotScaling),
}

func judgeNotScaling(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if s.Scheduling == "DAEMON" {
		return NotApplicable("a daemon has a task for each instance")
	}
	scaling, gap, known := p.scalingOfService(c, s)
	switch {
	case !known:
		return Unread(gap)
	case scaling.moves() && scaling.target.Suspended:
		return Unknown("its auto scaling is suspended, for how long is not known")
	case scaling.moves():
		return Clean("Application Auto Scaling changes the number of its tasks")
	}
	fact := serviceCPUAverage.over(p, p.Days(&windowDays), hourly, serviceDims(c, s))
	cpu, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if v, young := p.tooYoung(p.age(s.CreatedAt, cpu)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	full := timeseries.DaysWhere(cpu, func(v float64) bool { return v >= p.Limit(&saturation) })
	if full >= p.Days(&repeatedDays) {
		return p.saturatedVerdict(c, s, cpu, full)
	}
	tasks, floor := min(s.Desired, s.Running), 1
	if behindBalancer(s) {
		floor = 2
	}
	if tasks <= floor {
		return Clean(fmt.Sprintf("%s is as few as it should have, and it does not saturate", plural(tasks, "task")))
	}
	if rests := restDays(cpu); rests >= p.Days(&repeatedDays) {
		return Unknown(fmt.Sprintf("no task ran for an hour or more on %s: something other than auto scaling changes their number", plural(rests, "day")))
	}
	shape, ok := timeseries.ShapeOf(cpu)
	switch {
	case !ok:
		return Unknown("observed for too few days to tell the shape of its load")
	case !shape.Regular || shape.Amplitude < p.Limit(&loadAmplitude):
		return Clean("its load has no shape by the hour that repeats and is worth following")
	}
	follow := followLoad(cpu, tasks, floor)
	if float64(tasks)-follow.high < p.Limit(&leastScheduled)*float64(tasks) {
		return Clean(fmt.Sprintf("following its load would need %.1f of %d tasks on average", follow.high, tasks))
	}
	return p.shapedVerdict(c, s, shape, follow, cpu)
}

// following is how many tasks a service needs on average to be no fuller at any hour than at its peak now.
type following struct {
	tasks, floor int
	high         float64 // each hour as it comes
	low          float64 // with the hour before and after each, because starting and scaling in take time: more tasks
}

func followLoad(cpu inventory.Series, tasks, floor int) following {
	peak, _ := timeseries.Quantile(cpu, 0.99)
	need := func(i int) float64 {
		if i < 0 || i >= len(cpu.Values) || !(cpu.Values[i] > 0) { // NaN: no task ran
			return float64(floor)
		}
		return math.Min(float64(tasks), math.Max(float64(floor), math.Ceil(float64(tasks)*float64(cpu.Values[i])/peak-1e-6)))
	}
	f := following{tasks: tasks, floor: floor}
	hours := float64(timeseries.Count(cpu))
	for i, v := range cpu.Values {
		if math.IsNaN(float64(v)) {
			continue
		}
		f.high += need(i) / hours
		f.low += math.Max(need(i), math.Max(need(i-1), need(i+1))) / hours
	}
	return f
}

func (p *Pass) shapedVerdict(c *inventory.Cluster, s *inventory.Service, shape timeseries.Shape, follow following, cpu inventory.Series) Verdict {
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s runs %s at all hours, but its CPU goes from %s at the quietest hour of the day to %s at the busiest: %.1f tasks on average would do.",
			s.Name, plural(follow.tasks, "task"), percent(shape.Trough), percent(shape.Peak), follow.high),
		Evidence: []Evidence{
			serviceCPUAverage.evidence("CPU at the busiest hour", percent(shape.Peak), shape.Peak, "percent", cpu, "median of each hour (UTC) of Average by hour"),
			counted("from the busiest hour to the quietest", fmt.Sprintf("%.0f%% less", 100*shape.Amplitude), shape.Amplitude, "share").against(p.Limit(&loadAmplitude)),
			counted("tasks needed on average", fmt.Sprintf("%.1f of %d", follow.high, follow.tasks), follow.high, "tasks"),
			setting("scaling policies and scheduled actions", "none"),
		},
		Fix: p.scaleFix(c, s, follow.floor, follow.tasks),
	}
	if launchOf(c, s, task) != onFargate {
		f.PriceGap = "tasks that are not on Fargate have no price of their own: it saves when the cluster needs fewer instances"
		return Found(f)
	}
	os, arch := fargatePlatform(s, task)
	hour, priced := p.fargateHour(os, arch, task.CPUUnits, task.MemoryMiB)
	if !priced {
		f.PriceGap = p.fargateUnpriced()
		return Found(f)
	}
	low, high := float64(follow.tasks)-follow.low, float64(follow.tasks)-follow.high
	f.Savings = &Savings{
		LowUSD: hour.PerMonth(low) * removedShare(strategyOf(c, s), follow), HighUSD: hour.PerMonth(high),
		Basis: fmt.Sprintf("%.2f fewer tasks on average × %s an hour × %d h, on demand; at least %.2f, with an hour more before and after each", high, rate(hour.USD), pricing.HoursPerMonth, low),
		Price: fmt.Sprintf("%s an hour for a task", rate(hour.USD)), Source: hour.Source, AsOf: hour.AsOf, Meters: []string{fargateMeter(s)},
	}
	f.Severity = severityOfCost(f.Savings.HighUSD)
	return p.worthSaving(f)
}

// removedShare is the share on demand of the tasks that come and go. A base stays.
func removedShare(strategy []inventory.StrategyItem, f following) float64 {
	onDemand := func(tasks int) float64 { return float64(tasks) * onDemandShare(strategy, tasks) }
	return (onDemand(f.tasks) - onDemand(f.floor)) / float64(f.tasks-f.floor)
}

// saturatedVerdict is about a service that has no more to give, and is not given more.
func (p *Pass) saturatedVerdict(c *inventory.Cluster, s *inventory.Service, cpu inventory.Series, full int) Verdict {
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	most, _ := timeseries.Max(cpu)
	tasks := max(s.Desired, s.Running)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s saturates: the CPU of its %s averages %s over an hour, on %s, and nothing adds tasks.",
			s.Name, plural(tasks, "task"), percent(most), plural(full, "day")),
		Evidence: []Evidence{
			serviceCPUAverage.evidence("CPU of all tasks", percent(most), most, "percent", cpu, "Average by hour").against(p.Limit(&saturation)),
			setting("scaling policies and scheduled actions", "none"),
		},
		Fix: p.scaleFix(c, s, tasks, 2*tasks),
	}
	if launchOf(c, s, task) == onEC2 && !task.TaskLevel {
		f.Severity, f.Confidence = Low, Inferred
		f.Message += borrowedCPU
	}
	return Found(f)
}

// scaleFix registers a service for auto scaling that tracks its CPU.
func (p *Pass) scaleFix(c *inventory.Cluster, s *inventory.Service, least, most int) Fix {
	bounds, policy := p.boundsFix(c, s, least, most, ""), p.trackFix(c, s, onCPU)
	return Fix{
		Summary: fmt.Sprintf("Register it with Application Auto Scaling from %d to %d tasks, and track CPU, or the requests for each task behind an Application Load Balancer.", least, most),
		CLI:     bounds.CLI + " && " + policy.CLI,
		Edits:   append(bounds.Edits, policy.Edits...),
	}
}
