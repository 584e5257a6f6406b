package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestEphemeralStorageOversized(t *testing.T) {
	tmp := func(mb int) ct.Fn { return func(f *inventory.Function) { f.Config.EphemeralMB = mb } }
	// So many seconds a day with so much /tmp, of which Insights saw so many MB at most.
	filling := func(name string, secondsPerDay float64, size int, usedMB ct.Shape, changes ...ct.Fn) []ct.Part {
		bytes := func(mb ct.Shape) ct.Shape { return mb.Times(1 << 20) }
		return []ct.Part{working(name, secondsPerDay, append(changes, tmp(size))...), ct.TmpUsed.Exists(name), ct.TmpUsed.Of(name, bytes(usedMB))}
	}
	const perGBSecond = 3.09e-8
	ct.Run(t, "lambda-ephemeral-storage-oversized", []ct.Case{
		{
			Name: "ten GB for nothing", Given: filling("big", 1e6, 10240, ct.Flat(100)), // 9.5 GB × 1e6 s a day
			Want: checks.OutcomeFinding, Because: "big has 10240 MB of /tmp, and its runs left at most 100 MB there.",
			Then: ct.All(ct.Saves(1e6*months*9.5*perGBSecond, 1e6*months*9.5*perGBSecond), ct.Severe(checks.Low), ct.Known(checks.Inferred),
				ct.Fixes(`'{"Size":512}'`), ct.Meters("ephemeral-storage arn:aws:lambda:us-east-1:123456789012:function:big")),
		},
		{Name: "ten dollars", Given: filling("more", 2e6, 10240, ct.Flat(100)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{ // 4096 ÷ 0.8 = 5120 of 10240 MB
			Name: "half of it", Given: filling("half", 1e6, 10240, ct.OnDays(4096, 3).Else(ct.Flat(9))), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(1e6*months*5*perGBSecond, 1e6*months*5*perGBSecond), ct.Fixes("EphemeralStorage.Size = 5120")),
		},
		{Name: "nearly all of it", Given: filling("full", 1e6, 10240, ct.Flat(9000)), Want: checks.OutcomeClean, Because: "up to 9000 of 10240 MB"},
		{Name: "too little to save", Given: filling("tight", 1e6, 10240, ct.Flat(7500)), Want: checks.OutcomeClean, Because: "the saving is under $1.00"},
		{Name: "cents", Given: []ct.Part{working("cents", 1000, tmp(10240))}, Want: checks.OutcomeClean, Because: "costs $0.0094 a month"},
		{Name: "no price", Region: "us-gov-west-1", Given: filling("gov", 1e6, 10240, ct.Flat(100)), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "the free size", Given: []ct.Part{working("free", 1e6, tmp(512))}, Want: checks.OutcomeNotApplicable},
		{Name: "not measured", Given: []ct.Part{working("blind", 1e6, tmp(10240)), ct.TmpUsed.Exists()}, Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "measured on two days", Given: filling("two", 1e6, 10240, ct.OnDays(9, 1, 2)), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "young", Given: []ct.Part{ct.Function("new", tmp(10240), ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("new", ct.Flat(1e6).Last(5)), ct.TotalDuration.Of("new", ct.Flat(5e9).Last(5)), ct.TmpUsed.Exists("new"), ct.TmpUsed.Of("new", ct.Flat(9).Last(5))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "names denied", Given: []ct.Part{working("dark", 1e6, tmp(10240)), ct.Lacks(inventory.MetricNamesKey("LambdaInsights", "tmp_used"))}, Want: checks.OutcomeUnknown, Alone: true},
		{Name: "on Managed Instances", Given: filling("managed", 1e6, 10240, ct.Flat(1), ct.Managed), Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: filling("replica", 1e6, 10240, ct.Flat(1), func(f *inventory.Function) { f.MasterARN = "x" }), Want: checks.OutcomeNotApplicable},
	})
}
