package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestQueueUnbounded(t *testing.T) {
	fed := func(name string, reserved int, throttled ct.Shape, peak float64, more ...ct.Part) []ct.Part {
		return append([]ct.Part{
			ct.Function(name), limits(1000, 900), reserves(name, reserved), somethingThrottled(),
			ct.Throttles.Of(name, throttled), ct.Concurrency.Of(name, ct.Flat(peak)),
		}, more...)
	}
	bounded := func(m *inventory.EventSourceMapping) { m.MaxConcurrency = 2 }
	pollers := func(m *inventory.EventSourceMapping) { m.MaxPollers = 2 }
	fifo := func(m *inventory.EventSourceMapping) { m.SourceARN += ".fifo" }
	stream := func(m *inventory.EventSourceMapping) { m.SourceARN = "arn:aws:kinesis:us-east-1:1:stream/s" }
	off := func(m *inventory.EventSourceMapping) { m.State = "Disabled" }
	second := func(name string) ct.Part {
		m := ct.Mapping(name + ":live")
		m.SourceARN = queueARN + name + "-2"
		return ct.Mappings(m)
	}
	ct.Run(t, "lambda-queue-concurrency-unbounded", []ct.Case{
		{
			Name: "a reservation of five", Given: fed("small", 5, ct.Nothing, 2, queueTo("small")),
			Want: checks.OutcomeFinding, Because: "small reserves a concurrency of 5, but nothing bounds how many batches small sends it at once.",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("ScalingConfig.MaximumConcurrency = 5"),
				ct.Fixes("aws lambda update-event-source-mapping --uuid small --scaling-config MaximumConcurrency=5 --region us-east-1")),
		},
		{
			Name: "throttled there", Given: fed("burning", 5, ct.OnDays(30, 1, 2), 5, queueTo("burning")),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("throttled calls", "60")),
		},
		{Name: "throttled there on one day", Given: fed("once", 5, ct.OnDays(30, 1), 5, queueTo("once")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "throttled below it", Given: fed("below", 5, ct.OnDays(30, 1, 2), 4, queueTo("below")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{
			Name: "two queues on two qualifiers", Given: fed("both", 9, ct.Nothing, 2, queueTo("both"), second("both")),
			Want: checks.OutcomeFinding, Because: "how many batches both, both-2 sends", Then: ct.Fixes("to 4 on each of the mappings"),
		},
		{Name: "a reservation of one", Given: fed("one", 1, ct.Nothing, 1, queueTo("one")), Want: checks.OutcomeFinding, Then: ct.All(ct.Fixes("raise the reservation from 1 to 2"), ct.Fixes("MaximumConcurrency = 2"))},
		{Name: "one of two is bounded", Given: fed("half", 9, ct.Nothing, 2, queueTo("half", bounded), second("half")), Want: checks.OutcomeFinding, Because: "batches half-2 sends"},
		{Name: "a reservation of 20", Given: fed("twenty", 20, ct.Nothing, 2, queueTo("twenty")), Want: checks.OutcomeFinding},
		{Name: "a reservation of 21", Given: fed("more", 21, ct.OnDays(30, 1), 21, queueTo("more")), Want: checks.OutcomeClean, Because: "it reserves 21, and was throttled there on 1 day"},
		{Name: "a large one that is reached", Given: fed("large", 300, ct.OnDays(30, 1, 2), 300, queueTo("large")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{
			Name: "no throttles in the region", Alone: true, Given: []ct.Part{
				ct.Function("calm"), limits(1000, 900), reserves("calm", 5), ct.Throttles.Of("", ct.Flat(0)), queueTo("calm"),
			},
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low),
		},
		{Name: "bounded", Given: []ct.Part{ct.Function("bounded"), queueTo("bounded", bounded)}, Want: checks.OutcomeClean, Because: "its queues are bounded"},
		{Name: "provisioned pollers", Given: []ct.Part{ct.Function("pollers"), queueTo("pollers", pollers)}, Want: checks.OutcomeClean},
		{Name: "a FIFO queue", Given: []ct.Part{ct.Function("fifo"), queueTo("fifo", fifo)}, Want: checks.OutcomeClean},
		{Name: "a stream", Given: []ct.Part{ct.Function("stream"), queueTo("stream", stream)}, Want: checks.OutcomeNotApplicable, Because: "no queue feeds it"},
		{Name: "switched off", Given: []ct.Part{ct.Function("off"), queueTo("off", off)}, Want: checks.OutcomeNotApplicable},
		{Name: "a reservation of zero", Given: []ct.Part{ct.Function("zero"), queueTo("zero"), limits(1000, 900), reserves("zero", 0)}, Want: checks.OutcomeNotApplicable},
		{
			Name: "no reservation", Given: []ct.Part{ct.Function("free"), queueTo("free"), limits(1000, 900), ct.Has(inventory.ReservedKey("free"), inventory.Reserved{})},
			Want: checks.OutcomeClean, Because: "it reserves no concurrency",
		},
		{Name: "nobody reserves", Alone: true, Given: []ct.Part{ct.Function("none"), queueTo("none"), limits(1000, 1000)}, Want: checks.OutcomeClean},
		{Name: "mappings denied", Alone: true, Given: []ct.Part{ct.Function("dark"), ct.Lacks(inventory.MappingsKey())}, Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "throttles denied", Given: append(fed("secret", 5, ct.Nothing, 1, queueTo("secret")), ct.Lacks(ct.Throttles.Key(inventory.Dims("FunctionName", "secret")))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed)}, Want: checks.OutcomeNotApplicable},
	})
}
