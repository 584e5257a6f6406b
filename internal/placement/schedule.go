package placement

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// Schedule is a level of provisioned environments for each hour of weekdays (0) and of weekend days (1); hours are UTC.
type Schedule struct{ Levels [2][24]int }

// LevelAt is the level in force at a time.
func (s Schedule) LevelAt(t time.Time) int {
	kind, hour := timeseries.Slot(t)
	return s.Levels[kind][hour]
}

// Average is the mean level over a week, which is what is billed.
func (s Schedule) Average() float64 {
	sum := 0
	for kind, day := range s.Levels {
		for _, level := range day {
			sum += level * daysOf[kind]
		}
	}
	return float64(sum) / (7 * 24)
}

// daysOf is how many days of a week are weekdays and weekend days.
var daysOf = [2]int{5, 2}

// distinct gives the levels, the highest first.
func (s Schedule) distinct() []int {
	levels := slices.Concat(s.Levels[0][:], s.Levels[1][:])
	slices.Sort(levels)
	levels = slices.Compact(levels)
	slices.Reverse(levels)
	return levels
}

// String says when each level holds: "20 on weekdays 08-17, else 2".
func (s Schedule) String() string {
	levels := s.distinct()
	lowest := len(levels) - 1
	var parts []string
	for _, level := range levels[:lowest] {
		parts = append(parts, fmt.Sprintf("%d %s", level, s.hoursAt(level)))
	}
	if len(parts) == 0 {
		return fmt.Sprintf("%d at all times", levels[lowest])
	}
	return fmt.Sprintf("%s, else %d", strings.Join(parts, ", "), levels[lowest])
}

// hoursAt says which hours of the week have a level: "on weekdays 08-12 and 14-18", "every day 08-18".
func (s Schedule) hoursAt(level int) string {
	weekdays, weekends := runsAt(s.Levels[0], level), runsAt(s.Levels[1], level)
	switch {
	case weekdays == weekends:
		return "every day " + weekdays
	case weekends == "":
		return "on weekdays " + weekdays
	case weekdays == "":
		return "on weekends " + weekends
	default:
		return "on weekdays " + weekdays + " and weekends " + weekends
	}
}

// runsAt are the hours of a day at a level.
func runsAt(day [24]int, level int) string {
	var runs []string
	for from := 0; from < 24; from++ {
		to := from
		for to < 24 && day[to] == level {
			to++
		}
		if to > from {
			runs = append(runs, fmt.Sprintf("%02d-%02d", from, to))
			from = to
		}
	}
	return strings.Join(runs, " and ")
}

// fitSchedule finds a cheap schedule for a load that never exceeds the given level. A share `rarely` of the periods of each
// hour may exceed its level, and each rise comes an hour early, because environments take minutes to start. It has at most
// MostActions steps a week.
//
// A pattern that does not repeat is no schedule: what fits the first half of the load must keep the spillover of the
// second half within the target, and the other way round; otherwise, when the load is shorter than 13 days, and when it
// would not hold less than `under` on average, there is none.
func fitSchedule(load Load, high int, rarely, target, under float64) (Schedule, bool) {
	length := time.Duration(len(load.Peaks.Values)) * load.Peaks.Period
	if length < 13*24*time.Hour {
		return Schedule{}, false
	}
	s := fit(load.Peaks, high, rarely)
	if s.Average() >= under {
		return s, false
	}
	half := len(load.Peaks.Values) / 2
	first, second := load.Part(0, half), load.Part(half, len(load.Peaks.Values))
	return s, spillover(second.Peaks, second.Calls, fit(first.Peaks, high, rarely).LevelAt) <= target &&
		spillover(first.Peaks, first.Calls, fit(second.Peaks, high, rarely).LevelAt) <= target
}

func part(s inventory.Series, from, to int) inventory.Series {
	to = min(to, len(s.Values))
	from = min(from, to)
	return inventory.Series{Start: s.Time(from), Period: s.Period, Values: s.Values[from:to]}
}

// fit is the schedule of what each hour needs, up to the highest level, in few steps.
func fit(peaks inventory.Series, high int, rarely float64) Schedule {
	s := Schedule{slotNeeds(peaks, rarely)}
	for kind, day := range s.Levels {
		for hour, level := range day {
			s.Levels[kind][hour] = min(level, high)
		}
	}
	weekly, daily := s.inFewSteps(), s.everyDay().inFewSteps()
	if daily.Average() < weekly.Average() {
		return daily
	}
	return weekly
}

// slotNeeds is the level that each hour needs but for a share `rarely` of its periods, and so does the hour before it.
func slotNeeds(peaks inventory.Series, rarely float64) (need [2][24]int) {
	var slots [2][24][]float64
	for i, peak := range peaks.Values {
		kind, hour := timeseries.Slot(peaks.Time(i))
		inUse := math.Max(0, float64(peak))
		if math.IsNaN(inUse) { // nothing was in use, or it is not known
			inUse = 0
		}
		slots[kind][hour] = append(slots[kind][hour], inUse)
	}
	var own [2][24]int
	for kind, day := range slots {
		for hour, slot := range day {
			if len(slot) > 0 {
				slices.Sort(slot)
				level := slot[len(slot)-1-min(len(slot)-1, int(rarely*float64(len(slot))))]
				own[kind][hour] = int(math.Ceil(level - 1e-6))
			}
		}
	}
	need = own
	for i := range peaks.Values {
		at := peaks.Time(i)
		kind, hour := timeseries.Slot(at)
		before, early := timeseries.Slot(at.Add(-time.Hour)) // ready an hour before
		need[before][early] = max(need[before][early], own[kind][hour])
	}
	return need
}
