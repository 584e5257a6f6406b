package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestFargateShapeWaste(t *testing.T) {
	// heap is a service of two tasks of 4 vCPU / 8 GB that uses its memory and not its CPU.
	heap := func(name string, changes ...change) []ct.Part {
		return service(name, 4096, 8192, ct.Flat(10), ct.Flat(85), changes...)
	}
	const cpu = 2 * 3 * vCPU // 4 vCPU to 1, two tasks
	ct.Run(t, "ecs-fargate-shape-waste", []ct.Case{
		{
			Name: "CPU comes along", Given: heap("heap"), Want: checks.OutcomeFinding,
			Because: "heap runs 2 tasks of 4 vCPU / 8 GB, but CPU peaks at 10.0% and memory at 85.0% of the task size: the CPU comes along with the memory. The next pair is 1 vCPU / 8 GB, with as much memory.",
			Then:    ct.All(ct.Saves(cpu, cpu), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Fixes("CPU 1024 and memory 8192")),
		},
		{
			Name: "memory comes along", Given: service("crypto", 1024, 8192, ct.Flat(85), ct.Flat(10)), Want: checks.OutcomeFinding,
			Because: "the memory comes along with the CPU. The next pair is 1 vCPU / 2 GB, with as much CPU.", Then: ct.Saves(2*6*gb, 2*6*gb),
		},
		{
			Name: "a little less memory saves a CPU step", Given: service("above", 2048, 9216, ct.Flat(5), ct.Flat(80)), Want: checks.OutcomeFinding, // 7373 of 8192 MiB
			Because: "The next pair is 1 vCPU / 8 GB, where CPU would peak at 10.0% and memory at 90.0%", Then: ct.All(ct.Saves(0, 2*(vCPU+gb)), ct.Known(checks.Inferred)),
		},
		{Name: "a little too much for that", Given: service("over", 2048, 9216, ct.Flat(5), ct.Flat(80.1)), Want: checks.OutcomeClean, Because: "no other pair on offer has less"},
		{
			Name: "a little less CPU saves memory", Given: service("stepped", 2048, 4096, ct.Flat(45), ct.Flat(10)), Want: checks.OutcomeFinding, // 0.9 of 1 vCPU
			Because: "the memory comes along with the CPU. The next pair is 1 vCPU / 2 GB, where CPU would peak at 90.0%", Then: ct.Saves(0, 2*(vCPU+2*gb)),
		},
		{Name: "a little too much CPU for that", Given: service("stuck", 2048, 4096, ct.Flat(45.1), ct.Flat(10)), Want: checks.OutcomeClean},
		{Name: "oversized in both", Given: big("big"), Want: checks.OutcomeClean, Because: "both fit 0.5 vCPU / 2 GB, which ecs-service-oversized is about"},
		{Name: "memory that needs the CPU step", Given: service("needs", 4096, 30720, ct.Flat(8), ct.Flat(80)), Want: checks.OutcomeClean, Because: "no other pair on offer has less"},
		{Name: "memory full on two days", Given: service("full", 4096, 8192, ct.Flat(10), ct.OnDays(95, 1, 2).Else(ct.Flat(85))), Want: checks.OutcomeClean, Because: "it uses up what it has"},
		{Name: "memory full on one day", Given: service("once", 4096, 8192, ct.Flat(10), ct.OnDays(95, 1).Else(ct.Flat(85))), Want: checks.OutcomeFinding},
		{Name: "CPU full on two days", Given: service("hot", 1024, 8192, ct.OnDays(90, 1, 2).Else(ct.Flat(85)), ct.Flat(10)), Want: checks.OutcomeClean, Because: "it uses up what it has"},
		{Name: "a nightly run", Given: service("nightly", 4096, 8192, ct.AtHour(20, 2).Else(ct.Flat(1)), ct.Flat(85)), Want: checks.OutcomeUnknown, Because: "short runs by the clock"},
		{Name: "a burst on two days", Given: service("bursts", 4096, 8192, hotHours(60, 2).Else(ct.Flat(30)), ct.Flat(85)), Want: checks.OutcomeClean},
		{
			Name: "scales from one task", Given: append(heap("elastic"), ct.Scales("ecs", scaledTasks("of-elastic/elastic", 1, 4))), Want: checks.OutcomeFinding, Then: ct.Saves(cpu/2, cpu),
		},
		{
			Name: "tracks a low target", Given: append(heap("tracked"), ct.Scales("ecs", tracksUse("of-tracked/tracked", "CPU", 30))),
			Want: checks.OutcomeFinding, Because: "at the smaller size it adds tasks", Then: ct.Saves(0, cpu),
		},
		{Name: "by strategy", Given: heap("spot", strategy("", "FARGATE_SPOT")), Want: checks.OutcomeFinding, Then: ct.Saves(0, cpu)},
		{Name: "too little to report", Given: service("petty", 256, 2048, ct.Flat(85), ct.Flat(40)), Limits: checks.Overrides{"ecs-fargate-shape-waste.least_saving": 10}, Want: checks.OutcomeClean, Because: "under $10.00 a month"},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: heap("gov"), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "on EC2", Given: heap("box", strategy("EC2")), Want: checks.OutcomeNotApplicable, Because: "any pair"},
		{Name: "on EC2, task definition denied", Given: append(heap("crate", strategy("EC2")), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("crate")))), Want: checks.OutcomeNotApplicable},
		{Name: "nothing says where", Given: heap("nowhere", strategy("")), Want: checks.OutcomeUnknown},
		{Name: "a deployment in progress", Given: heap("moving", func(s *inventory.Service) { s.Deployments = 2 }), Want: checks.OutcomeUnknown, Because: "a deployment is in progress"},
		{Name: "scaled to zero", Given: heap("asleep", runningTasks(0)), Want: checks.OutcomeNotApplicable},
		{Name: "no memory metric", Given: service("blind", 4096, 8192, ct.Flat(10), ct.Nothing), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "made larger two days ago", Given: append(heap("fresh"), ct.TaskDef("fresh", 4096, 8192, registered(2)), revision("fresh", 6, 1024, 2048)), Want: checks.OutcomeUnknown, Because: "its task size changed"},
	})
}
