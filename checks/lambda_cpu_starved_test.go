package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestCPUStarved(t *testing.T) {
	// A thousand runs a day with a median, 1,000,000 ms in all; at 128 MB it may use 72,357 ms of CPU for that.
	small := func(name string, medianMS float64, cpu, inits ct.Shape, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Memory(128)}, changes...)
		return []ct.Part{
			ct.Function(name, changes...), ct.Invocations.Of(name, ct.Flat(1000)), ct.MedianDuration.Of(name, ct.Flat(medianMS)), ct.TotalDuration.Of(name, ct.Flat(1e6)),
			ct.CPUTime.Exists(name), ct.CPUTime.Of(name, cpu), ct.InitSum.Of(name, inits),
		}
	}
	const allowed = 1e6 * 128 / 1769.0
	ct.Run(t, "lambda-cpu-starved", []ct.Case{
		{
			Name: "computes all the time", Given: small("busy", 1000, ct.Flat(allowed*0.97), ct.Nothing),
			Want: checks.OutcomeFinding, Because: "busy has 128 MB and so 7% of a vCPU, and computes for 97% of the time that gives it: its median run takes 1000 ms.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Fixes("--memory-size 256"), ct.Shows("median run", "1000 ms; an empty one 3 ms")),
		},
		{Name: "at 256 MB", Given: small("quarter", 1000, ct.Flat(2*allowed), ct.Nothing, ct.Memory(256)), Want: checks.OutcomeFinding, Because: "14% of a vCPU", Then: ct.Fixes("512")},
		{Name: "at 257 MB", Given: []ct.Part{ct.Function("larger", ct.Memory(257))}, Want: checks.OutcomeClean, Because: "257 MB"},
		{Name: "a hair over 80%", Given: small("edge", 1000, ct.Flat(allowed*0.801), ct.Nothing), Want: checks.OutcomeFinding},
		{Name: "a hair under 80%", Given: small("waits", 1000, ct.Flat(allowed*0.799), ct.Nothing), Want: checks.OutcomeClean, Because: "79.9% of the CPU time"},
		{Name: "its inits compute, its runs do not", Given: small("cold", 1000, ct.Flat(allowed), ct.Flat(allowed*0.3)), Want: checks.OutcomeClean, Because: "70.0%"},
		{Name: "busy on one day", Given: small("odd", 1000, ct.OnDays(allowed*12, 3).Else(ct.Flat(allowed*0.1)), ct.Nothing), Want: checks.OutcomeClean},
		{Name: "short as it is", Given: small("short", 29, ct.Flat(allowed), ct.Nothing), Want: checks.OutcomeClean, Because: "its median run takes 29 ms, an empty one on its runtime 3 ms"},
		{Name: "ten times an empty run", Given: small("ten", 30, ct.Flat(allowed), ct.Nothing), Want: checks.OutcomeFinding},
		{Name: "an empty .NET function", Given: small("dotnet", 800, ct.Flat(allowed), ct.Nothing, ct.Runtime("dotnet10")), Want: checks.OutcomeFinding},
		{Name: "not measured", Given: append(small("blind", 1000, ct.Nothing, ct.Nothing)[:4], ct.CPUTime.Exists()), Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "deployed two days ago", Given: small("changed", 1000, ct.Flat(allowed*5), ct.Nothing, ct.Version("1"), ct.Deployed(ct.DaysAgo(2))), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "larger before", Given: small("shrunk", 1000, ct.OnDays(allowed*9, 6, 7, 8, 9, 10).Else(ct.Flat(allowed*0.2)), ct.Nothing, ct.Version("1"), ct.Deployed(ct.DaysAgo(6))), Want: checks.OutcomeClean},
		{Name: "few runs", Given: append(small("few", 1000, ct.Flat(allowed), ct.Nothing), ct.Invocations.Of("few", ct.Flat(6))), Want: checks.OutcomeUnknown, Because: "90 runs"},
		{Name: "just enough runs", Given: append(small("enough", 1000, ct.Flat(allowed), ct.Nothing), ct.Invocations.Of("enough", ct.OnDays(25, 1, 2, 3, 4))), Want: checks.OutcomeFinding},
		{Name: "an image", Given: []ct.Part{ct.Function("image", ct.Image, ct.Memory(128))}, Want: checks.OutcomeUnknown, Because: "not known"},
		{Name: "young", Given: []ct.Part{ct.Function("new", ct.Memory(128), ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("new", ct.Flat(1000).Last(5)), ct.MedianDuration.Of("new", ct.Flat(900).Last(5))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "on other days", Given: append(small("apart", 1000, ct.OnDays(allowed, 1, 2, 3, 4), ct.Nothing), ct.TotalDuration.Of("apart", ct.OnDays(1e6, 8, 9))), Want: checks.OutcomeUnknown, Because: "different days"},
		{Name: "durations denied", Given: append(small("dark", 1000, ct.Flat(allowed), ct.Nothing), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "dark")))), Want: checks.OutcomeUnknown},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Memory(128), ct.Managed)}, Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", ct.Memory(128), func(f *inventory.Function) { f.MasterARN = "x" })}, Want: checks.OutcomeNotApplicable},
	})
}
