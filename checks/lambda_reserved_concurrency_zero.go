package checks

import (
	"cmp"
	"fmt"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaReservedConcurrencyZero = Check{
	ID:       "lambda-reserved-concurrency-zero",
	Title:    "Switched off by a reserved concurrency of 0 while its triggers still send",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricNames, inventory.MetricSeries, inventory.LambdaMappings, inventory.SQSQueues, inventory.LambdaReserved,
	},
	Thresholds: []*Threshold{&repeatedDays, &windowDays},
	Judge:      eachFunction(judgeReservedZero),
}

func judgeReservedZero(p *Pass, f *inventory.Function) Verdict {
	switch {
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	case f.CapacityARN != "":
		return NotApplicable("Lambda Managed Instances have no reserved concurrency")
	}
	lastRun, gap, known := p.lastRun(f)
	if !known {
		return Unread(gap)
	}
	if quiet := p.TakenAt.UTC().Truncate(daily).Sub(lastRun); !lastRun.IsZero() && days(quiet) < p.Days(&repeatedDays) {
		return Clean("it ran on " + date(lastRun))
	}
	sent, gap, known := p.sentSince(f, nextDay(lastRun))
	switch {
	case !known:
		return Unread(gap)
	case sent.what == "":
		return Clean("it does not run, and nothing that is counted is sent to it")
	}
	fact := Read(p, inventory.ReservedKey(f.Name))
	reserved, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why())
	case !reserved.Set || reserved.Executions > 0:
		return Clean("it is not switched off")
	}
	since := fmt.Sprintf("in %s", plural(p.Days(&windowDays), "day"))
	if !lastRun.IsZero() {
		since = "since it last ran on " + date(lastRun)
	}
	return Found(Finding{
		Severity: sent.severity, Confidence: Measured,
		Message: fmt.Sprintf("%s is switched off by a reserved concurrency of 0, but its triggers still send: %s %s. %s",
			f.Name, sent.what, since, sent.harm),
		Evidence: append(sent.evidence, setting("reserved concurrency", "0")),
		Fix: Fix{
			Summary: "Switch off what sends to it (disable the event source mapping, the rule or the schedule), or remove " +
				"the reservation so that it runs again.",
			CLI: sent.cli,
			Edits: []Property{
				{Tool: "cloudformation", Path: "AWS::Lambda::Function ReservedConcurrentExecutions"},
				{Tool: "terraform", Path: "aws_lambda_function reserved_concurrent_executions"},
			},
		},
	})
}

// lastRun is the last day of the window on which a function ran; zero when it did not run. The listing of metric names
// tells that of most functions that are idle, without a datapoint.
func (p *Pass) lastRun(f *inventory.Function) (day time.Time, gap inventory.Gap, known bool) {
	active, gap, known := invocations.exists(p, functionDims(f))
	if !known || !active {
		return day, gap, known
	}
	fact := invocations.over(p, p.Days(&windowDays), daily, functionDims(f))
	runs, known := fact.Get()
	for i, n := range runs.Values {
		if n > 0 {
			day = runs.Time(i).UTC()
		}
	}
	return day, fact.Why(), known
}

// sending is what still arrives for a function that does not run.
type sending struct {
	what     string // empty: nothing that is counted
	harm     string
	severity Severity
	evidence []Evidence
	cli      string
}

// sentSince looks for calls that were refused, asynchronous events and waiting messages.
func (p *Pass) sentSince(f *inventory.Function, since time.Time) (s sending, gap inventory.Gap, known bool) {
	events, gap, known := p.countSince(f, asyncEvents, since)
	if !known {
		return s, gap, false
	}
	refused, gap, known := p.countSince(f, throttles, since)
	if !known {
		return s, gap, false
	}
	least := p.Days(&repeatedDays)
	if timeseries.DaysWhere(events, func(v float64) bool { return v > 0 }) >= least {
		n := timeseries.Sum(events)
		value := fmt.Sprintf("%.0f asynchronous events", n)
		return sending{
			what: value, severity: High, evidence: []Evidence{asyncEvents.evidence("events sent", value, n, "events", events,
				"Sum by day")},
			harm: "Lambda does not keep them for later: without a dead-letter queue or an on-failure destination they are lost.",
		}, gap, true
	}
	if timeseries.DaysWhere(refused, func(v float64) bool { return v > 0 }) >= least {
		n := timeseries.Sum(refused)
		value := fmt.Sprintf("%.0f refused calls", n)
		return sending{
			what: value, severity: Medium, evidence: []Evidence{throttles.evidence("refused calls", value, n, "calls", refused,
				"Sum by day")},
			harm: "Every one of them is throttled.",
		}, gap, true
	}
	polled, gap := p.pollersOf(f, p.mappedQualifiers(f))
	for _, t := range polled {
		if pollerName(t.source) != "SQS" {
			continue
		}
		fact := Read(p, inventory.QueueKey(t.source))
		queue, ok := fact.Get()
		if !ok {
			gap = cmp.Or(gap, fact.Why())
			continue
		}
		if queue.MessagesVisible > 0 {
			value := fmt.Sprintf("%d messages wait in %s", queue.MessagesVisible, arnName(t.source))
			return sending{
				what: value, severity: Medium, evidence: []Evidence{counted("messages waiting", value,
					float64(queue.MessagesVisible), "messages")},
				harm: "They are deleted when the queue's retention is over.",
				cli:  p.awsCLI("lambda", "update-event-source-mapping", "--uuid", t.mapping.UUID, "--no-enabled"),
			}, inventory.Gap{}, true
		}
	}
	return s, gap, gap.Reason == inventory.NotRequested
}

// countSince is the part of a counted metric after a time; empty when the listing of names has none.
func (p *Pass) countSince(f *inventory.Function, m metric, since time.Time) (s inventory.Series, gap inventory.Gap, known bool) {
	active, gap, known := m.exists(p, functionDims(f))
	if !known || !active {
		return s, gap, known
	}
	fact := m.over(p, p.Days(&windowDays), daily, functionDims(f))
	s, known = fact.Get()
	return timeseries.Since(s, since), fact.Why(), known
}
