package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// The longest timeout that Lambda allows a function outside Managed Instances, in seconds (AWS, "Lambda quotas", 2026-11).
const longestTimeout = 900

var usedShare = Threshold{
	Name: "used_share", Default: 0.5, Unit: "share of the timeout",
	Doc:    "A function whose longest run uses less than this share of the 15 minutes does not need them.",
	Source: "our choice, 2026-11: twice the longest run ever seen is room enough",
}

var leastRuns = Threshold{
	Name: "least_runs", Default: 3, Unit: "invocations",
	Doc:    "The fewest runs that say something about how long a function takes.",
	Source: "our choice, 2026-11: a nightly batch is judged, a single test is not",
}

var lambdaTimeoutMaximum = Check{
	ID:         "lambda-timeout-maximum",
	Title:      "Timeout of 15 minutes that no run comes near",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.LambdaSettings, inventory.LambdaReserved},
	Thresholds: []*Threshold{&usedShare, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeTimeoutMaximum),
}

func judgeTimeoutMaximum(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("Lambda Managed Instances allow longer timeouts")
	}
	if f.Config.TimeoutSec < longestTimeout {
		return Clean(fmt.Sprintf("its timeout is %d s", f.Config.TimeoutSec))
	}
	runs, longest, v, ok := p.runLengths(f)
	most, _ := timeseries.Max(longest)
	most /= 1000
	limit := p.Limit(&usedShare) * longestTimeout
	switch {
	case most >= limit: // one such run is proof enough
		return Clean(fmt.Sprintf("its longest run took %s", seconds(most)))
	case !ok:
		return v
	}
	suggested := suggestTimeout(most, longestTimeout)
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s may run for 15 minutes, but its longest run took %s. A call that hangs is billed for the whole 15 minutes.",
			f.Name, seconds(most)),
		Evidence: []Evidence{
			longestDuration.evidence("longest run", seconds(most), most, "seconds", longest, "Maximum by day").against(limit),
			invocations.evidence("runs", fmt.Sprintf("%.0f", timeseries.Sum(runs)), timeseries.Sum(runs), "invocations", runs, "Sum by day"),
			setting("timeout", fmt.Sprintf("%d s", f.Config.TimeoutSec)),
		},
		Fix: p.setTimeout(f, suggested, fmt.Sprintf("Set the timeout to %d s, and a shorter one on every client the function calls.", suggested)),
	}
	finding.Evidence = append(finding.Evidence, p.blastRadius(f, longestTimeout)...)
	return Found(finding)
}

// runLengths reads how often a function ran and its longest run of each day, in milliseconds. Without enough of both
// there is nothing to hold a timeout against; then the verdict says so.
func (p *Pass) runLengths(f *inventory.Function) (runs, longest inventory.Series, v Verdict, ok bool) {
	runs, longest, gap, ok := overBoth(p, invocations, longestDuration, p.Days(&windowDays), daily, functionDims(f))
	if !ok {
		return runs, longest, Unread(gap), false
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs, longest)); young {
		return runs, longest, v, false
	}
	least, repeated := p.Limit(&leastRuns), p.Days(&repeatedDays)
	if timeseries.Sum(runs) < least || timeseries.DaysObserved(longest) < repeated {
		return runs, longest, Unknown(fmt.Sprintf("fewer than %.0f runs on %d days", least, repeated)), false
	}
	return runs, longest, Verdict{}, true
}

// suggestTimeout is twice the longest run, rounded up to something a person would write. Where that is not below the most
// that the timeout may be, it is halfway between the longest run and that, both in seconds.
func suggestTimeout(longestRun float64, most int) int {
	for _, s := range []int{3, 5, 10, 15, 30, 60, 90, 120, 180, 240, 300, 450, 600} {
		if float64(s) >= 2*longestRun && s < most {
			return s
		}
	}
	return int(longestRun+float64(most)) / 2
}

// blastRadius is what it costs when every environment seen at the peak hangs until the timeout, in seconds, and how many
// there may be. The verdict does not hang on it: what cannot be read of it is left out.
func (p *Pass) blastRadius(f *inventory.Function, timeout int) []Evidence {
	var evidence []Evidence
	peaks, _ := concurrency.over(p, p.Days(&windowDays), daily, functionDims(f)).Get()
	price, priced := p.Prices.LambdaDuration(p.Region.Name, pricing.Arch(f.Config.Architecture))
	if peak, seen := timeseries.Max(peaks); seen && priced {
		cost := peak * float64(timeout) * float64(f.Config.MemoryMB) / 1024 * price.USD
		value := fmt.Sprintf("%s for %s of a hanging dependency at the observed peak of %.0f at once (list price of %s)", usd(cost), minutes(timeout), peak, price.AsOf)
		evidence = append(evidence, concurrency.evidence("at risk", value, cost, "USD", peaks, "Maximum by day"))
	}
	if limit, words, known := p.concurrencyLimit(f); known {
		evidence = append(evidence, setting("most that may run at once", fmt.Sprintf("%d, %s", limit, words)))
	}
	return evidence
}

// concurrencyLimit is how many environments of a function may run at once. Reserved concurrency is only asked for where
// the account's settings say that some function has any.
func (p *Pass) concurrencyLimit(f *inventory.Function) (limit int, words string, known bool) {
	settings, ok := Read(p, inventory.SettingsKey()).Get()
	if !ok {
		return 0, "", false
	}
	if settings.Unreserved < settings.ConcurrentExecutions {
		reserved, ok := Read(p, inventory.ReservedKey(f.Name)).Get()
		if !ok {
			return 0, "", false
		}
		if reserved.Set {
			return reserved.Executions, "its reserved concurrency", true
		}
	}
	return settings.Unreserved, "the account's unreserved concurrency", true
}
