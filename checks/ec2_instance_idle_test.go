package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// used is an instance with its CPU by the hour, its network in and out by the day in bytes, and no agent.
func used(id string, cpu, in, out ct.Shape, changes ...func(*inventory.Instance)) []ct.Part {
	return []ct.Part{
		ct.Instance(id, changes...), ct.InstanceCPU.Of(id, cpu), ct.NetworkIn.Of(id, in), ct.NetworkOut.Of(id, out),
		ct.AgentMemory.Exists(), ct.AgentMemoryWindows.Exists(), ct.AgentGPU.Exists(),
	}
}

// asleep is an instance that does next to nothing: 2% of CPU and 1 MB a day.
func asleep(id string, changes ...func(*inventory.Instance)) []ct.Part {
	return used(id, ct.Flat(2), ct.Flat(5e5), ct.Flat(5e5), changes...)
}

// withAgent is asleep with one metric of the CloudWatch agent under dimensions that an agent's configuration may choose.
func withAgent(id string, m ct.Metric, shape ct.Shape, changes ...func(*inventory.Instance)) []ct.Part {
	dims := inventory.Dims("InstanceId", id, "ImageId", "ami-1", "AutoScalingGroupName", "", "stage", "prod")
	return append(asleep(id, changes...), m.ExistsAt(dims), m.At(dims, shape))
}

func TestInstanceIdle(t *testing.T) {
	launched := func(days float64) func(*inventory.Instance) {
		return func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(days), ct.DaysAgo(days) }
	}
	owned := func(id, key, value string) ct.Case {
		return ct.Case{Name: key, Given: []ct.Part{ct.Instance(id, ct.Tag(key, value))}, Want: checks.OutcomeNotApplicable, Because: "it belongs to "}
	}
	gpu := func(i *inventory.Instance) { i.Type = "g4dn.xlarge" }
	terminated := func(t ct.TB, f checks.Finding) { // what has no volume to start from again cannot be stopped
		if f.Fix.CLI != "" {
			t.Errorf("a command %q that AWS refuses", f.Fix.CLI)
		}
		ct.Fixes("terminate it")(t, f)
	}
	const large = 0.096 * 730 // m5.large in us-east-1
	ct.Run(t, "ec2-instance-idle", []ct.Case{
		{
			Name: "idle, memory not published", Given: asleep("i-idle", ct.Tag("Name", "old build"), ct.Tag("aws:cloudformation:stack-name", "ci")),
			Want: checks.OutcomeFinding, Because: "old build (i-idle) (m5.large) did nothing for 14 days: CPU peaked at 2.0%, network at 1.0 MB a day. Its memory is not published.",
			Then: ct.All(ct.Saves(large, large), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Fixes("aws ec2 stop-instances --instance-ids i-idle --region us-east-1"),
				func(t ct.TB, f checks.Finding) {
					if f.Resource.ARN != "arn:aws:ec2:us-east-1:123456789012:instance/i-idle" || f.Resource.Owner != "stack ci" {
						t.Errorf("resource %+v", f.Resource)
					}
				}),
		},
		{Name: "idle, memory agrees", Given: withAgent("i-agent", ct.AgentMemory, ct.Flat(20)), Want: checks.OutcomeFinding, Then: ct.All(ct.Known(checks.Measured), ct.Shows("memory peak", "20.0%"))},
		{Name: "memory is held", Given: withAgent("i-cache", ct.AgentMemory, ct.Flat(60)), Want: checks.OutcomeClean, Because: "memory peak of 60.0%"},
		{Name: "memory just under", Given: withAgent("i-under", ct.AgentMemory, ct.Flat(59)), Want: checks.OutcomeFinding},
		{Name: "memory was published once, outside the window", Given: withAgent("i-mute", ct.AgentMemory, ct.Nothing), Want: checks.OutcomeFinding, Because: "Its memory is not published", Then: ct.Known(checks.Inferred)},
		{Name: "the GPU is busy", Given: withAgent("i-gpu", ct.AgentGPU, ct.Flat(40), gpu), Want: checks.OutcomeClean, Because: "GPU peak of 40.0%"},
		{Name: "a share of a GPU is busy", Given: withAgent("i-share", ct.AgentGPU, ct.Flat(40), ct.Type("g6f.xlarge")), Want: checks.OutcomeClean, Because: "GPU peak of 40.0%"},
		{
			Name: "memory agrees, the GPU is not published", Given: withAgent("i-gpu-mute", ct.AgentMemory, ct.Flat(20), gpu), Want: checks.OutcomeFinding,
			Because: "Whether its GPUs work is not published.", Then: ct.Known(checks.Inferred),
		},
		{Name: "memory for two days only", Given: withAgent("i-brief", ct.AgentMemory, ct.Flat(20).Last(2)), Want: checks.OutcomeFinding, Because: "Its memory is not published", Then: ct.Known(checks.Inferred)},
		{Name: "memory is held, for two days only", Given: withAgent("i-brief2", ct.AgentMemory, ct.Flat(70).Last(2)), Want: checks.OutcomeClean, Because: "memory peak of 70.0%"},
		{Name: "the GPU is idle", Given: withAgent("i-gpu-idle", ct.AgentGPU, ct.Flat(1), gpu), Want: checks.OutcomeFinding, Then: ct.Known(checks.Inferred)},
		{
			Name: "a group counts it among its own", Given: append(asleep("i-member"), ct.Group("web", ct.Members("i-member"))),
			Want: checks.OutcomeNotApplicable, Because: "it belongs to Auto Scaling group web", Alone: true,
		},
		{
			Name: "in a cluster of ECS", Given: append(asleep("i-ecs-idle"), ct.Cluster("main", func(c *inventory.Cluster) { c.ContainerInstances = 1 }), ct.Fleet("main", "i-ecs-idle")),
			Want: checks.OutcomeNotApplicable, Because: "ECS cluster main", Alone: true,
		},
		{Name: "groups denied", Given: append(asleep("i-loose"), ct.Unlisted(inventory.AutoScalingGroups)), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "memory names denied", Given: append(asleep("i-veiled"), ct.Lacks(inventory.MetricNamesKey("CWAgent", "mem_used_percent"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},

		{Name: "a nightly job", Given: used("i-cron", ct.AtHour(80, 2).Else(ct.Flat(1)), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeClean, Because: "its CPU was busy on 15 days"},
		{Name: "a burst on two days", Given: used("i-weekly", ct.OnDays(60, 1, 8).Else(ct.Flat(1)), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeClean, Because: "busy on 2 days"},
		{Name: "a burst on one day", Given: used("i-patched", ct.OnDays(60, 8).Else(ct.Flat(1)), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeUnknown, Because: "busy on one day"},
		{Name: "CPU just under", Given: used("i-4.9", ct.Flat(4.9), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeFinding},
		{Name: "CPU at the limit", Given: used("i-5", ct.Flat(5), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeClean},
		{Name: "network, in and out together", Given: used("i-proxy", ct.Flat(1), ct.Flat(2.5e6), ct.Flat(2.5e6)), Want: checks.OutcomeClean, Because: "its network was busy on 15 days"},
		{Name: "network just under", Given: used("i-hush", ct.Flat(1), ct.Flat(2.4e6), ct.Flat(2.4e6)), Want: checks.OutcomeFinding, Because: "network at 4.8 MB a day"},
		{Name: "network on one day", Given: used("i-once", ct.Flat(1), ct.OnDays(9e6, 3).Else(ct.Flat(0)), ct.Flat(0)), Want: checks.OutcomeUnknown, Because: "busy on one day"},
		{Name: "network on one day, CPU on another", Given: used("i-two", ct.OnDays(9, 8).Else(ct.Flat(1)), ct.OnDays(9e6, 3).Else(ct.Flat(0)), ct.Flat(0)), Want: checks.OutcomeUnknown},

		{Name: "stopped", Given: []ct.Part{ct.Instance("i-stopped", func(i *inventory.Instance) { i.State = "stopped" })}, Want: checks.OutcomeNotApplicable, Because: "the instance is stopped"},
		{Name: "run by a service", Given: []ct.Part{ct.Instance("i-lmi", func(i *inventory.Instance) { i.ManagedBy = "lambda.amazonaws.com" })}, Want: checks.OutcomeNotApplicable},
		owned("i-asg", "aws:autoscaling:groupName", "web"),
		owned("i-eks", "eks:cluster-name", "prod"),
		owned("i-k8s", "kubernetes.io/cluster/prod", "owned"),
		owned("i-karpenter", "karpenter.sh/nodepool", "default"),
		owned("i-beanstalk", "elasticbeanstalk:environment-name", "shop"),
		owned("i-emr", "aws:elasticmapreduce:job-flow-id", "j-1"),
		owned("i-batch", "aws:batch:compute-environment", "ce"),
		owned("i-ecs", "AmazonECSManaged", ""),
		owned("i-mgn", "AWSApplicationMigrationServiceManaged", "mgn.amazonaws.com"),
		owned("i-drs", "AWSElasticDisasterRecoveryManaged", "drs.amazonaws.com"),

		{Name: "launched last week", Given: used("i-new", ct.Flat(2).Last(6), ct.Flat(0), ct.Flat(0), launched(6)), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{
			Name: "restarted last week, its root volume is old", Given: used("i-restarted", ct.Flat(2).Last(6), ct.Flat(0).Last(6), ct.Flat(0).Last(6),
				func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(5), ct.DaysAgo(300) }),
			Want: checks.OutcomeFinding, Because: "did nothing for 6 days",
		},
		{
			Name: "a new root volume in an old instance", Given: used("i-swapped", ct.Flat(2), ct.Flat(0), ct.Flat(0),
				func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = ct.DaysAgo(300), ct.DaysAgo(1) }),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "no dates, but two weeks of datapoints", Given: asleep("i-undated", func(i *inventory.Instance) { i.LaunchTime, i.RootAttached = time.Time{}, time.Time{} }),
			Want: checks.OutcomeFinding,
		},
		{Name: "datapoints on two days", Given: used("i-sparse", ct.OnDays(2, 1, 2), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "no CPU datapoint", Given: used("i-dark", ct.Nothing, ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeUnknown},
		{Name: "no network datapoint", Given: used("i-deaf", ct.Flat(2), ct.Flat(0), ct.Nothing), Want: checks.OutcomeUnknown},

		{Name: "a large type", Given: asleep("i-large", ct.Type("m5.24xlarge")), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(4.608*730, 4.608*730), ct.Severe(checks.High))},
		{Name: "a small type", Given: asleep("i-small", ct.Type("t3.micro")), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(0.0104*730, 0.0104*730), ct.Severe(checks.Low))},
		{Name: "Frankfurt", Region: "eu-central-1", Given: asleep("i-far"), Want: checks.OutcomeFinding, Then: ct.Saves(0.115*730, 0.115*730)},
		{Name: "a type without a price", Given: asleep("i-novel", ct.Type("zz9.large")), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("the price of zz9.large in us-east-1"), ct.Severe(checks.Medium))},
		{Name: "Windows", Given: asleep("i-windows", func(i *inventory.Instance) { i.Platform = "Windows" }), Want: checks.OutcomeFinding, Then: ct.Unpriced("this is Windows")},
		{
			Name: "Windows, memory is held", Given: withAgent("i-sql", ct.AgentMemoryWindows, ct.Flat(85), func(i *inventory.Instance) { i.Platform = "Windows" }),
			Want: checks.OutcomeClean, Because: "memory peak of 85.0%",
		},
		{
			Name: "two days and a bit, over three dates", Given: used("i-new-agent", ct.Flat(2).Last(2), ct.Flat(0).Last(2), ct.Flat(0).Last(2)),
			Want: checks.OutcomeUnknown, Because: "observed for less than 3 days",
		},
		{Name: "Red Hat", Given: asleep("i-rhel", func(i *inventory.Instance) { i.Platform = "Red Hat Enterprise Linux" }), Want: checks.OutcomeFinding, Then: ct.Unpriced("Red Hat")},
		{Name: "Spot", Given: asleep("i-spot", func(i *inventory.Instance) { i.Lifecycle = "spot" }), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("this is spot Linux/UNIX"), terminated)},
		{Name: "on an instance store", Given: asleep("i-store", func(i *inventory.Instance) { i.LocalRoot = true }), Want: checks.OutcomeFinding, Then: terminated},
		{Name: "dedicated", Given: asleep("i-dedicated", func(i *inventory.Instance) { i.Tenancy = "dedicated" }), Want: checks.OutcomeFinding, Then: ct.Unpriced("dedicated")},
	})
}
