package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestPayingToWait(t *testing.T) {
	// The window is fifteen days with datapoints, the last of six hours: 14.25 days of 24 h, in months of 730 h.
	const months = 14.25 * 24 / 730
	// A thousand runs of 5 s a day at 1 GB on x86: 15 × 5,000 s / months × 1.66667e-5 = $2.668 a month.
	const monthly = 15 * 5000 / months * 1.66667e-5
	// waits runs a thousand times a day for 5 s, and uses a share of one core.
	waits := func(name string, memory int, ofOneCore ct.Shape, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Memory(memory)}, changes...)
		return []ct.Part{
			ct.Function(name, changes...), ct.Invocations.Exists(name), ct.Invocations.Of(name, ct.Flat(1000)), ct.TotalDuration.Of(name, ct.Flat(5e6)),
			ct.CPUTime.Exists(name), ct.CPUTime.Of(name, ofOneCore),
		}
	}
	cpu := func(share float64) ct.Shape { return ct.Flat(share * 5e6) }
	// often does so ten times as often, so that less memory costs enough; 256 MB come with 14.5 % of a core.
	often := func(name string, memory int, share float64) []ct.Part {
		return append(waits(name, memory, ct.Flat(share*5e7)), ct.Invocations.Of(name, ct.Flat(1e4)), ct.TotalDuration.Of(name, ct.Flat(5e7)))
	}
	ct.Run(t, "lambda-paying-to-wait", []ct.Case{
		{
			// 5 % of the clock is 8.64 % of what 1 GB allows: 1769/1024 times as much.
			Name: "a twentieth of its duration", Given: waits("waits", 1024, cpu(0.05)),
			Want: checks.OutcomeFinding, Because: "waits computes for 5.0% of its duration, where 1024 MB allow 57.9%, and waits for the rest",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Saves(0, (1-0.05*1769/1024)*monthly), ct.Basis("from nothing to 91.4% of its durations, which are $2.67 a month without init"),
				ct.Meters("duration arn:aws:lambda:us-east-1:123456789012:function:waits"), ct.Fixes("Step Functions"),
				ct.Shows("duration", "75000 s"), ct.Shows("CPU time", "3750 s (Lambda Insights)"), ct.Shows("share of it", "5.0%")),
		},
		{Name: "just under a tenth", Given: waits("under", 1024, cpu(0.0999)), Want: checks.OutcomeFinding},
		{Name: "a tenth", Given: waits("tenth", 1024, cpu(0.1001)), Want: checks.OutcomeClean, Because: "it computes for 10.0% of its duration, 17.3% of what 1024 MB allow"},
		{Name: "busy", Given: waits("busy", 1024, cpu(1024.0/1769)), Want: checks.OutcomeClean},
		{Name: "9% of the duration is a third of what 512 MB allow", Given: often("third", 512, 0.09), Want: checks.OutcomeFinding, Because: "9.0% of its duration, where 512 MB allow 28.9%"},
		{Name: "9% is nearly two thirds of what 256 MB allow", Given: often("starved", 256, 0.09), Want: checks.OutcomeClean, Because: "62.2% of what 256 MB allow"},
		{Name: "just under half of it", Given: often("half", 256, 0.4999*256/1769), Want: checks.OutcomeFinding, Because: "7.2% of its duration"},
		{Name: "half of it", Given: often("over", 256, 0.5001*256/1769), Want: checks.OutcomeClean, Because: "50.0% of what 256 MB allow"},
		{Name: "above one core it is held against one", Given: waits("wide", 3538, cpu(0.09)), Want: checks.OutcomeFinding, Because: "9.0% of its duration, where 3538 MB allow 100.0%"},
		{
			Name: "much of it", Given: []ct.Part{ct.Function("dear", ct.Memory(1769)), ct.Invocations.Exists("dear"), ct.Invocations.Of("dear", ct.Flat(1e6)), ct.TotalDuration.Of("dear", ct.Flat(5e9)), ct.CPUTime.Exists("dear"), ct.CPUTime.Of("dear", ct.Flat(0))},
			Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.High), ct.Saves(0, 1000*monthly*1769/1024)),
		},
		{Name: "measured for half the window", Given: waits("lately", 1024, cpu(0.05).Last(7)), Want: checks.OutcomeFinding, Because: "5.0%"},
		{Name: "measured for two days", Given: waits("trial", 1024, cpu(0.05).Last(2)), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "idle on three days, busy in sum", Given: waits("some", 1024, ct.OnDays(0, 3, 5, 7).Else(cpu(0.2))), Want: checks.OutcomeClean, Because: "16.0% of its duration"},
		{Name: "one idle day among busy ones", Given: waits("one", 1024, ct.OnDays(0, 3).Else(cpu(0.105))), Want: checks.OutcomeClean},
		{
			Name: "runs of a second", Given: []ct.Part{ct.Function("second", ct.Memory(10240)), ct.Invocations.Exists("second"), ct.Invocations.Of("second", ct.Flat(1e5)), ct.TotalDuration.Of("second", ct.Flat(1e8)), ct.CPUTime.Exists("second"), ct.CPUTime.Of("second", ct.Flat(1))},
			Want: checks.OutcomeFinding,
		},
		{
			Name: "shorter runs", Given: []ct.Part{ct.Function("short", ct.Memory(10240)), ct.Invocations.Exists("short"), ct.Invocations.Of("short", ct.Flat(1e5)), ct.TotalDuration.Of("short", ct.Flat(0.999e8))},
			Want: checks.OutcomeClean, Because: "its average run takes 1.00 s",
		},
		{
			Name: "less than a dollar", Given: []ct.Part{ct.Function("cheap", ct.Memory(128)), ct.Invocations.Exists("cheap"), ct.Invocations.Of("cheap", ct.Flat(1000)), ct.TotalDuration.Of("cheap", ct.Flat(5e6))},
			Want: checks.OutcomeClean, Because: "its durations cost $0.33 a month",
		},
		{Name: "a dollar of duration, less of waiting", Given: waits("edge", 400, cpu(0.099*400/1769)), Want: checks.OutcomeClean, Because: "waiting costs it $0.94 a month"},
		{Name: "without a price", Region: "us-gov-west-1", Given: waits("gov", 1024, cpu(0.05)), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{
			Name: "no Insights", Given: []ct.Part{ct.Function("blind", ct.Memory(1024)), ct.Invocations.Exists("blind"), ct.CPUTime.Exists(), ct.Invocations.Of("blind", ct.Flat(1000)), ct.TotalDuration.Of("blind", ct.Flat(5e6))},
			Want: checks.OutcomeUnknown, Because: "CPU time is not measured: Lambda Insights would say",
		},
		{Name: "Insights' names denied", Given: append(waits("veiled", 1024, cpu(0.05)), ct.Lacks(inventory.MetricNamesKey("LambdaInsights", "cpu_total_time"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "names denied", Given: append(waits("dark", 1024, cpu(0.05)), ct.Lacks(inventory.MetricNamesKey("AWS/Lambda", "Invocations"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "CPU denied", Given: append(waits("secret", 1024, cpu(0.05)), ct.Lacks(ct.CPUTime.Key(inventory.Dims("function_name", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "not invoked", Given: []ct.Part{ct.Function("idle"), ct.Invocations.Exists()}, Want: checks.OutcomeUnknown, Because: "not invoked"},
		{Name: "invoked on two days", Given: []ct.Part{ct.Function("new"), ct.Invocations.Exists("new"), ct.Invocations.Of("new", ct.Flat(9).Last(2)), ct.TotalDuration.Of("new", ct.Flat(9e4).Last(2))}, Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{
			Name: "young", Given: []ct.Part{ct.Function("young", ct.Memory(1024), ct.Deployed(ct.DaysAgo(7))), ct.Invocations.Exists("young"), ct.Invocations.Of("young", ct.Flat(1000).Last(7)), ct.TotalDuration.Of("young", ct.Flat(5e6).Last(7))},
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{Name: "CPU on other days", Given: []ct.Part{ct.Function("apart", ct.Memory(1024)), ct.Invocations.Exists("apart"), ct.Invocations.Of("apart", ct.Flat(9e3).Before(5)), ct.TotalDuration.Of("apart", ct.Flat(5e7).Before(5)), ct.CPUTime.Exists("apart"), ct.CPUTime.Of("apart", ct.Flat(1).Last(5))}, Want: checks.OutcomeUnknown, Because: "on different days"},
		{Name: "on Managed Instances", Given: waits("managed", 1024, cpu(0.05), ct.Managed), Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: waits("replica", 1024, cpu(0.05), atTheEdge), Want: checks.OutcomeNotApplicable},
	})
}
