package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// somethingThrottled says that the region counts throttles.
func somethingThrottled() ct.Part { return ct.Throttles.Of("", ct.Flat(1)) }

// limits are the account's concurrency and what reservations leave of it.
func limits(all, unreserved int) ct.Part {
	return ct.Has(inventory.SettingsKey(), inventory.AccountSettings{ConcurrentExecutions: all, Unreserved: unreserved})
}

// reserves says what a function reserves.
func reserves(name string, n int) ct.Part {
	return ct.Has(inventory.ReservedKey(name), inventory.Reserved{Set: true, Executions: n})
}

// attempted is a function with runs and throttles by day, and the most that ran at once, in an account that reserves some.
func attempted(name string, runs, throttled ct.Shape, peak float64, changes ...ct.Fn) []ct.Part {
	return []ct.Part{
		ct.Function(name, changes...), somethingThrottled(), limits(1000, 900),
		ct.Invocations.Of(name, runs), ct.Throttles.Of(name, throttled), ct.Concurrency.Of(name, ct.Flat(peak)),
		ct.AccountUnreserved.Of("", ct.Flat(100)), ct.AccountConcurrency.Of("", ct.Flat(150)),
	}
}

func TestThrottled(t *testing.T) {
	plain := func(name string, runs, throttled ct.Shape, changes ...ct.Fn) []ct.Part {
		return append(attempted(name, runs, throttled, 40, changes...), ct.Has(inventory.ReservedKey(name), inventory.Reserved{}))
	}
	published := ct.Version("1")
	ct.Run(t, "lambda-throttled", []ct.Case{
		{
			Name: "its reservation", Given: append(attempted("capped", ct.Flat(950), ct.OnDays(50, 1, 2, 3), 20), reserves("capped", 20)),
			Want: checks.OutcomeFinding, Because: "capped was refused 150 of its 14400 calls (1.0%), at least 1.0% of a day's on 3 days. It reached its own reserved concurrency of 20.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("worst day", "5.0% of the calls"), ct.Shows("reserved concurrency", "20"),
				ct.Shows("throttled calls", "150, 1.0% of all calls"),
				// 20 / 0.95 × 1.1 = 23.2
				ct.Fixes("aws lambda put-function-concurrency --function-name capped --reserved-concurrent-executions 24 --region us-east-1")),
		},
		{
			Name: "a tenth of a day's calls on two days", Given: append(attempted("outage", ct.Flat(900), ct.OnDays(100, 1, 2), 20), reserves("outage", 20)),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.High),
		},
		{
			Name: "just under a tenth", Given: append(attempted("lesser", ct.Flat(901), ct.OnDays(99, 1, 2, 3), 20), reserves("lesser", 20)),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{
			Name: "a burst under its reservation", Given: append(attempted("burst", ct.Flat(950), ct.OnDays(50, 1, 2), 19), reserves("burst", 20)),
			Want: checks.OutcomeFinding, Because: "more than 1000 new environments in ten seconds", Then: ct.Fixes("Smooth the burst"),
		},
		{Name: "a burst without a reservation", Given: plain("spiky", ct.Flat(950), ct.OnDays(50, 1, 2)), Want: checks.OutcomeFinding, Because: "No concurrency limit was reached"},
		{
			Name: "the account's pool", Alone: true,
			Given: append(plain("crowded", ct.Flat(950), ct.OnDays(50, 1, 2)), ct.AccountUnreserved.Of("", ct.OnDays(720, 2).Else(ct.Flat(10)))),
			Want:  checks.OutcomeFinding, Because: "The account's concurrency, which all functions without a reservation share, was used up", Then: ct.All(ct.Fixes("higher quota"), ct.Shows("left unreserved", "900")),
		},
		{
			Name: "the account as a whole", Alone: true,
			Given: append(plain("whole", ct.Flat(950), ct.OnDays(50, 1, 2)), ct.AccountConcurrency.Of("", ct.OnDays(800, 2).Else(ct.Flat(10)))),
			Want:  checks.OutcomeFinding, Because: "was used up", Then: ct.Shows("most at once in the region", "800 of 1000"),
		},
		{
			Name: "the pool full on other days", Alone: true,
			Given: append(plain("elsewhen", ct.Flat(950), ct.OnDays(50, 1, 2)), ct.AccountUnreserved.Of("", ct.OnDays(900, 5).Else(ct.Flat(719)))),
			Want:  checks.OutcomeFinding, Because: "No concurrency limit was reached",
		},
		{
			Name: "nobody reserves", Alone: true, Given: append(attempted("free", ct.Flat(950), ct.OnDays(50, 1, 2), 40), limits(1000, 1000)),
			Want: checks.OutcomeFinding, Because: "No concurrency limit was reached",
		},
		{
			Name: "pool denied", Alone: true,
			Given: append(plain("dark", ct.Flat(950), ct.OnDays(50, 1, 2)), ct.Lacks(ct.AccountUnreserved.Key(inventory.Dims()))),
			Want:  checks.OutcomeFinding, Because: "could not be read",
		},
		{
			Name: "reservation denied", Given: append(attempted("veiled", ct.Flat(950), ct.OnDays(50, 1, 2), 40), ct.Lacks(inventory.ReservedKey("veiled"))),
			Want: checks.OutcomeFinding, Because: "What it ran into is not known",
		},
		{
			Name: "switched off", Given: append(attempted("off", ct.Flat(1000).Before(5), ct.Flat(50).Last(5), 40), reserves("off", 0)),
			Want: checks.OutcomeNotApplicable, Because: "lambda-reserved-concurrency-zero judges",
		},
		{
			Name: "switched off today", Given: append(attempted("today", ct.Flat(950), ct.OnDays(50, 1, 2), 40), reserves("today", 0)),
			Want: checks.OutcomeFinding, Because: "It has since been switched off",
		},
		{
			Name: "not one call came through", Given: append(attempted("starved", ct.Flat(1000).Before(5), ct.Flat(50).Last(5), 40), reserves("starved", 40)),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.High),
		},
		{
			Name: "perhaps switched off", Given: append(attempted("perhaps", ct.Flat(1000).Before(5), ct.Flat(50).Last(5), 40), ct.Lacks(inventory.ReservedKey("perhaps"))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{Name: "exactly one in a hundred", Given: plain("exact", ct.Flat(990), ct.OnDays(10, 1, 2)), Want: checks.OutcomeFinding},
		{Name: "just under", Given: plain("under", ct.Flat(991), ct.Flat(9)), Want: checks.OutcomeClean, Because: "at least 1.0% of a day's on 0 days"},
		{Name: "on one day", Given: plain("once", ct.Flat(900), ct.OnDays(100, 4)), Want: checks.OutcomeClean, Because: "on 1 day"},
		{Name: "on days with hardly a call", Given: plain("quiet", ct.OnDays(8, 1, 2, 3).Else(ct.Flat(100)), ct.OnDays(1, 1, 2, 3)), Want: checks.OutcomeClean},
		{Name: "too few calls", Given: plain("rare", ct.Flat(5), ct.Flat(1)), Want: checks.OutcomeUnknown, Because: "fewer than 100 calls"},
		{Name: "young", Given: plain("young", ct.Flat(950).Last(4), ct.Flat(50).Last(4), ct.Deployed(ct.DaysAgo(4))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "never throttled", Given: plain("fine", ct.Flat(950), ct.Flat(0)), Want: checks.OutcomeClean, Because: "no throttles in 14 days"},
		{Name: "no throttles in the region", Alone: true, Given: []ct.Part{ct.Function("any"), ct.Throttles.Of("", ct.Flat(0))}, Want: checks.OutcomeClean, Because: "the region counts no throttles"},
		{
			Name: "the region counts nothing at all", Alone: true, Given: append(plain("odd", ct.Flat(950), ct.OnDays(50, 1, 2)), ct.Throttles.Of("", ct.Nothing)),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "the region's count denied", Alone: true, Given: append(plain("blind", ct.Flat(950), ct.OnDays(50, 1, 2)), ct.Lacks(ct.Throttles.Key(inventory.Dims()))),
			Want: checks.OutcomeFinding,
		},
		{Name: "series denied", Given: append(plain("secret", ct.Flat(950), ct.Flat(0)), ct.Lacks(ct.Throttles.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown},
		{Name: "perhaps on Lambda@Edge", Given: plain("edge", ct.Nothing, ct.Nothing, published), Want: checks.OutcomeUnknown, Because: "viewers' regions"},
		{
			Name: "perhaps on Lambda@Edge, and no throttles in the region", Alone: true,
			Given: append(plain("edge", ct.Nothing, ct.Nothing, published), ct.Throttles.Of("", ct.Flat(0))), Want: checks.OutcomeUnknown, Because: "viewers' regions",
		},
		{Name: "a small version that runs here", Given: plain("here", ct.Flat(10), ct.Nothing, published), Want: checks.OutcomeClean},
		{
			Name: "a replica", Given: []ct.Part{ct.Function("replica", func(f *inventory.Function) { f.MasterARN = "arn:aws:lambda:us-east-1:1:function:x" }), somethingThrottled()},
			Want: checks.OutcomeNotApplicable,
		},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed)}, Want: checks.OutcomeNotApplicable},
	})
}
