package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var excessFactor = Threshold{
	Name: "excess_factor", Default: 10, Unit: "times the p99",
	Doc:    "A timeout of at least this many times the worst day's p99 is excessive.",
	Source: "our choice, 2026-11: an order of magnitude is no margin but a setting nobody looked at",
}

var modestTimeout = Threshold{
	Name: "modest_seconds", Default: 60, Unit: "seconds",
	Doc:    "A timeout of up to this much is never excessive.",
	Source: "our choice, 2026-11: a minute of a hanging run costs next to nothing",
}

var lambdaTimeoutExcessive = Check{
	ID:       "lambda-timeout-excessive",
	Title:    "Timeout of many times what any run takes",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricNames, inventory.MetricSeries, inventory.LambdaAliases, inventory.LambdaSettings, inventory.LambdaReserved,
	},
	Thresholds: []*Threshold{&excessFactor, &modestTimeout, &usedShare, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeTimeoutExcessive),
}

func judgeTimeoutExcessive(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("Lambda Managed Instances bill the instances, not the run that hangs")
	}
	highest := f.Config.TimeoutSec
	for _, v := range f.Versions {
		highest = max(highest, v.Config.TimeoutSec)
	}
	if float64(highest) <= p.Limit(&modestTimeout) {
		return Clean(fmt.Sprintf("its timeout is %d s", highest))
	}
	t, v, ok := p.runsUnderTimeout(f)
	most, _ := timeseries.Max(t.longest)
	most /= 1000
	limit := float64(t.timeout) / p.Limit(&excessFactor)
	switch {
	case t.timeout > 0 && float64(t.timeout) <= p.Limit(&modestTimeout):
		return Clean(fmt.Sprintf("its timeout is %d s", t.timeout))
	case t.timeout >= longestTimeout:
		return Clean("a timeout of 15 minutes is lambda-timeout-maximum's to judge")
	case t.timeout > 0 && most >= p.Limit(&usedShare)*float64(t.timeout): // one such run is proof enough
		return Clean(fmt.Sprintf("its longest run took %s of %d s", seconds(most), t.timeout))
	case !ok:
		return v
	}
	long := longestDuration.evidence("longest run", seconds(most), most, "seconds", t.longest, "Maximum by day")
	evidence := []Evidence{long.against(p.Limit(&usedShare) * float64(t.timeout))}
	usual := most // no run of any day took longer
	if most > limit {
		fact := durationP99.over(p, p.Days(&windowDays), daily, functionDims(f))
		p99s, known := fact.Get()
		if !known {
			return Unread(fact.Why())
		}
		worst, seen := timeseries.Max(p99s)
		usual = worst / 1000
		switch {
		case !seen:
			return Unknown("there is no p99 of its durations")
		case usual > limit:
			return Clean(fmt.Sprintf("its p99 reached %s on the worst day, of %d s", seconds(usual), t.timeout))
		}
		evidence = append(evidence, durationP99.evidence("p99 on the worst day", seconds(usual), usual, "seconds", p99s, "p99 by day").against(limit))
	}
	suggested := suggestTimeout(most, t.timeout)
	evidence = append(evidence,
		invocations.evidence("runs", fmt.Sprintf("%.0f", timeseries.Sum(t.runs)), timeseries.Sum(t.runs), "invocations", t.runs, "Sum by day"),
		setting("timeout", fmt.Sprintf("%d s", t.timeout)))
	return Found(Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s has a timeout of %d s, and 99%% of its runs took no more than %s on any day; the longest took %s. A call that hangs is billed until the timeout.",
			f.Name, t.timeout, seconds(usual), seconds(most)),
		Evidence: append(evidence, p.blastRadius(f, t.timeout)...),
		Fix:      p.setTimeout(f, suggested, fmt.Sprintf("Set the timeout to %d s, and a shorter one on every client the function calls.", suggested)),
	})
}
