package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// The longest run that Lambda Managed Instances allow asynchronous and polled invocations, in seconds (AWS, 2026-09-09).
const longestManagedTimeout = 5400

var ceilingShare = Threshold{
	Name: "ceiling_share", Default: 0.8, Unit: "share of the limit",
	Doc:    "Runs from this share of the longest possible duration on are near the ceiling.",
	Source: "our choice, 2026-11: a fifth of slack is a few months of growing data",
}

var lambdaDurationNearCeiling = Check{
	ID:         "lambda-duration-near-ceiling",
	Title:      "Runs close to the longest duration that Lambda allows",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries},
	Thresholds: []*Threshold{&ceilingShare, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeNearCeiling),
}

// ceilingOf is the longest that a run of a function may take at all, in seconds.
func ceilingOf(f *inventory.Function) float64 {
	if f.CapacityARN != "" {
		return longestManagedTimeout
	}
	return longestTimeout
}

func judgeNearCeiling(p *Pass, f *inventory.Function) Verdict {
	ceiling := ceilingOf(f)
	limit := p.Limit(&ceilingShare) * ceiling
	if float64(f.Config.TimeoutSec) < limit {
		return Clean(fmt.Sprintf("its timeout of %d s keeps it below the ceiling", f.Config.TimeoutSec))
	}
	runs, longest, v, ok := p.runLengths(f)
	if !ok {
		return v
	}
	near := timeseries.DaysWhere(longest, func(ms float64) bool { return ms/1000 >= limit })
	most, _ := timeseries.Max(longest)
	most /= 1000
	if near < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("its longest run took %s; runs over %s on %s", seconds(most), seconds(limit), plural(near, "day")))
	}
	return Found(Finding{
		Severity: High, Confidence: Measured,
		Message: fmt.Sprintf("%s ran for up to %s, %.0f%% of the %.0f minutes that Lambda allows, on %s. A run that passes the limit is cut off.",
			f.Name, seconds(most), 100*most/ceiling, ceiling/60, plural(near, "day")),
		Evidence: []Evidence{
			longestDuration.evidence("longest run", seconds(most), most, "seconds", longest, "Maximum by day").against(limit),
			invocations.evidence("runs", fmt.Sprintf("%.0f", timeseries.Sum(runs)), timeseries.Sum(runs), "invocations", runs, "Sum by day"),
			setting("timeout", fmt.Sprintf("%d s", f.Config.TimeoutSec)),
		},
		Fix: Fix{Summary: "Move the work to a Fargate task (no limit on duration), or split it: Step Functions with a Map state, a durable function, or smaller batches."},
	})
}
