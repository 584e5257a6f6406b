package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestPreviousGeneration(t *testing.T) {
	const m4, m6a = 0.1 * 730, 0.0864 * 730 // m4.large and the cheapest of its successors, m6a.large, a month
	facts := ct.Parts(ct.InstanceType("m4.large", false), ct.InstanceType("m5.large", true), ct.InstanceType("m3.medium", false),
		ct.Offered("m6a.large", "c6a.large"),
		ct.Group("web", func(g *inventory.AutoScalingGroup) { g.Min, g.Max, g.Desired = 1, 6, 3 }))
	in := func(group string) func(*inventory.Instance) { return ct.Tag("aws:autoscaling:groupName", group) }
	windows := func(i *inventory.Instance) { i.Platform = "Windows" }
	of := func(parts ...ct.Part) []ct.Part { return append(parts, facts) }
	ct.Run(t, "ec2-previous-generation", []ct.Case{
		{
			Name: "an m4", Given: of(ct.Instance("i-m4", ct.Type("m4.large"), ct.Tag("Name", "jenkins"))),
			Want: checks.OutcomeFinding, Because: "jenkins (i-m4) runs on 1 × m4.large, which AWS lists as previous generation.",
			Then: ct.All(ct.Saves(m4-m6a, m4-m6a), ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Meters("instance i-m4"),
				ct.Fixes("aws ec2 modify-instance-attribute --instance-id i-m4 --instance-type Value=m6a.large --region us-east-1"), ct.Fixes("Stop it"), ct.Basis("1 instance × ($0.1 - $0.0864) an hour × 730 h")),
		},
		{
			Name: "the cheapest successor is not sold in the zone", Given: []ct.Part{ct.Instance("i-zone", ct.Type("c3.large"), func(i *inventory.Instance) { i.Zone = "us-east-1b" }),
				ct.InstanceType("c3.large", false), ct.OfferedIn([]string{"us-east-1a"}, "c6a.large"), ct.Offered("c7i-flex.large")},
			Want: checks.OutcomeFinding, Then: ct.All(ct.Fixes("Value=c7i-flex.large"), ct.Saves((0.105-0.08479)*730, (0.105-0.08479)*730)), Alone: true,
		},
		{
			Name: "offerings denied", Given: []ct.Part{ct.Instance("i-shop", ct.Type("c1.medium")), ct.InstanceType("c1.medium", false), ct.Lacks(inventory.OfferingKey("c6a.large"))},
			Want: checks.OutcomeUnknown, Because: "denied", Alone: true,
		},
		{
			Name: "a node group", Given: of(ct.Instance("i-e1", ct.Type("m4.large"), ct.Tag("eks:nodegroup-name", "workers"), ct.Tag("eks:cluster-name", "prod"), in("eks-workers"))),
			Wants: map[string]checks.Outcome{"prod/workers": checks.OutcomeFinding}, Because: "EKS node group prod/workers runs on 1 × m4.large",
			Then: ct.All(ct.Fixes("Add a node group of m6a.large"), ct.Fixes("aws_eks_node_group instance_types = m6a.large"), func(t ct.TB, f checks.Finding) {
				if f.Resource.ARN != "arn:aws:eks:us-east-1:123456789012:nodegroup/prod/workers/*" || f.Resource.Type != "AWS::EKS::Nodegroup" {
					t.Errorf("resource %+v", f.Resource)
				}
			}),
		},
		{
			Name: "a node pool of Karpenter", Given: of(ct.Instance("i-k11", ct.Type("m4.large"), ct.Tag("karpenter.sh/nodepool", "default"), ct.Tag("eks:eks-cluster-name", "prod"), ct.Tag("kubernetes.io/cluster/prod", "owned"))),
			Wants: map[string]checks.Outcome{"prod/default": checks.OutcomeFinding}, Because: "Karpenter node pool prod/default", Then: ct.Fixes("requirements of the node pool allow m6a.large"),
		},
		{
			Name: "an environment given by its ARN", Given: of(ct.Instance("i-b11", ct.Type("m5.large"), ct.Tag("aws:batch:compute-environment", "arn:aws:batch:us-east-1:123456789012:compute-environment/nightly"))),
			Wants: map[string]checks.Outcome{"nightly": checks.OutcomeClean},
		},
		{Name: "an m5", Given: of(ct.Instance("i-m5", ct.Type("m5.large"))), Want: checks.OutcomeClean},
		{
			Name: "a group is one finding", Given: of(ct.Instance("i-g1", ct.Type("m4.large"), in("web")), ct.Instance("i-g2", ct.Type("m4.large"), in("web")), ct.Instance("i-g3", ct.Type("m5.large"), in("web"))),
			Wants: map[string]checks.Outcome{"web": checks.OutcomeFinding}, Because: "Auto Scaling group web runs on 2 × m4.large",
			Then: ct.All(ct.Saves(2*(m4-m6a), 2*(m4-m6a)), ct.Severe(checks.Medium), ct.Meters("instance i-g1", "instance i-g2"), ct.Shows("group size", "3, between 1 and 6"), ct.Fixes("launch template"), ct.Fixes("AWS::EC2::LaunchTemplate LaunchTemplateData.InstanceType = m6a.large"),
				func(t ct.TB, f checks.Finding) {
					if f.Resource.Type != "AWS::AutoScaling::AutoScalingGroup" || f.Fix.CLI != "" {
						t.Errorf("resource %+v, fix %q", f.Resource, f.Fix.CLI)
					}
				}),
		},
		{Name: "a group of a current type", Given: of(ct.Instance("i-h1", ct.Type("m5.large"), in("api"))), Wants: map[string]checks.Outcome{"api": checks.OutcomeClean}},
		{
			Name: "a group with a type that was not read", Given: of(ct.Instance("i-k1", ct.Type("m4.large"), in("odd")), ct.Instance("i-k2", ct.Type("x9.large"), in("odd")), ct.Lacks(inventory.InstanceTypeKey("x9.large"))),
			Wants: map[string]checks.Outcome{"odd": checks.OutcomeUnknown},
		},
		{
			Name: "a stopped member does not count", Given: of(ct.Instance("i-l1", ct.Type("m5.large"), in("nap")), ct.Instance("i-l2", ct.Type("m4.large"), in("nap"), func(i *inventory.Instance) { i.State = "stopped" })),
			Wants: map[string]checks.Outcome{"nap": checks.OutcomeClean, "i-l2": checks.OutcomeNotApplicable},
		},
		{
			Name: "a successor that costs more", Given: of(ct.Instance("i-m3", ct.Type("m3.medium"))), // 0.067 against 0.0864 an hour
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("the successor is not cheaper"), ct.Severe(checks.Low), ct.Shows("successor of m3.medium", "m6a.large at $0.0864 an hour, against $0.067")),
		},
		{
			Name: "two old types in a group", Given: of(ct.Instance("i-n1", ct.Type("m4.large"), in("two")), ct.Instance("i-n2", ct.Type("c4.large"), in("two")), ct.InstanceType("c4.large", false)),
			Wants: map[string]checks.Outcome{"two": checks.OutcomeFinding}, Because: "1 × c4.large, 1 × m4.large",
			Then: ct.Saves(m4-m6a+(0.1-0.0765)*730, m4-m6a+(0.1-0.0765)*730), // c6a.large
		},
		{Name: "Windows", Given: of(ct.Instance("i-win", ct.Type("m4.large"), windows)), Want: checks.OutcomeFinding, Then: ct.Unpriced("not on-demand Linux")},
		{Name: "Spot", Given: of(ct.Instance("i-spot", ct.Type("m4.large"), func(i *inventory.Instance) { i.Lifecycle = "spot" })), Want: checks.OutcomeFinding, Then: ct.Unpriced("not on-demand Linux")},
		{
			Name: "Windows beside it, on a current type", Given: of(ct.Instance("i-o1", ct.Type("m4.large"), in("mix")), ct.Instance("i-o2", ct.Type("m5.large"), in("mix"), windows)),
			Wants: map[string]checks.Outcome{"mix": checks.OutcomeFinding}, Then: ct.Saves(m4-m6a, m4-m6a),
		},
		{Name: "old, but in no table", Given: of(ct.Instance("i-old", ct.Type("q1.large")), ct.InstanceType("q1.large", false)), Want: checks.OutcomeFinding, Then: ct.Unpriced("no successor of q1.large")},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: of(ct.Instance("i-gov", ct.Type("m4.large"))), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "EC2 alone decides", Given: of(ct.Instance("i-t2", ct.Type("t2.micro")), ct.InstanceType("t2.micro", true)), Want: checks.OutcomeClean},
		{Name: "managed by AWS", Given: of(ct.Instance("i-lmi", ct.Type("m4.large"), func(i *inventory.Instance) { i.ManagedBy = "lambda.amazonaws.com" })), Want: checks.OutcomeNotApplicable},
		{Name: "stopped", Given: of(ct.Instance("i-stopped", ct.Type("m4.large"), func(i *inventory.Instance) { i.State = "stopped" })), Want: checks.OutcomeNotApplicable},
		{Name: "a type that was not read", Given: of(ct.Instance("i-dark", ct.Type("x8.large")), ct.Lacks(inventory.InstanceTypeKey("x8.large"))), Want: checks.OutcomeUnknown, Because: "denied"},
	})
}
