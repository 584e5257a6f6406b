package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestAddressUnassociated(t *testing.T) {
	ct.Run(t, "ec2-eip-unassociated", []ct.Case{
		{
			Name: "free", Given: []ct.Part{ct.Address("eipalloc-1")}, Want: checks.OutcomeFinding, Because: "198.51.100.7 is associated with nothing",
			Then: ct.All(ct.Saves(3.65, 3.65), ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Meters("address eipalloc-1"), ct.Basis("1 address × $0.005 × 730 h"),
				ct.Fixes("aws ec2 release-address --allocation-id eipalloc-1 --region us-east-1")),
		},
		{
			Name: "with a name", Given: []ct.Part{ct.Address("eipalloc-2", func(a *inventory.Address) { a.Tags = map[string]string{"Name": "vpn"} })},
			Want: checks.OutcomeFinding, Because: "vpn (198.51.100.7)",
		},
		{Name: "associated", Given: []ct.Part{ct.Address("eipalloc-3", func(a *inventory.Address) { a.Association = "eipassoc-1" })}, Want: checks.OutcomeClean},
		{Name: "with an instance", Given: []ct.Part{ct.Address("eipalloc-4", func(a *inventory.Address) { a.Instance = "i-1" })}, Want: checks.OutcomeClean},
		{Name: "with an interface", Given: []ct.Part{ct.Address("eipalloc-5", func(a *inventory.Address) { a.Interface = "eni-1" })}, Want: checks.OutcomeClean},
		{Name: "of a NAT gateway", Given: []ct.Part{ct.Address("eipalloc-6", func(a *inventory.Address) { a.ManagedBy = "nat" })}, Want: checks.OutcomeNotApplicable, Because: "managed by nat"},
		{Name: "of the account's own range", Given: []ct.Part{ct.Address("eipalloc-7", func(a *inventory.Address) { a.BYOIP = true })}, Want: checks.OutcomeNotApplicable},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: []ct.Part{ct.Address("eipalloc-8")}, Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{Name: "addresses denied", Region: "eu-west-3", Given: []ct.Part{ct.Unlisted(inventory.EC2Addresses)}, Want: checks.OutcomeUnknown, Alone: true},
	})
}
