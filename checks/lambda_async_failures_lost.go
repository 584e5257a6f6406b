package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaAsyncFailuresLost = Check{
	ID:         "lambda-async-failures-lost",
	Title:      "Failed asynchronous events are dropped without a trace",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.MetricSeries}, asyncDatasets),
	Thresholds: []*Threshold{&leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeAsyncLost),
}

// frugalShare is the share of failures, held against events, from which a frugal run asks where they go. It is our choice
// (2026-11): from 1% on errors are worth a finding of their own.
const frugalShare = 0.01

func judgeAsyncLost(p *Pass, f *inventory.Function) Verdict {
	if f.MasterARN != "" {
		return NotApplicable("a Lambda@Edge replica")
	}
	qualifiers, gap, known := p.calledAsync(f)
	switch {
	case !known:
		return Unread(gap)
	case len(qualifiers) == 0:
		return NotApplicable("no asynchronous events in the last two weeks")
	}
	events, failed, gap, known := overBoth(p, asyncEvents, errorCount, p.Days(&windowDays), daily, functionDims(f))
	dropped, droppedGap, droppedKnown := p.countOf(f, asyncDropped)
	if !known || !droppedKnown {
		if known {
			gap = droppedGap
		}
		return Unread(gap)
	}
	some := func(v float64) bool { return v > 0 }
	received, least, repeated := timeseries.Sum(events), p.Limit(&leastRuns), p.Days(&repeatedDays)
	lost := timeseries.Sum(dropped)
	if lost == 0 && (received < least || timeseries.DaysWhere(events, some) < repeated) {
		return Unknown(fmt.Sprintf("fewer than %.0f events on %d days", least, repeated))
	}
	if p.frugal && f.Config.DeadLetter == "" && lost == 0 && timeseries.Sum(failed) < frugalShare*received {
		return leftOut("no event was dropped, and few failed; where a failed one would go")
	}
	open, gap, known := p.unprotected(f, qualifiers)
	switch {
	case !known:
		return Unread(gap)
	case len(open) == 0:
		return Clean("its failed events go to a dead-letter queue or an on-failure destination")
	}
	severity, harm := Low, "None was dropped so far."
	switch failures := timeseries.DaysWhere(failed, some); {
	case lost > 0:
		severity, harm = High, fmt.Sprintf("%.0f were dropped in %s.", lost, plural(p.Days(&windowDays), "day"))
	case failures >= repeated:
		severity, harm = Medium, fmt.Sprintf("Invocations failed on %s; so far a retry saved each event.", plural(failures, "day"))
	}
	configs, _ := Read(p, inventory.InvokeConfigsKey(f.Name)).Get()
	_, has := invokeConfig(configs, open[0])
	return Found(Finding{
		Severity: severity, Confidence: Measured,
		Message: fmt.Sprintf("%s receives asynchronous events (%.0f in %s) and has neither an on-failure destination nor a "+
			"dead-letter queue: an event whose retries fail is gone. %s",
			inventory.Qualified(f.Name, open[0]), received, plural(p.Days(&windowDays), "day"), harm),
		Evidence: []Evidence{
			asyncEvents.sumEvidence("events received", "events", events),
			errorCount.sumEvidence("errors", "invocations", failed),
			setting("events dropped", fmt.Sprintf("%.0f", lost)),
			setting("on-failure destination and dead-letter queue", "none"),
		},
		Fix: p.catchFailures(f, open[0], has),
	})
}
