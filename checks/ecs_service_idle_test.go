package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

const elb = "arn:aws:elasticloadbalancing:us-east-1:123456789012:"

func groupARN(name string) string { return elb + "targetgroup/" + name + "/1234" }
func balancerARN(kind, name string) string {
	return elb + "loadbalancer/" + kind + "/" + name + "/5678"
}

// balanced puts a service behind a load balancer of a kind ("app", "net"), which sends to its target group only.
func balanced(kind, name string) ct.Part {
	return ct.Parts(changed("of-"+name, func(s *inventory.Service) {
		s.LoadBalancers, s.TargetGroups = 1, []string{groupARN(name)}
	}), hasGroup(name, balancerARN(kind, name)))
}

func hasGroup(name string, balancers ...string) ct.Part {
	return ct.Also(inventory.BackendGroupsKey(), inventory.BackendGroup{ARN: groupARN(name), Name: name, Kind: "ip", Protocol: "HTTP", Balancers: balancers})
}

// gets is what an Application Load Balancer counts for a target group and for all of its own.
func gets(balancer, group string, requests ct.Shape) ct.Part {
	return ct.TargetRequests.At(inventory.Dims("LoadBalancer", "app/"+balancer+"/5678", "TargetGroup", "targetgroup/"+group+"/1234"), requests)
}

func getsInAll(balancer string, requests ct.Shape) ct.Part {
	return ct.TargetRequests.At(inventory.Dims("LoadBalancer", "app/"+balancer+"/5678"), requests)
}

func connections(balancer string, started, open ct.Shape) ct.Part {
	dims := inventory.Dims("LoadBalancer", "net/"+balancer+"/5678")
	return ct.Parts(ct.NewFlows.At(dims, started), ct.OpenFlows.At(dims, open))
}

// lazy is a service of two tasks of 1 vCPU / 2 GB that does next to nothing.
func lazy(name string, changes ...change) []ct.Part {
	return service(name, 1024, 2048, ct.Flat(1.9), ct.Flat(30), changes...)
}

// idleBehind is lazy behind an Application Load Balancer of its own that gets no request.
func idleBehind(name string, changes ...change) []ct.Part {
	return append(lazy(name, changes...), balanced("app", name), gets(name, name, ct.Nothing), getsInAll(name, ct.Nothing))
}

func TestServiceIdle(t *testing.T) {
	const tasks, balancer = 2 * (vCPU + 2*gb), 0.0225 * 730
	ct.Run(t, "ecs-service-idle", []ct.Case{
		{
			Name: "no request at a load balancer of its own", Given: idleBehind("web"), Want: checks.OutcomeFinding,
			Because: "web runs 2 tasks that never used more than 1.9% of its CPU, and got no request in 14 days.",
			Then: ct.All(ct.Saves(tasks+balancer, tasks+balancer), ct.Severe(checks.Medium), ct.Known(checks.Measured),
				ct.Meters("fargate arn:aws:ecs:us-east-1:123456789012:service/of-web/web", "load-balancer "+balancerARN("app", "web")),
				ct.Basis("2 tasks × $0.04937 an hour × 730 h, on demand; less on Fargate Spot; its application load balancer × $0.0225 an hour × 730 h"),
				ct.Fixes("aws ecs update-service --cluster of-web --service web --desired-count 0 --region us-east-1"), ct.Shows("requests from load balancers", "0")),
		},
		{Name: "CPU at the limit on two days", Given: service("limit", 1024, 2048, ct.OnDays(2, 1, 2).Else(ct.Flat(1)), ct.Flat(30)), Want: checks.OutcomeClean, Because: "at work on 2 days"},
		{Name: "CPU at the limit on one day", Given: service("once", 1024, 2048, ct.OnDays(2, 5).Else(ct.Flat(1)), ct.Flat(30)), Want: checks.OutcomeUnknown, Because: "on one day"},
		{Name: "one request", Given: append(lazy("one"), balanced("app", "one"), gets("one", "one", ct.OnDays(1, 4)), getsInAll("one", ct.OnDays(1, 4))), Want: checks.OutcomeClean, Because: "load balancers sent it 1 request"},
		{
			Name: "a load balancer with another target group", Given: append(idleBehind("shared"), hasGroup("shared-too", balancerARN("app", "shared"))), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(tasks, tasks), ct.Meters("fargate arn:aws:ecs:us-east-1:123456789012:service/of-shared/shared")),
		},
		{
			Name: "a load balancer that serves a function too", Given: append(lazy("mixed"), balanced("app", "mixed"), gets("mixed", "mixed", ct.Nothing), getsInAll("mixed", ct.Flat(5))),
			Want: checks.OutcomeFinding, Then: ct.Saves(tasks, tasks),
		},
		{
			Name: "a load balancer whose other requests are not read", Given: append(lazy("veiled"), balanced("app", "veiled"), gets("veiled", "veiled", ct.Nothing),
				ct.Lacks(ct.TargetRequests.Key(inventory.Dims("LoadBalancer", "app/veiled/5678")))),
			Want: checks.OutcomeFinding, Then: ct.Saves(tasks, tasks),
		},
		{
			Name: "no load balancer sends to its target group", Given: append(lazy("loose"), changed("of-loose", func(s *inventory.Service) { s.TargetGroups = []string{groupARN("loose")} }), hasGroup("loose")),
			Want: checks.OutcomeFinding, Because: "no load balancer sends to its target group", Then: ct.Saves(tasks, tasks),
		},
		{
			Name: "no connection at a Network Load Balancer", Given: append(lazy("net"), balanced("net", "net"), connections("net", ct.Flat(0), ct.Flat(0))), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(tasks+balancer, tasks+balancer), ct.Shows("load balancer that serves nothing else", "net/net/5678"), ct.Shows("new connections at load balancers", "0")),
		},
		{Name: "new connections", Given: append(lazy("dials"), balanced("net", "dials"), connections("dials", ct.Flat(3), ct.Flat(1))), Want: checks.OutcomeClean, Because: "clients opened"},
		{Name: "one connection for ever", Given: append(lazy("held"), balanced("net", "held"), connections("held", ct.Flat(0), ct.Flat(1))), Want: checks.OutcomeClean},
		{
			Name: "connections of a shared Network Load Balancer", Given: append(lazy("crowd"), balanced("net", "crowd"), connections("crowd", ct.Flat(3), ct.Flat(1)), hasGroup("crowd-too", balancerARN("net", "crowd"))),
			Want: checks.OutcomeUnknown, Because: "may be for others",
		},
		{
			Name: "a Classic Load Balancer", Given: append(lazy("classic"), changed("of-classic", func(s *inventory.Service) { s.LoadBalancers, s.ClassicBalancers = 1, []string{"old"} }),
				ct.ClassicRequests.At(inventory.Dims("LoadBalancerName", "old"), ct.Nothing)),
			Want: checks.OutcomeFinding, Then: ct.Saves(tasks, tasks),
		},
		{Name: "an unknown target group", Given: append(lazy("gone"), changed("of-gone", func(s *inventory.Service) { s.TargetGroups = []string{groupARN("gone")} }), ct.Also(inventory.BackendGroupsKey())), Want: checks.OutcomeUnknown, Because: "not among those of the region"},
		{Name: "load balancers that are not named", Given: lazy("nameless", func(s *inventory.Service) { s.LoadBalancers = 1 }), Want: checks.OutcomeUnknown, Because: "which target groups"},
		{Name: "blue and green", Given: idleBehind("green", func(s *inventory.Service) { s.Controller = "CODE_DEPLOY" }), Want: checks.OutcomeUnknown, Because: "of which only one is seen"},
		{Name: "native blue and green", Given: idleBehind("blue", func(s *inventory.Service) { s.Controller, s.DeployStrategy = "ECS", "BLUE_GREEN" }), Want: checks.OutcomeUnknown},
		{
			Name: "without a load balancer", Given: lazy("worker"), Want: checks.OutcomeFinding, Because: "whether it serves others directly, or waits for work, is not seen",
			Then: ct.All(ct.Saves(tasks, tasks), ct.Severe(checks.Low), ct.Known(checks.Inferred)),
		},
		{Name: "a little by the clock", Given: service("hourly", 1024, 2048, ct.AtHour(1.5, 2).Else(ct.Flat(0.1)), ct.Flat(30)), Want: checks.OutcomeUnknown, Because: "short runs by the clock"},
		{Name: "extra storage", Given: append(lazy("roomy"), ct.TaskDef("roomy", 1024, 2048, func(d *inventory.TaskDefinition) { d.EphemeralGiB = 100 })), Want: checks.OutcomeFinding, Then: ct.Saves(tasks+2*80*0.000111*730, tasks+2*80*0.000111*730)},
		{Name: "Spot", Given: lazy("spot", strategy("", "FARGATE_SPOT")), Want: checks.OutcomeFinding, Then: ct.Saves(0, tasks)},
		{Name: "on EC2", Given: lazy("box", strategy("EC2")), Want: checks.OutcomeFinding, Then: ct.Unpriced("has no price of its own")},
		{
			Name: "on EC2 with a load balancer", Given: idleBehind("boxed", strategy("EC2")), Want: checks.OutcomeFinding,
			Then: ct.All(ct.Saves(balancer, balancer), ct.Meters("load-balancer "+balancerARN("app", "boxed"))),
		},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: lazy("gov"), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "nothing says where", Given: lazy("nowhere", strategy("")), Want: checks.OutcomeUnknown, Because: "where its tasks run is not known"},
		{Name: "a GPU", Given: append(lazy("gpu", strategy("EC2")), ct.TaskDef("gpu", 1024, 2048, func(d *inventory.TaskDefinition) { d.Specs = []inventory.ContainerSpec{{Name: "app", GPUs: 1}} })), Want: checks.OutcomeUnknown, Because: "GPUs"},
		{Name: "a daemon", Given: lazy("daemon", func(s *inventory.Service) { s.Scheduling, s.LaunchType = "DAEMON", "EC2" }), Want: checks.OutcomeNotApplicable, Because: "a daemon"},
		{Name: "scaled to zero", Given: lazy("asleep", runningTasks(0)), Want: checks.OutcomeNotApplicable},
		{Name: "its last tasks are stopping", Given: lazy("ends", func(s *inventory.Service) { s.Desired = 0 }), Want: checks.OutcomeNotApplicable, Because: "scaled to zero"},
		{Name: "the load balancer stays when the tasks go", Given: idleBehind("stays"), Want: checks.OutcomeFinding, Then: ct.Fixes("is charged until it is deleted")},
		{
			Name: "at zero half of the time", Given: service("halves", 1024, 2048, atHours(1.5, 7, 19), atHours(30, 7, 19)), Want: checks.OutcomeFinding,
			Then: savesAbout(168./324*tasks, tasks),
		},
		{Name: "tasks are missing", Given: lazy("short", func(s *inventory.Service) { s.Running = 1 }), Want: checks.OutcomeUnknown, Because: "not steady"},
		{Name: "a deployment in progress", Given: lazy("moving", func(s *inventory.Service) { s.Deployments = 2 }), Want: checks.OutcomeUnknown, Because: "not steady"},
		{Name: "a young service", Given: service("young", 1024, 2048, ct.Flat(1).Last(6), ct.Flat(9).Last(6), func(s *inventory.Service) { s.CreatedAt = ct.DaysAgo(5) }), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{Name: "no metric", Given: service("mute", 1024, 2048, ct.Nothing, ct.Nothing), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
	})
}
