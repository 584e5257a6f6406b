package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestSlowStart(t *testing.T) {
	// starting are tasks that took so many seconds from the pull to running, and two thirds of that for the pull.
	starting := func(name string, took ...float64) ct.Part {
		var all []inventory.Task
		for _, s := range took {
			pull := ct.DaysAgo(2)
			after := func(seconds float64) time.Time { return pull.Add(time.Duration(seconds * float64(time.Second))) }
			all = append(all, inventory.Task{Group: "service:" + name, CreatedAt: pull.Add(-time.Minute), PullStartedAt: pull, PullStoppedAt: after(s * 2 / 3), StartedAt: after(s)})
		}
		return tasks(name, append(all, inventory.Task{Group: "service:other", PullStartedAt: ct.DaysAgo(2), StartedAt: ct.DaysAgo(1)})...)
	}
	scales := func(name string) ct.Part { return ct.Scales("ecs", tracksUse("of-"+name+"/"+name, "CPU", 70)) }
	still := ct.Scales("ecs")
	grace := func(seconds int) change { return func(s *inventory.Service) { s.GraceSeconds = seconds } }
	restarts := func(daysAgo ...float64) change {
		return func(s *inventory.Service) {
			for _, d := range daysAgo {
				s.Events = append(s.Events, inventory.ServiceEvent{At: ct.DaysAgo(d), Message: "(service x) has started 1 tasks: (task y)."})
			}
		}
	}
	denied := ct.Lacks(inventory.ScalingKey("ecs"))
	ct.Run(t, "ecs-slow-start", []ct.Case{
		{
			Name: "slow, and it scales", Given: []ct.Part{lone("web", behind), scales("web"), starting("web", 90, 96)},
			Want: checks.OutcomeFinding, Because: "Tasks of web take 90 s to start, 60 s of it for the image. That matters, because it scales.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Fixes("SOCI"), ct.Shows("start", "90 s (median of 2 running tasks)")),
		},
		{
			Name: "the end of the pull not given", Given: []ct.Part{lone("half"), scales("half"), tasks("half", inventory.Task{Group: "service:half", PullStartedAt: ct.DaysAgo(1), StartedAt: ct.DaysAgo(1).Add(90 * time.Second)})},
			Want: checks.OutcomeFinding, Because: "Tasks of half take 90 s to start. That matters", Then: hides("image pull"),
		},
		{Name: "on Spot", Given: []ct.Part{lone("spot", strategy("", "FARGATE", "FARGATE_SPOT")), still, starting("spot", 61)}, Want: checks.OutcomeFinding, Because: "Fargate Spot", Then: ct.Severe(checks.Low)},
		{Name: "restarts", Given: []ct.Part{lone("flaps", restarts(0, 1, 1)), still, starting("flaps", 90)}, Want: checks.OutcomeFinding, Because: "tasks were started on 2 of the last days"},
		{Name: "one day of starts", Given: []ct.Part{lone("once", restarts(1, 1)), still}, Want: checks.OutcomeClean, Because: "seldom"},
		{
			Name: "a short grace period", Given: []ct.Part{lone("hasty", behind, grace(30)), still, starting("hasty", 75)},
			Want: checks.OutcomeFinding, Because: "grace period of 30 seconds is shorter", Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Fixes("--health-check-grace-period-seconds 150")),
		},
		{Name: "a grace period as long as the start", Given: []ct.Part{lone("patient", behind, grace(75)), still, starting("patient", 75)}, Want: checks.OutcomeClean, Because: "start seldom"},
		{Name: "a short grace period, a quick start", Given: []ct.Part{lone("quick", behind, grace(30)), still, starting("quick", 45)}, Want: checks.OutcomeClean},
		{Name: "a grace period without a load balancer", Given: []ct.Part{lone("odd", grace(30)), still}, Want: checks.OutcomeClean},
		{Name: "exactly a minute", Given: []ct.Part{lone("edge"), scales("edge"), starting("edge", 60)}, Want: checks.OutcomeClean, Because: "start in 60 s"},
		{Name: "one slow task of three", Given: []ct.Part{lone("one"), scales("one"), starting("one", 30, 40, 300)}, Want: checks.OutcomeClean},
		{Name: "times not given", Given: []ct.Part{lone("blank"), scales("blank"), tasks("blank", inventory.Task{Group: "service:blank", StartedAt: ct.DaysAgo(1)})}, Want: checks.OutcomeUnknown, Because: "did not say when"},
		{Name: "tasks denied", Given: []ct.Part{lone("dark"), scales("dark"), ct.Lacks(inventory.TasksKey(ct.ClusterARN("of-dark")))}, Want: checks.OutcomeUnknown},
		{Name: "none runs", Given: []ct.Part{lone("empty", func(s *inventory.Service) { s.Running = 0 }), scales("empty")}, Want: checks.OutcomeUnknown, Because: "none of its tasks runs"},
		{Name: "scaling denied", Given: []ct.Part{lone("veiled"), denied}, Alone: true, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "scaling denied, restarts", Given: []ct.Part{lone("sure", restarts(0, 1)), denied, starting("sure", 90)}, Alone: true, Want: checks.OutcomeFinding},
		{Name: "scaling denied, a fitting grace period", Given: []ct.Part{lone("maybe", behind, grace(90)), denied, starting("maybe", 80)}, Alone: true, Want: checks.OutcomeUnknown},
		{Name: "scaled to zero", Given: []ct.Part{lone("asleep", runningTasks(0)), still}, Want: checks.OutcomeNotApplicable},
	})
}
