package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

var quarter = ct.Invocations.Over(90)

// unused is a Java function that did not run in the last two weeks, and what is known of the 90 days before. Java never
// runs on Lambda@Edge.
func unused(name string, runs ct.Shape, changes ...ct.Fn) []ct.Part {
	changes = append([]ct.Fn{ct.Runtime("java21"), ct.Memory(1024)}, changes...)
	return []ct.Part{ct.Function(name, changes...), ct.Invocations.Exists(), quarter.Of(name, runs), ct.Mappings()}
}

// edgeLike is a function that CloudFront could run: small, Python on x86 without an environment, with some versions.
func edgeLike(name string, versions int, changes ...ct.Fn) []ct.Part {
	changes = append(changes, ct.Runtime("python3.14"))
	parts := []ct.Part{ct.Provisioned(name)}
	for i := range versions {
		number := string(rune('1' + i))
		changes = append(changes, ct.Version(number))
		parts = append(parts, ct.Policy(name+":"+number))
	}
	return append(unused(name, ct.Nothing, changes...), parts...)
}

// polls sets the provisioned pollers of a mapping.
func polls(n int) func(*inventory.EventSourceMapping) {
	return func(m *inventory.EventSourceMapping) { m.MinPollers = n }
}

// holds says how many GB a log group holds.
func holds(group string, gb int64) ct.Part {
	return ct.Has(inventory.LogGroupKey(group), inventory.LogGroup{Name: group, Exists: true, StoredBytes: gb * 1e9})
}

// logged says how many days ago a log group was created.
func logged(group string, days float64) ct.Part {
	return ct.Has(inventory.LogGroupKey(group), inventory.LogGroup{Name: group, Exists: true, CreatedAt: ct.DaysAgo(days)})
}

func TestUnused(t *testing.T) {
	replicator := inventory.Policy{Grants: []inventory.Grant{{Service: "replicator.lambda.amazonaws.com", Action: "lambda:GetFunction"}}}
	deployed := func(days float64) ct.Fn { return ct.Deployed(ct.DaysAgo(days)) }
	pc := func(name string, level int, config inventory.Provisioned) []ct.Part {
		return append(unused(name, ct.Nothing, ct.Version("1")), ct.Aliases(name, "live=1"), ct.Provisioned(name, config, ct.Ready("1", level, 60)))
	}
	ct.Run(t, "lambda-unused", []ct.Case{
		{
			Name: "no invocation in 90 days", Given: unused("dead", ct.Nothing),
			Want: checks.OutcomeFinding, Because: "dead was not invoked in 90 days.",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Unsaved, ct.Fixes("aws lambda delete-function --function-name dead --region us-east-1"),
				ct.Shows("oldest known deployment", "2025-10-19")), // 400 days before 2026-11-23
		},
		{Name: "zeros", Given: unused("zeros", ct.Flat(0)), Want: checks.OutcomeFinding},
		{Name: "a monthly job", Given: unused("monthly", ct.OnDays(1, 20, 50, 81)), Want: checks.OutcomeClean, Because: "3 invocations in the last 90 days"},
		{Name: "a quarterly job", Given: unused("quarterly", ct.OnDays(1, 88)), Want: checks.OutcomeClean},
		{Name: "in use", Given: []ct.Part{ct.Function("busy"), ct.Invocations.Exists("busy")}, Want: checks.OutcomeClean, Because: "invoked in the last two weeks"},
		{Name: "another one in use", Given: append(unused("worker", ct.Nothing), ct.Invocations.Exists("worker-2", "worker:live")), Want: checks.OutcomeFinding, Alone: true},
		{Name: "deployed last week", Given: unused("new", ct.Nothing, deployed(7)), Want: checks.OutcomeUnknown, Because: "younger than the window"},
		{Name: "deployed 90 days ago", Given: unused("grown", ct.Nothing, deployed(90)), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured)},
		{Name: "deployed almost 90 days ago", Given: unused("growing", ct.Nothing, deployed(89.9)), Want: checks.OutcomeUnknown, Because: "not invoked since it was deployed 89 days ago, and not proven to be 90 days old"},
		{
			Name: "deployed lately, its log group long ago", Given: append(unused("redeployed", ct.Nothing, deployed(20), logsTo("/redeployed")), logged("/redeployed", 90)),
			Want: checks.OutcomeFinding, Because: "redeployed was not invoked in 90 days.", Then: ct.All(ct.Known(checks.Inferred), ct.Shows("log group created", "2026-08-25")),
		},
		{Name: "a young log group", Given: append(unused("sapling", ct.Nothing, deployed(45), logsTo("/sapling")), logged("/sapling", 89.9)), Want: checks.OutcomeUnknown, Because: "not proven"},
		{Name: "no log group", Given: append(unused("silent", ct.Nothing, deployed(45), logsTo("/silent")), ct.Has(inventory.LogGroupKey("/silent"), inventory.LogGroup{Name: "/silent"})), Want: checks.OutcomeUnknown, Because: "not proven"},
		{Name: "a young one's log group denied", Given: append(unused("veil", ct.Nothing, deployed(45), logsTo("/veil")), ct.Lacks(inventory.LogGroupKey("/veil"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "a log group of two, long ago", Given: append(append(unused("young-a", ct.Nothing, deployed(45), logsTo("/youth")), unused("young-b", ct.Nothing, deployed(45), logsTo("/youth"))...), logged("/youth", 400)),
			Wants: map[string]checks.Outcome{"young-a": checks.OutcomeUnknown, "young-b": checks.OutcomeUnknown},
		},
		{
			// Two Python versions of 1 GB: 2 × 1.5046e-6 × 3600 × 730. Java's caches are free.
			Name: "snapshots that are kept", Given: append(unused("cached", ct.Nothing, ct.Version("1", ct.Runtime("python3.13"), ct.SnapStart), ct.Version("2", ct.Runtime("python3.13"), ct.SnapStart), ct.Version("3", ct.SnapStart)), ct.Provisioned("cached")),
			Want: checks.OutcomeFinding, Because: "SnapStart keeps a paid cache of 2 versions", Then: ct.Saves(2*1.5046e-6*3600*730, 2*1.5046e-6*3600*730),
		},
		{
			Name: "snapshots without a price", Region: "us-gov-west-1", Given: append(unused("gov-cached", ct.Nothing, ct.Version("1", ct.Runtime("dotnet10"), ct.SnapStart)), ct.Provisioned("gov-cached")),
			Want: checks.OutcomeFinding, Because: "SnapStart keeps a paid cache of 1 version", Then: ct.All(ct.Unpriced("SnapStart's cache"), ct.Severe(checks.Medium)),
		},
		{
			Name: "pollers of queues", Given: append(unused("polled", ct.Nothing), from(ordersQueue, "polled", polls(10)), from(ordersQueue+"2", "polled:a", polls(2)), from(ordersQueue+"3", "polled:b", polls(50), state("Disabled", ""))),
			Want: checks.OutcomeFinding, Because: "Its mappings keep 12 provisioned pollers.", Then: ct.All(ct.Saves(12*0.00925*730, 12*0.00925*730), ct.Severe(checks.Medium), ct.Meters("pollers polled", "pollers polled:a")), // $81.03
		},
		{Name: "pollers of Kafka", Given: append(unused("kafka", ct.Nothing), from(kafkaCluster, "kafka", polls(3))), Want: checks.OutcomeFinding, Because: "3 provisioned pollers", Then: ct.Unpriced("these pollers")},
		{Name: "pollers without a price", Region: "us-gov-west-1", Given: append(unused("gov-polled", ct.Nothing), from(ordersQueue, "gov-polled", polls(3))), Want: checks.OutcomeFinding, Then: ct.Unpriced("these pollers")},
		{Name: "logs", Given: append(unused("logs", ct.Nothing, logsTo("/logs")), holds("/logs", 500)), Want: checks.OutcomeFinding, Because: "Its log group holds 500.0 GB.", Then: ct.All(ct.Saves(0, 500*0.03), ct.Severe(checks.Low), ct.Meters("log-storage /logs"))},
		{Name: "a default run leaves the logs out", Frugal: true, Given: append(unused("terse", ct.Nothing, logsTo("/terse")), holds("/terse", 500)), Want: checks.OutcomeFinding, Then: ct.Unsaved},
		{Name: "a few logs", Given: append(unused("leaflet", ct.Nothing, logsTo("/leaflet")), holds("/leaflet", 33)), Want: checks.OutcomeFinding, Then: ct.Unsaved},
		{Name: "logs denied", Given: append(unused("closed", ct.Nothing, logsTo("/closed")), ct.Lacks(inventory.LogGroupKey("/closed"))), Want: checks.OutcomeFinding, Then: ct.Unsaved},
		{
			Name: "logs of two", Given: append(append(unused("twin-a", ct.Nothing, logsTo("/twins")), unused("twin-b", ct.Nothing, logsTo("/twins"))...), holds("/twins", 500)),
			Wants: map[string]checks.Outcome{"twin-a": checks.OutcomeFinding, "twin-b": checks.OutcomeFinding}, Then: ct.Unsaved,
		},
		{Name: "mappings denied", Given: append(unused("unmapped", ct.Nothing), ct.Lacks(inventory.MappingsKey())), Want: checks.OutcomeUnknown, Alone: true},
		{
			Name: "deployed last week, first version long ago", Given: append(unused("kept", ct.Nothing, deployed(300), ct.Version("1"), deployed(7)), ct.Provisioned("kept")),
			Want: checks.OutcomeFinding, Because: "in 90 days", Then: ct.Known(checks.Measured),
		},
		{Name: "a replica", Given: unused("replica", ct.Nothing, func(f *inventory.Function) { f.MasterARN = "arn:aws:lambda:us-east-1:1:function:x" }), Want: checks.OutcomeNotApplicable},
		{Name: "names denied", Given: append(unused("secret", ct.Nothing), ct.Lacks(inventory.MetricNamesKey("AWS/Lambda", "Invocations"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},

		{
			Name: "with provisioned concurrency", Given: pc("costly", 3, ct.Ready("live", 5, 60)), // two configurations: 5 + 3
			Want: checks.OutcomeFinding, Because: "It carries 5 environments of provisioned concurrency on live. It carries 3 environments of provisioned concurrency on 1.",
			Then: ct.All(ct.Saves(8*heldX86, 8*heldX86), ct.Severe(checks.Medium), ct.Meters("provisioned-concurrency arn:aws:lambda:us-east-1:123456789012:function:costly:live",
				"provisioned-concurrency arn:aws:lambda:us-east-1:123456789012:function:costly:1")),
		},
		{Name: "with much provisioned concurrency", Given: pc("dear", 10, ct.Ready("live", 10, 60)), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(20*heldX86, 20*heldX86), ct.Severe(checks.High))},
		{Name: "with none allocated", Given: pc("empty", 0, inventory.Provisioned{Qualifier: "live", Requested: 4, Status: "FAILED"}), Want: checks.OutcomeFinding, Then: ct.All(ct.Unsaved, ct.Severe(checks.Low))},
		{
			Name: "with one on a version that was not listed", Given: append(pc("ghost", 2, ct.Ready("77", 5, 60)), ct.Aliases("ghost")),
			Want: checks.OutcomeFinding, Then: ct.Saves(2*heldX86, 2*heldX86),
		},
		{Name: "without a price", Region: "us-gov-west-1", Given: pc("gov", 1, ct.Ready("live", 5, 60)), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "provisioned concurrency denied", Given: append(pc("veiled", 1, ct.Ready("live", 1, 60)), ct.Lacks(inventory.ProvisionedKey("veiled"))), Want: checks.OutcomeUnknown},
		{Name: "aliases denied", Given: append(pc("blurred", 9, ct.Ready("live", 9, 60)), ct.Lacks(inventory.AliasesKey("blurred"))), Want: checks.OutcomeUnknown},

		{Name: "on the edge", Given: append(edgeLike("edge", 3), ct.Has(inventory.PolicyKey("edge", "2"), replicator)), Want: checks.OutcomeUnknown, Because: "Lambda@Edge"},
		{Name: "could be on the edge, is not", Given: edgeLike("grounded", 3), Want: checks.OutcomeFinding},
		{Name: "could be on the edge under an old version", Given: edgeLike("layered", 4), Want: checks.OutcomeUnknown, Because: "under an old version"},
		{Name: "could be on the edge, policy denied", Given: append(edgeLike("dark", 1), ct.Lacks(inventory.PolicyKey("dark", "1"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "too long for the edge", Given: edgeLike("slow", 4, ct.Timeout(31)), Want: checks.OutcomeFinding},
		{Name: "a dead-letter queue is not on the edge", Given: edgeLike("letters", 4, func(f *inventory.Function) { f.Config.DeadLetter = "arn:aws:sqs:us-east-1:123456789012:dead" }), Want: checks.OutcomeFinding},
		{Name: "a larger /tmp is not on the edge", Given: edgeLike("roomy", 4, func(f *inventory.Function) { f.Config.EphemeralMB = 513 }), Want: checks.OutcomeFinding},
		{Name: "the usual /tmp may be", Given: edgeLike("usual", 4, func(f *inventory.Function) { f.Config.EphemeralMB = 512 }), Want: checks.OutcomeUnknown, Because: "under an old version"},
		{Name: "old versions that cannot be", Given: append(edgeLike("renewed", 3, ct.Timeout(31), ct.Version("a"), ct.Timeout(30)), ct.Policy("renewed:a")), Want: checks.OutcomeFinding},
		{Name: "arm64 is not on the edge", Given: edgeLike("arm", 4, ct.ARM), Want: checks.OutcomeFinding},
		{Name: "an environment is not on the edge", Given: edgeLike("env", 4, func(f *inventory.Function) { f.EnvNames = []string{"A"} }), Want: checks.OutcomeFinding},
		{Name: "a VPC is not on the edge", Given: edgeLike("vpc", 4, func(f *inventory.Function) { f.InVPC = true }), Want: checks.OutcomeFinding},
		{Name: "the edge starts in Virginia", Region: "eu-west-1", Given: edgeLike("dublin", 4), Want: checks.OutcomeFinding},
	})
}
