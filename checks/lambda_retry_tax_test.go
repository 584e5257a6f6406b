package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestRetryTax(t *testing.T) {
	// 15 daily sums cover 14.25 days. 1,000 runs of 10 s at 1 GB each.
	const months = 14.25 * 24 / 730
	const bill = (15*1000*10*1.66667e-5 + 15*1000*2e-7) / months
	listed := ct.Parts(ct.AsyncEvents.Exists(), ct.Mappings())
	took := func(name string, seconds float64) ct.Part {
		return ct.TotalDuration.Of(name, ct.Flat(1000*seconds*1000))
	}
	retried := func(name string, errors, events float64, more ...ct.Part) []ct.Part {
		parts := failing(name, ct.Flat(1000), ct.Flat(errors), ct.Memory(1024))
		return append(append(parts, listed, under(name), ct.AsyncEvents.Of(name, ct.Flat(events)), took(name, 10)), more...)
	}
	polled := func(name string, errors float64, maxReceive int, changes ...func(*inventory.EventSourceMapping)) []ct.Part {
		parts := failing(name, ct.Flat(1000), ct.Flat(errors), ct.Memory(1024))
		return append(parts, listed, queueTo(name, changes...), took(name, 10), ct.Has(inventory.QueueKey(queueARN+name), inventory.Queue{MaxReceive: maxReceive}))
	}
	tries := func(n int) inventory.InvokeConfig { return inventory.InvokeConfig{MaxRetries: &n} }
	kinesis := func(m *inventory.EventSourceMapping) {
		m.SourceARN = "arn:aws:kinesis:us-east-1:1:stream/" + m.Function
	}
	once := func(m *inventory.EventSourceMapping) { kinesis(m); m.MaxRetries = new(int) }
	ct.Run(t, "lambda-retry-tax", []ct.Case{
		{
			Name: "a fifth are retries", Given: retried("async", 200, 800, invokeConfigs("async")), Want: checks.OutcomeFinding,
			Because: "Up to 3000 of 15000 invocations of async in 14 days (20.0%) ran again what had failed, by Lambda's retries of asynchronous events: up to $1.07 of its $5.34 a month",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Saves(0, bill*0.2), ct.Fixes("MaximumRetryAttempts = 0"),
				ct.Meters("duration arn:aws:lambda:us-east-1:123456789012:function:async", "requests arn:aws:lambda:us-east-1:123456789012:function:async")),
		},
		{
			Name: "no more than there were errors", Given: retried("mixed", 200, 500, invokeConfigs("mixed")),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, bill*0.2),
		},
		{
			Name: "no more than ran beyond the events", Given: retried("final-tries", 400, 700, invokeConfigs("final-tries")),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, bill*0.3),
		},
		{
			// 300 errors are at least 200 retries: that only 190 runs were beyond the events is no bound.
			Name: "events that did not run hide the retries", Given: retried("dropped", 300, 810, invokeConfigs("dropped")),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, bill*0.3),
		},
		{
			Name: "each failing event fails each time", Given: retried("poison", 300, 800, invokeConfigs("poison")),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, bill*0.2),
		},
		{
			Name: "one retry for each event", Given: retried("fewer", 400, 300, invokeConfigs("fewer", tries(1))),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, bill*0.3),
		},
		{
			Name: "two retries for each event", Given: retried("twice", 700, 300, invokeConfigs("twice")),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, bill*0.6),
		},
		{Name: "no retries", Given: retried("final", 300, 900, invokeConfigs("final", tries(0))), Want: checks.OutcomeClean, Because: "at most 0.0% of its invocations were retries"},
		{Name: "just over a twentieth, but cheap", Given: retried("cheap", 51, 949, invokeConfigs("cheap")), Want: checks.OutcomeClean, Because: "its retries cost at most $0.27 a month"},
		{Name: "under a twentieth of retries", Given: retried("sync", 300, 20, invokeConfigs("sync")), Want: checks.OutcomeClean, Because: "at most 4.0% of its invocations were retries"},
		{
			Name: "a twentieth, and dear", Given: append(retried("dear", 50, 950, invokeConfigs("dear")), took("dear", 100)),
			Want: checks.OutcomeFinding, Then: ct.Saves(0, 0.05*(15*1000*100*1.66667e-5+15*1000*2e-7)/months),
		},
		{Name: "just under a twentieth of errors", Given: append(failing("rare", ct.Flat(1000), ct.Flat(49)), listed), Want: checks.OutcomeClean, Because: "4.9% of its invocations failed"},
		{
			Name: "with more of /tmp", Given: append(retried("tmp", 200, 800, invokeConfigs("tmp")), func(r *inventory.Region) {
				for i := range r.Functions {
					if r.Functions[i].Name == "tmp" {
						r.Functions[i].Config.EphemeralMB = 1536
					}
				}
			}),
			Want: checks.OutcomeFinding, Then: ct.Meters("duration arn:aws:lambda:us-east-1:123456789012:function:tmp", "requests arn:aws:lambda:us-east-1:123456789012:function:tmp",
				"ephemeral-storage arn:aws:lambda:us-east-1:123456789012:function:tmp"),
		},
		{
			Name: "a queue", Given: polled("queue", 300, 5), Want: checks.OutcomeFinding, Because: "by an event source mapping from SQS",
			Then: ct.All(ct.Saves(0, bill*0.3), ct.Fixes("FunctionResponseTypes = ReportBatchItemFailures")),
		},
		{Name: "a queue that gives up at once", Given: polled("single", 300, 1), Want: checks.OutcomeNotApplicable, Because: "no events, queue or stream retry"},
		{Name: "queue denied", Given: append(polled("veiled", 300, 5), ct.Lacks(inventory.QueueKey(queueARN+"veiled"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a stream", Given: polled("stream", 300, 0, kinesis), Want: checks.OutcomeFinding, Because: "from Kinesis"},
		{Name: "a stream without retries", Given: polled("fleeting", 300, 0, once), Want: checks.OutcomeNotApplicable},
		{Name: "synchronous only", Given: append(failing("api", ct.Flat(1000), ct.Flat(300)), listed), Want: checks.OutcomeNotApplicable},
		{
			Name: "no price", Region: "us-gov-west-1", Given: retried("gov", 200, 800, invokeConfigs("gov")), Want: checks.OutcomeFinding,
			Because: "up to 64035 GB-seconds a month", // 0.2 × 150,000 / months
			Then:    ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Medium)),
		},
		{Name: "too few", Given: append(failing("few", ct.Flat(6), ct.Flat(2)), listed), Want: checks.OutcomeUnknown, Because: "fewer than 100 invocations"},
		{Name: "young", Given: append(failing("young", ct.Flat(100).Last(5), ct.Flat(50).Last(5), ct.Deployed(ct.DaysAgo(5))), listed), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "observed on two days", Given: append(failing("brief", ct.Flat(100).Last(2), ct.Flat(50).Last(2)), listed), Want: checks.OutcomeUnknown, Because: "observed for less"},
		{Name: "durations denied", Given: append(retried("dark", 200, 800, invokeConfigs("dark")), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "dark")))), Want: checks.OutcomeUnknown},
		{Name: "mappings denied", Alone: true, Given: append(retried("shut", 200, 800), ct.Lacks(inventory.MappingsKey())), Want: checks.OutcomeUnknown},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed)}, Want: checks.OutcomeNotApplicable},
	})
}
