package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var lostShare = Threshold{
	Name: "lost_share", Default: 0.01, Unit: "share of the runs",
	Doc:    "From this share of errors among the runs of those days on, the severity is high.",
	Source: "our choice, 2026-11: one run in a hundred is no accident any more",
}

var lambdaTimingOut = Check{
	ID:         "lambda-timing-out",
	Title:      "Runs that the timeout cuts off",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       timeoutDatasets,
	Thresholds: []*Threshold{&pinnedShare, &lostShare, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeTimingOut),
}

func judgeTimingOut(p *Pass, f *inventory.Function) Verdict {
	t, v, ok := p.runsUnderTimeout(f)
	if !ok {
		return v
	}
	cut, gap, known := p.timesCutOff(f, t)
	if !known {
		return Unread(gap)
	}
	most, _ := timeseries.Max(t.longest)
	most /= 1000
	if cut.days < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("its longest run took %s of %d s; it ran into its timeout on %s", seconds(most), t.timeout, plural(cut.days, "day")))
	}
	severity := Medium
	if cut.errors >= p.Limit(&lostShare)*cut.runs {
		severity = High
	}
	finding := Finding{
		Severity: severity, Confidence: Measured,
		Message: fmt.Sprintf("%s was cut off by its timeout of %d s on %s; those days have %s in %.0f runs. What is cut off is billed, and its work lost.",
			f.Name, t.timeout, plural(cut.days, "day"), plural(int(cut.errors), "error"), cut.runs),
		Evidence: []Evidence{
			longestDuration.evidence("longest run", seconds(most), most, "seconds", t.longest, "Maximum by day").against(p.Limit(&pinnedShare) * float64(t.timeout)),
			errorCount.evidence("errors on those days", fmt.Sprintf("%.0f", cut.errors), cut.errors, "errors", cut.series, "Sum by day"),
			invocations.evidence("runs on those days", fmt.Sprintf("%.0f", cut.runs), cut.runs, "invocations", t.runs, "Sum by day"),
			setting("timeout", fmt.Sprintf("%d s", t.timeout)),
		},
		Fix: Fix{Summary: "It has the longest timeout there is: if it hangs, give its clients shorter timeouts; if it works, move it to a Fargate task or split it with Step Functions."},
	}
	if float64(t.timeout) < ceilingOf(f) {
		longer := suggestTimeout(float64(t.timeout), int(ceilingOf(f)))
		finding.Fix = p.setTimeout(f, longer, fmt.Sprintf(
			"If it hangs, give its clients timeouts shorter than its own. If it works until the end, set its timeout to %d s, and the visibility timeout of its queue to six times that.", longer))
	}
	price, priced := p.Prices.LambdaDuration(p.Region.Name, pricing.Arch(f.Config.Architecture))
	if priced && f.CapacityARN == "" {
		each := float64(t.timeout) * float64(f.Config.MemoryMB) / 1024 * price.USD
		value := fmt.Sprintf("from %s (one run on each of those days) to %s (every error) in this window, at the list price of %s",
			usd(float64(cut.days)*each), usd(cut.errors*each), price.AsOf)
		finding.Evidence = append(finding.Evidence, counted("paid for nothing", value, float64(cut.days)*each, "USD"))
	}
	return Found(finding)
}
