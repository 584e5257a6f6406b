package collectors

import (
	"context"
	"testing"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

var roots = datasets(inventory.LambdaFunctions, inventory.ECSClusters, inventory.ECSServices, inventory.EC2Instances,
	inventory.EC2Volumes, inventory.EC2Addresses, inventory.EC2Snapshots, inventory.AutoScalingGroups)

// listings answers every root listing of a region: with nothing, or with a refusal.
func listings(region, refusedWith string) []awsapi.TapeEntry {
	entries := []awsapi.TapeEntry{
		answer(awsapi.ListFunctions, firstPage, `{"Functions": []}`),
		answer(awsapi.ListClusters, `{"MaxResults": 100}`, `{"ClusterArns": []}`),
		answer(awsapi.DescribeInstances, instancesInput, `{"Reservations": []}`),
		answer(awsapi.DescribeVolumes, volumesInput, `{"Volumes": []}`),
		answer(awsapi.DescribeAddresses, `{}`, `{"Addresses": []}`),
		answer(awsapi.DescribeSnapshots, snapshotsInput, `{"Snapshots": []}`),
		answer(awsapi.DescribeAutoScalingGroups, groupsInput, `{"AutoScalingGroups": []}`),
	}
	for i := range entries {
		entries[i].Region = region
		if refusedWith != "" {
			entries[i].Output, entries[i].Error = nil, &awsapi.TapeError{Code: refusedWith, Message: "no"}
		}
	}
	return entries
}

func runRegions(t *testing.T, entries ...awsapi.TapeEntry) *inventory.Account {
	t.Helper()
	return Run(context.Background(), session(t, entries...), Job{
		Regions: []string{"eu-west-1", "ap-southeast-3"}, Datasets: roots, TakenAt: takenAt,
		Wants: func(*inventory.Account, *inventory.Region) []inventory.Want { return nil },
	})
}

func TestRegionThatAPolicyClosesIsOneGap(t *testing.T) {
	a := runRegions(t, append(listings("eu-west-1", ""), listings("ap-southeast-3", "AccessDeniedException")...)...)
	closed, open := a.Regions[0], a.Regions[1]
	if closed.Name != "ap-southeast-3" || closed.Closed == nil || closed.Closed.Reason != inventory.RegionOff || len(closed.Gaps) != 0 {
		t.Errorf("%+v, want it closed", closed)
	}
	if open.Closed != nil || len(open.Gaps) != 0 {
		t.Errorf("%+v, want it read", open)
	}
}

func TestRegionThatIsOffIsOneGap(t *testing.T) {
	a := runRegions(t, append(listings("eu-west-1", "UnrecognizedClientException"), listings("ap-southeast-3", "UnrecognizedClientException")...)...)
	for _, r := range a.Regions {
		if r.Closed == nil || r.Closed.Reason != inventory.RegionOff {
			t.Errorf("%s: %+v, want it closed", r.Name, r)
		}
	}
}

// A region of which one listing could be read is not closed, though there was nothing in it; nor is one where a listing failed
// for another reason.
func TestRegionThatIsReadInPartIsNotClosed(t *testing.T) {
	for name, spoiled := range map[string]awsapi.TapeEntry{
		"volumes are listed":  answer(awsapi.DescribeVolumes, volumesInput, `{"Volumes": []}`),
		"groups fail":         refusal(awsapi.DescribeAutoScalingGroups, groupsInput, "InternalFailure"),
		"addresses are there": answer(awsapi.DescribeAddresses, `{}`, `{"Addresses": [{"AllocationId": "eipalloc-1"}]}`),
	} {
		spoiled.Region = "ap-southeast-3"
		refused := append(listings("ap-southeast-3", "AccessDeniedException"), spoiled) // the later entry counts
		a := runRegions(t, append(listings("eu-west-1", ""), refused...)...)
		if half := a.Regions[0]; half.Closed != nil || len(half.Gaps) < len(roots)-1 {
			t.Errorf("%s: closed %v, gaps %v", name, half.Closed, half.Gaps)
		}
	}
}

// Permissions that are missing everywhere are named one by one: no policy closed every region.
func TestMissingPermissionsAreNotClosedRegions(t *testing.T) {
	a := runRegions(t, append(listings("eu-west-1", "AccessDeniedException"), listings("ap-southeast-3", "AccessDeniedException")...)...)
	for _, r := range a.Regions {
		if r.Closed != nil || len(r.Gaps) != len(roots) {
			t.Errorf("%s: closed %v, gaps %v; want one for each listing", r.Name, r.Closed, r.Gaps)
		}
	}
}

// A check that never stops asking cannot keep the program running, and what no collector answers is a gap.
func TestRoundsEnd(t *testing.T) {
	rounds := 0
	a := Run(context.Background(), session(t, listings("eu-west-1", "")...), Job{
		Regions: []string{"eu-west-1"}, Datasets: roots, TakenAt: takenAt,
		Wants: func(*inventory.Account, *inventory.Region) []inventory.Want {
			rounds++
			return []inventory.Want{{Dataset: "nobody:reads-this"}}
		},
	})
	if rounds != maxRounds {
		t.Errorf("%d rounds, want %d", rounds, maxRounds)
	}
	if !a.Regions[0].Has(inventory.Want{Dataset: "nobody:reads-this"}) {
		t.Error("a want that no collector answers must become a gap")
	}
}
