package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaBatchAllOrNothing = Check{
	ID:         "lambda-batch-all-or-nothing",
	Title:      "Batch that fails as a whole when one item does",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaMappings, inventory.MetricSeries},
	Thresholds: []*Threshold{&repeatedDays, &windowDays},
	Judge:      eachFunction(judgeBatchAllOrNothing),
}

func judgeBatchAllOrNothing(p *Pass, f *inventory.Function) Verdict {
	mappings, gap, known := p.mappingsOf(f)
	if !known {
		return Unread(gap)
	}
	// Only these sources take a report of what failed (AWS, "ReportBatchItemFailures", 2026-11).
	batches := slices.DeleteFunc(mappings, func(m mapping) bool { return m.off() || m.service != "sqs" && !m.stream() })
	if len(batches) == 0 {
		return NotApplicable("it takes no batches from SQS, Kinesis or DynamoDB")
	}
	unsaid := slices.ContainsFunc(batches, func(m mapping) bool { return m.BatchSize == 0 && !m.PartialFailures })
	whole := slices.DeleteFunc(batches, func(m mapping) bool { return m.PartialFailures || m.BatchSize <= 1 })
	switch {
	case len(whole) == 0 && unsaid:
		return Unknown("AWS did not say how large its batches are")
	case len(whole) == 0:
		return Clean("it reports which items failed, or takes one at a time")
	}
	failed, days, v, ok := p.errorsOf(f)
	switch {
	case !ok:
		return v
	case days < p.Days(&repeatedDays):
		return Clean("errors on " + plural(days, "day"))
	}
	n := timeseries.Sum(failed)
	finding := Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("%s takes up to %d items at once from %s and returned %.0f errors on %s: each repeats, or in the end drops, its whole batch. "+
			"Errors are counted for all callers of the function together.", f.Name, largestBatch(whole), sourcesOf(whole), n, plural(days, "day")),
		Evidence: []Evidence{errorCount.evidence("errors", fmt.Sprintf("%.0f on %s", n, plural(days, "day")), n, "errors", failed, "Sum by day")},
		Fix: Fix{
			Summary: "Return the ids of the items that failed (batchItemFailures; for streams the first one), and then tell the mapping to expect them. In this order: a function that returns none reports success for the whole batch. Powertools' batch processor does it.",
			CLI:     p.updateMapping(whole[0], "--function-response-types", "ReportBatchItemFailures"),
			Edits:   mappingEdits("FunctionResponseTypes", "function_response_types", "ReportBatchItemFailures"),
		},
	}
	halved := true
	for _, m := range whole {
		halved = halved && m.stream() && m.Bisect
		finding.Evidence = append(finding.Evidence, setting("batches of "+m.String(), fmt.Sprintf("up to %d items, no report of failed ones", m.BatchSize)))
	}
	if halved {
		finding.Severity = Low // the failing item is found by halving, and the others run some times more
	}
	return Found(finding)
}

func largestBatch(list []mapping) int {
	return slices.MaxFunc(list, func(a, b mapping) int { return a.BatchSize - b.BatchSize }).BatchSize
}
