package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

type groupChange = func(*inventory.AutoScalingGroup)

// sized is how many instances a group has, at least and at most and now.
func sized(least, most, now int) groupChange {
	return func(g *inventory.AutoScalingGroup) { g.Min, g.Max, g.Desired = least, most, now }
}

func inZones(zones ...string) groupChange {
	return func(g *inventory.AutoScalingGroup) { g.Zones = zones }
}

func groupTag(key, value string) groupChange {
	return func(g *inventory.AutoScalingGroup) { g.Tags = map[string]string{key: value} }
}

const (
	blue    = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1"
	green   = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/green/2"
	lattice = "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-3"
)

func groupBehind(targetGroups ...string) groupChange {
	return func(g *inventory.AutoScalingGroup) { g.TargetGroups = targetGroups }
}

func sources(of ...string) groupChange {
	return func(g *inventory.AutoScalingGroup) { g.TrafficSources = of }
}

func checkedBy(kinds string) groupChange {
	return func(g *inventory.AutoScalingGroup) { g.HealthCheck = kinds }
}

func TestGroupInOneZone(t *testing.T) {
	subnets := func(g *inventory.AutoScalingGroup) { g.Subnets = []string{"subnet-1", "subnet-2"} }
	ct.Run(t, "asg-single-az", []ct.Case{
		{
			Name: "one zone", Given: []ct.Part{ct.Group("one", inZones("us-east-1a"), subnets)}, Want: checks.OutcomeFinding,
			Because: "Auto Scaling group one launches in one Availability Zone only, us-east-1a: 2 instances there now.",
			Then: ct.All(ct.Severe(checks.Low), ct.Unsaved, ct.Known(checks.Measured), ct.Shows("subnets", "subnet-1, subnet-2"), ct.Shows("group size", "2, between 2 and 6"),
				ct.Fixes("Add subnets of other zones")),
		},
		{
			Name: "behind a load balancer", Given: []ct.Part{ct.Group("web", inZones("us-east-1a"), groupBehind(blue))}, Want: checks.OutcomeFinding,
			Then: ct.All(ct.Severe(checks.Medium), ct.Shows("load balancing", "1 target group")),
		},
		{Name: "a traffic source", Given: []ct.Part{ct.Group("mesh", inZones("us-east-1a"), sources(lattice))}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "two zones", Given: []ct.Part{ct.Group("two")}, Want: checks.OutcomeClean, Because: "us-east-1a, us-east-1b"},
		{Name: "one instance at most", Given: []ct.Part{ct.Group("single", inZones("us-east-1a"), sized(1, 1, 1))}, Want: checks.OutcomeNotApplicable},
		{Name: "may have two", Given: []ct.Part{ct.Group("pair", inZones("us-east-1a"), sized(0, 2, 1))}, Want: checks.OutcomeFinding, Because: "1 instance there now"},
		{Name: "a node group", Given: []ct.Part{ct.Group("nodes", inZones("us-east-1a"), groupTag("eks:nodegroup-name", "a"))}, Want: checks.OutcomeNotApplicable, Because: "volumes"},
		{Name: "nodes of the cluster autoscaler", Given: []ct.Part{ct.Group("kops", inZones("us-east-1a"), groupTag("k8s.io/cluster-autoscaler/enabled", "true"))}, Want: checks.OutcomeNotApplicable},
		{Name: "Batch", Given: []ct.Part{ct.Group("jobs", inZones("us-east-1a"), groupTag("AWSBatchServiceTag", "batch"))}, Want: checks.OutcomeNotApplicable, Because: "Batch"},
		{
			Name: "Beanstalk", Given: []ct.Part{ct.Group("shop", inZones("us-east-1a"), groupTag("elasticbeanstalk:environment-name", "shop-prod"))},
			Want: checks.OutcomeFinding, Then: ct.Fixes("The group belongs to Elastic Beanstalk environment shop-prod: change it there."),
		},
		{
			Name: "capacity of ECS", Given: []ct.Part{ct.Group("ecs", inZones("us-east-1a"), groupTag("AmazonECSManaged", ""))}, Want: checks.OutcomeFinding,
			Then: func(t ct.TB, f checks.Finding) {
				if f.Fix.Summary == "" || f.Fix.Summary[len(f.Fix.Summary)-1] != '.' || f.Severity != checks.Low {
					t.Errorf("%+v", f.Fix)
				}
			},
		},
		{Name: "zones not said", Given: []ct.Part{ct.Group("dark", inZones())}, Want: checks.OutcomeUnknown},
	})
}

func TestGroupHealthCheck(t *testing.T) {
	classic := func(g *inventory.AutoScalingGroup) { g.ClassicBalancers = []string{"old"} }
	grace := func(g *inventory.AutoScalingGroup) { g.GraceSeconds = 300 }
	ct.Run(t, "asg-health-check-not-elb", []ct.Case{
		{
			Name: "target groups", Given: []ct.Part{ct.Group("web", groupBehind(blue, green), grace)}, Want: checks.OutcomeFinding,
			Because: "Auto Scaling group web takes traffic from 2 target groups, but looks at the health of its machines only (EC2).",
			Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Shows("grace period", "300 seconds"), ct.Fixes("AWS::AutoScaling::AutoScalingGroup HealthCheckType = ELB"),
				ct.Fixes("aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --health-check-type ELB --region us-east-1")),
		},
		{Name: "a Classic Load Balancer", Given: []ct.Part{ct.Group("old", classic)}, Want: checks.OutcomeFinding, Because: "1 Classic Load Balancer"},
		{Name: "a traffic source", Given: []ct.Part{ct.Group("new", sources(blue))}, Want: checks.OutcomeFinding, Because: "1 target group"},
		{Name: "a classic one as a traffic source", Given: []ct.Part{ct.Group("older", sources("old"))}, Want: checks.OutcomeFinding, Because: "1 Classic Load Balancer"},
		{Name: "the same twice", Given: []ct.Part{ct.Group("twice", groupBehind(blue), sources(blue))}, Want: checks.OutcomeFinding, Because: "1 target group, but"},
		{
			Name: "VPC Lattice", Given: []ct.Part{ct.Group("mesh", sources(lattice))}, Want: checks.OutcomeFinding, Because: "1 VPC Lattice target group",
			Then: ct.Fixes("--health-check-type VPC_LATTICE"),
		},
		{Name: "Lattice has its own check", Given: []ct.Part{ct.Group("mesh2", sources(lattice), checkedBy("ELB"))}, Want: checks.OutcomeFinding, Then: ct.Fixes("ELB,VPC_LATTICE")},
		{Name: "both, with volumes", Given: []ct.Part{ct.Group("both", groupBehind(blue), sources(lattice), checkedBy("EC2,EBS"))}, Want: checks.OutcomeFinding, Then: ct.Fixes("EBS,ELB,VPC_LATTICE")},
		{Name: "ELB", Given: []ct.Part{ct.Group("good", groupBehind(blue), checkedBy("ELB"))}, Want: checks.OutcomeClean},
		{Name: "ELB among others", Given: []ct.Part{ct.Group("better", groupBehind(blue), checkedBy("EC2, ELB"))}, Want: checks.OutcomeClean},
		{Name: "Lattice checked", Given: []ct.Part{ct.Group("mesh3", sources(lattice), checkedBy("EC2,VPC_LATTICE"))}, Want: checks.OutcomeClean},
		{Name: "no load balancer", Given: []ct.Part{ct.Group("worker")}, Want: checks.OutcomeNotApplicable},
		{Name: "empty", Given: []ct.Part{ct.Group("empty", groupBehind(blue), sized(0, 4, 0))}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "a node group", Given: []ct.Part{ct.Group("nodes", groupBehind(blue), groupTag("kubernetes.io/cluster/main", "owned"))}, Want: checks.OutcomeNotApplicable},
		{Name: "not said", Given: []ct.Part{ct.Group("dark", groupBehind(blue), checkedBy(""))}, Want: checks.OutcomeUnknown},
		{
			Name: "suspended", Given: []ct.Part{ct.Group("paused", groupBehind(blue), func(g *inventory.AutoScalingGroup) { g.Suspended = []string{"AZRebalance", "ReplaceUnhealthy"} })},
			Want: checks.OutcomeFinding, Then: ct.Shows("suspended", "ReplaceUnhealthy: nothing is replaced until it is resumed"),
		},
	})
}

func TestLaunchConfiguration(t *testing.T) {
	from := func(name string) groupChange {
		return func(g *inventory.AutoScalingGroup) { g.LaunchConfiguration = name }
	}
	template := func(g *inventory.AutoScalingGroup) { g.Template = &inventory.LaunchTemplate{ID: "lt-1", Version: "3"} }
	mixed := func(g *inventory.AutoScalingGroup) { g.Mixed = &inventory.MixedInstances{} }
	ct.Run(t, "asg-launch-configuration", []ct.Case{
		{
			Name: "one", Given: []ct.Part{ct.Group("web", from("web-2019"))}, Want: checks.OutcomeFinding, Because: "Auto Scaling group web launches from launch configuration web-2019.",
			Then: ct.All(ct.Severe(checks.Low), ct.Unsaved, ct.Shows("group size", "2, between 2 and 6"), ct.Fixes("Copy to launch template")),
		},
		{
			Name: "Beanstalk's", Given: []ct.Part{ct.Group("shop", from("awseb-1"), groupTag("elasticbeanstalk:environment-name", "shop"))}, Want: checks.OutcomeFinding,
			Then: ct.Fixes("change it there"),
		},
		{Name: "a template", Given: []ct.Part{ct.Group("new", template)}, Want: checks.OutcomeClean},
		{Name: "mixed instances", Given: []ct.Part{ct.Group("mix", mixed)}, Want: checks.OutcomeClean},
		{Name: "not said", Given: []ct.Part{ct.Group("dark")}, Want: checks.OutcomeUnknown},
	})
}

func TestSpotFromOnePool(t *testing.T) {
	mixed := func(change func(*inventory.MixedInstances)) groupChange {
		return func(g *inventory.AutoScalingGroup) {
			g.Mixed = &inventory.MixedInstances{Template: inventory.LaunchTemplate{ID: "lt-1", Version: "$Latest"}, SpotStrategy: "price-capacity-optimized"}
			change(g.Mixed)
		}
	}
	types := func(names ...string) func(*inventory.MixedInstances) {
		return func(m *inventory.MixedInstances) { m.Types = names }
	}
	template := func(id string) groupChange {
		return func(g *inventory.AutoScalingGroup) { g.Template = &inventory.LaunchTemplate{ID: id, Version: "1"} }
	}
	says := func(id string, data inventory.LaunchTemplateData) ct.Part {
		return ct.Has(inventory.LaunchTemplateKey(id, "1"), data)
	}
	latest := ct.Has(inventory.LaunchTemplateKey("lt-1", "$Latest"), inventory.LaunchTemplateData{Type: "m5.large"})
	spot := func(i *inventory.Instance) { i.Lifecycle = "spot" }
	ct.Run(t, "asg-spot-single-pool", []ct.Case{
		{
			Name: "one type in two zones", Given: []ct.Part{ct.Group("web", mixed(types("m5.large")))}, Want: checks.OutcomeFinding,
			Because: "Auto Scaling group web takes its Spot instances of one type, m5.large, in 2 zones. When AWS wants that capacity back, all of them in a zone go at once",
			Then: ct.All(ct.Severe(checks.Low), ct.Unsaved, ct.Shows("Spot types", "m5.large"), ct.Shows("on demand", "0, and 0% of what is above"),
				ct.Fixes("SpotAllocationStrategy = price-capacity-optimized")),
		},
		{Name: "one type in one zone", Given: []ct.Part{ct.Group("one", mixed(types("m5.large")), inZones("us-east-1a"))}, Want: checks.OutcomeFinding, Because: "in 1 zone. When AWS wants that capacity back, all of them go at once, and none replaces them.", Then: ct.Severe(checks.Medium)},
		{Name: "a group that may launch nothing", Given: []ct.Part{ct.Group("shut-down", mixed(types("m5.large")), sized(0, 0, 0))}, Want: checks.OutcomeNotApplicable, Because: "its maximum is zero"},
		{Name: "the same type twice", Given: []ct.Part{ct.Group("twice", mixed(types("m5.large", "m5.large")))}, Want: checks.OutcomeFinding},
		{Name: "two types", Given: []ct.Part{ct.Group("two", mixed(types("m5.large", "m6i.large")), inZones("us-east-1a"))}, Want: checks.OutcomeClean},
		{
			Name: "two types, the cheapest pool only", Want: checks.OutcomeFinding, Because: "from the one cheapest pool of each zone",
			Given: []ct.Part{ct.Group("cheap", mixed(func(m *inventory.MixedInstances) {
				m.Types, m.SpotStrategy, m.SpotPools = []string{"m5.large", "m6i.large"}, "lowest-price", 1
			}))},
			Then: ct.All(ct.Severe(checks.Low), ct.Shows("Spot strategy", "lowest-price")),
		},
		{
			Name: "the two cheapest pools", Want: checks.OutcomeClean,
			Given: []ct.Part{ct.Group("cheap2", mixed(func(m *inventory.MixedInstances) {
				m.Types, m.SpotStrategy, m.SpotPools = []string{"m5.large", "m6i.large"}, "lowest-price", 2
			}))},
		},
		{Name: "by requirements", Given: []ct.Part{ct.Group("abis", mixed(func(m *inventory.MixedInstances) { m.ByRequirements = true }))}, Want: checks.OutcomeClean},
		{Name: "on demand only", Given: []ct.Part{ct.Group("od", mixed(func(m *inventory.MixedInstances) { m.Types, m.OnDemandPercent = []string{"m5.large"}, 100 }))}, Want: checks.OutcomeNotApplicable},
		{Name: "a little Spot", Given: []ct.Part{ct.Group("some", mixed(func(m *inventory.MixedInstances) { m.Types, m.OnDemandPercent = []string{"m5.large"}, 99 }))}, Want: checks.OutcomeFinding},
		{Name: "a base that it never exceeds", Given: []ct.Part{ct.Group("base", mixed(func(m *inventory.MixedInstances) { m.Types, m.OnDemandBase = []string{"m5.large"}, 6 }))}, Want: checks.OutcomeNotApplicable},
		{Name: "a base below the maximum", Given: []ct.Part{ct.Group("base2", mixed(func(m *inventory.MixedInstances) { m.Types, m.OnDemandBase = []string{"m5.large"}, 5 }))}, Want: checks.OutcomeFinding},
		{Name: "the template's type", Given: []ct.Part{ct.Group("bare", mixed(types())), latest}, Want: checks.OutcomeFinding, Because: "m5.large"},
		{
			Name: "a template without a type", Want: checks.OutcomeUnknown,
			Given: []ct.Part{ct.Group("typeless", mixed(func(m *inventory.MixedInstances) { m.Template.Version = "9" })), ct.Has(inventory.LaunchTemplateKey("lt-1", "9"), inventory.LaunchTemplateData{})},
		},
		{
			Name: "Spot members of one template", Given: []ct.Part{ct.Group("spot", ct.Members("i-s1"), template("lt-2")), ct.Instance("i-s1", ct.Type("c5.large"), spot)},
			Want: checks.OutcomeFinding, Because: "one type, c5.large",
		},
		{Name: "members on demand", Given: []ct.Part{ct.Group("plain", ct.Members("i-p1"), template("lt-3")), ct.Instance("i-p1")}, Want: checks.OutcomeNotApplicable},
		{
			Name: "a member that has stopped says nothing", Want: checks.OutcomeFinding, Because: "r5.large",
			Given: []ct.Part{ct.Group("gone", ct.Members("i-g1"), template("lt-4")), ct.Instance("i-g1", func(i *inventory.Instance) { i.State = "terminated" }), says("lt-4", inventory.LaunchTemplateData{Type: "r5.large", Market: "spot"})},
		},
		{Name: "no members, a Spot template", Given: []ct.Part{ct.Group("none", template("lt-5")), says("lt-5", inventory.LaunchTemplateData{Type: "r5.large", Market: "spot"})}, Want: checks.OutcomeFinding},
		{Name: "no members, a plain template", Given: []ct.Part{ct.Group("idle", template("lt-6")), says("lt-6", inventory.LaunchTemplateData{Type: "r5.large"})}, Want: checks.OutcomeNotApplicable},
		{Name: "no members, no type", Given: []ct.Part{ct.Group("odd", template("lt-7")), says("lt-7", inventory.LaunchTemplateData{Market: "spot"})}, Want: checks.OutcomeUnknown},
		{Name: "no members, no template", Given: []ct.Part{ct.Group("dark")}, Want: checks.OutcomeUnknown},
		{Name: "a template that was not read", Given: []ct.Part{ct.Group("shut", template("lt-8")), ct.Lacks(inventory.LaunchTemplateKey("lt-8", "1"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "Batch", Given: []ct.Part{ct.Group("jobs", mixed(types("m5.large")), groupTag("aws:batch:compute-environment", "ce"))}, Want: checks.OutcomeNotApplicable},
	})
}
