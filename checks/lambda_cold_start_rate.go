package checks

import (
	"fmt"
	"math"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var coldShare = Threshold{
	Name: "cold_share", Default: 0.01, Unit: "share of invocations",
	Doc:    "More cold starts than this, where somebody waits, are too many.",
	Source: "AWS documentation: cold starts occur in under 1% of invocations (read 2026-11)",
}

var lambdaColdStartRate = Check{
	ID:       "lambda-cold-start-rate",
	Title:    "Frequent cold starts where somebody waits",
	Category: Latency,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned, inventory.MetricSeries, inventory.LogReports},
		triggerDatasets),
	Thresholds: []*Threshold{&coldShare, &leastTraffic, &slowInit, &noticeableInit, &repeatedDays, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeColdStartRate),
}

func judgeColdStartRate(p *Pass, f *inventory.Function) Verdict {
	if v, elsewhere := startsElsewhere(f); elsewhere {
		return v
	}
	c, v, ok := p.coldStartsOf(f)
	if !ok {
		return v
	}
	fact := invocations.over(p, p.Days(&windowDays), daily, functionDims(f))
	runs, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	n, often := c.among(p, runs)
	if least := p.Limit(&leastTraffic); n < least {
		return Unknown(fmt.Sprintf("fewer than %.0f invocations while cold starts were measured", least))
	}
	share := c.count / n
	if share <= p.Limit(&coldShare) {
		return Clean(fmt.Sprintf("%s of its invocations start cold", percent(share*100)))
	}
	if often < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("cold starts were frequent on %s only", plural(often, "day")))
	}
	if v, beforehand := p.initsBeforehand(f); beforehand {
		return v
	}
	who := p.whoWaitsFor(f)
	switch who.waiting {
	case nobodyWaits:
		return Clean("nobody waits for it: " + who.why)
	case undecided:
		return who.verdict()
	case someoneWaits:
	}
	return p.coldRateFinding(f, c, n, who)
}

// among is how many invocations the cold starts are among, and on how many days they were too large a share. A source
// without days counts as that many.
func (c coldStarts) among(p *Pass, runs inventory.Series) (n float64, often int) {
	first, seen := timeseries.First(c.counts)
	if !seen {
		return c.runs, c.days
	}
	runs, counts := timeseries.Since(runs, first), timeseries.Since(c.counts, first)
	shares := inventory.Series{Start: counts.Start, Period: counts.Period}
	for i := range min(len(counts.Values), len(runs.Values)) {
		share := counts.Values[i] / runs.Values[i]
		if runs.Values[i] == 0 {
			share = float32(math.NaN())
		}
		shares.Values = append(shares.Values, share)
	}
	return timeseries.Sum(runs), timeseries.DaysWhere(shares, func(s float64) bool { return s > p.Limit(&coldShare) })
}

func (p *Pass) coldRateFinding(f *inventory.Function, c coldStarts, n float64, who audience) Verdict {
	share := c.count / n * 100
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s starts cold in %s of its invocations, with an init p99 of %.0f ms, and somebody waits for it: %s.",
			f.Name, percent(share), c.p99MS, who.why),
		Evidence: []Evidence{
			counted("share of cold starts", fmt.Sprintf("%s of %.0f invocations", percent(share), n), share, "percent").against(p.Limit(&coldShare) * 100),
			c.countSays, c.p99Says.against(p.Limit(&slowInit)),
			setting("triggers", who.why),
		},
		Fix: p.coldStartFix(f),
	}
	switch {
	case c.reaches(p, p.Limit(&slowInit)):
		finding.Severity = High
	case c.maxMS < p.Limit(&noticeableInit):
		finding.Severity = Low
	}
	return Found(finding)
}
