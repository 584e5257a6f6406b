package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestInstanceOversized(t *testing.T) {
	kind := func(name string, gbps float64, mbps int) ct.Part {
		return ct.Has(inventory.InstanceTypeKey(name), inventory.InstanceType{Name: name, CurrentGeneration: true, NetworkGbps: gbps, EBSMbps: mbps})
	}
	// Half of the vCPUs each: m5.xlarge (4 vCPUs, 16 GiB) to m5.large (2, 8) or r5.large (2, 16); t3.large to t3.medium.
	facts := ct.Parts(ct.Offered("m5.large", "r5.large", "t3.small", "t3.medium", "t3.large", "c5.4xlarge", "m5.4xlarge", "m4.large", "r4.large", "inf2.8xlarge"), ct.OfferedIn(nil, "m6i.large"), ct.OfferedIn([]string{"us-east-1a"}, "r6i.large"),
		kind("m5.large", 0.75, 650), kind("r5.large", 0.75, 650), kind("r6i.large", 0.78, 650), kind("t3.small", 0.128, 174), kind("t3.medium", 0.256, 350), kind("t3.large", 0.512, 695), kind("c5.4xlarge", 5, 4750), kind("m5.4xlarge", 5, 4750), kind("m4.large", 0.45, 450), kind("r4.large", 0.75, 425),
		ct.Has(inventory.InstanceTypeKey("inf2.8xlarge"), inventory.InstanceType{Name: "inf2.8xlarge", CurrentGeneration: true, Accelerators: 1}),
		ct.AgentMemory.Exists(), ct.AgentMemoryWindows.Exists(), ct.Has(inventory.GroupPoliciesKey(), []inventory.GroupPolicy{
			{Group: "scaled", Name: "cpu60", Kind: "TargetTrackingScaling", Enabled: true}, {Group: "fixed", Name: "old", Enabled: false},
		}))
	xlarge := ct.Type("m5.xlarge")
	member := func(id string, changes ...func(*inventory.Instance)) ct.Part {
		return ct.Parts(ct.Instance(id, append([]func(*inventory.Instance){xlarge}, changes...)...), ct.NetworkIn.By(time.Hour).Of(id, ct.Flat(1e9)), ct.NetworkOut.By(time.Hour).Of(id, ct.Flat(2e9)),
			ct.EBSRead.Of(id, ct.Flat(1e9)), ct.EBSWrite.Of(id, ct.Flat(1e9)))
	}
	slack := func(id string, cpu ct.Shape, more ...ct.Part) []ct.Part {
		return append([]ct.Part{facts, member(id), ct.InstanceCPU.Of(id, cpu)}, more...)
	}
	other := func(id, kind string, cpu ct.Shape, changes ...func(*inventory.Instance)) []ct.Part {
		return []ct.Part{facts, member(id, append(changes, ct.Type(kind))...), ct.InstanceCPU.Of(id, cpu), ct.CreditBalance.Of(id, ct.Flat(100))}
	}
	memory := func(id string, peak float64) ct.Part {
		dims := inventory.Dims("InstanceId", id, "ImageId", "ami-1")
		return ct.Parts(ct.AgentMemory.ExistsAt(dims), ct.AgentMemory.At(dims, ct.Flat(peak)))
	}
	memoryOf := func(id string, shape ct.Shape) ct.Part {
		dims := inventory.Dims("InstanceId", id, "host", "x")
		return ct.Parts(ct.AgentMemory.ExistsAt(dims), ct.AgentMemory.At(dims, shape))
	}
	in := func(group string) func(*inventory.Instance) { return ct.Tag("aws:autoscaling:groupName", group) }
	group := func(name string, cpu ct.Shape, more ...ct.Part) []ct.Part {
		return append([]ct.Part{facts, member("i-"+name+"1", in(name)), member("i-"+name+"2", in(name)), ct.InstanceCPU.Of(name, cpu), ct.Group(name)}, more...)
	}
	const half = 0.096 * 730 // m5.xlarge to m5.large
	const toR5 = (0.192 - 0.126) * 730
	steady := ct.AtHour(30, 12).Else(ct.Flat(20))
	ct.Run(t, "ec2-instance-oversized", []ct.Case{
		{
			Name: "memory not published", Given: slack("i-big", steady), Want: checks.OutcomeFinding,
			Because: "i-big (1 × m5.xlarge) uses 30.0% of its CPU at the 99th percentile of the hours: m5.large would do. Not seen: its memory.",
			Then: ct.All(ct.Saves(half, half), ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Meters("instance i-big"), ct.Shows("CPU peak", "30.0%"),
				ct.Fixes("aws ec2 modify-instance-attribute --instance-id i-big --instance-type Value=m5.large --region us-east-1"), ct.Basis("1 instance × ($0.192 - $0.096) an hour × 730 h")),
		},
		{
			Name: "memory agrees", Given: slack("i-both", steady, memory("i-both", 39)), Want: checks.OutcomeFinding, Because: "m5.large would do.",
			Then: ct.All(ct.Saves(half, half), ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("memory peak", "39.0%")),
		},
		{Name: "memory needs another family", Given: slack("i-r", steady, memory("i-r", 55)), Want: checks.OutcomeFinding, Because: "r5.large would do.", Then: ct.Saves(toR5, toR5)},
		{Name: "memory is held", Given: slack("i-mem", steady, memory("i-mem", 60)), Want: checks.OutcomeClean, Because: "its memory peaks at 60.0%"},
		{Name: "CPU just under", Given: slack("i-39", ct.Flat(39.9)), Want: checks.OutcomeFinding},
		{Name: "CPU at the limit", Given: []ct.Part{facts, member("i-40"), ct.InstanceCPU.Of("i-40", ct.Flat(40))}, Want: checks.OutcomeClean, Because: "its CPU peaks at 40.0%"},
		{Name: "bursts on two days", Given: slack("i-spiky", func(at time.Time) float64 {
			if at.Hour() == 3 && (at.Day() == 12 || at.Day() == 17) {
				return 70
			}
			return 20
		}), Want: checks.OutcomeClean, Because: "r5.large is too small: on 2 days there were bursts"},
		{Name: "a job each night", Given: []ct.Part{facts, member("i-cron"), ct.InstanceCPU.Of("i-cron", ct.AtHour(35, 2).Else(ct.Flat(1)))}, Want: checks.OutcomeClean, Because: "it works by the clock, on 15 days"},
		{
			Name: "does nothing", Given: []ct.Part{facts, member("i-idle"), ct.InstanceCPU.Of("i-idle", ct.Flat(2)), ct.NetworkIn.Of("i-idle", ct.Flat(1e6)), ct.NetworkOut.Of("i-idle", ct.Flat(1e6))},
			Want: checks.OutcomeNotApplicable, Because: "ec2-instance-idle judges",
		},
		{
			Name: "computes nothing, but talks", Given: slack("i-proxy", ct.Flat(2), ct.NetworkIn.Of("i-proxy", ct.Flat(5e6)), ct.NetworkOut.Of("i-proxy", ct.Flat(1e6))),
			Want: checks.OutcomeFinding,
		},
		{Name: "the network does not fit", Given: append(slack("i-net", steady), ct.NetworkOut.By(time.Hour).Of("i-net", ct.Flat(0.61e9/8*3600))), Want: checks.OutcomeClean, Because: "its network needs 0.61 Gbit/s of a baseline of 0.75"},
		{Name: "the volumes do not fit", Given: append(slack("i-io", steady), ct.EBSRead.Of("i-io", ct.Flat(525e6/8*3600)), ct.EBSWrite.Of("i-io", ct.Flat(0))), Want: checks.OutcomeClean, Because: "its volumes need 525 Mbit/s of a baseline of 650"},
		{Name: "before Nitro", Given: append(slack("i-xen", steady, memory("i-xen", 20)), ct.EBSRead.Of("i-xen", ct.Nothing), ct.EBSWrite.Of("i-xen", ct.Nothing)), Want: checks.OutcomeFinding, Because: "Not seen: whether its volumes' traffic fits.", Then: ct.Known(checks.Inferred)},
		{Name: "smaller sizes are not sold", Given: other("i-m6i", "m6i.xlarge", steady, func(i *inventory.Instance) { i.Zone = "us-east-1b" }), Want: checks.OutcomeClean, Because: "r6i.large is not sold here"},
		{Name: "the other family is sold in the zone", Given: other("i-m6a", "m6i.xlarge", steady, func(i *inventory.Instance) { i.Zone = "us-east-1a" }), Want: checks.OutcomeFinding, Because: "r6i.large would do"},
		{Name: "the smallest", Given: other("i-small", "m5.large", steady), Want: checks.OutcomeClean, Because: "there is no smaller size"},
		{Name: "three quarters of the vCPUs are needed", Given: other("i-c5", "c5.9xlarge", ct.Flat(36)), Want: checks.OutcomeClean, Because: "m5.4xlarge is too small: its CPU would peak at 81.0%"},
		{
			Name: "credits do not sustain it", Given: append(other("i-t3", "t3.large", ct.Flat(25)), ct.InstanceCPUAverage.By(24*time.Hour).Of("i-t3", ct.Flat(21))),
			Want: checks.OutcomeClean, Because: "t3.medium is too small: its credits sustain 20.0%, and a day needs 21.0%",
		},
		{
			Name: "credits of half the vCPUs do not sustain it", Given: append(other("i-t3x", "t3.xlarge", ct.Flat(25)), ct.InstanceCPUAverage.By(24*time.Hour).Of("i-t3x", ct.Flat(16))),
			Want: checks.OutcomeClean, Because: "t3.large is too small: its credits sustain 30.0%, and a day needs 32.0%",
		},
		{
			Name: "held to its baseline", Want: checks.OutcomeClean, Because: "its CPU credits run out",
			Given: append(other("i-held", "t3.medium", ct.Flat(20)), ct.InstanceCPUAverage.By(24*time.Hour).Of("i-held", ct.Flat(19.9)), ct.CreditBalance.Of("i-held", ct.Flat(0))),
		},
		{Name: "credits sustain it", Given: append(other("i-t3b", "t3.large", ct.Flat(25)), ct.InstanceCPUAverage.By(24*time.Hour).Of("i-t3b", ct.Flat(20))), Want: checks.OutcomeFinding, Because: "t3.medium would do"},
		{
			Name: "a group of a fixed size", Given: group("fixed", steady, memory("i-fixed1", 20), memory("i-fixed2", 30)), Wants: map[string]checks.Outcome{"fixed": checks.OutcomeFinding},
			Because: "Auto Scaling group fixed (2 × m5.xlarge) uses 30.0%",
			Then:    ct.All(ct.Saves(2*half, 2*half), ct.Known(checks.Measured), ct.Severe(checks.High), ct.Meters("instance i-fixed1", "instance i-fixed2"), ct.Fixes("fewer instances are enough, or make them smaller. Set m5.large"), ct.Shows("memory peak", "30.0%")),
		},
		{Name: "memory of one member only", Given: group("half", steady, memory("i-half1", 20)), Wants: map[string]checks.Outcome{"half": checks.OutcomeFinding}, Because: "Not seen: its memory.", Then: ct.Severe(checks.Low)},
		{Name: "a group that scales", Given: group("scaled", steady), Wants: map[string]checks.Outcome{"scaled": checks.OutcomeClean}, Because: "its policy cpu60 decides"},
		{Name: "a group of Beanstalk by its own tags", Given: group("shop", steady, func(r *inventory.Region) {
			r.Groups[len(r.Groups)-1].Tags = map[string]string{"elasticbeanstalk:environment-name": "shop"}
		}), Wants: map[string]checks.Outcome{"shop": checks.OutcomeNotApplicable}, Because: "Elastic Beanstalk environment shop"},
		{Name: "a group of two types", Given: []ct.Part{ct.Instance("i-x1", in("mixed")), ct.Instance("i-x2", in("mixed"), xlarge)}, Wants: map[string]checks.Outcome{"mixed": checks.OutcomeUnknown}, Because: "several types"},
		{Name: "groups denied", Given: append(slack("i-loose", steady), ct.Unlisted(inventory.AutoScalingGroups)), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{
			Name: "in a cluster of ECS", Given: append(slack("i-ecs", steady), ct.Cluster("main", func(c *inventory.Cluster) { c.ContainerInstances = 1 }), ct.Fleet("main", "i-ecs")),
			Want: checks.OutcomeNotApplicable, Because: "ECS cluster main",
		},
		{
			Name: "instances of a cluster denied", Given: append(slack("i-veiled", steady), ct.Cluster("dark", func(c *inventory.Cluster) { c.ContainerInstances = 1 }), ct.Lacks(inventory.ContainerInstancesKey(ct.ClusterARN("dark")))),
			Want: checks.OutcomeUnknown, Because: "denied", Alone: true,
		},
		{Name: "ECS manages the capacity", Given: []ct.Part{ct.Instance("i-cap", in("ecs"), ct.Tag("AmazonECSManaged", ""))}, Wants: map[string]checks.Outcome{"ecs": checks.OutcomeNotApplicable}, Because: "capacity of ECS"},
		{Name: "a node", Given: []ct.Part{ct.Instance("i-node", ct.Tag("eks:nodegroup-name", "w"))}, Want: checks.OutcomeNotApplicable, Because: "EKS node group w decides"},
		{Name: "kops", Given: []ct.Part{ct.Instance("i-kops", in("nodes"), ct.Tag("kubernetes.io/cluster/k", "owned"))}, Want: checks.OutcomeNotApplicable, Because: "Kubernetes cluster k"},
		{Name: "a GPU", Given: []ct.Part{ct.Instance("i-gpu", ct.Type("g4dn.2xlarge"))}, Want: checks.OutcomeNotApplicable, Because: "accelerators"},
		{Name: "Inferentia", Given: other("i-inf", "inf2.24xlarge", ct.Flat(10)), Want: checks.OutcomeNotApplicable, Because: "accelerators"},
		{
			Name: "memory would need a family of the previous generation", Given: append(other("i-m4", "m4.xlarge", steady), memory("i-m4", 55)),
			Want: checks.OutcomeClean, Because: "m4.large is too small: its memory would peak at 110.0%",
		},
		{
			Name: "memory was seen for two days only", Given: append(slack("i-brief", steady), memoryOf("i-brief", ct.Flat(20).Last(2))), Want: checks.OutcomeFinding,
			Because: "Not seen: its memory.", Then: ct.All(ct.Known(checks.Inferred), ct.Severe(checks.Low)),
		},
		{
			Name: "memory of another type, before it was resized", Want: checks.OutcomeFinding, Because: "m5.large would do.", Then: ct.Known(checks.Measured),
			Given: []ct.Part{
				facts, member("i-grown", func(i *inventory.Instance) { i.LaunchTime = ct.DaysAgo(5) }), ct.InstanceCPU.Of("i-grown", steady),
				memoryOf("i-grown", ct.Flat(90).Before(7).Else(ct.Flat(20))),
			},
		},
		{
			Name: "credits were not seen", Given: append(other("i-t3c", "t3.large", ct.Flat(25)), ct.InstanceCPUAverage.By(24*time.Hour).Of("i-t3c", ct.Nothing)),
			Want: checks.OutcomeFinding, Because: "whether its credits last",
		},
		{
			Name: "a group whose instances were all replaced yesterday, maybe by another type", Wants: map[string]checks.Outcome{"fresh": checks.OutcomeUnknown}, Because: "less than 3 days",
			Given: []ct.Part{
				facts, member("i-fresh1", in("fresh"), func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(1), ct.DaysAgo(1) }), ct.InstanceCPU.Of("fresh", steady), ct.Group("fresh"),
			},
		},
		{Name: "bare metal", Given: []ct.Part{ct.Instance("i-metal", ct.Type("m5.metal"))}, Want: checks.OutcomeNotApplicable, Because: "bare metal"},
		{Name: "instance storage", Given: []ct.Part{ct.Instance("i-disk", ct.Type("m5d.xlarge"))}, Want: checks.OutcomeUnknown, Because: "instance storage"},
		{Name: "a type in no table", Given: []ct.Part{ct.Instance("i-odd", ct.Type("q1.large"))}, Want: checks.OutcomeUnknown, Because: "q1.large"},
		{Name: "Windows", Given: append(slack("i-dc", steady), func(r *inventory.Region) { r.Instances[len(r.Instances)-1].Platform = "Windows" }), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("on-demand Linux"), ct.Severe(checks.Low))},
		{
			Name: "launched last week", Given: []ct.Part{facts, member("i-new", func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(6), ct.DaysAgo(6) }), ct.InstanceCPU.Of("i-new", ct.Flat(20).Last(6))},
			Want: checks.OutcomeUnknown, Because: "younger than the window",
		},
		{
			Name: "restarted yesterday, maybe with another type", Given: []ct.Part{facts, member("i-resized", func(i *inventory.Instance) { i.LaunchTime = ct.DaysAgo(1) }), ct.InstanceCPU.Of("i-resized", ct.Flat(20))},
			Want: checks.OutcomeUnknown, Because: "less than 3 days",
		},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: slack("i-gov", steady), Want: checks.OutcomeUnknown, Because: "us-gov-west-1"},
	})
}
