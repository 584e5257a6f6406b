package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestAccountConcurrencyNearLimit(t *testing.T) {
	claimed := func(shape ct.Shape, settings ct.Part) []ct.Part {
		return []ct.Part{ct.Function("any"), settings, ct.AccountClaimed.Of("", shape)}
	}
	half := limits(1000, 500)
	cases := []ct.Case{
		{
			Name: "at the limit", Given: claimed(ct.OnDays(950, 3).Else(ct.Flat(800)), half),
			Want: checks.OutcomeFinding, Because: "Up to 950 of the account's 1000 concurrent executions were claimed in us-east-1, at least 80% on 15 days.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("most claimed", "950 of 1000"),
				ct.Fixes("aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 2000 --region us-east-1"),
				func(t ct.TB, f checks.Finding) {
					if f.Resource.ARN != "123456789012/us-east-1/lambda-concurrent-executions" || f.Resource.Type != checks.AccountLimit {
						t.Errorf("resource %+v", f.Resource)
					}
				}),
		},
		{Name: "at 94.9%", Given: claimed(ct.OnDays(949, 3).Else(ct.Flat(800)), half), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium), Because: "Reservations hold 500 of it"},
		{Name: "exactly 80% on two days", Given: claimed(ct.OnDays(800, 3, 4).Else(ct.Flat(9)), limits(1000, 1000)), Want: checks.OutcomeFinding, Because: "is throttled."},
		{Name: "80% on one day", Given: claimed(ct.OnDays(800, 3).Else(ct.Flat(9)), half), Want: checks.OutcomeClean, Because: "at most 800 of 1000 were claimed"},
		{Name: "just under", Given: claimed(ct.Flat(799), half), Want: checks.OutcomeClean},
		{Name: "a small account", Given: claimed(ct.Flat(9), limits(10, 10)), Want: checks.OutcomeFinding, Then: ct.Fixes("--desired-value 1010")},
		{
			Name: "without the newer metric", Given: append(claimed(ct.Nothing, half), ct.AccountConcurrency.Of("", ct.Flat(900))),
			Want: checks.OutcomeFinding, Because: "Up to 900",
		},
		{Name: "nothing ran", Given: append(claimed(ct.Nothing, half), ct.AccountConcurrency.Of("", ct.Nothing)), Want: checks.OutcomeClean},
		{Name: "observed for two days", Given: claimed(ct.Flat(10).Last(2), half), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "no limit", Given: claimed(ct.Flat(900), limits(0, 0)), Want: checks.OutcomeUnknown},
		{Name: "settings denied", Given: claimed(ct.Flat(900), ct.Lacks(inventory.SettingsKey())), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "no functions", Given: []ct.Part{half, ct.AccountClaimed.Of("", ct.Flat(900))}, Want: checks.OutcomeNotApplicable},
	}
	ct.Run(t, "lambda-account-concurrency-near-limit", alone(cases))
}

func TestUnreservedPoolStarved(t *testing.T) {
	pool := func(used, claimed ct.Shape, settings ct.Part) []ct.Part {
		return []ct.Part{ct.Function("any"), settings, ct.AccountUnreserved.Of("", used), ct.AccountClaimed.Of("", claimed)}
	}
	cases := []ct.Case{
		{
			Name: "reservations hold four fifths", Given: pool(ct.OnDays(190, 3).Else(ct.Flat(160)), ct.OnDays(990, 3).Else(ct.Flat(960)), limits(1000, 200)),
			Want: checks.OutcomeFinding, Because: "Reservations and provisioned concurrency hold 800 of the account's 1000 concurrent executions in us-east-1. The 200 left to all other functions were used up to 190, at least 80% on 15 days.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("held", "800 of 1000"),
				ct.Shows("most at once without a reservation", "190 of 200"), ct.Fixes("--desired-value 2000")),
		},
		{Name: "just under full", Given: pool(ct.OnDays(189, 3).Else(ct.Flat(160)), ct.Flat(900), limits(1000, 200)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "on two days", Given: pool(ct.OnDays(160, 3, 4).Else(ct.Flat(10)), ct.Nothing, limits(1000, 200)), Want: checks.OutcomeFinding},
		{Name: "on one day", Given: pool(ct.OnDays(160, 3).Else(ct.Flat(10)), ct.Nothing, limits(1000, 200)), Want: checks.OutcomeClean, Because: "of 200 unreserved executions at most 160 ran at once"},
		{Name: "just under", Given: pool(ct.Flat(159), ct.Flat(959), limits(1000, 200)), Want: checks.OutcomeClean},
		{Name: "provisioned concurrency holds the rest", Given: pool(ct.Flat(160), ct.Flat(960), limits(1000, 1000)), Want: checks.OutcomeFinding, Because: "hold 800"},
		{Name: "nothing is held", Given: pool(ct.Flat(950), ct.Flat(950), limits(1000, 1000)), Want: checks.OutcomeClean},
		{Name: "a quarter is held", Given: pool(ct.Flat(600), ct.Flat(850), limits(1000, 750)), Want: checks.OutcomeFinding},
		{Name: "less than a quarter", Given: pool(ct.Flat(700), ct.Flat(949), limits(1000, 751)), Want: checks.OutcomeClean},
		{Name: "nobody needs it", Given: pool(ct.Nothing, ct.Flat(900), limits(1000, 100)), Want: checks.OutcomeClean},
		{Name: "nothing is left and nobody needs it", Given: pool(ct.Nothing, ct.Flat(1000), limits(1000, 1000)), Want: checks.OutcomeClean},
		{Name: "observed for two days", Given: pool(ct.Flat(10).Last(2), ct.Flat(900), limits(1000, 100)), Want: checks.OutcomeUnknown},
		{Name: "no limit", Given: pool(ct.Flat(10), ct.Flat(10), limits(0, 0)), Want: checks.OutcomeUnknown},
		{Name: "claims denied", Given: append(pool(ct.Flat(160), ct.Flat(10), limits(1000, 200)), ct.Lacks(ct.AccountClaimed.Key(inventory.Dims()))), Want: checks.OutcomeUnknown},
		{Name: "settings denied", Given: pool(ct.Flat(160), ct.Flat(960), ct.Lacks(inventory.SettingsKey())), Want: checks.OutcomeUnknown},
	}
	ct.Run(t, "lambda-unreserved-pool-starved", alone(cases))
}

// alone says of each case that it is about the whole region.
func alone(cases []ct.Case) []ct.Case {
	for i := range cases {
		cases[i].Alone = true
	}
	return cases
}
