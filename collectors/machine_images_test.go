package collectors

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const (
	imagesInput    = `{"IncludeDeprecated": true, "IncludeDisabled": true, "MaxResults": 1000, "Filters": [{"Name": "image-id", "Values": ["ami-1", "ami-gone"]}]}`
	ownImagesInput = `{"IncludeDeprecated": true, "IncludeDisabled": true, "MaxResults": 1000, "Owners": ["self"]}`
	familyInput    = `{"MaxResults": 1000, "Owners": ["amazon"], "Filters": [{"Name": "name", "Values": ["al2023-ami-2023.*"]}]}`
	familyNext     = `{"MaxResults": 1000, "Owners": ["amazon"], "NextToken": "n", "Filters": [{"Name": "name", "Values": ["al2023-ami-2023.*"]}]}`
	templateInput  = `{"LaunchTemplateId": "lt-1", "Versions": ["$Latest"]}`
)

func TestImagesThatAreGoneAreKnownToBe(t *testing.T) {
	here, gone := inventory.AMIKey("ami-1"), inventory.AMIKey("ami-gone")
	r := read(t, nil, []inventory.Want{here.Want(), gone.Want()}, answer(awsapi.DescribeImages, imagesInput, `{"Images": [
		{"ImageId": "ami-1", "Name": "al2023", "OwnerId": "137112412989", "ImageOwnerAlias": "amazon", "State": "available", "Architecture": "arm64", "PlatformDetails": "Linux/UNIX",
		 "CreationDate": "2026-11-01T00:00:00.000Z", "DeprecationTime": "2026-11-20T00:00:00.000Z",
		 "BlockDeviceMappings": [{"Ebs": {"SnapshotId": "snap-2"}}, {"VirtualName": "ephemeral0"}, {"Ebs": {"SnapshotId": "snap-1"}}, {"Ebs": {"VolumeSize": 8}}]}]}`))
	want := inventory.AMI{
		ID: "ami-1", Exists: true, Name: "al2023", Owner: "137112412989", OwnerAlias: "amazon", State: "available", Architecture: "arm64", Platform: "Linux/UNIX",
		CreatedAt: day(1), DeprecatedAt: day(20), Snapshots: []string{"snap-1", "snap-2"},
	}
	if diff := cmp.Diff(want, known(t, r, here)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(inventory.AMI{ID: "ami-gone"}, known(t, r, gone)); diff != "" {
		t.Error(diff)
	}
}

func TestNewestImageOfAFamily(t *testing.T) {
	key := inventory.NewestAMIKey("amazon", "al2023-ami-2023.*")
	page := func(more, images string) string { return `{` + more + `"Images": [` + images + `]}` }
	image := func(id, created string) string {
		return fmt.Sprintf(`{"ImageId": %q, "CreationDate": %q, "State": "available"}`, id, created)
	}
	older, newer := image("ami-9", "2026-10-01T00:00:00.000Z"), image("ami-1", "2026-11-01T00:00:00.000Z")
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.DescribeImages, familyInput, page(`"NextToken": "n", `, newer)), answer(awsapi.DescribeImages, familyNext, page("", older)))
	if got := known(t, r, key); got.ID != "ami-1" || !got.Exists {
		t.Errorf("%+v", got)
	}
	r = read(t, nil, []inventory.Want{key.Want()}, answer(awsapi.DescribeImages, familyInput, page("", "")))
	if got := known(t, r, key); got.Exists || got.ID != "" {
		t.Errorf("a family without images has %+v", got)
	}
	r = read(t, nil, []inventory.Want{key.Want()}, answer(awsapi.DescribeImages, familyInput, page("", image("ami-1", "soon"))))
	if g := whyNot(t, r, key); g.Reason != inventory.Failed {
		t.Errorf("%+v", g)
	}
}

func TestOwnImages(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.OwnAMIsKey().Want()}, answer(awsapi.DescribeImages, ownImagesInput,
		`{"Images": [{"ImageId": "ami-2", "State": "disabled"}, {"ImageId": "ami-1", "State": "available"}]}`))
	if got := known(t, r, inventory.OwnAMIsKey()); len(got) != 2 || got[0].ID != "ami-1" || got[1].State != "disabled" {
		t.Errorf("%+v", got)
	}
}

// What a version says is kept but for its user data.
func TestLaunchTemplates(t *testing.T) {
	key, gone := inventory.LaunchTemplateKey("lt-1", "$Latest"), inventory.LaunchTemplateKey("lt-1", "7")
	r := read(t, nil, []inventory.Want{key.Want(), gone.Want()},
		answer(awsapi.DescribeTemplateVersions, templateInput, `{"LaunchTemplateVersions": [{"VersionNumber": 3, "LaunchTemplateData": {"InstanceType": "t3.large", "ImageId": "ami-1",
			"InstanceMarketOptions": {"MarketType": "spot"}, "CreditSpecification": {"CpuCredits": "unlimited"}}}]}`),
		answer(awsapi.DescribeTemplateVersions, strings.Replace(templateInput, "$Latest", "7", 1), `{"LaunchTemplateVersions": []}`))
	want := inventory.LaunchTemplateData{Type: "t3.large", Image: "ami-1", Market: "spot", Credits: "unlimited"}
	if got := known(t, r, key); got != want {
		t.Errorf("%+v", got)
	}
	if g := whyNot(t, r, gone); g.Reason != inventory.Failed || g.Detail != "EC2 knows no version 7 of the launch template lt-1" {
		t.Errorf("%+v", g)
	}
}
