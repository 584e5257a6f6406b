package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// backgroundPC is a function of 1 GB with 10 environments on its alias live, and what is known of its callers.
func backgroundPC(name string, callers ...ct.Part) []ct.Part {
	return append([]ct.Part{
		ct.Function(name, ct.Memory(1024), ct.Version("1")), ct.Aliases(name, "live=1"), ct.Provisioned(name, ct.Ready("live", 10, 60)),
		ct.URLRequests.Exists(), ct.APIs(), ct.Mappings(), ct.URLs(name), ct.Policy(name + ":live"), ct.Roles(),
	}, callers...)
}

// traffic is what the alias live and the whole function ran each day, and the asynchronous events they received.
func traffic(name string, runs, events, allRuns, allEvents ct.Shape) ct.Part {
	return ct.Parts(
		ct.Invocations.Of(name+":live", runs), ct.AsyncEvents.Of(name+":live", events),
		ct.Invocations.Of(name, allRuns), ct.AsyncEvents.Of(name, allEvents),
	)
}

// share is traffic of 1000 calls a day on the alias alone, of which some are asynchronous.
func share(name string, events float64) ct.Part {
	return traffic(name, ct.Flat(1000), ct.Flat(events), ct.Flat(1000), ct.Flat(events))
}

func TestProvisionedConcurrencyBackground(t *testing.T) {
	const s3 = "s3.amazonaws.com"
	disabled := ct.Mapping("paused:live")
	disabled.State = "Disabled"
	allSaved := ct.All(ct.Saves(10*heldX86, 10*heldX86), ct.Severe(checks.High), ct.Known(checks.Inferred))
	ct.Run(t, "lambda-provisioned-concurrency-background", []ct.Case{
		{
			Name: "a queue on the alias", Given: backgroundPC("queue", ct.Mappings(ct.Mapping("queue:live"))),
			Want: checks.OutcomeFinding, Because: "nobody waits for its answers: it is called by an event source mapping from SQS only",
			Then: ct.All(allSaved, ct.Shows("all were read", "policies, event source mappings, function URLs, state machines, AppSync APIs, schedules")),
		},
		{Name: "S3 on the alias", Given: backgroundPC("bucket", ct.Policy("bucket:live", s3)), Want: checks.OutcomeFinding, Because: "it is called by S3 only", Then: allSaved},
		{
			Name: "S3 on the alias, API Gateway on another", Given: backgroundPC("aside", ct.Policy("aside:live", s3), ct.Policy("aside", apiGateway)),
			Want: checks.OutcomeFinding,
		},
		{Name: "API Gateway on the alias", Given: backgroundPC("api", ct.Policy("api:live", apiGateway), share("api", 0)), Want: checks.OutcomeClean, Because: "API Gateway calls it"},
		{
			Name: "API Gateway beside S3", Given: backgroundPC("mixed", ct.Policy("mixed:live", s3, apiGateway), share("mixed", 500)),
			Want: checks.OutcomeClean,
		},
		{
			Name: "API Gateway may, but 95% is asynchronous", Given: backgroundPC("mostly", ct.Policy("mostly:live", apiGateway), share("mostly", 950)),
			Want: checks.OutcomeFinding, Because: "95.0% of its 15000 invocations are asynchronous", Then: allSaved,
		},
		{Name: "API Gateway may, and 94.9% is asynchronous", Given: backgroundPC("almost", ct.Policy("almost:live", apiGateway), share("almost", 949)), Want: checks.OutcomeClean},
		{Name: "a state machine on the alias", Given: backgroundPC("steps", ct.Policy("steps:live", s3), ct.StateMachine("m", "steps:live"), share("steps", 0)), Want: checks.OutcomeClean, Because: "Step Functions calls it"},
		{Name: "AppSync on the alias", Given: backgroundPC("graph", ct.AppSync("a", "graph:live"), share("graph", 0)), Want: checks.OutcomeClean, Because: "AppSync calls it"},
		{Name: "a function URL on the alias", Given: backgroundPC("url", ct.URLs("url", "live"), share("url", 0)), Want: checks.OutcomeClean, Because: "function URL"},
		{
			Name: "a function URL on the function", Given: backgroundPC("other-url", ct.URLs("other-url", ""), ct.Policy("other-url:live", s3)),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "a queue on the function, not the alias", Given: backgroundPC("astray", ct.Mappings(ct.Mapping("astray")), share("astray", 0)),
			Want: checks.OutcomeUnknown, Because: "no trigger is visible",
		},
		{
			Name: "only a mapping that is switched off", Given: backgroundPC("paused", ct.Mappings(disabled), share("paused", 0)),
			Want: checks.OutcomeUnknown, Because: "no trigger is visible",
		},
		{Name: "callers by IAM", Given: backgroundPC("iam", share("iam", 0)), Want: checks.OutcomeUnknown, Because: "callers with IAM permissions do not show"},
		{Name: "an account as caller", Given: backgroundPC("friend", ct.Policy("friend:live", "111122223333"), share("friend", 0)), Want: checks.OutcomeUnknown, Because: "whether somebody waits is not known of 111122223333"},
		{
			Name: "a service that nobody knows", Given: backgroundPC("novel", ct.Policy("novel:live", "teleport.amazonaws.com", s3), share("novel", 0)),
			Want: checks.OutcomeUnknown, Because: "teleport.amazonaws.com",
		},
		{Name: "callers by IAM, all asynchronous", Given: backgroundPC("events", share("events", 1000)), Want: checks.OutcomeFinding, Then: allSaved},
		{
			Name:  "events counted for the function only, which runs nothing else",
			Given: backgroundPC("coarse", traffic("coarse", ct.Flat(1000), ct.Nothing, ct.Flat(1000), ct.Flat(990))),
			Want:  checks.OutcomeFinding, Because: "99.0%",
		},
		{
			Name:  "events counted for the function only, which runs much else",
			Given: backgroundPC("crowd", traffic("crowd", ct.Flat(1000), ct.Nothing, ct.Flat(3000), ct.Flat(1500))),
			Want:  checks.OutcomeUnknown,
		},
		{
			Name:  "events counted for the alias, beside a function that runs much else",
			Given: backgroundPC("clear", traffic("clear", ct.Flat(1000), ct.Flat(1000), ct.Flat(3000), ct.Flat(1000))),
			Want:  checks.OutcomeFinding, Because: "100.0%",
		},
		{
			Name:  "a test event or two are no traffic",
			Given: backgroundPC("tested", traffic("tested", ct.OnDays(33, 1, 5, 9), ct.OnDays(33, 1, 5, 9), ct.OnDays(33, 1, 5, 9), ct.OnDays(33, 1, 5, 9))),
			Want:  checks.OutcomeUnknown,
		},
		{
			Name:  "one busy day is no habit",
			Given: backgroundPC("burst", traffic("burst", ct.OnDays(500, 2), ct.OnDays(500, 2), ct.OnDays(500, 2), ct.OnDays(500, 2))),
			Want:  checks.OutcomeUnknown,
		},
		{
			Name:  "events that were throttled and dropped prove nothing of those who call", // 1000 received, 100 run
			Given: backgroundPC("dropped", ct.Policy("dropped:live", apiGateway), traffic("dropped", ct.Flat(100), ct.Flat(1000), ct.Flat(100), ct.Flat(1000))),
			Want:  checks.OutcomeClean,
		},
		{
			Name: "younger than the window", Given: append(backgroundPC("young", traffic("young",
				ct.Flat(1000).Last(5), ct.Flat(1000).Last(5), ct.Flat(1000).Last(5), ct.Flat(1000).Last(5))),
				func(r *inventory.Region) {
					for i := range r.Functions {
						if r.Functions[i].Name == "young" {
							r.Functions[i].Config.LastModified, r.Functions[i].Versions[0].Config.LastModified = ct.DaysAgo(5), ct.DaysAgo(5)
						}
					}
				}),
			Want: checks.OutcomeUnknown,
		},
		{
			Name: "on a version, whose alias has the API", Given: append(backgroundPC("swapped", ct.Policy("swapped:live", apiGateway), ct.Policy("swapped:1", s3), share("swapped", 0)),
				ct.Provisioned("swapped", ct.Ready("1", 10, 60)), ct.Invocations.Of("swapped:1", ct.Nothing), ct.AsyncEvents.Of("swapped:1", ct.Nothing)),
			Want: checks.OutcomeClean,
		},
		{Name: "policy denied", Given: backgroundPC("secret", ct.Lacks(inventory.PolicyKey("secret", "live")), share("secret", 0)), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "none", Given: []ct.Part{ct.Function("none")}, Want: checks.OutcomeNotApplicable},
		{
			Name: "a region without prices", Region: "us-gov-west-1", Given: backgroundPC("gov", ct.Policy("gov:live", s3)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Medium)),
		},
	})
}
