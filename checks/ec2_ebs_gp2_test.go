package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestVolumeGP2(t *testing.T) {
	gp2 := func(gib int, more ...func(*inventory.Volume)) func(*inventory.Volume) {
		return func(v *inventory.Volume) {
			v.Type, v.SizeGiB, v.IOPS, v.Throughput, v.State = "gp2", gib, min(max(100, 3*gib), 16000), 0, "in-use"
			for _, change := range more {
				change(v)
			}
		}
	}
	on := func(instance string) func(*inventory.Volume) {
		return func(v *inventory.Volume) { v.Instances = []string{instance} }
	}
	in := func(group string) func(*inventory.Instance) { return ct.Tag("aws:autoscaling:groupName", group) }
	ct.Run(t, "ec2-ebs-gp2", []ct.Case{
		{
			Name: "a small one", Given: []ct.Part{ct.Volume("vol-100", gp2(100))}, Want: checks.OutcomeFinding, Because: "vol-100 is of type gp2, 100 GiB: gp3 does the same for less.",
			Then: ct.All(ct.Saves(2, 2), ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Meters("volume vol-100"), ct.Basis("100 GiB × $0.1 - (100 GiB × $0.08)"),
				ct.Fixes("aws ec2 modify-volume --volume-id vol-100 --volume-type gp3 --region us-east-1")),
		},
		{Name: "as fast as gp3", Given: []ct.Part{ct.Volume("vol-170", gp2(170))}, Want: checks.OutcomeFinding, Then: ct.Saves(3.4, 3.4)},
		// 125 MiB/s more cost 5 dollars: 17.10 against 13.68 + 5.
		{
			Name: "dearer at equal throughput", Given: []ct.Part{ct.Volume("vol-171", gp2(171))}, Want: checks.OutcomeFinding,
			Because: "gp3 costs less where its included 125 MiB/s do, and more with the 250 of gp2.",
			Then:    ct.All(ct.Saves(0, 3.42), ct.Fixes("aws ec2 modify-volume --volume-id vol-171 --volume-type gp3 --region us-east-1")),
		},
		{Name: "cheaper at equal throughput by cents", Given: []ct.Part{ct.Volume("vol-251", gp2(251))}, Want: checks.OutcomeFinding, Because: "How much less depends", Then: ct.All(ct.Saves(0.02, 5.02), ct.Fixes("--throughput 250"))},
		{
			Name: "half a TiB", Given: []ct.Part{ct.Volume("vol-500", gp2(500))}, Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(5, 10), ct.Severe(checks.Medium), ct.Fixes("--volume-type gp3 --throughput 250"), ct.Basis("500 GiB × $0.1 - (500 GiB × $0.08 + 125 MiB/s × $0.04), or at best 500 GiB × $0.08")),
		},
		{Name: "at gp3's included IOPS", Given: []ct.Part{ct.Volume("vol-1000", gp2(1000))}, Want: checks.OutcomeFinding, Then: ct.Saves(15, 20)},
		// 200 against 160 + 3,000 × 0.005 + 125 × 0.04.
		{
			Name: "above a TiB", Given: []ct.Part{ct.Volume("vol-2000", gp2(2000))}, Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(20, 20), ct.Fixes("--iops 6000 --throughput 250"), ct.Fixes("aws_ebs_volume iops = 6000")),
		},
		// 1,000 against 800 + 13,000 × 0.005 + 5.
		{Name: "at the most IOPS", Given: []ct.Part{ct.Volume("vol-10000", gp2(10000))}, Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(130, 130), ct.Severe(checks.High))},
		{Name: "a dollar a month", Given: []ct.Part{ct.Volume("vol-50", gp2(50))}, Want: checks.OutcomeFinding, Then: ct.Saves(1, 1)},
		{Name: "under a dollar a month", Given: []ct.Part{ct.Volume("vol-49", gp2(49))}, Want: checks.OutcomeClean, Because: "$0.98 a month"},
		{Name: "gp3", Given: []ct.Part{ct.Volume("vol-new")}, Want: checks.OutcomeClean},
		{
			Name: "a group is one finding", Given: []ct.Part{
				ct.Instance("i-1", in("web")), ct.Instance("i-2", in("web")), ct.Volume("vol-g1", gp2(30, on("i-1"))), ct.Volume("vol-g2", gp2(30, on("i-2"))), ct.Volume("vol-g3", on("i-2")),
			},
			Wants: map[string]checks.Outcome{"web": checks.OutcomeFinding}, Because: "Auto Scaling group web has 2 volumes of type gp2 (2 × 30 GiB)",
			Then: ct.All(ct.Saves(1.2, 1.2), ct.Meters("volume vol-g1", "volume vol-g2"), ct.Fixes("LaunchTemplateData.BlockDeviceMappings.Ebs.VolumeType = gp3")),
		},
		{Name: "a group without", Given: []ct.Part{ct.Instance("i-3", in("api")), ct.Volume("vol-g4", on("i-3"))}, Wants: map[string]checks.Outcome{"api": checks.OutcomeClean}},
		{
			Name: "a node group, and a claim on its node", Given: []ct.Part{
				ct.Instance("i-5", in("eks-nodes"), ct.Tag("eks:nodegroup-name", "nodes"), ct.Tag("eks:cluster-name", "prod")), ct.Volume("vol-node", gp2(80, on("i-5"))),
				ct.Volume("vol-claim", gp2(100, on("i-5"), func(v *inventory.Volume) { v.Tags = map[string]string{"kubernetes.io/created-for/pvc/name": "db"} })),
			},
			Wants: map[string]checks.Outcome{"prod/nodes": checks.OutcomeFinding, "vol-claim": checks.OutcomeFinding},
		},
		{Name: "an instance outside a group", Given: []ct.Part{ct.Instance("i-4"), ct.Volume("vol-lone", gp2(100, on("i-4")))}, Wants: map[string]checks.Outcome{"vol-lone": checks.OutcomeFinding}},
		{
			Name: "of a claim", Given: []ct.Part{ct.Volume("vol-pvc", gp2(100, func(v *inventory.Volume) { v.Tags = map[string]string{"kubernetes.io/created-for/pvc/name": "db"} }))},
			Want: checks.OutcomeFinding, Then: ct.Fixes("StorageClass"),
		},
		{Name: "managed by AWS", Given: []ct.Part{ct.Volume("vol-m", gp2(100, func(v *inventory.Volume) { v.ManagedBy = "ecs.amazonaws.com" }))}, Want: checks.OutcomeNotApplicable},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: []ct.Part{ct.Volume("vol-gov", gp2(100))}, Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{Name: "volumes denied", Region: "eu-west-3", Given: []ct.Part{ct.Unlisted(inventory.EC2Volumes)}, Want: checks.OutcomeUnknown, Alone: true},
	})
}
