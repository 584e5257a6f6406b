package checks

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/timeseries"
)

// demand is what a configuration held and what its traffic needed, by five minutes from the time on from which the
// allocation is known.
type demand struct {
	c            provisioned // with the place where its calls are counted
	scaling      scaling
	held         allocation
	peaks        inventory.Series // most environments in use; NaN where none was published
	calls        inventory.Series
	inUse, use   inventory.Series // as published
	needed       int              // the smallest flat level that keeps the target for spillover
	level        int              // the same with headroom, which is what is recommended
	neverUsed    bool
	spilloverCap float64 // the target
	headroom     float64 // the share of the level in use at peaks
}

// demand reads what sizing needs of a configuration. Where it cannot be sized the verdict says why.
func (c provisioned) demand(p *Pass) (d demand, v Verdict, ok bool) {
	moves, scalingGap, known := c.scaling(p)
	at, countedGap := c.counted(p, fiveMinutes)
	calls, callsGap := at.over(p, provisionedCalls, fiveMinutes)
	inUse, inUseGap := at.over(p, provisionedInUse, fiveMinutes)
	use, useGap := at.over(p, provisionedUse, fiveMinutes)
	for _, gap := range []inventory.Gap{countedGap, callsGap, inUseGap, useGap} {
		if gap.Reason != inventory.NotRequested {
			return d, Unread(gap), false
		}
	}
	if !known {
		return d, Unread(scalingGap), false
	}
	held, v, ok := c.allocation(p, inUse, use)
	if !ok {
		return d, v, false
	}
	since := held.levels.Start
	d = demand{
		c: at, scaling: moves, held: held, spilloverCap: p.Limit(&spilloverTarget), headroom: p.Limit(&targetUse),
		inUse: timeseries.Since(inUse, since), use: timeseries.Since(use, since),
	}
	calls = timeseries.Since(calls, since)
	peaks, seen := concurrencyPeaks(d.inUse, d.use, held.levels)
	if !seen && timeseries.Sum(calls) > 0 {
		return d, Unknown("it was used, but how many environments at once was not published"), false
	}
	d.peaks, d.calls, d.neverUsed = peaks, provisionedCalls.filled(calls), !seen
	d.needed = placement.FlatLevel(d.peaks, d.calls, d.spilloverCap)
	d.level = placement.WithHeadroom(d.needed, d.headroom)
	return d, Verdict{}, true
}

// unchanged is how long the level is known, at most the window.
func (d demand) unchanged(p *Pass) time.Duration {
	return min(p.TakenAt.Sub(d.held.since), time.Duration(p.Days(&windowDays))*daily)
}

// schedule is the cheapest one that never exceeds a level and holds least_scheduled less than it on average.
func (d demand) schedule(p *Pass, high int) (s placement.Schedule, ok bool) {
	s, ok = placement.FitSchedule(d.peaks, d.calls, high, d.spilloverCap, d.headroom)
	return s, ok && float64(high)-s.Average() >= p.Limit(&leastScheduled)*float64(high)
}

// concurrencyPeaks is the highest number of provisioned environments in use in each period, and whether any was
// published. Utilisation times the level stands in where the count itself was not published.
func concurrencyPeaks(inUse, use, levels inventory.Series) (peaks inventory.Series, seen bool) {
	peaks = inventory.Series{Start: inUse.Start, Period: inUse.Period, Values: slices.Clone(inUse.Values)}
	for i := range min(len(peaks.Values), len(use.Values), len(levels.Values)) {
		byUse := use.Values[i] * levels.Values[i]
		if !math.IsNaN(float64(byUse)) && !(peaks.Values[i] >= byUse) { // NaN included: the count is missing
			peaks.Values[i] = byUse
		}
	}
	return peaks, timeseries.Count(peaks) > 0
}

// inUseEvidence shows the most environments in use against the level.
func (d demand) inUseEvidence() Evidence {
	peak, _ := timeseries.Max(d.peaks)
	return provisionedInUse.evidence("most environments in use", fmt.Sprintf("%.0f", peak), peak, "environments", d.peaks, "Maximum by 5 minutes").
		against(float64(d.c.level()))
}
