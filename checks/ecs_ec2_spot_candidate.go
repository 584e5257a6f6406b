package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var spotTasks = Threshold{
	Name: "tasks", Default: 2, Unit: "tasks",
	Doc:    "How many tasks a service must run, so that one may be interrupted.",
	Source: "our choice, 2026-11: with one task an interruption is an outage",
}

var ecsEC2SpotCandidate = Check{
	ID:         "ecs-ec2-spot-candidate",
	Title:      "On-demand instances under services that could run on Spot",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices, inventory.EC2Instances, inventory.AutoScalingGroups},
	Uses:       []inventory.Dataset{inventory.ECSCapacityProviders, inventory.ECSTaskDefinitions, inventory.ECSTasks},
	Thresholds: []*Threshold{&spotTasks, &leastSaving},
	Judge:      eachClusterProvider(judgeEC2Spot),
}

func judgeEC2Spot(p *Pass, c clusterProvider) Verdict {
	provider, v := p.onGroup(c.name)
	if v.Outcome != "" {
		return v
	}
	name := groupNameOf(provider.GroupARN)
	at := slices.IndexFunc(p.Region.Groups, func(g inventory.AutoScalingGroup) bool { return g.Name == name })
	if at < 0 {
		return Unknown("its Auto Scaling group is not listed")
	}
	group := &p.Region.Groups[at]
	if group.Mixed != nil && group.Mixed.OnDemandPercent < 100 {
		return Clean("its group mixes in Spot already")
	}
	var running []*inventory.Instance
	for i := range p.Region.Instances {
		if one := &p.Region.Instances[i]; one.State == "running" && slices.Contains(group.Instances, one.ID) {
			if one.Lifecycle != "" {
				return Clean("an instance of it is " + one.Lifecycle)
			}
			running = append(running, one)
		}
	}
	if len(running) == 0 {
		return NotApplicable("no instance of its group runs")
	}
	services, v := p.interruptible(c)
	if v.Outcome != "" {
		return v
	}
	for _, cluster := range c.clusters {
		fact := Read(p, inventory.TasksKey(cluster.ARN))
		tasks, ok := fact.Get()
		if !ok {
			return Unread(fact.Why())
		}
		for _, t := range tasks {
			if t.CapacityProvider == c.name && !strings.HasPrefix(t.Group, "service:") {
				return Clean("a task outside a service runs on it, which nothing would start again")
			}
		}
	}
	return p.spotFinding(c, group, running, services)
}

// interruptible names the services that run on the provider's instances, when every one of them could lose a task: it has others, keeps
// nothing outside the task, and stops within Spot's notice. Services with launch type EC2 run on any instance of their cluster. Daemons do
// not count: they are on every host anyway.
func (p *Pass) interruptible(c clusterProvider) (names []string, v Verdict) {
	for _, cluster := range c.clusters {
		for i := range cluster.Services {
			s := &cluster.Services[i]
			strategy := strategyOf(cluster, s)
			here := slices.ContainsFunc(strategy, func(item inventory.StrategyItem) bool { return item.Provider == c.name })
			if len(strategy) == 0 && s.LaunchType == "EC2" {
				here = true
			}
			tasks := min(s.Desired, s.Running)
			if !here || s.Status != "ACTIVE" || s.Scheduling == "DAEMON" || max(s.Desired, s.Running) == 0 {
				continue
			}
			if tasks < int(p.Limit(&spotTasks)) {
				return nil, Clean(fmt.Sprintf("%s runs %s, and an interruption would stop it", s.Name, plural(tasks, "task")))
			}
			fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
			task, ok := fact.Get()
			if !ok {
				return nil, Unread(fact.Why())
			}
			if volume := writesTo(task); volume != "" {
				return nil, Clean(fmt.Sprintf("%s keeps data on volume %s", s.Name, volume))
			}
			if stop := slowestStop(task); stop > spotNoticeSeconds {
				return nil, Clean(fmt.Sprintf("%s may take %s to stop, longer than Spot's notice", s.Name, plural(stop, "second")))
			}
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return nil, NotApplicable("no service runs on it")
	}
	slices.Sort(names)
	return names, Verdict{}
}

func (p *Pass) spotFinding(c clusterProvider, group *inventory.AutoScalingGroup, running []*inventory.Instance, services []string) Verdict {
	spot := p.Prices.EC2SpotShare()
	counts := map[string]int{}
	for _, i := range running {
		counts[i.Type]++
	}
	f := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s runs %s on %s, all on demand. None of them keeps data outside its tasks; whether the work bears interruptions cannot be seen.",
			c.name, plural(len(services), "service"), countWords(counts)),
		Evidence: []Evidence{
			setting("services", strings.Join(services, ", ")), setting("instances", countWords(counts)+", on demand"),
			setting("Auto Scaling group", group.Name), setting("assumed price of Spot", fmt.Sprintf("%.0f%% of on demand (%s, %s)", 100*spot.Share, spot.Source, spot.AsOf)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Give %s a mixed instances policy: several types of one size, a small on-demand base, the rest Spot by price-capacity-optimized, with capacity rebalancing; keep managed draining on.", group.Name),
			Edits: []Property{
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity", "0"},
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy", "price-capacity-optimized"},
				{"terraform", "aws_autoscaling_group mixed_instances_policy.instances_distribution.on_demand_percentage_above_base_capacity", "0"},
				{"terraform", "aws_autoscaling_group mixed_instances_policy.instances_distribution.spot_allocation_strategy", "price-capacity-optimized"},
			},
		},
	}
	hour, last := 0.0, pricing.Price{}
	var meters []string
	for _, i := range running {
		price, ok := p.Prices.EC2Linux(p.Region.Name, i.Type)
		if !ok || !plainLinux(i) {
			f.PriceGap = fmt.Sprintf("the price of %s in %s is not in the built-in tables, or it is not on-demand Linux", i.Type, p.Region.Name)
			return Found(f)
		}
		hour, last = hour+price.USD, price
		meters = append(meters, instanceMeter(i.ID))
	}
	saving := hour * pricing.HoursPerMonth * (1 - spot.Share)
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("Spot would save under %s a month", usd(p.Limit(&leastSaving))))
	}
	f.Severity = severityOfCost(saving)
	f.Savings = &Savings{
		HighUSD: saving,
		Basis: fmt.Sprintf("from nothing, when Spot is as dear as on demand, to %s (%s an hour) × %d h × (1 - %g), the assumed price of Spot",
			plural(len(running), "instance"), rate(hour), pricing.HoursPerMonth, spot.Share),
		Price: "EC2 Linux on-demand by type", Source: last.Source + "; " + spot.Source, AsOf: last.AsOf, Meters: meters,
	}
	return Found(f)
}
