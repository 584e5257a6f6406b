package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// packed is a function of a size with a trigger, and the inits that Lambda Insights measured.
func packed(name string, mb float64, trigger string, inits ct.Shape, changes ...ct.Fn) []ct.Part {
	changes = append([]ct.Fn{ct.Code(mb)}, changes...)
	return []ct.Part{ct.Function(name, changes...), ct.Init.Of(name, inits), callers(name, ct.Policy(name, trigger))}
}

func TestPackageOversized(t *testing.T) {
	const api, topic, account = "apigateway.amazonaws.com", "sns.amazonaws.com", "111122223333"
	ct.Run(t, "lambda-package-oversized", []ct.Case{
		{
			Name: "behind an API", Given: packed("api", 30, api, ct.Nothing),
			Want: checks.OutcomeFinding, Because: "api unpacks 30.0 MB at every cold start while a caller waits: API Gateway calls it",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Fixes("under 10 MB"), ct.Shows("package and layers", "30.0 MB compressed")),
		},
		{Name: "layers count", Given: packed("layered", 6, api, ct.Nothing, ct.Layer(3), ct.Layer(2)), Want: checks.OutcomeFinding, Because: "11.0 MB", Then: ct.Shows("layers", "2")},
		{Name: "exactly the budget", Given: packed("exact", 7, api, ct.Nothing, ct.Layer(3)), Want: checks.OutcomeClean, Because: "10.0 of 10 MB"},
		{Name: "a hair over", Given: packed("hair", 10.001, api, ct.Nothing), Want: checks.OutcomeFinding},
		{Name: "Python", Given: packed("python", 11, api, ct.Nothing, ct.Runtime("python3.14")), Want: checks.OutcomeFinding},
		{Name: "Ruby", Given: packed("ruby", 11, api, ct.Nothing, ct.Runtime("ruby3.4")), Want: checks.OutcomeFinding},
		{Name: "Java within its budget", Given: packed("java", 25, api, ct.Nothing, ct.Runtime("java21")), Want: checks.OutcomeClean, Because: "25.0 of 25 MB"},
		{Name: "Java over its budget", Given: packed("big-java", 25.1, api, ct.Nothing, ct.Runtime("java21")), Want: checks.OutcomeFinding},
		{Name: ".NET within its budget", Given: packed("dotnet", 24, api, ct.Nothing, ct.Runtime("dotnet10")), Want: checks.OutcomeClean},
		{Name: "a custom runtime within its budget", Given: packed("rust", 20, api, ct.Nothing, ct.Runtime("provided.al2023")), Want: checks.OutcomeClean},
		{Name: "a custom runtime over its budget", Given: packed("big-rust", 40, api, ct.Nothing, ct.Runtime("provided.al2023")), Want: checks.OutcomeFinding},
		{
			Name: "nobody waits", Given: packed("topic", 30, topic, ct.Nothing),
			Want: checks.OutcomeFinding, Because: "no caller is known to wait for it (it is called by SNS only)", Then: ct.Severe(checks.Info),
		},
		{Name: "nobody is known to wait", Given: packed("shared", 30, account, ct.Nothing), Want: checks.OutcomeFinding, Because: account, Then: ct.Severe(checks.Info)},
		{
			Name: "nobody waits, but its init is long", Given: packed("long", 30, topic, ct.Flat(900)),
			Want: checks.OutcomeFinding, Because: "its init takes up to 900 ms", Then: ct.Severe(checks.Medium),
		},
		{Name: "nobody waits, its init was long on one day", Given: packed("odd", 30, topic, ct.OnDays(900, 4).Else(ct.Flat(90))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info)},
		{Name: "nobody waits, its init is short", Given: packed("short", 30, topic, ct.Flat(499)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info)},
		{Name: "inits denied", Given: append(packed("secret", 30, topic, ct.Nothing), ct.Lacks(ct.Init.Key(inventory.Dims("function_name", "secret")))), Want: checks.OutcomeUnknown},
		{Name: "policy denied", Given: append(packed("closed", 30, topic, ct.Nothing), ct.Lacks(inventory.PolicyKey("closed", ""))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "an API on an alias", Given: append(packed("aliased", 30, topic, ct.Nothing, ct.Version("1")), ct.Aliases("aliased", "live=1"), ct.Policy("aliased:live", api), ct.Invocations.Exists()),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{
			Name: "a URL that nobody called, for IAM principals only", Given: append(packed("private", 30, topic, ct.Nothing), ct.URLs("private", "")),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info),
		},
		{Name: "a URL that was called", Given: append(packed("url", 30, topic, ct.Nothing), ct.URLRequests.Exists("url")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "small enough, policy denied", Given: append(packed("small", 3, topic, ct.Nothing), ct.Lacks(inventory.PolicyKey("small", ""))), Want: checks.OutcomeClean},
		{Name: "an image", Given: packed("image", 900, api, ct.Nothing, ct.Image), Want: checks.OutcomeUnknown, Because: "its size is in ECR"},
		{Name: "a runtime's ARN", Given: packed("arn", 30, api, ct.Nothing, ct.Runtime("arn:aws:lambda:us-east-1:1:runtime:x")), Want: checks.OutcomeUnknown, Because: "no budget is known"},
		{Name: "on Managed Instances", Given: packed("managed", 30, api, ct.Nothing, ct.Managed), Want: checks.OutcomeNotApplicable, Because: "Managed Instances"},
		{
			Name: "a budget of one's own", Given: packed("strict", 6, api, ct.Nothing), Want: checks.OutcomeFinding, Because: "6.0 MB",
			Limits: checks.Overrides{"lambda-package-oversized.interpreted_mb": 5},
		},
	})
}
