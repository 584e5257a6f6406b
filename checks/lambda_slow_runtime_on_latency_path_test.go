package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// measuredInits is what Lambda Insights measured of a function that started cold ten times a day; nil where nothing was.
func measuredInits(name string, each ct.Shape) ct.Part {
	if each == nil {
		return ct.Unmeasured(name)
	}
	return ct.Inits(name, ct.Flat(10), each)
}

// behindAPI is a function that API Gateway calls, with the inits that Lambda Insights measured.
func behindAPI(name string, inits ct.Shape, changes ...ct.Fn) []ct.Part {
	changes = append([]ct.Fn{ct.Runtime("java21"), ct.Memory(1024)}, changes...)
	return []ct.Part{
		ct.Function(name, changes...), measuredInits(name, inits), callers(name, ct.Policy(name, "apigateway.amazonaws.com")), ct.AsyncEvents.Exists(),
	}
}

// withVersion is behindAPI for a function with versions, provisioned or not, and no alias.
func withVersion(name string, configs []inventory.Provisioned, changes ...ct.Fn) []ct.Part {
	return append(behindAPI(name, nil, changes...), ct.Provisioned(name, configs...), ct.Aliases(name), ct.Invocations.Exists())
}

// events is how many invocations and asynchronous events a function has a day.
func events(name string, runs, received float64) ct.Part {
	return ct.Parts(ct.Invocations.Of(name, ct.Flat(runs)), ct.AsyncEvents.Exists(name), ct.AsyncEvents.Of(name, ct.Flat(received)))
}

func TestSlowRuntimeOnLatencyPath(t *testing.T) {
	noSnapStart := func(f *inventory.Function) { f.Config.SnapStart = false }
	ct.Run(t, "lambda-slow-runtime-on-latency-path", []ct.Case{
		{
			Name: "Java, not measured", Given: behindAPI("java", nil),
			Want: checks.OutcomeFinding, Because: "java runs on java21, whose cold starts take one to ten seconds, and somebody waits for it: API Gateway calls it.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Fixes("SnapStart (free for Java)"), ct.Fixes("$10.95 a month for each environment"),
				ct.Fixes("aws lambda update-function-configuration --function-name java --snap-start ApplyOn=PublishedVersions --region us-east-1")),
		},
		{
			Name: ".NET, not measured", Given: behindAPI("dotnet", nil, ct.Runtime("dotnet10"), ct.ARM, ct.Memory(2048)),
			Want: checks.OutcomeFinding, Then: ct.All(
				// 2 GB × 1.5046e-6 × 3600 × 730, 2 GB × 1.397998e-4 × 1000, 2 GB × 3.3334e-6 × 3600 × 730
				ct.Fixes("Turn on SnapStart (charged: $7.91 a month for the cache of each version and $0.28 for 1000 restores, list price of 2026-09-19)"),
				ct.Fixes("$17.52 a month"),
			),
		},
		{Name: "called by a state machine and by AppSync", Given: append(behindAPI("steps", nil), ct.Policy("steps"), ct.StateMachine("m", "steps"), ct.AppSync("a", "other")), Want: checks.OutcomeFinding, Because: "Step Functions calls it"},
		{
			Name: "measured slow", Given: behindAPI("slow", ct.OnDays(1400, 2, 5)),
			Want: checks.OutcomeFinding, Because: "needs up to 1400 ms to start cold", Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured)),
		},
		{Name: "measured slow on one day", Given: behindAPI("odd", ct.OnDays(1400, 2).Else(ct.Flat(600))), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured))},
		{Name: "exactly slow", Given: behindAPI("second", ct.Flat(1000)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{Name: "measured middling", Given: behindAPI("middling", ct.Flat(999)), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured))},
		{Name: "noticeable by a hair", Given: behindAPI("hair", ct.Flat(500)), Want: checks.OutcomeFinding},
		{Name: "an API that does not wait", Given: append(behindAPI("handed", nil), events("handed", 100, 95)), Want: checks.OutcomeClean, Because: "95.0% of its 1500 invocations are asynchronous"},
		{Name: "an API that mostly does not wait", Given: append(behindAPI("mostly", nil), events("mostly", 100, 94)), Want: checks.OutcomeFinding},
		{Name: "events of a stranger", Given: append(behindAPI("strange", nil), ct.Policy("strange", "999999999999"), events("strange", 100, 100)), Want: checks.OutcomeClean},
		{Name: "few events", Given: append(behindAPI("handful", nil), events("handful", 6, 6)), Want: checks.OutcomeFinding},
		{Name: "events denied", Given: append(behindAPI("muted", nil), events("muted", 100, 100), ct.Lacks(ct.AsyncEvents.Key(inventory.Dims("FunctionName", "muted")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "measured fast", Given: behindAPI("fast", ct.Flat(499)), Want: checks.OutcomeClean, Because: "499 ms"},
		{Name: "slow in its report lines", Given: append(behindAPI("reported", nil), ct.Reports("reported", inventory.Reports{Days: 3, Runs: 900, Cold: 30, InitP99MS: 1000, InitMaxMS: 1200})), Want: checks.OutcomeFinding, Because: "up to 1200 ms", Then: ct.All(ct.Severe(checks.High), ct.Shows("init p99", "1000 ms over 3 days (report lines in CloudWatch Logs)"))},
		{Name: "no cold start in its report lines", Given: append(behindAPI("steady", nil), ct.Reports("steady", inventory.Reports{Days: 3, Runs: 900})), Want: checks.OutcomeClean, Because: "no cold start"},
		{Name: "report lines denied", Given: append(behindAPI("closed", nil), ct.Lacks(inventory.ReportsKey("closed"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: ".NET without a price of the cache", Region: "eu-west-1", Given: behindAPI("unpriced", nil, ct.Runtime("dotnet10")), Want: checks.OutcomeFinding,
			Then: ct.Fixes("Turn on SnapStart (charged for the cache and each restore)"),
		},
		{Name: "a region without SnapStart", Region: "ap-east-2", Given: behindAPI("young-region", nil), Want: checks.OutcomeFinding, Then: ct.Fixes("Keep environments warm")},
		{Name: "measurements denied", Given: append(behindAPI("secret", ct.Flat(1400)), ct.Lacks(ct.Init.Key(inventory.Dims("function_name", "secret")))), Want: checks.OutcomeUnknown},
		{Name: "a newer Java than the table", Given: behindAPI("java29", nil, ct.Runtime("java29")), Want: checks.OutcomeFinding, Then: ct.Fixes("Keep environments warm")},
		{
			Name: "no SnapStart with EFS", Given: behindAPI("files", nil, func(f *inventory.Function) { f.HasEFS = true }),
			Want: checks.OutcomeFinding, Then: func(t ct.TB, f checks.Finding) {
				if f.Fix.CLI != "" {
					t.Errorf("SnapStart does not go with EFS, but the fix is %s", f.Fix.CLI)
				}
			},
		},
		{
			Name: "no price of one environment", Region: "us-gov-west-1", Given: behindAPI("gov", nil), Want: checks.OutcomeFinding,
			Then: ct.Fixes("Keep environments warm with provisioned concurrency on an alias."),
		},

		{Name: "SnapStart", Given: behindAPI("snap", nil, ct.SnapStart), Want: checks.OutcomeClean, Because: "SnapStart is on"},
		{
			Name: "SnapStart on the newest version", Given: withVersion("snapped", nil, ct.Version("1"), ct.SnapStart, ct.Version("2"), noSnapStart),
			Want: checks.OutcomeClean,
		},
		{
			Name: "SnapStart on an old version only", Given: withVersion("lapsed", nil, ct.SnapStart, ct.Version("1"), noSnapStart, ct.Version("2")),
			Want: checks.OutcomeUnknown, Because: "SnapStart is on for an older version only",
		},
		{
			Name: "provisioned concurrency", Given: withVersion("warm", []inventory.Provisioned{ct.Ready("1", 2, 60)}, ct.Version("1")),
			Want: checks.OutcomeClean, Because: "provisioned concurrency",
		},
		{
			Name: "provisioned concurrency that failed", Given: withVersion("failed", []inventory.Provisioned{{Qualifier: "1", Requested: 2, Status: "FAILED"}}, ct.Version("1")),
			Want: checks.OutcomeFinding,
		},
		{Name: "provisioned concurrency denied", Given: append(withVersion("veiled", nil, ct.Version("1")), ct.Lacks(inventory.ProvisionedKey("veiled"))), Want: checks.OutcomeUnknown},
		{Name: "Managed Instances", Given: behindAPI("managed", nil, ct.Managed), Want: checks.OutcomeNotApplicable, Because: "Managed Instances"},
		{Name: "Node.js", Given: behindAPI("node", ct.Flat(3000), ct.Runtime("nodejs24.x")), Want: checks.OutcomeNotApplicable},
		{Name: "a custom runtime", Given: behindAPI("aot", nil, ct.Runtime("provided.al2023")), Want: checks.OutcomeNotApplicable},
		{Name: "an image", Given: behindAPI("image", nil, ct.Image), Want: checks.OutcomeUnknown, Because: "runtime unknown: image"},
		{Name: "a runtime's ARN", Given: behindAPI("arn", nil, ct.Runtime("arn:aws:lambda:us-east-1:123456789012:runtime:java")), Want: checks.OutcomeUnknown, Because: "is not known"},
		{Name: "a topic calls it", Given: []ct.Part{javaFunction("topic"), callers("topic", ct.Policy("topic", "sns.amazonaws.com"))}, Want: checks.OutcomeClean, Because: "nobody waits for it"},
		{Name: "nobody is seen to call it", Given: []ct.Part{javaFunction("alone"), callers("alone")}, Want: checks.OutcomeUnknown},
	})
}
