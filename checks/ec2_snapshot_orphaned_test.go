package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestSnapshotOrphaned(t *testing.T) {
	images := ct.Also(inventory.OwnAMIsKey())
	of := func(id string, changes ...func(*inventory.Snapshot)) []ct.Part {
		return []ct.Part{ct.Snapshot(id, changes...), images}
	}
	tagged := func(key string) func(*inventory.Snapshot) {
		return func(s *inventory.Snapshot) { s.Tags = map[string]string{key: "x"} }
	}
	sized := func(gib int, bytes int64) func(*inventory.Snapshot) {
		return func(s *inventory.Snapshot) { s.VolumeGiB, s.FullBytes = gib, bytes }
	}
	old := func(days float64) func(*inventory.Snapshot) {
		return func(s *inventory.Snapshot) { s.StartedAt = ct.DaysAgo(days) }
	}
	from := func(volume string) func(*inventory.Snapshot) {
		return func(s *inventory.Snapshot) { s.Volume = volume }
	}
	ct.Run(t, "ec2-snapshot-orphaned", []ct.Case{
		{
			Name: "of a volume that is gone", Given: of("snap-1"), Want: checks.OutcomeFinding,
			Because: "snap-1 is 400 days old, its volume vol-of-snap-1 is gone, and no image of the account uses it.",
			Then: ct.All(ct.Saves(0, 5), ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Meters("snapshot snap-1"), ct.Shows("holds at most", "100.0 GiB, by the size of its volume"),
				ct.Fixes("aws ec2 delete-snapshot --snapshot-id snap-1 --region us-east-1")),
		},
		{
			Name: "with its bytes", Given: of("snap-2", sized(100, 30<<30)), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(0, 1.5), ct.Shows("holds at most", "30.0 GiB, by the blocks it refers to")),
		},
		{Name: "a dollar at most", Given: of("snap-3", sized(20, 0)), Want: checks.OutcomeFinding, Then: ct.Saves(0, 1)},
		{Name: "under a dollar at most", Given: of("snap-4", sized(19, 0)), Want: checks.OutcomeClean, Because: "$0.95"},
		{Name: "old enough", Given: of("snap-5", old(90)), Want: checks.OutcomeFinding},
		{Name: "not old enough", Given: of("snap-6", old(89.9)), Want: checks.OutcomeClean, Because: "only 89 days old"},
		{Name: "without a date", Given: of("snap-7", func(s *inventory.Snapshot) { s.StartedAt = time.Time{} }), Want: checks.OutcomeUnknown},
		{Name: "of a volume that exists", Given: []ct.Part{ct.Snapshot("snap-8"), ct.Volume("vol-of-snap-8"), images}, Want: checks.OutcomeClean, Because: "its volume exists"},
		{
			Name: "of an image", Given: []ct.Part{ct.Snapshot("snap-9"), ct.Also(inventory.OwnAMIsKey(), inventory.AMI{ID: "ami-1", Exists: true, Snapshots: []string{"snap-0", "snap-9"}})},
			Want: checks.OutcomeClean, Because: "ami-1 uses it",
		},
		{Name: "images denied", Region: "eu-west-1", Given: []ct.Part{ct.Snapshot("snap-10"), ct.Lacks(inventory.OwnAMIsKey())}, Want: checks.OutcomeUnknown},
		{Name: "by AWS Backup", Given: of("snap-11", tagged("aws:backup:source-resource")), Want: checks.OutcomeNotApplicable, Because: "AWS Backup"},
		{Name: "by AWS Backup, as it describes", Given: of("snap-12", func(s *inventory.Snapshot) { s.Description = "This snapshot is created by the AWS Backup service." }), Want: checks.OutcomeNotApplicable},
		{Name: "by a lifecycle policy", Given: of("snap-13", tagged("aws:dlm:lifecycle-policy-id")), Want: checks.OutcomeNotApplicable, Because: "Data Lifecycle Manager"},
		{Name: "by a lifecycle policy, the other tag", Given: of("snap-14", tagged("dlm:managed")), Want: checks.OutcomeNotApplicable},
		{Name: "by Kubernetes", Given: of("snap-15", tagged("CSIVolumeSnapshotName")), Want: checks.OutcomeNotApplicable},
		{Name: "tagged by somebody", Given: of("snap-16", tagged("backup")), Want: checks.OutcomeFinding},
		{Name: "a copy", Given: of("snap-17", from("vol-ffffffff")), Want: checks.OutcomeNotApplicable, Because: "a copy or an import"},
		{Name: "without a volume", Given: of("snap-18", from("")), Want: checks.OutcomeNotApplicable},
		{Name: "archived", Given: of("snap-19", func(s *inventory.Snapshot) { s.Tier = "archive" }), Want: checks.OutcomeNotApplicable},
		{Name: "in the making", Given: of("snap-20", func(s *inventory.Snapshot) { s.State = "pending" }), Want: checks.OutcomeNotApplicable},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: of("snap-21"), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
	})
}
