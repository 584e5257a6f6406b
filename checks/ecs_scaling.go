package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// The scalable dimension of an ECS service, the only one it has.
const desiredCount = "ecs:service:DesiredCount"

// serviceResource is what Application Auto Scaling calls a service.
func serviceResource(c *inventory.Cluster, s *inventory.Service) string {
	return "service/" + c.Name + "/" + s.Name
}

// serviceScaling is what Application Auto Scaling does with the number of a service's tasks.
type serviceScaling struct {
	registered bool
	target     inventory.ScalableTarget
	policies   []inventory.ScalingPolicy
	actions    []inventory.ScheduledAction // those that may still act
}

// scalingOfService reads it: three calls for all services of a region.
func (p *Pass) scalingOfService(c *inventory.Cluster, s *inventory.Service) (scaling serviceScaling, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.ScalingKey("ecs"))
	all, known := fact.Get()
	own := scalingOf(all, serviceResource(c, s))
	scaling.policies = own.Policies
	if len(own.Targets) > 0 {
		scaling.registered, scaling.target = true, own.Targets[0]
	}
	scaling.actions = slices.DeleteFunc(own.Actions, func(a inventory.ScheduledAction) bool { return isOver(a, p.TakenAt) })
	return scaling, fact.Why(), known
}

// isOver tells whether a scheduled action will not act any more.
func isOver(a inventory.ScheduledAction, now time.Time) bool {
	if !a.End.IsZero() && a.End.Before(now) {
		return true
	}
	once, ok := strings.CutPrefix(a.Schedule, "at(")
	if !ok {
		return false
	}
	at, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(once, ")"))
	return err == nil && at.Before(now.Add(-daily)) // whatever its time zone
}

// moves tells whether a policy or a schedule may change the number of tasks.
func (s serviceScaling) moves() bool { return len(s.policies) > 0 || len(s.actions) > 0 }

// bounds are the lowest and the highest maximum that holds at some time, and whether a scheduled action ever opens bounds
// that are one and the same, or moves them.
func (s serviceScaling) bounds() (lowest, highest int, moved bool) {
	lowest, highest = s.target.Max, s.target.Max
	for _, a := range s.actions {
		if a.Max != nil {
			lowest, highest = min(lowest, *a.Max), max(highest, *a.Max)
			moved = moved || *a.Max != s.target.Max
		}
		moved = moved || a.Min != nil && *a.Min != s.target.Min
	}
	return lowest, highest, moved
}

// boundsFix sets the bounds of a service's scalable target.
func (p *Pass) boundsFix(c *inventory.Cluster, s *inventory.Service, least, most int, summary string) Fix {
	return Fix{
		Summary: summary,
		CLI: p.awsCLI("application-autoscaling", "register-scalable-target", "--service-namespace", "ecs", "--scalable-dimension", desiredCount,
			"--resource-id", serviceResource(c, s), "--min-capacity", fmt.Sprint(least), "--max-capacity", fmt.Sprint(most)),
		Edits: []Property{
			{"cloudformation", "AWS::ApplicationAutoScaling::ScalableTarget MinCapacity", fmt.Sprint(least)},
			{"cloudformation", "AWS::ApplicationAutoScaling::ScalableTarget MaxCapacity", fmt.Sprint(most)},
			{"terraform", "aws_appautoscaling_target min_capacity", fmt.Sprint(least)},
			{"terraform", "aws_appautoscaling_target max_capacity", fmt.Sprint(most)},
		},
	}
}

// hasInsights tells whether a cluster publishes Container Insights, as far as it says.
func hasInsights(c *inventory.Cluster) bool {
	return c.ContainerInsights == "enabled" || c.ContainerInsights == "enhanced"
}
