package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var failedTasks = Threshold{
	Name: "failed_tasks", Default: 3, Unit: "tasks",
	Doc:    "So many failed tasks of a rollout, or failures among the events since the service last was steady, are a loop.",
	Source: "the smallest number at which the deployment circuit breaker gives up (Amazon ECS Developer Guide, read 2026-11)",
}

var ecsServiceCrashLooping = Check{
	ID:         "ecs-service-crash-looping",
	Title:      "Tasks that start and fail again and again",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ECSStoppedTasks, inventory.ECSTaskDefinitions},
	Thresholds: []*Threshold{&failedTasks, &leastSaving},
	Judge:      eachService(judgeCrashLooping),
}

func judgeCrashLooping(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	if len(s.Rollouts) == 0 && len(s.Events) == 0 {
		return Unknown("ECS gave neither its deployments nor its events")
	}
	loop := loopOf(s)
	least := p.Days(&failedTasks)
	sure := loop.failed >= least || loop.gaveUp || loop.inconsistent || loop.events >= least
	if sure || loop.starts >= least {
		stops := Read(p, inventory.StoppedTasksKey(c.ARN))
		stopped, ok := stops.Get()
		failed := failedStops(s, stopped)
		switch {
		case !ok:
			return Unread(stops.Why())
		case sure || len(failed) >= least:
			return p.loopFinding(c, s, loop, failed)
		}
	}
	switch {
	case loop.placement && s.Running < s.Desired:
		return Clean("its tasks find no place, so that they do not start at all")
	case loop.steady:
		return Clean("it is steady")
	case s.Running >= s.Desired && loop.failed == 0 && loop.events == 0:
		return Clean("as many tasks run as are wanted, and none failed")
	}
	return Unknown(fmt.Sprintf("it is not steady, but fewer than %d of its tasks have failed so far", least))
}

// loop is what a service's deployments and events say of tasks that fail.
type loop struct {
	failed       int    // tasks of the newest rollout that failed, none having run
	gaveUp       bool   // the circuit breaker stopped the newest rollout
	inconsistent bool   // ECS says that it cannot start tasks consistently
	events       int    // health checks that failed, since it last was steady
	starts       int    // times that ECS started tasks, since it last was steady
	placement    bool   // tasks find no place
	steady       bool   // the newest of all this is a steady state
	reason       string // the newest words about it; hostile text
	since        time.Time
}

func loopOf(s *inventory.Service) loop {
	var l loop
	for _, r := range s.Rollouts {
		if r.Status == "PRIMARY" {
			l.failed, l.since, l.gaveUp = r.Failed, r.CreatedAt, r.State == "FAILED"
			l.steady = r.State == "COMPLETED" && r.Running >= r.Desired
			if !strings.HasSuffix(r.Reason, "in progress.") { // which is no reason
				l.reason = r.Reason
			}
			if r.State == "COMPLETED" {
				l.failed = 0 // a completed rollout has started its tasks after all; a circuit breaker may keep its count
			}
		}
	}
	event := ""
	for _, e := range s.Events { // newest first
		if !e.At.IsZero() && e.At.Before(l.since) {
			break // of the revision before
		}
		if strings.Contains(e.Message, "has reached a steady state") {
			l.steady = l.steady || event == "" && l.failed == 0 && !l.placement
			break
		}
		switch {
		case strings.Contains(e.Message, "unable to consistently start tasks"):
			l.inconsistent = true
		case strings.Contains(e.Message, "failed container health checks"), strings.Contains(e.Message, "is unhealthy in"),
			strings.Contains(e.Message, "failed ELB health checks"), strings.Contains(e.Message, "tasks failed to start"):
			l.events++
		case strings.Contains(e.Message, "was unable to place a task"):
			l.placement = true
			continue
		case strings.Contains(e.Message, "has started"):
			l.starts++
			continue
		default:
			continue
		}
		if event == "" {
			event = e.Message
		}
	}
	if event != "" && !l.gaveUp {
		l.reason = event
	}
	return l
}

// failedStops are the tasks of a service's present revision that stopped by a fault, newest first. Those that scaling, a deployment, a user or
// Spot stopped are none.
func failedStops(s *inventory.Service, stopped []inventory.Task) []inventory.Task {
	var failed []inventory.Task
	for _, t := range stopped {
		if t.TaskDefinition != "" && t.TaskDefinition != s.TaskDefinition {
			continue
		}
		fault := t.StopCode == "TaskFailedToStart" || t.StopCode == "EssentialContainerExited" ||
			t.StopCode == "ServiceSchedulerInitiated" && strings.Contains(t.StoppedReason, "health checks")
		if fault && t.Group == "service:"+s.Name {
			failed = append(failed, t)
		}
	}
	slices.SortStableFunc(failed, func(a, b inventory.Task) int { return b.StoppedAt.Compare(a.StoppedAt) })
	return failed
}

func (p *Pass) loopFinding(c *inventory.Cluster, s *inventory.Service, l loop, stops []inventory.Task) Verdict {
	reason := l.reason
	if len(stops) > 0 {
		reason = stopWords(stops[0])
	}
	f := Finding{
		Severity: High, Confidence: Measured,
		Message:  fmt.Sprintf("%s is not steady: its tasks start and fail again and again, and %d of %d run.", s.Name, s.Running, s.Desired),
		Evidence: []Evidence{counted("running tasks", fmt.Sprintf("%d of %d", s.Running, s.Desired), float64(s.Running), "tasks")},
		Fix:      Fix{Summary: "Read why the tasks stop, and deploy a revision that starts."},
	}
	if _, other := notRolling(s); !other && !(s.CircuitBreaker && s.Rollback) {
		f.Fix.Summary += " Turn the deployment circuit breaker on, with rollback, so that ECS goes back by itself."
		f.Fix.CLI = p.updateService(c, s, "--deployment-configuration", circuitBreakerWords(s))
		f.Fix.Edits = []Property{
			{"cloudformation", "AWS::ECS::Service DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true"},
			{"terraform", "aws_ecs_service deployment_circuit_breaker.rollback", "true"},
		}
	}
	if l.gaveUp && l.failed == 0 {
		f.Message = fmt.Sprintf("The last deployment of %s failed and was not rolled back: %d of %d tasks run.", s.Name, s.Running, s.Desired)
	}
	if s.Running >= s.Desired {
		f.Severity = Medium // what ran before still runs, or the tasks live for a while
	}
	if l.failed > 0 {
		f.Evidence = append(f.Evidence, counted("failed tasks of the rollout", fmt.Sprintf("%d since %s", l.failed, date(l.since)), float64(l.failed), "tasks").against(p.Limit(&failedTasks)))
	}
	if l.events > 0 {
		f.Evidence = append(f.Evidence, counted("failed health checks among its events", fmt.Sprint(l.events), float64(l.events), "events").against(p.Limit(&failedTasks)))
	}
	if reason != "" {
		f.Message += fmt.Sprintf(" The last reason: %q.", cut(reason, longestReason))
		f.Evidence = append(f.Evidence, setting("reason", cut(reason, longestReason)))
	}
	if v, ok := p.priceStarts(c, s, stops, &f); !ok {
		return v
	}
	return Found(f)
}

// longestReason is how much of a reason is quoted.
const longestReason = 200

// cut keeps the first letters of a text.
func cut(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most]) + "…"
}

// stopWords is why a task stopped, with the first container that says more.
func stopWords(t inventory.Task) string {
	words := t.StoppedReason
	for _, container := range t.Containers {
		switch {
		case container.Reason != "":
			return words + "; " + container.Name + ": " + container.Reason
		case container.ExitCode != nil && *container.ExitCode != 0:
			return fmt.Sprintf("%s; %s: exit code %d", words, container.Name, *container.ExitCode)
		}
	}
	return words
}

// priceStarts prices what the starts of the last hour would cost in a month at that rate. ECS keeps stopped tasks for about an
// hour: those of longer ago are left out. Fargate bills Linux from the image pull on, and at least a minute.
func (p *Pass) priceStarts(c *inventory.Cluster, s *inventory.Service, stops []inventory.Task, f *Finding) (Verdict, bool) {
	var billed time.Duration
	starts := 0
	for _, t := range stops {
		if t.StoppedAt.IsZero() || p.TakenAt.Sub(t.StoppedAt) > time.Hour || t.PullStartedAt.IsZero() {
			continue // never pulled: not billed
		}
		starts++
		from := t.PullStartedAt // what was billed before the last hour is not of its rate
		if hour := p.TakenAt.Add(-time.Hour); from.Before(hour) {
			from = hour
		}
		billed += max(time.Minute, t.StoppedAt.Sub(from))
	}
	if starts == 0 {
		return Verdict{}, true
	}
	f.Evidence = append(f.Evidence, counted("failed starts in the last hour", fmt.Sprint(starts), float64(starts), "tasks"))
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why()), false
	}
	os, arch := fargatePlatform(s, task)
	if launchOf(c, s, task) != onFargate || os != pricing.Linux || task.CPUUnits == 0 {
		return Verdict{}, true
	}
	hour, known := p.fargateHour(os, arch, task.CPUUnits, task.MemoryMiB)
	if !known {
		f.PriceGap = p.fargateUnpriced()
		return Verdict{}, true
	}
	month := hour.PerMonth(billed.Hours())
	if month < p.Limit(&leastSaving) {
		return Verdict{}, true
	}
	f.Savings = &Savings{
		LowUSD: month * onDemandShare(strategyOf(c, s), max(1, s.Desired)), HighUSD: month,
		Basis: fmt.Sprintf("%s in the last hour, billed for %.1f minutes, × %s an hour × %d h, if it goes on like that", plural(starts, "failed start"), billed.Minutes(), rate(hour.USD), pricing.HoursPerMonth),
		Price: fmt.Sprintf("%s an hour for a task", rate(hour.USD)), Source: hour.Source, AsOf: hour.AsOf,
		Meters: []string{fargateMeter(s)},
	}
	return Verdict{}, true
}
