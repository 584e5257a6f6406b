package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var leastTarget = Threshold{
	Name: "target_percent", Default: 90, Unit: "percent of capacity",
	Doc:    "A target capacity below this keeps instances free, and wants a reason.",
	Source: "our choice, 2026-11: a tenth free is room for one task that starts; ECS's own default is 100",
}

var ecsCapacityProviderUnmanaged = Check{
	ID:         "ecs-capacity-provider-unmanaged",
	Title:      "Capacity provider that does not manage its instances",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.ECSClusters},
	Uses:       []inventory.Dataset{inventory.ECSCapacityProviders, inventory.MetricSeries},
	Thresholds: []*Threshold{&leastTarget, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachClusterProvider(judgeProviderUnmanaged),
}

func judgeProviderUnmanaged(p *Pass, c clusterProvider) Verdict {
	provider, v := p.onGroup(c.name)
	if v.Outcome != "" {
		return v
	}
	var faults []string
	var fix providerFix
	if !provider.ManagedScaling {
		fix.scaling = true
		faults = append(faults, "managed scaling is off: instances neither come with tasks nor go with them")
	}
	if !provider.ManagedDraining && !provider.TerminationProtection {
		fix.draining = true
		faults = append(faults, "neither managed draining nor termination protection is on: an instance that goes takes its tasks along")
	}
	evidence := []Evidence{
		setting("managed scaling", onOff(provider.ManagedScaling)), setting("managed draining", onOff(provider.ManagedDraining)),
		setting("termination protection", onOff(provider.TerminationProtection)), setting("Auto Scaling group", groupNameOf(provider.GroupARN)),
	}
	severity := Medium
	if target := provider.TargetCapacity; provider.ManagedScaling && target > 0 && float64(target) < p.Limit(&leastTarget) {
		peak, v := p.bufferUse(c, float64(target))
		switch {
		case v.Outcome == OutcomeUnknown && len(faults) == 0:
			return v
		case v.Outcome == "":
			if len(faults) == 0 {
				severity = Low
			}
			fix.scaling = true
			faults = append(faults, fmt.Sprintf("its target capacity of %d keeps %d%% free, which tasks never needed: they reserved %s at most", target, 100-target, percent(peak.number())))
			evidence = append(evidence, peak)
		}
		evidence = append(evidence, counted("target capacity", fmt.Sprintf("%d%%", target), float64(target), "percent").against(p.Limit(&leastTarget)))
	}
	if len(faults) == 0 {
		return Clean("it manages its instances")
	}
	return Found(Finding{
		Severity: severity, Confidence: Measured,
		Message:  fmt.Sprintf("Of %s, %s.", c.name, strings.Join(faults, "; ")),
		Evidence: evidence,
		Fix:      p.providerFix(c.name, fix),
	})
}

// providerFix is what a capacity provider lacks.
type providerFix struct{ scaling, draining bool }

func (p *Pass) providerFix(name string, lacks providerFix) Fix {
	var fix Fix
	var summary, words []string
	if lacks.scaling {
		summary, words = append(summary, "managed scaling with a target capacity of 100"), append(words, "managedScaling={status=ENABLED,targetCapacity=100}")
		fix.Edits = append(fix.Edits,
			Property{"cloudformation", "AWS::ECS::CapacityProvider AutoScalingGroupProvider.ManagedScaling", "{Status: ENABLED, TargetCapacity: 100}"},
			Property{"terraform", "aws_ecs_capacity_provider auto_scaling_group_provider.managed_scaling.status", "ENABLED"},
			Property{"terraform", "aws_ecs_capacity_provider auto_scaling_group_provider.managed_scaling.target_capacity", "100"})
	}
	if lacks.draining {
		summary, words = append(summary, "managed draining"), append(words, "managedDraining=ENABLED")
		fix.Edits = append(fix.Edits,
			Property{"cloudformation", "AWS::ECS::CapacityProvider AutoScalingGroupProvider.ManagedDraining", "ENABLED"},
			Property{"terraform", "aws_ecs_capacity_provider auto_scaling_group_provider.managed_draining", "ENABLED"})
	}
	fix.Summary = "Turn on " + strings.Join(summary, ", and ") + "."
	fix.CLI = p.awsCLI("ecs", "update-capacity-provider", "--name", name, "--auto-scaling-group-provider", strings.Join(words, ","))
	return fix
}

// bufferUse is the most that a cluster of the provider reserved of what it had. The verdict is Clean where tasks reached into what the target
// keeps free on enough days: then the reserve has its reason. It is Unknown where reservations are not known.
func (p *Pass) bufferUse(c clusterProvider, target float64) (Evidence, Verdict) {
	var peak Evidence
	for _, cluster := range c.clusters {
		dims := inventory.Dims("ClusterName", cluster.Name)
		cpu, memory, gap, ok := overBoth(p, clusterCPUReserved, clusterMemoryReserved, p.Days(&windowDays), hourly, dims)
		if !ok {
			return Evidence{}, Unread(gap)
		}
		if v, few := p.tooFewDays(cpu, memory); few {
			return Evidence{}, v
		}
		above := func(v float64) bool { return v > target }
		if days := max(timeseries.DaysWhere(cpu, above), timeseries.DaysWhere(memory, above)); days >= p.Days(&repeatedDays) {
			return Evidence{}, Clean(fmt.Sprintf("tasks of %s reached into what is kept free on %s", cluster.Name, plural(days, "day")))
		}
		for _, s := range []struct {
			metric
			inventory.Series
		}{{clusterCPUReserved, cpu}, {clusterMemoryReserved, memory}} {
			if most := highestReserved(s.Series); peak.Number == nil || most > peak.number() {
				peak = s.evidence("reserved at most", percent(most), most, "percent", s.Series, "Maximum by hour")
			}
		}
	}
	return peak, Verdict{}
}

// number is the evidence's number; zero when it has none.
func (e Evidence) number() float64 {
	if e.Number == nil {
		return 0
	}
	return *e.Number
}
