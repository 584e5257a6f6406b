package checks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var orphanDays = Threshold{
	Name: "orphan_days", Default: 90, Unit: "days",
	Doc:    "A snapshot younger than this may be the last copy of something that was deleted lately.",
	Source: "our choice, 2026-11: a quarter is long enough to miss what was deleted",
}

var ec2SnapshotOrphaned = Check{
	ID:         "ec2-snapshot-orphaned",
	Title:      "Snapshot whose volume is gone and that no image uses",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Snapshots, inventory.EC2Volumes},
	Uses:       []inventory.Dataset{inventory.EC2OwnImages},
	Thresholds: []*Threshold{&orphanDays, &leastSaving},
	Judge:      eachSnapshot(judgeSnapshotOrphaned),
}

// noVolume is what EC2 gives for the volume of a snapshot that was copied or imported.
const noVolume = "vol-ffffffff"

func judgeSnapshotOrphaned(p *Pass, s *inventory.Snapshot) Verdict {
	age := days(p.TakenAt.Sub(s.StartedAt))
	switch manager := managerOf(s); {
	case s.State != "completed":
		return NotApplicable("the snapshot is " + s.State)
	case manager != "":
		return NotApplicable("it is managed by " + manager)
	case s.Volume == "" || s.Volume == noVolume:
		return NotApplicable("it is a copy or an import, which never had a volume here")
	case s.Tier == "archive":
		return NotApplicable("it is archived: somebody keeps it on purpose")
	case slices.ContainsFunc(p.Region.Volumes, func(v inventory.Volume) bool { return v.ID == s.Volume }):
		return Clean("its volume exists")
	case s.StartedAt.IsZero():
		return Unknown("when it was made is not known")
	case age < p.Days(&orphanDays):
		return Clean(fmt.Sprintf("its volume is gone, but it is only %s old", plural(age, "day")))
	}
	price, priced := p.Prices.EBSSnapshot(p.Region.Name)
	gib, source := float64(s.VolumeGiB), "the size of its volume"
	if s.FullBytes > 0 {
		gib, source = float64(s.FullBytes)/(1<<30), "the blocks it refers to"
	}
	most := gib * price.USD
	if priced && most < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("its volume is gone, but it costs %s a month at most", usd(most)))
	}
	fact := Read(p, inventory.OwnAMIsKey())
	images, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	for _, image := range images {
		if slices.Contains(image.Snapshots, s.ID) {
			return Clean("the image " + image.ID + " uses it")
		}
	}
	f := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s is %s old, its volume %s is gone, and no image of the account uses it. Whether it is the last copy of something cannot be seen.",
			s.ID, plural(age, "day"), s.Volume),
		Evidence: []Evidence{
			setting("made", date(s.StartedAt)), setting("volume", s.Volume+", which does not exist"),
			counted("holds at most", fmt.Sprintf("%.1f GiB, by %s", gib, source), gib, "GiB"),
		},
		Fix: Fix{
			Summary: "Delete it, or move it to the archive tier when it must be kept.",
			CLI:     p.awsCLI("ec2", "delete-snapshot", "--snapshot-id", s.ID),
		},
	}
	if !priced {
		f.PriceGap = fmt.Sprintf("the price of snapshots in %s is not in the built-in tables", p.Region.Name)
		return Found(f)
	}
	f.Savings = &Savings{
		HighUSD: most, Basis: fmt.Sprintf("up to %.1f GiB × %s; nothing where other snapshots hold the same blocks", gib, rate(price.USD)),
		Price: fmt.Sprintf("%s per %s of snapshots", rate(price.USD), price.Unit), Source: price.Source, AsOf: price.AsOf, Meters: []string{snapshotMeter(s.ID)},
	}
	return Found(f)
}

// Tags that services put on the snapshots they keep and delete. A prefix ends in "*". From each service's documentation
// (read 2026-11).
var snapshotManagers = []struct{ key, words string }{
	{"aws:backup*", "AWS Backup"},
	{"aws:dlm:*", "Data Lifecycle Manager"},
	{"dlm:managed", "Data Lifecycle Manager"},
	{"CSIVolumeSnapshotName", "the Kubernetes driver for EBS"},
	{"ebs.csi.aws.com/cluster", "the Kubernetes driver for EBS"},
	{"AWSElasticDisasterRecoveryManaged", "Elastic Disaster Recovery"},
	{"AWSApplicationMigrationServiceManaged", "Application Migration Service"},
}

// managerOf names the service that keeps a snapshot; "" for none that shows.
func managerOf(s *inventory.Snapshot) string {
	keys := slices.Sorted(maps.Keys(s.Tags))
	for _, m := range snapshotManagers {
		if slices.ContainsFunc(keys, func(key string) bool { return Matches(m.key, key) }) {
			return m.words
		}
	}
	if strings.Contains(s.Description, "created by the AWS Backup service") {
		return "AWS Backup"
	}
	return ""
}
