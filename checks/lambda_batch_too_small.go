package checks

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var observedBatch = Threshold{
	Name: "observed_batch", Default: 1.5, Unit: "items an invocation",
	Doc:    "Up to this many items an invocation on average, batching does not take place.",
	Source: "our choice, 2026-11: most invocations then carry a single item",
}

var manyInvocations = Threshold{
	Name: "many_invocations", Default: 1, Unit: "million invocations a month",
	Doc:    "Fewer invocations are not worth a change for their price.",
	Source: "AWS Lambda pricing, 2026-09: a million requests cost $0.20",
}

var proposedWindow = Threshold{
	Name: "proposed_window", Default: 20, Unit: "seconds",
	Doc:    "The batch window that is proposed, and so the longest wait that it adds for an item.",
	Source: "our choice, 2026-11: what reads from a queue or a stream can mostly wait so long; AWS allows 300",
}

// How many pollers a mapping to a standard queue has at least, each of which fills batches of its own (AWS Lambda Developer
// Guide, "Using Lambda with Amazon SQS", 2026-11).
const fewestPollers = 5

var lambdaBatchTooSmall = Check{
	ID:         "lambda-batch-too-small",
	Title:      "Queue or stream that is taken apart into single items",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaMappings, inventory.MetricSeries, inventory.KinesisStreams},
	Thresholds: []*Threshold{&observedBatch, &manyInvocations, &proposedWindow, &leastSaving, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeBatchTooSmall),
}

func judgeBatchTooSmall(p *Pass, f *inventory.Function) Verdict {
	mappings, gap, known := p.mappingsOf(f)
	if !known {
		return Unread(gap)
	}
	active := slices.DeleteFunc(mappings, mapping.off)
	batched := func(m mapping) bool { return m.service == "sqs" || m.service == "kinesis" }
	switch {
	case !slices.ContainsFunc(active, batched):
		return NotApplicable("it takes no batches from SQS or Kinesis")
	case slices.ContainsFunc(active, func(m mapping) bool { return strings.HasSuffix(m.source, ".fifo") }):
		return NotApplicable("a FIFO queue has no batch window")
	case slices.ContainsFunc(active, func(m mapping) bool { return batched(m) && m.BatchSize == 0 }):
		return Unknown("AWS did not say how large its batches are")
	}
	b, gap, priced := p.billOf(f)
	switch {
	case !priced && gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case b.invocations < 1e6*p.Limit(&manyInvocations):
		return Clean(fmt.Sprintf("%.0f invocations a month", b.invocations))
	case len(active) > 1:
		return Unknown("it has several mappings, and which invocation is of which cannot be seen")
	}
	m := active[0]
	switch {
	case m.Filtered:
		return Unknown("its mapping is filtered, so how many of the items reach it cannot be seen")
	case m.foreign:
		return Unknown("the metrics of " + m.String() + " are in another account or region")
	}
	return p.judgeBatch(f, m, b, priced)
}

// judgeBatch compares what was taken from the source with how often the function ran.
func (p *Pass) judgeBatch(f *inventory.Function, m mapping, b bill, priced bool) Verdict {
	metric, dims := queueReceived, inventory.Dims("QueueName", m.source)
	if m.service == "kinesis" {
		metric, dims = streamRecords, inventory.Dims("StreamName", m.source)
	}
	itemsFact := metric.over(p, p.Days(&windowDays), daily, dims)
	runsFact := invocations.over(p, p.Days(&windowDays), daily, functionDims(f))
	items, ok := itemsFact.Get()
	runs, ran := runsFact.Get()
	if !ok || !ran {
		return Unread(firstGap(itemsFact.Why(), runsFact.Why()))
	}
	if v, few := p.tooFewDays(runs, items); few {
		return v
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	size := timeseries.Sum(items) / timeseries.Sum(runs)
	switch {
	case size > p.Limit(&observedBatch):
		return Clean(fmt.Sprintf("%.1f items an invocation", size))
	case size < 0.9:
		return Unknown("it runs more often than its source has items: something else calls it too, or they are tried again")
	}
	pollers, gap, known := p.pollersAt(m)
	if !known {
		return Unread(gap)
	}
	window := p.Limit(&proposedWindow)
	perSecond := b.invocations * size / (pricing.HoursPerMonth * 3600)
	gathered := math.Floor(max(1, min(perSecond*window/pollers, 10000)))
	spared := b.invocations * (1 - size/max(size, gathered))
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s takes %.1f items an invocation from %s, with %.0f invocations a month. A batch window of %.0f s would gather about %.0f.",
			f.Name, size, m, b.invocations, window, gathered),
		Evidence: []Evidence{
			metric.evidence("items an invocation", fmt.Sprintf("%.2f", size), size, "items", items, "Sum by day").against(p.Limit(&observedBatch)),
			invocations.evidence("invocations", fmt.Sprintf("%.0f a month", b.invocations), b.invocations, "invocations", runs, "Sum by day").against(1e6 * p.Limit(&manyInvocations)),
			setting("batch size and window", fmt.Sprintf("%d items, %d s", m.BatchSize, m.BatchWindow)),
		},
		Fix: p.widerBatch(m, window, max(gathered, float64(m.BatchSize))),
	}
	request, known := p.Prices.LambdaRequest(p.Region.Name)
	saving := spared * request.USD
	switch {
	case gathered <= size:
		return Clean(fmt.Sprintf("a window of %.0f s would gather no more", window))
	case !priced || !known:
		finding.PriceGap = p.priceUnknown("a request")
		return Found(finding)
	case saving < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	finding.Severity = severityOfCost(saving)
	finding.Savings = &Savings{
		LowUSD: 0, HighUSD: saving,
		Basis: fmt.Sprintf("up to %.0f of %.0f invocations a month; what each costs beside its request price comes on top", spared, b.invocations),
		Price: fmt.Sprintf("%g USD per %s", request.USD, request.Unit), Source: request.Source, AsOf: request.AsOf, Meters: []string{requestMeter(f)},
	}
	return Found(finding)
}

// pollersAt is among how many pollers the items of a mapping are divided. That of a stream takes a call.
func (p *Pass) pollersAt(m mapping) (n float64, gap inventory.Gap, known bool) {
	if m.service == "sqs" {
		return float64(max(fewestPollers, m.MinPollers)), gap, true
	}
	fact := Read(p, inventory.StreamKey(m.streamARN()))
	stream, known := fact.Get()
	return float64(max(1, stream.Shards) * max(1, m.Parallel)), fact.Why(), known
}

func (p *Pass) widerBatch(m mapping, window, size float64) Fix {
	seconds, items := fmt.Sprintf("%.0f", window), fmt.Sprintf("%.0f", size)
	return Fix{
		Summary: "Give the mapping a batch window, and a batch size that it can fill, after making sure that the function takes more than one item, reports those that fail, and has the time: the timeout and the queue's visibility timeout are for the whole batch.",
		CLI:     p.updateMapping(m, "--batch-size", items, "--maximum-batching-window-in-seconds", seconds),
		Edits: append(mappingEdits("BatchSize", "batch_size", items),
			mappingEdits("MaximumBatchingWindowInSeconds", "maximum_batching_window_in_seconds", seconds)...),
	}
}

// firstGap is the first of some gaps that is one.
func firstGap(gaps ...inventory.Gap) inventory.Gap {
	for _, g := range gaps {
		if g.Reason != inventory.NotRequested {
			return g
		}
	}
	return inventory.Gap{}
}
