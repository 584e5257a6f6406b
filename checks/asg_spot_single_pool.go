package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var asgSpotSinglePool = Check{
	ID:       "asg-spot-single-pool",
	Title:    "Spot instances from a single pool",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.AutoScalingGroups},
	Uses:     []inventory.Dataset{inventory.EC2Instances, inventory.EC2LaunchTemplates},
	Judge:    eachGroup(judgeSpotPools),
}

func judgeSpotPools(p *Pass, g *inventory.AutoScalingGroup) Verdict {
	if g.Max == 0 {
		return NotApplicable("its maximum is zero: it launches nothing")
	}
	if batch(g) {
		return NotApplicable("Batch chooses among the types of its compute environment")
	}
	spot, v := p.spotOf(g)
	if v.Outcome != "" {
		return v
	}
	cheapest := g.Mixed != nil && g.Mixed.SpotStrategy == "lowest-price" && g.Mixed.SpotPools == 1
	switch {
	case g.Mixed != nil && g.Mixed.ByRequirements && !cheapest:
		return Clean("its types are chosen by what they have")
	case len(spot) > 1 && !cheapest:
		return Clean(fmt.Sprintf("it takes Spot instances of %d types", len(spot)))
	}
	what := "of one type, " + strings.Join(spot, "")
	if len(spot) != 1 {
		what = "from the one cheapest pool of each zone (lowest-price)"
	}
	loss := "all of them go at once, and none replaces them"
	if len(g.Zones) > 1 {
		loss = "all of them in a zone go at once, and the other zones may follow: nothing else replaces them"
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("Auto Scaling group %s takes its Spot instances %s, in %s. When AWS wants that capacity back, %s.",
			g.Name, what, plural(len(g.Zones), "zone"), loss),
		Evidence: []Evidence{
			setting("Spot types", strings.Join(spot, ", ")),
			setting("Availability Zones", strings.Join(g.Zones, ", ")),
		},
		Fix: Fix{
			Summary: "Let the group choose among several types of the same size, older and newer, in every zone, by price and capacity." + atWhere(g),
			Edits: []Property{
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup MixedInstancesPolicy.LaunchTemplate.Overrides", "several instance types, or InstanceRequirements"},
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy", "price-capacity-optimized"},
				{"terraform", "aws_autoscaling_group mixed_instances_policy.launch_template.override", "several instance types, or instance_requirements"},
				{"terraform", "aws_autoscaling_group mixed_instances_policy.instances_distribution.spot_allocation_strategy", "price-capacity-optimized"},
			},
		},
	}
	if g.Mixed != nil {
		f.Evidence = append(f.Evidence, setting("on demand", fmt.Sprintf("%d, and %d%% of what is above", g.Mixed.OnDemandBase, g.Mixed.OnDemandPercent)),
			setting("Spot strategy", g.Mixed.SpotStrategy))
	}
	if len(g.Zones) == 1 && len(spot) == 1 {
		f.Severity = Medium // one pool in the strictest sense
	}
	return Found(f)
}

// spotOf lists the types that a group takes Spot instances of. The verdict is empty where it takes any.
func (p *Pass) spotOf(g *inventory.AutoScalingGroup) ([]string, Verdict) {
	none := NotApplicable("it takes no Spot instances")
	m := g.Mixed
	switch {
	case m == nil:
		return p.spotOfTemplate(g, none)
	case m.OnDemandPercent >= 100 || m.OnDemandBase >= g.Max:
		return nil, none
	case m.ByRequirements:
		return nil, Verdict{}
	case len(m.Types) > 0:
		types := slices.Clone(m.Types)
		slices.Sort(types)
		return slices.Compact(types), Verdict{}
	}
	fact := Read(p, inventory.LaunchTemplateKey(m.Template.ID, m.Template.Version))
	template, ok := fact.Get()
	switch {
	case !ok:
		return nil, Unread(fact.Why())
	case template.Type == "":
		return nil, Unknown("which types it takes is not in its launch template")
	}
	return []string{template.Type}, Verdict{}
}

// spotOfTemplate is spotOf for a group with one template, whose members are all alike. They tell without a request; the
// template is read for a group without any.
func (p *Pass) spotOfTemplate(g *inventory.AutoScalingGroup, none Verdict) ([]string, Verdict) {
	onDemand := false
	for i := range p.Region.Instances {
		one := &p.Region.Instances[i]
		if one.State != "running" || !slices.Contains(g.Instances, one.ID) {
			continue
		}
		if one.Lifecycle == "spot" {
			return []string{one.Type}, Verdict{}
		}
		onDemand = true
	}
	switch {
	case onDemand:
		return nil, none
	case g.Template == nil:
		return nil, Unknown("what it launches is not known: it has no member, and no launch template")
	}
	fact := Read(p, inventory.LaunchTemplateKey(g.Template.ID, g.Template.Version))
	template, ok := fact.Get()
	switch {
	case !ok:
		return nil, Unread(fact.Why())
	case template.Market != "spot":
		return nil, none
	case template.Type == "":
		return nil, Unknown("which type it launches is not in its launch template")
	}
	return []string{template.Type}, Verdict{}
}
