package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestSingleAZ(t *testing.T) {
	in := func(subnets ...string) ct.Fn {
		return func(f *inventory.Function) { f.InVPC, f.Subnets = true, subnets }
	}
	subnet := func(id, az string) ct.Part { return ct.Has(inventory.SubnetKey(id), inventory.Subnet{ID: id, AZ: az}) }
	denied := func(id string) ct.Part { return ct.Lacks(inventory.SubnetKey(id)) }
	ct.Run(t, "lambda-single-az", []ct.Case{
		{
			Name: "one subnet", Given: []ct.Part{ct.Function("one", in("s1")), subnet("s1", "use1-az1")},
			Want: checks.OutcomeFinding, Because: "one runs in 1 subnet of one Availability Zone, use1-az1.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("Availability Zones", "use1-az1"), ct.Shows("subnets", "s1"), ct.Fixes("VpcConfig.SubnetIds")),
		},
		{Name: "two subnets of one zone", Given: []ct.Part{ct.Function("two", in("s1", "s2")), subnet("s1", "use1-az1"), subnet("s2", "use1-az1")}, Want: checks.OutcomeFinding, Because: "2 subnets"},
		{Name: "two zones", Given: []ct.Part{ct.Function("spread", in("s1", "s3")), subnet("s1", "use1-az1"), subnet("s3", "use1-az2")}, Want: checks.OutcomeClean, Because: "use1-az1, use1-az2"},
		{Name: "two zones, a third subnet denied", Given: []ct.Part{ct.Function("enough", in("s1", "s3", "s4")), subnet("s1", "use1-az1"), subnet("s3", "use1-az2"), denied("s4")}, Want: checks.OutcomeClean},
		{Name: "one zone, another subnet denied", Given: []ct.Part{ct.Function("maybe", in("s1", "s4")), subnet("s1", "use1-az1"), denied("s4")}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "denied", Given: []ct.Part{ct.Function("dark", in("s4")), denied("s4")}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a subnet without a zone", Given: []ct.Part{ct.Function("blank", in("s5")), subnet("s5", "")}, Want: checks.OutcomeUnknown, Because: "AWS did not say"},
		{Name: "not in a VPC", Given: []ct.Part{ct.Function("free")}, Want: checks.OutcomeNotApplicable, Because: "not in a VPC"},
		{Name: "in a VPC, of which no subnet was read", Given: []ct.Part{ct.Function("old", in())}, Want: checks.OutcomeUnknown},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", in("s1"), ct.Managed), subnet("s1", "use1-az1")}, Want: checks.OutcomeNotApplicable},
	})
}
