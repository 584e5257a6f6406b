package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

const failedQueue = queueARN + "failed"

func deadLetter(arn string) ct.Fn {
	return func(f *inventory.Function) { f.Config.DeadLetter = arn }
}

// invokeConfigs says what happens to a function's events that fail.
func invokeConfigs(name string, configs ...inventory.InvokeConfig) ct.Part {
	return ct.Has(inventory.InvokeConfigsKey(name), append([]inventory.InvokeConfig{}, configs...))
}

// under says that events came in under qualifiers ("orders:live").
func under(name string, labels ...string) ct.Part {
	parts := []ct.Part{ct.AsyncEvents.Exists(name)}
	for _, label := range labels {
		parts = append(parts, ct.AsyncEvents.ExistsAt(inventory.Dims("FunctionName", name, "Resource", label)))
	}
	return ct.Parts(parts...)
}

func TestAsyncFailuresLost(t *testing.T) {
	listed := ct.Parts(ct.AsyncEvents.Exists(), ct.AsyncDropped.Exists())
	sent := func(name string, events, errors ct.Shape, more ...ct.Part) []ct.Part {
		return append([]ct.Part{listed, under(name), ct.AsyncEvents.Of(name, events), ct.Errors.Of(name, errors)}, more...)
	}
	dropping := func(name string, n float64) ct.Part {
		return ct.Parts(ct.AsyncDropped.Exists(name), ct.AsyncDropped.Of(name, ct.OnDays(n, 3)))
	}
	to := func(q string) inventory.InvokeConfig {
		return inventory.InvokeConfig{Qualifier: q, OnFailure: failedQueue}
	}
	ct.Run(t, "lambda-async-failures-lost", []ct.Case{
		{
			Name: "nothing failed yet", Given: sent("calm", ct.Flat(10), ct.Flat(0), ct.Function("calm"), invokeConfigs("calm")),
			Want: checks.OutcomeFinding, Because: "calm receives asynchronous events (150 in 14 days) and has neither an on-failure destination nor a dead-letter queue: an event whose retries fail is gone. None was dropped so far.",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("events received", "150"),
				ct.Fixes(`aws lambda put-function-event-invoke-config --function-name calm --destination-config '{"OnFailure":{"Destination":"QUEUE_ARN"}}' --region us-east-1`)),
		},
		{
			Name: "errors on two days", Given: sent("errors", ct.Flat(10), ct.OnDays(1, 1, 2), ct.Function("errors"), invokeConfigs("errors")),
			Want: checks.OutcomeFinding, Because: "Invocations failed on 2 days", Then: ct.All(ct.Severe(checks.Medium), ct.Shows("errors", "2")),
		},
		{
			Name: "a default run, nothing failed", Frugal: true, Given: sent("frugal", ct.Flat(10), ct.Flat(0), ct.Function("frugal")),
			Want: checks.OutcomeUnknown, Because: "no event was dropped, and few failed; where a failed one would go is only asked for with --checks all",
		},
		{Name: "a default run, one in a hundred failed", Frugal: true, Given: sent("spent", ct.Flat(100), ct.Flat(1), ct.Function("spent"), invokeConfigs("spent")), Want: checks.OutcomeFinding},
		{Name: "a default run, fewer failed", Frugal: true, Given: sent("spare", ct.Flat(101), ct.Flat(1), ct.Function("spare"), invokeConfigs("spare")), Want: checks.OutcomeUnknown},
		{Name: "a default run, an event was dropped", Frugal: true, Given: sent("spilt", ct.Flat(10), ct.Flat(0), ct.Function("spilt"), invokeConfigs("spilt"), dropping("spilt", 4)), Want: checks.OutcomeFinding},
		{Name: "errors on one day", Given: sent("slip", ct.Flat(10), ct.OnDays(9, 1), ct.Function("slip"), invokeConfigs("slip")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{
			Name: "events dropped", Given: sent("lossy", ct.Flat(10), ct.OnDays(1, 1), ct.Function("lossy"), invokeConfigs("lossy"), dropping("lossy", 4)),
			Want: checks.OutcomeFinding, Because: "4 were dropped in 14 days.", Then: ct.All(ct.Severe(checks.High), ct.Shows("events dropped", "4")),
		},
		{
			Name: "its only event was dropped", Given: sent("only", ct.OnDays(1, 3), ct.OnDays(3, 3), ct.Function("only"), invokeConfigs("only"), dropping("only", 1)),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.High),
		},
		{
			Name: "retries are configured, a destination is not", Given: sent("retries", ct.Flat(10), ct.Flat(0), ct.Function("retries"), invokeConfigs("retries", inventory.InvokeConfig{Qualifier: "$LATEST", OnSuccess: failedQueue})),
			Want: checks.OutcomeFinding, Then: ct.Fixes("update-function-event-invoke-config --function-name retries --destination-config"),
		},
		{
			Name: "the destination is on another qualifier", Given: sent("astray", ct.Flat(10), ct.Flat(0), under("astray", "astray"), ct.Function("astray"), invokeConfigs("astray", to("live"))),
			Want: checks.OutcomeFinding,
		},
		{
			Name:  "an alias without",
			Given: sent("alias", ct.Flat(10), ct.Flat(0), under("alias", "alias:live"), ct.Function("alias", ct.Version("1"), deadLetter(failedQueue)), invokeConfigs("alias"), ct.Aliases("alias", "live=1")),
			Want:  checks.OutcomeFinding, Because: "alias:live receives", Then: ct.Fixes("--function-name alias --qualifier live"),
		},
		{
			Name: "an alias with a destination", Given: sent("routed", ct.Flat(10), ct.Flat(0), under("routed", "routed:live"), ct.Function("routed", ct.Version("1")), invokeConfigs("routed", to("live"))),
			Want: checks.OutcomeClean, Because: "its failed events go to",
		},
		{
			Name:  "an alias of a version with a dead-letter queue",
			Given: sent("queued", ct.Flat(10), ct.Flat(0), under("queued", "queued:live"), ct.Function("queued", deadLetter(failedQueue), ct.Version("1"), deadLetter("")), invokeConfigs("queued"), ct.Aliases("queued", "live=1")),
			Want:  checks.OutcomeClean,
		},
		{
			Name: "a canary without", Given: sent("canary", ct.Flat(10), ct.Flat(0), under("canary", "canary:live"),
				ct.Function("canary", deadLetter(failedQueue), ct.Version("1"), deadLetter(""), ct.Version("2")), invokeConfigs("canary"),
				ct.Has(inventory.AliasesKey("canary"), []inventory.Alias{{Name: "live", Version: "1", Routing: map[string]float64{"2": 0.1}}})),
			Want: checks.OutcomeFinding,
		},
		{
			Name: "aliases denied", Given: sent("veiled", ct.Flat(10), ct.Flat(0), under("veiled", "veiled:live"), ct.Function("veiled", ct.Version("1")), invokeConfigs("veiled"), ct.Lacks(inventory.AliasesKey("veiled"))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{
			Name: "an alias that is gone", Given: sent("gone", ct.Flat(10), ct.Flat(0), under("gone", "gone:old"), ct.Function("gone", ct.Version("1")), invokeConfigs("gone"), ct.Aliases("gone")),
			Want: checks.OutcomeClean,
		},
		{Name: "a version without", Given: sent("pinned", ct.Flat(10), ct.Flat(0), under("pinned", "pinned:1"), ct.Function("pinned", ct.Version("1")), invokeConfigs("pinned", to(""))), Want: checks.OutcomeFinding, Because: "pinned:1"},
		{Name: "a dead-letter queue", Given: sent("dlq", ct.Flat(10), ct.Flat(5), ct.Function("dlq", deadLetter(failedQueue))), Want: checks.OutcomeClean},
		{Name: "a destination", Given: sent("dest", ct.Flat(10), ct.Flat(5), ct.Function("dest"), invokeConfigs("dest", to(""))), Want: checks.OutcomeClean},
		{Name: "three events on two days", Given: sent("three", ct.OnDays(2, 1).Else(ct.OnDays(1, 2)), ct.Nothing, ct.Function("three"), invokeConfigs("three")), Want: checks.OutcomeFinding},
		{Name: "two events", Given: sent("two", ct.OnDays(1, 1, 2), ct.Nothing, ct.Function("two")), Want: checks.OutcomeUnknown, Because: "fewer than 3 events on 2 days"},
		{Name: "events on one day", Given: sent("oneday", ct.OnDays(50, 1), ct.Nothing, ct.Function("oneday")), Want: checks.OutcomeUnknown},
		{Name: "configurations denied", Given: sent("dark", ct.Flat(10), ct.Flat(0), ct.Function("dark"), ct.Lacks(inventory.InvokeConfigsKey("dark"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "no events", Given: []ct.Part{listed, ct.Function("sync")}, Want: checks.OutcomeNotApplicable, Because: "no asynchronous events"},
		{Name: "names denied", Alone: true, Given: []ct.Part{ct.Function("x"), ct.Lacks(inventory.MetricNamesKey("AWS/Lambda", "AsyncEventsReceived"))}, Want: checks.OutcomeUnknown},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", replica)}, Want: checks.OutcomeNotApplicable},
	})
}

func TestAsyncEventsDropped(t *testing.T) {
	listed := ct.Parts(ct.AsyncEvents.Exists(), ct.AsyncDropped.Exists(), ct.DeadLetterErrors.Exists(), ct.DestinationErrors.Exists())
	counted := func(m ct.Metric, name string, shape ct.Shape) ct.Part {
		return ct.Parts(m.Exists(name), m.Of(name, shape))
	}
	given := func(parts ...ct.Part) []ct.Part { return append([]ct.Part{listed}, parts...) }
	ct.Run(t, "lambda-async-events-dropped", []ct.Case{
		{
			Name: "without a net", Given: given(ct.Function("lost"), counted(ct.AsyncDropped, "lost", ct.OnDays(3, 2)), under("lost"), invokeConfigs("lost")),
			Want: checks.OutcomeFinding, Because: "lost dropped 3 asynchronous events in 14 days, after their retries or their maximum age, and keeps no copy of them.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("events dropped", "3"), ct.Fixes("put-function-event-invoke-config --function-name lost")),
		},
		{
			Name: "with a dead-letter queue", Given: given(ct.Function("kept", deadLetter(failedQueue)), counted(ct.AsyncDropped, "kept", ct.OnDays(3, 2)), under("kept")),
			Want: checks.OutcomeFinding, Because: "They went to its dead-letter queue or destination.", Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("send what is waiting")),
		},
		{
			Name: "no events are listed any more", Given: given(ct.Function("past", ct.Version("1")), counted(ct.AsyncDropped, "past", ct.OnDays(3, 14)), invokeConfigs("past")),
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.High),
		},
		{
			Name: "the dead-letter queue refuses", Given: given(ct.Function("refused", deadLetter(failedQueue)), counted(ct.DeadLetterErrors, "refused", ct.OnDays(2, 2)), counted(ct.AsyncDropped, "refused", ct.OnDays(3, 2))),
			Want: checks.OutcomeFinding, Because: "2 results of asynchronous events of refused could not be delivered",
			Then: ct.All(ct.Severe(checks.High), ct.Shows("not delivered to the dead-letter queue", "2"), ct.Shows("events dropped", "3"), ct.Fixes("role")),
		},
		{
			Name: "a destination refuses", Given: given(ct.Function("dest"), counted(ct.DestinationErrors, "dest", ct.OnDays(7, 2))),
			Want: checks.OutcomeFinding, Because: "7 results", Then: ct.Shows("not delivered to a destination", "7"),
		},
		{Name: "published as zero", Given: given(ct.Function("zero"), counted(ct.AsyncDropped, "zero", ct.Flat(0))), Want: checks.OutcomeClean, Because: "no event was dropped in 14 days"},
		{Name: "never published", Given: given(ct.Function("never")), Want: checks.OutcomeClean},
		{
			Name: "configurations denied", Given: given(ct.Function("dark"), counted(ct.AsyncDropped, "dark", ct.OnDays(3, 2)), under("dark"), ct.Lacks(inventory.InvokeConfigsKey("dark"))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{
			Name: "an alias", Given: given(ct.Function("alias", ct.Version("1")), counted(ct.AsyncDropped, "alias", ct.OnDays(3, 2)), under("alias", "alias:live"), invokeConfigs("alias"), ct.Aliases("alias", "live=1")),
			Want: checks.OutcomeFinding, Then: ct.Fixes("--qualifier live"),
		},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", replica)}, Want: checks.OutcomeNotApplicable},
	})
}
