package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestVolumeUnattached(t *testing.T) {
	never := func(id string, changes ...func(*inventory.Volume)) []ct.Part {
		return []ct.Part{ct.Volume(id, changes...), ct.VolumeIdle.Of(id, ct.Nothing)}
	}
	of := func(kind string, gib, iops, throughput int) func(*inventory.Volume) {
		return func(v *inventory.Volume) { v.Type, v.SizeGiB, v.IOPS, v.Throughput = kind, gib, iops, throughput }
	}
	state := func(s string) func(*inventory.Volume) { return func(v *inventory.Volume) { v.State = s } }
	created := func(days float64) func(*inventory.Volume) {
		return func(v *inventory.Volume) { v.CreatedAt = ct.DaysAgo(days) }
	}
	tagged := func(key, value string) func(*inventory.Volume) {
		return func(v *inventory.Volume) { v.Tags = map[string]string{key: value} }
	}
	ct.Run(t, "ec2-ebs-unattached", []ct.Case{
		{
			Name: "gp3", Given: never("vol-gp3", tagged("Name", "old data")), Want: checks.OutcomeFinding,
			Because: "old data (vol-gp3), 100 GiB gp3, was attached to nothing for 14 days or more.",
			Then: ct.All(ct.Saves(8, 8), ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Meters("volume vol-gp3"), ct.Basis("100 GiB × $0.08"),
				ct.Fixes("aws ec2 delete-volume --volume-id vol-gp3 --region us-east-1")),
		},
		{
			Name: "gp3 with more", Given: never("vol-gp3-more", of("gp3", 1000, 5000, 250)), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(80+10+5, 80+10+5), ct.Severe(checks.Medium), ct.Basis("1000 GiB × $0.08 + 2000 IOPS × $0.005 + 125 MiB/s × $0.04")),
		},
		{Name: "gp2", Given: never("vol-gp2", of("gp2", 2000, 6000, 0)), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(200, 200), ct.Severe(checks.High))},
		{Name: "io1", Given: never("vol-io1", of("io1", 100, 2000, 0)), Want: checks.OutcomeFinding, Then: ct.Saves(12.5+130, 12.5+130)},
		{Name: "io2", Given: never("vol-io2", of("io2", 100, 32000, 0)), Want: checks.OutcomeFinding, Then: ct.Saves(12.5+2080, 12.5+2080)},
		{Name: "io2 beyond the first tier", Given: never("vol-io2x", of("io2", 1000, 32001, 0)), Want: checks.OutcomeFinding, Then: ct.Unpriced("1000 GiB io2 in us-east-1")},
		{Name: "throughput optimised", Given: never("vol-st1", of("st1", 500, 0, 0)), Want: checks.OutcomeFinding, Then: ct.Saves(22.5, 22.5)},
		{Name: "a type without a price", Given: never("vol-gp9", of("gp9", 500, 0, 0)), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("500 GiB gp9"), ct.Severe(checks.Low))},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: never("vol-gov"), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "a dollar a month", Given: never("vol-dollar", of("gp2", 10, 100, 0)), Want: checks.OutcomeFinding, Then: ct.Saves(1, 1)},
		{Name: "under a dollar a month", Given: never("vol-cents", of("gp3", 12, 3000, 125)), Want: checks.OutcomeClean, Because: "$0.96 a month, under $1.00"},
		{
			Name: "made for a claim", Given: never("vol-pvc", tagged("kubernetes.io/created-for/pvc/name", "data-db-0")), Want: checks.OutcomeFinding,
			Because: "Kubernetes claim data-db-0", Then: ct.All(ct.Known(checks.Inferred), ct.Fixes("Delete the PersistentVolumeClaim data-db-0")),
		},
		{
			Name: "Multi-Attach", Given: []ct.Part{ct.Volume("vol-multi", func(v *inventory.Volume) { v.MultiAttach = true }), ct.VolumeReads.Of("vol-multi", ct.Nothing)},
			Want: checks.OutcomeFinding,
		},
		{
			Name: "Multi-Attach, attached lately", Given: []ct.Part{ct.Volume("vol-multi-was", func(v *inventory.Volume) { v.MultiAttach = true }), ct.VolumeReads.Of("vol-multi-was", ct.Flat(0).Before(5))},
			Want: checks.OutcomeClean,
		},
		{Name: "attached until lately", Given: []ct.Part{ct.Volume("vol-was"), ct.VolumeIdle.Of("vol-was", ct.Flat(86400).Before(5))}, Want: checks.OutcomeClean, Because: "attached until 2026-11-18"},
		{Name: "attached on one day", Given: []ct.Part{ct.Volume("vol-once"), ct.VolumeIdle.Of("vol-once", ct.OnDays(3600, 13))}, Want: checks.OutcomeClean},
		{Name: "attached", Given: []ct.Part{ct.Volume("vol-used", state("in-use"))}, Want: checks.OutcomeClean},
		{Name: "being deleted", Given: []ct.Part{ct.Volume("vol-gone", state("deleting"))}, Want: checks.OutcomeNotApplicable},
		{Name: "managed by AWS", Given: []ct.Part{ct.Volume("vol-ecs", func(v *inventory.Volume) { v.ManagedBy = "ecs.amazonaws.com" })}, Want: checks.OutcomeNotApplicable, Because: "managed by ecs.amazonaws.com"},
		{Name: "as old as the window", Given: never("vol-13", created(13)), Want: checks.OutcomeFinding},
		{Name: "young", Given: never("vol-young", created(12.9)), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{Name: "no date", Given: never("vol-dateless", func(v *inventory.Volume) { v.CreatedAt = inventory.Volume{}.CreatedAt }), Want: checks.OutcomeUnknown},
		{Name: "metrics denied", Given: []ct.Part{ct.Volume("vol-dark"), ct.Lacks(ct.VolumeIdle.Key(inventory.Dims("VolumeId", "vol-dark")))}, Want: checks.OutcomeUnknown},
	})
}
