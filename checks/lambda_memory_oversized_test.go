package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// working is a function with 1024 MB that runs so many seconds a day, a second each, and whose memory nobody measured.
func working(name string, secondsPerDay float64, changes ...ct.Fn) ct.Part {
	changes = append([]ct.Fn{ct.Memory(1024)}, changes...)
	return ct.Parts(ct.Function(name, changes...), ct.Invocations.Of(name, ct.Flat(secondsPerDay)), ct.TotalDuration.Of(name, ct.Flat(secondsPerDay*1000)))
}

// unmeasured says that no source measured any function's memory, but those that other parts add.
func unmeasured(name string) ct.Part {
	return ct.Parts(ct.MemoryUsed.Exists(), ct.Also(inventory.OptimizerKey()), noReports(name))
}

// noReports says that the user did not ask for report lines.
func noReports(name string) ct.Part {
	return func(r *inventory.Region) {
		r.Miss(inventory.ReportsKey(name).Want(), ct.Gap(inventory.NotEnabled, inventory.LogReports))
	}
}

// insights says how much memory Lambda Insights measured each day.
func insights(name string, mb ct.Shape) ct.Part {
	return ct.Parts(unmeasured(name), ct.MemoryUsed.Exists(name), ct.MemoryUsed.Of(name, mb))
}

// optimizer says how much memory Compute Optimizer measured.
func optimizer(name string, configured int, used float64, runs int64) ct.Part {
	return ct.Parts(unmeasured(name), ct.Also(inventory.OptimizerKey(), inventory.Recommendation{
		Function: name, Version: "$LATEST", MemoryMB: configured, MemoryMaxMB: used, Invocations: runs, LookbackDays: 14,
	}))
}

// What a GB for a second costs on x86 in us-east-1, and how many of the cases' days are in a month.
const gbSecond = 1.66667e-5

func TestMemoryOversized(t *testing.T) {
	ct.Run(t, "lambda-memory-oversized", []ct.Case{
		{
			// 100,000 s × 1 GB a day; 200 MB ÷ 0.8 = 250, so 256 of 1024 MB: three quarters less.
			Name: "a fifth of its memory", Given: []ct.Part{working("big", 1e5), insights("big", ct.Flat(200))},
			Want: checks.OutcomeFinding, Because: "big used at most 200 of its 1024 MB; 256 MB would hold that. CPU comes with memory, so runs may take longer",
			Then: ct.All(ct.Saves(0, 1e5*months*gbSecond*0.75), ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Fixes("--memory-size 256"),
				ct.Meters("duration arn:aws:lambda:us-east-1:123456789012:function:big"), ct.Shows("memory used at most", "200 of 1024 MB (Lambda Insights)"), ct.Shows("measured over", "1500000 invocations")),
		},
		{Name: "never high, whatever the money", Given: []ct.Part{working("dear", 1e6), insights("dear", ct.Flat(100))}, Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Saves(0, 1e6*months*gbSecond*7/8))},
		{Name: "a little money", Given: []ct.Part{working("cheap", 1e4), insights("cheap", ct.Flat(200))}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "half exactly", Given: []ct.Part{working("half", 1e5), insights("half", ct.Flat(512))}, Want: checks.OutcomeFinding, Because: "640 MB would hold"},
		{Name: "a hair over half", Given: []ct.Part{working("hair", 1e5), insights("hair", ct.Flat(513))}, Want: checks.OutcomeClean, Because: "513 of its 1024 MB"},
		{Name: "needed on one day", Given: []ct.Part{working("peak", 1e5), insights("peak", ct.OnDays(700, 4).Else(ct.Flat(100)))}, Want: checks.OutcomeClean},
		{Name: "by Compute Optimizer", Given: []ct.Part{working("optimizer", 1e5), optimizer("optimizer", 1024, 100, 50)}, Want: checks.OutcomeFinding, Because: "128 MB would hold", Then: ct.Shows("measured over", "50 invocations")},
		{Name: "by Compute Optimizer over 49 runs", Given: []ct.Part{working("few", 1e5), optimizer("few", 1024, 100, 49)}, Want: checks.OutcomeUnknown, Because: "49 invocations"},
		{Name: "by Compute Optimizer at another size", Given: []ct.Part{working("other", 1e5), optimizer("other", 2048, 100, 500)}, Want: checks.OutcomeUnknown, Because: "not measured"},
		{
			Name: "by report lines", Given: []ct.Part{working("lines", 1e5), unmeasured("lines"), ct.Has(inventory.ReportsKey("lines"), inventory.Reports{Days: 7, Runs: 900, MaxMemoryMB: 300, MemoryMB: 1024})},
			Want: checks.OutcomeFinding, Because: "384 MB would hold",
		},
		{Name: "measured on two days", Given: []ct.Part{working("two", 1e5), insights("two", ct.OnDays(100, 1, 2))}, Want: checks.OutcomeUnknown, Because: "measured on 2 days"},
		{Name: "measured on three days", Given: []ct.Part{working("three", 1e5), insights("three", ct.OnDays(100, 1, 2, 3))}, Want: checks.OutcomeFinding},
		{Name: "measured before the last deployment", Given: []ct.Part{working("changed", 1e5, ct.Version("1"), ct.Deployed(ct.DaysAgo(3))), insights("changed", ct.OnDays(100, 5, 6, 7))}, Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "measured since the last deployment", Given: []ct.Part{working("since", 1e5, ct.Version("1"), ct.Deployed(ct.DaysAgo(5))), insights("since", ct.OnDays(900, 5, 6).Else(ct.Flat(100)))}, Want: checks.OutcomeFinding},
		{Name: "not measured", Given: []ct.Part{working("blind", 1e5), unmeasured("blind")}, Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "too cheap to measure", Given: []ct.Part{working("cents", 1000)}, Want: checks.OutcomeClean, Because: "its durations cost $0.53 a month"},
		{Name: "nothing to save", Given: []ct.Part{working("little", 6000), insights("little", ct.Flat(500))}, Want: checks.OutcomeFinding, Then: ct.Saves(0, 6000*months*gbSecond*0.375)}, // $1.20
		{Name: "just too little to save", Given: []ct.Part{working("less", 4500), insights("less", ct.Flat(500))}, Want: checks.OutcomeClean, Because: "the saving is under $1.00"},
		{Name: "no price", Region: "us-gov-west-1", Given: []ct.Part{working("gov", 1e5), insights("gov", ct.Flat(200))}, Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "no room left", Given: []ct.Part{working("tight", 1e6, ct.Memory(192)), insights("tight", ct.Flat(96))}, Limits: checks.Overrides{"lambda-memory-oversized.headroom": 0.5}, Want: checks.OutcomeClean, Because: "192 MB are needed"},
		{Name: "the least there is", Given: []ct.Part{working("least", 1e6, ct.Memory(128))}, Want: checks.OutcomeClean},
		{Name: "on Managed Instances", Given: []ct.Part{working("managed", 1e6, ct.Managed)}, Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: []ct.Part{working("replica", 1e6, func(f *inventory.Function) { f.MasterARN = "x" })}, Want: checks.OutcomeNotApplicable},
		{Name: "young", Given: []ct.Part{ct.Function("young", ct.Memory(1024), ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("young", ct.Flat(1e6).Last(5)), ct.TotalDuration.Of("young", ct.Flat(1e8).Last(5)), insights("young", ct.Flat(100).Last(5))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "durations denied", Given: []ct.Part{working("dark", 1e5), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "dark")))}, Want: checks.OutcomeUnknown},
	})
}
