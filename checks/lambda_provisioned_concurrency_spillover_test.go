package checks_test

import (
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// spillPC is backgroundPC behind API Gateway: 10 environments of 1 GB, and the calls of a day on them and beyond them.
func spillPC(name string, calls, over float64, more ...ct.Part) []ct.Part {
	return append(backgroundPC(name,
		ct.Policy(name+":live", apiGateway), share(name, 0), ct.Scales("lambda"), spills(name+":live", ct.Flat(calls), ct.Flat(over)),
		ct.Concurrency.By(5*time.Minute).Of(name+":live", ct.Flat(14)),
		ct.ProvisionedCalls.Of(name+":live", ct.Flat(100)), ct.Spillover.By(5*time.Minute).Of(name+":live", ct.Flat(10)),
	), more...)
}

// trackedPC is spillPC with target tracking at 70%: calls spill over in the first minutes of each hour.
func trackedPC(name string, most int, average float64, more ...ct.Part) []ct.Part {
	label := name + ":live"
	return spillPC(name, 900, 100, append([]ct.Part{
		ct.Scales("lambda", ct.Target(label, 5, most), ct.Tracking(label, 0.7)),
		ct.Spillover.By(5*time.Minute).Of(label, ct.Flat(10).First(5)), ct.ProvisionedAverage.Of(label, ct.Flat(average)),
		ct.ProvisionedInUse.Of(label, ct.Flat(10).First(5).Else(ct.Flat(2))), ct.ProvisionedUse.Of(label, ct.Flat(1).First(5).Else(ct.Flat(0.2))),
	}, more...)...)
}

// trackedBy changes the policies on a label.
func trackedBy(label string, change func(*inventory.ScalingPolicy)) ct.Part {
	return func(r *inventory.Region) {
		s, _ := inventory.Read(r, inventory.ScalingKey("lambda")).Get()
		for i := range s.Policies {
			if s.Policies[i].Resource == "function:"+label {
				change(&s.Policies[i])
			}
		}
	}
}

// byName is the same metric by name, with a statistic.
func byName(statistic string) func(*inventory.ScalingPolicy) {
	return func(policy *inventory.ScalingPolicy) {
		policy.Namespace, policy.Metric, policy.Statistic = "AWS/Lambda", "ProvisionedConcurrencyUtilization", statistic
	}
}

func TestProvisionedConcurrencySpillover(t *testing.T) {
	const id = "lambda-provisioned-concurrency-spillover"
	changed := func(name string, days float64) ct.Part {
		return ct.Provisioned(name, ct.Ready("live", 10, days))
	}
	ct.Run(t, id, []ct.Case{
		{
			// 14 at once, of which no more than 1% may spill: 14.
			Name: "too small", Given: spillPC("small", 950, 50), Want: checks.OutcomeFinding,
			Because: "small:live holds 10 environments of provisioned concurrency, and 5.0% of its calls found none free, on 15 days more than 1.0%.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("the difference costs", "$43.80 a month, if held at all times (list price of 2026-09-19)"),
				ct.Shows("most that ran at once", "14"), ct.Fixes("Allocate 14 instead of 10"), ct.Fixes("aws lambda put-provisioned-concurrency-config --function-name small --qualifier live --provisioned-concurrent-executions 14")),
		},
		{
			// A burst of 28 a day with 600 of 29,300 calls: at 16 of those 12/28 spill, 0.88%. Care takes (1 + 5/√14) times that: 6/28 and 1.02% at 22, 5/28 and 0.85% at 23.
			Name: "a burst a day", Given: spillPC("chancy", 950, 50, ct.Concurrency.By(5*time.Minute).Of("chancy:live", burstAt3(28, 16)), ct.ProvisionedCalls.Of("chancy:live", burstAt3(600, 100)),
				ct.Spillover.By(5*time.Minute).Of("chancy:live", ct.Nothing)),
			Want: checks.OutcomeFinding, Then: ct.Fixes("Allocate 23 instead of 10"),
		},
		{Name: "a tenth", Given: spillPC("tenth", 900, 100), Want: checks.OutcomeFinding, Because: "10.0%", Then: ct.Severe(checks.High)},
		{Name: "just under a tenth", Given: spillPC("ninth", 901, 99), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "one in a hundred", Given: spillPC("edge", 990, 10), Want: checks.OutcomeClean, Because: "1.0% of its calls spilled over"},
		{Name: "just over one in a hundred", Given: spillPC("over", 989, 11), Want: checks.OutcomeFinding},
		{Name: "none", Given: spillPC("none", 1000, 0), Want: checks.OutcomeClean, Because: "0.0%"},
		{Name: "one day", Given: spillPC("once", 0, 0, spills("once:live", ct.Flat(1000), ct.OnDays(500, 5))), Want: checks.OutcomeClean},
		{Name: "two days", Given: spillPC("twice", 0, 0, spills("twice:live", ct.Flat(1000), ct.OnDays(500, 5, 6))), Want: checks.OutcomeFinding, Because: "on 2 days"},
		{Name: "days of 99 calls", Given: spillPC("few", 49, 50), Want: checks.OutcomeClean},
		{Name: "days of 100 calls", Given: spillPC("enough", 50, 50), Want: checks.OutcomeFinding},
		{Name: "hardly any calls", Given: spillPC("rare", 3, 3), Want: checks.OutcomeUnknown, Because: "fewer than 100 calls"},
		{Name: "raised three days ago", Given: spillPC("raised", 900, 100, changed("raised", 3)), Want: checks.OutcomeUnknown, Because: "changed less than 3 whole days ago"},
		{Name: "raised five days ago, cured", Given: spillPC("cured", 0, 0, changed("cured", 5), spills("cured:live", ct.Flat(900), ct.Flat(100).Before(5))), Want: checks.OutcomeClean},
		{Name: "raised five days ago, not cured", Given: spillPC("still", 900, 100, changed("still", 5)), Want: checks.OutcomeFinding, Because: "on 5 days"},
		{Name: "peaks too short to show", Given: spillPC("short", 950, 50, ct.Concurrency.By(5*time.Minute).Of("short:live", ct.Flat(7))), Want: checks.OutcomeFinding, Then: ct.Fixes("Raise the level of its busy hours")},
		{
			Name: "a queue only", Given: spillPC("queue", 900, 100, ct.Policy("queue:live"), ct.Mappings(ct.Mapping("queue:live"))),
			Want: checks.OutcomeNotApplicable, Because: "nobody waits",
		},
		{Name: "callers that do not show", Given: spillPC("iam", 900, 100, ct.Policy("iam:live")), Want: checks.OutcomeFinding, Then: ct.Known(checks.Inferred)},
		{Name: "a state machine", Given: spillPC("steps", 900, 100, ct.Policy("steps:live"), ct.StateMachine("m", "steps:live")), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured), Alone: true},
		{Name: "AppSync", Given: spillPC("graph", 900, 100, ct.Policy("graph:live"), ct.AppSync("a", "graph:live")), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured), Alone: true},
		{Name: "policy denied", Given: spillPC("secret", 900, 100, ct.Lacks(inventory.PolicyKey("secret", "live"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "scheduled", Given: spillPC("planned", 950, 50, changed("planned", 0.1), ct.Scales("lambda", ct.Target("planned:live", 5, 10), ct.Scheduled("planned:live", "cron(0 5 * * ? *)", 10))),
			Want: checks.OutcomeFinding, Then: ct.Fixes("Its peaks need 14: raise the level of its busy hours"),
		},
		{
			Name: "registered, but nothing moves it", Given: spillPC("enlisted", 950, 50, ct.Scales("lambda", ct.Target("enlisted:live", 10, 10))),
			Want: checks.OutcomeFinding, Then: ct.Fixes("--min-capacity 14 --max-capacity 14"),
		},
		{Name: "tracking of an average that hides it", Given: trackedPC("hidden", 20, 0.3), Want: checks.OutcomeFinding, Then: ct.Fixes("Its peaks need 14: raise the level of its busy hours")},
		{Name: "tracking at its maximum", Given: trackedPC("full", 10, 0.3), Want: checks.OutcomeFinding},
		{Name: "tracking of an average that shows it", Given: trackedPC("shown", 20, 0.8), Want: checks.OutcomeFinding},
		{Name: "tracking of the maximum", Given: trackedPC("peak", 20, 0.3, trackedBy("peak:live", byName("Maximum"))), Want: checks.OutcomeFinding},
		{Name: "no provisioned concurrency", Given: []ct.Part{ct.Function("without", ct.Version("1")), ct.Provisioned("without")}, Want: checks.OutcomeNotApplicable},
		{Name: "a region without prices", Region: "us-gov-west-1", Given: spillPC("gov", 950, 50), Want: checks.OutcomeFinding, Then: ct.Unsaved},
	})
}

func TestProvisionedConcurrencyAverageTracking(t *testing.T) {
	mixed := func(name string, hidden int) []ct.Part { // the average is low in so many of the 12 periods of an hour in which calls spill
		label := name + ":live"
		return trackedPC(name, 200, 0, ct.Spillover.By(5*time.Minute).Of(label, ct.Flat(10)), ct.ProvisionedInUse.Of(label, ct.Flat(10)), ct.ProvisionedUse.Of(label, func(at time.Time) float64 { // its level rises all day
			return 10 / (10 + math.Floor(float64(at.UTC().Hour()*60+at.Minute())/10))
		}),
			ct.ProvisionedAverage.Of(label, ct.Flat(0.3).First(5*hidden).Else(ct.Flat(0.8))))
	}
	later := func(name string, minutes int) ct.Part { // the level rises so late in the hour after a spill
		return ct.ProvisionedUse.Of(name+":live", ct.Flat(1).First(5).Else(ct.Flat(0.2).First(minutes).Else(ct.Flat(2.0/15))))
	}
	ct.Run(t, "lambda-provisioned-concurrency-average-tracking", []ct.Case{
		{
			Name: "peaks that the average hides", Given: trackedPC("hidden", 20, 0.3), Want: checks.OutcomeFinding,
			Because: "hidden:live tracks its average use at 0.7, and 10.0% of its calls spilled over: 100.0% of those while the average was below the target.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("unseen by the average", "3420 of 3420 calls that spilled over"), ct.Shows("bounds", "5 to 20"),
				ct.Fixes("Or lower the target to 0.3, which would have seen half of them"),
				ct.Fixes(`--policy-name use --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration '{"TargetValue":0.7,"CustomizedMetricSpecification":{"Namespace":"AWS/Lambda","MetricName":"ProvisionedConcurrencyUtilization","Dimensions":[{"Name":"FunctionName","Value":"hidden"},{"Name":"Resource","Value":"hidden:live"}],"Statistic":"Maximum"}}'`)),
		},
		{Name: "the same metric by name", Given: trackedPC("named", 20, 0.3, trackedBy("named:live", byName("Average"))), Want: checks.OutcomeFinding},
		{Name: "half of it is hidden", Given: mixed("half", 6), Want: checks.OutcomeFinding, Because: "50.0% of those"},
		{Name: "less than half of it is hidden", Given: mixed("less", 5), Want: checks.OutcomeClean, Because: "rising with the average"},
		{Name: "the average is at the target, and the level rises", Given: trackedPC("target", 20, 0.70001, later("target", 5)), Want: checks.OutcomeClean},
		{Name: "it rises in a quarter of an hour", Given: trackedPC("slow", 20, 0.8, later("slow", 15)), Want: checks.OutcomeClean},
		{
			Name: "it rises too late", Given: trackedPC("late", 20, 0.8, later("late", 20)), Want: checks.OutcomeFinding,
			Because: "late:live tracks its average use at 0.7, and 10.0% of its calls spilled over: 100.0% of those while the level was below its maximum and did not rise, though the average was above the target.",
			Then: ct.All(ct.Fixes("See first in its scaling activities whether it failed to scale out. If not: Track the Maximum"),
				ct.Shows("unseen by the average", "0 of 3420 calls that spilled over; 3420 more were above the target, and the level had not risen 15 minutes later")),
		},
		{Name: "it is not known whether it rises", Given: trackedPC("dark", 20, 0.8, ct.ProvisionedUse.Of("dark:live", ct.Flat(1).First(5))), Want: checks.OutcomeClean},
		{Name: "the average is just below the target", Given: trackedPC("below", 20, 0.69), Want: checks.OutcomeFinding, Then: ct.Fixes("lower the target to 0.65")},
		{
			Name: "two kinds of peaks", Given: trackedPC("kinds", 20, 0, ct.ProvisionedAverage.Of("kinds:live", func(at time.Time) float64 { // 40% at 0.62, 60% at 0.32
				if at.Hour()%5 < 2 {
					return 0.62
				}
				return 0.32
			})),
			Want: checks.OutcomeFinding, Then: ct.Fixes("lower the target to 0.3,"),
		},
		{Name: "no lower target would do", Given: trackedPC("tiny", 20, 0.01), Want: checks.OutcomeFinding, Then: func(t ct.TB, f checks.Finding) {
			if want := "Track the Maximum instead of the Average. It holds more environments, and follows peaks that last a few minutes."; f.Fix.Summary != want {
				t.Errorf("%q", f.Fix.Summary)
			}
		}},
		{Name: "the level is at its maximum", Given: trackedPC("full", 10, 0.3), Want: checks.OutcomeClean, Because: "while the level was at its maximum"},
		{Name: "the maximum is tracked", Given: trackedPC("peak", 20, 0.3, trackedBy("peak:live", byName("Maximum"))), Want: checks.OutcomeNotApplicable},
		{Name: "a metric of its own", Given: trackedPC("own", 20, 0.3, trackedBy("own:live", func(p *inventory.ScalingPolicy) { p.Namespace, p.Metric = "Shop", "Baskets" })), Want: checks.OutcomeNotApplicable},
		{Name: "step scaling", Given: trackedPC("steps", 20, 0.3, trackedBy("steps:live", func(p *inventory.ScalingPolicy) { p.Kind = "StepScaling" })), Want: checks.OutcomeNotApplicable},
		{Name: "no scaling", Given: spillPC("manual", 900, 100), Want: checks.OutcomeNotApplicable, Because: "no target tracking"},
		{Name: "next to no spillover", Given: trackedPC("tight", 20, 0.3, spills("tight:live", ct.Flat(990), ct.Flat(10))), Want: checks.OutcomeClean, Because: "1.0%"},
		{Name: "callers that do not show", Given: trackedPC("iam", 20, 0.3, ct.Policy("iam:live")), Want: checks.OutcomeFinding, Then: ct.Known(checks.Inferred)},
		{Name: "a state machine", Given: trackedPC("machine", 20, 0.3, ct.Policy("machine:live"), ct.StateMachine("m", "machine:live")), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured), Alone: true},
		{Name: "AppSync", Given: trackedPC("graph", 20, 0.3, ct.Policy("graph:live"), ct.AppSync("a", "graph:live")), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured), Alone: true},
		{Name: "averages denied", Given: trackedPC("secret", 20, 0.3, ct.Lacks(ct.ProvisionedAverage.Key(inventory.Dims("FunctionName", "secret", "Resource", "secret:live")))), Want: checks.OutcomeUnknown, Because: "denied"},
	})
}
