package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

const queueARN = "arn:aws:sqs:us-east-1:" + ct.Account + ":"

// queueTo is a mapping from a queue of the function's name.
func queueTo(name string, changes ...func(*inventory.EventSourceMapping)) ct.Part {
	m := ct.Mapping(name)
	m.SourceARN = queueARN + name
	for _, change := range changes {
		change(&m)
	}
	return ct.Mappings(m)
}

func waiting(name string, messages int) ct.Part {
	return ct.Has(inventory.QueueKey(queueARN+name), inventory.Queue{ARN: queueARN + name, MessagesVisible: messages})
}

func TestReservedZero(t *testing.T) {
	listed := ct.Parts(ct.Invocations.Exists(), ct.Throttles.Exists(), ct.AsyncEvents.Exists(), ct.Mappings())
	idle := func(name string, more ...ct.Part) []ct.Part {
		return append([]ct.Part{ct.Function(name), listed}, more...)
	}
	refused := func(name string, shape ct.Shape) ct.Part {
		return ct.Parts(ct.Throttles.Exists(name), ct.Throttles.Of(name, shape))
	}
	events := func(name string, shape ct.Shape) ct.Part {
		return ct.Parts(ct.AsyncEvents.Exists(name), ct.AsyncEvents.Of(name, shape))
	}
	ranUntil := func(name string, daysAgo int) ct.Part {
		return ct.Parts(ct.Invocations.Exists(name), ct.Invocations.Of(name, ct.Flat(9).Before(daysAgo)))
	}
	ct.Run(t, "lambda-reserved-concurrency-zero", []ct.Case{
		{
			Name: "calls are refused", Given: idle("refused", refused("refused", ct.OnDays(40, 1, 2)), reserves("refused", 0)),
			Want: checks.OutcomeFinding, Because: "refused is switched off by a reserved concurrency of 0, but its triggers still send: 80 refused calls in 14 days. Every one of them is throttled.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("reserved concurrency", "0"), ct.Fixes("AWS::Lambda::Function ReservedConcurrentExecutions")),
		},
		{
			Name: "events arrive", Given: idle("events", events("events", ct.OnDays(5, 3, 4)), refused("events", ct.Flat(1)), reserves("events", 0)),
			Want: checks.OutcomeFinding, Because: "10 asynchronous events in 14 days. Lambda does not keep them", Then: ct.All(ct.Severe(checks.High), ct.Shows("events sent", "10 asynchronous events")),
		},
		{
			Name: "it ran until last week", Given: idle("stopped", ranUntil("stopped", 6), refused("stopped", ct.Flat(7)), reserves("stopped", 0)),
			Want: checks.OutcomeFinding, Because: "42 refused calls since it last ran on 2026-11-17", // six days of seven, today included
		},
		{
			Name: "messages wait", Given: idle("queue", queueTo("queue"), waiting("queue", 12), reserves("queue", 0)),
			Want: checks.OutcomeFinding, Because: "12 messages wait in queue in 14 days",
			Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("aws lambda update-event-source-mapping --uuid queue --no-enabled --region us-east-1")),
		},
		{Name: "an empty queue", Given: idle("empty", queueTo("empty"), waiting("empty", 0)), Want: checks.OutcomeClean, Because: "nothing that is counted is sent to it"},
		{Name: "the mapping is off", Given: idle("detached", queueTo("detached", func(m *inventory.EventSourceMapping) { m.State = "Disabled" })), Want: checks.OutcomeClean},
		{Name: "a stream", Given: idle("stream", queueTo("stream", func(m *inventory.EventSourceMapping) { m.SourceARN = "arn:aws:kinesis:us-east-1:1:stream/s" })), Want: checks.OutcomeClean},
		{Name: "queue denied", Given: idle("hidden", queueTo("hidden"), ct.Lacks(inventory.QueueKey(queueARN+"hidden"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "refused on one day", Given: idle("once", refused("once", ct.OnDays(40, 5))), Want: checks.OutcomeClean},
		{Name: "an event on one day", Given: idle("single", events("single", ct.OnDays(40, 5))), Want: checks.OutcomeClean},
		{Name: "refused before it last ran", Given: idle("over", ranUntil("over", 3), refused("over", ct.Flat(7).Before(3))), Want: checks.OutcomeClean},
		{Name: "it ran yesterday", Given: idle("fresh", ranUntil("fresh", 1)), Want: checks.OutcomeClean, Because: "it ran on 2026-11-22"},
		{Name: "it ran two days ago", Given: idle("lately", ranUntil("lately", 2), refused("lately", ct.Flat(7)), reserves("lately", 0)), Want: checks.OutcomeFinding, Because: "14 refused calls since"},
		{Name: "a reservation of one", Given: idle("one", refused("one", ct.Flat(9)), reserves("one", 1)), Want: checks.OutcomeClean, Because: "it is not switched off"},
		{Name: "no reservation", Given: idle("free", refused("free", ct.Flat(9)), ct.Has(inventory.ReservedKey("free"), inventory.Reserved{})), Want: checks.OutcomeClean},
		{Name: "reservation denied", Given: idle("veiled", refused("veiled", ct.Flat(9)), ct.Lacks(inventory.ReservedKey("veiled"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "nothing sends", Given: idle("nothing"), Want: checks.OutcomeClean},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed)}, Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", replica)}, Want: checks.OutcomeNotApplicable},
	})
}

// replica makes the function one that Lambda@Edge put there.
func replica(f *inventory.Function) { f.MasterARN = "arn:aws:lambda:us-east-1:1:function:x" }
