package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestSnapStartIneffective(t *testing.T) {
	itself := func(name string) inventory.Dimensions {
		return inventory.Dims("FunctionName", name, "Resource", name)
	}
	// bare is called n times a day without a qualifier, and 100 times in all.
	bare := func(name string, n ct.Shape) ct.Part {
		return ct.Parts(ct.Invocations.ExistsAt(itself(name)), ct.Invocations.At(itself(name), n), ct.Invocations.Of(name, ct.Flat(100)))
	}
	// on is a Java function whose version 1 has SnapStart.
	on := func(name string, parts ct.Part, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Runtime("java21"), ct.SnapStart, ct.Version("1")}, changes...)
		return []ct.Part{
			ct.Function(name, changes...), ct.Aliases(name, "live=1"), ct.Provisioned(name), ct.Invocations.Exists(name + ":live"),
			callers(name, ct.Policy(name, apiGateway)), parts,
		}
	}
	off := func(f *inventory.Function) { f.Config.SnapStart = false }
	// before is a function whose alias still points to the version before SnapStart, which gets n calls a day.
	before := func(name string, n ct.Shape) []ct.Part {
		return []ct.Part{
			ct.Function(name, ct.Runtime("java21"), ct.Version("1"), ct.SnapStart, ct.Version("2")), ct.Aliases(name, "live=1", "next=2"), ct.Provisioned(name),
			ct.Invocations.Exists(name+":live", name+":next"), ct.Invocations.Of(name+":live", n), ct.Invocations.Of(name, ct.Flat(100)),
			callers(name), ct.Policy(name+":live", apiGateway),
		}
	}
	ct.Run(t, "lambda-snapstart-ineffective", []ct.Case{
		{
			Name: "the API calls the function itself", Given: on("orders", bare("orders", ct.Flat(80))), Want: checks.OutcomeFinding,
			Because: "orders has SnapStart on, but 80.0% of its invocations called $LATEST, where it has no effect.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("invocations without SnapStart", "1200, 80.0% of all"),
				ct.Shows("called", "$LATEST"), ct.Shows("callers", "API Gateway"), ct.Fixes("Point these callers")),
		},
		{
			Name: "an alias of the version before", Given: before("lagging", ct.Flat(100)), Want: checks.OutcomeFinding, Because: "100.0% of its invocations called the alias live (version 1), where",
			Then: ct.All(ct.Fixes("update-alias --function-name lagging --name live --function-version 2"), ct.Shows("callers", "API Gateway")),
		},
		{Name: "an alias of the version before, hardly called", Given: before("left", ct.Flat(9)), Want: checks.OutcomeClean, Because: "9.0% of its invocations missed SnapStart"},
		{
			Name: "the function itself and $LATEST by name", Given: append(on("named", bare("named", ct.Flat(30))), ct.Invocations.Exists("named:$LATEST"), ct.Invocations.Of("named:$LATEST", ct.Flat(20)), ct.Policy("named:$LATEST")),
			Want: checks.OutcomeFinding, Because: "50.0% of its invocations called $LATEST, where", Then: ct.Severe(checks.Medium),
		},
		{Name: "less than half", Given: on("some", bare("some", ct.Flat(49))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "a tenth", Given: on("tenth", bare("tenth", ct.Flat(10))), Want: checks.OutcomeFinding},
		{Name: "less than a tenth", Given: on("tests", bare("tests", ct.Flat(9))), Want: checks.OutcomeClean, Because: "9.0% of its invocations missed SnapStart"},
		{Name: "on one day", Given: on("odd", ct.Parts(bare("odd", ct.OnDays(900, 4)), ct.Invocations.Of("odd", ct.OnDays(1000, 4).Else(ct.Flat(100))))), Want: checks.OutcomeClean},
		{Name: "a URL of the function itself", Given: append(on("url", bare("url", ct.Flat(80))), ct.Policy("url"), ct.URLs("url", "", "live")), Want: checks.OutcomeFinding, Then: ct.Shows("callers", "a function URL")},
		{Name: "a mapping", Given: append(on("queue", bare("queue", ct.Flat(80))), ct.Policy("queue"), ct.Mappings(ct.Mapping("queue"))), Want: checks.OutcomeFinding, Then: ct.Shows("callers", "an event source mapping from SQS")},
		{Name: "callers denied", Given: append(on("veiled", bare("veiled", ct.Flat(80))), ct.Lacks(inventory.PolicyKey("veiled", ""))), Want: checks.OutcomeFinding},
		{Name: "everybody calls the alias", Given: on("good", ct.Parts()), Want: checks.OutcomeClean, Because: "every invocation reached a version with SnapStart"},
		{
			Name: "nobody calls it", Given: []ct.Part{ct.Function("idle", ct.Runtime("java21"), ct.SnapStart, ct.Version("1")), ct.Aliases("idle"), ct.Provisioned("idle"), ct.Invocations.Exists()},
			Want: checks.OutcomeUnknown, Because: "CloudWatch knows no version",
		},
		{
			// No name with a Resource is known: all calls are of the function itself, as its trigger says.
			Name: "called by its bare name alone", Want: checks.OutcomeFinding, Because: "bareonly has SnapStart on, but 100.0% of its invocations called $LATEST",
			Given: append(on("bareonly", ct.Parts())[:3], ct.Invocations.Exists("bareonly"), ct.Invocations.Of("bareonly", ct.Flat(100)), callers("bareonly", ct.Policy("bareonly", apiGateway))),
			Then:  ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Shows("callers", "API Gateway"), ct.Shows("calls of a version or an alias", "CloudWatch knows none")),
		},
		{
			Name: "an alias that is gone was called", Want: checks.OutcomeUnknown, Because: "CloudWatch knows no version",
			Given: []ct.Part{
				ct.Function("gone", ct.Runtime("java21"), ct.SnapStart, ct.Version("1")), ct.Aliases("gone"), ct.Provisioned("gone"), ct.Invocations.Exists("gone", "gone:old"),
			},
		},
		{Name: "few invocations", Given: on("rare", ct.Parts(bare("rare", ct.Flat(6)), ct.Invocations.Of("rare", ct.Flat(6.6)))), Want: checks.OutcomeUnknown, Because: "fewer than 100 invocations"},
		{Name: "enough invocations", Given: on("enough", ct.Parts(bare("enough", ct.Flat(6)), ct.Invocations.Of("enough", ct.Flat(6.7)))), Want: checks.OutcomeFinding},
		{Name: "redeployed two days ago", Given: on("recent", bare("recent", ct.Flat(80)), ct.Deployed(ct.DaysAgo(2))), Want: checks.OutcomeFinding}, // version 1 is 400 days old
		{
			Name: "the first version is two days old", Want: checks.OutcomeUnknown, Because: "less than 3 days",
			Given: []ct.Part{
				ct.Function("fresh", ct.Runtime("java21"), ct.SnapStart, ct.Deployed(ct.DaysAgo(2)), ct.Version("1")), ct.Aliases("fresh"), ct.Provisioned("fresh"), bare("fresh", ct.Flat(80)),
			},
		},
		{
			Name: "called so before only", Want: checks.OutcomeClean,
			Given: []ct.Part{
				ct.Function("moved", ct.Runtime("java21"), ct.SnapStart, ct.Deployed(ct.DaysAgo(6)), ct.Version("1")), ct.Aliases("moved", "live=1"), ct.Provisioned("moved"), bare("moved", ct.Flat(80).Before(6)),
			},
		},
		{Name: "aliases denied", Given: append(on("secret", bare("secret", ct.Flat(80))), ct.Lacks(inventory.AliasesKey("secret"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "calls denied", Given: append(on("closed", bare("closed", ct.Flat(80))), ct.Lacks(ct.Invocations.Key(itself("closed")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "all calls denied", Given: append(on("barred", bare("barred", ct.Flat(80))), ct.Lacks(ct.Invocations.Key(inventory.Dims("FunctionName", "barred")))), Want: checks.OutcomeUnknown, Because: "denied"},

		{Name: "no version since", Given: []ct.Part{ct.Function("unpublished", ct.Runtime("java21"), ct.Version("1"), ct.SnapStart)}, Want: checks.OutcomeFinding, Because: "no version was published since", Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("publish-version --function-name unpublished"))},
		{Name: "no version since today", Given: []ct.Part{ct.Function("today", ct.Runtime("java21"), ct.SnapStart, ct.Deployed(ct.DaysAgo(0.9)))}, Want: checks.OutcomeUnknown, Because: "less than a day ago"},
		{Name: "no version since yesterday", Given: []ct.Part{ct.Function("yesterday", ct.Runtime("java21"), ct.SnapStart, ct.Deployed(ct.DaysAgo(1)))}, Want: checks.OutcomeFinding},
		{
			Name: "provisioned too", Given: append(on("both", ct.Parts()), ct.Provisioned("both", ct.Ready("live", 2, 60))), Want: checks.OutcomeFinding,
			Because: "both:live has SnapStart and holds 2 environments of provisioned concurrency", Then: ct.Fixes("delete-provisioned-concurrency-config --function-name both --qualifier live"),
		},
		{Name: "provisioned, and failed", Given: append(on("failed", ct.Parts()), ct.Provisioned("failed", inventory.Provisioned{Qualifier: "live", Requested: 2, Status: "FAILED"})), Want: checks.OutcomeClean},
		{Name: "provisioned denied", Given: append(on("hidden", ct.Parts()), ct.Lacks(inventory.ProvisionedKey("hidden"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "provisioned on a version without", Given: append(before("apart", ct.Flat(9)), ct.Provisioned("apart", ct.Ready("live", 2, 60))), Want: checks.OutcomeClean},
		{Name: "turned off", Given: []ct.Part{ct.Function("plain", ct.Runtime("java21"), ct.SnapStart, ct.Version("1"), off, ct.Version("2"))}, Want: checks.OutcomeNotApplicable, Because: "SnapStart is off"},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.SnapStart, ct.Managed)}, Want: checks.OutcomeNotApplicable, Because: "Managed"},
	})
}
