package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// moved is a function on nodejs24.x in a VPC, which rules Lambda@Edge out, with version 1 on nodejs12.x and 2 on nodejs24.x.
func moved(name string, more ...ct.Part) []ct.Part {
	return movedWith(name, func(f *inventory.Function) { f.InVPC = true }, more...)
}

func movedWith(name string, change ct.Fn, more ...ct.Part) []ct.Part {
	return append([]ct.Part{
		ct.Function(name, change, ct.Version("1", ct.Runtime("nodejs12.x")), ct.Version("2")),
		ct.Aliases(name, "live=2"), ct.Invocations.Exists(name + ":live"),
	}, more...)
}

func TestRuntimeDeprecatedVersion(t *testing.T) {
	const id = "lambda-runtime-deprecated-version"
	nothing := func(*inventory.Function) {}
	ct.Run(t, id, []ct.Case{
		{
			Name: "an alias points to it", Given: moved("stuck", ct.Aliases("stuck", "live=2", "partner=1")), Want: checks.OutcomeFinding,
			Because: "stuck has moved to nodejs24.x, but calls still reach version 1 on nodejs12.x: deprecated since 2023-03-31",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("in use", "version 1: the alias partner points to it"),
				ct.Fixes("aws lambda publish-version --function-name stuck --region us-east-1")),
		},
		{
			Name: "a part of the traffic goes to it",
			Given: moved("split", ct.Has(inventory.AliasesKey("split"), []inventory.Alias{
				{Name: "live", Version: "2", Routing: map[string]float64{"1": 0.05}},
			})),
			Want: checks.OutcomeFinding,
		},
		{Name: "called by its number", Given: moved("direct", ct.Invocations.Exists("direct:1")), Want: checks.OutcomeFinding, Because: "direct"},
		{Name: "nothing leads to it", Given: moved("archive"), Want: checks.OutcomeClean, Because: "no alias points to a version on a deprecated runtime"},
		{
			Name: "several", Given: []ct.Part{
				ct.Function("many", ct.Version("1", ct.Runtime("nodejs12.x")), ct.Version("2", ct.Runtime("nodejs14.x")),
					ct.Version("3", ct.Runtime("nodejs16.x")), ct.Version("4", ct.Runtime("nodejs18.x")), ct.Version("5")),
				ct.Aliases("many", "a=1", "b=2", "c=3", "d=4", "live=5"), ct.Invocations.Exists(),
			},
			Want: checks.OutcomeFinding, Because: "version 4 on nodejs18.x, version 3 on nodejs16.x, version 2 on nodejs14.x and 1 more: deprecated since 2023-03-31",
		},
		{Name: "all versions supported", Given: []ct.Part{ct.Function("fresh", ct.Version("1"))}, Want: checks.OutcomeClean, Because: "no published version"},
		{Name: "no version", Given: []ct.Part{ct.Function("plain")}, Want: checks.OutcomeClean},
		{
			Name: "$LATEST is deprecated too", Given: movedWith("behind", ct.Runtime("nodejs14.x"), ct.Aliases("behind", "live=1")),
			Want: checks.OutcomeNotApplicable, Because: "lambda-runtime-deprecated",
		},
		{Name: "$LATEST is newer than the table", Given: movedWith("ahead", ct.Runtime("nodejs99.x"), ct.Aliases("ahead", "live=1")), Want: checks.OutcomeFinding},
		{
			Name: "a version newer than the table", Given: []ct.Part{ct.Function("odd", ct.Version("1", ct.Runtime("nodejs99.x")))},
			Want: checks.OutcomeUnknown, Because: "not in the table",
		},
		{Name: "an image", Given: []ct.Part{ct.Function("image", ct.Image, ct.Version("1"))}, Want: checks.OutcomeNotApplicable},
		{
			Name: "the day before", TakenAt: time.Date(2027, 4, 29, 6, 0, 0, 0, time.UTC),
			Given: []ct.Part{ct.Function("eve", ct.Version("1", ct.Runtime("nodejs22.x")), ct.Version("2")), ct.Aliases("eve", "live=1"), ct.Invocations.Exists()},
			Want:  checks.OutcomeClean,
		},
		{
			Name: "on its day", TakenAt: time.Date(2027, 4, 30, 6, 0, 0, 0, time.UTC),
			Given: []ct.Part{ct.Function("day", ct.Version("1", ct.Runtime("nodejs22.x")), ct.Version("2")), ct.Aliases("day", "live=1"), ct.Invocations.Exists()},
			Want:  checks.OutcomeFinding,
		},
		{
			Name: "CloudFront runs it", Given: movedWith("viewer", nothing, ct.Policy("viewer:1", "replicator.lambda.amazonaws.com"), ct.Policy("viewer:2")),
			Want: checks.OutcomeUnknown, Because: "Lambda@Edge",
		},
		{Name: "CloudFront might, and does not", Given: movedWith("local", nothing, ct.Policy("local:1"), ct.Policy("local:2")), Want: checks.OutcomeClean},
		{Name: "aliases denied", Given: moved("secret", ct.Lacks(inventory.AliasesKey("secret"))), Want: checks.OutcomeUnknown, Because: "denied"},
	})
}
