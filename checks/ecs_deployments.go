package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

// How the tasks of an ECS service are replaced.

// dormant answers for services that run nothing, or that ECS manages itself.
func dormant(s *inventory.Service) (Verdict, bool) {
	switch {
	case s.Status != "ACTIVE":
		return NotApplicable("the service is " + s.Status), true
	case s.Managed:
		return NotApplicable("ECS itself manages it (Express Mode)"), true
	case s.Desired == 0: // what still runs is stopping
		return NotApplicable("scaled to zero"), true
	}
	return Verdict{}, false
}

// notRolling answers for services whose deployments are no rolling updates by ECS.
func notRolling(s *inventory.Service) (Verdict, bool) {
	switch s.Controller {
	case "", "ECS":
	case "CODE_DEPLOY", "EXTERNAL":
		return NotApplicable("its deployments are made by " + s.Controller), true
	default:
		return Unknown(fmt.Sprintf("its deployment controller %q is not one that is known", s.Controller)), true
	}
	switch s.DeployStrategy {
	case "", "ROLLING":
		return Verdict{}, false
	case "BLUE_GREEN", "LINEAR", "CANARY":
		return NotApplicable("its deployments are " + s.DeployStrategy + ", which shift traffic only to tasks that are healthy"), true
	}
	return Unknown(fmt.Sprintf("its deployment strategy %q is not one that is known", s.DeployStrategy)), true
}

// deploying tells whether tasks of two revisions may be running.
func deploying(s *inventory.Service) bool { return s.Deployments > 1 || len(s.TaskSets) > 1 }

// updateService is a command line that changes a service. There is none for one that CodeDeploy or somebody else deploys, of
// which UpdateService changes little but the desired count and the grace period (Amazon ECS API Reference, read 2026-11).
func (p *Pass) updateService(c *inventory.Cluster, s *inventory.Service, words ...string) string {
	if s.Controller != "" && s.Controller != "ECS" && words[0] != "--desired-count" && words[0] != "--health-check-grace-period-seconds" {
		return ""
	}
	return p.awsCLI(append([]string{"ecs", "update-service", "--cluster", c.Name, "--service", s.Name}, words...)...)
}

// percentOf writes a percentage that may not be known.
func percentOf(v *int) string {
	if v == nil {
		return "not known"
	}
	return fmt.Sprintf("%d%%", *v)
}
