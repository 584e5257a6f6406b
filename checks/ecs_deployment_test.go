package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// lone is a cluster with one service, without metrics.
func lone(name string, changes ...change) ct.Part {
	return ct.Cluster("of-"+name, ct.Service(name, changes...))
}

func behind(s *inventory.Service) { s.LoadBalancers, s.TargetGroups = 1, []string{"tg-" + s.Name} }

// rolling is a service behind a load balancer with these percentages of its deployments.
func rolling(minimum, maximum int) change {
	return func(s *inventory.Service) {
		behind(s)
		s.MinimumHealthy, s.MaximumPercent = &minimum, &maximum
	}
}

func controlledBy(controller, strategy string) change {
	return func(s *inventory.Service) { s.Controller, s.DeployStrategy = controller, strategy }
}

// noCommand is for a fix that no single call can make.
func noCommand(t ct.TB, f checks.Finding) {
	t.Helper()
	if f.Fix.CLI != "" {
		t.Errorf("%s", f.Fix.CLI)
	}
}

func daemon(s *inventory.Service) { s.Scheduling = "DAEMON" }

func TestNoCircuitBreaker(t *testing.T) {
	given := func(name string, changes ...change) []ct.Part { return []ct.Part{lone(name, changes...)} }
	ct.Run(t, "ecs-deployment-no-circuit-breaker", []ct.Case{
		{
			Name: "behind a load balancer", Given: given("web", rolling(100, 200)),
			Want: checks.OutcomeFinding, Because: "web has no deployment circuit breaker",
			Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Fixes("aws_ecs_service deployment_circuit_breaker.rollback = true"),
				ct.Fixes("--cluster of-web --service web --deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true},minimumHealthyPercent=100,maximumPercent=200'")),
		},
		{Name: "a worker", Given: given("worker"), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Low), ct.Fixes("'deploymentCircuitBreaker={enable=true,rollback=true}' --region"))},
		{Name: "a daemon", Given: given("agent", daemon), Want: checks.OutcomeFinding},
		{
			Name: "alarms do not stand in", Given: given("alarmed", rolling(100, 200), func(s *inventory.Service) { s.AlarmRollback = true }),
			Want: checks.OutcomeFinding, Because: "tasks that never run move no alarm", Then: ct.All(ct.Severe(checks.Low), ct.Shows("deployment alarms with rollback", "on")),
		},
		{Name: "said to roll", Given: given("said", controlledBy("ECS", "ROLLING")), Want: checks.OutcomeFinding},
		{Name: "on", Given: given("safe", func(s *inventory.Service) { s.CircuitBreaker, s.Rollback = true, true }), Want: checks.OutcomeClean, Because: "rolled back"},
		{Name: "on without rollback", Given: given("stops", func(s *inventory.Service) { s.CircuitBreaker = true }), Want: checks.OutcomeClean, Because: "not rolled back"},
		{Name: "CodeDeploy", Given: given("blue", controlledBy("CODE_DEPLOY", "")), Want: checks.OutcomeNotApplicable, Because: "CODE_DEPLOY"},
		{Name: "external", Given: given("own", controlledBy("EXTERNAL", "")), Want: checks.OutcomeNotApplicable},
		{Name: "blue/green by ECS", Given: given("green", controlledBy("ECS", "BLUE_GREEN")), Want: checks.OutcomeNotApplicable},
		{Name: "an unknown controller", Given: given("odd", controlledBy("NEXT", "")), Want: checks.OutcomeUnknown, Because: `"NEXT"`},
		{Name: "an unknown strategy", Given: given("new", controlledBy("", "WAVES")), Want: checks.OutcomeUnknown, Because: `"WAVES"`},
		{Name: "scaled to zero", Given: given("asleep", runningTasks(0)), Want: checks.OutcomeNotApplicable},
		{Name: "draining", Given: given("gone", func(s *inventory.Service) { s.Status = "DRAINING" }), Want: checks.OutcomeNotApplicable},
		{Name: "Express Mode", Given: given("express", func(s *inventory.Service) { s.Managed = true }), Want: checks.OutcomeNotApplicable},
	})
}

func TestUnsafeMinimum(t *testing.T) {
	given := func(name string, changes ...change) []ct.Part { return []ct.Part{lone(name, changes...)} }
	// fixed is one task with a fixed port on EC2 capacity of some instances.
	fixed := func(name, mode string, instances int) []ct.Part {
		return []ct.Part{
			ct.Cluster("of-"+name, ct.Service(name, rolling(0, 200), runningTasks(1), strategy("EC2")), func(c *inventory.Cluster) { c.ContainerInstances = instances }),
			ct.TaskDef(name, 256, 512, func(d *inventory.TaskDefinition) {
				d.NetworkMode, d.Specs = mode, []inventory.ContainerSpec{{Name: "app", HostPorts: true}}
			}),
		}
	}
	ct.Run(t, "ecs-deployment-unsafe-minimum", []ct.Case{
		{
			Name: "two tasks", Given: given("web", rolling(0, 200)),
			Want: checks.OutcomeFinding, Because: "A deployment of web may stop all of its 2 tasks before a new one is healthy",
			Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Shows("minimum healthy percent", "0%"), ct.Fixes("--deployment-configuration minimumHealthyPercent=100,maximumPercent=200"), ct.Fixes("deployment_minimum_healthy_percent = 100")),
		},
		{
			Name: "with a circuit breaker", Given: given("guarded", rolling(0, 200), func(s *inventory.Service) { s.CircuitBreaker = true }),
			Want: checks.OutcomeFinding, Then: ct.Fixes("'minimumHealthyPercent=100,maximumPercent=200,deploymentCircuitBreaker={enable=true,rollback=false}'"),
		},
		{Name: "no room beside the old tasks", Given: given("tight", rolling(0, 100)), Want: checks.OutcomeFinding, Because: "nothing can start before", Then: ct.All(ct.Severe(checks.High), ct.Fixes("minimumHealthyPercent=50,maximumPercent=100"))},
		{Name: "one task", Given: given("single", rolling(0, 200), runningTasks(1)), Want: checks.OutcomeFinding, Because: "all of its 1 task before", Then: ct.Severe(checks.Medium)},
		{Name: "one task, one more in percent", Given: given("room", rolling(0, 101), runningTasks(1)), Want: checks.OutcomeFinding},
		{Name: "a daemon on two instances", Given: given("agent", rolling(0, 100), daemon), Want: checks.OutcomeFinding, Then: ct.Fixes("minimumHealthyPercent=50,maximumPercent=100")},
		{Name: "behind a Classic Load Balancer", Given: given("classic", rolling(0, 200), func(s *inventory.Service) {
			s.LoadBalancers, s.TargetGroups, s.ClassicBalancers = 0, nil, []string{"old"}
		}), Want: checks.OutcomeFinding},
		{Name: "no maximum", Given: given("half", rolling(0, 200), func(s *inventory.Service) { s.MaximumPercent = nil }), Want: checks.OutcomeFinding, Then: ct.Shows("maximum percent", "not known")},
		{Name: "a fixed port, another instance", Given: fixed("moves", "bridge", 2), Want: checks.OutcomeFinding},
		{Name: "a fixed port of its own interface", Given: fixed("eni", "awsvpc", 1), Want: checks.OutcomeFinding},
		{Name: "a fixed port, one instance", Given: fixed("stuck", "host", 1), Want: checks.OutcomeClean, Because: "fixed port"},
		{
			Name: "a port, the task definition denied", Given: append(fixed("veiled", "host", 1), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("veiled")))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{Name: "never two at a time", Given: given("writer", rolling(0, 100), runningTasks(1)), Want: checks.OutcomeClean, Because: "never two at a time"},
		{Name: "a daemon with one task", Given: given("lonely", rolling(0, 200), daemon, runningTasks(1)), Want: checks.OutcomeClean, Because: "daemon"},
		{Name: "one percent", Given: given("careful", rolling(1, 200)), Want: checks.OutcomeClean, Because: "1% of its tasks stay"},
		{Name: "no load balancer", Given: given("worker", rolling(0, 200), func(s *inventory.Service) { s.LoadBalancers, s.TargetGroups = 0, nil }), Want: checks.OutcomeNotApplicable},
		{Name: "not said", Given: given("mute", behind), Want: checks.OutcomeUnknown, Because: "did not say"},
		{Name: "CodeDeploy", Given: given("blue", rolling(0, 200), controlledBy("CODE_DEPLOY", "")), Want: checks.OutcomeNotApplicable},
		{Name: "scaled to zero", Given: given("asleep", rolling(0, 200), runningTasks(0)), Want: checks.OutcomeNotApplicable},
	})
}
