package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestBurstSurplusCharged(t *testing.T) {
	t3 := ct.Type("t3.large")
	mode := func(id, credits string) ct.Part {
		return ct.Has(inventory.CreditsKey(id), inventory.CreditSpecification{Credits: credits})
	}
	// 1440 credits a day are 24 vCPU-hours. The window is fourteen days and six hours; its last day has its credits already.
	const month = 15 * 1440 / 60.0 * 0.05 / (14.25 * 24) * 730
	const move = month + (0.0832-0.0864)*730 // t3.large to m6a.large
	windows := func(i *inventory.Instance) { i.Platform = "Windows" }
	young := func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(5), ct.DaysAgo(5) }
	offers := ct.Parts(ct.OfferedIn(nil, "m5a.large"), ct.Offered("m6a.large", "m6g.large"))
	surplus := func(id string, perDay float64, changes ...func(*inventory.Instance)) []ct.Part {
		return []ct.Part{ct.Instance(id, append([]func(*inventory.Instance){t3}, changes...)...), ct.SurplusCharged.Of(id, ct.Flat(perDay)), offers}
	}
	balance := func(id, credits string, shape ct.Shape) []ct.Part {
		return append(surplus(id, 0), ct.CreditBalance.Of(id, shape), mode(id, credits))
	}
	ct.Run(t, "ec2-burst-surplus-charged", []ct.Case{
		{
			Name: "a t3 on surplus", Given: surplus("i-burst", 1440, ct.Tag("Name", "wiki")), Want: checks.OutcomeFinding,
			Because: "wiki (i-burst) (1 × t3.large) used 21600 CPU credits beyond those it earned, which are billed. They cost $38.42 a month. m6a.large has as much CPU and memory without credits for less.",
			Then: ct.All(ct.Saves(move, move), ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Meters("instance i-burst", "surplus-credits i-burst"),
				ct.Shows("without credits", "m6a.large at $63.07 a month, against $60.74 and $38.42 of surplus"), ct.Fixes("--instance-type Value=m6a.large")),
		},
		{
			Name: "a little surplus", Given: surplus("i-little", 60), Want: checks.OutcomeFinding, Because: "That is still cheaper than m6a.large, which has no credits.",
			Then: ct.All(ct.Unsaved, ct.Severe(checks.Low)),
		},
		{Name: "worth cents", Given: surplus("i-cents", 30), Want: checks.OutcomeClean, Because: "surplus credits cost $0.80 a month"},
		{
			Name: "a group", Given: append(append(surplus("i-g1", 1440, ct.Tag("aws:autoscaling:groupName", "web")), surplus("i-g2", 1440, ct.Tag("aws:autoscaling:groupName", "web"))...), ct.Instance("i-g3", ct.Tag("aws:autoscaling:groupName", "web"))),
			Wants: map[string]checks.Outcome{"web": checks.OutcomeFinding}, Because: "Auto Scaling group web (2 × t3.large) used 43200 CPU credits",
			Then: ct.All(ct.Saves(2*move, 2*move), ct.Meters("instance i-g1", "surplus-credits i-g1", "instance i-g2", "surplus-credits i-g2"), ct.Fixes("launch template")),
		},
		{Name: "a t4g", Given: surplus("i-arm", 1440, ct.Type("t4g.large")), Want: checks.OutcomeFinding, Because: "They cost $30.74 a month. m6g.large"},
		{Name: "Windows", Given: surplus("i-win", 1440, windows), Want: checks.OutcomeFinding, Because: "They cost $73.77 a month.", Then: ct.All(ct.Unpriced("not on-demand Linux"), ct.Severe(checks.Medium))},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: surplus("i-gov", 1440), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{
			Name: "standard mode without credits on two days", Given: balance("i-slow", "standard", ct.OnDays(0, 2, 5).Else(ct.Flat(80))), Want: checks.OutcomeFinding,
			Because: "i-slow (1 × t3.large) ran out of CPU credits on 2 days in standard mode: it was held to its baseline.",
			Then:    ct.All(ct.Unsaved, ct.Severe(checks.Medium), ct.Shows("mode of i-slow", "standard"), ct.Shows("lowest balance on such a day", "0.0 credits"), ct.Fixes("CpuCredits=unlimited")),
		},
		{Name: "on one day", Given: balance("i-once", "standard", ct.OnDays(0, 2).Else(ct.Flat(80))), Want: checks.OutcomeClean},
		{Name: "one credit left", Given: balance("i-one", "standard", ct.Flat(1)), Want: checks.OutcomeClean, Because: "did not run out"},
		{Name: "unlimited without credits", Given: balance("i-free", "unlimited", ct.Flat(0)), Want: checks.OutcomeClean, Because: "in unlimited mode"},
		{
			Name: "offerings denied", Given: append(surplus("i-shop", 1440), ct.Lacks(inventory.OfferingKey("m5a.large"))),
			Want: checks.OutcomeUnknown, Because: "denied", Alone: true,
		},
		{Name: "the mode was denied", Given: append(surplus("i-veiled", 0), ct.CreditBalance.Of("i-veiled", ct.Flat(0)), ct.Lacks(inventory.CreditsKey("i-veiled"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "five days old, on surplus since it started", Given: append(surplus("i-young", 0, young), ct.SurplusCharged.Of("i-young", ct.Flat(1440).Last(5))), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{
			Name: "five days old, in an old group", Wants: map[string]checks.Outcome{"old": checks.OutcomeFinding},
			Given: append(surplus("i-young2", 0, young, ct.Tag("aws:autoscaling:groupName", "old")), ct.SurplusCharged.Of("i-young2", ct.Flat(1440).Last(5)), ct.Group("old")),
		},
		{Name: "two days old", Given: append(surplus("i-new", 0), ct.CreditBalance.Of("i-new", ct.Flat(50).Last(2))), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "an m5", Given: []ct.Part{ct.Instance("i-m5")}, Want: checks.OutcomeNotApplicable, Because: "no CPU credits"},
		{Name: "a t1", Given: []ct.Part{ct.Instance("i-t1", ct.Type("t1.micro"))}, Want: checks.OutcomeNotApplicable, Because: "no CPU credits"},
	})
}
