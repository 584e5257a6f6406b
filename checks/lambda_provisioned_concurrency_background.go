package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var backgroundShare = Threshold{
	Name: "background_share", Default: 0.95, Unit: "share of invocations",
	Doc:    "From this share of asynchronous invocations on, traffic counts as background.",
	Source: "our choice, 2026-11: leaves room for the odd manual test",
}

var lambdaProvisionedConcurrencyBackground = Check{
	ID:         "lambda-provisioned-concurrency-background",
	Title:      "Provisioned concurrency where nobody waits",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned, inventory.MetricSeries}, triggerDatasets),
	Thresholds: []*Threshold{&windowDays, &backgroundShare},
	Judge:      eachProvisioned(judgeProvisionedBackground),
}

func judgeProvisionedBackground(p *Pass, c provisioned) Verdict {
	if c.level() == 0 {
		return NotApplicable("nothing is allocated")
	}
	who := p.whoWaits(c.fn, []string{c.Qualifier})
	evidence := setting("called by", who.why)
	if who.waiting != nobodyWaits {
		traffic, share, gap := asyncShare(p, c)
		switch {
		case gap.Reason != inventory.NotRequested:
			return Unread(gap)
		case share >= p.Limit(&backgroundShare):
			evidence = traffic
		case who.waiting == someoneWaits:
			return Clean(who.why)
		default:
			return who.verdict()
		}
	}
	f := Finding{
		Confidence: Inferred,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency, but nobody waits for its answers: %s.",
			inventory.Qualified(c.fn.Name, c.Qualifier), plural(c.level(), "environment"), evidence.Value),
		Evidence: []Evidence{evidence, setting("allocated", fmt.Sprint(c.level()))},
		Fix:      c.remove(p, "Remove it: a cold start of a background job delays nobody."),
	}
	return Found(c.save(p, f, c.level()))
}

// asyncShare is the share of the qualifier's invocations that are certainly asynchronous. Where events are counted only
// for the function as a whole, everything the function ran that was not an event is held against the qualifier.
func asyncShare(p *Pass, c provisioned) (Evidence, float64, inventory.Gap) {
	window := p.Days(&windowDays)
	runs := invocations.over(p, window, daily, c.dims())
	events := asyncEvents.over(p, window, daily, c.dims())
	allRuns := invocations.over(p, window, daily, functionDims(c.fn))
	allEvents := asyncEvents.over(p, window, daily, functionDims(c.fn))
	for _, fact := range []inventory.Fact[inventory.Series]{runs, events, allRuns, allEvents} {
		if _, ok := fact.Get(); !ok {
			return Evidence{}, 0, fact.Why()
		}
	}
	n := sumOf(runs)
	if n == 0 {
		return Evidence{}, 0, inventory.Gap{}
	}
	others := min(n-sumOf(events), sumOf(allRuns)-sumOf(allEvents))
	share := 1 - min(max(others, 0), n)/n
	series, _ := runs.Get()
	value := fmt.Sprintf("%s of its %.0f invocations are asynchronous", percent(100*share), n)
	return invocations.evidence("asynchronous traffic", value, share, "share", series, "Sum by day").against(p.Limit(&backgroundShare)), share, inventory.Gap{}
}

func sumOf(fact inventory.Fact[inventory.Series]) float64 {
	s, _ := fact.Get()
	return timeseries.Sum(s)
}
