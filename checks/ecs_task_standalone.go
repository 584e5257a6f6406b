package checks

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var standaloneHours = Threshold{
	Name: "alive_hours", Default: 24, Unit: "hours",
	Doc:    "A task outside a service that has run for longer is a finding.",
	Source: "our choice, 2026-11: what was started for a job has ended by then",
}

var ecsTaskStandalone = Check{
	ID:         "ecs-task-standalone",
	Title:      "Long-running tasks outside a service",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ECSTasks},
	Thresholds: []*Threshold{&standaloneHours},
	Judge:      eachFamily,
}

// eachFamily asks about every family of tasks that run in a cluster outside services. A cluster without any is not
// applicable; one whose tasks could not be read is unknown.
func eachFamily(p *Pass) iter.Seq2[Resource, Verdict] {
	return func(yield func(Resource, Verdict) bool) {
		for i := range p.Region.Clusters {
			c := &p.Region.Clusters[i]
			v, settled := p.turnTo(listed(c.Tags))
			families := map[string][]inventory.Task{}
			if !settled {
				families, v, settled = p.familiesOf(c)
			}
			if settled {
				if !yield(p.clusterResource(c), v) {
					return
				}
				continue
			}
			for _, family := range slices.Sorted(maps.Keys(families)) {
				r := p.clusterResource(c)
				r.ARN, r.Qualifier = inventory.Qualified(c.ARN, family), family
				if !yield(r, judgeFamily(p, c, family, families[family])) {
					return
				}
			}
		}
	}
}

// familiesOf are the tasks outside services by family, or the verdict on the cluster as a whole. Only a cluster that counts
// more running tasks than its services is asked.
func (p *Pass) familiesOf(c *inventory.Cluster) (families map[string][]inventory.Task, v Verdict, settled bool) {
	running := 0
	for i := range c.Services {
		running += c.Services[i].Running
	}
	switch {
	case c.Status != "ACTIVE":
		return nil, NotApplicable("the cluster is " + c.Status), true
	case strings.HasPrefix(c.Name, "AWSBatch-"):
		return nil, NotApplicable("its tasks are jobs of AWS Batch, which starts and stops them"), true
	case c.RunningTasks <= running:
		return nil, NotApplicable("all its tasks belong to services"), true
	}
	fact := Read(p, inventory.TasksKey(c.ARN))
	tasks, ok := fact.Get()
	if !ok {
		return nil, Unread(fact.Why()), true
	}
	families = map[string][]inventory.Task{}
	for _, t := range tasks {
		if isStandalone(t) && (t.Status == "" || t.Status == "RUNNING") {
			families[familyOf(t.TaskDefinition)] = append(families[familyOf(t.TaskDefinition)], t)
		}
	}
	if len(families) == 0 {
		return nil, Clean("none of its running tasks is outside a service"), true
	}
	return families, Verdict{}, false
}

func judgeFamily(p *Pass, c *inventory.Cluster, family string, tasks []inventory.Task) Verdict {
	limit := time.Duration(p.Limit(&standaloneHours) * float64(time.Hour))
	var old []inventory.Task
	undated := 0
	for _, t := range tasks {
		switch {
		case t.StartedAt.IsZero():
			undated++
		case p.TakenAt.Sub(t.StartedAt) > limit:
			old = append(old, t)
		}
	}
	switch {
	case len(old) == 0 && undated > 0:
		return Unknown("AWS did not say since when it runs")
	case len(old) == 0:
		return Clean(fmt.Sprintf("none of its %s has run for more than %g hours", plural(len(tasks), "task"), p.Limit(&standaloneHours)))
	}
	oldest := slices.MinFunc(old, func(a, b inventory.Task) int { return a.StartedAt.Compare(b.StartedAt) })
	run, them := "run", "them"
	if len(old) == 1 {
		run, them = "runs", "it"
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s of %s in %s %s outside a service, the oldest since %s: nothing starts %s again after a stop, and nothing deploys to %s.",
			plural(len(old), "task"), family, c.Name, run, date(oldest.StartedAt), them, them),
		Evidence: []Evidence{
			counted("tasks outside a service", fmt.Sprintf("%d of %s", len(old), plural(len(tasks), "running task")), float64(len(old)), "tasks"),
			counted("running for", fmt.Sprintf("%.0f hours", p.TakenAt.Sub(oldest.StartedAt).Hours()), p.TakenAt.Sub(oldest.StartedAt).Hours(), "hours").against(p.Limit(&standaloneHours)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Stop the tasks of %s if they were forgotten; make a service of what is meant to run on.", family),
			CLI:     p.awsCLI("ecs", "stop-task", "--cluster", c.Name, "--task", oldest.ARN),
		},
	}
	if oldest.StartedBy != "" {
		f.Evidence = append(f.Evidence, setting("started by", oldest.StartedBy))
	}
	if month, ok := p.fargateMonth(old); ok {
		f.Evidence = append(f.Evidence, month)
	}
	return Found(f)
}

// fargateMonth is what on-demand Linux tasks on Fargate cost a month at list price. It is no saving: what they do may be
// needed. It is false where one of them has no known price.
func (p *Pass) fargateMonth(tasks []inventory.Task) (Evidence, bool) {
	month, asOf := 0.0, ""
	for _, t := range tasks {
		if t.LaunchType != "FARGATE" || t.CapacityProvider == "FARGATE_SPOT" || t.CPUUnits == 0 || platformOf(t.PlatformVersion, false, p.TakenAt) == platformUnknown {
			return Evidence{}, false // Windows has other versions, and only those are below 1.4.0
		}
		arch := pricing.X86
		if t.Architecture == "arm64" {
			arch = pricing.ARM
		}
		hour, ok := p.fargateHour(pricing.Linux, arch, t.CPUUnits, t.MemoryMiB)
		if !ok {
			return Evidence{}, false
		}
		month, asOf = month+hour.PerMonth(1), hour.AsOf
	}
	return counted("Fargate, at list price", fmt.Sprintf("%s a month (list price of %s)", usd(month), asOf), month, "USD a month"), true
}
