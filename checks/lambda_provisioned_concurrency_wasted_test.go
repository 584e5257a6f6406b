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
		{Name: "busy by day: lambda-provisioned-concurrency-unscheduled", Given: wastedPC("office", twenty, byDay(19, 1)), Want: checks.OutcomeClean},
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
			Given: append(wastedPC("both", ct.Ready("1", 20, 60), inUse(2)), inUse(4).of("both:1"), spills("both:1", ct.Nothing, ct.Nothing)),
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
		{Name: "two of twenty in use, and yet it spills over", Given: append(wastedPC("leaky", twenty, inUse(2)), spills("leaky:live", ct.Flat(990), ct.OnDays(11, 3, 4))), Want: checks.OutcomeClean, Because: "spill over"},
		{
			Name: "spilled over before its last change", Given: append(wastedPC("cured", ct.Ready("live", 20, 5), inUse(2)), spills("cured:live", ct.Flat(900), ct.Flat(100).Before(5))),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "flat, but registered with Application Auto Scaling", Given: append(wastedPC("enlisted", twenty, inUse(2)), ct.Scales("lambda", ct.Target("enlisted:live", 20, 20))),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(17*heldX86, 17*heldX86),
				ct.Fixes("aws application-autoscaling register-scalable-target --service-namespace lambda --scalable-dimension lambda:function:ProvisionedConcurrency --resource-id function:enlisted:live --min-capacity 3 --max-capacity 3 --region us-east-1")),
		},
		{
			// Held: 20 for 14 hours and 10 for 10 on 14 days, today 10 for 5 hours and 20 for one: 5390 hours in 342. Needed: 9 / 0.7: 13 from 07
			// to 18, else 1 / 0.7: 2.
			Name: "moved by scheduled actions, and too high all the same", Given: movedPC("moved", 9, 1, false),
			Want: checks.OutcomeFinding, Because: "held 15.8 environments of provisioned concurrency on average over 14 days; 13 every day 07-18, else 2 (UTC) would do, which is 7.0 on average",
			Then: ct.All(ct.Saves((5390.0/342-169.0/24)*heldX86, (5390.0/342-169.0/24)*heldX86), ct.Shows("allocation from", "40 scaling activities since 2026-11-03"),
				ct.Fixes("--scheduled-action-name 1-daily-0700-to-13 --schedule 'cron(0 7 * * ? *)' --scalable-target-action MinCapacity=13,MaxCapacity=13")),
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
		{Name: "moved, and as high as it must be", Given: movedPC("apt", 15, 5, false), Want: checks.OutcomeClean, Because: "needs no less than what it holds, 15.8 on average"},
		{Name: "moved, and spilling over", Given: movedPC("brimming", 9, 1, false, spills("brimming:live", ct.Flat(900), ct.Flat(100))), Want: checks.OutcomeClean, Because: "spill over"},
		{
			Name: "moved, and never used", Given: append(movedPC("moot", 9, 1, false), idle.of("moot:live")),
			Want: checks.OutcomeFinding, Because: "holds 15.8 environments on average of provisioned concurrency and used none of them in 14 days",
			Then: ct.All(ct.Saves(5390.0/342*heldX86, 5390.0/342*heldX86), ct.Fixes("delete-provisioned-concurrency-config")),
		},
		{Name: "what moves it was denied", Given: movedPC("secret", 9, 1, false, ct.Lacks(inventory.ActivitiesKey("function:secret:live"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			// 20 of which 15 are used by day need all 20; at night they are held without any use, which is not reported twice.
			Name: "stuck high at night", Given: append(wastedPC("stuck", twenty, load{inOffice(1000, math.NaN()), inOffice(15, math.NaN()), ct.Nothing}),
				ct.Scales("lambda", ct.Target("stuck:live", 1, 20), ct.Tracking("stuck:live", 0.7)), ct.Activities("stuck:live")),
			Want: checks.OutcomeClean, Because: "on average",
		},
		{
			Name: "a region without prices", Region: "us-gov-east-1", Given: wastedPC("gov", twenty, inUse(2)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-east-1"), ct.Severe(checks.Medium)),
		},
	})
}
