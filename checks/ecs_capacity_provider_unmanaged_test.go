package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// ownProvider is a capacity provider on an Auto Scaling group, as AWS recommends it, and a cluster of the same name that has it.
func ownProvider(name string, changes ...func(*inventory.ECSCapacityProvider)) []ct.Part {
	provider := inventory.ECSCapacityProvider{
		Name: name, Kind: "EC2_AUTOSCALING", Status: "ACTIVE", ManagedScaling: true, TargetCapacity: 100, ManagedDraining: true,
		GroupARN: "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0:autoScalingGroupName/asg-" + name,
	}
	for _, change := range changes {
		change(&provider)
	}
	return []ct.Part{
		ct.Cluster(name, func(c *inventory.Cluster) { c.CapacityProviders = []string{"FARGATE", name, "FARGATE_SPOT"} }),
		ct.Also(inventory.ECSProvidersKey(), provider),
	}
}

func TestCapacityProviderUnmanaged(t *testing.T) {
	off := func(p *inventory.ECSCapacityProvider) { p.ManagedScaling, p.TargetCapacity = false, 0 }
	undrained := func(p *inventory.ECSCapacityProvider) { p.ManagedDraining = false }
	protected := func(p *inventory.ECSCapacityProvider) { p.TerminationProtection = true }
	target := func(percent int) func(*inventory.ECSCapacityProvider) {
		return func(p *inventory.ECSCapacityProvider) { p.TargetCapacity = percent }
	}
	kind := func(k string) func(*inventory.ECSCapacityProvider) {
		return func(p *inventory.ECSCapacityProvider) { p.Kind, p.GroupARN = k, "" }
	}
	reserving := func(name string, cpu, memory ct.Shape, changes ...func(*inventory.ECSCapacityProvider)) []ct.Part {
		return append(ownProvider(name, changes...), ct.ClusterCPU.Of(name, cpu), ct.ClusterMemory.Of(name, memory))
	}
	ct.Run(t, "ecs-capacity-provider-unmanaged", []ct.Case{
		{Name: "managed", Given: ownProvider("good"), Want: checks.OutcomeClean},
		{
			Name: "no managed scaling", Given: ownProvider("manual", off), Want: checks.OutcomeFinding, Because: "Of manual, managed scaling is off",
			Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Known(checks.Measured), ct.Shows("managed scaling", "off"), ct.Shows("Auto Scaling group", "asg-manual"),
				ct.Fixes("aws ecs update-capacity-provider --name manual")),
		},
		{Name: "neither draining nor protection", Given: ownProvider("abrupt", undrained), Want: checks.OutcomeFinding, Because: "neither managed draining nor termination protection", Then: ct.Severe(checks.Medium)},
		{Name: "only draining is missing", Given: ownProvider("drains", undrained), Want: checks.OutcomeFinding, Then: ct.Fixes("--auto-scaling-group-provider managedDraining=ENABLED --region")},
		{Name: "a reserve with a reason, no draining", Given: reserving("reason", ct.AtHour(95, 9).Else(ct.Flat(70)), ct.Flat(60), target(80), undrained), Want: checks.OutcomeFinding, Then: ct.Fixes("--auto-scaling-group-provider managedDraining=ENABLED --region")},
		{Name: "deleted", Given: ownProvider("deleted", off, func(p *inventory.ECSCapacityProvider) { p.Status = "INACTIVE" }), Want: checks.OutcomeNotApplicable, Because: "INACTIVE"},
		{Name: "protection alone", Given: ownProvider("guarded", undrained, protected), Want: checks.OutcomeClean},
		{
			Name: "a low target", Given: reserving("roomy", ct.Flat(60), ct.Flat(75), target(80)), Want: checks.OutcomeFinding,
			Because: "its target capacity of 80 keeps 20% free, which tasks never needed: they reserved 75.0% at most",
			Then:    ct.All(ct.Severe(checks.Low), ct.Shows("reserved at most", "75.0%"), ct.Shows("target capacity", "80%")),
		},
		{Name: "a low target and no draining", Given: reserving("both", ct.Flat(60), ct.Flat(60), target(80), undrained), Want: checks.OutcomeFinding, Because: "take", Then: ct.Severe(checks.Medium)},
		{Name: "a target of 90", Given: ownProvider("ninety", target(90)), Want: checks.OutcomeClean},
		{Name: "a low target that bursts need", Given: reserving("bursts", ct.AtHour(95, 9).Else(ct.Flat(70)), ct.Flat(60), target(80)), Want: checks.OutcomeClean},
		{Name: "a burst on one day", Given: reserving("burst", ct.OnDays(95, 3).Else(ct.Flat(70)), ct.Flat(60), target(80)), Want: checks.OutcomeFinding, Because: "95.0% at most"},
		{Name: "a low target, no metric", Given: reserving("mute", ct.Nothing, ct.Nothing, target(80)), Want: checks.OutcomeUnknown},
		{Name: "no draining, no metric", Given: reserving("quiet", ct.Nothing, ct.Nothing, target(80), undrained), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "managed instances", Given: ownProvider("mi", kind("MANAGED_INSTANCES")), Want: checks.OutcomeNotApplicable},
		{Name: "without a group", Given: ownProvider("bare", kind("")), Want: checks.OutcomeNotApplicable},
		{Name: "not listed", Given: []ct.Part{ct.Cluster("odd", func(c *inventory.Cluster) { c.CapacityProviders = []string{"gone"} }), ct.Also(inventory.ECSProvidersKey())}, Want: checks.OutcomeUnknown, Because: "does not list it"},
		{Name: "denied", Alone: true, Given: append(ownProvider("dark"), ct.Lacks(inventory.ECSProvidersKey())), Want: checks.OutcomeUnknown},
		{Name: "of a cluster that is gone", Wants: map[string]checks.Outcome{}, Given: append(ownProvider("left", off), changedCluster("left", func(c *inventory.Cluster) { c.Status = "INACTIVE" }))},
	})
}
