package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// What one environment of one GB costs when it hangs for 15 minutes on x86: 900 s × 1.66667e-5 = $0.0150.
func TestTimeoutMaximum(t *testing.T) {
	nobodyReserves := ct.Has(inventory.SettingsKey(), inventory.AccountSettings{ConcurrentExecutions: 1000, Unreserved: 1000})
	someReserve := ct.Has(inventory.SettingsKey(), inventory.AccountSettings{ConcurrentExecutions: 1000, Unreserved: 800})
	atOnce := func(name string, n float64) ct.Part {
		return ct.Parts(ct.Concurrency.Of(name, ct.Flat(n)), nobodyReserves)
	}
	reserving := func(name string, reserved ct.Part) []ct.Part {
		return append(ran(name, 900, ct.Flat(1000), ct.Flat(2000)), ct.Concurrency.Of(name, ct.Flat(1)), someReserve, reserved)
	}
	busy := func(name string, timeout int, seconds float64, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Memory(1024)}, changes...)
		return append(ran(name, timeout, ct.Flat(1000), ct.Flat(seconds*1000), changes...), atOnce(name, 40))
	}
	noAdvice := func(f ct.TB, finding checks.Finding) {
		for _, p := range finding.Fix.Edits {
			if p.Value == "900" {
				f.Errorf("the fix leaves the timeout as it is: %+v", finding.Fix)
			}
		}
	}
	ct.Run(t, "lambda-timeout-maximum", []ct.Case{
		{
			Name: "an API of two seconds", Given: busy("api", 900, 2),
			Want: checks.OutcomeFinding, Because: "api may run for 15 minutes, but its longest run took 2.00 s.",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Fixes("--function-name api --timeout 5 --region us-east-1"), ct.Fixes("Timeout = 5"),
				// 40 × 900 × 1.66667e-5 = 0.6000012
				ct.Shows("at risk", "$0.60 for 15 minutes of a hanging dependency at the observed peak of 40 at once (list price of 2026-09-19)")),
		},
		{
			Name: "half a GB on arm64", Given: busy("arm", 900, 2, ct.ARM, ct.Memory(512)), // 40 × 900 × 0.5 × 1.33334e-5 = 0.240001
			Want: checks.OutcomeFinding, Then: ct.Shows("at risk", "$0.24 for 15 minutes of a hanging dependency at the observed peak of 40 at once (list price of 2026-09-19)"),
		},
		{
			Name: "no price", Region: "us-gov-west-1", Given: busy("gov", 900, 2), Want: checks.OutcomeFinding,
			Then: func(t ct.TB, f checks.Finding) {
				for _, e := range f.Evidence {
					if e.Name == "at risk" {
						t.Errorf("a cost without a price: %s", e.Value)
					}
				}
			},
		},
		{Name: "a minute", Given: busy("minute", 900, 60), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 120")},
		{Name: "just over a minute", Given: busy("longer", 900, 61), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 180")},
		{Name: "six minutes", Given: busy("six", 900, 360), Want: checks.OutcomeFinding, Then: ct.All(noAdvice, ct.Fixes("Timeout = 630"))},
		{Name: "just under half", Given: busy("under", 900, 449.9), Want: checks.OutcomeFinding, Then: noAdvice},
		{
			Name: "nearly all of it, under a looser share", Given: busy("loose", 900, 800), Limits: checks.Overrides{"lambda-timeout-maximum.used_share": 0.95},
			Want: checks.OutcomeFinding, Then: ct.All(noAdvice, ct.Fixes("Timeout = 850")),
		},
		{
			Name: "the pool bounds it", Given: busy("pooled", 900, 2), Want: checks.OutcomeFinding,
			Then: ct.Shows("most that may run at once", "1000, the account's unreserved concurrency"),
		},
		{
			Name: "its reservation bounds it", Given: reserving("reserved", ct.Has(inventory.ReservedKey("reserved"), inventory.Reserved{Set: true, Executions: 50})), Alone: true,
			Want: checks.OutcomeFinding, Then: ct.Shows("most that may run at once", "50, its reserved concurrency"),
		},
		{
			Name: "others' reservations leave less", Given: reserving("unreserved", ct.Has(inventory.ReservedKey("unreserved"), inventory.Reserved{})), Alone: true,
			Want: checks.OutcomeFinding, Then: ct.Shows("most that may run at once", "800, the account's unreserved concurrency"),
		},
		{Name: "reservation denied", Given: reserving("veiled", ct.Lacks(inventory.ReservedKey("veiled"))), Alone: true, Want: checks.OutcomeFinding},
		{Name: "half of it", Given: busy("half", 900, 450), Want: checks.OutcomeClean, Because: "its longest run took 450 s"},
		{Name: "needed on one day", Given: append(ran("rare", 900, ct.Flat(1000), ct.OnDays(500e3, 8).Else(ct.Flat(2e3))), atOnce("rare", 1)), Want: checks.OutcomeClean},
		{Name: "a batch that uses it", Given: busy("batch", 900, 800), Want: checks.OutcomeClean},
		{Name: "one second less", Given: busy("less", 899, 2), Want: checks.OutcomeClean, Because: "its timeout is 899 s"},
		{Name: "a weekly batch", Given: append(ran("weekly", 900, ct.OnDays(1, 2, 9), ct.OnDays(100e3, 2, 9)), atOnce("weekly", 1)), Want: checks.OutcomeUnknown, Because: "fewer than 3 runs on 2 days"},
		{Name: "a nightly batch", Given: append(ran("nightly", 900, ct.Flat(1), ct.Flat(100e3)), atOnce("nightly", 1)), Want: checks.OutcomeFinding},
		{
			Name: "younger than the window", Given: append(ran("young", 900, ct.Flat(9).Last(5), ct.Flat(2e3).Last(5), ct.Deployed(ct.DaysAgo(5))), atOnce("young", 1)),
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{
			Name: "old enough by its first datapoint", Given: append(ran("seen", 900, ct.Flat(9), ct.Flat(2e3), ct.Deployed(ct.DaysAgo(0.1))), atOnce("seen", 1)),
			Want: checks.OutcomeFinding,
		},
		{Name: "never ran", Given: append(ran("never", 900, ct.Nothing, ct.Nothing), atOnce("never", 0)), Want: checks.OutcomeUnknown},
		{Name: "on Managed Instances", Given: busy("managed", 5400, 2, ct.Managed), Want: checks.OutcomeNotApplicable},
		{Name: "peaks denied", Given: append(busy("secret", 900, 2), ct.Lacks(ct.Concurrency.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeFinding},
	})
}
