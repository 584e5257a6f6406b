package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

var slowStart = Threshold{
	Name: "start_seconds", Default: 60, Unit: "seconds",
	Doc:    "A start is slow when the tasks take longer from the beginning of the image pull to running, in the median.",
	Source: "our choice, 2026-11: scaling alarms take one to three minutes to notice a load, and a start should not double that",
}

var ecsSlowStart = Check{
	ID:         "ecs-slow-start",
	Title:      "Tasks that take long to start where starts matter",
	Category:   Latency,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ScalingSettings, inventory.ECSTasks},
	Thresholds: []*Threshold{&slowStart, &repeatedDays},
	Judge:      eachService(judgeSlowStart),
}

func judgeSlowStart(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	scaling, gap, known := p.scalingOfService(c, s)
	var why []string
	if scaling.moves() {
		why = append(why, "it scales")
	}
	if slices.ContainsFunc(strategyOf(c, s), func(i inventory.StrategyItem) bool { return i.Provider == "FARGATE_SPOT" }) {
		why = append(why, "Fargate Spot may replace its tasks at any time")
	}
	if n := startDays(s); n >= p.Days(&repeatedDays) {
		why = append(why, fmt.Sprintf("tasks were started on %d of the last days", n))
	}
	impatient := behindBalancer(s) && s.GraceSeconds > 0
	switch {
	case len(why) == 0 && !known:
		return Unread(gap)
	case len(why) == 0 && !impatient:
		return Clean("its tasks start seldom: nothing scales it, and no restarts show among its events")
	}
	if s.Running == 0 {
		return Unknown("none of its tasks runs")
	}
	fact := Read(p, inventory.TasksKey(c.ARN))
	all, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	starts, pulls := startsOf(tasksOfService(s, all))
	if len(starts) == 0 {
		return Unknown("AWS did not say when the tasks that run were started")
	}
	start, pull := middleOf(starts), middleOf(pulls)
	limit := time.Duration(p.Limit(&slowStart) * float64(time.Second))
	short := impatient && time.Duration(s.GraceSeconds)*time.Second < start
	switch {
	case start <= limit:
		return Clean(fmt.Sprintf("its tasks start in %s", seconds(start.Seconds())))
	case len(why) == 0 && !short && !known:
		return Unread(gap)
	case len(why) == 0 && !short:
		return Clean(fmt.Sprintf("its tasks take %s to start, but start seldom", seconds(start.Seconds())))
	}
	return Found(p.slowFinding(c, s, slow{starts: len(starts), start: start, pull: pull, short: short, why: why}))
}

// startDays is on how many days the events that are left tell of tasks that were started.
func startDays(s *inventory.Service) int {
	seen := map[string]bool{}
	for _, e := range s.Events {
		if strings.Contains(e.Message, "has started") {
			seen[date(e.At)] = true
		}
	}
	return len(seen)
}

// startsOf are how long tasks took from the beginning of the image pull to running, and the pull in it.
func startsOf(tasks []inventory.Task) (starts, pulls []time.Duration) {
	for _, t := range tasks {
		if t.PullStartedAt.IsZero() || t.StartedAt.Before(t.PullStartedAt) {
			continue
		}
		starts = append(starts, t.StartedAt.Sub(t.PullStartedAt))
		if !t.PullStoppedAt.Before(t.PullStartedAt) {
			pulls = append(pulls, t.PullStoppedAt.Sub(t.PullStartedAt))
		}
	}
	return starts, pulls
}

// middleOf is the lower median; 0 for none.
func middleOf(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

// slow is how slowly a service's tasks start, and why that matters.
type slow struct {
	starts      int // tasks seen
	start, pull time.Duration
	short       bool // the grace period is shorter
	why         []string
}

func (p *Pass) slowFinding(c *inventory.Cluster, s *inventory.Service, w slow) Finding {
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("Tasks of %s take %s to start", s.Name, seconds(w.start.Seconds())),
		Evidence: []Evidence{
			counted("start", fmt.Sprintf("%s (median of %s)", seconds(w.start.Seconds()), plural(w.starts, "running task")), w.start.Seconds(), "seconds").against(p.Limit(&slowStart)),
		},
	}
	if w.pull > 0 {
		f.Message += fmt.Sprintf(", %s of it for the image", seconds(w.pull.Seconds()))
		f.Evidence = append(f.Evidence, counted("image pull", seconds(w.pull.Seconds()), w.pull.Seconds(), "seconds"))
	}
	f.Message += "."
	if len(w.why) > 0 {
		f.Message += " That matters, because " + strings.Join(w.why, ", and ") + "."
		if behindBalancer(s) {
			f.Severity = Medium
		}
	} else {
		f.Confidence = Inferred
	}
	if s.GraceSeconds > 0 {
		f.Evidence = append(f.Evidence, setting("health check grace period", minutes(s.GraceSeconds)))
	}
	if w.short {
		f.Message += fmt.Sprintf(" Its health check grace period of %s is shorter than that; it counts from when a task runs, so see that the application answers within it.", minutes(s.GraceSeconds))
	}
	f.Fix = Fix{Summary: "Make what runs before the container is up shorter: dependencies between containers, sidecars that must be healthy first."}
	if 2*w.pull >= w.start {
		f.Fix.Summary = "Make the image smaller, compress it with zstd, or add a SOCI index so that Fargate starts before all of it is there; pull it from ECR in the same region."
	}
	if w.short {
		grace := roundUp(2*w.start.Seconds(), 30)
		f.Fix.Summary += fmt.Sprintf(" Set the grace period to %d seconds meanwhile.", grace)
		f.Fix.CLI = p.updateService(c, s, "--health-check-grace-period-seconds", fmt.Sprint(grace))
		f.Fix.Edits = []Property{
			{"cloudformation", "AWS::ECS::Service HealthCheckGracePeriodSeconds", fmt.Sprint(grace)},
			{"terraform", "aws_ecs_service health_check_grace_period_seconds", fmt.Sprint(grace)},
		}
	}
	return f
}
