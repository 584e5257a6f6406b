package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var ecsSpotWithoutBase = Check{
	ID:       "ecs-spot-without-base",
	Title:    "Service behind a load balancer that runs on Fargate Spot only",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Judge:    eachService(judgeSpotWithoutBase),
}

func judgeSpotWithoutBase(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if !behindBalancer(s) {
		return NotApplicable("it is not behind a load balancer: nobody waits there when it is interrupted")
	}
	strategy := strategyOf(c, s)
	if s.Controller == "EXTERNAL" || s.Controller == "CODE_DEPLOY" && len(s.TaskSets) > 0 {
		i := slices.IndexFunc(s.TaskSets, func(t inventory.TaskSet) bool { return t.Status == "PRIMARY" })
		if i < 0 {
			return Unknown("its primary task set is not known, which says where its tasks run")
		}
		strategy = s.TaskSets[i].Strategy
	}
	in := func(spot bool) bool {
		return slices.ContainsFunc(strategy, func(i inventory.StrategyItem) bool {
			return (i.Provider == "FARGATE_SPOT") == spot && i.Base+i.Weight > 0
		})
	}
	switch {
	case !in(true):
		return NotApplicable("it does not use Fargate Spot")
	case in(false):
		return Clean("its strategy puts a part of it on demand")
	}
	tasks := max(s.Desired, s.Running)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s serves a load balancer with %s on Fargate Spot, and none on demand. When Spot runs short, all of them go within two minutes, and no new ones start.",
			s.Name, plural(tasks, "task")),
		Evidence: []Evidence{setting("strategy", strategyWords(strategy)), setting("tasks", fmt.Sprint(tasks))},
		Fix:      p.mixFix(c, s, 1),
	}
	if tasks < 2 {
		f.Severity = High
		f.Message = fmt.Sprintf("%s serves a load balancer with one task, on Fargate Spot: nobody answers from when it is interrupted until another one starts.", s.Name)
	}
	return Found(f)
}

// strategyWords says "FARGATE base 1 weight 0, FARGATE_SPOT base 0 weight 1".
func strategyWords(strategy []inventory.StrategyItem) string {
	var words []string
	for _, item := range strategy {
		words = append(words, fmt.Sprintf("%s base %d weight %d", item.Provider, item.Base, item.Weight))
	}
	return strings.Join(words, ", ")
}
