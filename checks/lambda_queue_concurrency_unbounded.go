package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var smallReservation = Threshold{
	Name: "small_reservation", Default: 20, Unit: "environments",
	Doc: "A reservation up to this is small for the pollers of a queue, which start with five batches at once.",
	Source: "AWS, \"Configuring scaling behavior for SQS event source mappings\": from 5 at once, 300 more a minute (read " +
		"2026-11); 20 is our choice: passed within seconds",
}

var lambdaQueueConcurrencyUnbounded = Check{
	ID:       "lambda-queue-concurrency-unbounded",
	Title:    "Queue that sends more than the function's reserved concurrency takes",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: slices.Concat([]inventory.Dataset{inventory.LambdaMappings, inventory.MetricSeries},
		reservationDatasets),
	Thresholds: []*Threshold{&smallReservation, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeQueueUnbounded),
}

func judgeQueueUnbounded(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("Lambda Managed Instances have no reserved concurrency")
	}
	polled, gap := p.pollersOf(f, p.mappedQualifiers(f))
	if gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	polled = slices.DeleteFunc(polled, func(t trigger) bool { return pollerName(t.source) != "SQS" })
	if len(polled) == 0 {
		return NotApplicable("no queue feeds it")
	}
	open := slices.DeleteFunc(polled, func(t trigger) bool {
		// The pollers of a FIFO queue are as many as its active message groups; provisioned ones have a bound of their own.
		m := t.mapping
		return m.MaxConcurrency > 0 || m.MaxPollers > 0 || strings.HasSuffix(t.source, ".fifo")
	})
	if len(open) == 0 {
		return Clean("its queues are bounded")
	}
	reserved, gap, known := p.reservation(f, false)
	switch {
	case !known:
		return Unread(gap)
	case !reserved.Set:
		return Clean("it reserves no concurrency")
	case reserved.Executions == 0:
		return NotApplicable("switched off by a reserved concurrency of 0, which lambda-reserved-concurrency-zero judges")
	}
	o, reached, gap, known := p.throttledAt(f, reserved.Executions)
	repeated := known && reached >= p.Days(&repeatedDays)
	switch {
	case !known:
		return Unread(gap)
	case !repeated && float64(reserved.Executions) > p.Limit(&smallReservation):
		return Clean(fmt.Sprintf("it reserves %d, and was throttled there on %s", reserved.Executions, plural(reached, "day")))
	}
	return Found(queueFinding(p, f, open, reserved.Executions, o, repeated))
}

// throttledAt reads on how many days a function was throttled at its reservation.
func (p *Pass) throttledAt(f *inventory.Function, reserved int) (o outcomes, reached int, gap inventory.Gap, known bool) {
	none, wait, waiting := throttles.noneHere(p)
	if none || waiting {
		return o, 0, wait.Gap, none
	}
	refused, peaks, gap, known := overBoth(p, throttles, concurrency, p.Days(&windowDays), daily, functionDims(f))
	o = outcomesOf(refused, refused)
	reached, _ = p.daysAtReservation(o, peaks, reserved)
	return o, reached, gap, known
}

func queueFinding(p *Pass, f *inventory.Function, open []trigger, reserved int, o outcomes, repeated bool) Finding {
	var queues []string
	for _, t := range open {
		queues = append(queues, arnName(t.source))
	}
	bound := max(2, reserved/len(open)) // AWS takes no MaximumConcurrency below 2
	advice := fmt.Sprintf("Set MaximumConcurrency to %d on the mapping, so that messages wait in the queue instead.", bound)
	if len(open) > 1 {
		advice = fmt.Sprintf("Set MaximumConcurrency to %d on each of the mappings, so that messages wait in the "+
			"queue instead.", bound)
	}
	if reserved < 2*len(open) {
		advice += fmt.Sprintf(" That is the least AWS takes: raise the reservation from %d to %d with it.", reserved, 2*len(open))
	}
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s reserves a concurrency of %d, but nothing bounds how many batches %s sends it at once. A "+
			"batch that is throttled has used up a receive of each of its messages; after enough of them they move to the "+
			"dead-letter queue untried.",
			f.Name, reserved, summary(queues)),
		Evidence: []Evidence{
			setting("reserved concurrency", fmt.Sprint(reserved)),
			setting("queues without MaximumConcurrency", summary(queues)),
		},
		Fix: Fix{
			Summary: advice,
			CLI: p.awsCLI("lambda", "update-event-source-mapping", "--uuid", open[0].mapping.UUID,
				"--scaling-config", fmt.Sprintf("MaximumConcurrency=%d", bound)),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::EventSourceMapping ScalingConfig.MaximumConcurrency", fmt.Sprint(bound)},
				{"terraform", "aws_lambda_event_source_mapping scaling_config.maximum_concurrency", fmt.Sprint(bound)},
			},
		},
	}
	if repeated {
		finding.Severity, finding.Confidence = Medium, Measured
		value := fmt.Sprintf("%.0f", o.badTotal)
		finding.Evidence = append(finding.Evidence, throttles.evidence("throttled calls", value, o.badTotal, "calls", o.bad,
			"Sum by day"))
	}
	return finding
}
