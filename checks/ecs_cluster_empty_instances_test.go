package checks_test

import (
	"fmt"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestEmptyInstances(t *testing.T) {
	const m5 = 0.096 * 730
	web := ct.Service("web", func(s *inventory.Service) { s.LaunchType = "EC2" })
	agent := ct.Service("agent", func(s *inventory.Service) { s.LaunchType, s.Scheduling = "EC2", "DAEMON" })
	// a cluster of n instances of which the first are empty
	with := func(name string, n, empty int, cpu, memory ct.Shape, changes ...func(*inventory.ContainerInstance)) []ct.Part {
		key := inventory.ContainerInstancesKey(ct.ClusterARN(name))
		return append(onInstances(name, large(n), cpu, memory), changedCluster(name, web), func(r *inventory.Region) {
			members, _ := inventory.Read(r, key).Get()
			for i := range members[:empty] {
				members[i].RunningTasks = 0
				for _, change := range changes {
					change(&members[i])
				}
			}
			inventory.Put(r, key, members)
		})
	}
	provided := func(name string) func(*inventory.ContainerInstance) {
		return func(i *inventory.ContainerInstance) { i.CapacityProvider = name }
	}
	provider := func(name string, target int, managed bool) ct.Part {
		return ct.Also(inventory.ECSProvidersKey(), inventory.ECSCapacityProvider{Name: name, Kind: "EC2_AUTOSCALING", ManagedScaling: managed, TargetCapacity: target})
	}
	// the daemon's tasks are the only ones on the first instances
	daemons := func(name string, n, on int) []ct.Part {
		parts := append(with(name, n, 0, ct.Flat(30), ct.Flat(30)), changedCluster(name, agent))
		var tasks []inventory.Task
		for i := range n {
			arn := fmt.Sprintf("arn:aws:ecs:us-east-1:%s:container-instance/i-%s-%02d", ct.Account, name, i)
			group := "service:agent"
			if i >= on {
				group = "service:web"
			}
			tasks = append(tasks, inventory.Task{ARN: fmt.Sprint(name, i), ContainerInstance: arn, Group: group})
		}
		return append(parts, ct.Has(inventory.TasksKey(ct.ClusterARN(name)), tasks))
	}
	ct.Run(t, "ecs-cluster-empty-instances", []ct.Case{
		{
			Name: "three of ten", Given: with("ten", 10, 3, ct.Flat(55), ct.Flat(60)), Want: checks.OutcomeFinding,
			Because: "ten has 3 instances without tasks, of 10. At the busiest hour its tasks reserved 60.0% of the CPU or the memory: 3 could go.",
			Then: ct.All(ct.Saves(3*m5, 3*m5), ct.Severe(checks.High), ct.Known(checks.Measured), ct.Meters("instance i-ten-00", "instance i-ten-01", "instance i-ten-02"),
				ct.Fixes("aws ecs update-container-instances-state --cluster ten --status DRAINING --container-instances arn:aws:ecs:us-east-1:123456789012:container-instance/i-ten-00")),
		},
		{Name: "the busiest hour needs one of them", Given: with("peak", 10, 3, ct.AtHour(75, 2).Else(ct.Flat(30)), ct.Flat(30)), Want: checks.OutcomeFinding, Because: "2 could go", Then: ct.Saves(2*m5, 2*m5)},
		{Name: "the busiest hour needs them all", Given: with("night", 4, 2, ct.AtHour(95, 2).Else(ct.Flat(20)), ct.Flat(20)), Want: checks.OutcomeClean, Because: "95.0%"},
		{Name: "more than one call drains", Given: with("dozen", 24, 12, ct.Flat(40), ct.Flat(40)), Want: checks.OutcomeFinding, Because: "12 could go", Then: ct.All(ct.Fixes("i-dozen-09 --region"), ct.Fixes("The command drains the first 10"))},
		{Name: "stopped instances", Given: append(with("halt", 3, 1, ct.Flat(40), ct.Flat(40)), halted("i-halt-00")), Want: checks.OutcomeUnknown, Because: "stopped"},
		{Name: "none", Given: with("full", 3, 0, ct.Flat(40), ct.Flat(40)), Want: checks.OutcomeClean},
		{Name: "draining", Given: with("drain", 3, 1, ct.Flat(40), ct.Flat(40), func(i *inventory.ContainerInstance) { i.Status = "DRAINING" }), Want: checks.OutcomeClean},
		{Name: "about to run one", Given: with("soon", 3, 1, ct.Flat(40), ct.Flat(40), func(i *inventory.ContainerInstance) { i.PendingTasks = 1 }), Want: checks.OutcomeClean},
		{Name: "as old as the window", Given: with("old", 3, 1, ct.Flat(40), ct.Flat(40), func(i *inventory.ContainerInstance) { i.RegisteredAt = ct.DaysAgo(13) }), Want: checks.OutcomeFinding},
		{Name: "young", Given: with("new", 3, 1, ct.Flat(40), ct.Flat(40), func(i *inventory.ContainerInstance) { i.RegisteredAt = ct.DaysAgo(12.9) }), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "a daemon alone", Given: daemons("daemon", 4, 2), Want: checks.OutcomeFinding, Because: "2 instances without tasks, of 4", Then: ct.Saves(2*m5, 2*m5)},
		{Name: "daemons nowhere alone", Given: daemons("beside", 4, 0), Want: checks.OutcomeClean},
		{Name: "tasks denied", Given: append(daemons("dim", 4, 2), ct.Lacks(inventory.TasksKey(ct.ClusterARN("dim")))), Want: checks.OutcomeUnknown},
		{Name: "a fifth is kept free", Given: append(with("buffer", 10, 2, ct.Flat(40), ct.Flat(40), provided("cp-buffer")), provider("cp-buffer", 80, true)), Want: checks.OutcomeClean, Because: "keeps as many free"},
		{Name: "more than a fifth", Given: append(with("over", 10, 3, ct.Flat(40), ct.Flat(40), provided("cp-over")), provider("cp-over", 80, true)), Want: checks.OutcomeFinding, Because: "1 could go", Then: ct.Shows("kept free by managed scaling", "2 instances")},
		{Name: "nothing is kept free", Given: append(with("tight", 10, 2, ct.Flat(40), ct.Flat(40), provided("cp-tight")), provider("cp-tight", 100, true)), Want: checks.OutcomeFinding, Because: "2 could go"},
		{Name: "not by managed scaling", Given: append(with("hand", 10, 2, ct.Flat(40), ct.Flat(40), provided("cp-hand")), provider("cp-hand", 80, false)), Want: checks.OutcomeFinding, Because: "2 could go"},
		{Name: "providers denied", Given: append(with("shade", 10, 2, ct.Flat(40), ct.Flat(40), provided("cp-shade")), ct.Lacks(inventory.ECSProvidersKey())), Alone: true, Want: checks.OutcomeUnknown},
		{
			Name: "a service that is asleep", Given: append(onInstances("sleep", large(2), ct.Nothing, ct.Nothing), emptied("sleep"), changedCluster("sleep", web)),
			Want: checks.OutcomeFinding, Because: "2 could go", Then: ct.Saves(2*m5, 2*m5),
		},
		{Name: "tasks, but no metric", Given: with("mute", 3, 1, ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "instances denied", Given: append(with("veil", 3, 1, ct.Flat(40), ct.Flat(40)), ct.Lacks(inventory.ContainerInstancesKey(ct.ClusterARN("veil")))), Want: checks.OutcomeUnknown},
		{Name: "no service and no task", Given: append(onInstances("lost", large(2), ct.Nothing, ct.Nothing), emptied("lost")), Want: checks.OutcomeClean, Because: "ecs-cluster-idle"},
		{Name: "external instances", Given: with("edge", 1, 1, ct.Flat(0), ct.Flat(0), func(i *inventory.ContainerInstance) { i.InstanceID = "mi-1" }), Want: checks.OutcomeNotApplicable},
		{Name: "external instances beside its own", Given: with("hybrid", 2, 1, ct.Flat(0), ct.Flat(0), func(i *inventory.ContainerInstance) { i.InstanceID = "mi-1" }), Want: checks.OutcomeUnknown},
		{Name: "no instance", Given: []ct.Part{ct.Cluster("none")}, Want: checks.OutcomeNotApplicable},
		{Name: "not active", Given: []ct.Part{ct.Cluster("leaving", func(c *inventory.Cluster) { c.Status, c.ContainerInstances = "INACTIVE", 1 })}, Want: checks.OutcomeNotApplicable},
	})
}
