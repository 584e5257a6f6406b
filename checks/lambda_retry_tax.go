package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// How often Lambda runs a failed event again unless told otherwise (AWS, "How Lambda handles errors and retries with
// asynchronous invocation", 2026-11).
const defaultRetries = 2

var taxShare = Threshold{
	Name: "tax_share", Default: 0.05, Unit: "share of the invocations",
	Doc:    "Retries that make up less than this share of the invocations, and so of the bill, are not reported.",
	Source: "our choice, 2026-11: an occasional retry is what retries are for",
}

var lambdaRetryTax = Check{
	ID:       "lambda-retry-tax",
	Title:    "A notable part of the bill pays for retries of failed runs",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricSeries, inventory.MetricNames, inventory.LambdaMappings, inventory.SQSQueues, inventory.LambdaInvokeConfigs,
	},
	Thresholds: []*Threshold{&taxShare, &leastSaving, &leastTraffic, &windowDays, &minimumDays},
	Judge:      eachFunction(judgeRetryTax),
}

func judgeRetryTax(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("Lambda Managed Instances are billed by the instance")
	}
	runs, failed, v, settled := p.readOutcomes(f, errorCount)
	if settled {
		return v
	}
	o := outcomesOf(runs, failed)
	if o.share() < p.Limit(&taxShare) {
		return Clean(percent(100*o.share()) + " of its invocations failed")
	}
	if least := p.Limit(&leastTraffic); o.total < least {
		return Unknown(fmt.Sprintf("fewer than %.0f invocations", least))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	r, gap, known := p.retriesOf(f, o)
	switch {
	case !known:
		return Unread(gap)
	case r.by == "":
		return NotApplicable("no events, queue or stream retry what fails")
	}
	share := r.most / o.total
	if share < p.Limit(&taxShare) {
		return Clean(fmt.Sprintf("at most %s of its invocations were retries", percent(100*share)))
	}
	b, gap, priced := p.billOf(f)
	if !priced && gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	finding := Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("Up to %.0f of %.0f invocations of %s in %s (%s) ran again what had failed, by %s", r.most,
			o.total, f.Name,
			plural(p.Days(&windowDays), "day"), percent(100*share), r.by),
		Evidence: []Evidence{
			errorCount.sumEvidence("errors", "invocations", failed),
			counted("retries", fmt.Sprintf("at most %.0f, %s of the invocations", r.most, percent(100*share)), r.most,
				"invocations").against(p.Limit(&taxShare) * o.total),
			invocations.sumEvidence("runs", "invocations", runs),
		},
		Fix: r.fix,
	}
	if !priced {
		finding.Message += fmt.Sprintf(": up to %.0f GB-seconds a month.", b.gbSeconds*share)
		finding.PriceGap = p.priceUnknown("Lambda duration")
		return Found(finding)
	}
	tax := b.total() * share
	if tax < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("its retries cost at most %s a month", usd(tax)))
	}
	finding.Message += fmt.Sprintf(": up to %s of its %s a month, if a failing run takes as long as the others.", usd(tax),
		usd(b.total()))
	finding.Severity = severityOfCost(tax)
	finding.Evidence = append(finding.Evidence, b.evidence)
	finding.Savings = &Savings{
		LowUSD: 0, HighUSD: tax,
		Basis: fmt.Sprintf("%s of %s a month, without init; nothing if failing runs end at once", percent(100*share),
			usd(b.total())),
		Price: fmt.Sprintf("%g USD per %s", b.price.USD, b.price.Unit), Source: b.price.Source, AsOf: b.price.AsOf,
		Meters: []string{durationMeter(f), requestMeter(f)},
	}
	if b.ephemeralUSD > 0 {
		finding.Savings.Meters = append(finding.Savings.Meters, ephemeralMeter(f))
	}
	return Found(finding)
}

// retries is how often a function may have run again what failed.
type retries struct {
	most float64 // an upper bound over the window
	by   string  // who retries; empty: nobody
	fix  Fix
}

// retriesOf bounds the retries of a function. Every error is a run that failed, retries included; what is run again after
// it is at most one run. Of events it is also known how many came in: the runs beyond them are retries, where nobody else
// calls and each of them ran, and no event is run more than a bounded number of times. Callers of synchronous invocations retry by themselves.
func (p *Pass) retriesOf(f *inventory.Function, o outcomes) (r retries, gap inventory.Gap, known bool) {
	polled, gap := p.pollersOf(f, p.mappedQualifiers(f))
	if gap.Reason != inventory.NotRequested {
		return r, gap, false
	}
	for _, t := range polled {
		again, gap, known := p.pollerRetries(t)
		switch {
		case !known:
			return r, gap, false
		case again:
			return retries{most: o.badTotal, by: t.name, fix: Fix{
				Summary: "Report which items of a batch failed, so that the others are not run again, send what cannot " +
					"succeed to a dead-letter queue after a few receives, and fix the error.",
				Edits: []Property{
					{"cloudformation", "AWS::Lambda::EventSourceMapping FunctionResponseTypes", "ReportBatchItemFailures"},
					{"terraform", "aws_lambda_event_source_mapping function_response_types", "ReportBatchItemFailures"},
				},
			}}, gap, true
		}
	}
	qualifiers, gap, known := p.calledAsync(f)
	if !known || len(qualifiers) == 0 {
		return r, gap, known
	}
	series := asyncEvents.over(p, p.Days(&windowDays), daily, functionDims(f))
	fact := Read(p, inventory.InvokeConfigsKey(f.Name))
	events, known := series.Get()
	if !known {
		return r, series.Why(), false
	}
	configs, known := fact.Get()
	received := timeseries.Sum(events)
	attempts := float64(maxRetries(configs, qualifiers))
	most := min(o.badTotal, attempts*received)
	// An event that fails each time has one error more than retries. Where fewer runs than that were beyond the events, some
	// events never ran, being dropped or still in the queue, and the difference bounds nothing.
	if beyond := o.total - received; beyond >= most*attempts/(attempts+1) {
		most = min(most, beyond)
	}
	return retries{
		most: most, by: "Lambda's retries of asynchronous events",
		fix: Fix{
			Summary: "Fix the error. Where a second try cannot succeed, allow fewer retries, with an on-failure destination " +
				"that keeps the event.",
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::EventInvokeConfig MaximumRetryAttempts", "0"},
				{"terraform", "aws_lambda_function_event_invoke_config maximum_retry_attempts", "0"},
			},
		},
	}, fact.Why(), known
}

// pollerRetries tells whether a poller runs a failed batch again: a queue that gives a message up after one receive does
// not, nor a stream whose mapping has no retries.
func (p *Pass) pollerRetries(t trigger) (again bool, gap inventory.Gap, known bool) {
	if pollerName(t.source) != "SQS" {
		return t.mapping.MaxRetries == nil || *t.mapping.MaxRetries != 0, gap, true
	}
	fact := Read(p, inventory.QueueKey(t.source))
	queue, known := fact.Get()
	return queue.MaxReceive != 1, fact.Why(), known
}

// maxRetries is the most retries of any of the qualifiers.
func maxRetries(configs []inventory.InvokeConfig, qualifiers []string) int {
	most := 0
	for _, q := range qualifiers {
		c, set := invokeConfig(configs, q)
		if set && c.MaxRetries != nil {
			most = max(most, *c.MaxRetries)
		} else {
			most = max(most, defaultRetries)
		}
	}
	return most
}
