package checks

import (
	"fmt"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var pingMinutes = Threshold{
	Name: "ping_minutes", Default: 15, Unit: "minutes",
	Doc:    "A schedule that runs at least so often, around the clock, may be there to keep an environment warm.",
	Source: "warm-up plugins ping every 5 minutes by default, and users report that every 15 is enough (serverless-plugin-warmup; Zappa issue 171; read 2026-11)",
}

var pingDuration = Threshold{
	Name: "ping_ms", Default: 25, Unit: "milliseconds",
	Doc:    "Runs that take longer than this do work.",
	Source: "our choice, 2026-11: a handler that returns at once takes a few milliseconds, with middleware and tracing some more",
}

var workFactor = Threshold{
	Name: "work_factor", Default: 2, Unit: "times a scheduled run",
	Doc:    "Where other runs take less than this many times as long, scheduled ones may do the same work.",
	Source: "our choice, 2026-11",
}

// Of a function with more schedules than this none is asked for its expression: that is a call for each.
const mostSchedules = 10

var lambdaKeepWarmPing = Check{
	ID:       "lambda-keep-warm-ping",
	Title:    "Scheduled pings that keep one environment warm",
	Category: Latency,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.EventRules, inventory.EventTargets, inventory.Schedules, inventory.ScheduleExpressions, inventory.MetricSeries,
	},
	Thresholds: []*Threshold{&pingMinutes, &pingDuration, &workFactor, &leastTraffic, &repeatedDays, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeKeepWarmPing),
}

func judgeKeepWarmPing(p *Pass, f *inventory.Function) Verdict {
	if v, elsewhere := startsElsewhere(f); elsewhere {
		return v
	}
	s, gap := p.rulesPinging(f)
	listed := Read(p, inventory.SchedulesKey())
	all, ok := listed.Get()
	switch {
	case gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case !ok:
		return Unread(listed.Why())
	}
	var own []inventory.Schedule
	for _, schedule := range all {
		if schedule.Function == f.Name && schedule.Enabled {
			own = append(own, schedule)
		}
	}
	const none = "no schedule calls it so often, around the clock"
	if len(s.names) == 0 && len(own) == 0 {
		return Clean(none)
	}
	fact := invocations.over(p, p.Days(&windowDays), daily, functionDims(f))
	runs, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if most, _ := timeseries.Max(runs); most < 24*60/p.Limit(&pingMinutes) {
		return Clean(none)
	}
	if len(own) > mostSchedules {
		return Unknown(fmt.Sprintf("more than %d schedules call it", mostSchedules))
	}
	if gap := p.schedulesPinging(own, &s); gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	if len(s.names) == 0 {
		return Clean(none)
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	return p.judgePings(f, s)
}

// judgePings holds the hours in which only the schedule calls against those with other callers.
func (p *Pass) judgePings(f *inventory.Function, s pings) Verdict {
	runs, medians, gap, known := overBoth(p, invocations, medianDuration, p.Days(&windowDays), hourly, functionDims(f))
	if !known {
		return Unread(gap)
	}
	h := p.hoursOf(invocations.filled(runs), medians, s.perHour)
	ping, _ := timeseries.Quantile(h.quietMedians, 0.9)
	other, _ := timeseries.Quantile(h.busyMedians, 0.9)
	switch {
	case h.below*20 > h.all:
		return Unknown(fmt.Sprintf("the schedule makes %.0f invocations an hour, and %d of %d hours had fewer: it may be new", s.perHour, h.below, h.all))
	case h.others < p.Limit(&leastTraffic) || timeseries.DaysObserved(h.busyMedians) < p.Days(&repeatedDays):
		return Clean("hardly anything but the schedule calls it")
	case h.quiet < 24:
		return Unknown("other callers come in nearly every hour: how long the scheduled runs take cannot be told")
	case ping > p.Limit(&pingDuration):
		return Clean(fmt.Sprintf("the scheduled runs take %.0f ms: they do work", ping))
	case other < p.Limit(&workFactor)*ping:
		return Unknown(fmt.Sprintf("its other runs are as short as the scheduled ones (%.0f and %.0f ms)", other, ping))
	}
	return p.pingFinding(f, s, h, ping, other, medians)
}

func (p *Pass) pingFinding(f *inventory.Function, s pings, h hours, ping, other float64, medians inventory.Series) Verdict {
	every := fmt.Sprintf("every %s", strings.TrimPrefix(plural(int(60/s.perHour+0.5), "minute"), "1 "))
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s is called %s by %s, in %d of %d hours by nothing else, and those runs take %.0f ms at the median: pings, which keep one environment warm at best.",
			f.Name, every, strings.Join(s.names, " and "), h.quiet, h.all, ping),
		Evidence: []Evidence{
			setting("schedule", fmt.Sprintf("%s, %.0f times an hour", strings.Join(s.names, " and "), s.perHour)),
			medianDuration.evidence("scheduled runs", fmt.Sprintf("%.0f ms in 90%% of the hours without other callers", ping), ping, "milliseconds", medians, "p50 by hour").against(p.Limit(&pingDuration)),
			counted("other runs", fmt.Sprintf("%.0f invocations, %.0f ms", h.others, other), other, "milliseconds"),
		},
	}
	if s.constant {
		finding.Evidence = append(finding.Evidence, setting("event", "a constant"))
	}
	if cost, known := p.pingCost(f, s.perHour, ping); known {
		finding.Evidence = append(finding.Evidence, counted("cost of the pings", usd(cost)+" a month", cost, "USD"))
	}
	finding.Fix = p.coldStartFix(f)
	finding.Fix.Summary = "Drop the pings: callers who come at once start cold all the same, and so does whoever comes when Lambda replaces the environment. Where cold starts matter: " + finding.Fix.Summary
	return Found(finding)
}

// pingCost is what the pings cost a month at list price.
func (p *Pass) pingCost(f *inventory.Function, perHour, ms float64) (usdPerMonth float64, known bool) {
	request, known1 := p.Prices.LambdaRequest(p.Region.Name)
	duration, known2 := p.Prices.LambdaDuration(p.Region.Name, pricing.Arch(f.Config.Architecture))
	each := request.USD + ms/float64(time.Second/time.Millisecond)*float64(f.Config.MemoryMB)/1024*duration.USD
	return perHour * pricing.HoursPerMonth * each, known1 && known2
}
