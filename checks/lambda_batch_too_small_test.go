package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// The window of the cases is 15 datapoints in 342 hours: n a day are n × 15 × 730 / 342 a month.
const months = 15.0 * 730 / 342

func TestBatchTooSmall(t *testing.T) {
	queue := func(name string) string { return "arn:aws:sqs:us-east-1:123456789012:" + name }
	worker := func(name string, perDay, received float64, changes ...func(*inventory.EventSourceMapping)) []ct.Part {
		changes = append([]func(*inventory.EventSourceMapping){batchOf(10)}, changes...)
		return []ct.Part{
			ct.Function(name), ct.Invocations.Of(name, ct.Flat(perDay)), ct.TotalDuration.Of(name, ct.Flat(perDay*20)),
			ct.QueueReceived.Of(name, ct.Flat(received)), from(queue(name), name, changes...),
		}
	}
	pollers := func(m *inventory.EventSourceMapping) { m.MinPollers = 50 }
	filtered := func(m *inventory.EventSourceMapping) { m.Filtered = true }
	// 12.18 messages a second × 20 s ÷ 5 pollers = 48.7: of every 48 invocations 47 are spared, at $0.20 a million.
	whole := months * 1e6 * 47 / 48 * 0.2e-6
	// Of a stream with 2 shards: 12.18 × 20 ÷ 2 = 121.8.
	ofShards := months * 1e6 * 120 / 121 * 0.2e-6
	clicks := func(name string, shard ct.Part) []ct.Part {
		arn := "arn:aws:kinesis:us-east-1:123456789012:stream/" + name
		return []ct.Part{
			ct.Function(name), ct.Invocations.Of(name, ct.Flat(1e6)), ct.TotalDuration.Of(name, ct.Flat(2e7)),
			ct.StreamRecords.Of(name, ct.Flat(1e6)), from(arn, name, batchOf(100)), shard,
		}
	}
	arn := "arn:aws:kinesis:us-east-1:123456789012:stream/"
	ct.Run(t, "lambda-batch-too-small", []ct.Case{
		{
			Name: "one message at a time", Given: worker("single", 1e6, 1e6),
			Want: checks.OutcomeFinding, Because: "single takes 1.0 items an invocation from SQS single, with 32017544 invocations a month. A batch window of 20 s would gather about 48.",
			Then: ct.All(ct.Saves(0, whole), ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Meters("requests arn:aws:lambda:us-east-1:123456789012:function:single"),
				ct.Fixes("--uuid single --batch-size 48 --maximum-batching-window-in-seconds 20"), ct.Shows("batch size and window", "10 items, 0 s")),
		},
		{Name: "one and a half", Given: worker("half", 2e6, 3e6), Want: checks.OutcomeFinding},
		{Name: "more than one and a half", Given: worker("more", 2e6, 3.02e6), Want: checks.OutcomeClean, Because: "1.5 items an invocation"},
		{Name: "under a million a month", Given: worker("small", 31e3, 31e3), Want: checks.OutcomeClean, Because: "invocations a month"},
		{Name: "over a million a month, for cents", Given: worker("cents", 150e3, 150e3), Want: checks.OutcomeClean, Because: "the saving is under $1.00"},
		{Name: "over a million a month, for ten cents or more", Given: worker("dimes", 150e3, 150e3), Limits: checks.Overrides{"lambda-batch-too-small.least_saving": 0.1}, Want: checks.OutcomeFinding},
		{Name: "too few to gather", Given: worker("sparse", 40e3, 40e3, pollers), Want: checks.OutcomeClean, Because: "would gather no more"},
		{Name: "no price", Region: "us-gov-west-1", Given: append(worker("gov", 1e6, 1e6)[:4], from("arn:aws:sqs:us-gov-west-1:123456789012:gov", "gov", batchOf(1))), Want: checks.OutcomeFinding, Then: ct.Unpriced("us-gov-west-1")},
		{Name: "something else calls it", Given: worker("called", 1e6, 8e5), Want: checks.OutcomeUnknown, Because: "something else calls it"},
		{Name: "a filter", Given: worker("filtered", 1e6, 1e6, filtered), Want: checks.OutcomeUnknown, Because: "filtered"},
		{Name: "batch size not said", Given: worker("unsaid", 1e6, 1e6, batchOf(0)), Want: checks.OutcomeUnknown, Because: "did not say"},
		{Name: "two mappings", Given: append(worker("two", 1e6, 1e6), from(queue("other"), "two", batchOf(10))), Want: checks.OutcomeUnknown, Because: "several"},
		{Name: "one of them switched off", Given: append(worker("off", 1e6, 1e6), from(queue("other"), "off", batchOf(10), state("Disabled", ""))), Want: checks.OutcomeFinding},
		{Name: "a queue of another account", Given: append(worker("abroad", 1e6, 1e6)[:4], from("arn:aws:sqs:us-east-1:999999999999:abroad", "abroad", batchOf(10))), Want: checks.OutcomeUnknown, Because: "another account"},
		{Name: "a FIFO queue", Given: []ct.Part{ct.Function("fifo"), from(queue("x.fifo"), "fifo", batchOf(1))}, Want: checks.OutcomeNotApplicable, Because: "FIFO"},
		{Name: "a table", Given: []ct.Part{ct.Function("table"), from(usersTable, "table", batchOf(1))}, Want: checks.OutcomeNotApplicable},
		{Name: "a stream", Given: clicks("stream", ct.Has(inventory.StreamKey(arn+"stream"), inventory.Stream{Shards: 2, RetentionHours: 24})), Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(0, ofShards), ct.Fixes("--batch-size 121"))},
		{Name: "a stream that is denied", Given: clicks("closed", ct.Lacks(inventory.StreamKey(arn+"closed"))), Want: checks.OutcomeUnknown},
		{Name: "the queue sleeps", Given: append(worker("mute", 1e6, 1e6)[:3], ct.QueueReceived.Of("mute", ct.Nothing), from(queue("mute"), "mute", batchOf(10))), Want: checks.OutcomeUnknown, Because: "observed for less"},
		{
			Name: "young", Given: []ct.Part{
				ct.Function("new", ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("new", ct.Flat(1e6).Last(5)), ct.TotalDuration.Of("new", ct.Flat(1e7).Last(5)),
				ct.QueueReceived.Of("new", ct.Flat(1e6).Last(5)), from(queue("new"), "new", batchOf(10)),
			},
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{Name: "durations denied", Given: append(worker("dark", 1e6, 1e6), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "dark")))), Want: checks.OutcomeUnknown},
	})
}
