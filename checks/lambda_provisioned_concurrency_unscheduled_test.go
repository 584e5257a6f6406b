package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// unscheduledPC is wastedPC for this check, which reads no spillover.
func unscheduledPC(name string, config inventory.Provisioned, l load, more ...ct.Part) []ct.Part {
	return append([]ct.Part{
		ct.Function(name, ct.Memory(1024), ct.Version("1")), ct.Aliases(name, "live=1"), ct.Provisioned(name, config), l.of(name + ":live"),
		ct.ProvisionedCalls.Of(name, ct.Nothing), ct.Scales("lambda"),
	}, more...)
}

func TestProvisionedConcurrencyUnscheduled(t *testing.T) {
	twenty := ct.Ready("live", 20, 60)
	weekdays := func(v, quiet float64) ct.Shape {
		return func(at time.Time) float64 {
			if day := at.UTC().Weekday(); day == time.Saturday || day == time.Sunday {
				return quiet
			}
			return inOffice(v, quiet)(at)
		}
	}
	// A burst of an hour on each day, at another hour each time: no schedule foresees it.
	wandering := load{ct.Flat(100), func(at time.Time) float64 {
		if at.UTC().Hour() == (at.UTC().YearDay()*7)%24 {
			return 19
		}
		return 1
	}, ct.Nothing}
	ct.Run(t, "lambda-provisioned-concurrency-unscheduled", []ct.Case{
		{
			// Busy from 07 (an hour ahead) to 18 on all days, 19 environments; else 1. On average 19 × 11/24 + 1 × 13/24 = 9.25.
			Name: "busy by day", Given: unscheduledPC("office", twenty, byDay(19, 1)),
			Want: checks.OutcomeFinding, Because: "office:live holds 20 environments of provisioned concurrency around the clock; its traffic needs, by hours of UTC, 19 every day 07-18, else 1. That saves this beside the 1 environment too many at all times.",
			Then: ct.All(ct.Saves(9.75*heldX86, 9.75*heldX86), ct.Severe(checks.High), ct.Known(checks.Measured),
				ct.Shows("schedule", "19 every day 07-18, else 1 (UTC): 9.2 on average"),
				ct.Fixes("aws application-autoscaling register-scalable-target --service-namespace lambda --scalable-dimension lambda:function:ProvisionedConcurrency --resource-id function:office:live --min-capacity 1 --max-capacity 19 --region us-east-1 && aws application-autoscaling put-scheduled-action"),
				ct.Fixes("--scheduled-action-name 1-daily-0700-to-19 --schedule 'cron(0 7 * * ? *)' --scalable-target-action MinCapacity=19,MaxCapacity=19"),
				ct.Fixes("--schedule 'cron(0 18 * * ? *)' --scalable-target-action MinCapacity=1,MaxCapacity=1"),
				ct.Fixes(`AWS::ApplicationAutoScaling::ScalableTarget ScheduledActions = [{"ScheduledActionName":"1-daily-0700-to-19","Schedule":"cron(0 7 * * ? *)","Timezone":"UTC","ScalableTargetAction":{"MinCapacity":19,"MaxCapacity":19}}`),
				ct.Fixes("aws_appautoscaling_scheduled_action 1-daily-0700-to-19 scalable_target_action = min_capacity = 19, max_capacity = 19")),
		},
		{
			// 19 in 11 hours of 5 days, else 1: (19 × 55 + 1 × 113) / 168.
			Name: "busy on weekdays", Given: unscheduledPC("workweek", twenty, load{weekdays(1000, 10), weekdays(19, 1), ct.Nothing}),
			Want: checks.OutcomeFinding, Because: "19 on weekdays 07-18, else 1",
			Then: ct.All(ct.Saves((19-1158.0/168)*heldX86, (19-1158.0/168)*heldX86), ct.Fixes("cron(0 7 ? * MON-FRI *)")),
		},
		{
			// Flat 9, so eleven are too many at all times; 9 in 11 hours, else 1: 112 / 24.
			Name: "too many at all times, and more at night", Given: unscheduledPC("both", twenty, byDay(9, 1)),
			Want: checks.OutcomeFinding, Because: "9 every day 07-18, else 1. That saves this beside the 11 environments too many at all times.",
			Then: ct.Saves((9-112.0/24)*heldX86, (9-112.0/24)*heldX86),
		},
		{Name: "a little busier by day", Given: unscheduledPC("steady", twenty, byDay(19, 12)), Want: checks.OutcomeClean, Because: "no shape"},
		// 19 in 11 hours, else n: (19 − n) × 13/24 is 20% of 19 at n = 11.98.
		{Name: "just worth a schedule", Given: unscheduledPC("worth", twenty, byDay(19, 11)), Want: checks.OutcomeFinding},
		{Name: "just not worth a schedule", Given: unscheduledPC("unworth", twenty, byDay(19, 12)), Want: checks.OutcomeClean},
		{Name: "flat", Given: unscheduledPC("flat", twenty, inUse(19)), Want: checks.OutcomeClean},
		{Name: "bursts at any hour", Given: unscheduledPC("wandering", twenty, wandering), Want: checks.OutcomeClean},
		{Name: "never used", Given: unscheduledPC("idle", twenty, idle), Want: checks.OutcomeClean, Because: "nothing uses it"},
		{Name: "changed 12.9 days ago", Given: unscheduledPC("recent", ct.Ready("live", 20, 12.9), byDay(19, 1)), Want: checks.OutcomeUnknown, Because: "changed less than 13 days ago"},
		{Name: "changed 13 days ago", Given: unscheduledPC("older", ct.Ready("live", 20, 13), byDay(19, 1)), Want: checks.OutcomeFinding},
		{Name: "changed yesterday", Given: unscheduledPC("fresh", ct.Ready("live", 20, 1), byDay(19, 1)), Want: checks.OutcomeUnknown},
		{
			Name: "scheduled actions", Given: unscheduledPC("planned", twenty, byDay(19, 1), ct.Scales("lambda", ct.Target("planned:live", 1, 20), ct.Scheduled("planned:live", "cron(0 5 * * ? *)", 20))),
			Want: checks.OutcomeClean, Because: "Application Auto Scaling moves its level",
		},
		{
			Name: "target tracking", Given: unscheduledPC("tracked", twenty, byDay(19, 1), ct.Scales("lambda", ct.Target("tracked:live", 1, 20), ct.Tracking("tracked:live", 0.7))),
			Want: checks.OutcomeClean, Because: "Application Auto Scaling moves its level",
		},
		{Name: "registered, but nothing moves it", Given: unscheduledPC("enlisted", twenty, byDay(19, 1), ct.Scales("lambda", ct.Target("enlisted:live", 20, 20))), Want: checks.OutcomeFinding},
		{Name: "another alias is scheduled", Given: unscheduledPC("other", twenty, byDay(19, 1), ct.Scales("lambda", ct.Scheduled("other:beta", "cron(0 5 * * ? *)", 20))), Want: checks.OutcomeFinding},
		{
			Name: "something else moves it", Given: unscheduledPC("scripted", ct.Ready("live", 20, 1), load{inOffice(1000, 10), inOffice(19, 1), func(at time.Time) float64 { return inOffice(0.95, 0.5)(at) }}),
			Want: checks.OutcomeClean, Because: "something moves its level",
		},
		{Name: "no provisioned concurrency", Given: []ct.Part{ct.Function("none", ct.Version("1")), ct.Provisioned("none")}, Want: checks.OutcomeNotApplicable},
		{
			Name: "a region without prices", Region: "us-gov-east-1", Given: unscheduledPC("gov", twenty, byDay(19, 1)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-east-1"), ct.Severe(checks.Medium)),
		},
	})
}
