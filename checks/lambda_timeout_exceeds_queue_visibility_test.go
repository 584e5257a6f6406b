package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestTimeoutExceedsQueueVisibility(t *testing.T) {
	queueARN := func(name string) string { return "arn:aws:sqs:us-east-1:123456789012:" + name }
	// from is a mapping from a queue of its own to a function or qualifier, with changes.
	from := func(label, queue string, changes ...func(*inventory.EventSourceMapping)) ct.Part {
		m := ct.Mapping(label)
		m.SourceARN = queueARN(queue)
		for _, change := range changes {
			change(&m)
		}
		return ct.Mappings(m)
	}
	queue := func(name string, visibility int) ct.Part {
		return ct.Has(inventory.QueueKey(queueARN(name)), inventory.Queue{ARN: queueARN(name), Visibility: visibility})
	}
	window := func(seconds int) func(*inventory.EventSourceMapping) {
		return func(m *inventory.EventSourceMapping) { m.BatchWindow = seconds }
	}
	// worker has a timeout of 30 s and one queue.
	worker := func(name string, visibility int, changes ...func(*inventory.EventSourceMapping)) []ct.Part {
		return []ct.Part{ct.Function(name), from(name, name+"-jobs", changes...), queue(name+"-jobs", visibility)}
	}
	state := func(s string) func(*inventory.EventSourceMapping) {
		return func(m *inventory.EventSourceMapping) { m.State = s }
	}
	source := func(arn string) func(*inventory.EventSourceMapping) {
		return func(m *inventory.EventSourceMapping) { m.SourceARN = arn }
	}
	ct.Run(t, "lambda-timeout-exceeds-queue-visibility", []ct.Case{
		{
			Name: "hidden for less than the timeout", Given: worker("twice", 29),
			Want: checks.OutcomeFinding, Because: "twice-jobs hides a message for 29 s, and twice may work on it for 30 s: a run that takes longer",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("visibility timeout", "29 s (twice-jobs)"), ct.Shows("timeout", "30 s (twice)"),
				ct.Fixes("aws sqs set-queue-attributes --queue-url https://sqs.us-east-1.amazonaws.com/123456789012/twice-jobs --attributes VisibilityTimeout=180 --region us-east-1"),
				ct.Fixes("VisibilityTimeout = 180")),
		},
		{
			Name: "hidden for the timeout", Given: worker("same", 30),
			Want: checks.OutcomeFinding, Because: "6 timeouts and the batch window are 180 s", Then: ct.Severe(checks.Low),
		},
		{Name: "hidden for just under six timeouts", Given: worker("under", 179), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "hidden for six timeouts", Given: worker("six", 180), Want: checks.OutcomeClean, Because: "of 1 queue covers 6 timeouts"},
		{Name: "the batch window counts too", Given: worker("windowed", 184, window(5)), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Low), ct.Fixes("VisibilityTimeout = 185"), ct.Shows("batch window", "5 s"))},
		{Name: "and the batch window", Given: worker("roomy", 185, window(5)), Want: checks.OutcomeClean},
		{Name: "a looser factor", Given: worker("loose", 60), Limits: checks.Overrides{"lambda-timeout-exceeds-queue-visibility.visibility_factor": 2}, Want: checks.OutcomeClean, Because: "covers 2 timeouts"},
		{Name: "switched off", Given: worker("off", 5, state("Disabled")), Want: checks.OutcomeNotApplicable},
		{Name: "being switched off", Given: worker("going", 5, state("Disabling")), Want: checks.OutcomeNotApplicable},
		{Name: "a stream", Given: []ct.Part{ct.Function("reader"), from("reader", "", source("arn:aws:kinesis:us-east-1:123456789012:stream/s"))}, Want: checks.OutcomeNotApplicable},
		{Name: "no mapping", Given: []ct.Part{ct.Function("plain"), ct.Mappings()}, Want: checks.OutcomeNotApplicable},
		{Name: "on Managed Instances", Given: []ct.Part{ct.Function("managed", ct.Managed, ct.Timeout(5400)), from("managed", "slow"), queue("slow", 5399)}, Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.High), ct.Fixes("VisibilityTimeout = 32400"))},

		{
			Name: "two queues, the worse one named", Given: []ct.Part{ct.Function("both"), from("both", "good"), from("both", "bad"), from("both", "fair"), queue("good", 180), queue("bad", 60), queue("fair", 120)},
			Want: checks.OutcomeFinding, Because: "bad hides a message for 60 s",
		},
		{
			Name: "one is worse than the other cannot be read", Given: []ct.Part{ct.Function("half"), from("half", "a"), from("half", "b"), queue("a", 10), ct.Lacks(inventory.QueueKey(queueARN("b")))},
			Want: checks.OutcomeFinding, Because: "a hides", Then: ct.Severe(checks.High),
		},
		{
			Name: "one is short, the other cannot be read", Given: []ct.Part{ct.Function("dim"), from("dim", "c"), from("dim", "d"), queue("c", 60), ct.Lacks(inventory.QueueKey(queueARN("d")))},
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{Name: "queue denied", Given: []ct.Part{ct.Function("dark"), from("dark", "e"), ct.Lacks(inventory.QueueKey(queueARN("e")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "mappings denied", Given: []ct.Part{ct.Function("veiled"), ct.Lacks(inventory.MappingsKey())}, Want: checks.OutcomeUnknown, Because: "denied", Alone: true},

		{
			Name: "an alias has its version's timeout", Given: []ct.Part{ct.Function("live", ct.Version("1", ct.Timeout(60))), from("live:prod", "f"), queue("f", 59), ct.Aliases("live", "prod=1")},
			Want: checks.OutcomeFinding, Because: "live may work on it for 60 s", Then: ct.All(ct.Severe(checks.High), ct.Shows("timeout", "60 s (live:prod)")),
		},
		{
			Name: "a weighted alias has the longer one", Given: []ct.Part{ct.Function("canary", ct.Version("1", ct.Timeout(60)), ct.Version("2", ct.Timeout(5))), from("canary:prod", "g"), queue("g", 59),
				ct.Has(inventory.AliasesKey("canary"), []inventory.Alias{{Name: "prod", Version: "2", Routing: map[string]float64{"1": 0.1}}})},
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.High),
		},
		{Name: "a version has its own timeout", Given: []ct.Part{ct.Function("pinned", ct.Version("1", ct.Timeout(5))), from("pinned:1", "h"), queue("h", 30)}, Want: checks.OutcomeClean},
		{Name: "$LATEST by name", Given: []ct.Part{ct.Function("newest", ct.Version("1", ct.Timeout(5))), from("newest:$LATEST", "i"), queue("i", 29)}, Want: checks.OutcomeFinding},
		{Name: "a version that was not listed", Given: []ct.Part{ct.Function("ghost"), from("ghost:prod", "j"), queue("j", 5), ct.Aliases("ghost", "prod=9")}, Want: checks.OutcomeUnknown, Because: "the version that ghost:prod runs was not listed"},
		{Name: "aliases denied", Given: []ct.Part{ct.Function("blurred"), from("blurred:prod", "k"), queue("k", 5), ct.Lacks(inventory.AliasesKey("blurred"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "in China the address of a queue is another", Partition: "aws-cn", Region: "cn-north-1", Given: worker("china", 29),
			Want: checks.OutcomeFinding, Then: func(t ct.TB, f checks.Finding) {
				if f.Fix.CLI != "" {
					t.Errorf("a command line that was not checked there: %s", f.Fix.CLI)
				}
			},
		},
	})
}
