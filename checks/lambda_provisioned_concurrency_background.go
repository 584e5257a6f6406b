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

// What background reads, beside configurations and series.
var backgroundDatasets = slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned, inventory.MetricSeries}, triggerDatasets)

var leastTraffic = Threshold{
	Name: "least_traffic", Default: 100, Unit: "invocations",
	Doc:    "The fewest invocations that a share of them says anything about.",
	Source: "our choice, 2026-11: at 95%, five odd ones",
}

var lambdaProvisionedConcurrencyBackground = Check{
	ID:         "lambda-provisioned-concurrency-background",
	Title:      "Provisioned concurrency where nobody waits",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       backgroundDatasets,
	Thresholds: []*Threshold{&backgroundShare, &leastTraffic, &windowDays, &minimumDays},
	Judge:      eachProvisioned(judgeProvisionedBackground),
}

func judgeProvisionedBackground(p *Pass, c provisioned) Verdict {
	evidence, otherwise, yes := p.background(c)
	if !yes {
		return otherwise
	}
	f := Finding{
		Confidence: Inferred,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency, but nobody waits for its answers: %s.",
			inventory.Qualified(c.fn.Name, c.Qualifier), plural(c.level(), "environment"), evidence.Value),
		Evidence: []Evidence{evidence, setting("allocated", fmt.Sprint(c.level()))},
		Fix:      c.remove(p, "Remove it: a cold start of a background job delays nobody."),
	}
	if evidence.Metric == "" {
		f.Evidence = append(f.Evidence, setting("all were read", "policies, event source mappings, function URLs, state machines, AppSync APIs, schedules"))
	}
	return Found(c.save(p, f, float64(c.level())))
}

// background tells whether nobody waits for a configuration's answers, and by which evidence. Otherwise it is clean where
// somebody does, and unknown where that cannot be told.
func (p *Pass) background(c provisioned) (evidence Evidence, otherwise Verdict, yes bool) {
	who := p.whoWaits(c.fn, c.calledAs)
	if who.waiting == nobodyWaits {
		return setting("triggers", who.why), Verdict{}, true
	}
	traffic, share, gap := asyncShare(p, c)
	switch {
	case gap.Reason != inventory.NotRequested:
		return evidence, Unread(gap), false
	case share >= p.Limit(&backgroundShare):
		return traffic, Verdict{}, true
	case who.waiting == someoneWaits:
		return evidence, Clean(who.why), false
	}
	return evidence, who.verdict(), false
}

// asyncShare is the share of the configuration's invocations that are certainly asynchronous. Where events are counted
// only for the function as a whole, everything the function ran that was not an event is held against it. It is 0 where
// there is too little to tell.
func asyncShare(p *Pass, c provisioned) (Evidence, float64, inventory.Gap) {
	runs, runsGap := c.over(p, invocations, daily)
	events, eventsGap := c.over(p, asyncEvents, daily)
	whole := provisioned{fn: c.fn, calledAs: []string{""}}
	allRuns, allRunsGap := whole.over(p, invocations, daily)
	allEvents, allEventsGap := whole.over(p, asyncEvents, daily)
	for _, gap := range []inventory.Gap{runsGap, eventsGap, allRunsGap, allEventsGap} {
		if gap.Reason != inventory.NotRequested {
			return Evidence{}, 0, gap
		}
	}
	n := timeseries.Sum(runs)
	_, young := p.tooYoung(p.age(c.fn.OldestChange(), allRuns))
	_, few := p.tooFewDays(runs)
	if n < p.Limit(&leastTraffic) || young || few {
		return Evidence{}, 0, inventory.Gap{}
	}
	others := min(n, p.notEvents(runs, events), p.notEvents(allRuns, allEvents))
	share := 1 - others/n
	value := fmt.Sprintf("%s of its %.0f invocations are asynchronous", percent(100*share), n)
	return invocations.evidence("asynchronous traffic", value, share, "share", runs, "Sum by day").against(p.Limit(&backgroundShare)), share, inventory.Gap{}
}

// notEvents is how many invocations were not those of an event. An event that was received runs at least once, unless it
// is throttled and dropped: where clearly more came in than ran, the two counts do not belong together.
func (p *Pass) notEvents(runs, events inventory.Series) float64 {
	ran, came := timeseries.Sum(runs), timeseries.Sum(events)
	if came > ran*(2-p.Limit(&backgroundShare)) {
		return ran
	}
	return max(0, ran-came)
}
