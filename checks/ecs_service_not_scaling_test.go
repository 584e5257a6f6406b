package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// dayNight is 60 from 8 to 20 h UTC, and another value at night.
func dayNight(night float64) ct.Shape {
	return func(at time.Time) float64 {
		if at.Hour() >= 8 && at.Hour() < 20 {
			return 60
		}
		return night
	}
}

func TestServiceNotScaling(t *testing.T) {
	// fixed is a service of some tasks of 1 vCPU / 2 GB, with their average CPU.
	fixed := func(name string, tasks int, cpu ct.Shape, changes ...change) []ct.Part {
		return []ct.Part{
			lone(name, append([]change{runningTasks(tasks)}, changes...)...), ct.Scales("ecs"),
			ct.ServiceCPUAverage.Of("of-"+name+"/"+name, cpu), ct.TaskDef(name, 1024, 2048),
		}
	}
	// Until 06:00 of the last day: 342 hours, 168 of them at day. Eight tasks at day, two at night.
	const month = vCPU + 2*gb
	const high = 6. * (342 - 168) / 342 * month
	const low = 6. * (342 - 168 - 14*2) / 342 * month // the hours before and after each day
	ct.Run(t, "ecs-service-not-scaling", []ct.Case{
		{
			Name: "day and night", Given: fixed("web", 8, dayNight(15), behind),
			Want: checks.OutcomeFinding, Because: "web runs 8 tasks at all hours, but its CPU goes from 15.0% at the quietest hour of the day to 60.0% at the busiest: 4.9 tasks on average would do.",
			Then: ct.All(ct.Saves(low, high), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Meters("fargate arn:aws:ecs:us-east-1:123456789012:service/of-web/web"),
				ct.Fixes("--min-capacity 2 --max-capacity 8"), ct.Fixes("ECSServiceAverageCPUUtilization")),
		},
		{Name: "on Spot", Given: fixed("spot", 8, dayNight(15), strategy("", "FARGATE_SPOT")), Want: checks.OutcomeFinding, Then: ct.Saves(0, high)},
		{
			Name: "the base on demand stays, Spot goes", Given: fixed("based", 8, dayNight(15), behind, strategy("", "FARGATE", "FARGATE_SPOT"), func(s *inventory.Service) { s.Strategy[0].Base, s.Strategy[0].Weight = 2, 0 }),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, high),
		},
		{Name: "on EC2", Given: fixed("box", 8, dayNight(15), strategy("EC2")), Want: checks.OutcomeFinding, Then: ct.Unpriced("no price of their own")},
		{Name: "no price", Region: "us-gov-west-1", Given: fixed("gov", 8, dayNight(15)), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "saturates", Given: fixed("full", 2, ct.OnDays(90, 3, 4).Else(ct.Flat(70))), Want: checks.OutcomeFinding, Because: "full saturates: the CPU of its 2 tasks averages 90.0% over an hour, on 2 days", Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Fixes("--min-capacity 2 --max-capacity 4"))},
		{Name: "saturates on one day", Given: fixed("once", 2, ct.OnDays(99, 3).Else(ct.Flat(70))), Want: checks.OutcomeClean},
		{Name: "almost saturates", Given: fixed("near", 2, ct.Flat(89.9)), Want: checks.OutcomeClean},
		{Name: "half as much at night", Given: fixed("half", 8, dayNight(30)), Want: checks.OutcomeFinding},
		{Name: "a little less at night", Given: fixed("flat", 8, dayNight(31)), Want: checks.OutcomeClean, Because: "worth following"},
		{Name: "two tasks behind a load balancer", Given: fixed("pair", 2, dayNight(5), behind), Want: checks.OutcomeClean, Because: "as few as it should have"},
		{Name: "two tasks elsewhere", Given: fixed("two", 2, dayNight(5)), Want: checks.OutcomeFinding},
		{Name: "a short night", Given: fixed("brief", 8, func(at time.Time) float64 {
			if at.Hour() < 3 {
				return 5
			}
			return 60
		}), Want: checks.OutcomeClean, Because: "on average"},
		{Name: "little money", Given: fixed("petty", 2, dayNight(5)), Limits: checks.Overrides{"ecs-service-not-scaling.least_saving": 40}, Want: checks.OutcomeClean, Because: "$40.00"},
		{Name: "scaled by a policy", Given: scaled("moves", false, 8, scaledTasks("of-moves/moves", 2, 8), tracksUse("of-moves/moves", "CPU", 70)), Want: checks.OutcomeClean},
		{
			Name: "suspended", Given: scaled("paused", false, 8, tracksUse("of-paused/paused", "CPU", 70), inventory.Scaling{Targets: []inventory.ScalableTarget{{Resource: "service/of-paused/paused", Suspended: true}}}),
			Want: checks.OutcomeUnknown, Because: "suspended",
		},
		{Name: "at zero at night, by somebody", Given: fixed("dark", 8, atHours(60, 7, 13).Else(atHours(15, 13, 22))), Want: checks.OutcomeUnknown, Because: "no task ran"},
		{
			Name: "borrows CPU on EC2", Given: append(fixed("borrows", 2, ct.Flat(250), strategy("EC2")), ct.TaskDef("borrows", 1024, 2048, func(d *inventory.TaskDefinition) { d.TaskLevel = false })),
			Want: checks.OutcomeFinding, Because: "may borrow idle CPU", Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred)),
		},
		{Name: "registered only", Given: append(fixed("bare", 8, dayNight(15)), ct.Scales("ecs", scaledTasks("of-bare/bare", 2, 8))), Want: checks.OutcomeFinding},
		{Name: "young", Given: fixed("young", 8, dayNight(15).Last(6), func(s *inventory.Service) { s.CreatedAt = ct.DaysAgo(5) }), Want: checks.OutcomeUnknown},
		{Name: "seen for five days", Given: fixed("five", 8, dayNight(15).Last(5)), Want: checks.OutcomeUnknown, Because: "too few days"},
		{Name: "seen for two days", Given: fixed("short", 8, dayNight(15).Last(2)), Want: checks.OutcomeUnknown},
		{Name: "a daemon", Given: fixed("agent", 8, dayNight(15), daemon), Want: checks.OutcomeNotApplicable},
		{Name: "scaled to zero", Given: []ct.Part{lone("asleep", runningTasks(0))}, Want: checks.OutcomeNotApplicable},
		{Name: "task definition denied", Given: append(fixed("veiled", 8, dayNight(15)), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("veiled")))), Want: checks.OutcomeUnknown},
	})
}
