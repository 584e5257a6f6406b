package checks

import (
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// The tasks of a cluster are one request for each hundred of them: ask only where the configuration leaves a verdict open.

// tasksOfService are the running tasks of a service among those of its cluster.
func tasksOfService(s *inventory.Service, all []inventory.Task) []inventory.Task {
	var own []inventory.Task
	for _, t := range all {
		if t.Group == "service:"+s.Name && (t.Status == "" || t.Status == "RUNNING") {
			own = append(own, t)
		}
	}
	return own
}

// isStandalone tells whether no service and no daemon of ECS's own started a task.
func isStandalone(t inventory.Task) bool {
	return !strings.HasPrefix(t.Group, "service:") && !strings.HasPrefix(t.Group, "daemon:") && !strings.HasPrefix(t.StartedBy, "ecs-svc/")
}
