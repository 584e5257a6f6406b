package checks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// commitmentsSay judges an m4.large, which a newer type would do for less, among commitments.
func commitmentsSay(t *testing.T, parts ...ct.Part) *checks.Result {
	t.Helper()
	r := &inventory.Region{Name: "us-east-1"}
	for _, part := range append([]ct.Part{ct.Instance("i-1", ct.Type("m4.large"), func(i *inventory.Instance) { i.Zone = "us-east-1a" }), ct.InstanceType("m4.large", false), ct.Offered("m6a.large")}, parts...) {
		part(r)
	}
	c, err := checks.Find("ec2-previous-generation")
	if err != nil {
		t.Fatal(err)
	}
	return checks.Run(&inventory.Account{ID: ct.Account, Partition: "aws", TakenAt: ct.Now, Regions: []*inventory.Region{r}}, []*checks.Check{c}, checks.Options{Prices: pricing.Embedded()})
}

// Savings Plans for compute cover Fargate; reservations do not, and are not asked for.
func TestCommitmentsOfFargate(t *testing.T) {
	r := &inventory.Region{Name: "us-east-1"}
	for _, part := range big("web") {
		part(r)
	}
	c, _ := checks.Find("ecs-service-oversized")
	a := &inventory.Account{ID: ct.Account, Partition: "aws", TakenAt: ct.Now, Regions: []*inventory.Region{r}}
	o := checks.Options{Prices: pricing.Embedded()}
	if wants := checks.NewPlanner([]*checks.Check{c}, o).Wants(a, r); len(wants) != 1 || wants[0] != inventory.SavingsPlansKey().Want() {
		t.Errorf("wants %+v", wants)
	}
	inventory.Put(r, inventory.SavingsPlansKey(), []inventory.SavingsPlan{
		{ID: "sp-1", Kind: "Compute", Commitment: 2, End: ct.DaysAgo(-365)}, {ID: "sp-2", Kind: "EC2Instance", Region: "us-east-1", Family: "m5", Commitment: 1},
	})
	result := checks.Run(a, []*checks.Check{c}, o)
	if s := result.Findings[0].Savings; s.Committed != "a Compute Savings Plan of $2 an hour until 2027-11-23" || len(result.Coverage.Notes) > 0 {
		t.Errorf("saving %+v, notes %+v", s, result.Coverage.Notes)
	}
}

func TestCommitments(t *testing.T) {
	reserved := func(change func(*inventory.Reservation)) ct.Part {
		r := inventory.Reservation{ID: "ri-1", Type: "m4.large", Count: 3, Platform: "Linux/UNIX", Tenancy: "default", End: ct.DaysAgo(-100)}
		change(&r)
		return ct.Parts(ct.Has(inventory.ReservationsKey(), []inventory.Reservation{r}), ct.Also(inventory.SavingsPlansKey()))
	}
	planned := func(plans ...inventory.SavingsPlan) ct.Part {
		return ct.Parts(ct.Also(inventory.ReservationsKey()), ct.Also(inventory.SavingsPlansKey(), plans...))
	}
	compute := inventory.SavingsPlan{ID: "sp-1", Kind: "Compute", Commitment: 2.5, End: ct.DaysAgo(-365)}
	family := inventory.SavingsPlan{ID: "sp-2", Kind: "EC2Instance", Region: "us-east-1", Family: "m4", Commitment: 0.2, End: ct.DaysAgo(-30)}
	changed := func(p inventory.SavingsPlan, change func(*inventory.SavingsPlan)) inventory.SavingsPlan {
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		given ct.Part
		want  string // what Committed says
		until string
	}{
		"nothing":               {planned(), "", ""},
		"its type":              {reserved(func(*inventory.Reservation) {}), "3 Reserved Instances for m4.large until 2027-03-03", "2027-03-03"},
		"another size":          {reserved(func(r *inventory.Reservation) { r.Type = "m4.4xlarge" }), "3 Reserved Instances for m4.4xlarge until 2027-03-03", "2027-03-03"},
		"another family":        {reserved(func(r *inventory.Reservation) { r.Type = "m5.large" }), "", ""},
		"its zone":              {reserved(func(r *inventory.Reservation) { r.Zone = "us-east-1a" }), "3 Reserved Instances for m4.large until 2027-03-03", "2027-03-03"},
		"another zone":          {reserved(func(r *inventory.Reservation) { r.Zone = "us-east-1b" }), "", ""},
		"its zone, other size":  {reserved(func(r *inventory.Reservation) { r.Zone, r.Type = "us-east-1a", "m4.xlarge" }), "", ""},
		"in a VPC":              {reserved(func(r *inventory.Reservation) { r.Platform = "Linux/UNIX (Amazon VPC)" }), "3 Reserved Instances for m4.large until 2027-03-03", "2027-03-03"},
		"Windows":               {reserved(func(r *inventory.Reservation) { r.Platform = "Windows" }), "", ""},
		"dedicated":             {reserved(func(r *inventory.Reservation) { r.Tenancy = "dedicated" }), "", ""},
		"expired":               {reserved(func(r *inventory.Reservation) { r.End = ct.Now }), "", ""},
		"without an end":        {reserved(func(r *inventory.Reservation) { r.End = inventory.Reservation{}.End }), "3 Reserved Instances for m4.large", ""},
		"a Compute plan":        {planned(compute), "a Compute Savings Plan of $2.5 an hour until 2027-11-23", "2027-11-23"},
		"a family's plan":       {planned(family), "an EC2 Instance Savings Plan for m4 of $0.2 an hour until 2026-12-23", "2026-12-23"},
		"two plans":             {planned(compute, family), "an EC2 Instance Savings Plan for m4 of $0.2 an hour until 2026-12-23, a Compute Savings Plan of $2.5 an hour until 2027-11-23", "2027-11-23"},
		"another family's plan": {planned(changed(family, func(p *inventory.SavingsPlan) { p.Family = "m5" })), "", ""},
		"another region's plan": {planned(changed(family, func(p *inventory.SavingsPlan) { p.Region = "eu-west-1" })), "", ""},
		"another kind of plan":  {planned(changed(compute, func(p *inventory.SavingsPlan) { p.Kind = "SageMaker" })), "", ""},
		"an expired plan":       {planned(changed(compute, func(p *inventory.SavingsPlan) { p.End = ct.Now })), "", ""},
	} {
		result := commitmentsSay(t, c.given)
		s := result.Findings[0].Savings
		if s.Committed != c.want || s.NotRealisedUntil != c.until {
			t.Errorf("%s: committed %q until %q, want %q until %q", name, s.Committed, s.NotRealisedUntil, c.want, c.until)
		}
		if marked := result.Savings.CommittedUSD == result.Savings.TotalUSD; marked != (c.want != "") {
			t.Errorf("%s: %v of %v is committed", name, result.Savings.CommittedUSD, result.Savings.TotalUSD)
		}
		if len(result.Coverage.Notes) > 0 {
			t.Errorf("%s: notes %+v", name, result.Coverage.Notes)
		}
	}
}

// What could not be read is said once, and names every permission.
func TestCommitmentsUnread(t *testing.T) {
	denied := commitmentsSay(t, ct.Lacks(inventory.ReservationsKey()), ct.Lacks(inventory.SavingsPlansKey()))
	notes := denied.Coverage.Notes
	if len(notes) != 1 || notes[0].Gap.Reason != inventory.Denied || !strings.HasSuffix(notes[0].Message, "Missing: ec2:reserved-instances, savingsplans:plans.") {
		t.Errorf("notes %+v", notes)
	}
	if s := denied.Findings[0].Savings; s == nil || s.Committed != "" {
		t.Errorf("saving %+v", s)
	}
	if old := commitmentsSay(t).Coverage.Notes; len(old) != 1 || old[0].Gap.Reason != inventory.NotCollected {
		t.Errorf("of a snapshot without them: notes %+v", old)
	}
	// What one of them says stands, though the other was denied.
	half := commitmentsSay(t, ct.Lacks(inventory.ReservationsKey()), ct.Has(inventory.SavingsPlansKey(), []inventory.SavingsPlan{{ID: "sp", Kind: "Compute", Commitment: 1}}))
	if half.Findings[0].Savings.Committed != "a Compute Savings Plan of $1 an hour" || len(half.Coverage.Notes) != 1 {
		t.Errorf("saving %+v, notes %+v", half.Findings[0].Savings, half.Coverage.Notes)
	}
	// Nobody asks where no money is claimed of instances.
	r := &inventory.Region{Name: "us-east-1"}
	ct.Address("eipalloc-1")(r)
	c, _ := checks.Find("ec2-eip-unassociated")
	a := &inventory.Account{ID: ct.Account, Partition: "aws", TakenAt: ct.Now, Regions: []*inventory.Region{r}}
	o := checks.Options{Prices: pricing.Embedded()}
	if wants := checks.NewPlanner([]*checks.Check{c}, o).Wants(a, r); len(wants) > 0 || len(checks.Run(a, []*checks.Check{c}, o).Coverage.Notes) > 0 {
		t.Errorf("an address asks for %+v", wants)
	}
}

// The datasets are in the plan and in the policy of every check that may claim such money, and are asked for when one does.
func TestCommitmentsAreWanted(t *testing.T) {
	c, _ := checks.Find("ec2-previous-generation")
	eip, _ := checks.Find("ec2-eip-unassociated")
	for _, d := range []inventory.Dataset{inventory.EC2Reservations, inventory.SavingsPlans} {
		if !slices.Contains(checks.Datasets([]*checks.Check{c}, checks.Options{}), d) || slices.Contains(checks.Datasets([]*checks.Check{eip}, checks.Options{}), d) {
			t.Errorf("%s is not in the datasets, or in those of a check that has no use for it", d)
		}
	}
	r := &inventory.Region{Name: "us-east-1"}
	ct.Instance("i-1", ct.Type("m4.large"))(r)
	ct.Parts(ct.InstanceType("m4.large", false), ct.Offered("m6a.large"))(r)
	wants := checks.NewPlanner([]*checks.Check{c}, checks.Options{Prices: pricing.Embedded()}).Wants(&inventory.Account{ID: ct.Account, TakenAt: ct.Now}, r)
	if !slices.Contains(wants, inventory.ReservationsKey().Want()) || !slices.Contains(wants, inventory.SavingsPlansKey().Want()) {
		t.Errorf("wants %+v", wants)
	}
}
