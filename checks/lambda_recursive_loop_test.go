package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestRecursiveLoop(t *testing.T) {
	const topic = "arn:aws:sns:us-east-1:" + ct.Account + ":results"
	functionARN := func(name string) string { return "arn:aws:lambda:us-east-1:" + ct.Account + ":function:" + name }
	listed := ct.Parts(ct.AsyncEvents.Exists(), ct.RecursiveDropped.Exists(), ct.Mappings())
	given := func(parts ...ct.Part) []ct.Part { return append([]ct.Part{listed}, parts...) }
	allowed := func(name string, yes bool) ct.Part {
		return ct.Has(inventory.RecursionKey(name), inventory.Recursion{Allowed: yes})
	}
	success := func(arn string) inventory.InvokeConfig { return inventory.InvokeConfig{OnSuccess: arn} }
	from := func(label, source string) ct.Part {
		return ct.Has(inventory.PolicyKey(label, ""), inventory.Policy{Grants: []inventory.Grant{{Service: "sns.amazonaws.com", SourceARN: source, Action: "lambda:InvokeFunction"}}})
	}
	ct.Run(t, "lambda-recursive-loop", []ct.Case{
		{
			Name: "Lambda stopped it", Given: given(ct.Function("spun"), ct.RecursiveDropped.Exists("spun"), ct.RecursiveDropped.Of("spun", ct.OnDays(2, 9))),
			Want: checks.OutcomeFinding, Because: "Lambda stopped 2 invocations of spun in 14 days because it had triggered itself",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("recursive invocations stopped", "2"), ct.Fixes("write somewhere else")),
		},
		{
			Name: "its dead-letter queue feeds it", Given: given(ct.Function("echo", deadLetter(queueARN+"echo")), under("echo"), queueTo("echo"), invokeConfigs("echo"), allowed("echo", true)),
			Want: checks.OutcomeFinding, Because: "echo leads back to itself by its dead-letter queue echo, and is allowed to",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Fixes("aws lambda put-function-recursion-config --function-name echo --recursive-loop Terminate --region us-east-1")),
		},
		{Name: "a default run, nothing leads back", Frugal: true, Given: given(ct.Function("plain"), under("plain")), Want: checks.OutcomeUnknown, Because: "where its results go is only asked for with --checks all"},
		{Name: "a default run, without events", Frugal: true, Given: given(ct.Function("sync")), Want: checks.OutcomeClean},
		{
			Name: "a default run, a dead-letter queue", Frugal: true,
			Given: given(ct.Function("loud", deadLetter(queueARN+"loud")), under("loud"), queueTo("loud"), invokeConfigs("loud"), allowed("loud", true)), Want: checks.OutcomeFinding,
		},
		{Name: "a default run, a queue", Frugal: true, Given: given(ct.Function("fed"), under("fed"), queueTo("fed"), invokeConfigs("fed", success(queueARN+"fed")), allowed("fed", true)), Want: checks.OutcomeFinding},
		{
			Name: "protected", Given: given(ct.Function("safe", deadLetter(queueARN+"safe")), under("safe"), queueTo("safe"), invokeConfigs("safe"), allowed("safe", false)),
			Want: checks.OutcomeClean, Because: "Lambda would stop a loop",
		},
		{
			Name: "the setting denied", Given: given(ct.Function("dark", deadLetter(queueARN+"dark")), under("dark"), queueTo("dark"), invokeConfigs("dark"), ct.Lacks(inventory.RecursionKey("dark"))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{
			Name: "another queue", Given: given(ct.Function("other", deadLetter(failedQueue)), under("other"), queueTo("other"), invokeConfigs("other")),
			Want: checks.OutcomeClean, Because: "none is visible",
		},
		{
			Name: "a destination that is itself", Given: given(ct.Function("self"), under("self"), invokeConfigs("self", success(functionARN("self")+":live")), allowed("self", true)),
			Want: checks.OutcomeFinding, Because: "its on-success destination",
		},
		{
			Name: "two functions in turn", Given: given(ct.Function("ping"), under("ping"), invokeConfigs("ping", success(functionARN("pong"))), invokeConfigs("pong", success(functionARN("ping"))), allowed("ping", true)),
			Want: checks.OutcomeFinding, Because: "its on-success destination pong",
		},
		{
			Name: "a longer name", Given: given(ct.Function("job"), under("job"), invokeConfigs("job", success(functionARN("job2"))), invokeConfigs("job2")),
			Want: checks.OutcomeClean,
		},
		{
			Name: "a topic that calls it", Given: given(ct.Function("topic"), under("topic"), invokeConfigs("topic", inventory.InvokeConfig{OnFailure: topic}), from("topic", topic), allowed("topic", true)),
			Want: checks.OutcomeFinding, Because: "its on-failure destination results",
		},
		{
			Name: "another topic", Given: given(ct.Function("aside"), under("aside"), invokeConfigs("aside", inventory.InvokeConfig{OnFailure: topic}), from("aside", topic+"2")),
			Want: checks.OutcomeClean,
		},
		{
			Name: "policy denied", Given: given(ct.Function("shut"), under("shut"), invokeConfigs("shut", inventory.InvokeConfig{OnFailure: topic}), ct.Lacks(inventory.PolicyKey("shut", ""))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{Name: "destinations denied", Given: given(ct.Function("veiled"), under("veiled"), ct.Lacks(inventory.InvokeConfigsKey("veiled"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "no events", Given: given(ct.Function("sync", deadLetter(queueARN+"sync")), queueTo("sync")), Want: checks.OutcomeClean},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", replica)}, Want: checks.OutcomeNotApplicable},
	})
}
