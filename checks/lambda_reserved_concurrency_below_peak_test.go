package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestReservedBelowPeak(t *testing.T) {
	given := func(name string, throttled ct.Shape, peak float64, reserved int, changes ...ct.Fn) []ct.Part {
		return append(attempted(name, ct.Flat(950), throttled, peak, changes...), reserves(name, reserved))
	}
	ct.Run(t, "lambda-reserved-concurrency-below-peak", []ct.Case{
		{
			Name: "reached on three days", Given: given("capped", ct.OnDays(50, 1, 2, 3), 20, 20),
			Want: checks.OutcomeFinding, Because: "capped reserves a concurrency of 20, which is also its limit, and reached it while 150 calls (1.0%) were throttled, on 3 days.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("most at once", "20"),
				ct.Fixes("ReservedConcurrentExecutions = 24"), ct.Fixes("--reserved-concurrent-executions 24")),
		},
		{Name: "more than a tenth", Given: given("outage", ct.OnDays(150, 1, 2), 20, 20), Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{Name: "the reservation was larger before", Given: given("lowered", ct.OnDays(1, 1, 2), 31, 20), Want: checks.OutcomeFinding, Then: ct.Shows("most at once", "31")},
		{Name: "a reservation of one", Given: given("single", ct.OnDays(1, 1, 2), 1, 1), Want: checks.OutcomeFinding, Then: ct.Fixes("ReservedConcurrentExecutions = 2")},
		{Name: "not reached", Given: given("roomy", ct.OnDays(50, 1, 2, 3), 19, 20), Want: checks.OutcomeClean, Because: "it reserves 20; on the days it was throttled at most 19 ran at once"},
		{
			Name: "reached on other days", Given: append(given("elsewhen", ct.OnDays(50, 1, 2, 3), 20, 20), ct.Concurrency.Of("elsewhen", ct.OnDays(20, 3, 7, 8).Else(ct.Flat(5)))),
			Want: checks.OutcomeClean,
		},
		{Name: "throttled on one day", Given: given("once", ct.OnDays(50, 3), 20, 20), Want: checks.OutcomeClean, Because: "throttled on 1 day"},
		{Name: "switched off", Given: given("off", ct.Flat(50), 20, 0), Want: checks.OutcomeNotApplicable, Because: "lambda-reserved-concurrency-zero"},
		{
			Name: "no reservation", Given: append(attempted("free", ct.Flat(950), ct.Flat(50), 20), ct.Has(inventory.ReservedKey("free"), inventory.Reserved{})),
			Want: checks.OutcomeNotApplicable,
		},
		{Name: "nobody reserves", Alone: true, Given: append(attempted("none", ct.Flat(950), ct.Flat(50), 20), limits(1000, 1000)), Want: checks.OutcomeNotApplicable},
		{Name: "reservation denied", Given: append(attempted("veiled", ct.Flat(950), ct.Flat(50), 20), ct.Lacks(inventory.ReservedKey("veiled"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "peaks denied", Given: append(given("dark", ct.Flat(50), 20, 20), ct.Lacks(ct.Concurrency.Key(inventory.Dims("FunctionName", "dark")))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{
			Name: "young", Given: append(attempted("young", ct.Flat(950).Last(4), ct.Flat(50).Last(4), 20, ct.Deployed(ct.DaysAgo(4))), reserves("young", 20)),
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{Name: "never throttled", Given: given("fine", ct.Flat(0), 20, 20), Want: checks.OutcomeClean},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed)}, Want: checks.OutcomeNotApplicable},
	})
}
