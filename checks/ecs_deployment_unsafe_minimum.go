package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

var ecsDeploymentUnsafeMinimum = Check{
	ID:       "ecs-deployment-unsafe-minimum",
	Title:    "Deployments that may stop every task behind a load balancer",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.ECSTaskDefinitions},
	Judge:    eachService(judgeUnsafeMinimum),
}

func judgeUnsafeMinimum(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	if v, no := notRolling(s); no {
		return v
	}
	tasks := max(s.Desired, s.Running)
	switch {
	case !behindBalancer(s):
		return NotApplicable("not behind a load balancer")
	case s.MinimumHealthy == nil:
		return Unknown("AWS did not say how many of its tasks must stay healthy")
	case *s.MinimumHealthy > 0:
		return Clean(fmt.Sprintf("%s of its tasks stay", percentOf(s.MinimumHealthy)))
	case tasks == 1 && s.Scheduling == "DAEMON":
		return Clean("a daemon with one task, which must stop before the next one starts")
	case tasks == 1 && s.MaximumPercent != nil && *s.MaximumPercent <= 100:
		return Clean("one task, and never two at a time: it must stop before the next one starts")
	}
	if tasks == 1 && !isFargateService(c, s) {
		fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
		task, ok := fact.Get()
		switch {
		case !ok:
			return Unread(fact.Why())
		case launchOf(c, s, task) != onFargate && holdsPort(task) && c.ContainerInstances <= 1:
			return Clean("one task with a fixed port on the only instance: it must stop before the next one starts")
		}
	}
	minimum, maximum := saferDeployment(s, tasks)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("A deployment of %s may stop all of its %s before a new one is healthy: its minimum healthy percent is 0, and a load balancer sends to it.",
			s.Name, plural(tasks, "task")),
		Evidence: []Evidence{
			setting("minimum healthy percent", percentOf(s.MinimumHealthy)),
			setting("maximum percent", percentOf(s.MaximumPercent)),
			setting("tasks", fmt.Sprint(tasks)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Set the minimum healthy percent to %d and the maximum percent to %d.", minimum, maximum),
			CLI:     p.updateService(c, s, "--deployment-configuration", fmt.Sprintf("minimumHealthyPercent=%d,maximumPercent=%d", minimum, maximum)+keptCircuitBreaker(s)),
			Edits: []Property{
				{"cloudformation", "AWS::ECS::Service DeploymentConfiguration.MinimumHealthyPercent", fmt.Sprint(minimum)},
				{"cloudformation", "AWS::ECS::Service DeploymentConfiguration.MaximumPercent", fmt.Sprint(maximum)},
				{"terraform", "aws_ecs_service deployment_minimum_healthy_percent", fmt.Sprint(minimum)},
				{"terraform", "aws_ecs_service deployment_maximum_percent", fmt.Sprint(maximum)},
			},
		},
	}
	if s.MaximumPercent != nil && *s.MaximumPercent <= 100 {
		f.Severity = High
		f.Message += " At a maximum of 100% nothing can start before something stops."
	}
	return Found(f)
}

// keptCircuitBreaker is a circuit breaker that is on, as part of a deployment configuration.
func keptCircuitBreaker(s *inventory.Service) string {
	if !s.CircuitBreaker {
		return ""
	}
	return fmt.Sprintf(",deploymentCircuitBreaker={enable=true,rollback=%t}", s.Rollback)
}

// saferDeployment is what lets a deployment keep tasks: half of them where old ones must stop first, otherwise all.
func saferDeployment(s *inventory.Service, tasks int) (minimum, maximum int) {
	if s.Scheduling == "DAEMON" || tasks > 1 && s.MaximumPercent != nil && *s.MaximumPercent <= 100 {
		return 50, 100
	}
	return 100, 200
}

// isFargateService tells whether the service's own configuration puts it on Fargate, without its task definition.
func isFargateService(c *inventory.Cluster, s *inventory.Service) bool {
	return launchOf(c, s, inventory.TaskDefinition{}) == onFargate
}

// holdsPort tells whether a container takes a fixed port of its host, so that two tasks cannot share an instance. With a
// network interface of its own, a task takes none.
func holdsPort(t inventory.TaskDefinition) bool {
	return t.NetworkMode != "awsvpc" && slices.ContainsFunc(t.Specs, func(c inventory.ContainerSpec) bool { return c.HostPorts })
}
