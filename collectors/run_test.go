package collectors

import (
	"context"
	"testing"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

var roots = datasets(inventory.LambdaFunctions, inventory.ECSClusters, inventory.ECSServices, inventory.EC2Instances)

// listings answers every root listing of a region: with nothing, or with a refusal.
func listings(region, refusedWith string) []awsapi.TapeEntry {
	entries := []awsapi.TapeEntry{
		answer(awsapi.ListFunctions, firstPage, `{"Functions": []}`),
		answer(awsapi.ListClusters, `{"MaxResults": 100}`, `{"ClusterArns": []}`),
		answer(awsapi.DescribeInstances, `{"IncludeManagedResources": true, "MaxResults": 1000}`, `{"Reservations": []}`),
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

// Permissions that are missing everywhere are named one by one: no policy closed every region.
func TestMissingPermissionsAreNotClosedRegions(t *testing.T) {
	a := runRegions(t, append(listings("eu-west-1", "AccessDeniedException"), listings("ap-southeast-3", "AccessDeniedException")...)...)
	for _, r := range a.Regions {
		if r.Closed != nil || len(r.Gaps) != 4 {
			t.Errorf("%s: closed %v, gaps %v; want four gaps", r.Name, r.Closed, r.Gaps)
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
