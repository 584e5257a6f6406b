package checks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// A Java function is flagged where somebody waits, clean where nobody does, unknown where it cannot be told: through it
// the trigger graph shows. Its cold starts were never measured.
func javaFunction(name string, changes ...ct.Fn) ct.Part {
	changes = append([]ct.Fn{ct.Runtime("java21"), ct.Memory(1024)}, changes...)
	return ct.Parts(ct.Function(name, changes...), ct.Unmeasured(name), ct.AsyncEvents.Exists())
}

// callers is everything the trigger graph reads of a function without versions, with nobody in it but what is given.
func callers(name string, parts ...ct.Part) ct.Part {
	return ct.Parts(append([]ct.Part{ct.URLRequests.Exists(), ct.AsyncEvents.Exists(), ct.APIs(), ct.Policy(name), ct.Mappings(), ct.URLs(name), ct.Roles()}, parts...)...)
}

// events is what a function ran each day, and the events it received.
func events(name string, runs, received float64) ct.Part {
	return ct.Parts(ct.AsyncEvents.Exists(name), ct.Invocations.Of(name, ct.Flat(runs)), ct.AsyncEvents.Of(name, ct.Flat(received)))
}

// published is a function with a version, without provisioned concurrency, and its aliases.
func published(name string, aliases ...string) ct.Part {
	return ct.Parts(javaFunction(name, ct.Version("1")), ct.Provisioned(name), ct.Aliases(name, aliases...), ct.Invocations.Exists())
}

// eachService is a case for each service, with its invocation type from its page in AWS's "Invoking Lambda with events
// from other AWS services".
func eachService() []ct.Case {
	waits := `apigateway elasticloadbalancing vpc-lattice cognito-idp cognito-sync lex lexv2 connect bedrock appsync edgelambda`
	leaves := `events scheduler sns s3 ses logs iot iotevents config codecommit codepipeline secretsmanager backup`
	var cases []ct.Case
	add := func(services string, want checks.Outcome) {
		for _, s := range strings.Fields(services) {
			name := "called-by-" + s
			cases = append(cases, ct.Case{Name: s, Given: []ct.Part{javaFunction(name), callers(name, ct.Policy(name, s+".amazonaws.com"))}, Want: want})
		}
	}
	add(waits, checks.OutcomeFinding)
	add(leaves, checks.OutcomeClean)
	add("quantum", checks.OutcomeUnknown)
	return append(cases, ct.Case{
		Name: "Alexa", Given: []ct.Part{javaFunction("alexa"), callers("alexa", ct.Policy("alexa", "alexa-appkit.amazon.com"))}, Want: checks.OutcomeFinding,
	})
}

func TestTriggerGraph(t *testing.T) {
	const apiGateway, sns = "apigateway.amazonaws.com", "sns.amazonaws.com"
	urlGrant := inventory.Policy{Grants: []inventory.Grant{{Principal: "*", Action: "lambda:InvokeFunctionUrl"}}}
	from := func(state string) ct.Part {
		m := ct.Mapping("queue-" + strings.ToLower(state))
		m.State = state
		return ct.Parts(javaFunction(m.Function), callers(m.Function, ct.Mappings(m)))
	}
	cases := []ct.Case{
		{Name: "no caller", Given: []ct.Part{javaFunction("alone"), callers("alone")}, Want: checks.OutcomeUnknown, Because: "no trigger is visible, and callers with IAM permissions do not show"},
		{Name: "an account", Given: []ct.Part{javaFunction("shared"), callers("shared", ct.Policy("shared", "arn:aws:iam::111122223333:root"))}, Want: checks.OutcomeUnknown, Because: "arn:aws:iam::111122223333:root"},
		{Name: "an account and a topic", Given: []ct.Part{javaFunction("both"), callers("both", ct.Policy("both", "111122223333", sns))}, Want: checks.OutcomeUnknown, Because: "111122223333"},
		{Name: "an account and an API", Given: []ct.Part{javaFunction("either"), ct.Inits("either", ct.Flat(9), ct.Flat(800)), callers("either", ct.Policy("either", "111122223333", apiGateway))}, Want: checks.OutcomeFinding},
		{Name: "a mapping", Given: []ct.Part{from("Enabled")}, Want: checks.OutcomeClean, Because: "an event source mapping from SQS"},
		{Name: "a mapping being made", Given: []ct.Part{from("Creating")}, Want: checks.OutcomeClean},
		{Name: "a mapping switched off", Given: []ct.Part{from("Disabled")}, Want: checks.OutcomeUnknown, Because: "no trigger is visible"},
		{Name: "a function URL", Given: []ct.Part{javaFunction("url"), callers("url", ct.URLs("url", ""))}, Want: checks.OutcomeFinding, Because: "it has a function URL"},
		{Name: "requests to a URL", Given: []ct.Part{javaFunction("asked"), ct.AsyncEvents.Exists(), ct.URLRequests.Exists("asked")}, Want: checks.OutcomeFinding, Because: "its function URL had requests"},
		{Name: "leave to call a URL", Given: []ct.Part{javaFunction("open"), callers("open", ct.Has(inventory.PolicyKey("open", ""), urlGrant))}, Want: checks.OutcomeFinding, Because: "it has a function URL"},
		{Name: "policy denied, queue seen", Given: []ct.Part{javaFunction("half"), callers("half", ct.Lacks(inventory.PolicyKey("half", "")), ct.Mappings(ct.Mapping("half")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "mappings denied, nothing else seen", Given: []ct.Part{javaFunction("unfed"), callers("unfed", ct.Lacks(inventory.MappingsKey()))}, Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "URLs denied, topic seen", Given: []ct.Part{javaFunction("hidden"), callers("hidden", ct.Policy("hidden", sns), ct.Lacks(inventory.URLsKey("hidden")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "URLs denied, API seen", Given: []ct.Part{javaFunction("plain"), callers("plain", ct.Policy("plain", apiGateway), ct.Lacks(inventory.URLsKey("plain")))}, Want: checks.OutcomeFinding},

		{Name: "every run was an event", Given: []ct.Part{javaFunction("evented"), events("evented", 100, 100)}, Want: checks.OutcomeClean, Because: "100.0% of its 1500 invocations were asynchronous"},
		{Name: "one run in twenty was no event", Given: []ct.Part{javaFunction("almost"), events("almost", 100, 95), callers("almost", ct.Policy("almost", apiGateway))}, Want: checks.OutcomeClean},
		{Name: "more than one run in twenty was no event", Given: []ct.Part{javaFunction("fiftieth"), events("fiftieth", 100, 94), callers("fiftieth", ct.Policy("fiftieth", apiGateway))}, Want: checks.OutcomeFinding},
		{Name: "events were dropped before they ran", Given: []ct.Part{javaFunction("dropped"), events("dropped", 100, 120), callers("dropped", ct.Policy("dropped", apiGateway))}, Want: checks.OutcomeFinding},
		{Name: "too few events to say so", Given: []ct.Part{javaFunction("scant"), events("scant", 6, 6), callers("scant", ct.Policy("scant", apiGateway))}, Want: checks.OutcomeFinding},
		{Name: "events denied", Given: []ct.Part{javaFunction("blind"), ct.AsyncEvents.Exists("blind"), ct.Lacks(ct.AsyncEvents.Key(inventory.Dims("FunctionName", "blind"))), ct.Invocations.Of("blind", ct.Flat(9)), callers("blind", ct.Policy("blind", apiGateway))}, Want: checks.OutcomeUnknown, Because: "denied"},

		{Name: "behind an API by a role of its own", Given: []ct.Part{javaFunction("rest"), callers("rest", ct.API("r1", "rest"))}, Want: checks.OutcomeFinding, Because: "API Gateway calls it"},
		{Name: "an API before one of its aliases", Given: []ct.Part{published("fronted", "live=1"), callers("fronted", ct.Policy("fronted:live"), ct.API("r2", "fronted:live"))}, Want: checks.OutcomeFinding},
		{Name: "an API before a version that nobody called", Given: []ct.Part{published("unfronted", "live=1"), callers("unfronted", ct.Policy("unfronted:live"), ct.API("r3", "unfronted:1"))}, Want: checks.OutcomeUnknown},
		{
			Name: "an API that does not wait", Given: []ct.Part{javaFunction("fired"), callers("fired", ct.Also(inventory.IntegrationsKey("elsewhere"), inventory.Integration{Function: "fired", Async: true}))},
			Want: checks.OutcomeClean, Because: "it is called by API Gateway, which does not wait, only",
		},
		{
			Name: "a stage variable decides", Given: []ct.Part{javaFunction("staged"), callers("staged", ct.Also(inventory.IntegrationsKey("elsewhere"), inventory.Integration{Function: "staged", ByStage: true}))},
			Want: checks.OutcomeUnknown,
		},
		{Name: "APIs denied, a topic seen", Alone: true, Given: []ct.Part{javaFunction("gated"), callers("gated", ct.Policy("gated", sns), ct.Lacks(inventory.APIsKey()))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "APIs denied, one in the policy", Alone: true, Given: []ct.Part{javaFunction("granted"), callers("granted", ct.Policy("granted", apiGateway), ct.Lacks(inventory.APIsKey()))}, Want: checks.OutcomeFinding},
		{Name: "an API's integrations denied, a topic seen", Alone: true, Given: []ct.Part{javaFunction("shut"), callers("shut", ct.Policy("shut", sns), ct.Lacks(inventory.IntegrationsKey("elsewhere")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "more APIs than are read", Alone: true, Given: []ct.Part{javaFunction("crowded"), callers("crowded", ct.Policy("crowded", sns), ct.Also(inventory.APIsKey(), make([]inventory.API, 10)...))},
			Want: checks.OutcomeClean, Because: "it is called by SNS only",
		},

		{Name: "a state machine", Given: []ct.Part{javaFunction("step"), callers("step", ct.StateMachine("orders", "step"))}, Want: checks.OutcomeFinding, Because: "Step Functions calls it"},
		{Name: "a state machine calls another function", Given: []ct.Part{javaFunction("beside"), callers("beside", ct.StateMachine("bills", "billing"))}, Want: checks.OutcomeUnknown, Because: "no trigger is visible"},
		{Name: "an AppSync API, a topic", Given: []ct.Part{javaFunction("graph"), callers("graph", ct.Policy("graph", sns), ct.AppSync("g1", "graph"))}, Want: checks.OutcomeFinding, Because: "AppSync calls it"},
		{
			Name: "a schedule", Given: []ct.Part{javaFunction("nightly"), callers("nightly", ct.Also(inventory.SchedulesKey(), inventory.Schedule{Name: "n", Function: "nightly", Enabled: true}))},
			Want: checks.OutcomeClean, Because: "EventBridge Scheduler only",
		},
		{
			Name: "a schedule switched off", Given: []ct.Part{javaFunction("off"), callers("off", ct.Also(inventory.SchedulesKey(), inventory.Schedule{Name: "o", Function: "off"}))},
			Want: checks.OutcomeUnknown,
		},
		{
			Name: "a state machine that decides at run time", Alone: true,
			Given: []ct.Part{javaFunction("maybe"), callers("maybe", ct.Policy("maybe", sns), ct.Also(inventory.StateMachinesKey(), inventory.Caller{ARN: "d"}), ct.Has(inventory.StateMachineCallsKey("d"), inventory.Calls{Dynamic: true}))},
			Want:  checks.OutcomeUnknown, Because: "decided at run time",
		},
		{
			Name: "state machines denied, a topic seen", Alone: true,
			Given: []ct.Part{javaFunction("veiled"), callers("veiled", ct.Policy("veiled", sns), ct.Lacks(inventory.StateMachinesKey()))},
			Want:  checks.OutcomeUnknown, Because: "states:state-machines was denied",
		},

		{Name: "the API calls an alias only", Given: []ct.Part{published("aliased", "live=1"), callers("aliased", ct.Policy("aliased:live", apiGateway))}, Want: checks.OutcomeFinding, Because: "API Gateway calls it"},
		{Name: "a URL on an alias only", Given: []ct.Part{published("linked", "live=1"), callers("linked", ct.Policy("linked:live"), ct.URLs("linked", "live"))}, Want: checks.OutcomeFinding},
		{Name: "a queue on an alias only", Given: []ct.Part{published("fed", "live=1"), callers("fed", ct.Policy("fed:live"), ct.Mappings(ct.Mapping("fed:live")))}, Want: checks.OutcomeClean},
		{Name: "aliases denied", Given: []ct.Part{published("blurred"), callers("blurred"), ct.Lacks(inventory.AliasesKey("blurred"))}, Want: checks.OutcomeUnknown, Because: "lambda:aliases was denied"},
		// A version that is called directly has a policy of its own. When the list of what is called is hidden, its policy
		// is not read, and that all the others are asynchronous proves nothing.
		{
			Name: "the API calls a version, a topic the function", Given: []ct.Part{
				published("direct"), ct.Invocations.Exists("direct:1"), callers("direct", ct.Policy("direct", sns), ct.Policy("direct:1", apiGateway)),
			},
			Want: checks.OutcomeFinding, Because: "API Gateway calls it",
		},
		{Name: "a version that nobody calls", Given: []ct.Part{published("unpinned"), callers("unpinned", ct.Policy("unpinned", sns))}, Want: checks.OutcomeClean},
	}
	for _, many := range []int{3, 5} {
		name := fmt.Sprintf("popular-%d", many)
		services := []string{"sns.amazonaws.com", "s3.amazonaws.com", "iot.amazonaws.com", "ses.amazonaws.com", "logs.amazonaws.com", "sns.amazonaws.com"}
		want := "it is called by IoT, S3, SNS only"
		if many == 5 {
			want = "it is called by CloudWatch Logs, IoT, S3 and 2 more only"
		}
		cases = append(cases, ct.Case{Name: name, Given: []ct.Part{javaFunction(name), callers(name, ct.Policy(name, append(services[:many:many], services[5])...))}, Want: checks.OutcomeClean, Because: want})
	}
	ct.Run(t, "lambda-slow-runtime-on-latency-path", append(cases, eachService()...))
}
