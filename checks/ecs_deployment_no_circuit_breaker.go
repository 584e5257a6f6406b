package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

var ecsDeploymentNoCircuitBreaker = Check{
	ID:       "ecs-deployment-no-circuit-breaker",
	Title:    "Rolling deployments that nothing stops when their tasks fail",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Judge:    eachService(judgeNoCircuitBreaker),
}

func judgeNoCircuitBreaker(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	if v, no := notRolling(s); no {
		return v
	}
	switch {
	case s.CircuitBreaker && s.Rollback:
		return Clean("a failed deployment is stopped and rolled back")
	case s.CircuitBreaker:
		return Clean("a failed deployment is stopped, though not rolled back")
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s has no deployment circuit breaker: a revision whose tasks never start is tried again and again until somebody looks.", s.Name),
		Evidence: []Evidence{
			setting("deployment circuit breaker", "off"),
			setting("deployment alarms with rollback", onOff(s.AlarmRollback)),
			setting("load balancers", fmt.Sprint(s.LoadBalancers)),
		},
		Fix: Fix{
			Summary: "Turn the circuit breaker on, with rollback.",
			CLI:     p.updateService(c, s, "--deployment-configuration", circuitBreakerWords(s)),
			Edits: []Property{
				{"cloudformation", "AWS::ECS::Service DeploymentConfiguration.DeploymentCircuitBreaker.Enable", "true"},
				{"cloudformation", "AWS::ECS::Service DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true"},
				{"terraform", "aws_ecs_service deployment_circuit_breaker.enable", "true"},
				{"terraform", "aws_ecs_service deployment_circuit_breaker.rollback", "true"},
			},
		},
	}
	switch {
	case s.AlarmRollback:
		f.Message += " Its alarms roll back what runs badly, but tasks that never run move no alarm."
	case behindBalancer(s):
		f.Severity = Medium
	}
	return Found(f)
}

// circuitBreakerWords is the deployment configuration with the circuit breaker on and the rest as it is.
func circuitBreakerWords(s *inventory.Service) string {
	words := "deploymentCircuitBreaker={enable=true,rollback=true}"
	if s.MinimumHealthy != nil {
		words += fmt.Sprintf(",minimumHealthyPercent=%d", *s.MinimumHealthy)
	}
	if s.MaximumPercent != nil {
		words += fmt.Sprintf(",maximumPercent=%d", *s.MaximumPercent)
	}
	return words
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
