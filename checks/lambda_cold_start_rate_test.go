package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

const apiGateway = "apigateway.amazonaws.com"

// waitedFor is a function behind an API with a number of invocations a day.
func waitedFor(name string, runs ct.Shape, measured ct.Part, changes ...ct.Fn) []ct.Part {
	return []ct.Part{ct.Function(name, changes...), ct.Invocations.Of(name, runs), callers(name, ct.Policy(name, apiGateway)), measured}
}

func TestColdStartRate(t *testing.T) {
	cold := func(name string, count, each ct.Shape, changes ...ct.Fn) []ct.Part {
		return waitedFor(name, ct.Flat(1000), ct.Inits(name, count, each), changes...)
	}
	reported := func(name string, r inventory.Reports) []ct.Part {
		return waitedFor(name, ct.Flat(1000), ct.Parts(ct.InitCount.Exists(), ct.Reports(name, r)))
	}
	version := func(name string, configs ...inventory.Provisioned) ct.Part {
		return ct.Parts(ct.Aliases(name), ct.Provisioned(name, configs...), ct.Invocations.Exists())
	}
	ct.Run(t, "lambda-cold-start-rate", []ct.Case{
		{
			Name: "three in a hundred, 700 ms", Given: cold("orders", ct.Flat(30), ct.Flat(700)), Want: checks.OutcomeFinding,
			Because: "orders starts cold in 3.0% of its invocations, with an init p99 of 700 ms, and somebody waits for it: API Gateway calls it.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved,
				ct.Shows("share of cold starts", "3.0% of 15000 invocations"), ct.Shows("cold starts", "450 in 14 days (Lambda Insights)"),
				ct.Fixes("$5.48 a month for each environment")), // 0.5 GB × 4.1667e-6 × 3600 × 730
		},
		{Name: "slow ones", Given: cold("slow", ct.Flat(30), ct.Flat(1000)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{Name: "slow on one day", Given: cold("once-slow", ct.Flat(30), ct.OnDays(1000, 3).Else(ct.Flat(600))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "short ones", Given: cold("quick", ct.Flat(30), ct.Flat(499)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "Python", Given: cold("py", ct.Flat(30), ct.Flat(700), ct.Runtime("python3.13"), ct.Memory(1024)), Want: checks.OutcomeFinding, Then: ct.Fixes("Turn on SnapStart (charged: $3.95 a month")},
		{Name: "SnapStart is on", Given: cold("snapped", ct.Flat(30), ct.Flat(700), ct.Runtime("java21"), ct.SnapStart), Want: checks.OutcomeFinding, Then: ct.Fixes("SnapStart is on: point the callers")},
		{Name: "exactly one in a hundred", Given: cold("one", ct.Flat(10), ct.Flat(700)), Want: checks.OutcomeClean, Because: "1.0% of its invocations start cold"},
		{Name: "a hair more", Given: cold("hair", ct.Flat(11), ct.Flat(700)), Want: checks.OutcomeFinding},
		{Name: "on one day only", Given: cold("deploy", ct.OnDays(900, 3).Else(ct.Flat(1)), ct.Flat(700)), Want: checks.OutcomeClean, Because: "frequent on 1 day only"},
		{Name: "exactly so many on a second day", Given: cold("brim", ct.OnDays(900, 3).Else(ct.OnDays(10, 5)).Else(ct.Flat(1)), ct.Flat(700)), Want: checks.OutcomeClean, Because: "on 1 day only"},
		{Name: "noticeable by a hair", Given: cold("half", ct.Flat(30), ct.Flat(500)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "on two days", Given: cold("deploys", ct.OnDays(900, 3, 5).Else(ct.Flat(1)), ct.Flat(700)), Want: checks.OutcomeFinding},
		{Name: "measured since four days", Given: cold("layered", ct.Flat(30).Last(4), ct.Flat(700)), Want: checks.OutcomeFinding, Then: ct.Shows("share of cold starts", "3.0% of 4000 invocations")},
		{Name: "few invocations", Given: waitedFor("rare", ct.Flat(6), ct.Inits("rare", ct.Flat(3), ct.Flat(700))), Want: checks.OutcomeUnknown, Because: "fewer than 100 invocations"},
		{Name: "just enough invocations", Given: waitedFor("enough", ct.Flat(7), ct.Inits("enough", ct.Flat(3), ct.Flat(700))), Want: checks.OutcomeFinding},
		{Name: "a hundred invocations", Given: waitedFor("hundred", ct.OnDays(25, 2, 5, 8, 9), ct.Inits("hundred", ct.OnDays(3, 5, 9), ct.Flat(700))), Want: checks.OutcomeFinding},
		{Name: "observed on two days", Given: waitedFor("brief", ct.Flat(900).Last(2), ct.Inits("brief", ct.Flat(30), ct.Flat(700))), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "young", Given: waitedFor("young", ct.Flat(900).Last(5), ct.Inits("young", ct.Flat(30), ct.Flat(700)), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "not measured", Given: waitedFor("dark", ct.Flat(1000), ct.Unmeasured("dark")), Want: checks.OutcomeUnknown, Because: "init duration is not measured"},
		{Name: "report lines", Given: reported("lines", inventory.Reports{Days: 3, Runs: 2000, Cold: 80, InitP99MS: 1100, InitMaxMS: 1500}), Want: checks.OutcomeFinding, Because: "in 4.0% of", Then: ct.Severe(checks.High)},
		{Name: "few report lines", Given: reported("few", inventory.Reports{Days: 3, Runs: 99, Cold: 80, InitP99MS: 1100, InitMaxMS: 1500}), Want: checks.OutcomeUnknown},
		{Name: "report lines without cold starts", Given: reported("steady", inventory.Reports{Days: 3, Runs: 2000}), Want: checks.OutcomeClean},
		{Name: "report lines denied", Given: append(waitedFor("closed", ct.Flat(1000), ct.InitCount.Exists()), ct.Lacks(inventory.ReportsKey("closed"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a topic calls it", Given: append(cold("topic", ct.Flat(30), ct.Flat(700)), ct.Policy("topic", "sns.amazonaws.com")), Want: checks.OutcomeClean, Because: "nobody waits for it"},
		{Name: "nobody is seen to call it", Given: append(cold("alone", ct.Flat(30), ct.Flat(700)), ct.Policy("alone")), Want: checks.OutcomeUnknown, Because: "no trigger is visible"},
		{Name: "called by a state machine and by AppSync", Given: append(cold("steps", ct.Flat(30), ct.Flat(700)), ct.Policy("steps"), ct.StateMachine("m", "steps"), ct.AppSync("a", "other")), Want: checks.OutcomeFinding},
		{Name: "policy denied", Given: append(cold("secret", ct.Flat(30), ct.Flat(700)), ct.Lacks(inventory.PolicyKey("secret", ""))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "provisioned", Given: append(cold("warm", ct.Flat(30), ct.Flat(700), ct.Version("1")), version("warm", ct.Ready("1", 2, 60))), Want: checks.OutcomeUnknown, Because: "it has provisioned concurrency"},
		{Name: "provisioned, and rare", Given: append(cold("calm", ct.Flat(3), ct.Flat(700), ct.Version("1")), version("calm", ct.Ready("1", 2, 60))), Want: checks.OutcomeClean},
		{Name: "a version without environments", Given: append(cold("bare", ct.Flat(30), ct.Flat(700), ct.Version("1")), version("bare")), Want: checks.OutcomeFinding},
		{Name: "on Managed Instances", Given: cold("managed", ct.Flat(30), ct.Flat(700), ct.Managed), Want: checks.OutcomeNotApplicable, Because: "Managed Instances"},
		{Name: "a replica", Given: cold("edge", ct.Flat(30), ct.Flat(700), func(f *inventory.Function) { f.MasterARN = "arn" }), Want: checks.OutcomeNotApplicable, Because: "Lambda@Edge"},
		{Name: "a share of one's own", Given: cold("strict", ct.Flat(6), ct.Flat(700)), Want: checks.OutcomeFinding, Limits: checks.Overrides{"lambda-cold-start-rate.cold_share": 0.005}},
	})
}
