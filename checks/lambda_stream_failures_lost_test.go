package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestStreamFailuresLost(t *testing.T) {
	reader := func(name, source string, errors ct.Shape, changes ...func(*inventory.EventSourceMapping)) []ct.Part {
		return []ct.Part{erring(name, errors), from(source, name, changes...)}
	}
	twoDays := ct.OnDays(5, 3, 9)
	ct.Run(t, "lambda-stream-failures-lost", []ct.Case{
		{
			Name: "bounded, nothing kept", Given: reader("lossy", clicksStream, ct.Nothing, retries(3, -1)),
			Want: checks.OutcomeFinding, Because: "lossy keeps nothing of the records of Kinesis clicks that fail for good. Whether it catches errors itself cannot be seen",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("QUEUE_ARN"), ct.Fixes("--uuid lossy"),
				ct.Shows("mapping from Kinesis clicks", "retries: 3 times; record age: without end; no destination")),
		},
		{
			Name: "bounded, nothing kept, errors", Given: reader("losing", usersTable, twoDays, retries(3, -1)),
			Want: checks.OutcomeFinding, Because: "of DynamoDB users that fail for good. It returned 10 errors on 2 days.", Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured)),
		},
		{
			Name: "tried until it expires", Given: reader("endless", clicksStream, twoDays, retries(-1, -1)),
			Want: checks.OutcomeFinding, Because: "endless tries a record of Kinesis clicks again until it expires", Then: ct.All(ct.Severe(checks.High), ct.Fixes("QUEUE_ARN"), silentOn("keeps nothing")),
		},
		{
			Name: "tried until it expires, then kept", Given: reader("blocked", clicksStream, ct.OnDays(5, 3), retries(-1, -1), toDestination),
			Want: checks.OutcomeFinding, Because: "holds up its shard", Then: ct.All(ct.Severe(checks.Low), ct.Fixes("already there"), ct.Fixes("--maximum-retry-attempts 5")),
		},
		{Name: "kept after three tries", Given: reader("kept", clicksStream, twoDays, retries(3, -1), toDestination), Want: checks.OutcomeClean},
		{Name: "kept after an hour", Given: reader("aged", clicksStream, twoDays, retries(-1, 3600), toDestination), Want: checks.OutcomeClean},
		{Name: "kept at once", Given: reader("once", clicksStream, twoDays, retries(0, -1), toDestination), Want: checks.OutcomeClean},
		{Name: "limits not said, kept", Given: reader("unsaid", clicksStream, twoDays, toDestination), Want: checks.OutcomeUnknown, Because: "AWS did not say"},
		{Name: "limits not said, not kept", Given: reader("silent", clicksStream, ct.Nothing), Want: checks.OutcomeFinding, Because: "keeps nothing", Then: ct.Shows("mapping from Kinesis clicks", "retries: not said; record age: not said; no destination")},
		{
			Name: "two streams", Given: append(reader("both", clicksStream, twoDays, retries(-1, -1)), from(usersTable, "both:live", retries(2, -1))),
			Want: checks.OutcomeFinding, Because: "and is then lost. It keeps nothing of the records of DynamoDB users", Then: ct.Severe(checks.High),
		},
		{Name: "switched off", Given: reader("off", clicksStream, twoDays, retries(-1, -1), state("Disabled", "")), Want: checks.OutcomeNotApplicable},
		{Name: "a queue", Given: reader("queue", ordersQueue, twoDays), Want: checks.OutcomeNotApplicable},
		{Name: "no mapping", Given: []ct.Part{erring("plain", ct.Nothing), ct.Mappings()}, Want: checks.OutcomeNotApplicable},
		{Name: "young", Given: []ct.Part{ct.Function("young", ct.Deployed(ct.DaysAgo(4))), ct.Invocations.Of("young", ct.Flat(9).Last(4)), ct.Errors.Of("young", ct.Flat(9).Last(4)), from(clicksStream, "young", retries(-1, -1))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "errors denied", Given: append(reader("hidden", clicksStream, twoDays, retries(-1, -1)), ct.Lacks(ct.Errors.Key(inventory.Dims("FunctionName", "hidden")))), Want: checks.OutcomeUnknown},
		{Name: "mappings denied", Given: []ct.Part{erring("dark", twoDays), ct.Lacks(inventory.MappingsKey())}, Want: checks.OutcomeUnknown, Alone: true},
	})
}
