package checks_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// tasks says that the cluster of a service runs these tasks, and no others.
func tasks(name string, all ...inventory.Task) ct.Part {
	for i := range all {
		all[i].ARN = fmt.Sprintf("arn:aws:ecs:us-east-1:123456789012:task/of-%s/%d", name, i)
	}
	return ct.Has(inventory.TasksKey(ct.ClusterARN("of-"+name)), append([]inventory.Task{}, all...))
}

func TestLogDriverBlocking(t *testing.T) {
	// logs is a service with a container for each log mode.
	logs := func(name string, modes ...string) []ct.Part {
		return []ct.Part{lone(name), ct.TaskDef(name, 256, 512, func(d *inventory.TaskDefinition) {
			for i, mode := range modes {
				d.Specs = append(d.Specs, inventory.ContainerSpec{Name: fmt.Sprint("c", i), LogDriver: "awslogs", LogMode: mode})
			}
		})}
	}
	account := func(mode string) ct.Part {
		return ct.Has(inventory.ECSSettingsKey(), inventory.ECSSettings{Values: map[string]string{"defaultLogDriverMode": mode}})
	}
	ct.Run(t, "ecs-log-driver-blocking", []ct.Case{
		{
			Name: "explicit", Given: logs("loud", "blocking", "non-blocking", "blocking"),
			Want: checks.OutcomeFinding, Because: "loud logs in blocking mode (c0, c2)", Then: ct.All(ct.Severe(checks.Low), ct.Unsaved, ct.Fixes("Options.mode = non-blocking"), ct.Shows("log mode", "mode=blocking")),
		},
		{
			Name: "behind a load balancer", Given: append(logs("front", "blocking")[1:], lone("front", behind)),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{Name: "unset, the account blocks", Given: append(logs("old", ""), account("blocking")), Alone: true, Want: checks.OutcomeFinding, Because: "(c0)", Then: ct.Shows("log mode", "mode not set, and the account's defaultLogDriverMode is blocking")},
		{Name: "unset, the account does not", Given: append(logs("new", "", "non-blocking"), account("non-blocking")), Alone: true, Want: checks.OutcomeClean, Because: "account's default"},
		{Name: "unset, the account says nothing", Given: append(logs("mute", ""), account("")), Alone: true, Want: checks.OutcomeUnknown, Because: "did not say"},
		{Name: "unset, the setting denied", Given: append(logs("veiled", ""), ct.Lacks(inventory.ECSSettingsKey())), Alone: true, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "non-blocking", Given: logs("calm", "non-blocking"), Want: checks.OutcomeClean},
		{Name: "no log driver", Given: append(logs("silent")[:1], ct.TaskDef("silent", 256, 512, func(d *inventory.TaskDefinition) { d.Specs = []inventory.ContainerSpec{{Name: "app"}} })), Want: checks.OutcomeNotApplicable},
		{Name: "no containers read", Given: logs("empty"), Want: checks.OutcomeUnknown},
		{Name: "task definition denied", Given: append(logs("dark", "blocking"), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("dark")))), Want: checks.OutcomeUnknown},
		{Name: "scaled to zero", Given: []ct.Part{lone("asleep", runningTasks(0))}, Want: checks.OutcomeNotApplicable},
	})
}

func TestPlatformVersionOld(t *testing.T) {
	on := func(name, asked string, versions ...string) []ct.Part {
		var all []inventory.Task
		for _, v := range versions {
			all = append(all, inventory.Task{Group: "service:" + name, PlatformVersion: v, Status: "RUNNING"})
		}
		return []ct.Part{lone(name, func(s *inventory.Service) { s.PlatformVersion = asked }), tasks(name, all...)}
	}
	windows := func(s *inventory.Service) { s.PlatformFamily, s.PlatformVersion = "WINDOWS_SERVER_2022_CORE", "LATEST" }
	ct.Run(t, "ecs-platform-version-old", []ct.Case{
		{
			Name: "LATEST, one task on an old one", Given: on("web", "LATEST", "1.3.0", "1.4.0"),
			Want: checks.OutcomeFinding, Because: "web runs 1 of 2 tasks on Fargate platform version 1.3.0, which AWS ended on 2026-06-30.",
			Then: ct.All(ct.Severe(checks.High), ct.Unsaved, ct.Fixes("--platform-version LATEST --force-new-deployment"), ct.Fixes("aws_ecs_service platform_version = LATEST")),
		},
		{Name: "older ones", Given: on("two", "", "1.1.0", "1.2.0"), Want: checks.OutcomeFinding, Because: "version 1.1.0, 1.2.0, which AWS has ended"},
		{Name: "not ended yet", Given: on("then", "LATEST", "1.3.0", "1.3.0"), TakenAt: time.Date(2026, 6, 29, 0, 0, 0, 0, time.UTC), Want: checks.OutcomeClean},
		{Name: "asks for it, none runs", Given: []ct.Part{lone("down", func(s *inventory.Service) { s.PlatformVersion, s.Running = "1.3.0", 0 })}, Want: checks.OutcomeFinding, Because: "no task of it can start"},
		{Name: "asks for LATEST, none runs", Given: []ct.Part{lone("empty", func(s *inventory.Service) { s.PlatformVersion, s.Running = "LATEST", 0 })}, Want: checks.OutcomeUnknown, Because: "none of its tasks runs"},
		{Name: "asks for it, runs on another", Given: on("pin", "1.3.0", "1.4.0", "1.4.0"), Want: checks.OutcomeFinding},
		{Name: "by the cluster's default", Given: []ct.Part{byDefault("def", "FARGATE"), tasks("def", inventory.Task{Group: "service:def", PlatformVersion: "1.3.0"})}, Want: checks.OutcomeFinding},
		{Name: "by the task definition", Given: []ct.Part{lone("only", strategy("")), ct.TaskDef("only", 256, 512, requires("FARGATE")), tasks("only", inventory.Task{Group: "service:only", PlatformVersion: "1.3.0"})}, Want: checks.OutcomeFinding},
		{Name: "nothing says where", Given: []ct.Part{lone("nowhere", strategy("")), ct.TaskDef("nowhere", 256, 512)}, Want: checks.OutcomeUnknown},
		{Name: "pinned to a current one", Given: []ct.Part{lone("good", func(s *inventory.Service) { s.PlatformVersion = "1.4.0" })}, Want: checks.OutcomeClean},
		{Name: "LATEST is the latest", Given: on("fresh", "LATEST", "1.4.0", "1.10.0"), Want: checks.OutcomeClean, Because: "1.4.0"},
		{Name: "a version not given", Given: on("blank", "LATEST", "1.4.0", ""), Want: checks.OutcomeUnknown, Because: "1 task is not known"},
		{Name: "an odd version", Given: on("odd", "LATEST", "next", "1.3.9"), Want: checks.OutcomeUnknown},
		{Name: "a task not listed", Given: on("lost", "LATEST", "1.4.0"), Want: checks.OutcomeUnknown, Because: "not all"},
		{Name: "tasks denied", Given: []ct.Part{lone("dark"), ct.Lacks(inventory.TasksKey(ct.ClusterARN("of-dark")))}, Want: checks.OutcomeUnknown},
		{
			Name: "Windows by the task definition alone", Given: []ct.Part{lone("win2", func(s *inventory.Service) { s.PlatformFamily, s.PlatformVersion = "", "1.0.0" }),
				ct.TaskDef("win2", 1024, 2048, func(d *inventory.TaskDefinition) { d.OS = "WINDOWS_SERVER_2022_CORE" }),
				tasks("win2", inventory.Task{Group: "service:win2", PlatformVersion: "1.0.0"}, inventory.Task{Group: "service:win2", PlatformVersion: "1.0.0"})},
			Want: checks.OutcomeClean, Because: "Windows",
		},
		{Name: "Windows", Given: []ct.Part{lone("win", windows), tasks("win", inventory.Task{Group: "service:win", PlatformVersion: "1.0.0"}, inventory.Task{Group: "service:win", PlatformVersion: "1.0.0"})}, Want: checks.OutcomeClean},
		{Name: "on EC2", Given: []ct.Part{lone("box", strategy("EC2"))}, Want: checks.OutcomeNotApplicable},
	})
}

func TestTaskStandalone(t *testing.T) {
	// runs is a cluster with a service of two tasks and some more.
	runs := func(name string, running int, more ...inventory.Task) []ct.Part {
		own := inventory.Task{Group: "service:" + name, TaskDefinition: ct.TaskDefARN(name), StartedAt: ct.DaysAgo(30)}
		return []ct.Part{
			ct.Cluster("of-"+name, ct.Service(name), func(c *inventory.Cluster) { c.RunningTasks = running }),
			tasks(name, append([]inventory.Task{own, own}, more...)...),
		}
	}
	task := func(family string, daysAgo float64, changes ...func(*inventory.Task)) inventory.Task {
		t := inventory.Task{
			Group: "family:" + family, TaskDefinition: ct.TaskDefARN(family), StartedAt: ct.DaysAgo(daysAgo), Status: "RUNNING",
			LaunchType: "FARGATE", PlatformVersion: "1.4.0", CPUUnits: 1024, MemoryMiB: 2048, StartedBy: "anna",
		}
		for _, change := range changes {
			change(&t)
		}
		return t
	}
	unpriced := func(t ct.TB, f checks.Finding) {
		for _, e := range f.Evidence {
			if e.Name == "Fargate, at list price" {
				t.Errorf("a price: %s", e.Value)
			}
		}
	}
	undated := func(t *inventory.Task) { t.StartedAt = time.Time{} }
	ct.Run(t, "ecs-task-standalone", []ct.Case{
		{
			Name: "two of a family, one of another", Given: runs("a", 5, task("job", 3), task("job", 2), task("tool", 2)),
			Wants:   map[string]checks.Outcome{"of-a:job": checks.OutcomeFinding, "of-a:tool": checks.OutcomeFinding},
			Because: "outside a service, the oldest since 2026-11-2", Then: ct.All(ct.Severe(checks.Low), ct.Unsaved, ct.Shows("started by", "anna"), ct.Fixes("stop-task")),
		},
		{Name: "priced", Given: runs("b", 4, task("arm", 3, func(t *inventory.Task) { t.Architecture = "arm64" }), task("arm", 2)), Want: checks.OutcomeFinding, Then: priceOf(vCPU + 2*gb + armVCPU + 2*armGB)},
		{Name: "on Spot", Given: runs("c", 3, task("spot", 3, func(t *inventory.Task) { t.CapacityProvider = "FARGATE_SPOT" })), Want: checks.OutcomeFinding, Then: unpriced},
		{Name: "on EC2", Given: runs("d", 3, task("box", 3, func(t *inventory.Task) { t.LaunchType = "EC2" })), Want: checks.OutcomeFinding, Then: unpriced},
		{Name: "exactly a day", Given: runs("e", 3, task("day", 1)), Want: checks.OutcomeClean, Because: "more than 24 hours"},
		{Name: "a minute more", Given: runs("f", 3, task("long", 1+1./1440)), Want: checks.OutcomeFinding},
		{Name: "stopping", Given: runs("g", 3, task("going", 3, func(t *inventory.Task) { t.Status = "DEACTIVATING" })), Want: checks.OutcomeClean},
		{Name: "since when is not said", Given: runs("h", 3, task("undated", 0, undated)), Want: checks.OutcomeUnknown, Because: "since when"},
		{Name: "one old, one undated", Given: runs("i", 4, task("half", 3), task("half", 0, undated)), Want: checks.OutcomeFinding, Because: "1 task of half in of-i runs outside a service"},
		{Name: "started by a deployment", Given: runs("j", 3, task("x", 3, func(t *inventory.Task) { t.Group, t.StartedBy = "", "ecs-svc/123" })), Want: checks.OutcomeClean},
		{Name: "a managed daemon", Given: runs("k", 3, task("x", 3, func(t *inventory.Task) { t.Group = "daemon:agent" })), Want: checks.OutcomeClean},
		{Name: "only services", Given: runs("l", 2)[:1], Want: checks.OutcomeNotApplicable, Because: "belong to services"},
		{Name: "Batch", Given: []ct.Part{ct.Cluster("AWSBatch-jobs", func(c *inventory.Cluster) { c.RunningTasks = 3 })}, Want: checks.OutcomeNotApplicable},
		{Name: "denied", Given: []ct.Part{runs("m", 3)[0], ct.Lacks(inventory.TasksKey(ct.ClusterARN("of-m")))}, Want: checks.OutcomeUnknown, Because: "denied"},
	})
}

// priceOf asserts the monthly list price in the evidence.
func priceOf(want float64) func(ct.TB, checks.Finding) {
	return func(t ct.TB, f checks.Finding) {
		t.Helper()
		for _, e := range f.Evidence {
			if e.Name == "Fargate, at list price" && e.Number != nil && *e.Number > want-1e-6 && *e.Number < want+1e-6 {
				return
			}
		}
		t.Errorf("evidence %+v, want a list price of %v", f.Evidence, want)
	}
}

func TestPublicIPv4Cost(t *testing.T) {
	const address, gateway = 0.005 * 730, 0.045 * 730
	subnet := func(id, az string) ct.Part { return ct.Has(inventory.SubnetKey(id), inventory.Subnet{ID: id, AZ: az}) }
	open := func(name string, running int, subnets ...string) ct.Part {
		return lone(name, runningTasks(running), func(s *inventory.Service) { s.PublicIP, s.Subnets = true, subnets })
	}
	a, b := subnet("s1", "use1-az1"), subnet("s2", "use1-az2")
	ct.Run(t, "ecs-public-ipv4-cost", []ct.Case{
		{
			Name: "thirty tasks in two zones", Given: []ct.Part{open("web", 30, "s1", "s2"), a, b},
			Want: checks.OutcomeFinding, Because: "The 30 public addresses of web cost $109.50 a month; a NAT gateway in each of its 2 zones would cost $65.70",
			Then: ct.All(ct.Saves(0, 30*address-2*gateway), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Fixes("assign_public_ip = false"),
				ct.Meters("public-ipv4 arn:aws:ecs:us-east-1:123456789012:service/of-web/web")),
		},
		{Name: "eighteen tasks in two zones", Given: []ct.Part{open("even", 18, "s1", "s2"), a, b}, Want: checks.OutcomeClean, Because: "$65.70"},
		{Name: "nineteen tasks", Given: []ct.Part{open("over", 19, "s1", "s2"), a, b}, Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(0, 19*address-2*gateway), ct.Severe(checks.Low))},
		{Name: "two subnets of one zone", Given: []ct.Part{open("one", 12, "s1", "s3"), a, subnet("s3", "use1-az1")}, Want: checks.OutcomeFinding, Then: ct.Saves(0, 12*address-gateway)},
		{Name: "nine tasks", Given: []ct.Part{open("few", 9, "s1")}, Want: checks.OutcomeClean, Because: "no more than a NAT gateway"},
		{Name: "fewer run than wanted", Given: []ct.Part{lone("fail", func(s *inventory.Service) { s.PublicIP, s.Desired, s.Running = true, 30, 2 })}, Want: checks.OutcomeClean},
		{Name: "a subnet denied", Given: []ct.Part{open("dark", 30, "s1", "s4"), a, ct.Lacks(inventory.SubnetKey("s4"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a subnet without a zone", Given: []ct.Part{open("blank", 30, "s5"), subnet("s5", "")}, Want: checks.OutcomeUnknown},
		{Name: "no subnets", Given: []ct.Part{open("none", 30)}, Want: checks.OutcomeUnknown},
		{Name: "no prices", Region: "us-gov-west-1", Given: []ct.Part{open("gov", 30, "s1")}, Want: checks.OutcomeUnknown, Because: "not in the built-in tables"},
		{Name: "private", Given: []ct.Part{lone("private")}, Want: checks.OutcomeNotApplicable},
		{Name: "scaled to zero", Given: []ct.Part{open("asleep", 0, "s1")}, Want: checks.OutcomeNotApplicable},
	})
}
