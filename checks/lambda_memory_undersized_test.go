package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestMemoryUndersized(t *testing.T) {
	twoDays := ct.OnDays(3, 1, 2)
	reported := func(name string, configured float64, killed int) ct.Part {
		return ct.Parts(unmeasured(name), ct.Has(inventory.ReportsKey(name), inventory.Reports{Days: 7, Runs: 900, MaxMemoryMB: configured, MemoryMB: configured, OutOfMemory: killed}))
	}
	ct.Run(t, "lambda-memory-undersized", []ct.Case{
		{
			Name: "full, and fails", Given: []ct.Part{erring("full", twoDays), insights("full", ct.OnDays(487, 2).Else(ct.Flat(300)))},
			Want: checks.OutcomeFinding, Because: "full used up to 487 of its 512 MB and returned errors on 2 days. Which of them are for want of memory is in its log only.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("--memory-size 768"), ct.Shows("errors", "6")),
		},
		{Name: "just under 95%", Given: []ct.Part{erring("under", twoDays), insights("under", ct.Flat(486))}, Want: checks.OutcomeClean, Because: "up to 486 of its 512 MB"},
		{Name: "full, errors on one day", Given: []ct.Part{erring("once", ct.OnDays(3, 1)), insights("once", ct.Flat(512))}, Want: checks.OutcomeClean, Because: "errors on 1 day"},
		{Name: "full, no errors", Given: []ct.Part{erring("fine", ct.Nothing)}, Want: checks.OutcomeClean, Because: "no errors"},
		{
			Name: "killed once", Given: []ct.Part{erring("killed", ct.OnDays(1, 1)), reported("killed", 512, 1)},
			Want: checks.OutcomeFinding, Because: "killed was killed 1 time in 7 days because its 512 MB were used up.", Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Shows("killed for memory", "1 of 900 runs (report lines in CloudWatch Logs)")),
		},
		{Name: "killed at another size", Given: []ct.Part{erring("grown", twoDays), reported("grown", 256, 4)}, Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "full by its report lines", Given: []ct.Part{erring("lines", twoDays), reported("lines", 512, 0)}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "by Compute Optimizer", Given: []ct.Part{erring("optimizer", twoDays), optimizer("optimizer", 512, 500, 900)}, Want: checks.OutcomeFinding},
		{Name: "little used on two days", Given: []ct.Part{erring("seldom", twoDays), insights("seldom", ct.OnDays(100, 1, 2))}, Want: checks.OutcomeUnknown, Because: "measured on 2 days"},
		{Name: "little used on three days", Given: []ct.Part{erring("weekly", twoDays), insights("weekly", ct.OnDays(100, 1, 2, 3))}, Want: checks.OutcomeClean},
		{Name: "exactly the share", Given: []ct.Part{erring("exact", twoDays, ct.Memory(1000)), insights("exact", ct.Flat(950))}, Want: checks.OutcomeFinding},
		{Name: "not measured", Given: []ct.Part{erring("blind", twoDays), unmeasured("blind")}, Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "the most there is", Given: []ct.Part{erring("most", twoDays, ct.Memory(10240)), insights("most", ct.Flat(10240))}, Want: checks.OutcomeFinding, Then: ct.Fixes("Fargate")},
		{Name: "nearly the most there is", Given: []ct.Part{erring("nearly", twoDays, ct.Memory(8192)), insights("nearly", ct.Flat(8192))}, Want: checks.OutcomeFinding, Then: ct.Fixes("--memory-size 10240")},
		{Name: "on Managed Instances", Given: []ct.Part{erring("managed", twoDays, ct.Managed)}, Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: []ct.Part{erring("replica", twoDays, func(f *inventory.Function) { f.MasterARN = "x" })}, Want: checks.OutcomeNotApplicable},
		{Name: "reports denied", Given: []ct.Part{erring("closed", twoDays), insights("closed", ct.Flat(500)), ct.Lacks(inventory.ReportsKey("closed"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "young", Given: []ct.Part{ct.Function("new", ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("new", ct.Flat(9).Last(5)), ct.Errors.Of("new", ct.Flat(9).Last(5))}, Want: checks.OutcomeUnknown, Because: "younger"},
	})
}
