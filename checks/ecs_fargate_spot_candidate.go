package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var spotNotice = Threshold{
	Name: "notice_seconds", Default: 120, Unit: "seconds",
	Doc:    "A container that may take longer to stop is not for Fargate Spot.",
	Source: "Amazon ECS Developer Guide, \"Amazon ECS clusters for Fargate\": a Spot task is told two minutes before (read 2026-11)",
}

// statefulImages are names of images that hold data, in memory or on disk. Our choice, 2026-11.
var statefulImages = []string{
	"postgres", "mysql", "mariadb", "mongo", "redis", "valkey", "memcached", "elasticsearch", "opensearch", "kafka", "zookeeper", "rabbitmq", "cassandra", "etcd",
}

var ecsFargateSpotCandidate = Check{
	ID:         "ecs-fargate-spot-candidate",
	Title:      "Service on Fargate on demand that could bear interruptions",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ECSTaskDefinitions, inventory.ScalingSettings},
	Thresholds: []*Threshold{&spotNotice, &leastSaving},
	Judge:      eachService(judgeFargateSpot),
}

func judgeFargateSpot(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if placedElsewhere(s) {
		return NotApplicable("it does not run on Fargate")
	}
	if slices.ContainsFunc(strategyOf(c, s), func(i inventory.StrategyItem) bool { return i.Provider == "FARGATE_SPOT" && i.Base+i.Weight > 0 }) {
		return Clean("it uses Fargate Spot")
	}
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	os, arch := fargatePlatform(s, task)
	switch where := launchOf(c, s, task); {
	case where == onEC2 || where == onOther:
		return NotApplicable("it does not run on Fargate")
	case where == launchUnknown:
		return Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
	case os != pricing.Linux:
		return NotApplicable("Fargate Spot is for Linux")
	case len(task.Specs) == 0:
		return Unknown("its containers are not known")
	}
	if v, no := p.holdsState(task); no {
		return v
	}
	tasks := max(s.Desired, s.Running)
	if tasks < 2 {
		if v, worker := p.isWorker(c, s); !worker {
			return v
		}
	}
	hour, known := p.fargateHour(os, arch, task.CPUUnits, task.MemoryMiB)
	f := p.fargateSpotFinding(c, s, task, tasks)
	if !known {
		f.PriceGap = p.fargateUnpriced()
		return Found(f)
	}
	spot := tasks - baseOf(s)
	share := p.Prices.FargateSpotShare()
	most := float64(spot) * hour.PerMonth(1-share.Share)
	if most < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	f.Severity = min(severityOfCost(most), Medium)
	f.Savings = &Savings{
		LowUSD: 0, HighUSD: most,
		Basis: fmt.Sprintf("%s × %s an hour × %.0f%% × %d h: an assumption of %s (%s). Spot prices are in no list and may come up to the price on demand",
			plural(spot, "task"), rate(hour.USD), 100*(1-share.Share), pricing.HoursPerMonth, share.AsOf, share.Source),
		Price: rate(hour.USD) + " an hour for a task on demand", Source: hour.Source, AsOf: hour.AsOf,
		Meters: []string{fargateMeter(s)},
	}
	return Found(f)
}

// holdsState answers for tasks that an interruption would hurt: they write to a volume that outlives them, hold data, or
// take longer to stop than Spot gives.
func (p *Pass) holdsState(task inventory.TaskDefinition) (Verdict, bool) {
	lasting := map[string]string{}
	for _, v := range task.Volumes {
		if v.Kind != "task" {
			lasting[v.Name] = v.Kind
		}
	}
	for _, c := range task.Specs {
		for _, m := range c.Mounts {
			if kind := lasting[m.Volume]; kind != "" && !m.ReadOnly {
				return Clean(fmt.Sprintf("its container %s writes to a volume (%s)", c.Name, kind)), true
			}
		}
		if float64(c.StopSeconds) > p.Limit(&spotNotice) {
			return Clean(fmt.Sprintf("its container %s may take %d s to stop", c.Name, c.StopSeconds)), true
		}
		name, _, _ := strings.Cut(c.Image[strings.LastIndex(c.Image, "/")+1:], ":")
		if slices.ContainsFunc(statefulImages, func(one string) bool { return strings.Contains(name, one) }) {
			return Unknown("its image " + name + " is named like one that holds data"), true
		}
	}
	return Verdict{}, false
}

// isWorker tells whether a service works off a queue, as far as its auto scaling shows.
func (p *Pass) isWorker(c *inventory.Cluster, s *inventory.Service) (Verdict, bool) {
	single := Clean("it runs one task: an interruption would leave none")
	if behindBalancer(s) {
		return single, false
	}
	fact := Read(p, inventory.ScalingKey("ecs"))
	scaling, ok := fact.Get()
	if !ok {
		return Unread(fact.Why()), false
	}
	return single, followsQueue(scalingOf(scaling, "service/"+c.Name+"/"+s.Name))
}

// followsQueue tells whether auto scaling follows a queue: then the tasks are workers, and a message that one did not
// finish comes back.
func followsQueue(own inventory.Scaling) bool {
	return slices.ContainsFunc(own.Policies, func(policy inventory.ScalingPolicy) bool {
		metric := strings.ToLower(policy.Metric)
		return policy.Namespace == "AWS/SQS" || strings.Contains(metric, "message") || strings.Contains(metric, "backlog") || strings.Contains(metric, "queue")
	})
}

// baseOf is how many tasks are to stay on demand: one behind a load balancer, where somebody waits.
func baseOf(s *inventory.Service) int {
	if behindBalancer(s) {
		return 1
	}
	return 0
}

func (p *Pass) fargateSpotFinding(c *inventory.Cluster, s *inventory.Service, task inventory.TaskDefinition, tasks int) Finding {
	f := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s runs %s of %s on demand, and nothing in it speaks against Fargate Spot: no volume to write to, and it stops in time. What it keeps in memory is not seen.",
			s.Name, plural(tasks, "task"), fargateSize(task.CPUUnits, task.MemoryMiB)),
		Evidence: []Evidence{setting("tasks", fmt.Sprint(tasks)), setting("tasks to stay on demand", fmt.Sprint(baseOf(s)))},
	}
	f.Fix = p.mixFix(c, s, baseOf(s))
	if !slices.Contains(c.CapacityProviders, "FARGATE_SPOT") {
		f.Fix.Summary += fmt.Sprintf(" The cluster %s needs the capacity providers FARGATE and FARGATE_SPOT first.", c.Name)
	}
	return f
}

// mixFix puts a service on Fargate Spot, with a base on demand where it is to have one.
func (p *Pass) mixFix(c *inventory.Cluster, s *inventory.Service, base int) Fix {
	summary, words := "Run it on FARGATE_SPOT", []string{"capacityProvider=FARGATE_SPOT,weight=1"}
	if base > 0 {
		summary = fmt.Sprintf("Run a base of %d on FARGATE and the rest on FARGATE_SPOT", base)
		words = []string{fmt.Sprintf("capacityProvider=FARGATE,base=%d,weight=0", base), words[0]}
	}
	return Fix{
		Summary: summary + ", and let it end its work on SIGTERM.",
		CLI: p.awsCLI(slices.Concat([]string{"ecs", "update-service", "--cluster", c.Name, "--service", s.Name, "--force-new-deployment",
			"--capacity-provider-strategy"}, words)...),
		Edits: []Property{
			{"cloudformation", "AWS::ECS::Service CapacityProviderStrategy", strings.Join(words, " ")},
			{"terraform", "aws_ecs_service capacity_provider_strategy", strings.Join(words, " ")},
		},
	}
}
