package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var bindingPercent = Threshold{
	Name: "binding_percent", Default: 85, Unit: "percent of the task size",
	Doc:    "CPU or memory binds when it reaches this.",
	Source: "our choice, 2026-11: above every usual scaling target, which are 50 to 80",
}

var slackPercent = Threshold{
	Name: "slack_percent", Default: 50, Unit: "percent of the task size",
	Doc:    "Where the policy has no target of its own, what it scales on is slack while it stays below this.",
	Source: "our choice, 2026-11: step scaling hardly ever begins below it",
}

var ecsAutoscalingWrongMetric = Check{
	ID:         "ecs-autoscaling-wrong-metric",
	Title:      "Auto scaling that watches what is not scarce",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ScalingSettings, inventory.Alarms, inventory.MetricSeries},
	Thresholds: []*Threshold{&bindingPercent, &slackPercent, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachService(judgeWrongMetric),
}

// scaledOn is one of the two things a task has and a policy may follow.
type scaledOn struct {
	word       string // in messages
	predefined string // of target tracking
	watched    metric // as a policy sees it
	binding    metric // as it hurts: a task without memory is killed, so of memory the fullest task counts
}

var (
	onCPU    = scaledOn{"CPU", "ECSServiceAverageCPUUtilization", serviceCPUAverage, serviceCPUAverage}
	onMemory = scaledOn{"memory", "ECSServiceAverageMemoryUtilization", serviceMemoryAverage, serviceMemory}
)

func judgeWrongMetric(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	scaling, gap, known := p.scalingOfService(c, s)
	switch {
	case !known:
		return Unread(gap)
	case len(scaling.policies) == 0:
		return NotApplicable("no policy scales it")
	}
	watched, target, v, ok := p.watchedBy(scaling.policies)
	if !ok {
		return v
	}
	other := onMemory
	if watched == onMemory {
		other = onCPU
	}
	use, scarce, gap, ok := overBoth(p, watched.watched, other.binding, p.Days(&windowDays), hourly, serviceDims(c, s))
	if !ok {
		return Unread(gap)
	}
	if v, young := p.tooYoung(p.age(s.CreatedAt, use, scarce)); young {
		return v
	}
	if v, few := p.tooFewDays(use, scarce); few {
		return v
	}
	bound := fmt.Sprintf(", below the %g%% that would start a task", target)
	if target == 0 {
		target, bound = p.Limit(&slackPercent), "" // at what a step begins is not known
	}
	usual, _ := timeseries.Quantile(use, 0.99)
	most, _ := timeseries.Max(scarce)
	full := timeseries.DaysWhere(scarce, func(v float64) bool { return v >= p.Limit(&bindingPercent) })
	switch {
	case full < p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("%s does not bind: it reaches %s", other.word, percent(most)))
	case usual >= target:
		return Clean(fmt.Sprintf("%s reaches %s, where the policy acts", watched.word, percent(usual)))
	}
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s scales on %s, which stays at %s%s. Its %s reaches %s, on %s, and nothing follows that.",
			s.Name, watched.word, percent(usual), bound, other.word, percent(most), plural(full, "day")),
		Evidence: []Evidence{
			watched.watched.evidence(watched.word+", which the policy follows", percent(usual), usual, "percent", use, "p99 of hourly Average").against(target),
			other.binding.evidence(other.word+", which binds", percent(most), most, "percent", scarce, other.binding.stat+" by hour").against(p.Limit(&bindingPercent)),
		},
		Fix: p.trackFix(c, s, other),
	})
}

// watchedBy is what all the policies follow, and the lowest target among them; 0 where they have none. The verdict is for
// policies that follow both, or something else.
func (p *Pass) watchedBy(policies []inventory.ScalingPolicy) (watched scaledOn, target float64, v Verdict, ok bool) {
	for _, policy := range policies {
		switch {
		case policy.Namespace != "" && policy.Namespace != "AWS/ECS":
			return watched, 0, NotApplicable("it scales on " + policy.Metric + " of " + policy.Namespace), false
		case policy.Statistic != "" && policy.Statistic != "Average":
			return watched, 0, Unknown("it scales on the " + policy.Statistic + " of " + policy.Metric + ", and its target is none of the average"), false
		}
		names := []string{policy.Metric}
		if policy.Metric == "" {
			names = nil
			for _, name := range policy.Alarms {
				fact := Read(p, inventory.AlarmKey(name))
				alarm, known := fact.Get()
				if !known {
					return watched, 0, Unread(fact.Why()), false
				}
				names = append(names, alarm.Metric)
			}
		}
		if len(names) == 0 {
			return watched, 0, Unknown("what its scaling policy follows is not known"), false
		}
		for _, name := range names {
			var one scaledOn
			switch {
			case strings.HasSuffix(name, "CPUUtilization"):
				one = onCPU
			case strings.HasSuffix(name, "MemoryUtilization"):
				one = onMemory
			case name == "":
				return watched, 0, Unknown("what its scaling policy follows is not known"), false
			default:
				return watched, 0, NotApplicable("it scales on " + name), false
			}
			if watched.word != "" && watched != one {
				return watched, 0, Clean("it scales on CPU and on memory"), false
			}
			watched = one
		}
		if policy.Target > 0 && (target == 0 || policy.Target < target) {
			target = policy.Target
		}
	}
	return watched, target, Verdict{}, true
}

// trackFix adds target tracking of what binds. Of several policies the one that wants the most tasks wins.
func (p *Pass) trackFix(c *inventory.Cluster, s *inventory.Service, on scaledOn) Fix {
	const target = "75"
	const policy = "AWS::ApplicationAutoScaling::ScalingPolicy TargetTrackingScalingPolicyConfiguration."
	const block = "aws_appautoscaling_policy target_tracking_scaling_policy_configuration."
	fix := Fix{
		Summary: fmt.Sprintf("Add a policy that tracks %s at %s%%; keep the other, for the one that wants more tasks wins.", on.word, target),
		CLI: p.awsCLI("application-autoscaling", "put-scaling-policy", "--service-namespace", "ecs", "--scalable-dimension", desiredCount,
			"--resource-id", serviceResource(c, s), "--policy-name", strings.ToLower(on.word), "--policy-type", "TargetTrackingScaling",
			"--target-tracking-scaling-policy-configuration", fmt.Sprintf(`{"TargetValue":%s,"PredefinedMetricSpecification":{"PredefinedMetricType":"%s"}}`, target, on.predefined)),
		Edits: []Property{
			{"cloudformation", policy + "PredefinedMetricSpecification.PredefinedMetricType", on.predefined},
			{"cloudformation", policy + "TargetValue", target},
			{"terraform", block + "predefined_metric_specification.predefined_metric_type", on.predefined},
			{"terraform", block + "target_value", target},
		},
	}
	if on == onMemory {
		fix.Summary += " Where memory does not fall when there are more tasks, as with a heap of fixed size, give the tasks more of it instead."
	}
	return fix
}
