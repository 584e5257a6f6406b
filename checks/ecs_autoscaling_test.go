package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// acts is a scheduled action on a service ("cluster/service").
func acts(label, schedule string, least, most int, changes ...func(*inventory.ScheduledAction)) inventory.Scaling {
	a := inventory.ScheduledAction{Resource: "service/" + label, Dimension: "ecs:service:DesiredCount", Name: "a", Schedule: schedule, Min: &least, Max: &most}
	for _, change := range changes {
		change(&a)
	}
	return inventory.Scaling{Actions: []inventory.ScheduledAction{a}}
}

// scaled is a service that Application Auto Scaling scales in some way.
func scaled(name string, insights bool, tasks int, scaling ...inventory.Scaling) []ct.Part {
	return []ct.Part{
		ct.Cluster("of-"+name, ct.Service(name, runningTasks(tasks)), func(c *inventory.Cluster) {
			if insights {
				c.ContainerInsights = "enabled"
			}
		}),
		ct.Scales("ecs", scaling...),
	}
}

// didScale is what Application Auto Scaling did to a service.
func didScale(name string, activities ...inventory.ScalingActivity) ct.Part {
	return ct.Has(inventory.ActivitiesKey("service/of-"+name+"/"+name), append([]inventory.ScalingActivity{}, activities...))
}

func TestAutoscalingPinned(t *testing.T) {
	bounds := func(name string, least, most int, more ...inventory.Scaling) []inventory.Scaling {
		label := "of-" + name + "/" + name
		return append([]inventory.Scaling{scaledTasks(label, least, most), tracksUse(label, "CPU", 70)}, more...)
	}
	// seen is a service whose running tasks Container Insights saw, of 2 to 10.
	seen := func(name string, running, desired ct.Shape, more ...inventory.Scaling) []ct.Part {
		label := "of-" + name + "/" + name
		return append(scaled(name, true, 4, bounds(name, 2, 10, more...)...), ct.InsightsRunning.Of(label, running), ct.InsightsDesired.Of(label, desired))
	}
	// hours is a number of tasks in the first hours of each day, and four in the others.
	hours := func(tasks float64, of int) ct.Shape {
		return func(at time.Time) float64 {
			if at.Hour() < of {
				return tasks
			}
			return 4
		}
	}
	without := func(name string, tasks int, activities ...inventory.ScalingActivity) []ct.Part {
		return append(scaled(name, false, tasks, bounds(name, 2, 10)...), didScale(name, activities...))
	}
	ended := func(a *inventory.ScheduledAction) { a.End = ct.DaysAgo(1) }
	ct.Run(t, "ecs-autoscaling-pinned", []ct.Case{
		{
			Name: "minimum is maximum", Given: scaled("fixed", false, 4, bounds("fixed", 4, 4)...),
			Want: checks.OutcomeFinding, Because: "fixed is registered for auto scaling from 4 to 4 tasks: there is nothing to scale. Its scaling policy can do nothing.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Fixes("--resource-id service/of-fixed/fixed --min-capacity 4 --max-capacity 8"), ct.Fixes("aws_appautoscaling_target max_capacity = 8")),
		},
		{Name: "minimum is maximum without a policy", Given: scaled("bare", false, 4, scaledTasks("of-bare/bare", 4, 4)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "a schedule that sets the same", Given: scaled("same", false, 4, bounds("same", 4, 4, acts("of-same/same", "cron(0 7 * * ? *)", 4, 4))...), Want: checks.OutcomeFinding},
		{Name: "a schedule that is over", Given: scaled("over", false, 4, bounds("over", 4, 4, acts("of-over/over", "cron(0 7 * * ? *)", 2, 8, ended))...), Want: checks.OutcomeFinding},
		{Name: "a date that is past", Given: scaled("past", false, 4, bounds("past", 4, 4, acts("of-past/past", "at(2026-11-01T00:00:00)", 2, 8))...), Want: checks.OutcomeFinding},
		{
			Name: "a date that is to come", Given: append(scaled("soon", false, 4, bounds("soon", 4, 4, acts("of-soon/soon", "at(2026-12-01T00:00:00)", 2, 8))...), didScale("soon")),
			Want: checks.OutcomeUnknown, Because: "scheduled actions move its maximum",
		},
		{
			Name: "a schedule of fixed numbers", Given: scaled("timed", false, 4, scaledTasks("of-timed/timed", 4, 4), acts("of-timed/timed", "cron(0 7 * * ? *)", 8, 8)),
			Want: checks.OutcomeClean, Because: "a schedule sets",
		},
		{
			Name: "five hours a day", Given: seen("five", hours(10, 5), ct.Flat(4)),
			Want: checks.OutcomeFinding, Because: "five runs at its maximum of 10 tasks for 22% of the time", Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("time at the maximum", "21.9%"), ct.Fixes("--max-capacity 15")), // 14 × 5 + 5 of 342 hours
		},
		{Name: "exactly a fifth", Given: seen("fifth", hours(10, 5), ct.Flat(4)), Limits: checks.Overrides{"ecs-autoscaling-pinned.pinned_share": 75. / 342}, Want: checks.OutcomeFinding, Alone: true},
		{Name: "four hours a day", Given: seen("four", hours(10, 4), ct.Flat(10)), Want: checks.OutcomeClean, Because: "for 18% of the time"}, // 60 of 342
		{Name: "most of the hour", Given: seen("most", ct.Flat(9.6), ct.Flat(4)), Want: checks.OutcomeFinding},
		{Name: "half of the hour", Given: seen("half", ct.Flat(9.5), ct.Flat(4)), Want: checks.OutcomeClean},
		{Name: "only the desired number", Given: seen("desired", ct.Nothing, hours(10, 6)), Want: checks.OutcomeFinding},
		{Name: "seen for two days", Given: seen("brief", ct.Flat(10).Last(2), ct.Flat(10)), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "a young service", Given: append([]ct.Part{
			ct.Cluster("of-young", ct.Service("young", func(s *inventory.Service) { s.CreatedAt = ct.DaysAgo(5) })), ct.Scales("ecs", bounds("young", 2, 10)...)}, didScale("young")),
			Want: checks.OutcomeUnknown, Because: "younger"},
		{
			Name: "the maximum moves, at the highest", Given: seen("wide", hours(20, 6), ct.Flat(4), acts("of-wide/wide", "cron(0 0 * * ? *)", 2, 20)),
			Want: checks.OutcomeFinding, Because: "maximum of 20 tasks",
		},
		{Name: "the maximum moves, below the highest", Given: seen("wave", hours(10, 12), ct.Flat(4), acts("of-wave/wave", "cron(0 0 * * ? *)", 2, 20)), Want: checks.OutcomeUnknown},
		{Name: "no datapoints, but activities", Given: append(seen("blank", ct.Nothing, ct.Nothing), didScale("blank")), Want: checks.OutcomeClean},
		{
			Name: "at the maximum as activities say", Given: without("acts", 10, ct.Activity(ct.DaysAgo(20), 3), ct.Activity(ct.DaysAgo(7), 10)),
			Want: checks.OutcomeFinding, Because: "for 50% of the time", Then: ct.All(ct.Known(checks.Inferred), ct.Shows("time at the maximum", "50.0% of 14 days, as its scaling activities say")),
		},
		{Name: "seldom at the maximum", Given: without("calm", 3, ct.Activity(ct.DaysAgo(20), 3), ct.Activity(ct.DaysAgo(7), 10), ct.Activity(ct.DaysAgo(5), 3)), Want: checks.OutcomeClean, Because: "for 14% of the time"},
		{Name: "never scaled, below", Given: without("still", 4), Want: checks.OutcomeClean},
		{Name: "never scaled, at the maximum", Given: without("stuck", 10), Want: checks.OutcomeFinding, Because: "for 100% of the time"},
		{Name: "set by hand", Given: without("hand", 4, ct.Activity(ct.DaysAgo(7), 10)), Want: checks.OutcomeUnknown, Because: "something other than its auto scaling"},
		{Name: "a change that failed", Given: without("failed", 4, failedActivity(2, 10)), Want: checks.OutcomeClean},
		{Name: "first scaled yesterday", Given: without("new", 10, ct.Activity(ct.DaysAgo(1), 10)), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "activities denied", Given: append(scaled("veiled", false, 4, bounds("veiled", 2, 10)...), ct.Lacks(inventory.ActivitiesKey("service/of-veiled/veiled"))), Want: checks.OutcomeUnknown},
		{Name: "registered yesterday, with as many as there were", Given: append(scaled("newly", false, 10, bounds("newly", 2, 10)...), didScale("newly"), registeredFor("newly", 1)), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "registered yesterday, seen by Container Insights", Given: append(seen("lately", ct.Flat(10), ct.Flat(10)), registeredFor("lately", 1)), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "registered only", Given: scaled("idle", false, 4, scaledTasks("of-idle/idle", 2, 10)), Want: checks.OutcomeNotApplicable, Because: "no policy"},
		{Name: "not registered", Given: scaled("plain", false, 4), Want: checks.OutcomeNotApplicable},
		{Name: "scaled to zero", Given: scaled("zero", false, 0, bounds("zero", 0, 0)...), Want: checks.OutcomeNotApplicable},
	})
}

func TestAutoscalingWrongMetric(t *testing.T) {
	// on is a service that tracks something, with its CPU and memory.
	on := func(name string, policies []inventory.Scaling, cpu, memory ct.Shape) []ct.Part {
		label := "of-" + name + "/" + name
		return append(scaled(name, false, 4, append(policies, scaledTasks(label, 2, 10))...),
			ct.ServiceCPUAverage.Of(label, cpu), ct.ServiceMemAverage.Of(label, memory), ct.ServiceMemory.Of(label, memory))
	}
	tracks := func(name, what string) []inventory.Scaling {
		return []inventory.Scaling{tracksUse("of-"+name+"/"+name, what, 70)}
	}
	steps := func(name string, alarms ...string) []inventory.Scaling {
		return []inventory.Scaling{{Policies: []inventory.ScalingPolicy{{Resource: "service/of-" + name + "/" + name, Kind: "StepScaling", Name: "steps", Alarms: alarms}}}}
	}
	alarm := func(name, metric string) ct.Part {
		return ct.Has(inventory.AlarmKey(name), inventory.Alarm{Name: name, State: "OK", Metric: metric})
	}
	custom := []inventory.Scaling{{Policies: []inventory.ScalingPolicy{{Resource: "service/of-queue/queue", Kind: "TargetTrackingScaling", Metric: "BacklogPerTask", Namespace: "mine", Target: 10}}}}
	ct.Run(t, "ecs-autoscaling-wrong-metric", []ct.Case{
		{
			Name: "CPU while memory binds", Given: on("heap", tracks("heap", "CPU"), ct.Flat(20), ct.Flat(92)),
			Want: checks.OutcomeFinding, Because: "heap scales on CPU, which stays at 20.0%, below the 70% that would start a task. Its memory reaches 92.0%",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Fixes("ECSServiceAverageMemoryUtilization"), ct.Fixes("--policy-name memory"), ct.Fixes("heap of fixed size")),
		},
		{Name: "memory while CPU binds", Given: on("crypto", tracks("crypto", "Memory"), ct.Flat(95), ct.Flat(30)), Want: checks.OutcomeFinding, Because: "crypto scales on memory", Then: ct.Fixes("tracks CPU")},
		{Name: "binds at the limit", Given: on("edge", tracks("edge", "CPU"), ct.Flat(20), ct.OnDays(85, 3, 4).Else(ct.Flat(60))), Want: checks.OutcomeFinding, Because: "on 2 days"},
		{Name: "binds on one day", Given: on("once", tracks("once", "CPU"), ct.Flat(20), ct.OnDays(99, 3).Else(ct.Flat(60))), Want: checks.OutcomeClean, Because: "memory does not bind"},
		{Name: "just below binding", Given: on("near", tracks("near", "CPU"), ct.Flat(20), ct.Flat(84.9)), Want: checks.OutcomeClean},
		{Name: "the policy acts", Given: on("acts", tracks("acts", "CPU"), ct.Flat(70), ct.Flat(92)), Want: checks.OutcomeClean, Because: "where the policy acts"},
		{Name: "just below the target", Given: on("slack", tracks("slack", "CPU"), ct.Flat(69.9), ct.Flat(92)), Want: checks.OutcomeFinding},
		{Name: "both", Given: on("both", append(tracks("both", "CPU"), tracks("both", "Memory")...), ct.Flat(20), ct.Flat(92)), Want: checks.OutcomeClean, Because: "CPU and on memory"},
		{Name: "a queue", Given: on("queue", custom, ct.Flat(20), ct.Flat(92)), Want: checks.OutcomeNotApplicable, Because: "BacklogPerTask"},
		{Name: "steps on CPU", Given: append(on("steps", steps("steps", "cpu-up"), ct.Flat(49), ct.Flat(92)), alarm("cpu-up", "CPUUtilization")), Want: checks.OutcomeFinding, Because: "steps scales on CPU, which stays at 49.0%. Its memory reaches"},
		{Name: "steps on CPU, higher", Given: append(on("stair", steps("stair", "cpu-up2"), ct.Flat(50), ct.Flat(92)), alarm("cpu-up2", "CPUUtilization")), Want: checks.OutcomeClean},
		{Name: "an alarm denied", Given: append(on("dark", steps("dark", "hidden"), ct.Flat(20), ct.Flat(92)), ct.Lacks(inventory.AlarmKey("hidden"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a memory metric of its own, in MiB", Given: on("mib", []inventory.Scaling{{Policies: []inventory.ScalingPolicy{{Resource: "service/of-mib/mib", Kind: "TargetTrackingScaling", Metric: "MemoryUtilized", Namespace: "ECS/ContainerInsights", Target: 3000}}}}, ct.Flat(92), ct.Flat(20)), Want: checks.OutcomeNotApplicable, Because: "MemoryUtilized"},
		{Name: "the maximum of CPU", Given: on("top", []inventory.Scaling{{Policies: []inventory.ScalingPolicy{{Resource: "service/of-top/top", Kind: "TargetTrackingScaling", Metric: "CPUUtilization", Namespace: "AWS/ECS", Statistic: "Maximum", Target: 70}}}}, ct.Flat(20), ct.Flat(92)), Want: checks.OutcomeUnknown, Because: "Maximum"},
		{Name: "an alarm of an expression", Given: append(on("math", steps("math", "expr"), ct.Flat(20), ct.Flat(92)), alarm("expr", "")), Want: checks.OutcomeUnknown, Because: "not known"},
		{Name: "a policy without alarms", Given: on("none", steps("none"), ct.Flat(20), ct.Flat(92)), Want: checks.OutcomeUnknown, Because: "not known"},
		{Name: "no policy", Given: on("still", nil, ct.Flat(20), ct.Flat(92)), Want: checks.OutcomeNotApplicable},
		{Name: "seen for two days", Given: on("brief", tracks("brief", "CPU"), ct.Flat(20).Last(2), ct.Flat(92)), Want: checks.OutcomeUnknown},
		{Name: "scaled to zero", Given: scaled("zero", false, 0, tracks("zero", "CPU")...), Want: checks.OutcomeNotApplicable},
	})
}

// registeredFor says since how many days a service's scalable target exists.
func registeredFor(name string, daysAgo float64) ct.Part {
	return func(r *inventory.Region) {
		all, _ := inventory.Read(r, inventory.ScalingKey("ecs")).Get()
		for i := range all.Targets {
			if all.Targets[i].Resource == "service/of-"+name+"/"+name {
				all.Targets[i].CreatedAt = ct.DaysAgo(daysAgo)
			}
		}
		inventory.Put(r, inventory.ScalingKey("ecs"), all)
	}
}

func failedActivity(daysAgo float64, level int) inventory.ScalingActivity {
	a := ct.Activity(ct.DaysAgo(daysAgo), level)
	a.Status = "Failed"
	return a
}
