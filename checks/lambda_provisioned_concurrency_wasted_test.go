package checks_test

import (
	"math"
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
		ct.ProvisionedCalls.Of(name, ct.Nothing), ct.Scales("lambda"), spills(name+":live", ct.Nothing, ct.Nothing),
	}
}

// spills is how many calls of a qualifier ran on provisioned concurrency, and how many spilled over, by day.
func spills(label string, calls, over ct.Shape) ct.Part {
	return ct.Parts(dailyProvisionedCalls.Of(label, calls), ct.Spillover.Of(label, over))
}

// inOffice is a value from 08 to 18 UTC every day, and another one else.
func inOffice(v, quiet float64) ct.Shape {
	return func(at time.Time) float64 {
		if hour := at.UTC().Hour(); hour >= 8 && hour < 18 {
			return v
		}
		return quiet
	}
}

// byDay is so many environments in use in those hours, and fewer in the others.
func byDay(high, low float64) load { return load{inOffice(1000, 10), inOffice(high, low), ct.Nothing} }

// burstAt3 is a value in the first five minutes after 03:00 UTC, and another one else.
func burstAt3(v, other float64) ct.Shape {
	return func(at time.Time) float64 {
		if at.UTC().Hour() == 3 && at.Minute() < 5 {
			return v
		}
		return other
	}
}

// held is a level from 05 to 19 UTC every day, and another one else.
func held(high, low float64) ct.Shape {
	return func(at time.Time) float64 {
		if hour := at.UTC().Hour(); hour >= 5 && hour < 19 {
			return high
		}
		return low
	}
}

// moves are the activities that bring such a level about; the last one was an hour ago.
func moves(label string, high, low int) ct.Part {
	var all []inventory.ScalingActivity
	for day := range 20 {
		up := ct.Now.Add(-time.Hour).AddDate(0, 0, -day)
		all = append(all, ct.Activity(up, high), ct.Activity(up.Add(-10*time.Hour), low))
	}
	return ct.Activities(label, all...)
}

// movedPC is a configuration that scheduled actions move from 10 to 20 by day, whose use is published or not.
func movedPC(name string, high, low float64, published bool, more ...ct.Part) []ct.Part {
	l := byDay(high, low)
	if published {
		l.use = func(at time.Time) float64 { return l.inUse(at) / held(20, 10)(at) }
	}
	return append(wastedPC(name, ct.Ready("live", 20, 1.0/24), l), append([]ct.Part{
		ct.Scales("lambda", ct.Target(name+":live", 1, 20), ct.Scheduled(name+":live", "cron(0 5 * * ? *)", 20), ct.Scheduled(name+":live", "cron(0 19 * * ? *)", 10)),
		moves(name+":live", 20, 10),
	}, more...)...)
}

func TestProvisionedConcurrencyWasted(t *testing.T) {
	twenty := ct.Ready("live", 20, 60)
	undated := inventory.Provisioned{Qualifier: "live", Requested: 20, Allocated: 20, Status: "READY"}
	bursts := func(top float64) load { // most of the calls come in one burst of five minutes an hour
		return load{ct.Flat(1000).First(5).Else(ct.Flat(1)), ct.Flat(top).First(5).Else(ct.Flat(1)), ct.Nothing}
	}
	ct.Run(t, "lambda-provisioned-concurrency-wasted", []ct.Case{
		{
			// 19 from 07 (an hour ahead) to 18 on all days, else 1: 222 / 24.
			Name: "busy by day", Given: wastedPC("office", twenty, byDay(19, 1)), Want: checks.OutcomeFinding,
			Because: "office:live holds 20 environments of provisioned concurrency; its traffic needs 19 every day 07-18, else 1 (UTC), 9.2 on average, to keep spillover within 1.0%.",
			Then: ct.All(ct.Saves(10.75*heldX86, 10.75*heldX86), ct.Shows("flat level needed", "19 for the last 14 days as they were, 19 with care for chance, for at most 1.0% of the calls to spill over"),
				ct.Shows("schedule", "19 every day 07-18, else 1 (UTC): 9.2 on average"), ct.Fixes("--min-capacity 1 --max-capacity 19")),
		},
		{
			// A burst of 12 a day with 600 of 29,300 calls: of those 4/12 exceed 8, which is 0.7%. 14 hours spill, so care takes (1 + 5/√14)
			// times that: 3/12 and 1.2% at 9, 2/12 and 0.8% at 10.
			Name: "a burst a day", Given: wastedPC("chancy", twenty, load{burstAt3(600, 100), burstAt3(12, 8), ct.Nothing}), Want: checks.OutcomeFinding,
			Because: "its traffic needs 10 to keep", Then: ct.All(ct.Saves(10*heldX86, 10*heldX86), ct.Shows("flat level needed", "8 for the last 14 days as they were, 10 with care for chance, for at most 1.0% of the calls to spill over")),
		},
		{
			// Lower since six days, of which four are weekdays: what came before is forgotten.
			Name: "less for days", Given: wastedPC("waned", twenty, load{ct.Flat(100), ct.Flat(20).Before(6).Else(ct.Flat(5)), ct.Nothing}), Want: checks.OutcomeFinding,
			Because: "its traffic needs 5 to keep", Then: ct.Saves(15*heldX86, 15*heldX86),
		},
		{Name: "idle, changed last week", Given: wastedPC("resting", ct.Ready("live", 20, 7), idle), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{
			Name:  "counted for the function only",
			Given: append(wastedPC("coarse", twenty, idle), inUse(19).of("coarse")), Want: checks.OutcomeClean,
		},
		{
			Name: "idle, and so without any metric", Given: wastedPC("idle", twenty, idle),
			Want: checks.OutcomeFinding, Because: "used none of them in 14 days",
			Then: ct.All(ct.Saves(20*heldX86, 20*heldX86), ct.Severe(checks.High), ct.Fixes("delete-provisioned-concurrency-config --function-name idle --qualifier live")),
		},
		{
			Name: "two of twenty in use", Given: wastedPC("quiet", twenty, inUse(2)),
			Want: checks.OutcomeFinding, Because: "quiet:live holds 20 environments of provisioned concurrency; its traffic needs 2 to keep spillover within 1.0%.",
			Then: ct.All(ct.Saves(18*heldX86, 18*heldX86), ct.Fixes("--provisioned-concurrent-executions 2"), ct.Shows("allocated", "20")),
		},
		{
			Name: "only the utilisation was published", Given: wastedPC("shy", twenty, load{ct.Flat(10), ct.Nothing, ct.Flat(0.3)}), // of 20
			Want: checks.OutcomeFinding, Because: "needs 6 to keep", Then: ct.Saves(14*heldX86, 14*heldX86),
		},
		{
			Name: "a peak that carries hardly any calls", // one period in 4,000 at 20 with 10 of 400,000 calls
			Given: wastedPC("spiky", twenty, load{
				ct.OnDays(10, 3).First(1).Else(ct.Flat(100)), ct.OnDays(20, 3).First(1).Else(ct.Flat(1)), ct.Nothing,
			}),
			Want: checks.OutcomeFinding, Because: "needs 1 to keep", Then: ct.Saves(19*heldX86, 19*heldX86),
		},
		{Name: "bursts of 10 of 11", Given: wastedPC("bursty", ct.Ready("live", 11, 60), bursts(10)), Want: checks.OutcomeClean, Because: "it holds 11.0 on average and needs 10 at all times"},
		{
			Name: "bursts of 9 of 10", Given: wastedPC("lower", ct.Ready("live", 10, 60), bursts(9)),
			Want: checks.OutcomeFinding, Because: "needs 9 to keep", Then: ct.Saves(heldX86, heldX86),
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
			Name: "too little to report", Given: wastedPC("petty", twenty, inUse(18)), // two too many, $21.90
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.least_saving": 22}, Want: checks.OutcomeClean, Because: "under $22.00 a month",
		},
		{
			Name: "just enough to report", Given: wastedPC("worthwhile", twenty, inUse(18)),
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.least_saving": 21.9}, Want: checks.OutcomeFinding, Then: ct.Saves(2*heldX86, 2*heldX86),
		},
		{
			Name: "one of twenty too many, which counts here", Given: wastedPC("tight", twenty, inUse(19)),
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.least_released": 0.05}, Want: checks.OutcomeFinding, Then: ct.Saves(heldX86, heldX86),
		},
		{
			Name: "more spillover accepted", Given: wastedPC("lenient", twenty, load{burstAt3(600, 100), burstAt3(12, 8), ct.Nothing}),
			Limits: checks.Overrides{"lambda-provisioned-concurrency-wasted.spillover_target": 0.02}, Want: checks.OutcomeFinding, Because: "needs 8 to keep spillover within 2.0%",
		},
		{
			Name: "on a version, called by its alias", Given: append(wastedPC("swapped", ct.Ready("1", 20, 60), inUse(19)), idle.of("swapped:1")),
			Want: checks.OutcomeClean,
		},
		{
			Name:  "on a version, called by its alias and directly", // 2 + 4 in use
			Given: append(wastedPC("both", ct.Ready("1", 20, 60), inUse(2)), inUse(4).of("both:1"), spills("both:1", ct.Nothing, ct.Nothing)),
			Want:  checks.OutcomeFinding, Because: "needs 6 to keep", Then: ct.Saves(14*heldX86, 14*heldX86),
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
		{Name: "two of twenty in use, and yet it spills over", Given: append(wastedPC("leaky", twenty, inUse(2)), spills("leaky:live", ct.Flat(990), ct.OnDays(11, 3, 4))), Want: checks.OutcomeClean, Because: "spill over"},
		{
			Name: "spilled over before its last change", Given: append(wastedPC("cured", ct.Ready("live", 20, 5), inUse(2)), spills("cured:live", ct.Flat(900), ct.Flat(100).Before(5))),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "flat, but registered with Application Auto Scaling", Given: append(wastedPC("enlisted", twenty, inUse(2)), ct.Scales("lambda", ct.Target("enlisted:live", 20, 20))),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(18*heldX86, 18*heldX86),
				ct.Fixes("aws application-autoscaling register-scalable-target --service-namespace lambda --scalable-dimension lambda:function:ProvisionedConcurrency --resource-id function:enlisted:live --min-capacity 2 --max-capacity 2 --region us-east-1")),
		},
		{
			// Held: 20 for 14 hours and 10 for 10 on 14 days, today 10 for 5 hours and 20 for one: 5390 hours in 342. Needed: 9 from 07
			// to 18, else 1: 112 / 24.
			Name: "moved by scheduled actions, and too high all the same", Given: movedPC("moved", 9, 1, false),
			Want: checks.OutcomeFinding, Because: "held 15.8 environments of provisioned concurrency on average over 14 days; its traffic needs 9 every day 07-18, else 1 (UTC), 4.7 on average, to keep",
			Then: ct.All(ct.Saves((5390.0/342-112.0/24)*heldX86, (5390.0/342-112.0/24)*heldX86), ct.Shows("allocation from", "40 scaling activities since 2026-11-03"),
				ct.Fixes("--scheduled-action-name 1-daily-0700-to-9 --schedule 'cron(0 7 * * ? *)' --scalable-target-action MinCapacity=9,MaxCapacity=9")),
		},
		{
			Name: "moved, and its activities say no level", Given: movedPC("mumbling", 9, 1, true, ct.Activities("mumbling:live", inventory.ScalingActivity{At: ct.DaysAgo(1), Status: "Successful"})),
			Want: checks.OutcomeFinding, Because: "held 15.8", Then: ct.Shows("allocation from", "in use ÷ utilisation, for 100.0% of the time"),
		},
		{Name: "moved, and its activities say no level, nor does its use", Given: movedPC("mysterious", 9, 1, false, ct.Activities("mysterious:live")), Want: checks.OutcomeUnknown, Because: "neither scaling activities nor its use"},
		{
			Name: "moved, and last to no avail", Want: checks.OutcomeFinding, Because: "held 15.8",
			Given: movedPC("failing", 9, 1, false, func(r *inventory.Region) {
				failed := ct.Activity(ct.DaysAgo(0.01), 30)
				failed.Status = "Failed"
				ct.Also(inventory.ActivitiesKey("function:failing:live"), failed)(r)
			}),
		},
		{
			Name: "moved since two days only", Given: movedPC("recent", 9, 1, false, ct.Activities("recent:live", ct.Activity(ct.DaysAgo(2), 10), ct.Activity(ct.Now.Add(-time.Hour), 20))),
			Want: checks.OutcomeUnknown, Because: "changed less than 3 days ago",
		},
		{
			Name: "moved each hour, and seldom used", Given: movedPC("restless", 9, 1, false, ct.Activities("restless:live"), load{ct.Flat(10).First(5), ct.Flat(2).First(5), func(at time.Time) float64 {
				if at.Minute() >= 5 {
					return math.NaN()
				}
				return 0.1 + 0.1*float64(at.Hour()%2)
			}}.of("restless:live")),
			Want: checks.OutcomeUnknown, Because: "neither scaling activities nor its use",
		},
		{Name: "moved, and last by somebody else", Given: append(movedPC("meddled", 9, 1, false), ct.Provisioned("meddled", ct.Ready("live", 20, 0.5/24))), Want: checks.OutcomeUnknown, Because: "neither"},
		{Name: "moved, and last to another level", Given: append(movedPC("drifted", 9, 1, false), ct.Provisioned("drifted", ct.Ready("live", 19, 1.0/24))), Want: checks.OutcomeUnknown, Because: "neither"},
		{
			Name: "moved, and its use disagrees", Given: movedPC("contrary", 9, 1, true, ct.ProvisionedUse.Of("contrary:live", ct.AtHour(0.5, 12))),
			Want: checks.OutcomeUnknown, Because: "neither",
		},
		// 20 in 11 hours, else 10: 14.6, which is less than a tenth below 15.76. With one less in each hour it is not.
		{Name: "moved, and nearly as high as it must be", Given: movedPC("apt", 20, 10, false), Want: checks.OutcomeClean, Because: "it holds 15.8 on average and needs 20 every day 07-18, else 10"},
		{Name: "moved, and a little too high", Given: movedPC("inapt", 19, 9, false), Want: checks.OutcomeFinding, Then: ct.Saves((5390.0/342-326.0/24)*heldX86, (5390.0/342-326.0/24)*heldX86)},
		{Name: "moved, and spilling over", Given: movedPC("brimming", 9, 1, false, spills("brimming:live", ct.Flat(900), ct.Flat(100))), Want: checks.OutcomeClean, Because: "spill over"},
		{
			Name: "moved, and never used", Given: append(movedPC("moot", 9, 1, false), idle.of("moot:live")),
			Want: checks.OutcomeFinding, Because: "holds 15.8 environments on average of provisioned concurrency and used none of them in 14 days",
			Then: ct.All(ct.Saves(5390.0/342*heldX86, 5390.0/342*heldX86), ct.Fixes("delete-provisioned-concurrency-config")),
		},
		{Name: "what moves it was denied", Given: movedPC("secret", 9, 1, false, ct.Lacks(inventory.ActivitiesKey("function:secret:live"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			// 15 from 07 to 18, and none at night: 165 / 24. What target tracking leaves there is part of it, on the same meter.
			Name: "stuck high at night", Given: append(wastedPC("stuck", twenty, load{inOffice(1000, math.NaN()), inOffice(15, math.NaN()), ct.Nothing}),
				ct.Scales("lambda", ct.Target("stuck:live", 1, 20), ct.Tracking("stuck:live", 0.7)), ct.Activities("stuck:live")),
			Want: checks.OutcomeFinding, Because: "its traffic needs 15 every day 07-18, else 0 (UTC), 6.9 on average,", Then: ct.Saves((20-165.0/24)*heldX86, (20-165.0/24)*heldX86),
		},
		{
			Name: "a region without prices", Region: "us-gov-east-1", Given: wastedPC("gov", twenty, inUse(2)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-east-1"), ct.Severe(checks.Medium)),
		},
	})
}
