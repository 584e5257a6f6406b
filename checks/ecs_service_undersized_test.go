package checks_test

import (
	"math"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// pressed is a service of two tasks of 1 vCPU / 2 GB: its hottest task's CPU, the 95th percentile of the CPU by day, and its
// memory, with the tasks of its cluster that stopped.
func pressed(name string, cpu, p95, memory ct.Shape, stopped ...inventory.Task) []ct.Part {
	return append(service(name, 1024, 2048, cpu, memory), hasStopped(name, stopped...),
		ct.ServiceCPUP95.Of("of-"+name+"/"+name, p95), ct.ServiceCPUAverage.Of("of-"+name+"/"+name, ct.Flat(math.NaN())))
}

func hasStopped(name string, stopped ...inventory.Task) ct.Part {
	return ct.Has(inventory.StoppedTasksKey(ct.ClusterARN("of-"+name)), append([]inventory.Task{}, stopped...))
}

// killed is a stopped task of a service with the reason that ECS gives for its container.
func killed(service, reason string, changes ...func(*inventory.Task)) inventory.Task {
	t := inventory.Task{
		ARN: "arn:aws:ecs:us-east-1:123456789012:task/of-" + service + "/1", Group: "service:" + service, TaskDefinition: ct.TaskDefARN(service),
		Status: "STOPPED", StopCode: "EssentialContainerExited", Containers: []inventory.TaskContainer{{Name: "app", Reason: reason}},
	}
	for _, change := range changes {
		change(&t)
	}
	return t
}

func TestServiceUndersized(t *testing.T) {
	const oom = "OutOfMemoryError: Container killed due to memory usage"
	calm, hot := ct.Flat(40), ct.Flat(99)
	growing := ct.OnDays(96, 1, 2).Else(ct.Flat(70))
	ct.Run(t, "ecs-service-undersized", []ct.Case{
		{
			Name: "CPU at the limit on two days", Given: pressed("cpu", hot, ct.OnDays(90, 1, 2).Else(ct.Flat(60)), calm), Want: checks.OutcomeFinding,
			Because: "cpu fills its CPU: the 95th percentile reached 90.0% on 2 days. The next size after 1 vCPU / 2 GB is 2 vCPU / 4 GB, for $72.08 a month more.",
			Then: ct.All(ct.Unsaved, ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Fixes("CPU 2048 and memory 4096"), ct.Fixes("auto scaling on CPU"),
				ct.Shows("cost of the next size", "$72.08 a month more for 2 tasks (list price of 2026-06, on demand)")), // 2 × (0.04048 + 2 × 0.004445) × 730
		},
		{Name: "CPU just under the limit", Given: pressed("under", hot, ct.Flat(89.9), calm), Want: checks.OutcomeClean, Because: "CPU peaks at 99.0%"},
		{Name: "CPU full on one day", Given: pressed("oneday", hot, ct.OnDays(99, 1).Else(ct.Flat(60)), calm), Want: checks.OutcomeClean},
		{Name: "CPU seldom hot", Given: pressed("cool", ct.Flat(89.9), ct.Flat(99), calm), Want: checks.OutcomeClean},
		{
			Name: "no percentiles, averages full", Given: append(pressed("avg", hot, ct.Nothing, calm), ct.ServiceCPUAverage.Of("of-avg/avg", atHours(92, 8, 11).Else(ct.Flat(30)))),
			Want: checks.OutcomeFinding, Because: "fills its CPU", Then: ct.Shows("CPU, p95 of the worst day", "92.0%"),
		},
		{
			Name: "no percentiles, one hour a day", Given: append(pressed("hour", hot, ct.Nothing, calm), ct.ServiceCPUAverage.Of("of-hour/hour", atHours(92, 8, 9).Else(ct.Flat(30)).Before(1))),
			Want: checks.OutcomeClean,
		},
		{
			Name: "memory at the limit on two days", Given: pressed("memory", calm, calm, ct.OnDays(95, 1, 2).Else(ct.Flat(70))), Want: checks.OutcomeFinding,
			Because: "memory uses up to 95.0% of its memory, on 2 days. The next size after 1 vCPU / 2 GB is 1 vCPU / 3 GB, for $6.49 a month more.",
			Then:    ct.All(ct.Unsaved, ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Fixes("CPU 1024 and memory 3072"), ct.Fixes("leak")),
		},
		{Name: "memory just under the limit", Given: pressed("near", calm, calm, ct.Flat(94.9)), Want: checks.OutcomeClean},
		{Name: "memory full on one day", Given: pressed("spike", calm, calm, ct.OnDays(99, 3).Else(ct.Flat(70))), Want: checks.OutcomeClean},
		{
			Name: "a heap of fixed size", Given: pressed("jvm", calm, calm, ct.Flat(96)), Want: checks.OutcomeFinding,
			Because: "It holds that much all the time and no task was seen killed for it", Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred)),
		},
		{
			Name: "nearly flat", Given: pressed("wavy", calm, calm, ct.OnDays(98, 1, 2).Else(ct.Flat(95))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low),
		},
		{
			Name: "not flat", Given: pressed("steep", calm, calm, ct.OnDays(98.5, 1, 2).Else(ct.Flat(95))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{
			Name: "both", Given: pressed("both", hot, hot, growing), Want: checks.OutcomeFinding, Because: "both fills its CPU", Then: ct.All(ct.Fixes("CPU 2048 and memory 4096"), ct.Severe(checks.Medium)),
		},
		{
			Name: "killed for memory", Given: pressed("oom", calm, calm, calm, killed("oom", oom)), Want: checks.OutcomeFinding,
			Because: "1 task of oom stopped in the last hour for want of memory. The next size after 1 vCPU / 2 GB is 1 vCPU / 3 GB",
			Then:    ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Shows("killed for memory", "1 task, container app")),
		},
		{
			Name: "killed, says the task", Given: pressed("said", calm, calm, calm, killed("said", "", func(t *inventory.Task) { t.StoppedReason = "OutOfMemoryError: out of memory" })),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.High),
		},
		{
			Name: "the container has a limit of its own", Given: append(pressed("capped", calm, calm, calm, killed("capped", oom)),
				ct.TaskDef("capped", 1024, 2048, func(d *inventory.TaskDefinition) {
					d.Specs = []inventory.ContainerSpec{{Name: "log", MemoryMiB: 64}, {Name: "app", MemoryMiB: 512}}
				})),
			Want: checks.OutcomeFinding, Then: ct.Fixes("Raise the memory limit of the container app, which is 512 MiB of the task's 2048, in a new revision of capped."),
		},
		{Name: "stopped by a deployment", Given: pressed("rolled", calm, calm, calm, killed("rolled", "Scaling activity initiated by deployment")), Want: checks.OutcomeClean},
		{Name: "another service's task", Given: pressed("mine", calm, calm, calm, killed("yours", oom)), Want: checks.OutcomeClean},
		{
			Name: "killed in an older revision", Given: pressed("fixed", calm, calm, calm, killed("fixed", oom, func(t *inventory.Task) { t.TaskDefinition = ct.TaskDefARN("fixed") + "0" })),
			Want: checks.OutcomeClean,
		},
		{Name: "stopped tasks denied", Given: append(pressed("dark", calm, calm, calm), ct.Lacks(inventory.StoppedTasksKey(ct.ClusterARN("of-dark")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "the largest size", Given: append(pressed("huge", hot, hot, calm), ct.TaskDef("huge", 32768, 249856)), Want: checks.OutcomeFinding, Then: ct.Fixes("It has the largest size that Fargate offers"),
		},
		{
			Name: "Windows", Given: append(pressed("win", hot, hot, calm), ct.TaskDef("win", 4096, 8192, func(d *inventory.TaskDefinition) { d.OS = "WINDOWS_SERVER_2022_CORE" })),
			Want: checks.OutcomeFinding, Then: ct.Fixes("It has the largest size that Fargate offers"),
		},
		{
			Name: "no price in the region", Region: "us-gov-west-1", Given: append(pressed("gov", calm, calm, growing), ct.Has(inventory.StoppedTasksKey("arn:aws:ecs:us-gov-west-1:123456789012:cluster/of-gov"), []inventory.Task{})), Want: checks.OutcomeFinding,
			Because: "The next size after 1 vCPU / 2 GB is 1 vCPU / 3 GB; the Fargate price in us-gov-west-1 is not in the built-in tables.", Then: ct.Unsaved,
		},
		{
			Name: "CPU shares on EC2", Given: append(pressed("shares", ct.Flat(150), hot, calm), changed("of-shares", strategy("EC2")),
				ct.TaskDef("shares", 1024, 2048, func(d *inventory.TaskDefinition) { d.TaskLevel = false })),
			Want: checks.OutcomeFinding, Because: "may borrow idle CPU", Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Fixes("CPU 1280 and memory 2048")), // 1024 / 0.8
		},
		{
			Name: "memory on EC2", Given: append(pressed("ec2", calm, calm, growing), changed("of-ec2", strategy("EC2"))),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("CPU 1024 and memory 2496")), // 2048 × 0.96 / 0.8 = 2457.6
		},
		{
			Name: "made larger since", Given: append(pressed("grown", ct.Flat(99).Before(7).Else(calm), hot, ct.Flat(99).Before(7).Else(calm)),
				ct.TaskDef("grown", 1024, 2048, registered(6.9)), previousRevision("grown", 512, 1024)),
			Want: checks.OutcomeClean, Because: "CPU peaks at 40.0%",
		},
		{
			Name: "a deployment in progress", Given: append(pressed("rolling", hot, hot, calm), changed("of-rolling", func(s *inventory.Service) { s.Deployments = 2 })),
			Want: checks.OutcomeUnknown, Because: "a deployment is in progress",
		},
		{
			Name: "a young service", Given: append(pressed("young", hot.Last(6), hot.Last(6), calm.Last(6)), changed("of-young", func(s *inventory.Service) { s.CreatedAt = ct.DaysAgo(5) })),
			Want: checks.OutcomeUnknown, Because: "younger than the window",
		},
		{
			Name: "scaled to zero", Given: append(pressed("off", hot, hot, hot), changed("of-off", runningTasks(0))),
			Want: checks.OutcomeNotApplicable, Because: "scaled to zero",
		},
		{Name: "no metric", Given: pressed("mute", ct.Nothing, ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
	})
}

// changed changes the only service of a cluster.
func changed(cluster string, to change) ct.Part {
	return func(r *inventory.Region) {
		for i := range r.Clusters {
			if r.Clusters[i].Name == cluster {
				to(&r.Clusters[i].Services[0])
			}
		}
	}
}
