package collectors

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const (
	reservedInput = `{"Filters": [{"Name": "state", "Values": ["active"]}]}`
	plansInput    = `{"States": ["active"], "MaxResults": 1000}`
	morePlans     = `{"States": ["active"], "MaxResults": 1000, "NextToken": "n"}`
)

// global is an entry of the one endpoint that answers for every region.
func global(e awsapi.TapeEntry) awsapi.TapeEntry {
	e.Region = "us-east-1"
	return e
}

func TestReservations(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.ReservationsKey().Want()}, answer(awsapi.DescribeReservedInstances, reservedInput, `{"ReservedInstances": [
		{"ReservedInstancesId": "r-2", "InstanceType": "m5.large", "InstanceCount": 3, "ProductDescription": "Linux/UNIX", "InstanceTenancy": "default", "OfferingClass": "standard", "End": "2026-11-20T00:00:00Z", "Scope": "Region"},
		{"ReservedInstancesId": "r-1", "InstanceType": "c5.large", "InstanceCount": 1, "ProductDescription": "Windows", "AvailabilityZone": "eu-west-1a", "OfferingClass": "convertible"}]}`))
	want := []inventory.Reservation{
		{ID: "r-1", Type: "c5.large", Count: 1, Platform: "Windows", Zone: "eu-west-1a", Class: "convertible"},
		{ID: "r-2", Type: "m5.large", Count: 3, Platform: "Linux/UNIX", Tenancy: "default", Class: "standard", End: day(20)},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.ReservationsKey())); diff != "" {
		t.Error(diff)
	}
}

var planPages = []awsapi.TapeEntry{
	global(answer(awsapi.DescribeSavingsPlans, plansInput, `{"NextToken": "n", "SavingsPlans": [
		{"SavingsPlanId": "sp-2", "SavingsPlanType": "EC2Instance", "Region": "eu-west-1", "Ec2InstanceFamily": "m5", "Commitment": "1.25000000", "Currency": "USD", "End": "2026-11-20T00:00:00.000Z"}]}`)),
	global(answer(awsapi.DescribeSavingsPlans, morePlans, `{"SavingsPlans": [{"SavingsPlanId": "sp-1", "SavingsPlanType": "Compute", "Commitment": "0.5", "Currency": "USD"}]}`)),
}

func TestSavingsPlansAreReadOverPages(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.SavingsPlansKey().Want()}, planPages...)
	want := []inventory.SavingsPlan{
		{ID: "sp-1", Kind: "Compute", Commitment: 0.5},
		{ID: "sp-2", Kind: "EC2Instance", Region: "eu-west-1", Family: "m5", Commitment: 1.25, End: day(20)},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.SavingsPlansKey())); diff != "" {
		t.Error(diff)
	}
	for name, plan := range map[string]string{
		"another currency": `{"SavingsPlanId": "sp-1", "Commitment": "0.5", "Currency": "CNY"}`,
		"no number":        `{"SavingsPlanId": "sp-1", "Commitment": "half", "Currency": "USD"}`,
	} {
		r := read(t, nil, []inventory.Want{inventory.SavingsPlansKey().Want()},
			global(answer(awsapi.DescribeSavingsPlans, plansInput, `{"SavingsPlans": [`+plan+`]}`)))
		if g := whyNot(t, r, inventory.SavingsPlansKey()); g.Reason != inventory.Failed {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

// everyRegion collects the Savings Plans in three regions.
func everyRegion(s *awsapi.Session) *inventory.Account {
	var mu sync.Mutex
	asked := map[string]bool{}
	return Run(context.Background(), s, Job{
		Regions: []string{"eu-west-1", "eu-central-1", "us-east-1"}, TakenAt: takenAt,
		Wants: func(_ *inventory.Account, r *inventory.Region) []inventory.Want {
			mu.Lock()
			defer mu.Unlock()
			if asked[r.Name] {
				return nil
			}
			asked[r.Name] = true
			return []inventory.Want{inventory.SavingsPlansKey().Want()}
		},
	})
}

// The plans are the account's: three regions, one request; and where it is refused, each region says so.
func TestSavingsPlansAreReadOnceForAllRegions(t *testing.T) {
	counted := session(t, planPages...)
	for _, r := range everyRegion(counted).Regions {
		if got := known(t, r, inventory.SavingsPlansKey()); len(got) != 2 {
			t.Errorf("%s: %+v", r.Name, got)
		}
	}
	shared := new(plans)
	for _, api := range []*awsapi.Clients{counted.In("eu-west-1"), session(t).In("eu-central-1")} { // nothing is on the second one's tape
		s := &store{region: &inventory.Region{}, plans: shared}
		fetchSavingsPlans(context.Background(), api, s, []inventory.Want{inventory.SavingsPlansKey().Want()})
		if got := known(t, s.region, inventory.SavingsPlansKey()); len(got) != 2 {
			t.Errorf("%s: %+v", api.Region, got)
		}
	}
	denied := session(t, global(refusal(awsapi.DescribeSavingsPlans, plansInput, "AccessDeniedException")))
	for _, r := range everyRegion(denied).Regions {
		if g := whyNot(t, r, inventory.SavingsPlansKey()); g.Reason != inventory.Denied || g.Action != "savingsplans:DescribeSavingsPlans" {
			t.Errorf("%s: %+v", r.Name, g)
		}
	}
}

// Elsewhere than in the commercial partition nothing is asked.
func TestSavingsPlansOfOtherPartitions(t *testing.T) {
	who := awsapi.TapeEntry{
		Region: "us-east-1", Operation: awsapi.GetCallerIdentity, Input: json.RawMessage(`{}`),
		Output: json.RawMessage(`{"Account": "111122223333", "Arn": "arn:aws-cn:iam::111122223333:user/me"}`),
	}
	s, err := awsapi.Open(context.Background(), awsapi.Options{Tape: awsapi.ReplayTape(who)})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range everyRegion(s).Regions {
		if g := whyNot(t, r, inventory.SavingsPlansKey()); g.Reason != inventory.NotEnabled || g.Detail == "" {
			t.Errorf("%s: %+v", r.Name, g)
		}
	}
}
