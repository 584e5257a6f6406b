package checks_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// What Fargate asks for an hour of one vCPU and of one GB in us-east-1, times the hours of a month.
const (
	vCPU    = 0.04048 * 730
	gb      = 0.004445 * 730
	armVCPU = 0.03238 * 730
	armGB   = 0.00356 * 730
	winVCPU = (0.046552 + 0.046) * 730
	winGB   = 0.0051117 * 730
)

type change = func(*inventory.Service)

// service is a cluster with one service of a task size, and its CPU and memory in percent of that.
func service(name string, cpuUnits, memoryMiB int, cpu, memory ct.Shape, changes ...change) []ct.Part {
	return inCluster(name, cpuUnits, memoryMiB, cpu, memory, ct.Cluster("of-"+name, ct.Service(name, changes...)))
}

func inCluster(name string, cpuUnits, memoryMiB int, cpu, memory ct.Shape, cluster ct.Part) []ct.Part {
	return []ct.Part{
		cluster, ct.TaskDef(name, cpuUnits, memoryMiB), ct.Scales("ecs"),
		ct.ServiceCPU.Of("of-"+name+"/"+name, cpu), ct.ServiceMemory.Of("of-"+name+"/"+name, memory),
	}
}

// big is a service of two tasks of 4 vCPU / 8 GB that needs 0.5 vCPU / 2 GB: 10% and 20% with 20% to spare.
func big(name string, changes ...change) []ct.Part {
	return service(name, 4096, 8192, ct.Flat(10), ct.Flat(20), changes...)
}

func strategy(launchType string, providers ...string) change {
	return func(s *inventory.Service) {
		s.LaunchType = launchType
		for _, p := range providers {
			s.Strategy = append(s.Strategy, inventory.StrategyItem{Provider: p, Weight: 1})
		}
	}
}

// byDefault is a cluster whose default strategy decides where its service runs.
func byDefault(name, provider string) ct.Part {
	return ct.Cluster("of-"+name, ct.Service(name, strategy("")), func(c *inventory.Cluster) {
		c.DefaultStrategy = []inventory.StrategyItem{{Provider: provider, Weight: 1}}
	})
}

// requires says what a task definition was registered for.
func requires(kinds ...string) func(*inventory.TaskDefinition) {
	return func(d *inventory.TaskDefinition) { d.Requires = kinds }
}

// registered is when a revision was made.
func registered(daysAgo float64) func(*inventory.TaskDefinition) {
	return func(d *inventory.TaskDefinition) { d.RegisteredAt = ct.DaysAgo(daysAgo) }
}

// previousRevision is the revision before the one that a service runs.
func previousRevision(service string, cpuUnits, memoryMiB int) ct.Part {
	arn := strings.TrimSuffix(ct.TaskDefARN(service), ":7") + ":6"
	return ct.Has(inventory.TaskDefinitionKey(arn), inventory.TaskDefinition{ARN: arn, CPUUnits: cpuUnits, MemoryMiB: memoryMiB})
}

// runningTasks is how many tasks there are and should be.
func runningTasks(tasks int) change {
	return func(s *inventory.Service) { s.Desired, s.Running = tasks, tasks }
}

// scaledTasks is the scalable target of a service ("cluster/service").
func scaledTasks(label string, least, most int) inventory.Scaling {
	return inventory.Scaling{Targets: []inventory.ScalableTarget{{Resource: "service/" + label, Dimension: "ecs:service:DesiredCount", Min: least, Max: most}}}
}

// tracksUse is target tracking of a service's average "CPU" or "Memory".
func tracksUse(label, what string, target float64) inventory.Scaling {
	return inventory.Scaling{Policies: []inventory.ScalingPolicy{{
		Resource: "service/" + label, Dimension: "ecs:service:DesiredCount", Name: what, Kind: "TargetTrackingScaling",
		Metric: "ECSServiceAverage" + what + "Utilization", Target: target,
	}}}
}

// insightsService is a big service in a cluster with Container Insights, with the CPU units and MiB that they saw.
func insightsService(name string, cpu, memory float64) []ct.Part {
	cluster := ct.Cluster("of-"+name, ct.Service(name), func(c *inventory.Cluster) { c.ContainerInsights = "enhanced" })
	return append(inCluster(name, 4096, 8192, ct.Flat(10), ct.Flat(20), cluster),
		ct.InsightsTaskCPU.Of("of-"+name+"/"+name, ct.Flat(cpu)), ct.InsightsTaskMemory.Of("of-"+name+"/"+name, ct.Flat(memory)))
}

// atHours is a value from one hour of the day (UTC) until before another.
func atHours(v float64, from, to int) ct.Shape {
	return func(at time.Time) float64 {
		if at.Hour() >= from && at.Hour() < to {
			return v
		}
		return math.NaN()
	}
}

// hotHours is a value in some single hours of different days.
func hotHours(v float64, hours int) ct.Shape {
	return func(at time.Time) float64 {
		day := int(ct.Now.Sub(at) / (24 * time.Hour))
		if at.Hour() == 9 && day >= 2 && day < 2+hours {
			return v
		}
		return math.NaN()
	}
}

func TestServiceOversized(t *testing.T) {
	const saved = 2 * (3.5*vCPU + 6*gb) // 4 vCPU / 8 GB to 0.5 vCPU / 2 GB, two tasks
	ec2 := strategy("EC2")
	sized := func(name string, cpu, memory float64) []ct.Part {
		return service(name, 1024, 2048, ct.Flat(cpu), ct.Flat(memory), ec2)
	}
	ct.Run(t, "ecs-service-oversized", []ct.Case{
		{
			Name: "Fargate by launch type", Given: big("web"),
			Want: checks.OutcomeFinding, Because: "web runs 2 tasks of 4 vCPU / 8 GB, but CPU peaks at 10.0% and memory at 20.0% of the task size: 0.5 vCPU / 2 GB is enough.",
			Then: ct.All(ct.Saves(saved, saved), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Fixes("aws_ecs_task_definition cpu = 512"), ct.Fixes("AWS::ECS::TaskDefinition Memory = 2048"),
				ct.Basis("2 tasks × ($0.19748 - $0.02913) an hour × 730 h, on demand; less on Fargate Spot")),
		},
		{Name: "Fargate by strategy", Given: big("api", strategy("", "FARGATE")), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{Name: "Fargate by the cluster's default", Given: inCluster("def", 4096, 8192, ct.Flat(10), ct.Flat(20), byDefault("def", "FARGATE")), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{Name: "Fargate by its task definition", Given: append(big("only", strategy("")), ct.TaskDef("only", 4096, 8192, requires("FARGATE"))), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{Name: "a task definition for either", Given: append(big("either", strategy("")), ct.TaskDef("either", 4096, 8192, requires("EC2", "FARGATE"))), Want: checks.OutcomeUnknown},
		{Name: "Spot by strategy", Given: big("spot", strategy("", "FARGATE_SPOT")), Want: checks.OutcomeFinding, Then: ct.Saves(0, saved)},
		{Name: "Spot by the cluster's default", Given: inCluster("defspot", 4096, 8192, ct.Flat(10), ct.Flat(20), byDefault("defspot", "FARGATE_SPOT")), Want: checks.OutcomeFinding, Then: ct.Saves(0, saved)},
		{Name: "arm64", Given: append(big("arm"), ct.TaskDef("arm", 4096, 8192, func(d *inventory.TaskDefinition) { d.Architecture = "ARM64" })), Want: checks.OutcomeFinding, Then: ct.Saves(2*(3.5*armVCPU+6*armGB), 2*(3.5*armVCPU+6*armGB))},
		{
			Name: "Windows has no size under 1 vCPU", Given: append(big("win"), ct.TaskDef("win", 4096, 8192, func(d *inventory.TaskDefinition) { d.OS = "WINDOWS_SERVER_2022_CORE" })),
			Want: checks.OutcomeFinding, Because: "1 vCPU / 2 GB is enough", Then: ct.Saves(2*(3*winVCPU+6*winGB), 2*(3*winVCPU+6*winGB)),
		},
		{Name: "more tasks running than desired", Given: big("rolling", func(s *inventory.Service) { s.Desired, s.Running = 1, 3 }), Want: checks.OutcomeFinding, Because: "runs 3 tasks", Then: ct.Saves(1.5*saved, 1.5*saved)},
		{
			Name: "only the CPU fits smaller", Given: service("ram", 1024, 2048, ct.Flat(10), ct.Flat(60)), // 0.125 vCPU, 1.5 GB
			Want: checks.OutcomeFinding, Because: "0.25 vCPU / 2 GB is enough", Then: ct.All(ct.Saves(2*0.75*vCPU, 2*0.75*vCPU), ct.Severe(checks.Medium)),
		},
		{Name: "CPU low, memory high", Given: service("heap", 4096, 8192, ct.Flat(10), ct.Flat(85)), Want: checks.OutcomeClean, Because: "no smaller Fargate size fits"},
		{Name: "CPU high, memory low", Given: service("crypto", 4096, 8192, ct.Flat(85), ct.Flat(10)), Want: checks.OutcomeClean},
		{Name: "both high", Given: service("full", 4096, 8192, ct.Flat(85), ct.Flat(60)), Want: checks.OutcomeClean, Because: "CPU peaks at 85.0% and memory at 60.0%"},
		{Name: "the smallest size", Given: service("tiny", 256, 512, ct.Flat(1), ct.Flat(1)), Want: checks.OutcomeClean, Because: "no smaller Fargate size fits"},
		{Name: "no size between", Given: service("step", 512, 1024, ct.Flat(41), ct.Flat(60)), Want: checks.OutcomeClean}, // 0.26 vCPU
		{Name: "exactly the next size with its headroom", Given: service("exact", 512, 1024, ct.Flat(40), ct.Flat(40)), Want: checks.OutcomeFinding, Because: "0.25 vCPU / 0.5 GB is enough", Then: ct.Saves(2*(0.25*vCPU+0.5*gb), 2*(0.25*vCPU+0.5*gb))},
		{Name: "one odd day", Given: service("odd", 4096, 8192, hotHours(95, 1).Else(ct.Flat(10)), ct.Flat(20)), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{Name: "a burst on two days", Given: service("bursts", 4096, 8192, hotHours(95, 2).Else(ct.Flat(10)), ct.Flat(20)), Want: checks.OutcomeClean, Because: "short bursts to 95.0% of its CPU on 2 days need its size"},
		{Name: "a nightly run", Given: service("nightly", 4096, 8192, ct.AtHour(30, 2).Else(ct.Flat(1)), ct.Flat(20)), Want: checks.OutcomeUnknown, Because: "short runs by the clock, of up to 30.0% of its CPU on 15 days"},
		{Name: "a nightly log rotation", Given: service("rotation", 4096, 8192, ct.AtHour(4, 2).Else(ct.Flat(1)), ct.Flat(20)), Want: checks.OutcomeFinding},
		{Name: "a nightly bump", Given: service("bump", 4096, 8192, ct.AtHour(20, 2).Else(ct.Flat(9)), ct.Flat(20)), Want: checks.OutcomeFinding, Because: "1 vCPU / 2 GB is enough"},
		{
			Name: "more memory since two days ago", Given: append(big("memory"), ct.TaskDef("memory", 4096, 8192, registered(2)), previousRevision("memory", 4096, 16384)),
			Want: checks.OutcomeUnknown, Because: "its task size changed",
		},
		{Name: "office hours", Given: service("office", 4096, 8192, atHours(10, 7, 18).Else(ct.Flat(1)), ct.Flat(20)), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{
			Name: "bursts that just fit the smaller size", Given: service("fitting", 4096, 8192, hotHours(12.5, 2).Else(ct.Flat(10)), ct.Flat(20)), // 512 of 512 units
			Want: checks.OutcomeFinding, Because: "0.5 vCPU / 2 GB is enough", Then: ct.Saves(saved, saved),
		},
		{
			Name: "bursts a little above it", Given: service("above", 4096, 8192, hotHours(12.6, 2).Else(ct.Flat(10)), ct.Flat(20)),
			Want: checks.OutcomeFinding, Because: "1 vCPU / 2 GB is enough", Then: ct.Saves(2*(3*vCPU+6*gb), 2*(3*vCPU+6*gb)),
		},
		{Name: "four hot hours", Given: service("hot", 4096, 8192, hotHours(95, 4).Else(ct.Flat(10)), ct.Flat(20)), Want: checks.OutcomeClean},
		{Name: "two hot hours since yesterday", Given: service("risen", 4096, 8192, ct.AtHour(95, 3).Else(ct.AtHour(95, 4)).Last(1).Else(ct.Flat(10)), ct.Flat(20)), Want: checks.OutcomeClean},
		{Name: "one hour of memory", Given: service("leak", 4096, 8192, ct.Flat(10), hotHours(95, 1).Else(ct.Flat(20))), Want: checks.OutcomeClean},
		{Name: "made smaller yesterday", Given: service("shrunk", 4096, 8192, ct.OnDays(95, 0).Else(ct.Flat(10)), ct.Flat(20)), Want: checks.OutcomeClean},
		{Name: "too little to report", Given: service("petty", 256, 1024, ct.Flat(10), ct.Flat(10)), Limits: checks.Overrides{"ecs-service-oversized.least_saving": 4}, Want: checks.OutcomeClean, Because: "under $4.00 a month"}, // 2 × 0.5 GB = $3.24
		{Name: "a small saving", Given: service("small", 256, 1024, ct.Flat(10), ct.Flat(10)), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(gb, gb), ct.Severe(checks.Low))},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: big("gov"), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Medium))},

		{
			Name: "on EC2", Given: sized("box", 20, 30), Want: checks.OutcomeFinding, Because: "box reserves 1 vCPU / 2 GB a task on EC2 capacity",
			Then: ct.All(ct.Unpriced("a reservation has no price of its own"), ct.Severe(checks.Low), ct.Fixes("CPU 256 and memory 768")), // 1024 × 20 / 80 = 256; 2048 × 30 / 80 = 768
		},
		{Name: "on EC2, too small to be smaller", Given: service("dot", 64, 64, ct.Flat(10), ct.Flat(10), ec2), Want: checks.OutcomeClean, Because: "smallest step"},
		{Name: "on EC2, CPU under a step", Given: service("speck", 10, 1024, ct.Flat(10), ct.Flat(10), ec2), Want: checks.OutcomeFinding, Then: ct.Fixes("CPU 10 and memory 128")},
		{Name: "on EC2, a burst on two days", Given: service("surge", 1024, 2048, hotHours(80, 2).Else(ct.Flat(10)), ct.Flat(10), ec2), Want: checks.OutcomeClean},
		{Name: "on EC2, memory under a step", Given: service("crumb", 1024, 16, ct.Flat(10), ct.Flat(10), ec2), Want: checks.OutcomeFinding, Then: ct.Fixes("CPU 128 and memory 16")},
		{Name: "exactly the headroom, and half of the memory", Given: service("eighty", 1024, 8192, ct.Flat(80), ct.Flat(50)), Want: checks.OutcomeFinding, Because: "1 vCPU / 5 GB is enough", Then: ct.Saves(2*3*gb, 2*3*gb)},
		{Name: "task sets that replace each other", Given: big("sets", func(s *inventory.Service) {
			s.Controller, s.Deployments, s.TaskSets = "CODE_DEPLOY", 0, []inventory.TaskSet{{Status: "PRIMARY"}, {Status: "ACTIVE"}}
		}), Want: checks.OutcomeUnknown, Because: "a deployment is in progress"},
		{
			Name: "at zero every night by a schedule", Given: append(big("nights"), ct.Scales("ecs", scaledTasks("of-nights/nights", 2, 2), acts("of-nights/nights", "cron(0 20 * * ? *)", 0, 0), acts("of-nights/nights", "cron(0 7 * * ? *)", 2, 2))),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, saved),
		},
		{
			Name: "at zero half of the time, by somebody", Given: service("halves", 4096, 8192, atHours(10, 7, 19), atHours(20, 7, 19)),
			Want: checks.OutcomeFinding, Then: savesAbout(168./324*saved, saved), // from 07:00 of the first day to 19:00 of yesterday
		},
		{
			Name: "the least of its tasks are the base on Spot", Given: append(big("odd-base", runningTasks(4), strategy("", "FARGATE", "FARGATE_SPOT"), func(s *inventory.Service) {
				s.Strategy[1].Base, s.Strategy[1].Weight = 1, 0
			}), ct.Scales("ecs", scaledTasks("of-odd-base/odd-base", 1, 10))),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, 2*saved),
		},
		{Name: "on EC2 by a provider", Given: service("pool", 1024, 2048, ct.Flat(20), ct.Flat(30), strategy("", "my-asg")), Want: checks.OutcomeFinding, Then: ct.Unpriced("")},
		{Name: "on EC2, at the limit", Given: sized("edge", 40, 40), Want: checks.OutcomeFinding},
		{Name: "on EC2, CPU over the limit", Given: sized("cpu", 41, 10), Want: checks.OutcomeClean},
		{Name: "on EC2, memory over the limit", Given: sized("mem", 10, 41), Want: checks.OutcomeClean},
		{Name: "on external instances", Given: big("anywhere", strategy("EXTERNAL")), Want: checks.OutcomeNotApplicable, Because: "external"},
		{Name: "nothing says where", Given: big("nowhere", strategy("")), Want: checks.OutcomeUnknown, Because: "where its tasks run is not known"},
		{Name: "no task size", Given: service("unsized", 0, 2048, ct.Flat(10), ct.Flat(20), ec2), Want: checks.OutcomeUnknown, Because: "sets no CPU or no memory"},

		{
			Name: "one task in four on demand", Given: big("mixed", strategy("", "FARGATE", "FARGATE_SPOT"), func(s *inventory.Service) { s.Strategy[0].Weight, s.Strategy[1].Weight = 1, 3 }),
			Want: checks.OutcomeFinding, Then: ct.Saves(saved/4, saved),
		},
		{
			Name: "half of them in the on-demand base", Given: big("based", strategy("", "FARGATE", "FARGATE_SPOT"), func(s *inventory.Service) {
				s.Strategy[0].Base, s.Strategy[0].Weight, s.Strategy[1].Weight = 1, 0, 1
			}),
			Want: checks.OutcomeFinding, Then: ct.Saves(saved/2, saved),
		},
		{
			Name: "resized an hour ago", Given: append(big("resized"), ct.TaskDef("resized", 4096, 8192, registered(1./24)), previousRevision("resized", 8192, 16384)),
			Want: checks.OutcomeUnknown, Because: "its task size changed on 2026-11-23",
		},
		{
			Name: "deployed an hour ago, the same size", Given: append(big("redeployed"), ct.TaskDef("redeployed", 4096, 8192, registered(1./24)), previousRevision("redeployed", 4096, 8192)),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "made larger last week, full before", Given: append(service("grown", 4096, 8192, ct.Flat(95).Before(7).Else(ct.Flat(10)), ct.Flat(90).Before(7).Else(ct.Flat(20))),
				ct.TaskDef("grown", 4096, 8192, registered(6.9)), previousRevision("grown", 1024, 2048)),
			Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved),
		},
		{
			Name: "made larger three days ago", Given: append(big("fresh"), ct.TaskDef("fresh", 4096, 8192, registered(3)), previousRevision("fresh", 1024, 2048)),
			Want: checks.OutcomeUnknown, Because: "less than 3 days of the new one were observed",
		},
		{Name: "the revision before denied", Given: append(big("hidden"), ct.TaskDef("hidden", 4096, 8192, registered(5)), ct.Lacks(inventory.TaskDefinitionKey(strings.Replace(ct.TaskDefARN("hidden"), ":7", ":6", 1)))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "registered before the window", Given: append(big("settled"), ct.TaskDef("settled", 4096, 8192, registered(15))), Want: checks.OutcomeFinding},
		{
			Name: "scales between one and ten tasks", Given: append(big("elastic", runningTasks(4)), ct.Scales("ecs", scaledTasks("of-elastic/elastic", 1, 10))),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(saved/2, 2*saved), ct.Basis("4 tasks × ($0.19748 - $0.02913) an hour × 730 h, on demand; less on Fargate Spot; at least for the 1 task it never goes below")),
		},
		{
			Name: "tracks a low target", Given: append(big("tracked"), ct.Scales("ecs", scaledTasks("of-tracked/tracked", 2, 10), tracksUse("of-tracked/tracked", "CPU", 60))),
			Want: checks.OutcomeFinding, Because: "holds CPU at 60%: at the smaller size it adds tasks", Then: ct.Saves(0, saved),
		},
		{
			Name: "tracks a target that the new size keeps", Given: append(big("calm"), ct.Scales("ecs", scaledTasks("of-calm/calm", 2, 10), tracksUse("of-calm/calm", "CPU", 80), tracksUse("of-calm/calm", "Memory", 90))),
			Want: checks.OutcomeFinding, Because: "0.5 vCPU / 2 GB is enough.", Then: ct.Saves(saved, saved),
		},
		{
			Name: "another service's auto scaling", Given: append(big("flat"), ct.Scales("ecs", scaledTasks("of-flat/other", 0, 10), tracksUse("of-flat/other", "CPU", 10))),
			Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved),
		},
		{
			Name: "auto scaling denied", Given: append(big("unscaled"), ct.Lacks(inventory.ScalingKey("ecs"))), Alone: true,
			Want: checks.OutcomeFinding, Then: ct.Saves(0, saved),
		},
		{
			Name: "Container Insights agree", Given: insightsService("seen", 409, 1638), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(saved, saved), ct.Shows("CPU peak, absolute", "409 of 4096 units"), ct.Shows("memory peak, absolute", "1638 of 8192 MiB")),
		},
		{Name: "Container Insights saw more", Given: insightsService("more", 409, 5000), Want: checks.OutcomeFinding, Because: "1 vCPU / 7 GB", Then: ct.Saves(2*(3*vCPU+gb), 2*(3*vCPU+gb))},
		{Name: "Container Insights without datapoints", Given: insightsService("blank", math.NaN(), math.NaN()), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{
			Name: "limits of its containers", Given: append(big("limited"), ct.TaskDef("limited", 4096, 8192, func(d *inventory.TaskDefinition) {
				d.EphemeralGiB = 100
				d.Specs = []inventory.ContainerSpec{{Name: "app", MemoryMiB: 4096}}
			})),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Fixes("limits of its containers must fit"), ct.Fixes("ephemeral storage stays"), ct.Saves(saved, saved)),
		},
		{
			Name: "a GPU", Given: append(sized("gpu", 10, 10), ct.TaskDef("gpu", 1024, 2048, func(d *inventory.TaskDefinition) { d.Specs = []inventory.ContainerSpec{{Name: "app", GPUs: 1}} })),
			Want: checks.OutcomeUnknown, Because: "GPUs",
		},
		{Name: "a deployment in progress", Given: big("deploying", func(s *inventory.Service) { s.Deployments = 2 }), Want: checks.OutcomeUnknown, Because: "a deployment is in progress"},
		{Name: "scaled to zero", Given: big("asleep", func(s *inventory.Service) { s.Desired, s.Running = 0, 0 }), Want: checks.OutcomeNotApplicable, Because: "scaled to zero"},
		{Name: "Express Mode", Given: big("express", func(s *inventory.Service) { s.Managed = true }), Want: checks.OutcomeNotApplicable},
		{Name: "draining", Given: big("draining", func(s *inventory.Service) { s.Status = "DRAINING" }), Want: checks.OutcomeNotApplicable},
		{
			Name: "a young service", Given: service("young", 4096, 8192, ct.Flat(10).Last(6), ct.Flat(20).Last(6), func(s *inventory.Service) { s.CreatedAt = ct.DaysAgo(5) }),
			Want: checks.OutcomeUnknown, Because: "younger than the window",
		},
		{Name: "no metric", Given: service("mute", 4096, 8192, ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "seldom at work", Given: service("seldom", 4096, 8192, ct.OnDays(10, 3, 4), ct.OnDays(10, 3, 4)), Want: checks.OutcomeUnknown},
		{Name: "task definition denied", Given: append(big("veiled"), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("veiled")))), Want: checks.OutcomeUnknown, Because: "denied"},
	})
}

// savesAbout asserts a saving to a hundredth.
func savesAbout(low, high float64) func(ct.TB, checks.Finding) {
	return func(t ct.TB, f checks.Finding) {
		t.Helper()
		if s := f.Savings; s == nil || math.Abs(s.LowUSD-low) > low/100 || math.Abs(s.HighUSD-high) > high/100 {
			t.Errorf("savings %+v, want %v to %v", s, low, high)
		}
	}
}
