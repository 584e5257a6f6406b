package checks_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestServiceSingleAZ(t *testing.T) {
	subnet := func(id, az string) ct.Part { return ct.Has(inventory.SubnetKey(id), inventory.Subnet{ID: id, AZ: az}) }
	a, b := subnet("s1", "use1-az1"), subnet("s2", "use1-az2")
	in := func(name string, subnets ...string) ct.Part {
		return lone(name, func(s *inventory.Service) { s.Subnets = subnets })
	}
	at := func(name string, zones ...string) ct.Part {
		var all []inventory.Task
		for _, z := range zones {
			all = append(all, inventory.Task{Group: "service:" + name, Zone: z, Status: "RUNNING"})
		}
		return tasks(name, append(all, inventory.Task{Group: "service:other", Zone: "us-east-1c"})...)
	}
	dark := func(name string) ct.Part { return ct.Lacks(inventory.TasksKey(ct.ClusterARN("of-" + name))) }
	ct.Run(t, "ecs-service-single-az", []ct.Case{
		{
			Name: "tasks in one zone of two", Given: []ct.Part{in("web", "s1", "s2"), a, b, at("web", "us-east-1a", "us-east-1a")},
			Want: checks.OutcomeFinding, Because: "All 2 tasks of web run in one Availability Zone, us-east-1a",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("Availability Zones of its subnets", "use1-az1, use1-az2"), ct.Fixes("availability_zone_rebalancing = ENABLED")),
		},
		{
			Name: "subnets of one zone", Given: []ct.Part{in("narrow", "s1", "s3"), a, subnet("s3", "use1-az1")},
			Want: checks.OutcomeFinding, Because: "use1-az1", Then: ct.Fixes("aws_ecs_service network_configuration.subnets"),
		},
		{Name: "on EC2, packed", Given: []ct.Part{lone("box", strategy("EC2"), func(s *inventory.Service) { s.Placement = []string{"binpack:memory"} }), at("box", "us-east-1b", "us-east-1b")}, Want: checks.OutcomeFinding, Then: ct.Shows("placement strategy", "binpack:memory")},
		{Name: "two zones", Given: []ct.Part{in("spread", "s1", "s2"), a, b, at("spread", "us-east-1a", "us-east-1b")}, Want: checks.OutcomeClean, Because: "us-east-1a, us-east-1b"},
		{Name: "two zones and an unknown one", Given: []ct.Part{in("more", "s1", "s2"), a, b, at("more", "us-east-1a", "", "us-east-1b")}, Want: checks.OutcomeClean},
		{Name: "a subnet denied, tasks in two zones", Given: []ct.Part{in("half", "s1", "s4"), a, ct.Lacks(inventory.SubnetKey("s4")), at("half", "us-east-1a", "us-east-1b")}, Want: checks.OutcomeClean},
		{Name: "a zone not given", Given: []ct.Part{in("blank", "s1", "s2"), a, b, at("blank", "us-east-1a", "")}, Want: checks.OutcomeUnknown, Because: "did not say"},
		{Name: "a task not listed", Given: []ct.Part{in("lost", "s1", "s2"), a, b, at("lost", "us-east-1a")}, Want: checks.OutcomeUnknown, Because: "not all"},
		{Name: "tasks denied", Given: []ct.Part{in("dark", "s1", "s2"), a, b, dark("dark")}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "bound to a zone", Given: []ct.Part{lone("bound", strategy("EC2"), func(s *inventory.Service) {
			s.Constraints = []string{"memberOf:attribute:ecs.availability-zone == us-east-1a"}
		})}, Want: checks.OutcomeClean, Because: "on purpose"},
		{Name: "kept out of a zone", Given: []ct.Part{lone("kept", strategy("EC2"), func(s *inventory.Service) {
			s.Constraints = []string{"memberOf:attribute:ecs.availability-zone != us-east-1a"}
		}), at("kept", "us-east-1b", "us-east-1b")}, Want: checks.OutcomeFinding},
		{Name: "bound to a list of one", Given: []ct.Part{lone("list", strategy("EC2"), func(s *inventory.Service) {
			s.Constraints = []string{"memberOf:attribute:ecs.availability-zone in [us-east-1a]"}
		})}, Want: checks.OutcomeClean},
		{Name: "one task", Given: []ct.Part{lone("single", runningTasks(1))}, Want: checks.OutcomeNotApplicable},
		{Name: "external", Given: []ct.Part{lone("ext", strategy("EXTERNAL"))}, Want: checks.OutcomeNotApplicable},
		{Name: "scaled to zero", Given: []ct.Part{lone("asleep", runningTasks(0))}, Want: checks.OutcomeNotApplicable},
	})
}

func TestServiceCrashLooping(t *testing.T) {
	// rollout is the newest rollout of a service.
	rollout := func(state string, failed int) change {
		return func(s *inventory.Service) {
			s.Rollouts = []inventory.Rollout{
				{ID: "new", Status: "PRIMARY", State: state, Reason: "ECS deployment in progress.", Desired: s.Desired, Running: s.Running, Failed: failed, CreatedAt: ct.DaysAgo(1)},
				{ID: "old", Status: "ACTIVE", State: "COMPLETED", Failed: 9},
			}
		}
	}
	// events are newest first.
	events := func(messages ...string) change {
		return func(s *inventory.Service) {
			for i, m := range messages {
				s.Events = append(s.Events, inventory.ServiceEvent{At: ct.DaysAgo(float64(i) / 100), Message: "(service " + s.Name + ") " + m})
			}
		}
	}
	const steady, sick, stuck = "has reached a steady state.", "(task 1) failed container health checks.", "is unable to consistently start tasks successfully."
	const started = "has started 1 tasks: (task 1)."
	fewer := func(s *inventory.Service) { s.Running = 0 }
	stopped := func(name string, all ...inventory.Task) ct.Part {
		return ct.Has(inventory.StoppedTasksKey(ct.ClusterARN("of-"+name)), append([]inventory.Task{}, all...))
	}
	// crash is a task that ran for some minutes until some minutes ago.
	code := 137
	crash := func(name string, ago, ran float64) inventory.Task {
		end := ct.Now.Add(-time.Duration(ago * float64(time.Minute)))
		return inventory.Task{
			Group: "service:" + name, StopCode: "EssentialContainerExited", StoppedReason: "Essential container in task exited", StoppedAt: end,
			PullStartedAt: end.Add(-time.Duration(ran * float64(time.Minute))), Containers: []inventory.TaskContainer{{Name: "app", ExitCode: &code}},
		}
	}
	hourly := func(name string) []inventory.Task { // twelve an hour, for 30 seconds each, and one of the hour before
		var all []inventory.Task
		for i := range 12 {
			all = append(all, crash(name, float64(5*i+1), 0.5))
		}
		return append(all, crash(name, 61, 0.5), crash("another", 1, 0.5))
	}
	ofRevision := func(number int, all []inventory.Task) []inventory.Task {
		for i := range all {
			all[i].TaskDefinition = strings.Replace(ct.TaskDefARN(strings.TrimPrefix(all[i].Group, "service:")), ":7", ":"+strconv.Itoa(number), 1)
		}
		return all
	}
	const month = 12. / 60 * (vCPU + 2*gb) // twelve minutes in the hour
	scaledIn := inventory.Task{Group: "service:quiet", StopCode: "ServiceSchedulerInitiated", StoppedReason: "Scaling activity initiated by deployment", StoppedAt: ct.Now, PullStartedAt: ct.DaysAgo(1)}
	ct.Run(t, "ecs-service-crash-looping", []ct.Case{
		{
			Name: "a rollout that fails", Given: []ct.Part{lone("web", fewer, rollout("IN_PROGRESS", 12)), stopped("web", hourly("web")...), ct.TaskDef("web", 1024, 2048)},
			Want: checks.OutcomeFinding, Because: `web is not steady: its tasks start and fail again and again, and 0 of 2 run. The last reason: "Essential container in task exited; app: exit code 137".`,
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Saves(month, month), ct.Shows("failed starts in the last hour", "12"), ct.Shows("failed tasks of the rollout", "12 since 2026-11-22"),
				ct.Fixes("deploymentCircuitBreaker={enable=true,rollback=true}")),
		},
		{
			Name: "longer than a minute", Given: []ct.Part{lone("slow", fewer, rollout("IN_PROGRESS", 3)), stopped("slow", crash("slow", 1, 20), crash("slow", 30, 25)), ct.TaskDef("slow", 1024, 2048)},
			Want: checks.OutcomeFinding, Then: ct.Saves(45./60*(vCPU+2*gb), 45./60*(vCPU+2*gb)),
		},
		{Name: "half on Spot", Given: []ct.Part{lone("spot", fewer, strategy("", "FARGATE", "FARGATE_SPOT"), rollout("IN_PROGRESS", 3)), stopped("spot", hourly("spot")...), ct.TaskDef("spot", 1024, 2048)}, Want: checks.OutcomeFinding, Then: ct.Saves(month/2, month)},
		{Name: "cheap", Given: []ct.Part{lone("cheap", fewer, rollout("IN_PROGRESS", 3)), stopped("cheap", crash("cheap", 1, 1)), ct.TaskDef("cheap", 256, 512)}, Want: checks.OutcomeFinding, Then: ct.Unsaved},
		{Name: "no stopped task is left", Given: []ct.Part{lone("gone", fewer, rollout("IN_PROGRESS", 3)), stopped("gone")}, Want: checks.OutcomeFinding, Because: "again and again, and 0 of 2 run.", Then: ct.Unsaved},
		{Name: "on EC2", Given: []ct.Part{lone("box", fewer, strategy("EC2"), rollout("IN_PROGRESS", 3)), stopped("box", hourly("box")...), ct.TaskDef("box", 1024, 2048)}, Want: checks.OutcomeFinding, Then: ct.Unsaved},
		{Name: "no price", Region: "us-gov-west-1", Given: []ct.Part{
			lone("gov", fewer, rollout("IN_PROGRESS", 3)), ct.Has(inventory.StoppedTasksKey(strings.Replace(ct.ClusterARN("of-gov"), "us-east-1", "us-gov-west-1", 1)), hourly("gov")), ct.TaskDef("gov", 1024, 2048)},
			Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "given up", Given: []ct.Part{lone("broken", fewer, rollout("FAILED", 0)), stopped("broken")}, Want: checks.OutcomeFinding, Because: "The last deployment of broken failed and was not rolled back"},
		{Name: "inconsistent starts", Given: []ct.Part{lone("inc", fewer, events(stuck, "has started 1 tasks: (task 2).", steady)), stopped("inc")}, Want: checks.OutcomeFinding, Because: "unable to consistently start"},
		{Name: "three sick tasks", Given: []ct.Part{lone("sick", events(sick, sick, "has started 1 tasks: (task 2).", sick)), stopped("sick")}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{
			Name: "hostile words", Given: []ct.Part{lone("evil", fewer, rollout("IN_PROGRESS", 3)), stopped("evil", inventory.Task{Group: "service:evil", StopCode: "TaskFailedToStart", StoppedReason: "\x1b[31m" + strings.Repeat("é", 300)})},
			Want: checks.OutcomeFinding, Because: `"\x1b[31mééé`, Then: func(t ct.TB, f checks.Finding) {
				if i := slices.IndexFunc(f.Evidence, func(e checks.Evidence) bool { return e.Name == "reason" }); i < 0 || len([]rune(f.Evidence[i].Value)) != 201 {
					t.Errorf("the reason is not cut: %+v", f.Evidence)
				}
			},
		},
		{Name: "two failed", Given: []ct.Part{lone("two", fewer, rollout("IN_PROGRESS", 2))}, Want: checks.OutcomeUnknown, Because: "fewer than 3"},
		{Name: "stopped tasks denied", Given: []ct.Part{lone("dark", fewer, rollout("IN_PROGRESS", 3)), ct.Lacks(inventory.StoppedTasksKey(ct.ClusterARN("of-dark")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "nothing said", Given: []ct.Part{lone("mute")}, Want: checks.OutcomeUnknown},
		{Name: "stopped by a deployment", Given: []ct.Part{lone("quiet", fewer, rollout("IN_PROGRESS", 3)), stopped("quiet", scaledIn)}, Want: checks.OutcomeFinding, Then: ct.Unsaved},
		{Name: "steady again", Given: []ct.Part{lone("well", events(steady, sick, sick, sick, stuck))}, Want: checks.OutcomeClean, Because: "steady"},
		{Name: "completed", Given: []ct.Part{lone("done", rollout("COMPLETED", 0))}, Want: checks.OutcomeClean},
		{Name: "no place", Given: []ct.Part{lone("full", fewer, rollout("IN_PROGRESS", 0), events("was unable to place a task because no container instance met all of its requirements."))}, Want: checks.OutcomeClean, Because: "find no place"},
		{Name: "scaling", Given: []ct.Part{lone("busy", events(started, started, "has stopped 1 running tasks: (task 3)."))}, Want: checks.OutcomeClean},
		{
			Name: "runs for a while and exits", Given: []ct.Part{lone("exits", events(started, started, started)), stopped("exits", hourly("exits")...), ct.TaskDef("exits", 1024, 2048)},
			Want: checks.OutcomeFinding, Because: "exit code 137", Then: ct.All(ct.Severe(checks.Medium), ct.Saves(month, month)),
		},
		{Name: "three of them exit", Given: []ct.Part{lone("three", events(started, started, started)), stopped("three", crash("three", 1, 1), crash("three", 2, 1), crash("three", 3, 1)), ct.TaskDef("three", 256, 512)}, Want: checks.OutcomeFinding},
		{Name: "starts without faults", Given: []ct.Part{lone("rolls", events(started, started, started)), stopped("rolls", crash("rolls", 1, 1), crash("rolls", 2, 1))}, Want: checks.OutcomeClean},
		{
			Name: "ran for days and then failed", Given: []ct.Part{lone("aged", fewer, rollout("IN_PROGRESS", 3)), stopped("aged", crash("aged", 15, 3*24*60)), ct.TaskDef("aged", 1024, 2048)},
			Want: checks.OutcomeFinding, Then: ct.Saves(45./60*(vCPU+2*gb), 45./60*(vCPU+2*gb)), // 45 minutes of the last hour
		},
		{
			Name: "the revision before failed, the new one starts", Given: []ct.Part{lone("mended", rollout("IN_PROGRESS", 0), events(started, started, started)), stopped("mended", ofRevision(6, hourly("mended"))...), ct.TaskDef("mended", 1024, 2048)},
			Want: checks.OutcomeClean,
		},
		{Name: "health checks failed before the newest rollout", Given: []ct.Part{lone("cured", fewer, rollout("IN_PROGRESS", 0), func(s *inventory.Service) { s.Rollouts[0].CreatedAt = ct.DaysAgo(0.005) }, events(started, sick, sick, sick))}, Want: checks.OutcomeUnknown, Because: "fewer than 3"},
		{Name: "completed after failures that still count", Given: []ct.Part{lone("kept", rollout("COMPLETED", 5))}, Want: checks.OutcomeClean, Because: "steady"},
		{
			Name: "deployed by CodeDeploy", Given: []ct.Part{lone("green", fewer, controlledBy("CODE_DEPLOY", ""), events(stuck)), stopped("green")},
			Want: checks.OutcomeFinding, Then: noCommand,
		},
		{
			Name: "the circuit breaker is on", Given: []ct.Part{lone("guarded", fewer, rollout("IN_PROGRESS", 3), func(s *inventory.Service) { s.CircuitBreaker, s.Rollback = true, true }), stopped("guarded")},
			Want: checks.OutcomeFinding, Then: noCommand,
		},
		{Name: "its last tasks are stopping", Given: []ct.Part{lone("ends", func(s *inventory.Service) { s.Desired, s.Running = 0, 2 }, events(stuck))}, Want: checks.OutcomeNotApplicable, Because: "scaled to zero"},
		{Name: "scaled to zero", Given: []ct.Part{lone("asleep", runningTasks(0), events(stuck))}, Want: checks.OutcomeNotApplicable},
	})
}
