package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// load is what a qualifier's provisioned concurrency did, by five minutes.
type load struct{ calls, inUse, use ct.Shape }

var idle = load{ct.Nothing, ct.Nothing, ct.Nothing}

// inUse is n environments at work at all times.
func inUse(n float64) load { return load{ct.Flat(100), ct.Flat(n), ct.Nothing} }

func (l load) of(label string) ct.Part {
	return ct.Parts(ct.ProvisionedCalls.Of(label, l.calls), ct.ProvisionedInUse.Of(label, l.inUse), ct.ProvisionedUse.Of(label, l.use))
}

// wastedPC is a function of 1 GB whose alias live has a provisioned-concurrency configuration.
func wastedPC(name string, config inventory.Provisioned, l load) []ct.Part {
	return []ct.Part{
		ct.Function(name, ct.Memory(1024), ct.Version("1")), ct.Aliases(name, "live=1"), ct.Provisioned(name, config), l.of(name + ":live"),
		ct.ProvisionedCalls.Of(name, ct.Nothing),
	}
}

func TestProvisionedConcurrencyWasted(t *testing.T) {
	twenty := ct.Ready("live", 20, 60)
	undated := inventory.Provisioned{Qualifier: "live", Requested: 20, Allocated: 20, Status: "READY"}
	bursts := func(top float64) load { // most of the calls come in one burst of five minutes an hour
		return load{ct.Flat(1000).First(5).Else(ct.Flat(1)), ct.Flat(top).First(5).Else(ct.Flat(1)), ct.Nothing}
	}
	officeHours := func(high, low float64) load { // 08 to 18 UTC every day
		busy := func(v, quiet float64) ct.Shape {
			return func(at time.Time) float64 {
				if hour := at.UTC().Hour(); hour >= 8 && hour < 18 {
					return v
				}
				return quiet
			}
		}
		return load{busy(1000, 10), busy(high, low), ct.Nothing}
	}
	// A burst of an hour on each day, at another hour each time: no schedule foresees it.
	wandering := load{ct.Flat(100), func(at time.Time) float64 {
		if at.UTC().Hour() == (at.UTC().YearDay()*7)%24 {
			return 19
		}
		return 1
	}, ct.Nothing}
	ct.Run(t, "lambda-provisioned-concurrency-wasted", []ct.Case{
		{
			// Busy from 07 (an hour ahead) to 18 on all days, 20 environments; else 1 / 0.7: 2. On average 20 × 11/24 + 2 × 13/24 = 10.25.
			Name: "busy by day", Given: wastedPC("office", twenty, officeHours(19, 1)),
			Want: checks.OutcomeFinding, Because: "its traffic needs, by hours of UTC, 20 every day 07-18, else 2",
			Then: ct.All(ct.Saves(9.75*heldX86, 9.75*heldX86), ct.Fixes("cron(0 7 * * ? *) 20, cron(0 18 * * ? *) 2")),
		},
		{Name: "a little busier by day", Given: wastedPC("steady", twenty, officeHours(19, 12)), Want: checks.OutcomeClean},
		{Name: "bursts at any hour", Given: wastedPC("wandering", twenty, wandering), Want: checks.OutcomeClean},
		{Name: "busy by day, changed last week", Given: wastedPC("recent", ct.Ready("live", 20, 7), officeHours(19, 1)), Want: checks.OutcomeClean},
		{Name: "idle, changed last week", Given: wastedPC("resting", ct.Ready("live", 20, 7), idle), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{
			Name:  "counted for the function only",
			Given: append(wastedPC("coarse", twenty, idle), inUse(18).of("coarse")), Want: checks.OutcomeClean,
		},
		{
			Name: "idle, and so without any metric", Given: wastedPC("idle", twenty, idle),
			Want: checks.OutcomeFinding, Because: "used none of them in 14 days",
			Then: ct.All(ct.Saves(20*heldX86, 20*heldX86), ct.Severe(checks.High), ct.Fixes("delete-provisioned-concurrency-config --function-name idle --qualifier live")),
		},
		{
			Name: "two of twenty in use", Given: wastedPC("quiet", twenty, inUse(2)), // 2 / 0.7 = 2.86: 3 with headroom
			Want: checks.OutcomeFinding, Because: "its traffic needs 2, which is 3 with headroom",
			Then: ct.All(ct.Saves(17*heldX86, 17*heldX86), ct.Fixes("--provisioned-concurrent-executions 3"), ct.Shows("allocated", "20")),
		},
		{
			Name: "only the utilisation was published", Given: wastedPC("shy", twenty, load{ct.Flat(10), ct.Nothing, ct.Flat(0.3)}), // 6 / 0.7 = 8.57
			Want: checks.OutcomeFinding, Because: "needs 6, which is 9 with headroom", Then: ct.Saves(11*heldX86, 11*heldX86),
		},
		{
			Name: "a peak that carries hardly any calls", // one period in 4,000 at 20 with 10 of 400,000 calls
			Given: wastedPC("spiky", twenty, load{
				ct.OnDays(10, 3).First(1).Else(ct.Flat(100)), ct.OnDays(20, 3).First(1).Else(ct.Flat(1)), ct.Nothing,
			}),
			Want: checks.OutcomeFinding, Because: "needs 1, which is 2 with headroom", Then: ct.Saves(18*heldX86, 18*heldX86),
		},
		{Name: "bursts at 70% of the level", Given: wastedPC("bursty", ct.Ready("live", 10, 60), bursts(7)), Want: checks.OutcomeClean, Because: "10 of 10 environments"},
		{
			Name: "bursts just under 70% of the level", Given: wastedPC("lower", ct.Ready("live", 10, 60), bursts(6)), // 6 / 0.7 = 8.57
			Want: checks.OutcomeFinding, Because: "needs 6, which is 9", Then: ct.Saves(heldX86, heldX86),
		},
		{Name: "low on average, but the peaks reach the level", Given: wastedPC("peaky", twenty, bursts(20)), Want: checks.OutcomeClean},
		{Name: "full, and spilling over", Given: wastedPC("full", twenty, inUse(20)), Want: checks.OutcomeClean},
		{Name: "changed yesterday", Given: wastedPC("fresh", ct.Ready("live", 20, 1), idle), Want: checks.OutcomeUnknown, Because: "changed less than 3 days ago"},
		{
			Name: "busy before its last change, quiet since",
			Given: wastedPC("lowered", ct.Ready("live", 20, 4), load{
				ct.Flat(100), ct.Flat(20).Before(6).Else(ct.Flat(2)), ct.Nothing,
			}),
			Want: checks.OutcomeFinding, Because: "needs 2", Then: ct.Shows("unchanged for", "4 days"),
		},
		{
			Name: "quiet before its last change, busy since", Given: wastedPC("raised", ct.Ready("live", 20, 4), load{
				ct.Flat(100), ct.Flat(2).Before(5).Else(ct.Flat(19)), ct.Nothing,
			}),
			Want: checks.OutcomeClean,
		},
		{Name: "no date of the last change", Given: wastedPC("undated", undated, idle), Want: checks.OutcomeUnknown, Because: "no date of its last change"},
		{Name: "used, but how much was not published", Given: wastedPC("mute", twenty, load{ct.Flat(1), ct.Nothing, ct.Nothing}), Want: checks.OutcomeUnknown, Because: "was not published"},
		{
			Name: "too little to report", Given: wastedPC("petty", twenty, inUse(13)), // 13 / 0.7 = 18.57: one too many, $10.95
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.least_saving": 11}, Want: checks.OutcomeClean, Because: "under $11.00 a month",
		},
		{
			Name: "just enough to report", Given: wastedPC("worthwhile", twenty, inUse(13)),
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.least_saving": 10.9}, Want: checks.OutcomeFinding, Then: ct.Saves(heldX86, heldX86),
		},
		{
			Name: "no headroom wanted", Given: wastedPC("tight", twenty, inUse(13)),
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.target_use": 1}, Want: checks.OutcomeFinding, Then: ct.Saves(7*heldX86, 7*heldX86),
		},
		{
			Name: "on a version, called by its alias", Given: append(wastedPC("swapped", ct.Ready("1", 20, 60), inUse(18)), idle.of("swapped:1")),
			Want: checks.OutcomeClean,
		},
		{
			Name:  "on a version, called by its alias and directly", // 2 + 4 in use: 6 / 0.7 = 8.57
			Given: append(wastedPC("both", ct.Ready("1", 20, 60), inUse(2)), inUse(4).of("both:1")),
			Want:  checks.OutcomeFinding, Because: "needs 6, which is 9", Then: ct.Saves(11*heldX86, 11*heldX86),
		},
		{
			Name: "being allocated", Given: wastedPC("growing", inventory.Provisioned{
				Qualifier: "live", Requested: 6, Allocated: 2, Status: "IN_PROGRESS", LastModified: ct.DaysAgo(19),
			}, idle),
			Want: checks.OutcomeFinding, Then: ct.Saves(6*heldX86, 6*heldX86),
		},
		{
			Name: "nothing allocated", Given: []ct.Part{
				ct.Function("failed", ct.Version("1")), ct.Aliases("failed"),
				ct.Provisioned("failed", inventory.Provisioned{Qualifier: "1", Requested: 6, Status: "FAILED", LastModified: ct.DaysAgo(9)}),
			},
			Want: checks.OutcomeNotApplicable,
		},
		{Name: "no provisioned concurrency", Given: []ct.Part{ct.Function("none", ct.Version("1")), ct.Provisioned("none")}, Want: checks.OutcomeNotApplicable},
		{
			Name: "a region without prices", Region: "us-gov-east-1", Given: wastedPC("gov", twenty, inUse(2)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-east-1"), ct.Severe(checks.Medium)),
		},
	})
}
