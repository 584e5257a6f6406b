package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// timed is a function with a timeout that was invoked lately, how often it ran each day and its longest runs.
func timed(name string, timeout int, runs, longest ct.Shape, changes ...ct.Fn) []ct.Part {
	return append(ran(name, timeout, runs, longest, changes...), ct.Invocations.Exists(name))
}

// calledUnder says under which qualifiers a function was called: "" is none.
func calledUnder(name string, qualifiers ...string) ct.Part {
	var parts []ct.Part
	for _, q := range qualifiers {
		parts = append(parts, ct.Invocations.ExistsAt(inventory.Dims("FunctionName", name, "Resource", inventory.Qualified(name, q))))
	}
	return ct.Parts(parts...)
}

func atTheEdge(f *inventory.Function) { f.MasterARN = "arn:aws:lambda:us-east-1:1:function:x" }

func undated(f *inventory.Function) { f.Config.LastModified = time.Time{} }

func TestTimingOut(t *testing.T) {
	// Longest runs of 30 s on some days and 5 s on the others, a hundred runs a day, one error on some days.
	pinned := func(name string, ms float64, errors ct.Shape, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Memory(1024)}, changes...)
		return append(timed(name, 30, ct.Flat(100), ct.OnDays(ms, 2, 5).Else(ct.Flat(5e3)), changes...), ct.Errors.Of(name, errors))
	}
	versions := func(live, old int) []ct.Fn {
		return []ct.Fn{ct.Version("1", ct.Timeout(old)), ct.Version("2", ct.Timeout(live)), ct.Timeout(live)}
	}
	ct.Run(t, "lambda-timing-out", []ct.Case{
		{
			// One run on each of two days, or six errors: 30 s × 1 GB × 1.66667e-5 = $0.000500001 each.
			Name: "two days at the timeout", Given: pinned("cut", 30e3, ct.OnDays(3, 2, 5)),
			Want: checks.OutcomeFinding, Because: "cut was cut off by its timeout of 30 s on 2 days; those days have 6 errors in 200 runs.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("longest run", "30 s"), ct.Shows("errors on those days", "6"),
				ct.Shows("paid for nothing", "from $0.0010 (one run on each of those days) to $0.0030 (every error) in this window, at the list price of 2026-09-19"),
				ct.Fixes("--function-name cut --timeout 60 --region us-east-1"), ct.Fixes("Timeout = 60")),
		},
		{Name: "errors among one run in a hundred", Given: pinned("hundredth", 30e3, ct.OnDays(1, 2, 5)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{
			Name: "errors among fewer", Given: append(timed("rarely", 30, ct.Flat(101), ct.Flat(30e3)), ct.Errors.Of("rarely", ct.Flat(1))),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{Name: "99.9% of it", Given: pinned("edge", 29970, ct.OnDays(1, 2, 5)), Want: checks.OutcomeFinding},
		{Name: "just under 99.9%", Given: pinned("under", 29960, ct.OnDays(1, 2, 5)), Want: checks.OutcomeClean, Because: "ran into its timeout on 0 days"},
		{Name: "reported a little over", Given: pinned("over", 30.6e3, ct.OnDays(1, 2, 5)), Want: checks.OutcomeFinding},
		{Name: "longer than the timeout, which was lowered since", Given: pinned("lowered", 31e3, ct.OnDays(1, 2, 5)), Want: checks.OutcomeClean},
		{Name: "no errors", Given: pinned("fine", 30e3, ct.Nothing), Want: checks.OutcomeClean, Because: "it ran into its timeout on 0 days"},
		{Name: "errors on other days", Given: pinned("other", 30e3, ct.OnDays(9, 3, 6)), Want: checks.OutcomeClean},
		{Name: "errors on one of the days", Given: pinned("one", 30e3, ct.OnDays(9, 2, 6)), Want: checks.OutcomeClean, Because: "it ran into its timeout on 1 day"},
		{Name: "one day at the timeout", Given: timed("once", 30, ct.Flat(9), ct.OnDays(30e3, 4).Else(ct.Flat(5e3))), Want: checks.OutcomeClean},
		{Name: "without a price", Region: "us-gov-west-1", Given: pinned("gov", 30e3, ct.Flat(1)), Want: checks.OutcomeFinding, Then: noEvidence("paid for nothing")},
		{Name: "on Managed Instances", Given: pinned("managed", 30e3, ct.Flat(1), ct.Managed), Want: checks.OutcomeFinding, Then: noEvidence("paid for nothing")},
		{
			Name: "at the longest timeout", Given: append(timed("quarter", 900, ct.Flat(1), ct.Flat(900e3)), ct.Errors.Of("quarter", ct.Flat(1))),
			Want: checks.OutcomeFinding, Then: ct.Fixes("It has the longest timeout there is"),
		},
		{Name: "errors denied", Given: append(pinned("secret", 30e3, ct.Flat(1)), ct.Lacks(ct.Errors.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "names denied", Given: append(pinned("veiled", 30e3, ct.Flat(1)), ct.Lacks(inventory.MetricNamesKey("AWS/Lambda", "Invocations"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "not invoked", Given: append(ran("idle", 30, ct.Nothing, ct.Nothing), ct.Invocations.Exists()), Want: checks.OutcomeUnknown, Because: "not invoked in the last two weeks"},
		{Name: "two runs", Given: timed("two", 30, ct.OnDays(1, 2, 5), ct.OnDays(30e3, 2, 5)), Want: checks.OutcomeUnknown, Because: "fewer than 3 runs"},
		{Name: "young", Given: timed("young", 30, ct.Flat(9).Last(5), ct.Flat(30e3).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "a replica", Given: timed("replica", 30, ct.Flat(9), ct.Flat(30e3), atTheEdge), Want: checks.OutcomeNotApplicable},

		// The timeout in force, where versions differ.
		{
			Name: "an alias to the version that has it", Given: append(pinned("aliased", 30e3, ct.Flat(1), versions(30, 60)...), ct.Aliases("aliased", "live=2"), calledUnder("aliased", "live")),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "an alias to a version with another", Given: append(pinned("elder", 30e3, ct.Flat(1), versions(30, 60)...), ct.Aliases("elder", "live=1"), calledUnder("elder", "live")),
			Want: checks.OutcomeClean, Because: "took 30 s of 60 s",
		},
		{
			Name: "called under both", Given: append(pinned("both", 30e3, ct.Flat(1), versions(30, 60)...), ct.Aliases("both", "live=1"), calledUnder("both", "", "live")),
			Want: checks.OutcomeUnknown, Because: "its versions run with timeouts of 30 s and 60 s",
		},
		{
			Name: "a weighted alias", Given: append(pinned("canary", 30e3, ct.Flat(1), versions(30, 60)...), calledUnder("canary", "live"),
				ct.Has(inventory.AliasesKey("canary"), []inventory.Alias{{Name: "live", Version: "2", Routing: map[string]float64{"1": 0.1}}})),
			Want: checks.OutcomeUnknown, Because: "its versions run with timeouts",
		},
		{Name: "a version called by number", Given: append(pinned("number", 30e3, ct.Flat(1), versions(60, 30)...), ct.Aliases("number"), calledUnder("number", "1")), Want: checks.OutcomeFinding},
		{Name: "an alias of $LATEST", Given: append(pinned("dev", 30e3, ct.Flat(1), versions(30, 60)...), ct.Aliases("dev", "dev=$LATEST"), calledUnder("dev", "dev")), Want: checks.OutcomeFinding},
		{
			Name: "an alias of $LATEST, and one of a version with another", Want: checks.OutcomeUnknown, Because: "its versions run with timeouts of 30 s and 60 s",
			Given: append(pinned("stages", 30e3, ct.Flat(1), versions(30, 60)...), ct.Aliases("stages", "dev=$LATEST", "live=1"), calledUnder("stages", "dev", "live")),
		},
		{Name: "an alias nobody calls", Given: append(pinned("staged", 30e3, ct.Flat(1), versions(30, 60)...), ct.Aliases("staged", "old=1"), calledUnder("staged", "")), Want: checks.OutcomeFinding},
		{Name: "aliases denied", Given: append(pinned("dark", 30e3, ct.Flat(1), versions(30, 60)...), ct.Lacks(inventory.AliasesKey("dark"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "versions alike need no aliases", Given: pinned("alike", 30e3, ct.Flat(1), versions(30, 30)...), Want: checks.OutcomeFinding},
	})
}

// noEvidence asserts that a piece of evidence is left out.
func noEvidence(name string) func(ct.TB, checks.Finding) {
	return func(t ct.TB, f checks.Finding) {
		for _, e := range f.Evidence {
			if e.Name == name {
				t.Errorf("evidence %q: %s", name, e.Value)
			}
		}
	}
}

func TestTimeoutNear(t *testing.T) {
	near := func(name string, timeout int, ms float64, changes ...ct.Fn) []ct.Part {
		return timed(name, timeout, ct.Flat(9), ct.OnDays(ms, 2, 5).Else(ct.Flat(5e3)), changes...)
	}
	deployed := func(days float64) ct.Fn { return ct.Deployed(ct.DaysAgo(days)) }
	ct.Run(t, "lambda-timeout-near", []ct.Case{
		{
			Name: "28 of 30 s", Given: near("close", 30, 28.5e3),
			Want: checks.OutcomeFinding, Because: "close ran for up to 28 s, 95% of its timeout of 30 s, and came that near on 2 days.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("longest run", "28 s"), ct.Shows("timeout", "30 s, unchanged since 2025-10-19"),
				ct.Fixes("--timeout 60"), ct.Fixes("Timeout = 60")),
		},
		{Name: "90% exactly", Given: near("edge", 30, 27e3), Want: checks.OutcomeFinding},
		{Name: "just under 90%", Given: near("under", 30, 26.9e3), Want: checks.OutcomeClean, Because: "its longest run took 27 s of 30 s; runs over 27 s on 0 days"},
		{Name: "one day", Given: timed("once", 30, ct.Flat(9), ct.OnDays(29e3, 4).Else(ct.Flat(5e3))), Want: checks.OutcomeClean, Because: "on 1 day"},
		{Name: "at the timeout, without errors", Given: append(near("made", 30, 30e3), ct.Errors.Of("made", ct.Nothing)), Want: checks.OutcomeFinding},
		{Name: "at the timeout, with errors", Given: append(near("cut", 30, 30e3), ct.Errors.Of("cut", ct.Flat(1))), Want: checks.OutcomeClean, Because: "lambda-timing-out finds"},
		{Name: "at the timeout, errors denied", Given: append(near("secret", 30, 30e3), ct.Lacks(ct.Errors.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "near the ceiling", Given: near("batch", 780, 730e3), Want: checks.OutcomeClean, Because: "lambda-duration-near-ceiling finds"},
		{Name: "near its timeout, not the ceiling", Given: near("long", 780, 710e3), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 805")},
		{Name: "15 minutes on Managed Instances", Given: near("managed", 900, 890e3, ct.Managed), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 3145")},
		{Name: "deployed after the long runs", Given: near("raised", 30, 29e3, deployed(3)), Want: checks.OutcomeClean, Because: "runs over 27 s on 1 day"},
		{Name: "deployed before the long runs", Given: near("kept", 30, 29e3, deployed(6)), Want: checks.OutcomeFinding},
		{Name: "deployed on the day of one", Given: near("same", 30, 29e3, deployed(5.1)), Want: checks.OutcomeClean, Because: "on 1 day"},
		{Name: "deployed yesterday", Given: near("fresh", 30, 29e3, deployed(1)), Want: checks.OutcomeUnknown, Because: "its timeout may have changed"},
		{
			Name: "deployed yesterday, with a version that had the same timeout", Given: near("released", 30, 29e3, ct.Version("1"), deployed(1)),
			Want: checks.OutcomeFinding, Then: ct.Shows("timeout", "30 s, unchanged since 2025-10-19"),
		},
		{
			Name: "deployed yesterday, with a version that had another", Given: append(near("changed", 30, 29e3, ct.Version("1", ct.Timeout(60)), deployed(1)), ct.Aliases("changed"), calledUnder("changed", "")),
			Want: checks.OutcomeUnknown, Because: "its timeout may have changed",
		},
		{
			Name: "had the same timeout before it had another", Want: checks.OutcomeUnknown, Because: "its timeout may have changed",
			Given: append(near("back", 30, 29e3, ct.Version("1"), ct.Version("2", ct.Timeout(60)), deployed(1)), ct.Aliases("back"), calledUnder("back", "")),
		},
		{Name: "no date", Given: near("undated", 30, 29e3, undated), Want: checks.OutcomeUnknown, Because: "not on record"},
		{Name: "two runs", Given: timed("two", 30, ct.OnDays(1, 2, 5), ct.OnDays(29e3, 2, 5)), Want: checks.OutcomeUnknown, Because: "fewer than 3 runs"},
		{Name: "a replica", Given: near("replica", 30, 29e3, atTheEdge), Want: checks.OutcomeNotApplicable},
	})
}

func TestTimeoutExcessive(t *testing.T) {
	pool := ct.Has(inventory.SettingsKey(), inventory.AccountSettings{ConcurrentExecutions: 1000, Unreserved: 1000})
	some := ct.Has(inventory.SettingsKey(), inventory.AccountSettings{ConcurrentExecutions: 1000, Unreserved: 800})
	long := func(name string, timeout int, most float64, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Memory(1024)}, changes...)
		return append(timed(name, timeout, ct.Flat(100), ct.Flat(most*1000), changes...), ct.Concurrency.Of(name, ct.Flat(40)), pool)
	}
	p99 := func(name string, seconds float64) ct.Part {
		return ct.DurationP99.Of(name, ct.OnDays(seconds*1000, 3).Else(ct.Flat(100)))
	}
	ct.Run(t, "lambda-timeout-excessive", []ct.Case{
		{
			Name: "five minutes for two seconds", Given: long("api", 300, 2),
			Want: checks.OutcomeFinding, Because: "api has a timeout of 300 s, and 99% of its runs took no more than 2.00 s on any day; the longest took 2.00 s.",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Unsaved, ct.Fixes("--function-name api --timeout 5"), ct.Shows("runs", "1500"),
				// 40 × 300 s × 1 GB × 1.66667e-5 = 0.2000004
				ct.Shows("at risk", "$0.20 for 5 minutes of a hanging dependency at the observed peak of 40 at once (list price of 2026-09-19)"),
				ct.Shows("most that may run at once", "1000, the account's unreserved concurrency")),
		},
		{Name: "ten times the longest run", Given: long("tenth", 300, 30), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 60")},
		{Name: "more, and ten times the p99", Given: append(long("tail", 300, 100), p99("tail", 30)), Want: checks.OutcomeFinding, Because: "no more than 30 s on any day; the longest took 100 s", Then: ct.All(ct.Shows("p99 on the worst day", "30 s"), ct.Fixes("Timeout = 240"))},
		{Name: "just under ten times the p99", Given: append(long("steady", 300, 100), p99("steady", 30.1)), Want: checks.OutcomeClean, Because: "its p99 reached 30 s on the worst day"},
		{Name: "no p99", Given: append(long("blank", 300, 100), ct.DurationP99.Of("blank", ct.Nothing)), Want: checks.OutcomeUnknown, Because: "no p99"},
		{Name: "p99 denied", Given: append(long("secret", 300, 100), ct.Lacks(ct.DurationP99.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "half of it used", Given: long("half", 300, 150), Want: checks.OutcomeClean, Because: "its longest run took 150 s of 300 s"},
		{Name: "just under half", Given: append(long("under", 300, 149), p99("under", 1)), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 224")},
		{Name: "a minute", Given: []ct.Part{ct.Function("minute", ct.Timeout(60))}, Want: checks.OutcomeClean, Because: "its timeout is 60 s"},
		{Name: "just over a minute", Given: long("over", 61, 0.1), Want: checks.OutcomeFinding, Then: ct.Fixes("Timeout = 3")},
		{Name: "15 minutes", Given: long("quarter", 900, 2), Want: checks.OutcomeClean, Because: "lambda-timeout-maximum"},
		{Name: "an alias with a minute", Given: append(long("live", 300, 2, ct.Version("1", ct.Timeout(60))), ct.Aliases("live", "live=1"), calledUnder("live", "live")), Want: checks.OutcomeClean, Because: "its timeout is 60 s"},
		{
			Name: "reserved", Given: append(timed("reserved", 300, ct.Flat(9), ct.Flat(2e3)), ct.Concurrency.Of("reserved", ct.Flat(1)), some, ct.Has(inventory.ReservedKey("reserved"), inventory.Reserved{Set: true, Executions: 50})), Alone: true,
			Want: checks.OutcomeFinding, Then: ct.Shows("most that may run at once", "50, its reserved concurrency"),
		},
		{Name: "young", Given: timed("young", 300, ct.Flat(9).Last(5), ct.Flat(2e3).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "young, and half of it used", Given: timed("used", 300, ct.Flat(9).Last(5), ct.Flat(200e3).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeClean},
		{Name: "on Managed Instances", Given: long("managed", 300, 2, ct.Managed), Want: checks.OutcomeNotApplicable},
		{Name: "without a price", Region: "us-gov-west-1", Given: long("gov", 300, 2), Want: checks.OutcomeFinding, Then: noEvidence("at risk")},
	})
}
