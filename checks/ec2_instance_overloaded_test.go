package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// loaded is an instance, or a group's own series, with its CPU: the maximum by the hour, and the average by five minutes.
func loaded(label string, peaks, average ct.Shape, more ...ct.Part) []ct.Part {
	return append([]ct.Part{ct.InstanceCPU.Of(label, peaks), ct.InstanceCPUAverage.Of(label, average)}, more...)
}

func TestInstanceOverloaded(t *testing.T) {
	in := func(group string) func(*inventory.Instance) { return ct.Tag("aws:autoscaling:groupName", group) }
	// 95% in the first hours of some days, 10% otherwise. Five percent of a day are 72 minutes.
	on := func(hours int, daysAgo ...int) ct.Shape {
		days := ct.OnDays(95, daysAgo...)
		shape := ct.Flat(10)
		for h := range hours {
			busy := ct.AtHour(1, h)
			before := shape
			shape = func(at time.Time) float64 {
				if busy(at) == 1 && days(at) == 95 {
					return 95
				}
				return before(at)
			}
		}
		return shape
	}
	ct.Run(t, "ec2-instance-overloaded", []ct.Case{
		{
			Name: "two hours on four days", Given: loaded("i-hot", on(2, 3, 4, 7, 9), on(2, 3, 4, 7, 9), ct.Instance("i-hot", ct.Tag("Name", "render"))), Want: checks.OutcomeFinding,
			Because: "render (i-hot) (1 × m5.large) is out of CPU: on 4 days the 95th percentile of its utilisation was 90.0% or more.",
			Then:    ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("highest 95th percentile of a day", "95.0%")),
		},
		{Name: "two hours on three days", Given: []ct.Part{ct.Instance("i-warm"), ct.InstanceCPU.Of("i-warm", on(2, 3, 4, 7))}, Want: checks.OutcomeClean, Because: "reached 90.0% on 3 days"},
		{Name: "one hour on each day", Given: loaded("i-cron", on(1, 1, 2, 3, 4, 5, 6, 7), on(1, 1, 2, 3, 4, 5, 6, 7), ct.Instance("i-cron")), Want: checks.OutcomeClean, Because: "for five percent of a day on 0 days"},
		{Name: "peaks of five minutes", Given: loaded("i-peaks", ct.Flat(100), ct.Flat(60), ct.Instance("i-peaks")), Want: checks.OutcomeClean},
		{Name: "at the limit", Given: loaded("i-90", ct.Flat(90), ct.Flat(90), ct.Instance("i-90")), Want: checks.OutcomeFinding, Because: "on 15 days"},
		{Name: "just under", Given: loaded("i-89", ct.Flat(90), ct.Flat(89.9), ct.Instance("i-89")), Want: checks.OutcomeClean},
		{
			Name: "a group by its own series", Given: loaded("web", ct.Flat(97), ct.Flat(95), ct.Instance("i-g1", in("web")), ct.Instance("i-g2", in("web")), ct.Group("web")),
			Wants: map[string]checks.Outcome{"web": checks.OutcomeFinding}, Because: "Auto Scaling group web (2 × m5.large)", Then: ct.All(ct.Fixes("Raise the group's maximum"), ct.Shows("group size", "2, between 2 and 6")),
		},
		{
			Name: "a group without a series of its own", Given: append(loaded("api", ct.Nothing, ct.Nothing, ct.Instance("i-h1", in("api")), ct.Instance("i-h2", in("api"))),
				ct.InstanceCPU.Of("i-h1", ct.Flat(100)), ct.InstanceCPU.Of("i-h2", ct.Flat(20)), ct.InstanceCPUAverage.Of("i-h1", ct.Flat(100)), ct.InstanceCPUAverage.Of("i-h2", ct.Flat(20))),
			Wants: map[string]checks.Outcome{"api": checks.OutcomeClean}, Because: "on 0 days", // the mean of the two is 60%
		},
		{
			Name: "a group with a slash in its name is not its namesake", Wants: map[string]checks.Outcome{"team/api2": checks.OutcomeFinding, "api2": checks.OutcomeClean},
			Given: append(loaded("team/api2", ct.Flat(97), ct.Flat(95), ct.Instance("i-sl1", in("team/api2")), ct.Instance("i-sl2", in("api2"))), ct.InstanceCPU.Of("api2", ct.Flat(20))),
		},
		{Name: "a node group", Given: []ct.Part{ct.Instance("i-node", ct.Tag("eks:nodegroup-name", "workers"))}, Want: checks.OutcomeNotApplicable, Because: "placed by EKS node group workers"},
		{
			Name: "a burstable on surplus credits", Given: loaded("i-t3", ct.Flat(95), ct.Flat(95), ct.Instance("i-t3", ct.Type("t3.large")), ct.SurplusCharged.Of("i-t3", ct.Flat(100))),
			Want: checks.OutcomeNotApplicable, Because: "ec2-burst-surplus-charged",
		},
		{
			Name: "a burstable on surplus for cents, of which the other check does not speak", Want: checks.OutcomeFinding,
			Given: loaded("i-t3c", ct.Flat(95), ct.Flat(95), ct.Instance("i-t3c", ct.Type("t3.large")), ct.SurplusCharged.Of("i-t3c", ct.Flat(5))),
		},
		{
			Name: "a burstable within its credits", Given: loaded("i-t3a", ct.Flat(95), ct.Flat(95), ct.Instance("i-t3a", ct.Type("t3.large")), ct.SurplusCharged.Of("i-t3a", ct.Flat(0))),
			Want: checks.OutcomeFinding,
		},
		{Name: "never measured", Given: []ct.Part{ct.Instance("i-mute"), ct.InstanceCPU.Of("i-mute", ct.Nothing)}, Want: checks.OutcomeUnknown, Because: "no CPU utilisation"},
		{
			Name: "five days old", Given: []ct.Part{ct.Instance("i-fresh", func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(5), ct.DaysAgo(5) }), ct.InstanceCPU.Of("i-fresh", ct.Flat(99).Last(5))},
			Want: checks.OutcomeUnknown, Because: "younger than the window",
		},
		{Name: "three days old", Given: []ct.Part{ct.Instance("i-new"), ct.InstanceCPU.Of("i-new", ct.Flat(99).Last(3))}, Want: checks.OutcomeUnknown, Because: "less than 4 days"},
		{Name: "denied", Given: []ct.Part{ct.Instance("i-dark"), ct.Lacks(ct.InstanceCPU.Key(inventory.Dims("InstanceId", "i-dark")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "the user's limit", Given: loaded("i-80", ct.Flat(80), ct.Flat(80), ct.Instance("i-80")), Limits: checks.Overrides{"ec2-instance-overloaded.cpu_percent": 80},
			Want: checks.OutcomeFinding, Alone: true,
		},
		{Name: "stopped", Given: []ct.Part{ct.Instance("i-off", func(i *inventory.Instance) { i.State = "stopped" })}, Want: checks.OutcomeNotApplicable},
	})
}
