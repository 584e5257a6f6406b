package checks_test

import (
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// atWork is a value on weekdays from 08 to 18 UTC, and nothing at other times.
func atWork(v float64) ct.Shape {
	return func(at time.Time) float64 {
		if day := at.Weekday(); day == time.Saturday || day == time.Sunday || at.Hour() < 8 || at.Hour() >= 18 {
			return math.NaN()
		}
		return v
	}
}

// ahead is the shape in a place that is some hours ahead of UTC.
func ahead(hours int, s ct.Shape) ct.Shape {
	return func(at time.Time) float64 { return s(at.Add(time.Duration(hours) * time.Hour)) }
}

// atNight is a value from 01 to 02 UTC, some days ago; days count from 1.
func atNight(v float64, daysAgo ...int) ct.Shape {
	return func(at time.Time) float64 {
		if at.Hour() != 1 {
			return math.NaN()
		}
		return ct.OnDays(v, daysAgo...)(at)
	}
}

func TestOffHours(t *testing.T) {
	const large = 0.096 * 730 // m5.large in us-east-1
	hourlyIn, hourlyOut := ct.NetworkIn.By(time.Hour), ct.NetworkOut.By(time.Hour)
	none := ct.Parts(ct.AgentMemory.Exists(), ct.AgentMemoryWindows.Exists(), ct.AgentGPU.Exists())
	with := func(id string, cpu, traffic ct.Shape, changes ...func(*inventory.Instance)) []ct.Part {
		return []ct.Part{ct.Instance(id, changes...), ct.InstanceCPU.Of(id, cpu), hourlyIn.Of(id, traffic), hourlyOut.Of(id, ct.Flat(1000)), none}
	}
	works := atWork(40).Else(ct.Flat(1))
	talks := atWork(5e6).Else(ct.Flat(10e3))
	office := func(id string, changes ...func(*inventory.Instance)) []ct.Part {
		return with(id, works, talks, changes...)
	}
	remembers := func(id string, memory ct.Shape) []ct.Part {
		dims := inventory.Dims("InstanceId", id, "host", "x")
		return append(office(id), ct.AgentMemory.ExistsAt(dims), ct.AgentMemory.At(dims, memory))
	}
	weekdays := func(s ct.Shape) ct.Shape {
		return func(at time.Time) float64 {
			if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
				return math.NaN()
			}
			return s(at)
		}
	}
	weekends := func(at time.Time) float64 {
		if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
			return 40
		}
		return 1
	}
	ct.Run(t, "ec2-off-hours", []ct.Case{
		{
			Name: "office hours", Given: office("i-office", ct.Tag("Name", "desktop")), Want: checks.OutcomeFinding,
			Because: "desktop (i-office) (m5.large) works Mon-Fri 08-18 UTC and runs always: it was idle in the other 118 of the week's 168 hours. Its memory is not published.",
			Then: ct.All(ct.Saves(large*118/168, large*118/168), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Meters("instance i-office"),
				ct.Basis("1 × m5.large × 730 h × 118 of 168 hours; its volumes and addresses are billed on"), ct.Shows("days it worked", "10 of 14, and never outside of these hours"),
				ct.Shows("busiest day outside of these hours, in and out", "0.3 MB"), ct.Fixes("Stop it outside of Mon-Fri 08-18 UTC")),
		},
		{Name: "memory is small", Given: remembers("i-mem", ct.Flat(30)), Want: checks.OutcomeFinding, Then: ct.All(ct.Known(checks.Measured), ct.Shows("memory peak", "30.0%"))},
		{Name: "memory is used in its hours only", Given: remembers("i-mem2", atWork(90).Else(ct.Flat(30))), Want: checks.OutcomeFinding, Then: ct.Shows("memory peak", "30.0%")},
		{Name: "memory is held at night", Given: remembers("i-cache", ct.Flat(60)), Want: checks.OutcomeFinding, Then: ct.All(ct.Known(checks.Measured), ct.Shows("memory peak", "60.0%"))},
		{Name: "Tokyo", Given: with("i-tokyo", ahead(9, atWork(40)).Else(ct.Flat(1)), ct.Flat(0)), Want: checks.OutcomeFinding, Because: "works Sun-Thu 23-09 UTC"},
		{Name: "a nightly batch", Given: with("i-batch", ct.AtHour(80, 2).Else(ct.Flat(1)), ct.Flat(0)), Want: checks.OutcomeFinding, Because: "works every day 02-03 UTC", Then: ct.Saves(large*161/168, large*161/168)},
		{Name: "CPU at the limit in its hours", Given: with("i-5", atWork(5).Else(ct.Flat(4.9)), ct.Flat(0)), Want: checks.OutcomeFinding},
		{Name: "CPU at the limit outside", Given: with("i-5n", atWork(40).Else(ct.Flat(5)), ct.Flat(0)), Want: checks.OutcomeClean, Because: "every day at all hours: 0 hours a week are left"},
		{Name: "just under in its hours", Given: with("i-4.9", atWork(4.9).Else(ct.Flat(1)), ct.Flat(0)), Want: checks.OutcomeClean, Because: "busy on 0 days"},
		{Name: "nine days", Given: with("i-nine", atWork(40).Before(4).Else(ct.Flat(1)), ct.Flat(0)), Want: checks.OutcomeClean, Because: "busy on 9 days"},
		{Name: "weekends only", Given: with("i-weekend", weekends, ct.Flat(0)), Want: checks.OutcomeClean, Because: "busy on 4 days"},
		{Name: "every hour of every third day", Given: with("i-odd", ct.OnDays(50, 1, 2, 4, 5, 7, 8, 10, 11, 13, 14).Else(ct.Flat(1)), ct.Flat(0)), Want: checks.OutcomeClean},
		{Name: "a night of work", Given: with("i-late", atNight(50, 4).Else(works), talks), Want: checks.OutcomeUnknown, Because: "outside of Mon-Fri 08-18 UTC on one day"},
		{Name: "two nights of work", Given: with("i-late2", atNight(50, 4, 6).Else(works), talks), Want: checks.OutcomeClean, Because: "on 2 days"},
		{Name: "traffic in two nights", Given: with("i-backup", works, atNight(5e6, 4, 6).Else(talks)), Want: checks.OutcomeClean, Because: "its network was busy outside of Mon-Fri 08-18 UTC on 2 days"},
		{Name: "traffic in one night", Given: with("i-update", works, atNight(5e6, 4).Else(talks)), Want: checks.OutcomeUnknown, Because: "on one day"},
		{Name: "traffic just under", Given: with("i-hush", works, atNight(4e6, 4, 6).Else(talks)), Want: checks.OutcomeFinding},
		{Name: "eighteen hours a day", Given: with("i-long", func(at time.Time) float64 {
			if at.Hour() < 6 {
				return 1
			}
			return 40
		}, ct.Flat(0)), Want: checks.OutcomeFinding, Because: "the other 42 of"},
		{Name: "nineteen hours a day", Given: with("i-longer", func(at time.Time) float64 {
			if at.Hour() < 5 {
				return 1
			}
			return 40
		}, ct.Flat(0)), Want: checks.OutcomeClean, Because: "35 hours a week are left"},
		{Name: "stopped at night", Given: with("i-sched", atWork(40), atWork(5e6)), Want: checks.OutcomeUnknown, Because: "it may have been stopped then"},
		{Name: "stopped on weekends", Given: with("i-week", weekdays(works), weekdays(talks)), Want: checks.OutcomeUnknown, Because: "of the hours outside of Mon-Fri 08-18 UTC 39.7% have no datapoint"},
		{Name: "observed on nine days", Given: with("i-sparse", works.Before(6), talks.Before(6)), Want: checks.OutcomeUnknown, Because: "not observed on 5"},
		{Name: "observed on no day", Given: with("i-dark", ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown},
		{Name: "network not observed at night", Given: with("i-deaf", works, atWork(5e6)), Want: checks.OutcomeUnknown, Because: "its network was not observed"},
		{Name: "launched last week", Given: with("i-new", works.Last(6), talks.Last(6), func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(6), ct.DaysAgo(6) }), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "stopped", Given: []ct.Part{ct.Instance("i-off", func(i *inventory.Instance) { i.State = "stopped" })}, Want: checks.OutcomeNotApplicable},
		{Name: "a node", Given: []ct.Part{ct.Instance("i-node", ct.Tag("eks:cluster-name", "main"))}, Want: checks.OutcomeNotApplicable},
		{Name: "by tag in a group", Given: []ct.Part{ct.Instance("i-tagged", ct.Tag("aws:autoscaling:groupName", "web"))}, Want: checks.OutcomeNotApplicable},
		{Name: "in a group", Given: append(office("i-member"), ct.Group("web", ct.Members("i-member"))), Want: checks.OutcomeNotApplicable, Because: "Auto Scaling group web", Alone: true},
		{Name: "groups denied", Given: append(office("i-loose"), ct.Unlisted(inventory.AutoScalingGroups)), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{
			Name: "in a cluster of ECS", Given: append(office("i-ecs-office"), ct.Cluster("main", func(c *inventory.Cluster) { c.ContainerInstances = 1 }), ct.Fleet("main", "i-ecs-office")),
			Want: checks.OutcomeNotApplicable, Because: "ECS cluster main", Alone: true,
		},
		{Name: "on an instance store", Given: office("i-local", func(i *inventory.Instance) { i.LocalRoot = true }), Want: checks.OutcomeNotApplicable},
		{Name: "Windows", Given: office("i-windows", func(i *inventory.Instance) { i.Platform = "Windows" }), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("this is Windows"), ct.Severe(checks.Medium))},
		{Name: "no price", Given: office("i-novel", ct.Type("zz9.large")), Want: checks.OutcomeFinding, Then: ct.Unpriced("the price of zz9.large in us-east-1")},
		{Name: "not worth it", Given: office("i-nano", ct.Type("t4g.nano")), Limits: checks.Overrides{"ec2-off-hours.least_saving": 3}, Want: checks.OutcomeClean, Because: "less than $3.00"},
	})
}
