package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var nearTimeoutShare = Threshold{
	Name: "near_share", Default: 0.9, Unit: "share of the timeout",
	Doc:    "A run that takes at least this share of the timeout is near it.",
	Source: "our choice, 2026-11: a tenth of slack is one slow answer of a dependency",
}

var lambdaTimeoutNear = Check{
	ID:         "lambda-timeout-near",
	Title:      "Runs that come close to the timeout",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       timeoutDatasets,
	Thresholds: []*Threshold{&nearTimeoutShare, &pinnedShare, &ceilingShare, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeTimeoutNear),
}

func judgeTimeoutNear(p *Pass, f *inventory.Function) Verdict {
	t, v, ok := p.runsUnderTimeout(f)
	if !ok {
		return v
	}
	if t.since.IsZero() {
		return Unknown("since when it has its timeout is not on record")
	}
	limit := p.Limit(&nearTimeoutShare) * float64(t.timeout)
	longest := timeseries.Since(t.longest, nextDay(t.since)) // runs under an older timeout say nothing of this one
	from := func(bound float64) int {
		return timeseries.DaysWhere(longest, func(ms float64) bool { return ms/1000 >= bound })
	}
	most, _ := timeseries.Max(longest)
	most /= 1000
	repeated := p.Days(&repeatedDays)
	near := from(limit)
	if near < repeated {
		if timeseries.DaysObserved(longest) < repeated {
			return Unknown("its timeout may have changed within the window: it was deployed since")
		}
		return Clean(fmt.Sprintf("its longest run took %s of %d s; runs over %s on %s", seconds(most), t.timeout, seconds(limit), plural(near, "day")))
	}
	if from(p.Limit(&ceilingShare)*ceilingOf(f)) >= repeated {
		return Clean("what it comes near is the longest duration that Lambda allows, which lambda-duration-near-ceiling finds")
	}
	cut, gap, known := p.timesCutOff(f, t)
	switch {
	case !known:
		return Unread(gap)
	case cut.days >= repeated:
		return Clean("it does not come near its timeout but runs into it, which lambda-timing-out finds")
	}
	longer := suggestTimeout(most, int(ceilingOf(f)))
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s ran for up to %s, %.0f%% of its timeout of %d s, and came that near on %s. A little slower and it is cut off.",
			f.Name, seconds(most), 100*most/float64(t.timeout), t.timeout, plural(near, "day")),
		Evidence: []Evidence{
			longestDuration.evidence("longest run", seconds(most), most, "seconds", longest, "Maximum by day").against(limit),
			invocations.evidence("runs", fmt.Sprintf("%.0f", timeseries.Sum(t.runs)), timeseries.Sum(t.runs), "invocations", t.runs, "Sum by day"),
			setting("timeout", fmt.Sprintf("%d s, unchanged since %s", t.timeout, date(t.since))),
		},
		Fix: p.setTimeout(f, longer, fmt.Sprintf(
			"Find what the longest runs wait for. If they need the time, set the timeout to %d s, and the visibility timeout of its queue to six times that.", longer)),
	})
}
