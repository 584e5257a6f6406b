package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/timeseries"
)

var muchSpillover = Threshold{
	Name: "much_spillover", Default: 0.1, Unit: "share of invocations",
	Doc:    "From this share of all calls on, the severity is high.",
	Source: "our choice, 2026-11: one caller in ten does not get what is paid for",
}

// What spillsOver reads.
var spilloverDatasets = slices.Concat(backgroundDatasets, []inventory.Dataset{inventory.ScalingSettings})

var lambdaProvisionedConcurrencySpillover = Check{
	ID:       "lambda-provisioned-concurrency-spillover",
	Title:    "Provisioned concurrency that is too small at its peaks",
	Category: Latency,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     spilloverDatasets,
	Thresholds: []*Threshold{
		&spilloverShare, &repeatedDays, &leastTraffic, &muchSpillover, &spilloverTarget, &backgroundShare, &windowDays, &minimumDays,
	},
	Judge: eachProvisioned(judgeProvisionedSpillover),
}

func judgeProvisionedSpillover(p *Pass, c provisioned) Verdict {
	s, gap, known := c.scaling(p)
	if !known {
		return Unread(gap)
	}
	over, confidence, v, ok := c.spillsOver(p, s)
	if !ok {
		return v
	}
	f := Finding{
		Severity: over.severity(p), Confidence: confidence,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency, and %s of its calls found none free, on %s more than %s.",
			inventory.Qualified(c.fn.Name, c.Qualifier), plural(c.level(), "environment"), percent(100*over.share()),
			plural(over.days, "day"), percent(100*p.Limit(&spilloverShare))),
		Evidence: []Evidence{over.evidence, setting("allocated", fmt.Sprint(c.level()))},
		Fix:      Fix{Summary: "Raise the level of its busy hours. Calls that spill over run on demand, and some of them start cold."},
	}
	return c.enlarge(p, s, f)
}

// severity rises with the share of callers concerned.
func (s spilled) severity(p *Pass) Severity {
	if s.share() >= p.Limit(&muchSpillover) {
		return High
	}
	return Medium
}

// enlarge adds the level that would do, and what it costs: from the concurrency of everything that ran, which does not
// end at the level as what is in use of it does.
func (c provisioned) enlarge(p *Pass, s scaling, f Finding) Verdict {
	at, gap := c.counted(p, daily)
	peaks, peaksGap := at.over(p, concurrency, fiveMinutes)
	calls, callsGap := at.over(p, provisionedCalls, fiveMinutes)
	over, overGap := at.over(p, spilledOver, fiveMinutes)
	for _, g := range []inventory.Gap{gap, peaksGap, callsGap, overGap} {
		if g.Reason != inventory.NotRequested {
			return Unread(g)
		}
	}
	since := c.spilloverSince(p, s)
	peaks, calls = timeseries.Since(peaks, since), timeseries.Since(addPublished(calls, over), since)
	load := placement.Load{Peaks: peaks, Calls: provisionedCalls.filled(calls)}
	level := placement.SafeLevel(load, p.Limit(&spilloverTarget))
	if level <= c.level() {
		return Found(f) // the concurrency was not published, or peaks are shorter than what it shows
	}
	most, _ := timeseries.Max(peaks)
	f.Evidence = append(f.Evidence, concurrency.evidence("most that ran at once", fmt.Sprintf("%.0f", most), most, "environments", peaks, "Maximum by 5 minutes"))
	if cost, price, ok := c.monthly(p, float64(level-c.level())); ok {
		f.Evidence = append(f.Evidence, setting("the difference costs", fmt.Sprintf("%s a month, if held at all times (list price of %s)", usd(cost), price.AsOf)))
	}
	f.Fix.Summary = fmt.Sprintf("Its peaks need %d: raise the level of its busy hours. Calls that spill over run on demand, and some of them start cold.", level)
	if s.moves() {
		return Found(f)
	}
	f.Fix = demand{c: c, scaling: s}.levelFix(p, level, fmt.Sprintf("Allocate %d instead of %d, or as much in its busy hours only. Calls that spill over run on demand, and some of them start cold.", level, c.level()))
	return Found(f)
}
