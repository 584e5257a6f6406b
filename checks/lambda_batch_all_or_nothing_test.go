package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestBatchAllOrNothing(t *testing.T) {
	takes := func(name, source string, errors ct.Shape, changes ...func(*inventory.EventSourceMapping)) []ct.Part {
		return []ct.Part{erring(name, errors), from(source, name, changes...)}
	}
	partial := func(m *inventory.EventSourceMapping) { m.PartialFailures = true }
	bisect := func(m *inventory.EventSourceMapping) { m.Bisect = true }
	twoDays := ct.OnDays(7, 2, 3)
	ct.Run(t, "lambda-batch-all-or-nothing", []ct.Case{
		{
			Name: "a queue", Given: takes("queue", ordersQueue, twoDays, batchOf(10)),
			Want: checks.OutcomeFinding, Because: "queue takes up to 10 items at once from SQS orders and returned 14 errors on 2 days",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("--function-response-types ReportBatchItemFailures"), ct.Shows("errors", "14 on 2 days")),
		},
		{Name: "a stream", Given: takes("stream", clicksStream, twoDays, batchOf(100)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "a stream that halves batches", Given: takes("halves", clicksStream, twoDays, batchOf(100), bisect), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{
			Name: "the largest of two", Given: append(takes("two", ordersQueue, twoDays, batchOf(10)), from(usersTable, "two:live", batchOf(50), bisect)),
			Want: checks.OutcomeFinding, Because: "up to 50 items at once from DynamoDB users, SQS orders", Then: ct.Severe(checks.Medium),
		},
		{Name: "reports failures", Given: takes("reports", ordersQueue, twoDays, batchOf(10), partial), Want: checks.OutcomeClean},
		{Name: "one at a time", Given: takes("single", ordersQueue, twoDays, batchOf(1)), Want: checks.OutcomeClean, Because: "one at a time"},
		{Name: "two at a time", Given: takes("pair", ordersQueue, twoDays, batchOf(2)), Want: checks.OutcomeFinding},
		{Name: "errors on one day", Given: takes("rare", ordersQueue, ct.OnDays(7, 2), batchOf(10)), Want: checks.OutcomeClean, Because: "errors on 1 day"},
		{Name: "no errors", Given: takes("fine", ordersQueue, ct.Nothing, batchOf(10)), Want: checks.OutcomeClean},
		{Name: "batch size not said", Given: takes("unsaid", ordersQueue, twoDays), Want: checks.OutcomeUnknown, Because: "AWS did not say"},
		{Name: "Kafka takes no report", Given: takes("kafka", kafkaCluster, twoDays, batchOf(10)), Want: checks.OutcomeNotApplicable},
		{Name: "switched off", Given: takes("off", ordersQueue, twoDays, batchOf(10), state("Disabled", "")), Want: checks.OutcomeNotApplicable},
		{Name: "young", Given: []ct.Part{ct.Function("young", ct.Deployed(ct.DaysAgo(4))), ct.Invocations.Of("young", ct.Flat(9).Last(4)), ct.Errors.Of("young", ct.Flat(9).Last(4)), from(ordersQueue, "young", batchOf(10))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "errors denied", Given: append(takes("dark", ordersQueue, twoDays, batchOf(10)), ct.Lacks(ct.Errors.Key(inventory.Dims("FunctionName", "dark")))), Want: checks.OutcomeUnknown},
	})
}
