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

// demand is what a configuration held and what its traffic used, by five minutes from the time on from which the
// allocation is known.
type demand struct {
	c          provisioned // with the place where its calls are counted
	scaling    scaling
	held       allocation
	peaks      inventory.Series // most environments in use; NaN where none was published
	calls      inventory.Series
	inUse, use inventory.Series // as published
	neverUsed  bool
}

// demand reads what sizing needs of a configuration. Where that is not known the verdict says why.
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
		c: at, scaling: moves, held: held, inUse: timeseries.Since(inUse, since), use: timeseries.Since(use, since),
	}
	calls = timeseries.Since(calls, since)
	peaks, seen := concurrencyPeaks(d.inUse, d.use, held.levels)
	if !seen && timeseries.Sum(calls) > 0 {
		return d, Unknown("it was used, but how many environments at once was not published"), false
	}
	d.peaks, d.calls, d.neverUsed = peaks, provisionedCalls.filled(calls), !seen
	return d, Verdict{}, true
}

// unchanged is how long the level is known, at most the window.
func (d demand) unchanged(p *Pass) time.Duration {
	return min(p.TakenAt.Sub(d.held.since), time.Duration(p.Days(&windowDays))*daily)
}

// sized is what a load needs: a flat level and, where one fits, a schedule.
type sized struct {
	placement.Sizing
	asItWas int     // the flat level that would have been enough, without care for chance
	target  float64 // the share of the calls that may spill over
}

// size finds what a load needs, as docs/provisioned-sizing.md has it. A schedule is chosen when it saves least_scheduled.
func (p *Pass) size(peaks, calls inventory.Series) sized {
	s := sized{target: p.Limit(&spilloverTarget)}
	s.Sizing = placement.Size(placement.Load{Peaks: peaks, Calls: calls},
		placement.Options{Target: s.target, LeastGain: p.Limit(&leastScheduled)})
	s.asItWas = placement.FlatLevel(s.Load.Peaks, s.Load.Calls, s.target)
	return s
}

// needs is the chosen plan in words: "14", "20 on weekdays 08-17, else 2 (UTC), 6.8 on average,".
func (s sized) needs() string {
	if s.Chosen.Kind == placement.Scheduled {
		return fmt.Sprintf("%s (UTC), %.1f on average,", s.Chosen, s.Chosen.Average)
	}
	return fmt.Sprint(s.Flat.Level)
}

// evidence shows the flat level for the time as it was, and with care for chance.
func (s sized) evidence() Evidence {
	covered := time.Duration(len(s.Load.Peaks.Values)) * s.Load.Peaks.Period
	return setting("flat level needed", fmt.Sprintf("%d for the last %s as they were, %d with care for chance, for at most %s of the calls to spill over",
		s.asItWas, plural(days(covered), "day"), s.Flat.Level, percent(100*s.target)))
}

// scheduleEvidence shows the schedule that fits.
func (s sized) scheduleEvidence() Evidence {
	return setting("schedule", fmt.Sprintf("%s (UTC): %.1f on average", s.Scheduled, s.Scheduled.Average))
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
