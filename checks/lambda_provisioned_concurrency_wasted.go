package checks

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/timeseries"
)

var spilloverTarget = Threshold{
	Name: "spillover_target", Default: 0.01, Unit: "share of invocations",
	Doc:    "The share of invocations that may find no provisioned environment at the recommended level.",
	Source: "our choice, 2026-11: one call in a hundred may meet a cold start, AWS's own figure for functions without it",
}

var targetUse = Threshold{
	Name: "target_use", Default: 0.7, Unit: "share of the level",
	Doc:    "The recommended level leaves this much of itself in use at its peaks, the rest is headroom.",
	Source: "AWS recommends target tracking at 70% of ProvisionedConcurrencyUtilization (AWS agent toolkit, 2026-08)",
}

var leastScheduled = Threshold{
	Name: "least_scheduled", Default: 0.2, Unit: "share of the level",
	Doc:    "A schedule is recommended when it holds on average this much less than the level.",
	Source: "our choice, 2026-11: a schedule is one more thing that can break, so it must be worth it",
}

var leastSaving = Threshold{
	Name: "least_saving", Default: 1, Unit: "USD a month",
	Doc:    "Savings below this are not reported.",
	Source: "our choice, 2026-11",
}

var lambdaProvisionedConcurrencyWasted = Check{
	ID:         "lambda-provisioned-concurrency-wasted",
	Title:      "More provisioned concurrency than its traffic needs",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       provisionedDatasets,
	Thresholds: []*Threshold{&windowDays, &minimumDays, &spilloverTarget, &targetUse, &leastScheduled, &leastSaving},
	Judge:      eachProvisioned(judgeProvisionedWasted),
}

func judgeProvisionedWasted(p *Pass, c provisioned) Verdict {
	c, countedGap := c.counted(p, fiveMinutes)
	calls, callsGap := c.over(p, provisionedCalls, fiveMinutes)
	inUse, inUseGap := c.over(p, provisionedInUse, fiveMinutes)
	use, useGap := c.over(p, provisionedUse, fiveMinutes)
	for _, gap := range []inventory.Gap{countedGap, callsGap, inUseGap, useGap} {
		if gap.Reason != inventory.NotRequested {
			return Unread(gap)
		}
	}
	if c.LastModified.IsZero() {
		return Unknown("AWS gives no date of its last change, so what was allocated before is not known")
	}
	// The allocation is known to be what it is now since its last change, and only since then.
	unchanged := min(p.TakenAt.Sub(c.LastModified), time.Duration(p.Days(&windowDays))*daily)
	if unchanged < time.Duration(p.Days(&minimumDays))*daily {
		return Unknown(fmt.Sprintf("changed less than %d days ago", p.Days(&minimumDays)))
	}
	since := p.TakenAt.Add(-unchanged)
	calls, inUse, use = timeseries.Since(calls, since), timeseries.Since(inUse, since), timeseries.Since(use, since)
	peaks, seen := concurrencyPeaks(inUse, use, c.level())
	total := timeseries.Sum(calls)
	if !seen && total > 0 {
		return Unknown("it was used, but how many environments at once was not published")
	}
	calls = provisionedCalls.filled(calls)
	needed := placement.FlatLevel(peaks, calls, p.Limit(&spilloverTarget))
	level := min(placement.WithHeadroom(needed, p.Limit(&targetUse)), c.level())
	if level == 0 { // never used: then two weeks must have passed, as for any verdict of disuse
		if v, young := p.tooYoung(unchanged); young {
			return v
		}
	}
	var f Finding
	if level < c.level() {
		f = c.save(p, wastedFinding(p, c, needed, level, unchanged, peaks), float64(c.level()-level))
	} else {
		schedule, ok := placement.FitSchedule(peaks, calls, c.level(), p.Limit(&spilloverTarget), p.Limit(&targetUse))
		released := float64(c.level()) - schedule.Average()
		if !ok || released < p.Limit(&leastScheduled)*float64(c.level()) {
			return Clean(fmt.Sprintf("%d of %d environments are needed with headroom", level, c.level()))
		}
		f = c.save(p, scheduledFinding(c, schedule, peaks), released)
	}
	if f.Savings != nil && f.Savings.HighUSD < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	return Found(f)
}

// concurrencyPeaks is the highest number of provisioned environments in use in each period, and whether any was
// published. Utilisation times the level stands in where the count itself was not published.
func concurrencyPeaks(inUse, use inventory.Series, level int) (peaks inventory.Series, seen bool) {
	peaks = inventory.Series{Start: inUse.Start, Period: inUse.Period, Values: slices.Clone(inUse.Values)}
	for i := range min(len(peaks.Values), len(use.Values)) {
		byUse := use.Values[i] * float32(level)
		if !math.IsNaN(float64(byUse)) && !(peaks.Values[i] >= byUse) { // NaN included: the count is missing
			peaks.Values[i] = byUse
		}
	}
	return peaks, timeseries.Count(peaks) > 0
}

// inUseEvidence shows the most environments in use against the level.
func (c provisioned) inUseEvidence(peaks inventory.Series) Evidence {
	peak, _ := timeseries.Max(peaks)
	return provisionedInUse.evidence("most environments in use", fmt.Sprintf("%.0f", peak), peak, "environments", peaks, "Maximum by 5 minutes").
		against(float64(c.level()))
}

func scheduledFinding(c provisioned, s placement.Schedule, peaks inventory.Series) Finding {
	name := inventory.Qualified(c.fn.Name, c.Qualifier)
	var steps []string
	for _, action := range s.Actions() {
		steps = append(steps, fmt.Sprintf("%s %d", action.Cron, action.Min))
	}
	actions := strings.Join(steps, ", ")
	return Finding{
		Confidence: Measured,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency around the clock; its traffic needs, by hours of UTC, %s.",
			name, plural(c.level(), "environment"), s),
		Evidence: []Evidence{
			c.inUseEvidence(peaks), setting("allocated", fmt.Sprint(c.level())),
			setting("schedule", fmt.Sprintf("%s (UTC): %.1f on average", s, s.Average())),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Register the alias with Application Auto Scaling and add scheduled actions: %s (UTC).", s),
			Edits: []Property{
				{"cloudformation", "AWS::ApplicationAutoScaling::ScalableTarget ScheduledActions", actions},
				{"terraform", "aws_appautoscaling_scheduled_action", actions},
			},
		},
	}
}

func wastedFinding(p *Pass, c provisioned, needed, level int, unchanged time.Duration, peaks inventory.Series) Finding {
	name := inventory.Qualified(c.fn.Name, c.Qualifier)
	f := Finding{
		Confidence: Measured,
		Evidence: []Evidence{
			c.inUseEvidence(peaks),
			setting("allocated", fmt.Sprint(c.level())),
			setting("unchanged for", plural(days(unchanged), "day")),
			setting("needed", fmt.Sprintf("%d, for at most %s of the calls to spill over", needed, percent(100*p.Limit(&spilloverTarget)))),
		},
	}
	if level == 0 {
		f.Message = fmt.Sprintf("%s holds %s of provisioned concurrency and used none of them in %s.",
			name, plural(c.level(), "environment"), plural(days(unchanged), "day"))
		f.Fix = c.remove(p, "Remove it: nothing used it.")
		return f
	}
	f.Message = fmt.Sprintf("%s holds %s of provisioned concurrency; its traffic needs %d, which is %d with headroom.",
		name, plural(c.level(), "environment"), needed, level)
	f.Fix = Fix{
		Summary: fmt.Sprintf("Allocate %d instead of %d.", level, c.level()),
		CLI: p.awsCLI("lambda", "put-provisioned-concurrency-config", "--function-name", c.fn.Name,
			"--qualifier", c.Qualifier, "--provisioned-concurrent-executions", fmt.Sprint(level)),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Alias ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", fmt.Sprint(level)},
			{"terraform", "aws_lambda_provisioned_concurrency_config provisioned_concurrent_executions", fmt.Sprint(level)},
		},
	}
	return f
}
