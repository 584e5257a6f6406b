package checks

import (
	"fmt"
	"math"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// How often a function's calls fail or are refused, by day.

var severeShare = Threshold{
	Name: "severe_share", Default: 0.1, Unit: "share of the calls",
	Doc:    "From this share of a day's calls on, on repeated_days days, a finding is high severity.",
	Source: "our choice, 2026-11: one call in ten is an outage to whoever makes it",
}

var leastDaily = Threshold{
	Name: "least_daily", Default: 10, Unit: "calls a day",
	Doc:    "A day with fewer calls says nothing about a share.",
	Source: "our choice, 2026-11: below ten calls a single failure is more than the 10% that count as severe",
}

// outcomes are a function's calls by day, and those of them that went wrong.
type outcomes struct {
	calls, bad         inventory.Series
	total, badTotal    float64
	callsDaily, badDay []float64 // by day, without a gap
}

func outcomesOf(calls, bad inventory.Series) outcomes {
	o := outcomes{calls: calls, bad: bad, total: timeseries.Sum(calls), badTotal: timeseries.Sum(bad)}
	filledCalls, filledBad := timeseries.ZeroFilled(calls), timeseries.ZeroFilled(bad)
	for i := range min(len(filledCalls.Values), len(filledBad.Values)) {
		o.callsDaily = append(o.callsDaily, float64(filledCalls.Values[i]))
		o.badDay = append(o.badDay, float64(filledBad.Values[i]))
	}
	return o
}

// days is on how many days something holds of the calls and of those that went wrong.
func (o outcomes) days(holds func(calls, bad float64) bool) int {
	n := 0
	for i := range o.badDay {
		if holds(o.callsDaily[i], o.badDay[i]) {
			n++
		}
	}
	return n
}

// daysFrom is on how many days at least a share of the calls went wrong. Days with too few calls do not count.
func (o outcomes) daysFrom(p *Pass, share float64) int {
	return o.days(func(calls, bad float64) bool { return calls >= p.Limit(&leastDaily) && bad >= share*calls })
}

// worst is the largest share of a day with enough calls.
func (o outcomes) worst(p *Pass) float64 {
	worst := 0.0
	for i := range o.badDay {
		if o.callsDaily[i] >= p.Limit(&leastDaily) {
			worst = max(worst, o.badDay[i]/o.callsDaily[i])
		}
	}
	return worst
}

// share is that of the whole window; 0 without a call.
func (o outcomes) share() float64 { return o.badTotal / math.Max(o.total, 1) }

// noneHere tells whether the region-wide sum of a metric was published and zero throughout, so that no function of the
// region has any: one series for all of them. While it is being collected the verdict is Unknown; one that cannot be read
// saves nothing, and the functions' own series decide.
func (m metric) noneHere(p *Pass) (none bool, wait Verdict, waiting bool) {
	fact := m.over(p, p.Days(&windowDays), daily, inventory.Dims())
	series, ok := fact.Get()
	if !ok {
		gap := fact.Why()
		return false, Unread(gap), gap.Reason == inventory.NotCollected
	}
	return timeseries.Count(series) > 0 && timeseries.Sum(series) == 0, Verdict{}, false
}

// readOutcomes reads a function's invocations and those that went wrong. It settles the verdict of a function that has
// no bad ones, or whose metrics are not here.
func (p *Pass) readOutcomes(f *inventory.Function, bad metric) (runs, went inventory.Series, v Verdict, settled bool) {
	if f.MasterARN != "" {
		return runs, went, NotApplicable("a Lambda@Edge replica"), true
	}
	edge := p.edgeEligible(f)
	if !edge {
		none, wait, waiting := bad.noneHere(p)
		switch {
		case waiting:
			return runs, went, wait, true
		case none:
			return runs, went, Clean("the region counts no " + strings.ToLower(bad.name)), true
		}
	}
	runs, went, gap, known := overBoth(p, invocations, bad, p.Days(&windowDays), daily, functionDims(f))
	switch {
	case !known:
		return runs, went, Unread(gap), true
	case timeseries.Sum(went) > 0:
		return runs, went, Verdict{}, false
	case edge && timeseries.Sum(runs) == 0:
		return runs, went, Unknown("it did not run here, and Lambda@Edge would count it in the viewers' regions"), true
	}
	return runs, went, Clean(fmt.Sprintf("no %s in %s", strings.ToLower(bad.name), plural(p.Days(&windowDays), "day"))), true
}
