package checks_test

import (
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// through lets an API of API Gateway call a function or a qualifier of it, by the policy of that.
func through(label, api string) ct.Part {
	name, qualifier, _ := strings.Cut(label, ":")
	return ct.Has(inventory.PolicyKey(name, qualifier), inventory.Policy{Grants: []inventory.Grant{{
		Service: "apigateway.amazonaws.com", Action: "lambda:InvokeFunction", SourceARN: "arn:aws:execute-api:us-east-1:123456789012:" + api + "/*/GET/orders",
	}}})
}

func TestTimeoutExceedsCaller(t *testing.T) {
	apigw, elb := "apigateway.amazonaws.com", "elasticloadbalancing.amazonaws.com"
	integration := func(label string, ms int) inventory.Integration {
		name, qualifier, _ := strings.Cut(label, ":")
		return inventory.Integration{Function: name, Qualifier: qualifier, TimeoutMS: ms, Route: "GET /orders"}
	}
	api := func(id string, integrations ...inventory.Integration) ct.Part {
		return ct.Has(inventory.IntegrationsKey(id), integrations)
	}
	groups := func(groups ...inventory.TargetGroup) ct.Part { return ct.Also(inventory.TargetGroupsKey(), groups...) }
	group := func(label string, idle int) ct.Part {
		name, qualifier, _ := strings.Cut(label, ":")
		return groups(inventory.TargetGroup{Name: name + "-group", Function: name, Qualifier: qualifier, IdleTimeout: idle})
	}
	quiet := ct.Parts(ct.Mappings(), ct.Also(inventory.AppSyncAPIsKey()))
	// slow runs for 5 s, and on two days for up to so many seconds; its p99 of those days is half as much.
	slow := func(name string, timeout int, seconds float64, changes ...ct.Fn) []ct.Part {
		longest := ct.OnDays(seconds*1000, 2, 5).Else(ct.Flat(5e3))
		return append(timed(name, timeout, ct.Flat(100), longest, changes...), quiet, ct.DurationP99.Of(name, ct.OnDays(seconds*500, 2, 5).Else(ct.Flat(1e3))))
	}
	behind := func(name string, timeout int, seconds float64, ms int) []ct.Part {
		return append(slow(name, timeout, seconds), through(name, name+"api"), api(name+"api", integration(name, ms)))
	}
	with := func(parts []ct.Part, more ...ct.Part) []ct.Part { return append(parts, more...) }
	grants := func(name string, grants ...inventory.Grant) ct.Part {
		return ct.Has(inventory.PolicyKey(name, ""), inventory.Policy{Grants: grants})
	}
	asynchronous := integration("queued", 29000)
	asynchronous.Async = true
	abroad := integration("abroad", 5000)
	abroad.Account = "999999999999"
	ct.Run(t, "lambda-timeout-exceeds-caller", []ct.Case{
		{
			Name: "an API that waits for 29 s", Given: behind("orders", 60, 40, 29000),
			Want: checks.OutcomeFinding, Because: "GET /orders of the API ordersapi waits 29 s, and orders ran for longer on 2 days (up to 40 s). Unless a caller that does not show waits",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Unsaved, ct.Shows("longest run", "40 s"), ct.Shows("caller", "GET /orders of the API ordersapi waits 29 s"),
				ct.Shows("days with one run in a hundred past the limit", "0"), ct.Fixes("Timeout = 28"), ct.Fixes("A Regional or private REST API")),
		},
		{
			Name: "often", Given: behind("often", 90, 60, 29000),
			Want: checks.OutcomeFinding, Because: "On 2 days it was more than one run in a hundred.", Then: ct.Severe(checks.High),
		},
		{Name: "a lowered limit", Given: behind("lowered", 30, 11, 10000), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("Timeout = 9"))},
		{Name: "runs as long as the API waits", Given: behind("exact", 60, 29, 29000), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info)},
		{
			Name: "from configuration alone", Given: behind("slow", 60, 20, 29000),
			Want: checks.OutcomeFinding, Because: "GET /orders of the API slowapi waits 29 s, and slow may run for 60 s. What it does after that is paid and its answer discarded.",
			Then: ct.All(ct.Severe(checks.Info), ct.Known(checks.Measured)),
		},
		{Name: "a raised limit", Given: behind("raised", 60, 40, 60000), Want: checks.OutcomeClean, Because: "its timeout is within"},
		{Name: "a timeout of what the API waits", Given: behind("equal", 29, 28, 29000), Want: checks.OutcomeClean},
		{
			Name: "one long day", Given: append(timed("once", 60, ct.Flat(9), ct.OnDays(40e3, 4).Else(ct.Flat(5e3))), quiet, through("once", "onceapi"), api("onceapi", integration("once", 29000))),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info),
		},
		{Name: "short runs are not followed", Given: timed("short", 60, ct.Flat(9), ct.Flat(9.9e3)), Want: checks.OutcomeClean, Because: "its longest run took 9.90 s"},
		{Name: "a short timeout", Given: []ct.Part{ct.Function("brief", ct.Timeout(9))}, Want: checks.OutcomeClean, Because: "its timeout is 9 s"},

		{
			Name: "a load balancer", Given: with(slow("web", 120, 70), ct.Policy("web", elb), group("web", 60)),
			Want: checks.OutcomeFinding, Because: "the load balancer before web-group waits 60 s, and web ran for longer on 2 days", Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("Timeout = 59")),
		},
		{Name: "a target group without a load balancer", Given: with(slow("spare", 120, 70), ct.Policy("spare", elb), group("spare", 0)), Want: checks.OutcomeUnknown, Because: "no caller is visible"},
		{Name: "target groups denied", Given: with(slow("dim", 120, 70), ct.Policy("dim", elb), ct.Lacks(inventory.TargetGroupsKey())), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{
			Name: "AppSync", Given: with(slow("graph", 60, 40), ct.Policy("graph"), ct.AppSync("gql", "graph")),
			Want: checks.OutcomeFinding, Because: "the AppSync API gql waits 30 s, and graph ran for longer on 2 days", Then: ct.Fixes("Timeout = 29"),
		},
		{
			Name: "AppSync that decides while it runs", Given: with(slow("any", 60, 40), ct.Policy("any"), ct.Also(inventory.AppSyncAPIsKey(), inventory.Caller{Name: "dyn"}), ct.Has(inventory.AppSyncCallsKey("dyn"), inventory.Calls{Dynamic: true})), Alone: true,
			Want: checks.OutcomeUnknown, Because: "decided at run time",
		},
		{Name: "AppSync denied", Given: with(behind("dusk", 60, 40, 29000), ct.Lacks(inventory.AppSyncAPIsKey())), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{
			Name: "an AppSync API denied", Given: with(slow("dawn", 60, 40), ct.Policy("dawn"), ct.Also(inventory.AppSyncAPIsKey(), inventory.Caller{Name: "shut"}), ct.Lacks(inventory.AppSyncCallsKey("shut"))), Alone: true,
			Want: checks.OutcomeUnknown, Because: "denied",
		},

		{
			Name: "two limits, runs between them", Given: with(slow("mixed", 120, 40), through("mixed", "m1"), api("m1", integration("mixed", 29000), integration("mixed", 60000))),
			Want: checks.OutcomeFinding, Because: "waits 29 s, and mixed may run for 120 s", Then: ct.Severe(checks.Info),
		},
		{
			Name: "two limits, runs past both", Given: with(slow("past", 120, 70), through("past", "m2"), api("m2", integration("past", 29000), integration("past", 60000))),
			Want: checks.OutcomeFinding, Because: "waits 60 s, and past ran for longer on 2 days", Then: ct.Severe(checks.Medium),
		},
		{
			Name: "a poller as well", Given: with(behind("polled", 60, 40, 29000), ct.Mappings(ct.Mapping("polled"))),
			Want: checks.OutcomeFinding, Because: "It is called by an event source mapping from SQS as well", Then: ct.Severe(checks.Info),
		},
		{Name: "pollers only", Given: with(slow("worker", 60, 40), ct.Policy("worker"), ct.Mappings(ct.Mapping("worker"))), Want: checks.OutcomeNotApplicable, Because: "an event source mapping from SQS"},
		{Name: "events only", Given: with(slow("events", 60, 40), ct.Policy("events", "events.amazonaws.com")), Want: checks.OutcomeNotApplicable, Because: "EventBridge"},
		{Name: "an API that does not wait", Given: with(slow("queued", 60, 40), through("queued", "q"), api("q", asynchronous)), Want: checks.OutcomeNotApplicable, Because: "GET /orders of the API q"},
		{Name: "a function URL", Given: with(slow("url", 60, 40), grants("url", inventory.Grant{Action: "lambda:InvokeFunctionUrl", Principal: "*"})), Want: checks.OutcomeNotApplicable, Because: "a function URL"},
		{Name: "nobody", Given: with(slow("nobody", 60, 40), ct.Policy("nobody")), Want: checks.OutcomeUnknown, Because: "no caller is visible"},
		{Name: "a stranger", Given: with(slow("strange", 60, 40), ct.Policy("strange", "123")), Want: checks.OutcomeUnknown, Because: "how long a caller waits is not known: 123"},
		{Name: "an API that is not named", Given: with(slow("nameless", 60, 40), ct.Policy("nameless", apigw)), Want: checks.OutcomeUnknown, Because: "an API of another account or region"},
		{
			Name: "an API of another account", Given: with(slow("foreign", 60, 40), grants("foreign", inventory.Grant{Service: apigw, Action: "lambda:InvokeFunction", SourceARN: "arn:aws:execute-api:us-east-1:999999999999:x/*"})),
			Want: checks.OutcomeUnknown, Because: "an API of another account or region",
		},
		{
			Name: "an API of another region", Given: with(slow("remote", 60, 40), grants("remote", inventory.Grant{Service: apigw, Action: "lambda:InvokeFunction", SourceARN: "arn:aws:execute-api:eu-west-1:123456789012:x/*"})),
			Want: checks.OutcomeUnknown, Because: "an API of another account or region",
		},
		{
			Name: "any API", Given: with(slow("open", 60, 40), grants("open", inventory.Grant{Service: apigw, Action: "lambda:InvokeFunction", SourceARN: "arn:aws:execute-api:us-east-1:123456789012:*"})),
			Want: checks.OutcomeUnknown, Because: "an API of another account or region",
		},
		{Name: "a permission that nothing uses", Given: with(slow("stale", 60, 40), through("stale", "s"), api("s", integration("another", 5000))), Want: checks.OutcomeUnknown, Because: "no caller is visible"},
		{Name: "an integration with an alias that the policy is not of", Given: with(slow("aside", 60, 40), through("aside", "r"), api("r", integration("aside:prod", 29000))), Want: checks.OutcomeUnknown, Because: "no caller is visible"},
		{Name: "another account's function of the same name", Given: with(slow("abroad", 60, 40), through("abroad", "t"), api("t", abroad)), Want: checks.OutcomeUnknown, Because: "no caller is visible"},
		{Name: "a stage variable", Given: with(slow("staged", 60, 40), through("staged", "u"), api("u", inventory.Integration{TimeoutMS: 29000, Route: "ANY /"})), Want: checks.OutcomeUnknown, Because: "a stage variable"},
		{Name: "a limit that AWS did not give", Given: with(slow("blank", 60, 40), through("blank", "v"), api("v", integration("blank", 0))), Want: checks.OutcomeUnknown, Because: "not known: GET /orders of the API v"},

		{
			Name: "an alias", Given: with(slow("live", 10, 40, ct.Version("1", ct.Timeout(60))), ct.Policy("live"), ct.Aliases("live", "prod=1"), through("live:prod", "w"), api("w", integration("live:prod", 29000), integration("live", 5000))),
			Want: checks.OutcomeFinding, Because: "waits 29 s, and live ran for longer on 2 days",
		},
		{
			Name: "an alias with a shorter timeout", Given: with(slow("calm", 60, 40, ct.Version("1", ct.Timeout(20))), ct.Policy("calm"), ct.Aliases("calm", "prod=1"), through("calm:prod", "x"), api("x", integration("calm:prod", 29000))),
			Want: checks.OutcomeClean,
		},
		{
			Name: "an alias of a version that was not listed", Given: with(slow("ghost", 60, 40, ct.Version("1")), ct.Policy("ghost"), ct.Aliases("ghost", "prod=9"), through("ghost:prod", "y"), api("y", integration("ghost:prod", 29000))),
			Want: checks.OutcomeUnknown, Because: "was not listed",
		},
		{
			Name: "the longest wait is that of a short version", Given: with(slow("odd", 120, 70, ct.Version("1", ct.Timeout(50))), through("odd", "z1"), ct.Aliases("odd", "prod=1"), through("odd:prod", "z2"), api("z1", integration("odd", 29000)), api("z2", integration("odd:prod", 60000))),
			Want: checks.OutcomeFinding, Because: "waits 29 s, and odd may run for 120 s", Then: ct.Severe(checks.Info),
		},
		{Name: "aliases denied", Given: with(slow("blurred", 60, 40, ct.Version("1")), ct.Lacks(inventory.AliasesKey("blurred"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "policy denied", Given: with(slow("dark", 60, 40), ct.Lacks(inventory.PolicyKey("dark", ""))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "integrations denied", Given: with(slow("shut", 60, 40), through("shut", "aa"), ct.Lacks(inventory.IntegrationsKey("aa"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "mappings denied", Given: with(behind("night", 60, 40, 29000), ct.Lacks(inventory.MappingsKey())), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "p99 denied", Given: with(behind("secret", 60, 40, 29000), ct.Lacks(ct.DurationP99.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "not invoked", Given: []ct.Part{ct.Function("idle", ct.Timeout(60)), ct.Invocations.Exists()}, Want: checks.OutcomeUnknown, Because: "not invoked"},
		{Name: "young", Given: timed("young", 60, ct.Flat(9).Last(5), ct.Flat(40e3).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "a replica", Given: timed("replica", 60, ct.Flat(9), ct.Flat(40e3), atTheEdge), Want: checks.OutcomeNotApplicable},
	})
}
