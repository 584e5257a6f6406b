package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// What the tasks of a service cost on Fargate, and how many of them there are.

// fargateHour is the on-demand price of one task of a size for an hour, extra storage left out.
func (p *Pass) fargateHour(os pricing.OS, arch pricing.Arch, cpuUnits, memoryMiB int) (pricing.Price, bool) {
	return p.Prices.FargateTask(p.Region.Name, os, arch, vcpus(cpuUnits), gigabytes(memoryMiB))
}

// fargateTaskHour is the on-demand price of one task as it is for an hour, with its extra storage.
func (p *Pass) fargateTaskHour(s *inventory.Service, task inventory.TaskDefinition) (pricing.Price, bool) {
	os, arch := fargatePlatform(s, task)
	price, ok := p.fargateHour(os, arch, task.CPUUnits, task.MemoryMiB)
	if extra := task.EphemeralGiB - pricing.FargateFreeStorageGB; ok && extra > 0 {
		storage, known := p.Prices.FargateEphemeral(p.Region.Name)
		price.USD, ok = price.USD+float64(extra)*storage.USD, known
	}
	return price, ok
}

// taskCount is how many tasks a service runs.
type taskCount struct {
	now     int
	least   int // what it never goes below, as far as its auto scaling says; 0 where that could not be read
	scaling *inventory.Scaling
}

// tasksOf counts a service's tasks. Without auto scaling there are as many at any time as there are now.
func (p *Pass) tasksOf(c *inventory.Cluster, s *inventory.Service) taskCount {
	n := taskCount{now: max(s.Desired, s.Running)}
	scaling, ok := Read(p, inventory.ScalingKey("ecs")).Get()
	if !ok {
		return n
	}
	n.least = n.now
	own := scalingOf(scaling, "service/"+c.Name+"/"+s.Name)
	for _, t := range own.Targets {
		n.least = min(n.least, t.Min)
	}
	for _, a := range own.Actions {
		if a.Min != nil && !isOver(a, p.TakenAt) {
			n.least = min(n.least, *a.Min)
		}
	}
	n.scaling = &own
	return n
}

// scalingOf is the part of a namespace's auto scaling that concerns one resource.
func scalingOf(all inventory.Scaling, resource string) inventory.Scaling {
	var own inventory.Scaling
	for _, t := range all.Targets {
		if t.Resource == resource {
			own.Targets = append(own.Targets, t)
		}
	}
	for _, policy := range all.Policies {
		if policy.Resource == resource {
			own.Policies = append(own.Policies, policy)
		}
	}
	for _, action := range all.Actions {
		if action.Resource == resource {
			own.Actions = append(own.Actions, action)
		}
	}
	return own
}

// tracked is the lowest target of the service's target tracking on its average CPU or memory ("CPU", "Memory"), in percent.
func (n taskCount) tracked(what string) (float64, bool) {
	target, found := 0.0, false
	if n.scaling == nil {
		return 0, false
	}
	for _, policy := range n.scaling.Policies {
		if policy.Kind != "TargetTrackingScaling" || !strings.HasPrefix(policy.Metric, "ECSServiceAverage"+what) {
			continue
		}
		if !found || policy.Target < target {
			target, found = policy.Target, true
		}
	}
	return target, found
}

// fargateSavings is what a cheaper task saves a month: at most for all the tasks of now at the on-demand price, at least for
// those that always run and that a strategy puts on demand, for the share of the time in which any were seen to run.
func (p *Pass) fargateSavings(c *inventory.Cluster, s *inventory.Service, n taskCount, running float64, now, then pricing.Price) Savings {
	task := (now.USD - then.USD) * pricing.HoursPerMonth
	saving := Savings{
		LowUSD: float64(n.least) * task * onDemandShare(strategyOf(c, s), n.least) * running, HighUSD: float64(n.now) * task,
		Basis: fmt.Sprintf("%s × (%s - %s) an hour × %d h, on demand; less on Fargate Spot", plural(n.now, "task"), rate(now.USD), rate(then.USD), pricing.HoursPerMonth),
		Price: fmt.Sprintf("%s an hour for a task as it is", rate(now.USD)), Source: now.Source, AsOf: now.AsOf,
		Meters: []string{fargateMeter(s)},
	}
	switch {
	case n.scaling == nil:
		saving.Basis += "; how far it scales in could not be read"
	case n.least < n.now:
		saving.Basis += fmt.Sprintf("; at least for the %s it never goes below", plural(n.least, "task"))
	}
	saving.Basis += partTime(running)
	return saving
}

// partTime says in a basis that tasks were not seen to run all the time; "" when they were.
func partTime(running float64) string {
	if running == 1 {
		return ""
	}
	return fmt.Sprintf("; tasks were seen to run for %.0f%% of the time, which the lower figure counts", 100*running)
}

// fargateUnpriced is the PriceGap of a saving on Fargate.
func (p *Pass) fargateUnpriced() string {
	return fmt.Sprintf("the Fargate price in %s is not in the built-in tables", p.Region.Name)
}
