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
	return []ct.Part{ct.Function(name, changes...), measuredInits(name, inits), callers(name, ct.Policy(name, trigger))}
}

func TestPackageOversized(t *testing.T) {
	const api, topic, account = "apigateway.amazonaws.com", "sns.amazonaws.com", "111122223333"
	image := func(f *inventory.Function) { ct.Image(f); f.Config.CodeSHA256 = f.Name }
	inECR := func(name string, mb float64) ct.Part {
		return ct.Has(inventory.ImageKey("sha256:"+name), inventory.Image{Digest: "sha256:" + name, Repository: "shop", Bytes: int64(mb * (1 << 20))})
	}
	ct.Run(t, "lambda-package-oversized", []ct.Case{
		{
			Name: "behind an API", Given: packed("api", 30, api, nil),
			Want: checks.OutcomeFinding, Because: "api unpacks 30.0 MB at every cold start while a caller waits: API Gateway calls it",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Fixes("under 10 MB"), ct.Shows("package and layers", "30.0 MB compressed")),
		},
		{Name: "layers count", Given: packed("layered", 6, api, nil, ct.Layer(3), ct.Layer(2)), Want: checks.OutcomeFinding, Because: "11.0 MB", Then: ct.Shows("layers", "2")},
		{Name: "exactly the budget", Given: packed("exact", 7, api, nil, ct.Layer(3)), Want: checks.OutcomeClean, Because: "10.0 of 10 MB"},
		{Name: "a hair over", Given: packed("hair", 10.001, api, nil), Want: checks.OutcomeFinding},
		{Name: "Python", Given: packed("python", 11, api, nil, ct.Runtime("python3.14")), Want: checks.OutcomeFinding},
		{Name: "Ruby", Given: packed("ruby", 11, api, nil, ct.Runtime("ruby3.4")), Want: checks.OutcomeFinding},
		{Name: "Java within its budget", Given: packed("java", 25, api, nil, ct.Runtime("java21")), Want: checks.OutcomeClean, Because: "25.0 of 25 MB"},
		{Name: "Java over its budget", Given: packed("big-java", 25.1, api, nil, ct.Runtime("java21")), Want: checks.OutcomeFinding},
		{Name: ".NET within its budget", Given: packed("dotnet", 24, api, nil, ct.Runtime("dotnet10")), Want: checks.OutcomeClean},
		{Name: "a custom runtime within its budget", Given: packed("rust", 20, api, nil, ct.Runtime("provided.al2023")), Want: checks.OutcomeClean},
		{Name: "a custom runtime over its budget", Given: packed("big-rust", 40, api, nil, ct.Runtime("provided.al2023")), Want: checks.OutcomeFinding},
		{
			Name: "nobody waits", Given: packed("topic", 30, topic, nil),
			Want: checks.OutcomeFinding, Because: "no caller is known to wait for it (it is called by SNS only)", Then: ct.Severe(checks.Info),
		},
		{Name: "nobody is known to wait", Given: packed("shared", 30, account, nil), Want: checks.OutcomeFinding, Because: account, Then: ct.Severe(checks.Info)},
		{
			Name: "nobody waits, but its init is long", Given: packed("long", 30, topic, ct.Flat(900)),
			Want: checks.OutcomeFinding, Because: "its init takes up to 900 ms", Then: ct.Severe(checks.Medium),
		},
		{Name: "nobody waits, its init was long on one day", Given: packed("odd", 30, topic, ct.OnDays(900, 4).Else(ct.Flat(90))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info)},
		{Name: "nobody waits, its init is short", Given: packed("short", 30, topic, ct.Flat(499)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info)},
		{Name: "inits denied", Given: append(packed("secret", 30, topic, ct.Flat(900)), ct.Lacks(ct.Init.Key(inventory.Dims("function_name", "secret")))), Want: checks.OutcomeUnknown},
		{Name: "policy denied", Given: append(packed("closed", 30, topic, nil), ct.Lacks(inventory.PolicyKey("closed", ""))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "an API on an alias", Given: append(packed("aliased", 30, topic, nil, ct.Version("1")), ct.Aliases("aliased", "live=1"), ct.Policy("aliased:live", api), ct.Invocations.Exists()),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{
			Name: "a URL that nobody called, for IAM principals only", Given: append(packed("private", 30, topic, nil), ct.URLs("private", "")),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info),
		},
		{Name: "a URL that was called", Given: append(packed("url", 30, topic, nil), ct.URLRequests.Exists("url")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "small enough, policy denied", Given: append(packed("small", 3, topic, nil), ct.Lacks(inventory.PolicyKey("small", ""))), Want: checks.OutcomeClean},
		{
			Name: "an image behind an API", Given: append(packed("image", 0, api, nil, image), inECR("image", 812)), Want: checks.OutcomeFinding,
			Because: "image starts cold from an image of 812.0 MB, while a caller waits: API Gateway calls it.",
			Then:    ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("image", "812.0 MB compressed"), ct.Shows("repository", "shop"), ct.Fixes("under 500 MB")),
		},
		{Name: "an image of the budget", Given: append(packed("fitting", 0, api, nil, image), inECR("fitting", 500)), Want: checks.OutcomeClean, Because: "500.0 of 500 MB"},
		{Name: "an image a hair over", Given: append(packed("tight", 0, api, nil, image), inECR("tight", 500.1)), Want: checks.OutcomeFinding},
		{
			Name: "an image that nobody waits for, with a long init", Given: append(packed("slow-image", 0, topic, ct.Flat(900), image), inECR("slow-image", 812)),
			Want: checks.OutcomeFinding, Because: "of 812.0 MB, and its init takes up to 900 ms.", Then: ct.Severe(checks.Medium),
		},
		{Name: "an image that nobody waits for", Given: packed("quiet", 0, topic, nil, image), Want: checks.OutcomeUnknown, Because: "its size in ECR is not read"},
		{Name: "an image that nobody waits for, with a short init", Given: packed("brief", 0, topic, ct.Flat(499), image), Want: checks.OutcomeUnknown, Because: "its size in ECR is not read"},
		{Name: "an image, its policy denied", Given: append(packed("barred", 0, topic, nil, image), ct.Lacks(inventory.PolicyKey("barred", ""))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "an image, ECR denied", Given: append(packed("opaque", 0, api, nil, image), ct.Lacks(inventory.ImageKey("sha256:opaque"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "an image of another account", Given: append(packed("foreign", 0, api, nil, image), ct.Has(inventory.ImageKey("sha256:foreign"), inventory.Image{Digest: "sha256:foreign"})), Want: checks.OutcomeUnknown, Because: "no repository of this account"},
		{Name: "an image without a digest", Given: packed("blank", 0, api, nil, ct.Image), Want: checks.OutcomeUnknown, Because: "digest"},
		{Name: "a runtime's ARN", Given: packed("arn", 30, api, nil, ct.Runtime("arn:aws:lambda:us-east-1:1:runtime:x")), Want: checks.OutcomeUnknown, Because: "no budget is known"},
		{Name: "on Managed Instances", Given: packed("managed", 30, api, nil, ct.Managed), Want: checks.OutcomeNotApplicable, Because: "Managed Instances"},
		{
			Name: "a budget of one's own", Given: packed("strict", 6, api, nil), Want: checks.OutcomeFinding, Because: "6.0 MB",
			Limits: checks.Overrides{"lambda-package-oversized.interpreted_mb": 5},
		},
	})
}
