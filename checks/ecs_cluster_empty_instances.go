package checks

import (
	"fmt"
	"math"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

var ecsClusterEmptyInstances = Check{
	ID:       "ecs-cluster-empty-instances",
	Title:    "Container instances without tasks",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices, inventory.EC2Instances},
	Uses: []inventory.Dataset{
		inventory.ECSContainerInstances, inventory.ECSTasks, inventory.ECSCapacityProviders, inventory.MetricSeries,
	},
	Thresholds: []*Threshold{&windowDays, &minimumDays},
	Judge:      eachCluster(judgeEmptyInstances),
}

func judgeEmptyInstances(p *Pass, c *inventory.Cluster) Verdict {
	switch {
	case c.Status != "ACTIVE":
		return NotApplicable("the cluster is " + c.Status)
	case c.ContainerInstances == 0:
		return NotApplicable("no instances are registered")
	case c.RunningTasks == 0 && activeServices(c) == 0:
		return Clean("it has no services and tasks at all: ecs-cluster-idle judges that")
	}
	fact := Read(p, inventory.ContainerInstancesKey(c.ARN))
	instances, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	fleet := p.fleetOf(instances)
	switch {
	case len(fleet) == 0:
		return NotApplicable("its instances are stopped or not EC2 instances of this account, or AWS manages them")
	case len(fleet) < len(instances):
		return Unknown("some of its instances are stopped, external or managed by AWS, and what is reserved is published for all of them together")
	}
	daemons, v := p.daemonTasks(c, fleet)
	if v.Outcome != "" {
		return v
	}
	empty := slices.DeleteFunc(slices.Clone(fleet), func(m member) bool {
		return m.Status != "ACTIVE" || m.PendingTasks > 0 || m.RunningTasks > daemons[m.ARN]
	})
	if len(empty) == 0 {
		return Clean("every instance runs a task, starts one or is draining")
	}
	var young Verdict
	empty = slices.DeleteFunc(empty, func(m member) bool {
		answer, isYoung := p.tooYoung(p.age(m.RegisteredAt))
		if isYoung {
			young = answer
		}
		return isYoung
	})
	if len(empty) == 0 {
		return young
	}
	return p.judgeEmpty(c, fleet, empty)
}

// daemonTasks counts the tasks of daemon services on each container instance, by its ARN: a host that runs nothing else is empty.
// Where no instance could be running daemons alone, the tasks are not read.
func (p *Pass) daemonTasks(c *inventory.Cluster, fleet []member) (map[string]int, Verdict) {
	groups := map[string]bool{}
	for i := range c.Services {
		if s := &c.Services[i]; s.Scheduling == "DAEMON" && s.Status == "ACTIVE" {
			groups["service:"+s.Name] = true
		}
	}
	if !slices.ContainsFunc(fleet, func(m member) bool { return m.RunningTasks > 0 && m.RunningTasks <= len(groups) }) {
		return nil, Verdict{}
	}
	fact := Read(p, inventory.TasksKey(c.ARN))
	tasks, ok := fact.Get()
	if !ok {
		return nil, Unread(fact.Why())
	}
	daemons := map[string]int{}
	for _, t := range tasks {
		if groups[t.Group] {
			daemons[t.ContainerInstance]++
		}
	}
	return daemons, Verdict{}
}

// judgeEmpty asks whether the empty instances were needed in the window, as far as reservations tell: an instance that is empty now may
// be full every night. What managed scaling keeps free on purpose is no waste either.
func (p *Pass) judgeEmpty(c *inventory.Cluster, fleet, empty []member) Verdict {
	buffer, v := p.scalingBuffer(fleet, empty)
	if v.Outcome != "" {
		return v
	}
	if len(empty) <= buffer {
		return Clean(fmt.Sprintf("%s of %d empty: managed scaling keeps as many free", plural(len(empty), "instance"), len(fleet)))
	}
	dims := inventory.Dims("ClusterName", c.Name)
	cpu, memory, gap, ok := overBoth(p, clusterCPUReserved, clusterMemoryReserved, p.Days(&windowDays), hourly, dims)
	if !ok {
		return Unread(gap)
	}
	if slices.ContainsFunc(fleet, func(m member) bool { return m.RunningTasks > 0 }) { // without, there is nothing to publish
		if v, few := p.tooFewDays(cpu, memory); few {
			return v
		}
	}
	most := highestReserved(cpu, memory)
	needed := int(math.Ceil(most / 100 * float64(len(fleet))))
	removable := min(len(empty), len(fleet)-needed) - buffer
	if removable <= 0 {
		return Clean(fmt.Sprintf("%s empty, but at the busiest hour %s of the cluster was reserved", plural(len(empty), "instance"), percent(most)))
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s has %s without tasks, of %d. At the busiest hour its tasks reserved %s of the CPU or the memory: %d could go.",
			c.Name, plural(len(empty), "instance"), len(fleet), percent(most), removable),
		Evidence: []Evidence{
			setting("instances without tasks", fleetWords(empty)), setting("all instances", fleetWords(fleet)),
			clusterCPUReserved.evidence("CPU reserved at most", percent(highestReserved(cpu)), highestReserved(cpu), "percent", cpu, "Maximum by hour"),
			clusterMemoryReserved.evidence("memory reserved at most", percent(highestReserved(memory)), highestReserved(memory), "percent", memory, "Maximum by hour"),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Drain %s without tasks, then lower the desired size of %s by as many, and its minimum where that keeps them; or let managed scaling do it.",
				plural(removable, "instance"), groupsOf(empty)),
			CLI: p.awsCLI(append([]string{"ecs", "update-container-instances-state", "--cluster", c.Name, "--status", "DRAINING", "--container-instances"}, arnsOf(empty[:min(removable, drainedAtOnce)])...)...),
		},
	}
	if removable > drainedAtOnce {
		f.Fix.Summary += fmt.Sprintf(" The command drains the first %d: ECS takes no more at once.", drainedAtOnce)
	}
	if len(empty) < len(fleet) && buffer > 0 {
		f.Evidence = append(f.Evidence, counted("kept free by managed scaling", plural(buffer, "instance"), float64(buffer), "instances"))
	}
	return Found(p.priceRemoval(f, empty, removable))
}

// drainedAtOnce is how many container instances UpdateContainerInstancesState takes (Amazon ECS API Reference, read 2026-11).
const drainedAtOnce = 10

func arnsOf(fleet []member) (arns []string) {
	for _, m := range fleet {
		arns = append(arns, m.ARN)
	}
	return arns
}

// scalingBuffer is how many instances managed scaling keeps free on purpose: with a target capacity of 80, a fifth of them. A fleet with
// several capacity providers is given the largest.
func (p *Pass) scalingBuffer(fleet, empty []member) (int, Verdict) {
	if !slices.ContainsFunc(empty, func(m member) bool { return m.CapacityProvider != "" }) {
		return 0, Verdict{}
	}
	fact := Read(p, inventory.ECSProvidersKey())
	providers, ok := fact.Get()
	if !ok {
		return 0, Unread(fact.Why())
	}
	spare := 0.0
	for _, provider := range providers {
		used := slices.ContainsFunc(empty, func(m member) bool { return m.CapacityProvider == provider.Name })
		if used && provider.ManagedScaling && provider.TargetCapacity > 0 {
			spare = max(spare, 1-float64(provider.TargetCapacity)/100)
		}
	}
	return int(math.Ceil(spare*float64(len(fleet)) - 1e-9)), Verdict{}
}
