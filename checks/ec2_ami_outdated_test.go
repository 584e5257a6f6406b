package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestAMIOutdated(t *testing.T) {
	const canonical, amazon = "099720109477", "137112412989"
	ami := func(id, owner, name string, age float64, changes ...func(*inventory.AMI)) ct.Part {
		image := inventory.AMI{ID: id, Exists: true, Name: name, Owner: owner, State: "available", CreatedAt: ct.DaysAgo(age)}
		for _, change := range changes {
			change(&image)
		}
		return ct.Has(inventory.AMIKey(id), image)
	}
	newest := func(owner, pattern string, age float64) ct.Part {
		return ct.Has(inventory.NewestAMIKey(owner, pattern), inventory.AMI{ID: "ami-newest", Exists: true, Owner: owner, CreatedAt: ct.DaysAgo(age)})
	}
	of := func(id, image string, changes ...func(*inventory.Instance)) ct.Part {
		return ct.Instance(id, append(changes, func(i *inventory.Instance) { i.Image = image })...)
	}
	deprecated := func(daysAgo float64) func(*inventory.AMI) {
		return func(a *inventory.AMI) { a.DeprecatedAt = ct.DaysAgo(daysAgo) }
	}
	in := ct.Tag("aws:autoscaling:groupName", "web")
	const jammy, al2023 = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-", "al2023-ami-2023.4.20240319.1-kernel-6.1-x86_64"
	const al2 = "amzn2-ami-hvm-2.0.20230101.0-x86_64-gp2"
	ct.Run(t, "ec2-ami-outdated", []ct.Case{
		{
			Name: "past its end", Given: []ct.Part{of("i-al2", "ami-al2", ct.Tag("Name", "legacy")), ami("ami-al2", amazon, al2, 700)}, Want: checks.OutcomeFinding,
			Because: "legacy (i-al2) runs on the image " + al2 + " (ami-al2), which holds Amazon Linux 2, whose updates ended on 2026-06-30. Patches that were installed since do not show.",
			Then:    ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Fixes("Launch a replacement")),
		},
		{
			Name: "one image past its end, another gone", Wants: map[string]checks.Outcome{"worn": checks.OutcomeFinding}, Because: "holds Amazon Linux 2",
			Given: []ct.Part{
				of("i-worn1", "ami-gone1", ct.Tag("aws:autoscaling:groupName", "worn")), of("i-worn2", "ami-worn", ct.Tag("aws:autoscaling:groupName", "worn")),
				of("i-worn3", "", ct.Tag("aws:autoscaling:groupName", "worn")),
				ct.Has(inventory.AMIKey("ami-gone1"), inventory.AMI{ID: "ami-gone1"}), ami("ami-worn", amazon, al2, 700),
			},
		},
		{
			Name: "deprecated", Given: []ct.Part{of("i-dep", "ami-dep"), ami("ami-dep", amazon, "golden", 800, deprecated(0))}, Want: checks.OutcomeFinding,
			Because: "which its owner deprecated on 2026-11-23", Then: ct.Severe(checks.Medium),
		},
		{
			Name: "far behind", Given: []ct.Part{of("i-behind", "ami-behind"), ami("ami-behind", canonical, jammy+"20260401", 191), newest(canonical, jammy+"*", 10)}, Want: checks.OutcomeFinding,
			Because: "which is 181 days behind the newest of its series, of 2026-11-13", Then: ct.All(ct.Severe(checks.Low), ct.Fixes("AWS::EC2::Instance ImageId = ami-newest")),
		},
		{
			Name: "behind by the limit", Given: []ct.Part{of("i-180", "ami-180"), ami("ami-180", canonical, jammy+"20260402", 190, deprecated(-500)), newest(canonical, jammy+"*", 10)},
			Want: checks.OutcomeClean, Because: "not far behind",
		},
		{
			Name: "a group", Given: []ct.Part{of("i-g1", "ami-g1", in), of("i-g2", "ami-g1", in), of("i-g3", "ami-g2", in), ct.Group("web"),
				ami("ami-g1", amazon, al2, 300), ami("ami-g2", amazon, al2023, 300)},
			Wants: map[string]checks.Outcome{"web": checks.OutcomeFinding}, Because: "Auto Scaling group web runs on the image amzn2",
			Then: ct.All(ct.Severe(checks.High), ct.Fixes("instance refresh"), ct.Shows("group size", "2, between 2 and 6"),
				ct.Shows("image of 2 instances", al2+" (ami-g1), made on 2026-01-27: holds Amazon Linux 2, whose updates ended on 2026-06-30")),
		},
		{
			Name: "a node group", Given: []ct.Part{of("i-node", "ami-node", ct.Tag("eks:nodegroup-name", "workers")), ami("ami-node", "602401143452", "amazon-eks-node-1.29-v20250101", 690)},
			Wants: map[string]checks.Outcome{"workers": checks.OutcomeFinding}, Because: "EKS node group workers", Then: ct.Fixes("Update the node group to its latest release"),
		},
		{Name: "an own copy past its end", Given: []ct.Part{of("i-copy", "ami-copy"), ami("ami-copy", ct.Account, "debian-10-amd64-20230601-1398", 300)}, Want: checks.OutcomeFinding, Because: "Debian 10", Then: ct.Known(checks.Inferred)},
		{Name: "an own copy", Given: []ct.Part{of("i-own", "ami-own"), ami("ami-own", ct.Account, al2023, 300)}, Want: checks.OutcomeUnknown, Because: "the account's own copy"},
		{Name: "an own name", Given: []ct.Part{of("i-golden", "ami-golden"), ami("ami-golden", ct.Account, "golden-2024-03", 300)}, Want: checks.OutcomeUnknown, Because: `called "golden-2024-03"`},
		{
			Name: "one image behind, one of an own name", Given: []ct.Part{of("i-m1", "ami-m1", ct.Tag("aws:autoscaling:groupName", "mixed")), of("i-m2", "ami-m2", ct.Tag("aws:autoscaling:groupName", "mixed")),
				ami("ami-m1", amazon, al2023, 600), newest(amazon, "al2023-ami-2023.*-kernel-6.1-x86_64", 10), ami("ami-m2", ct.Account, "golden", 10)},
			Wants: map[string]checks.Outcome{"mixed": checks.OutcomeFinding}, Because: "590 days behind",
		},
		{Name: "gone", Given: []ct.Part{of("i-gone", "ami-gone"), ct.Has(inventory.AMIKey("ami-gone"), inventory.AMI{ID: "ami-gone"})}, Want: checks.OutcomeUnknown, Because: "ami-gone is gone"},
		{
			Name: "a series that is not offered any more", Given: []ct.Part{of("i-last", "ami-last"), ami("ami-last", canonical, "ubuntu/images/hvm/ubuntu-noble-24.04-amd64-server-20260101", 300),
				ct.Has(inventory.NewestAMIKey(canonical, "ubuntu/images/hvm/ubuntu-noble-24.04-amd64-server-*"), inventory.AMI{})},
			Want: checks.OutcomeUnknown, Because: "offers no image of its series",
		},
		{Name: "no date", Given: []ct.Part{of("i-undated", "ami-undated"), ami("ami-undated", amazon, al2023, 0, func(a *inventory.AMI) { a.CreatedAt = time.Time{} })}, Want: checks.OutcomeUnknown, Because: "when its image was made"},
		{Name: "no image", Given: []ct.Part{ct.Instance("i-none")}, Want: checks.OutcomeUnknown, Because: "which image"},
		{Name: "the image denied", Given: []ct.Part{of("i-dark", "ami-dark"), ct.Lacks(inventory.AMIKey("ami-dark"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "stopped", Given: []ct.Part{of("i-off", "ami-off", func(i *inventory.Instance) { i.State = "stopped" })}, Want: checks.OutcomeNotApplicable},
	})
}
