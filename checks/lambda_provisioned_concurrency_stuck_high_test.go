package checks_test

import (
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// stuckPC is a configuration of 20 environments, changed 60 days ago, that target tracking may bring down to a minimum.
func stuckPC(name string, least int, l load, more ...ct.Part) []ct.Part {
	return unscheduledPC(name, ct.Ready("live", 20, 60), l, append([]ct.Part{
		ct.Scales("lambda", ct.Target(name+":live", least, 20), ct.Tracking(name+":live", 0.7, "high-"+name, "low-"+name)),
		alarm("high-"+name, "OK", false), alarm("low-"+name, "INSUFFICIENT_DATA", true),
	}, more...)...)
}

func alarm(name, state string, less bool) ct.Part {
	return ct.Has(inventory.AlarmKey(name), inventory.Alarm{Name: name, State: state, Since: ct.DaysAgo(0.5), Less: less})
}

func TestProvisionedConcurrencyStuckHigh(t *testing.T) {
	nan := math.NaN()
	day := load{inOffice(1000, nan), inOffice(15, nan), ct.Nothing}
	// Without use: 1.75 hours on the first morning, 13.75 in each of 13 nights, 11.75 until now; the first quarter of an
	// hour of each does not count. That is 192.25 of 336 hours.
	saved := func(above float64) func(ct.TB, checks.Finding) {
		return ct.Saves(above*192.25/336*heldX86, above*192.25/336*heldX86)
	}
	// In use in the first minutes of each hour, except that one stretch a night has no use for longer.
	stretch := func(minutes int) load {
		return load{ct.Flat(9).First(60 - minutes), ct.Flat(9).First(60 - minutes), ct.Nothing}
	}
	ct.Run(t, "lambda-provisioned-concurrency-stuck-high", []ct.Case{
		{
			Name: "nobody at night", Given: stuckPC("night", 1, day), Want: checks.OutcomeFinding,
			Because: "night:live keeps up to 20 environments of provisioned concurrency while nothing uses it, 418 hours a month, though 1 would be allowed. Its scale-in alarm has had no data since 2026-11-22",
			Then: ct.All(saved(19), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Shows("scale-in alarm", "INSUFFICIENT_DATA since 2026-11-22"),
				ct.Shows("held in them above the minimum", "3653 environment-hours on 15 days"),
				ct.Fixes("--min-capacity 1 --max-capacity 20"),
				ct.Fixes("--scheduled-action-name 1-daily-0700-to-20 --schedule 'cron(0 7 * * ? *)' --scalable-target-action MinCapacity=1,MaxCapacity=20"),
				ct.Fixes("--schedule 'cron(0 18 * * ? *)' --scalable-target-action MinCapacity=1,MaxCapacity=1")),
		},
		{Name: "the alarm has data just now", Given: stuckPC("dawn", 1, day, alarm("low-dawn", "OK", true)), Want: checks.OutcomeFinding, Because: "target tracking waits for some", Then: saved(19)},
		{Name: "the alarm was denied", Given: stuckPC("hushed", 1, day, ct.Lacks(inventory.AlarmKey("low-hushed"))), Want: checks.OutcomeFinding},
		{
			Name: "scale-in is switched off", Given: stuckPC("oneway", 1, day, func(r *inventory.Region) {
				s, _ := inventory.Read(r, inventory.ScalingKey("lambda")).Get()
				for i := range s.Policies {
					s.Policies[i].NoScaleIn = s.Policies[i].NoScaleIn || s.Policies[i].Resource == "function:oneway:live"
				}
			}, alarm("low-oneway", "OK", true)),
			Want: checks.OutcomeFinding, Because: "scale-in switched off",
		},
		{Name: "the minimum is 19", Given: stuckPC("near", 19, day), Want: checks.OutcomeFinding, Then: saved(1)},
		{Name: "the minimum is 20", Given: stuckPC("bound", 20, day), Want: checks.OutcomeClean, Because: "comes down to 20"},
		{
			Name: "a scheduled action raises the minimum", Given: stuckPC("raised", 1, day, ct.Scales("lambda", ct.Scheduled("raised:live", "cron(0 5 * * ? *)", 20))),
			Want: checks.OutcomeClean, Because: "comes down to 20",
		},
		{Name: "zeros are published at night", Given: stuckPC("zeros", 1, load{day.calls, day.inUse, inOffice(0.75, 0)}), Want: checks.OutcomeClean, Because: "never without use"},
		{Name: "an hour of silence", Given: stuckPC("hour", 1, load{hourOff(3, 4, 5), hourOff(3, 4, 5), ct.Nothing}), Want: checks.OutcomeFinding},
		{
			Name: "silence on one day", Given: stuckPC("once", 1, load{ct.Flat(9).Before(4).Else(ct.Flat(9).Last(3)), ct.Flat(9).Before(4).Else(ct.Flat(9).Last(3)), ct.Nothing}),
			Want: checks.OutcomeClean, Because: "comes down to 1",
		},
		{Name: "fifty-five minutes of silence, each hour", Given: stuckPC("breath", 1, stretch(55)), Want: checks.OutcomeClean, Because: "never without use"},
		{
			Name: "tracked by the same metric by name", Given: stuckPC("named", 1, day, func(r *inventory.Region) {
				s, _ := inventory.Read(r, inventory.ScalingKey("lambda")).Get()
				for i := range s.Policies {
					if s.Policies[i].Resource == "function:named:live" {
						s.Policies[i].Namespace, s.Policies[i].Metric, s.Policies[i].Statistic = "AWS/Lambda", "ProvisionedConcurrencyUtilization", "Maximum"
					}
				}
			}),
			Want: checks.OutcomeFinding,
		},
		{Name: "no scaling at all", Given: unscheduledPC("manual", ct.Ready("live", 20, 60), day), Want: checks.OutcomeNotApplicable, Because: "no target tracking"},
		{
			Name: "suspended", Given: stuckPC("paused", 1, day, func(r *inventory.Region) {
				s, _ := inventory.Read(r, inventory.ScalingKey("lambda")).Get()
				for i := range s.Targets {
					s.Targets[i].Suspended = s.Targets[i].Suspended || s.Targets[i].Resource == "function:paused:live"
				}
			}),
			Want: checks.OutcomeNotApplicable, Because: "suspended",
		},
		{
			// 20 from 05 to 19 and 10 at night, of which none is used from 18 to 08.
			Name: "it comes down, but not to the minimum", Given: stuckPC("half", 1, day, ct.Provisioned("half", ct.Ready("live", 20, 1.0/24)), moves("half:live", 20, 10)),
			Want: checks.OutcomeFinding, Because: "up to 20",
			Then: func(t ct.TB, f checks.Finding) {
				// Of 342 hours: the first morning 4.75 h at 10 and 3 at 20; 13 nights 0.75 h at 20, 10 at 10, 3 at 20; the last 0.75 at 20, 10 at 10, 1 at 20.
				excess := 4.75*9 + 3*19 + 13*(3.75*19+10*9) + 1.75*19 + 10*9
				ct.Saves(excess/342.0*heldX86, excess/342.0*heldX86)(t, f)
			},
		},
		{Name: "moved, and nobody knows to what", Given: stuckPC("lost", 1, day, ct.Provisioned("lost", ct.Ready("live", 20, 1)), ct.Activities("lost:live")), Want: checks.OutcomeUnknown, Because: "neither"},
		{
			Name: "too little to report", Given: stuckPC("petty", 19, day), Limits: checks.Overrides{"lambda-provisioned-concurrency-stuck-high.least_saving": 6.3},
			Want: checks.OutcomeClean, Because: "under $6.30 a month",
		},
		{
			Name: "a region without prices", Region: "us-gov-east-1", Given: stuckPC("gov", 1, day),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-east-1"), ct.Severe(checks.Medium)),
		},
	})
}

// hourOff is 9 in use, but for the hour from 03 on some days.
func hourOff(daysAgo ...int) ct.Shape {
	off := ct.OnDays(1, daysAgo...)
	return func(at time.Time) float64 {
		if at.UTC().Hour() == 3 && off(at) == 1 {
			return math.NaN()
		}
		return 9
	}
}
