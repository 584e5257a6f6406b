package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var idleTaskCPU = Threshold{
	Name: "cpu_percent", Default: 2, Unit: "percent of the task's CPU",
	Doc:    "An hour in which a task's CPU reaches this is at work.",
	Source: "our choice, 2026-11: health checks, agents and sidecars stay below it",
}

var ecsServiceIdle = Check{
	ID:         "ecs-service-idle",
	Title:      "Service that does nothing",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       append([]inventory.Dataset{inventory.ECSTaskDefinitions}, trafficDatasets...),
	Thresholds: []*Threshold{&idleTaskCPU, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachService(judgeServiceIdle),
}

func judgeServiceIdle(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if s.Scheduling == "DAEMON" {
		return NotApplicable("a daemon runs once on every instance, whatever it has to do")
	}
	u, v, ok := p.useOf(c, s)
	if !ok {
		return v
	}
	busy := timeseries.DaysWhere(u.cpu, func(v float64) bool { return v >= p.Limit(&idleTaskCPU) })
	switch {
	case busy >= p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("its CPU was at work on %s", plural(busy, "day")))
	case busy > 0:
		return Unknown("its CPU was at work on one day: that may be a monthly job, or a deployment")
	case deploying(s) || s.Running < s.Desired:
		return Unknown("it is not steady: a deployment is in progress, or tasks are missing")
	}
	var t serviceTraffic
	if behindBalancer(s) {
		if t, v, ok = p.idleTraffic(s); !ok {
			return v
		}
	} else if runs, cron := u.cron(0); cron {
		return Unknown(fmt.Sprintf("it does a little in short runs by the clock, on %s", plural(runs.Days, "day")))
	}
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if slices.ContainsFunc(task.Specs, func(s inventory.ContainerSpec) bool { return s.GPUs > 0 }) {
		return Unknown("its tasks have GPUs, whose use is not seen")
	}
	switch launchOf(c, s, task) {
	case launchUnknown, onOther:
		return Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
	case onFargate, onEC2:
	}
	return Found(p.idleService(c, s, task, u, t))
}

// idleTraffic reads what load balancers sent, and answers unless that was nothing.
func (p *Pass) idleTraffic(s *inventory.Service) (serviceTraffic, Verdict, bool) {
	t, v, ok := p.trafficOf(s, p.Days(&windowDays), daily)
	switch {
	case !ok:
		return t, v, false
	case t.own > 0:
		return t, Clean("load balancers sent it " + plural(int(t.own), "request")), false
	case !t.quiet() && t.alone:
		return t, Clean(fmt.Sprintf("clients opened %.0f connections", t.total)), false
	case !t.quiet():
		return t, Unknown("its load balancer has connections, which may be for others behind it"), false
	case s.Controller == "CODE_DEPLOY" || s.Controller == "EXTERNAL" || s.DeployStrategy != "" && s.DeployStrategy != "ROLLING":
		return t, Unknown("its deployments move it from one target group to another, of which only one is seen"), false
	}
	return t, Verdict{}, true
}

func (p *Pass) idleService(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, u serviceUse, t serviceTraffic) Finding {
	peak, _ := timeseries.Max(u.cpu)
	tasks := max(s.Desired, s.Running)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s runs %s that never used more than %s of its CPU", s.Name, plural(tasks, "task"), percent(peak)),
		Evidence: slices.Concat([]Evidence{
			serviceCPU.evidence("CPU peak", percent(peak), peak, "percent", u.cpu, "Maximum by hour").against(p.Limit(&idleTaskCPU)),
		}, t.evidence, []Evidence{setting("tasks", fmt.Sprint(tasks)), setting("created", date(s.CreatedAt))}),
		Fix: Fix{
			Summary: "Set its desired count to 0, and the minimum of its auto scaling if it has one; delete it when nobody misses it.",
			CLI:     p.updateService(c, s, "--desired-count", "0"),
			Edits: []Property{
				{"cloudformation", "AWS::ECS::Service DesiredCount", "0"},
				{"terraform", "aws_ecs_service desired_count", "0"},
			},
		},
	}
	switch {
	case !behindBalancer(s):
		f.Severity, f.Confidence = Low, Inferred
		f.Message += ". It is not behind a load balancer: whether it serves others directly, or waits for work, is not seen."
	case len(t.evidence) == 0:
		f.Message += ", and no load balancer sends to its target group."
	default:
		f.Message += fmt.Sprintf(", and got no request in %s.", plural(p.Days(&windowDays), "day"))
	}
	p.priceIdle(&f, c, s, task, p.running(u), t)
	return f
}

// priceIdle adds what the tasks cost, and the fixed charge of the load balancers that serve nobody else.
func (p *Pass) priceIdle(f *Finding, c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, running float64, t serviceTraffic) {
	saving, words := Savings{}, []string{}
	tasks := max(s.Desired, s.Running)
	if launchOf(c, s, task) == onFargate {
		hour, ok := p.fargateTaskHour(s, task)
		if !ok {
			f.PriceGap = p.fargateUnpriced()
			return
		}
		saving.HighUSD = hour.PerMonth(float64(tasks))
		saving.LowUSD = saving.HighUSD * onDemandShare(strategyOf(c, s), tasks) * running
		saving.Price, saving.Source, saving.AsOf = fmt.Sprintf("%s an hour for a task", rate(hour.USD)), hour.Source, hour.AsOf
		saving.Meters = []string{fargateMeter(s)}
		if f.Confidence == Measured {
			f.Severity = severityOfCost(saving.HighUSD)
		}
		words = append(words, fmt.Sprintf("%s × %s an hour × %d h, on demand; less on Fargate Spot", plural(tasks, "task"), rate(hour.USD), pricing.HoursPerMonth)+partTime(running))
	}
	for _, arn := range p.idleBalancers(t) {
		kind := "network"
		if strings.HasPrefix(balancerDimension(arn), "app/") {
			kind = "application"
		}
		hour, ok := p.Prices.LoadBalancer(p.Region.Name, kind)
		if !ok {
			words = append(words, "without its load balancer, whose price is not known in "+p.Region.Name)
			continue
		}
		saving.LowUSD, saving.HighUSD = saving.LowUSD+hour.PerMonth(1), saving.HighUSD+hour.PerMonth(1)
		saving.Meters = append(saving.Meters, balancerMeter(arn))
		words = append(words, fmt.Sprintf("its %s load balancer × %s an hour × %d h", kind, rate(hour.USD), pricing.HoursPerMonth))
		if saving.Price == "" {
			saving.Price, saving.Source, saving.AsOf = rate(hour.USD)+" an hour for the load balancer", hour.Source, hour.AsOf
		}
		f.Evidence = append(f.Evidence, setting("load balancer that serves nothing else", balancerDimension(arn)))
	}
	if len(p.idleBalancers(t)) > 0 {
		f.Fix.Summary += " Its load balancer is charged until it is deleted."
	}
	if len(saving.Meters) == 0 {
		f.PriceGap = "a reservation on EC2 capacity has no price of its own: it saves when the cluster needs fewer instances"
		return
	}
	saving.Basis = strings.Join(words, "; ")
	f.Savings = &saving
}

// idleBalancers are the load balancers in front that serve nobody else: no other target group hangs on them, and none of
// the requests they got went to a target of any kind, functions included.
func (p *Pass) idleBalancers(t serviceTraffic) []string {
	if !t.alone {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.balancers), func(arn string) bool {
		name := balancerDimension(arn)
		if !strings.HasPrefix(name, "app/") {
			return false // its connections were counted as a whole
		}
		series, ok := targetRequests.over(p, p.Days(&windowDays), daily, inventory.Dims("LoadBalancer", name)).Get()
		return !ok || timeseries.Sum(series) > 0
	})
}
