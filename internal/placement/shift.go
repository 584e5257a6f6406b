package placement

import (
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// leastAfterShift is how many days a new level must have lasted before what came earlier is forgotten; at least two of
// them weekdays, so that a weekend with a holiday beside it is not taken for one.
const leastAfterShift, leastWeekdays = 3, 2

// Load is what is known of the use of a function: the most environments in use in each period, and the invocations in it.
// Both series start together and have the same period.
type Load struct{ Peaks, Calls inventory.Series }

// Part is the load of the periods from one index to another.
func (l Load) Part(from, to int) Load { return Load{part(l.Peaks, from, to), part(l.Calls, from, to)} }

// sinceShift is the load since its level last changed for good: the shortest latest part, in days counted back from the
// end, each of whose days needs more, or each of which needs less, than every day before. Without such a change, or
// with fewer than three days on either side of it, it is the whole load.
func (l Load) sinceShift(target float64) Load {
	if l.Peaks.Period <= 0 || l.Peaks.Period > 24*time.Hour {
		return l // no load, or none with days
	}
	perDay := int(24 * time.Hour / l.Peaks.Period)
	periods := len(l.Peaks.Values)
	days := periods / perDay
	start := func(day int) int { return periods - (days-day)*perDay }
	need := make([]int, days)
	for day := range need {
		one := l.Part(start(day), start(day+1))
		need[day] = FlatLevel(one.Peaks, one.Calls, target)
	}
	for from := days - leastAfterShift; from >= leastAfterShift; from-- {
		if apart(need[:from], need[from:]) && weekdays(l.Peaks, start(from), periods, perDay) >= leastWeekdays {
			return l.Part(start(from), periods)
		}
	}
	return l
}

// apart says whether all of one are below all of the other.
func apart(earlier, later []int) bool {
	lowE, highE := extremes(earlier)
	lowL, highL := extremes(later)
	return highE < lowL || highL < lowE
}

func extremes(levels []int) (low, high int) {
	low, high = levels[0], levels[0]
	for _, level := range levels {
		low, high = min(low, level), max(high, level)
	}
	return low, high
}

// weekdays counts the days from one index to another whose middle is not on a weekend.
func weekdays(s inventory.Series, from, to, perDay int) int {
	n := 0
	for i := from; i < to; i += perDay {
		if kind, _ := timeseries.Slot(s.Time(i + perDay/2)); kind == 0 {
			n++
		}
	}
	return n
}
