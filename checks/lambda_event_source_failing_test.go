package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestEventSourceFailing(t *testing.T) {
	says := func(result string) func(*inventory.EventSourceMapping) {
		return func(m *inventory.EventSourceMapping) { m.LastResult = result }
	}
	changed := func(days float64) func(*inventory.EventSourceMapping) {
		return func(m *inventory.EventSourceMapping) { m.LastModified = ct.DaysAgo(days) }
	}
	const denied = "PROBLEM: Lambda IAM policy is missing permissions"
	user := state("Disabled", "User action")
	queue := func(name string) string { return "arn:aws:sqs:us-east-1:123456789012:" + name }
	stream := func(name string) string { return "arn:aws:kinesis:us-east-1:123456789012:stream/" + name }
	table := func(name string) string {
		return "arn:aws:dynamodb:us-east-1:123456789012:table/" + name + "/stream/x"
	}
	ct.Run(t, "lambda-event-source-failing", []ct.Case{
		{
			Name: "a queue that cannot be read", Given: []ct.Part{ct.Function("denied"), from(queue("q1"), "denied", says(denied)), ct.QueueLeft.Of("q1", ct.Flat(40))},
			Want: checks.OutcomeFinding, Because: "The mapping from SQS q1 to denied fails; SQS q1 was never empty on 15 days.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("mapping from SQS q1", "Enabled; last result: "+denied), ct.Fixes("role may not read")),
		},
		{Name: "it is empty once a day", Given: []ct.Part{ct.Function("drained"), from(queue("q2"), "drained", says(denied)), ct.QueueLeft.Of("q2", ct.Flat(0))}, Want: checks.OutcomeClean},
		{Name: "it held something on one day", Given: []ct.Part{ct.Function("once"), from(queue("q3"), "once", says(denied)), ct.QueueLeft.Of("q3", ct.OnDays(4, 3))}, Want: checks.OutcomeClean},
		{
			Name: "switched off by a user", Given: []ct.Part{ct.Function("off"), from(queue("q4"), "off", user, changed(10)), ct.QueueLeft.Of("q4", ct.OnDays(4, 3, 4))},
			Want: checks.OutcomeFinding, Because: "The mapping from SQS q4 to off was switched off by a user; SQS q4 was never empty on 2 days.", Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("--uuid off --enabled")),
		},
		{Name: "switched off yesterday", Given: []ct.Part{ct.Function("pause"), from(queue("q5"), "pause", user, changed(1)), ct.QueueLeft.Of("q5", ct.Flat(4))}, Want: checks.OutcomeClean, Because: "nothing to do"},
		{Name: "switched off by Lambda", Given: []ct.Part{ct.Function("barred"), from(queue("q6"), "barred", state("Disabled", "Lambda initiated")), ct.QueueLeft.Of("q6", ct.Flat(4))}, Want: checks.OutcomeFinding, Because: "is switched off;", Then: ct.Severe(checks.High)},
		{
			Name: "another mapping reads the queue", Given: []ct.Part{ct.Function("blue"), ct.Function("green"), from(queue("q7"), "blue", user), from(queue("q7"), "green", says("OK"))},
			Wants: map[string]checks.Outcome{"blue": checks.OutcomeClean, "green": checks.OutcomeClean},
		},
		{
			Name: "the other one is off too", Given: []ct.Part{ct.Function("left"), from(queue("q8"), "left", user), from(queue("q8"), "left:old", state("Disabled", "User action")), ct.QueueLeft.Of("q8", ct.Flat(1))},
			Want: checks.OutcomeFinding,
		},
		{
			Name: "two fail and one is off", Given: []ct.Part{
				ct.Function("many"), from(stream("s1"), "many", user), from(stream("s2"), "many:a", says(denied)), from(table("t1"), "many:b", says(denied)),
				ct.StreamRecords.Of("s1", ct.Flat(5)), ct.StreamRecords.Of("s2", ct.Flat(5)), ct.TableWrites.Of("t1", ct.Flat(5)),
			},
			Want: checks.OutcomeFinding, Because: "The mapping from Kinesis s1 to many was switched off by a user; Kinesis s1 was written to on 15 days. The mapping from Kinesis s2 to many fails; Kinesis s2 was written to on 15 days. The same goes for 1 more.", Then: ct.Severe(checks.High),
		},
		{
			Name: "two fail", Given: []ct.Part{ct.Function("pair"), from(stream("s5"), "pair", says(denied)), from(stream("s6"), "pair:a", says(denied)), ct.StreamRecords.Of("s5", ct.Flat(5)), ct.StreamRecords.Of("s6", ct.Flat(5))},
			Want: checks.OutcomeFinding, Because: "from Kinesis s6 to pair fails", Then: silentOn("same goes"),
		},
		{Name: "a stream switched off", Given: []ct.Part{ct.Function("reader"), from(stream("s3"), "reader", user), ct.StreamRecords.Of("s3", ct.Flat(5))}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "Kafka fails", Given: []ct.Part{ct.Function("kafka"), from(kafkaCluster, "kafka", says("PROBLEM: Connection error"))}, Want: checks.OutcomeFinding, Because: "whether data waits there cannot be seen", Then: ct.All(ct.Known(checks.Inferred), ct.Severe(checks.High))},
		{Name: "Kafka is off", Given: []ct.Part{ct.Function("still"), from(kafkaCluster, "still", user)}, Want: checks.OutcomeUnknown, Because: "whether MSK events has data cannot be seen"},
		{Name: "a queue of another account fails", Given: []ct.Part{ct.Function("abroad"), from("arn:aws:sqs:us-east-1:999999999999:x", "abroad", says(denied))}, Want: checks.OutcomeFinding, Then: ct.Known(checks.Inferred)},
		{Name: "a queue of another account is off", Given: []ct.Part{ct.Function("away"), from("arn:aws:sqs:us-east-1:999999999999:y", "away", user)}, Want: checks.OutcomeUnknown, Because: "another account"},
		{Name: "works", Given: []ct.Part{ct.Function("works"), from(queue("q9"), "works", says("OK"))}, Want: checks.OutcomeClean},
		{Name: "nothing to read", Given: []ct.Part{ct.Function("quiet"), from(stream("s9"), "quiet", says("No records processed"))}, Want: checks.OutcomeClean},
		{Name: "other words", Given: []ct.Part{ct.Function("odd"), from(stream("s8"), "odd", says("WARNING"))}, Want: checks.OutcomeUnknown, Because: "not known to be"},
		{Name: "no mapping", Given: []ct.Part{ct.Function("plain"), ct.Mappings()}, Want: checks.OutcomeNotApplicable},
		{Name: "on its way out", Given: []ct.Part{ct.Function("going"), from(queue("q10"), "going", state("Deleting", ""))}, Want: checks.OutcomeClean},
		{Name: "queue denied", Given: []ct.Part{ct.Function("dark"), from(queue("q11"), "dark", says(denied)), ct.Lacks(ct.QueueLeft.Key(inventory.Dims("QueueName", "q11")))}, Want: checks.OutcomeUnknown},
	})
}
