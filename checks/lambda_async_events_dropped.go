package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaAsyncEventsDropped = Check{
	ID:         "lambda-async-events-dropped",
	Title:      "Asynchronous events were given up",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.MetricSeries}, asyncDatasets),
	Thresholds: []*Threshold{&windowDays},
	Judge:      eachFunction(judgeAsyncDropped),
}

func judgeAsyncDropped(p *Pass, f *inventory.Function) Verdict {
	if f.MasterARN != "" {
		return NotApplicable("a Lambda@Edge replica")
	}
	dropped, droppedGap, known1 := p.countOf(f, asyncDropped)
	unqueued, unqueuedGap, known2 := p.countOf(f, deadLetterErrors)
	unsent, unsentGap, known3 := p.countOf(f, destinationErrors)
	switch {
	case !known1:
		return Unread(droppedGap)
	case !known2:
		return Unread(unqueuedGap)
	case !known3:
		return Unread(unsentGap)
	}
	lost, undelivered := timeseries.Sum(dropped), timeseries.Sum(unqueued)+timeseries.Sum(unsent)
	window := plural(p.Days(&windowDays), "day")
	finding := Finding{Confidence: Measured}
	if lost > 0 {
		finding.Evidence = append(finding.Evidence, asyncDropped.sumEvidence("events dropped", "events", dropped))
	}
	if undelivered > 0 {
		if timeseries.Sum(unqueued) > 0 {
			finding.Evidence = append(finding.Evidence, deadLetterErrors.sumEvidence("not delivered to the dead-letter queue",
				"events", unqueued))
		}
		if timeseries.Sum(unsent) > 0 {
			finding.Evidence = append(finding.Evidence, destinationErrors.sumEvidence("not delivered to a destination",
				"events", unsent))
		}
		finding.Severity = High
		finding.Message = fmt.Sprintf("%.0f results of asynchronous events of %s could not be delivered to its dead-letter "+
			"queue or destination in %s: those of failed events are lost.", undelivered, f.Name, window)
		finding.Fix = Fix{Summary: "Allow the function's role to send to the dead-letter queue and the destinations (and to " +
			"use their key), and check that they still exist."}
		return Found(finding)
	}
	if lost == 0 {
		return Clean("no event was dropped in " + window)
	}
	qualifiers, gap, known := p.calledAsync(f)
	if !known {
		return Unread(gap)
	}
	if len(qualifiers) == 0 {
		qualifiers = []string{""}
	}
	open, gap, known := p.unprotected(f, qualifiers)
	if !known {
		return Unread(gap)
	}
	if len(open) == 0 {
		finding.Severity = Medium
		finding.Message = fmt.Sprintf("%s gave up %.0f asynchronous events in %s, after their retries or their maximum age. "+
			"They went to its dead-letter queue or destination.", f.Name, lost, window)
		finding.Fix = Fix{Summary: "Find out why they failed, and send what is waiting in the dead-letter queue or " +
			"destination again."}
		return Found(finding)
	}
	configs, _ := Read(p, inventory.InvokeConfigsKey(f.Name)).Get()
	_, has := invokeConfig(configs, open[0])
	finding.Severity = High
	finding.Message = fmt.Sprintf("%s dropped %.0f asynchronous events in %s, after their retries or their maximum age, and "+
		"keeps no copy of them.", f.Name, lost, window)
	finding.Fix = p.catchFailures(f, open[0], has)
	return Found(finding)
}
