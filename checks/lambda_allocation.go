package checks

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// allocation is how many environments a configuration held in the past.
type allocation struct {
	levels inventory.Series // by period, from the time on from which they are known
	since  time.Time
	moved  bool     // the level was not the same throughout
	says   Evidence // where it is known from
}

// average is the mean level, which is what is billed.
func (a allocation) average() float64 {
	return timeseries.Sum(a.levels) / math.Max(1, float64(timeseries.Count(a.levels)))
}

// covered is how long it is known for.
func (a allocation) covered() time.Duration {
	return time.Duration(len(a.levels.Values)) * a.levels.Period
}

// What a reconstruction must agree with, or fill.
const (
	sameLevel    = 0.1             // in use ÷ utilisation may differ from the level by this share, or by one environment
	agreement    = 0.95            // the share of the periods that must agree, or be known
	longestGuess = time.Hour       // between two periods at the same level
	sameChange   = 5 * time.Minute // the clocks of Lambda and of Application Auto Scaling
)

// allocation reconstructs what was allocated over the window. Nothing moves a configuration since its last change. Where
// Application Auto Scaling moves it, its activities say to what, if they agree with the use; otherwise in use ÷
// utilisation does, while it is busy. The series are the highest values by period.
func (c provisioned) allocation(p *Pass, inUse, use inventory.Series) (allocation, Verdict, bool) {
	if c.LastModified.IsZero() {
		return allocation{}, Unknown("AWS gives no date of its last change, so what was allocated before is not known"), false
	}
	window := time.Duration(p.Days(&windowDays)) * daily
	least := time.Duration(p.Days(&minimumDays)) * daily
	unchanged := p.TakenAt.Sub(c.LastModified)
	if unchanged >= window {
		return c.unmoved(inUse, p.TakenAt.Add(-window), days(window)), Verdict{}, true
	}
	s, gap, known := c.scaling(p)
	if !known {
		return allocation{}, Unread(gap), false
	}
	if !s.moves() && unchanged >= least {
		return c.unmoved(inUse, c.LastModified, days(unchanged)), Verdict{}, true
	}
	var a allocation
	if s.moves() {
		fact := Read(p, inventory.ActivitiesKey(c.resourceID()))
		activities, ok := fact.Get()
		if !ok {
			return allocation{}, Unread(fact.Why()), false
		}
		a, known = c.byActivities(activities, inUse, use)
	}
	if !s.moves() || !known {
		a, known = byUse(inUse, use)
	}
	switch {
	case !known && s.moves():
		return a, Unknown("its level is moved, and neither scaling activities nor its use tell what it was"), false
	case !known || a.covered() < least:
		return a, Unknown(fmt.Sprintf("changed less than %d days ago", p.Days(&minimumDays))), false
	}
	return a, Verdict{}, true
}

// unmoved is the present level since a time.
func (c provisioned) unmoved(shape inventory.Series, since time.Time, unchangedDays int) allocation {
	levels := timeseries.Since(shape, since)
	levels.Values = slices.Clone(levels.Values)
	for i := range levels.Values {
		levels.Values[i] = float32(c.level())
	}
	return allocation{levels: levels, since: since, says: setting("unchanged for", plural(unchangedDays, "day"))}
}

// byActivities follows the changes that Application Auto Scaling made. Changes by others are not in its list: the newest
// one must be the configuration's last change, and the use must agree with what it says.
func (c provisioned) byActivities(activities []inventory.ScalingActivity, inUse, use inventory.Series) (a allocation, known bool) {
	changes := slices.DeleteFunc(slices.Clone(activities), func(a inventory.ScalingActivity) bool {
		return a.Level == nil || a.Status != "Successful"
	})
	slices.SortStableFunc(changes, func(a, b inventory.ScalingActivity) int { return a.At.Compare(b.At) })
	if len(changes) == 0 {
		return a, false
	}
	newest := changes[len(changes)-1]
	if *newest.Level != c.level() || newest.At.Sub(c.LastModified).Abs() > sameChange {
		return a, false
	}
	a.levels = timeseries.Since(inUse, changes[0].At)
	a.since, a.levels.Values = a.levels.Start, slices.Clone(a.levels.Values)
	next := 0
	for i := range a.levels.Values {
		for next+1 < len(changes) && !changes[next+1].At.After(a.levels.Time(i)) {
			next++
			a.moved = true
		}
		a.levels.Values[i] = float32(*changes[next].Level)
	}
	a.says = setting("allocation from", fmt.Sprintf("%d scaling activities since %s", len(changes), date(changes[0].At)))
	seen, agree := 0, 0
	implied := impliedLevels(timeseries.Since(inUse, changes[0].At), timeseries.Since(use, changes[0].At))
	for i, level := range implied {
		if !math.IsNaN(level) {
			seen++
			if math.Abs(level-float64(a.levels.Values[i])) <= math.Max(1, sameLevel*level) {
				agree++
			}
		}
	}
	return a, float64(agree) >= agreement*float64(seen)
}

// impliedLevels is in use ÷ utilisation by period, NaN where either was not published.
func impliedLevels(inUse, use inventory.Series) []float64 {
	levels := make([]float64, len(inUse.Values))
	for i := range levels {
		levels[i] = math.NaN()
		if i < len(use.Values) && use.Values[i] > 0 && inUse.Values[i] > 0 {
			levels[i] = float64(inUse.Values[i]) / float64(use.Values[i])
		}
	}
	return levels
}

// byUse takes in use ÷ utilisation for the level, and fills short gaps between two periods of the same one. Nearly all of
// the window must be known then.
func byUse(inUse, use inventory.Series) (a allocation, known bool) {
	a.since = inUse.Start
	a.levels = inventory.Series{Start: inUse.Start, Period: inUse.Period, Values: slices.Clone(inUse.Values)}
	last := -1
	for i, level := range impliedLevels(inUse, use) {
		a.levels.Values[i] = float32(math.Round(level)) // NaN stays NaN
		if math.IsNaN(level) {
			continue
		}
		if last >= 0 {
			same := a.levels.Values[last] == a.levels.Values[i]
			a.moved = a.moved || !same
			for gap := last + 1; gap < i && same && time.Duration(i-last)*inUse.Period <= longestGuess; gap++ {
				a.levels.Values[gap] = a.levels.Values[i]
			}
		}
		last = i
	}
	share := float64(timeseries.Count(a.levels)) / math.Max(1, float64(len(a.levels.Values)))
	a.says = setting("allocation from", fmt.Sprintf("in use ÷ utilisation, for %s of the time", percent(100*share)))
	return a, share >= agreement
}
