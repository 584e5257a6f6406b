package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// holding is the task definition of a service whose only container mounts a volume, and takes its time to stop.
func holding(name, kind string, readOnly bool, stopSeconds int) ct.Part {
	return ct.TaskDef(name, 1024, 2048, func(d *inventory.TaskDefinition) {
		d.Volumes = []inventory.TaskVolume{{Name: "data", Kind: kind}}
		d.Specs = []inventory.ContainerSpec{{Name: "app", Image: "app:1", StopSeconds: stopSeconds, Mounts: []inventory.Mount{{Volume: "data", ReadOnly: readOnly}}}}
	})
}

func TestFargateSpotCandidate(t *testing.T) {
	const most = 2 * 0.7 * (vCPU + 2*gb)
	queue := func(label, namespace, metric string) ct.Part {
		return ct.Scales("ecs", inventory.Scaling{Policies: []inventory.ScalingPolicy{{
			Resource: "service/" + label, Dimension: "ecs:service:DesiredCount", Name: "queue", Kind: "StepScaling", Namespace: namespace, Metric: metric,
		}}})
	}
	ct.Run(t, "ecs-fargate-spot-candidate", []ct.Case{
		{
			Name: "two workers", Given: runs("worker", "app:1"), Want: checks.OutcomeFinding, Because: "worker runs 2 tasks of 1 vCPU / 2 GB on demand, and nothing in it speaks against Fargate Spot",
			Then: ct.All(ct.Saves(0, most), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Fixes("needs the capacity providers"),
				ct.Fixes("aws ecs update-service --cluster of-worker --service worker --force-new-deployment --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1 --region us-east-1"),
				ct.Basis("2 tasks × $0.04937 an hour × 70% × 730 h: an assumption of 2026-11 (planning assumption: AWS says up to 70 % less than on demand; the price moves with supply). Spot prices are in no list and may come up to the price on demand")),
		},
		{Name: "behind a load balancer", Given: append(runs("web", "app:1"), changed("of-web", behind)), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(0, most/2), ct.Fixes("capacityProvider=FARGATE,base=1,weight=0 capacityProvider=FARGATE_SPOT,weight=1"))},
		{Name: "deployed by CodeDeploy", Given: append(runs("green", "app:1"), changed("of-green", controlledBy("CODE_DEPLOY", ""))), Want: checks.OutcomeFinding, Then: noCommand},
		{Name: "never more than medium", Given: append(runs("many", "app:1"), changed("of-many", runningTasks(50))), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(0, 25*most), ct.Severe(checks.Medium))},
		{Name: "by strategy", Given: append(runs("api", "app:1"), changed("of-api", strategy("", "FARGATE"))), Want: checks.OutcomeFinding},
		{Name: "a strategy with Spot", Given: append(runs("mixed", "app:1"), changed("of-mixed", strategy("", "FARGATE", "FARGATE_SPOT"))), Want: checks.OutcomeClean, Because: "it uses Fargate Spot"},
		{
			Name: "a strategy that names Spot without weight", Given: append(runs("named", "app:1"), changed("of-named", strategy("", "FARGATE", "FARGATE_SPOT")), changed("of-named", func(s *inventory.Service) { s.Strategy[1].Weight = 0 })),
			Want: checks.OutcomeFinding,
		},
		{Name: "Spot by the cluster's default", Given: append(runs("def", "app:1"), changed("of-def", strategy("")), byDefaultIn("of-def", "FARGATE_SPOT")), Want: checks.OutcomeClean},
		{Name: "on demand by the cluster's default", Given: append(runs("plain", "app:1"), changed("of-plain", strategy("")), byDefaultIn("of-plain", "FARGATE")), Want: checks.OutcomeFinding},
		{Name: "one task", Given: append(runs("single", "app:1"), changed("of-single", runningTasks(1))), Want: checks.OutcomeClean, Because: "it runs one task"},
		{Name: "one task that follows a queue", Given: append(runs("poller", "app:1"), changed("of-poller", runningTasks(1)), queue("of-poller/poller", "AWS/SQS", "ApproximateNumberOfMessagesVisible")), Want: checks.OutcomeFinding, Then: ct.Saves(0, most/2)},
		{Name: "one task that follows a backlog", Given: append(runs("backlog", "app:1"), changed("of-backlog", runningTasks(1)), queue("of-backlog/backlog", "Own", "BacklogPerTask")), Want: checks.OutcomeFinding},
		{Name: "one task that follows its CPU", Given: append(runs("cpu", "app:1"), changed("of-cpu", runningTasks(1)), queue("of-cpu/cpu", "", "ECSServiceAverageCPUUtilization")), Want: checks.OutcomeClean},
		{Name: "one task behind a load balancer", Given: append(runs("lone", "app:1"), changed("of-lone", runningTasks(1)), changed("of-lone", behind)), Want: checks.OutcomeClean},
		{Name: "one task, auto scaling denied", Given: append(runs("dark", "app:1"), changed("of-dark", runningTasks(1)), ct.Lacks(inventory.ScalingKey("ecs"))), Alone: true, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "writes to EFS", Given: append(runs("efs"), holding("efs", "efs", false, 0)), Want: checks.OutcomeClean, Because: "its container app writes to a volume (efs)"},
		{Name: "reads from EFS", Given: append(runs("reads"), holding("reads", "efs", true, 0)), Want: checks.OutcomeFinding},
		{Name: "writes to a volume of the task", Given: append(runs("scratch"), holding("scratch", "task", false, 0)), Want: checks.OutcomeFinding},
		{Name: "stops just in time", Given: append(runs("intime"), holding("intime", "task", false, 120)), Want: checks.OutcomeFinding},
		{Name: "stops too late", Given: append(runs("late"), holding("late", "task", false, 121)), Want: checks.OutcomeClean, Because: "may take 121 s to stop"},
		{Name: "named like a cache", Given: runs("cache", "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-redis:7"), Want: checks.OutcomeUnknown, Because: "its image shop-redis is named like one that holds data"},
		{Name: "no containers", Given: runs("bare"), Want: checks.OutcomeUnknown, Because: "its containers are not known"},
		{
			Name: "Windows", Given: append(runs("win", "app:1"), ct.TaskDef("win", 1024, 2048, func(d *inventory.TaskDefinition) { d.OS = "WINDOWS_SERVER_2022_CORE" })),
			Want: checks.OutcomeNotApplicable, Because: "Linux",
		},
		{Name: "on EC2", Given: append(runs("box", "app:1"), changed("of-box", strategy("EC2"))), Want: checks.OutcomeNotApplicable},
		{Name: "on its own provider, task definition denied", Given: append(runs("crate", "app:1"), changed("of-crate", strategy("", "own")), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("crate")))), Want: checks.OutcomeNotApplicable},
		{Name: "nothing says where", Given: append(runs("nowhere", "app:1"), changed("of-nowhere", strategy(""))), Want: checks.OutcomeUnknown},
		{Name: "too little to report", Given: runs("petty", "app:1"), Limits: checks.Overrides{"ecs-fargate-spot-candidate.least_saving": 51}, Want: checks.OutcomeClean, Because: "under $51.00 a month"},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: runs("gov", "app:1"), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{Name: "scaled to zero", Given: append(runs("asleep", "app:1"), changed("of-asleep", runningTasks(0))), Want: checks.OutcomeNotApplicable},
		{Name: "task definition denied", Given: append(runs("veiled"), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("veiled")))), Want: checks.OutcomeUnknown, Because: "denied"},
	})
}

func TestSpotWithoutBase(t *testing.T) {
	served := func(name string, changes ...change) []ct.Part {
		return []ct.Part{ct.Cluster("of-"+name, ct.Service(name, append([]change{behind}, changes...)...))}
	}
	external := func(controller, status string, items ...inventory.StrategyItem) change {
		return func(s *inventory.Service) {
			s.Controller, s.LaunchType = controller, ""
			s.TaskSets = []inventory.TaskSet{{ID: "1", Status: status, Strategy: items}}
		}
	}
	spot := inventory.StrategyItem{Provider: "FARGATE_SPOT", Weight: 1}
	ct.Run(t, "ecs-spot-without-base", []ct.Case{
		{
			Name: "all on Spot", Given: served("web", strategy("", "FARGATE_SPOT")), Want: checks.OutcomeFinding, Because: "web serves a load balancer with 2 tasks on Fargate Spot, and none on demand.",
			Then: ct.All(ct.Unsaved, ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("strategy", "FARGATE_SPOT base 0 weight 1"), ct.Fixes("capacityProvider=FARGATE,base=1,weight=0 capacityProvider=FARGATE_SPOT,weight=1")),
		},
		{Name: "one task", Given: served("lone", strategy("", "FARGATE_SPOT"), runningTasks(1)), Want: checks.OutcomeFinding, Because: "with one task", Then: ct.Severe(checks.High)},
		{
			Name: "by the cluster's default", Want: checks.OutcomeFinding,
			Given: append(served("def", strategy("")), byDefaultIn("of-def", "FARGATE_SPOT")),
		},
		{
			Name: "FARGATE without weight or base", Given: served("zero", strategy("", "FARGATE", "FARGATE_SPOT"), func(s *inventory.Service) { s.Strategy[0].Weight = 0 }), Want: checks.OutcomeFinding,
			Then: ct.Shows("strategy", "FARGATE base 0 weight 0, FARGATE_SPOT base 0 weight 1"),
		},
		{Name: "a base on demand", Given: served("based", strategy("", "FARGATE", "FARGATE_SPOT"), func(s *inventory.Service) { s.Strategy[0].Weight, s.Strategy[0].Base = 0, 1 }), Want: checks.OutcomeClean, Because: "a part of it on demand"},
		{Name: "a weight on demand", Given: served("weighed", strategy("", "FARGATE", "FARGATE_SPOT")), Want: checks.OutcomeClean},
		{Name: "on demand by launch type, Spot by default", Given: append(served("typed"), byDefaultIn("of-typed", "FARGATE_SPOT")), Want: checks.OutcomeNotApplicable, Because: "does not use"},
		{Name: "a worker", Given: []ct.Part{ct.Cluster("of-worker", ct.Service("worker", strategy("", "FARGATE_SPOT")))}, Want: checks.OutcomeNotApplicable, Because: "not behind a load balancer"},
		{Name: "a task set on Spot", Given: served("sets", external("EXTERNAL", "PRIMARY", spot)), Want: checks.OutcomeFinding},
		{Name: "CodeDeploy's task set on Spot", Given: served("deployed", external("CODE_DEPLOY", "PRIMARY", spot)), Want: checks.OutcomeFinding},
		{Name: "a task set with a part on demand", Given: served("part", external("EXTERNAL", "PRIMARY", spot, inventory.StrategyItem{Provider: "FARGATE", Base: 1})), Want: checks.OutcomeClean},
		{Name: "no primary task set", Given: served("active", external("EXTERNAL", "ACTIVE", spot)), Want: checks.OutcomeUnknown, Because: "primary task set"},
		{Name: "scaled to zero", Given: served("asleep", strategy("", "FARGATE_SPOT"), runningTasks(0)), Want: checks.OutcomeNotApplicable},
	})
}
