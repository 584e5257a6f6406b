package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestGravitonCandidate(t *testing.T) {
	const saving = (0.096 - 0.0816) * 730 // m5.large against m7g.large, which is cheaper than m8g.large
	facts := ct.Parts(ct.Offered("m7g.large", "t4g.nano", "c7g.large", "m8g.large", "m7g.12xlarge"), ct.OfferedIn(nil, "r7g.large"), ct.OfferedIn([]string{"us-east-1a"}, "r8g.large"))
	of := func(parts ...ct.Part) []ct.Part { return append(parts, facts) }
	in := func(group string) func(*inventory.Instance) { return ct.Tag("aws:autoscaling:groupName", group) }
	zone := func(name string) func(*inventory.Instance) { return func(i *inventory.Instance) { i.Zone = name } }
	ct.Run(t, "ec2-graviton-candidate", []ct.Case{
		{
			Name: "an m5", Given: of(ct.Instance("i-m5", ct.Tag("Name", "web"), zone("us-east-1a"))), Want: checks.OutcomeFinding,
			Because: "web (i-m5) runs Linux on 1 × m5.large; m7g.large has the same size on arm64 for 15.0% less. Whether its software is built for arm64 does not show.",
			Then: ct.All(ct.Saves(saving, saving), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Meters("instance i-m5"), ct.Fixes("launch a m7g.large"),
				ct.Shows("arm64 for m5.large", "m7g.large at $0.0816 an hour, against $0.096"), ct.Basis("1 instance × ($0.096 - $0.0816) an hour × 730 h"),
				func(t ct.TB, f checks.Finding) {
					if f.Fix.CLI != "" {
						t.Errorf("a command %q that would leave an x86 image on arm64", f.Fix.CLI)
					}
				}),
		},
		{
			Name: "a group", Given: of(ct.Instance("i-g1", in("web")), ct.Instance("i-g2", in("web")), ct.Instance("i-g3", in("web"), ct.Type("m7g.large")), ct.Group("web")),
			Wants: map[string]checks.Outcome{"web": checks.OutcomeFinding}, Because: "Auto Scaling group web runs Linux on 2 × m5.large",
			Then: ct.All(ct.Saves(2*saving, 2*saving), ct.Meters("instance i-g1", "instance i-g2"), ct.Shows("group size", "2, between 2 and 6"), ct.Fixes("launch template")),
		},
		{Name: "not sold in the region, the next one is", Given: of(ct.Instance("i-r5", ct.Type("r5.large"), zone("us-east-1a"))), Want: checks.OutcomeFinding, Because: "r8g.large"},
		{Name: "a larger one costs less", Given: of(ct.Instance("i-m4", ct.Type("m4.10xlarge"))), Want: checks.OutcomeFinding, Because: "m7g.12xlarge has more CPU or memory on arm64 for 2.1% less."},
		{Name: "not sold in the zone", Given: of(ct.Instance("i-r5b", ct.Type("r5.large"), zone("us-east-1b"))), Want: checks.OutcomeClean, Because: "no arm64 type"},
		{Name: "the arm64 type costs more", Given: of(ct.Instance("i-c5", ct.Type("c5.9xlarge"))), Want: checks.OutcomeClean, Because: "no arm64 type"},
		{Name: "worth cents", Given: of(ct.Instance("i-nano", ct.Type("t3.nano"))), Want: checks.OutcomeClean, Because: "arm64 would save $0.73 a month"}, // (0.0052 - 0.0042) × 730
		{Name: "offerings denied", Given: []ct.Part{ct.Instance("i-dark"), ct.Lacks(inventory.OfferingKey("m7g.large"))}, Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "already arm64", Given: of(ct.Instance("i-arm", ct.Type("m7g.large"), func(i *inventory.Instance) { i.Architecture = "arm64" })), Want: checks.OutcomeClean, Because: "it runs on arm64"},
		{Name: "Windows", Given: of(ct.Instance("i-win", func(i *inventory.Instance) { i.Platform, i.Usage = "Windows", "RunInstances:0002" })), Want: checks.OutcomeNotApplicable, Because: "Windows does not run on arm64"},
		{Name: "arm64 by its image, of a type in no table", Given: of(ct.Instance("i-arm2", ct.Type("q1g.large"), func(i *inventory.Instance) { i.Architecture = "arm64" })), Want: checks.OutcomeClean, Because: "it runs on arm64"},
		{Name: "Red Hat", Given: of(ct.Instance("i-rhel", func(i *inventory.Instance) { i.Platform = "Red Hat Enterprise Linux" })), Want: checks.OutcomeNotApplicable, Because: "a licence"},
		{Name: "a licence in the billing code", Given: of(ct.Instance("i-sql", func(i *inventory.Instance) { i.Usage = "RunInstances:0004" })), Want: checks.OutcomeNotApplicable, Because: "a licence"},
		{Name: "32 bits", Given: of(ct.Instance("i-386", func(i *inventory.Instance) { i.Architecture = "i386" })), Want: checks.OutcomeNotApplicable, Because: "i386"},
		{Name: "a GPU", Given: of(ct.Instance("i-gpu", ct.Type("g4dn.xlarge"))), Want: checks.OutcomeNotApplicable, Because: "accelerators"},
		{Name: "an FPGA", Given: of(ct.Instance("i-fpga", ct.Type("f1.2xlarge"))), Want: checks.OutcomeNotApplicable, Because: "accelerators"},
		{Name: "bare metal", Given: of(ct.Instance("i-metal", ct.Type("m5.metal"))), Want: checks.OutcomeNotApplicable, Because: "bare metal"},
		{Name: "a type in no table", Given: of(ct.Instance("i-new", ct.Type("q1.large"))), Want: checks.OutcomeUnknown, Because: "q1.large"},
		{Name: "Spot", Given: of(ct.Instance("i-spot", func(i *inventory.Instance) { i.Lifecycle = "spot" })), Want: checks.OutcomeUnknown, Because: "Spot"},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: of(ct.Instance("i-gov")), Want: checks.OutcomeUnknown, Because: "us-gov-west-1"},
		{Name: "stopped", Given: of(ct.Instance("i-off", func(i *inventory.Instance) { i.State = "stopped" })), Want: checks.OutcomeNotApplicable, Because: "stopped"},
		{Name: "managed", Given: of(ct.Instance("i-lmi", func(i *inventory.Instance) { i.ManagedBy = "lambda.amazonaws.com" })), Want: checks.OutcomeNotApplicable, Because: "lambda.amazonaws.com"},
	})
}
