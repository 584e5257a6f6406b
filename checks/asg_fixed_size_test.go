package checks_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestFixedSize(t *testing.T) {
	const large = 0.096 * 730 // m5.large in us-east-1
	read := ct.Parts(ct.Also(inventory.GroupActionsKey()), ct.Also(inventory.ECSProvidersKey()))
	load := func(name string, cpu ct.Shape) ct.Part {
		return ct.InstanceCPUAverage.By(time.Hour).At(inventory.Dims("AutoScalingGroupName", name), cpu)
	}
	// of is a group of n equal instances in two zones, under a load.
	of := func(n int, name string, cpu ct.Shape, changes ...groupChange) []ct.Part {
		var parts []ct.Part
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprintf("i-%s-%d", name, i))
			parts = append(parts, ct.Instance(ids[i], ct.Tag("aws:autoscaling:groupName", name)))
		}
		return append(parts, ct.Group(name, append([]groupChange{sized(n, n, n), ct.Members(ids...)}, changes...)...), load(name, cpu), read)
	}
	changed := func(parts []ct.Part, id string, change func(*inventory.Instance)) []ct.Part {
		return append(parts, func(r *inventory.Region) {
			for i := range r.Instances {
				if r.Instances[i].ID == id {
					change(&r.Instances[i])
				}
			}
		})
	}
	clock := atWork(60).Else(ct.Flat(8))
	every := func(day, night float64) ct.Shape {
		return func(at time.Time) float64 {
			if at.Hour() >= 8 && at.Hour() < 20 {
				return day
			}
			return night
		}
	}
	weekdaysOnly := func(s ct.Shape) ct.Shape {
		return func(at time.Time) float64 {
			if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
				return math.NaN()
			}
			return s(at)
		}
	}
	noise := func(at time.Time) float64 {
		return 30 + 25*math.Sin(float64(at.Unix()/3600%977)*float64(at.Unix()/3600%991))
	}
	two := 2
	ct.Run(t, "asg-fixed-size", []ct.Case{
		{
			// 50 of 168 hours need all four; in the others one is enough by CPU, and two for two zones.
			Name: "office hours", Given: of(4, "web", clock), Want: checks.OutcomeFinding,
			Because: "Auto Scaling group web holds 4 instances at all times (minimum = maximum), while its CPU follows the clock: 60.0% in the busiest hour, 8.0% in the quietest. At 50.0%, 1.9 to 2.6 would do on average. Its memory is not looked at.",
			Then: ct.All(ct.Saves(large*2*118/168, large*3*118/168), ct.Severe(checks.Medium), ct.Known(checks.Inferred),
				ct.Meters("instance i-web-0", "instance i-web-1", "instance i-web-2", "instance i-web-3"),
				ct.Shows("instances that would do (UTC)", "4 on weekdays 08-18, else 2"), ct.Shows("types", "4 × m5.large"),
				ct.Fixes("aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --min-size 2 --region us-east-1 && aws autoscaling put-scaling-policy"),
				ct.Fixes(`"TargetValue":50`)),
		},
		{
			Name: "in one zone", Given: of(4, "lab", clock, inZones("us-east-1a")), Want: checks.OutcomeFinding, Because: "1.9 would do",
			Then: ct.All(ct.Saves(large*3*118/168, large*3*118/168), ct.Fixes("--min-size 1")),
		},
		{
			Name: "two instances in two zones", Given: of(2, "pair", clock), Want: checks.OutcomeFinding, Because: "1.3 to 2.0 would do",
			Then: ct.All(ct.Saves(0, large*118/168), ct.Severe(checks.Low), ct.Fixes("--min-size 1")),
		},
		{
			Name: "larger at night", Given: of(10, "ten", every(40, 20)), Want: checks.OutcomeFinding, // 8 and 4 of 10
			Then: ct.All(ct.Saves(large*(2*12+6*12)/24, large*(2*12+6*12)/24), ct.Severe(checks.High), ct.Shows("instances that would do (UTC)", "8 every day 08-20, else 4")),
		},
		{Name: "a night at half of the day", Given: of(4, "half", every(60, 30)), Want: checks.OutcomeFinding},
		{Name: "a night just above half", Given: of(4, "above", every(60, 30.1)), Want: checks.OutcomeClean, Because: "stays between 30.1% and 60.0%"},
		{Name: "a peak at the limit", Given: of(4, "ten-percent", every(10, 2)), Want: checks.OutcomeFinding},
		{Name: "a peak just under", Given: of(4, "nine-percent", every(9.9, 2)), Want: checks.OutcomeClean, Because: "busiest hour takes 9.9% of CPU"},
		{Name: "three at night", Given: of(4, "full", every(98, 37)), Want: checks.OutcomeFinding},
		{Name: "too busy at night to spare one", Given: of(2, "fuller", every(98, 26)), Want: checks.OutcomeClean, Because: "even its quiet hours need all"},
		{Name: "flat", Given: of(4, "flat", ct.Flat(30)), Want: checks.OutcomeClean, Because: "neither daily nor weekly"},
		{Name: "noise", Given: of(4, "noise", noise), Want: checks.OutcomeClean, Because: "neither daily nor weekly"},
		{Name: "one busy day", Given: of(4, "spike", ct.OnDays(90, 4).Else(ct.Flat(10))), Want: checks.OutcomeClean, Because: "neither daily nor weekly"},
		{Name: "its size may change", Given: []ct.Part{ct.Group("elastic")}, Want: checks.OutcomeClean, Because: "between 2 and 6"},
		{Name: "one instance", Given: []ct.Part{ct.Group("single", sized(1, 1, 1))}, Want: checks.OutcomeNotApplicable, Because: "1 instance"},
		{Name: "none", Given: []ct.Part{ct.Group("zero", sized(0, 0, 0))}, Want: checks.OutcomeNotApplicable},
		{Name: "EKS", Given: []ct.Part{ct.Group("nodes", sized(3, 3, 3), groupTag("eks:nodegroup-name", "n"))}, Want: checks.OutcomeNotApplicable, Because: "EKS"},
		{Name: "Batch", Given: []ct.Part{ct.Group("jobs", sized(3, 3, 3), groupTag("AWSBatchServiceTag", "batch"))}, Want: checks.OutcomeNotApplicable},
		{Name: "managed scaling of ECS", Given: []ct.Part{ct.Group("ecs", sized(3, 3, 3), groupTag("AmazonECSManaged", ""))}, Want: checks.OutcomeNotApplicable},
		{Name: "protected", Given: []ct.Part{ct.Group("state", sized(3, 3, 3), func(g *inventory.AutoScalingGroup) { g.ScaleInProtected = true })}, Want: checks.OutcomeNotApplicable, Because: "on purpose"},
		{
			Name: "capacity of ECS without managed scaling", Want: checks.OutcomeNotApplicable, Because: "by provider big",
			Given: append(of(4, "cp", clock), ct.Also(inventory.ECSProvidersKey(), inventory.ECSCapacityProvider{Name: "big", GroupARN: "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0:autoScalingGroupName/cp"})),
		},
		{
			Name: "a scheduled action", Given: append(of(4, "planned", clock), ct.Also(inventory.GroupActionsKey(), inventory.GroupAction{Group: "planned", Name: "night", Recurrence: "0 20 * * *", Min: &two, Max: &two})),
			Want: checks.OutcomeClean, Because: "scheduled action night",
		},
		{
			Name: "a scheduled action that has ended", Want: checks.OutcomeFinding,
			Given: append(of(4, "past", clock), ct.Also(inventory.GroupActionsKey(), inventory.GroupAction{Group: "past", Name: "sale", Max: &two, End: ct.DaysAgo(3)}, inventory.GroupAction{Group: "past", Name: "empty"})),
		},
		{Name: "actions denied", Given: append(of(4, "veiled", clock), ct.Lacks(inventory.GroupActionsKey())), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "providers denied", Given: append(of(4, "hidden", clock), ct.Lacks(inventory.ECSProvidersKey())), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "instances denied", Given: append(of(4, "unlisted", clock), ct.Unlisted(inventory.EC2Instances)), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "made last week", Given: of(4, "new", clock.Last(6), func(g *inventory.AutoScalingGroup) { g.CreatedAt = ct.DaysAgo(6) }), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "no datapoints", Given: of(4, "dark", ct.Nothing), Want: checks.OutcomeUnknown},
		{Name: "a few days only", Given: of(4, "sparse", clock.Last(5)), Want: checks.OutcomeUnknown, Because: "tell day from night"},
		{Name: "Spot", Given: changed(of(4, "cheap", clock), "i-cheap-2", func(i *inventory.Instance) { i.Lifecycle = "spot" }), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("this is spot"), ct.Severe(checks.Low))},
		{
			Name: "two types", Given: changed(of(2, "mix", clock, inZones("us-east-1a")), "i-mix-1", func(i *inventory.Instance) { i.Type = "m5.xlarge" }), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(1.5*large*118/168, 1.5*large*118/168), ct.Shows("types", "1 × m5.large, 1 × m5.xlarge")),
		},
		{
			Name: "a member that has stopped is not priced", Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(large*2*118/168, large*3*118/168), ct.Shows("types", "3 × m5.large")),
			Given: changed(of(4, "lame", clock), "i-lame-3", func(i *inventory.Instance) { i.State, i.Type = "stopped", "m5.24xlarge" }),
		},
		{
			Name: "hours that were not seen need all", Given: of(4, "gaps", weekdaysOnly(every(60, 8))), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(large*2*60/168, large*3*60/168), ct.Shows("instances that would do (UTC)", "4 on weekdays 08-20 and weekends 00-24, else 2")),
		},
		{Name: "no member was running", Given: []ct.Part{ct.Group("ghost", sized(3, 3, 3)), load("ghost", clock), read}, Want: checks.OutcomeFinding, Then: ct.Unpriced("none of its members")},
		{Name: "not worth it", Given: of(2, "tiny", clock), Limits: checks.Overrides{"asg-fixed-size.least_saving": 60}, Want: checks.OutcomeClean, Because: "less than $60.00"},
	})
}
