package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

func TestEC2SpotCandidate(t *testing.T) {
	const two = 2 * 0.096 * 730
	spot := two * (1 - pricing.Embedded().EC2SpotShare().Share)
	on := func(provider string, changes ...func(*inventory.Service)) func(*inventory.Cluster) {
		strategy := func(s *inventory.Service) {
			s.LaunchType, s.Strategy = "", []inventory.StrategyItem{{Provider: provider, Weight: 1}}
		}
		return ct.Service(provider+"-web", append([]func(*inventory.Service){strategy}, changes...)...)
	}
	group := func(name string, changes ...func(*inventory.AutoScalingGroup)) ct.Part {
		return ct.Group("asg-"+name, append([]func(*inventory.AutoScalingGroup){ct.Members("i-"+name+"-0", "i-"+name+"-1")}, changes...)...)
	}
	instances := func(name string, changes ...func(*inventory.Instance)) ct.Part {
		return ct.Parts(ct.Instance("i-"+name+"-0", changes...), ct.Instance("i-"+name+"-1", changes...))
	}
	tasks := func(name string, tasks ...inventory.Task) ct.Part {
		return ct.Has(inventory.TasksKey(ct.ClusterARN(name)), append([]inventory.Task{{ARN: name, CapacityProvider: name, Group: "service:" + name + "-web"}}, tasks...))
	}
	given := func(name string, service func(*inventory.Cluster), more ...ct.Part) []ct.Part {
		parts := append(ownProvider(name), changedCluster(name, service), group(name), instances(name), tasks(name), ct.TaskDef(name+"-web", 256, 512))
		return append(parts, more...)
	}
	with := func(name string, g ct.Part, i ct.Part) []ct.Part {
		return append(ownProvider(name), changedCluster(name, on(name)), g, i, tasks(name), ct.TaskDef(name+"-web", 256, 512))
	}
	volume := func(kind string, readOnly bool) func(*inventory.TaskDefinition) {
		return func(d *inventory.TaskDefinition) {
			d.Volumes = []inventory.TaskVolume{{Name: "data", Kind: kind}}
			d.Specs = []inventory.ContainerSpec{{Name: "app", Mounts: []inventory.Mount{{Volume: "data", ReadOnly: readOnly}}}}
		}
	}
	stops := func(seconds int) func(*inventory.TaskDefinition) {
		return func(d *inventory.TaskDefinition) {
			d.Specs = []inventory.ContainerSpec{{Name: "app", StopSeconds: seconds}}
		}
	}
	mixed := func(percent int) func(*inventory.AutoScalingGroup) {
		return func(g *inventory.AutoScalingGroup) { g.Mixed = &inventory.MixedInstances{OnDemandPercent: percent} }
	}
	count := func(n int) func(*inventory.Service) {
		return func(s *inventory.Service) { s.Desired, s.Running = n, n }
	}
	byLaunchType := func(s *inventory.Service) { s.LaunchType, s.Strategy = "EC2", nil }
	byDefault := func(s *inventory.Service) { s.LaunchType, s.Strategy = "", nil }
	ct.Run(t, "ecs-ec2-spot-candidate", []ct.Case{
		{
			Name: "a web service", Given: given("web", on("web")), Want: checks.OutcomeFinding, Because: "web runs 1 service on 2 × m5.large, all on demand.",
			Then: ct.All(ct.Saves(0, spot), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Meters("instance i-web-0", "instance i-web-1"),
				ct.Shows("services", "web-web"), ct.Fixes("OnDemandPercentageAboveBaseCapacity = 0")),
		},
		{Name: "by launch type", Given: given("plain", on("plain", byLaunchType)), Want: checks.OutcomeFinding},
		{
			Name: "by the cluster's default", Given: given("default", on("default", byDefault), changedCluster("default", func(c *inventory.Cluster) {
				c.DefaultStrategy = []inventory.StrategyItem{{Provider: "default", Weight: 1}}
			})), Want: checks.OutcomeFinding,
		},
		{Name: "one task", Given: given("single", on("single", count(1))), Want: checks.OutcomeClean, Because: "single-web runs 1 task"},
		{Name: "no task", Given: given("zero", on("zero", count(0))), Want: checks.OutcomeNotApplicable, Because: "no service runs on it"},
		{Name: "a daemon", Given: given("daemon", on("daemon", func(s *inventory.Service) { s.Scheduling = "DAEMON" })), Want: checks.OutcomeNotApplicable},
		{Name: "a service on Fargate", Given: given("elsewhere", ct.Service("elsewhere-web")), Want: checks.OutcomeNotApplicable},
		{Name: "a service that is gone", Given: given("gone", on("gone", func(s *inventory.Service) { s.Status = "INACTIVE" })), Want: checks.OutcomeNotApplicable},
		{Name: "writes to its host", Given: given("state", on("state"), ct.TaskDef("state-web", 256, 512, volume("host", false))), Want: checks.OutcomeClean, Because: "keeps data on volume data (host)"},
		{Name: "reads from EFS", Given: given("reads", on("reads"), ct.TaskDef("reads-web", 256, 512, volume("efs", true))), Want: checks.OutcomeFinding},
		{Name: "scratch space", Given: given("scratch", on("scratch"), ct.TaskDef("scratch-web", 256, 512, volume("task", false))), Want: checks.OutcomeFinding},
		{Name: "stops within the notice", Given: given("stops", on("stops"), ct.TaskDef("stops-web", 256, 512, stops(120))), Want: checks.OutcomeFinding},
		{Name: "stops too slowly", Given: given("slow", on("slow"), ct.TaskDef("slow-web", 256, 512, stops(121))), Want: checks.OutcomeClean, Because: "121 seconds"},
		{Name: "a task of its own", Given: given("batch", on("batch"), tasks("batch", inventory.Task{ARN: "t", CapacityProvider: "batch", Group: "family:job"})), Want: checks.OutcomeClean, Because: "outside a service"},
		{Name: "a task on Fargate beside it", Given: given("beside", on("beside"), tasks("beside", inventory.Task{ARN: "t", CapacityProvider: "FARGATE", Group: "family:job"})), Want: checks.OutcomeFinding},
		{Name: "mixes in Spot", Given: with("mixed", group("mixed", mixed(50)), instances("mixed")), Want: checks.OutcomeClean, Because: "mixes in Spot"},
		{Name: "mixes types only", Given: with("types", group("types", mixed(100)), instances("types")), Want: checks.OutcomeFinding},
		{Name: "on Spot by its template", Given: with("spot", group("spot"), instances("spot", func(i *inventory.Instance) { i.Lifecycle = "spot" })), Want: checks.OutcomeClean},
		{Name: "stopped", Given: with("stopped", group("stopped"), instances("stopped", func(i *inventory.Instance) { i.State = "stopped" })), Want: checks.OutcomeNotApplicable},
		{Name: "Windows", Given: with("windows", group("windows"), instances("windows", func(i *inventory.Instance) { i.Platform = "Windows" })), Want: checks.OutcomeFinding, Then: ct.Unpriced("not on-demand Linux")},
		{Name: "a group that is not listed", Given: with("alone", ct.Parts(), instances("alone")), Want: checks.OutcomeUnknown},
		{Name: "its task definition denied", Given: given("dark", on("dark"), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("dark-web")))), Want: checks.OutcomeUnknown},
		{Name: "tasks denied", Given: given("dim", on("dim"), ct.Lacks(inventory.TasksKey(ct.ClusterARN("dim")))), Want: checks.OutcomeUnknown},
		{Name: "ECS manages its instances", Given: ownProvider("mi", func(p *inventory.ECSCapacityProvider) { p.Kind = "MANAGED_INSTANCES" }), Want: checks.OutcomeNotApplicable},
	})
}
