package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// spotNoticeSeconds is how long before Spot capacity is taken away tasks are told (AWS, Fargate Spot and EC2 Spot, 2026-11).
const spotNoticeSeconds = 120

// writesTo names a volume of a task that outlives it or belongs to its host, and that a container may write to; "" for none.
func writesTo(t inventory.TaskDefinition) string {
	for _, volume := range t.Volumes {
		if volume.Kind == "task" {
			continue
		}
		for _, c := range t.Specs {
			if slices.ContainsFunc(c.Mounts, func(m inventory.Mount) bool { return m.Volume == volume.Name && !m.ReadOnly }) {
				return fmt.Sprintf("%s (%s)", volume.Name, volume.Kind)
			}
		}
	}
	return ""
}

// slowestStop is the longest that a container of a task is given to stop, in seconds; ECS gives 30 where nothing is set.
func slowestStop(t inventory.TaskDefinition) int {
	longest := 30
	for _, c := range t.Specs {
		longest = max(longest, c.StopSeconds)
	}
	return longest
}
