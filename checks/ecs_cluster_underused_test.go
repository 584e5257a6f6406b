package checks_test

import (
	"fmt"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// onInstances is a cluster with instances, each given as its type, and what it reserves of its CPU and memory.
func onInstances(name string, types []string, cpu, memory ct.Shape, changes ...func(*inventory.Instance)) []ct.Part {
	parts := []ct.Part{
		ct.Cluster(name, func(c *inventory.Cluster) { c.ContainerInstances = len(types) }),
		ct.ClusterCPU.Of(name, cpu), ct.ClusterMemory.Of(name, memory), ct.Tasks(name, 512, 1024),
	}
	var ids []string
	for i, kind := range types {
		id := fmt.Sprintf("i-%s-%02d", name, i)
		ids = append(ids, id)
		parts = append(parts, ct.Instance(id, append([]func(*inventory.Instance){ct.Type(kind)}, changes...)...))
	}
	return append(parts, ct.Fleet(name, ids...))
}

// large is a number of m5.large.
func large(n int) []string {
	types := make([]string, n)
	for i := range types {
		types[i] = "m5.large"
	}
	return types
}

// spreadOverZones puts one instance after the other into one of three zones.
func spreadOverZones() func(*inventory.Instance) {
	return func(i *inventory.Instance) {
		i.Zone = "us-east-1" + []string{"a", "b", "c"}[int(i.ID[len(i.ID)-1]-'0')%3]
	}
}

func groupMinimum(n int) func(*inventory.AutoScalingGroup) {
	return func(g *inventory.AutoScalingGroup) { g.Min = n }
}

func TestClusterUnderused(t *testing.T) {
	const m5 = 0.096 * 730
	member := func(id string) inventory.ContainerInstance {
		return inventory.ContainerInstance{ARN: id, InstanceID: id, Status: "ACTIVE", CPUUnits: 2048, MemoryMiB: 7680, RegisteredAt: ct.DaysAgo(100)}
	}
	since := func(days float64, ids ...string) []inventory.ContainerInstance {
		var members []inventory.ContainerInstance
		for _, id := range ids {
			m := member(id)
			m.RegisteredAt = ct.DaysAgo(days)
			members = append(members, m)
		}
		return members
	}
	managed := func(i *inventory.Instance) { i.ManagedBy = "ecs.amazonaws.com" }
	withTasks := func(name string, mib ...int) []ct.Part {
		return append(onInstances(name, large(4), ct.Flat(20), ct.Flat(20)), ct.Tasks(name, mib...))
	}
	ct.Run(t, "ecs-cluster-underused", []ct.Case{
		{
			Name: "ten instances, a third reserved", Given: onInstances("third", large(10), ct.Flat(30), ct.Flat(20)), // 10 × 30 / 80 = 3.75
			Want: checks.OutcomeFinding, Because: "third reserves at most 30.0% of its CPU and 20.0% of its memory 95% of the time on 10 instances. 4 would do, 75.0% full.",
			Then: ct.All(ct.Saves(6*m5, 6*m5), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Shows("instances", "10 × m5.large"), ct.Fixes("by 6 instances"),
				// 20 vCPU × 30% × 0.04048 + 75 GB × 20% × 0.004445 = 0.309555 an hour
				ct.Shows("the same on Fargate", "at least $225.98 a month for what is reserved at the 95th percentile (list price of 2026-06), against $700.80 for all the instances"), ct.Shows("packing", "30.0% now, 75.0% on 4")),
		},
		{Name: "memory binds", Given: onInstances("memory", large(4), ct.Flat(5), ct.Flat(45)), Want: checks.OutcomeFinding, Because: "3 would do", Then: ct.Saves(m5, m5)},
		{Name: "just under half", Given: onInstances("under", large(10), ct.Flat(49.9), ct.Flat(49.9)), Want: checks.OutcomeFinding, Because: "7 would do"},
		{Name: "half of the CPU", Given: onInstances("half", large(10), ct.Flat(50), ct.Flat(10)), Want: checks.OutcomeClean, Because: "50.0% of its CPU"},
		{Name: "half of the memory", Given: onInstances("ram", large(10), ct.Flat(10), ct.Flat(60)), Want: checks.OutcomeClean},
		{Name: "busy for an hour a day", Given: onInstances("hour", large(10), ct.AtHour(90, 9).Else(ct.Flat(10)), ct.Flat(10)), Want: checks.OutcomeFinding}, // 14 of 342 hours
		{
			Name:  "busy for two hours a day",
			Given: onInstances("hours", large(10), ct.AtHour(90, 9).Else(ct.AtHour(90, 10)).Else(ct.Flat(10)), ct.Flat(10)), Want: checks.OutcomeClean,
		},
		{Name: "busy since yesterday", Given: onInstances("grown", large(4), ct.OnDays(90, 0, 1).Else(ct.Flat(10)), ct.Flat(10)), Want: checks.OutcomeClean},
		{
			Name: "one instance", Given: onInstances("one", large(1), ct.Flat(10), ct.Flat(10)), Want: checks.OutcomeFinding, Because: "There is no whole instance to remove.",
			Then: ct.All(ct.Unpriced("depends on the smaller type"), ct.Severe(checks.Low)),
		},
		{Name: "two instances, nearly half", Given: onInstances("two", large(2), ct.Flat(45), ct.Flat(45)), Want: checks.OutcomeFinding, Because: "no whole instance"},
		{Name: "nothing reserved", Given: onInstances("zero", large(3), ct.Flat(0), ct.Flat(0)), Want: checks.OutcomeClean, Because: "ecs-cluster-idle"},
		{Name: "next to nothing reserved", Given: onInstances("little", large(3), ct.Flat(0), ct.Flat(1)), Want: checks.OutcomeFinding, Because: "1 would do", Then: ct.Saves(2*m5, 2*m5)},
		{
			Name: "one stays in each zone", Given: onInstances("zoned", large(4), ct.Flat(10), ct.Flat(10), spreadOverZones()), Want: checks.OutcomeFinding, // 4 × 10 / 80 is one
			Because: "3 would do, 13.3% full. Fewer would hold the tasks, but one stays in each of 3 zones.", Then: ct.Saves(m5, m5),
		},
		{
			Name: "the group's minimum", Given: append(onInstances("minimum", large(6), ct.Flat(10), ct.Flat(10)), ct.Group("asg-minimum", ct.Members("i-minimum-00", "i-minimum-01", "i-minimum-02", "i-minimum-03", "i-minimum-04", "i-minimum-05"), groupMinimum(4))),
			Want: checks.OutcomeFinding, Because: "4 would do, 15.0% full. Fewer would hold the tasks, but the minimum size of", Then: ct.Saves(2*m5, 2*m5),
		},
		{
			Name: "the group's minimum keeps all", Given: append(onInstances("floor", large(3), ct.Flat(10), ct.Flat(10)), ct.Group("asg-floor", ct.Members("i-floor-00", "i-floor-01", "i-floor-02"), groupMinimum(3))),
			Want: checks.OutcomeFinding, Because: "on 3 instances. 1 would do, but the minimum size of the instances' Auto Scaling group keeps 3.", Then: ct.All(ct.Unpriced("smaller type"), ct.Fixes("lower the group's minimum")),
		},
		{Name: "the minimum of another group", Given: append(onInstances("else", large(4), ct.Flat(10), ct.Flat(10)), ct.Group("asg-else", ct.Members("i-somewhere"), groupMinimum(4))), Want: checks.OutcomeFinding, Because: "1 would do"},
		{Name: "groups denied", Region: "us-east-1", Alone: true, Given: append(onInstances("hidden", large(4), ct.Flat(10), ct.Flat(10)), ct.Unlisted(inventory.AutoScalingGroups)), Want: checks.OutcomeUnknown},
		{Name: "a large task", Given: withTasks("bulky", 512, 7000), Want: checks.OutcomeFinding, Then: ct.All(ct.Known(checks.Inferred), ct.Shows("largest task", "7000 MiB: check that it still fits on the instances that stay"))},
		{Name: "no task", Given: withTasks("bare"), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured)},
		{Name: "tasks denied", Given: append(withTasks("veiled"), ct.Lacks(inventory.TasksKey(ct.ClusterARN("veiled")))), Want: checks.OutcomeUnknown},
		{
			// Which instances would go is not known: at least the seven cheapest, at most seven tenths of the whole bill.
			Name: "unequal instances", Given: onInstances("unequal", append(large(9), "m5.24xlarge"), ct.Flat(20), ct.Flat(20)), // 10 × 20 / 80 = 2.5
			Want: checks.OutcomeFinding, Because: "3 would do", Then: ct.All(ct.Saves(7*m5, 0.7*(9*m5+4.608*730)), ct.Severe(checks.High)),
		},

		{Name: "no metric", Given: onInstances("mute", large(3), ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "no memory metric", Given: onInstances("lopsided", large(3), ct.Flat(10), ct.Nothing), Want: checks.OutcomeUnknown},
		{Name: "two days of metrics", Given: onInstances("sparse", large(3), ct.OnDays(10, 1, 2), ct.OnDays(10, 1, 2)), Want: checks.OutcomeUnknown},
		{
			Name: "a young cluster", Given: append(onInstances("young", large(1), ct.Flat(10).Last(6), ct.Flat(10).Last(6)), ct.FleetOf("young", since(5, "i-young-00")...)),
			Want: checks.OutcomeUnknown, Because: "younger than the window",
		},
		{
			Name: "new instances in an old cluster", Given: append(onInstances("renewed", large(1), ct.Flat(10), ct.Flat(10)), ct.FleetOf("renewed", since(2, "i-renewed-00")...)),
			Want: checks.OutcomeFinding,
		},
		{Name: "container instances denied", Given: append(onInstances("secret", large(2), ct.Flat(10), ct.Flat(10)), ct.Lacks(inventory.ContainerInstancesKey(ct.ClusterARN("secret")))), Want: checks.OutcomeUnknown},
		{Name: "full enough, container instances denied", Given: append(onInstances("busy", large(2), ct.Flat(70), ct.Flat(10)), ct.Lacks(inventory.ContainerInstancesKey(ct.ClusterARN("busy")))), Want: checks.OutcomeClean},

		{Name: "external instances", Given: append(onInstances("anywhere", large(1), ct.Flat(10), ct.Flat(10)), ct.FleetOf("anywhere", member("mi-1"), member(""))), Want: checks.OutcomeNotApplicable},
		{Name: "managed instances", Given: onInstances("managed", large(3), ct.Flat(10), ct.Flat(10), managed), Want: checks.OutcomeNotApplicable, Because: "AWS manages them"},
		{
			// The reservation is of all capacity together: four full instances beside sixteen empty external ones show 20%.
			Name: "external instances beside its own", Given: append(onInstances("hybrid", large(1), ct.Flat(20), ct.Flat(20)), ct.FleetOf("hybrid", member("i-hybrid-00"), member("mi-2"))),
			Want: checks.OutcomeUnknown, Because: "external",
		},
		{Name: "an instance that was not listed", Given: append(onInstances("ghost", large(1), ct.Flat(10), ct.Flat(10)), ct.FleetOf("ghost", since(100, "i-ghost-00", "i-gone")...)), Want: checks.OutcomeFinding, Then: ct.Unpriced("could be read")},
		{Name: "no instance", Given: []ct.Part{ct.Cluster("fargate")}, Want: checks.OutcomeNotApplicable, Because: "no instances are registered"},
		{Name: "not active", Given: []ct.Part{ct.Cluster("going", func(c *inventory.Cluster) { c.Status, c.ContainerInstances = "DEPROVISIONING", 3 })}, Want: checks.OutcomeNotApplicable},
		{Name: "Spot", Given: onInstances("spot", large(4), ct.Flat(10), ct.Flat(10), func(i *inventory.Instance) { i.Lifecycle = "spot" }), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("on-demand Linux"), ct.Severe(checks.Low))},
		{Name: "Windows", Given: onInstances("windows", large(4), ct.Flat(10), ct.Flat(10), func(i *inventory.Instance) { i.Platform = "Windows" }), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("on-demand Linux"), hides("the same on Fargate"))},
		{Name: "Red Hat", Given: onInstances("rhel", large(4), ct.Flat(10), ct.Flat(10), func(i *inventory.Instance) { i.Platform = "Red Hat Enterprise Linux" }), Want: checks.OutcomeFinding, Then: ct.Unpriced("on-demand Linux")},
		{Name: "a type without a price", Given: onInstances("novel", []string{"zz9.large", "zz9.large"}, ct.Flat(10), ct.Flat(10)), Want: checks.OutcomeFinding, Then: ct.Unpriced("the price of zz9.large")},
	})
}

// hides asserts that there is no evidence of a name.
func hides(name string) func(ct.TB, checks.Finding) {
	return func(t ct.TB, f checks.Finding) {
		t.Helper()
		for _, e := range f.Evidence {
			if e.Name == name {
				t.Errorf("%s: %s", name, e.Value)
			}
		}
	}
}
