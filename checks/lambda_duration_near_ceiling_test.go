package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// ran is a function with a timeout, how often it ran each day and its longest run of each day in milliseconds.
func ran(name string, timeout int, runs, longest ct.Shape, changes ...ct.Fn) []ct.Part {
	changes = append([]ct.Fn{ct.Timeout(timeout)}, changes...)
	return []ct.Part{ct.Function(name, changes...), ct.Invocations.Of(name, runs), ct.Duration.Of(name, longest)}
}

// nightly runs once a day, for a number of seconds.
func nightly(seconds float64) (runs, longest ct.Shape) {
	return ct.Flat(1), ct.Flat(seconds * 1000)
}

func TestDurationNearCeiling(t *testing.T) {
	night := func(name string, timeout int, seconds float64, changes ...ct.Fn) []ct.Part {
		runs, longest := nightly(seconds)
		return ran(name, timeout, runs, longest, changes...)
	}
	recent := []ct.Fn{ct.Deployed(ct.DaysAgo(2))}
	ct.Run(t, "lambda-duration-near-ceiling", []ct.Case{
		{
			Name: "a nightly batch of 850 s", Given: night("batch", 900, 850),
			Want: checks.OutcomeFinding, Because: "batch ran for up to 850 s, 94% of the 15 minutes that Lambda allows, on 15 days.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Shows("longest run", "850 s"), ct.Shows("runs", "15"), ct.Fixes("Fargate")),
		},
		{Name: "80% exactly", Given: night("edge", 900, 720), Want: checks.OutcomeFinding},
		{Name: "just under 80%", Given: night("under", 900, 719), Want: checks.OutcomeClean, Because: "its longest run took 719 s"},
		{Name: "one long day only", Given: ran("odd", 900, ct.Flat(10), ct.OnDays(880e3, 3).Else(ct.Flat(60e3))), Want: checks.OutcomeClean, Because: "runs over 720 s on 1 day"},
		{Name: "two long days", Given: ran("habit", 900, ct.Flat(10), ct.OnDays(880e3, 3, 9).Else(ct.Flat(60e3))), Want: checks.OutcomeFinding, Because: "on 2 days"},
		{Name: "low on average", Given: ran("spiky", 900, ct.Flat(1e6), ct.OnDays(899e3, 1, 2).Else(ct.Flat(100))), Want: checks.OutcomeFinding},
		{Name: "a timeout below the ceiling", Given: night("short", 719, 718), Want: checks.OutcomeClean, Because: "its timeout of 719 s keeps it below"},
		{Name: "a timeout at 80%", Given: night("pinned", 720, 720), Want: checks.OutcomeFinding},
		{Name: "a weekly batch", Given: ran("weekly", 900, ct.OnDays(1, 2, 9), ct.OnDays(850e3, 2, 9)), Want: checks.OutcomeUnknown, Because: "fewer than 3 runs on 2 days"},
		{Name: "a weekly batch seen three times", Given: ran("weekly3", 900, ct.OnDays(1, 0, 7, 14), ct.OnDays(850e3, 0, 7, 14)), Want: checks.OutcomeFinding, Because: "on 3 days"},
		{Name: "three runs on one day", Given: ran("trial", 900, ct.OnDays(3, 4), ct.OnDays(850e3, 4)), Want: checks.OutcomeUnknown},
		{Name: "never ran", Given: ran("never", 900, ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown},
		{Name: "deployed lately, seen for long", Given: night("redeployed", 900, 850, recent...), Want: checks.OutcomeFinding},
		{
			Name: "deployed lately, seen lately", Given: ran("young", 900, ct.Flat(9).Last(6), ct.Flat(850e3).Last(6), recent...),
			Want: checks.OutcomeUnknown, Because: "younger than the window of 14 days",
		},
		{
			Name: "deployed lately, seen lately, but an old version", Given: ran("old", 900, ct.Flat(9).Last(6), ct.Flat(850e3).Last(6),
				ct.Version("1", ct.Deployed(ct.DaysAgo(200))), ct.Deployed(ct.DaysAgo(2))),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "no date of any deployment", Given: ran("undated", 900, ct.Flat(9).Last(6), ct.Flat(850e3).Last(6),
				func(f *inventory.Function) { f.Config.LastModified = inventory.Function{}.Config.LastModified }),
			Want: checks.OutcomeUnknown,
		},
		{Name: "runs denied", Given: append(night("secret", 900, 850), ct.Lacks(ct.Invocations.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "on Managed Instances, under their limit", Given: night("managed", 5400, 4000, ct.Managed), Want: checks.OutcomeClean},
		{Name: "on Managed Instances, near their limit", Given: night("marathon", 5400, 4320, ct.Managed), Want: checks.OutcomeFinding, Because: "80% of the 90 minutes"},
		{Name: "on Managed Instances with 15 minutes", Given: night("roomy", 900, 880, ct.Managed), Want: checks.OutcomeClean, Because: "keeps it below"},
		{
			Name: "a stricter share", Given: night("strict", 900, 500), Limits: checks.Overrides{"lambda-duration-near-ceiling.ceiling_share": 0.5},
			Want: checks.OutcomeFinding,
		},
	})
}
