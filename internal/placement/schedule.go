package placement

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Schedule holds a high level of provisioned environments in some hours of the week and a low one in all others. Weekdays
// have one pattern and weekends another; hours are UTC.
type Schedule struct {
	High, Low int
	Busy      [2][24]bool // by weekday (0) or weekend (1), and hour
}

// LevelAt is the level in force at a time.
func (s Schedule) LevelAt(t time.Time) int {
	kind, hour := slotOf(t)
	if s.Busy[kind][hour] {
		return s.High
	}
	return s.Low
}

// Average is the mean level over a week, which is what is billed.
func (s Schedule) Average() float64 {
	hours := 0.0
	for hour := range 24 {
		if s.Busy[0][hour] {
			hours += 5
		}
		if s.Busy[1][hour] {
			hours += 2
		}
	}
	return float64(s.Low) + float64(s.High-s.Low)*hours/168
}

// String says when the high level holds: "weekdays 07-19, weekends never".
func (s Schedule) String() string {
	return "weekdays " + hoursOf(s.Busy[0]) + ", weekends " + hoursOf(s.Busy[1])
}

func hoursOf(busy [24]bool) string {
	var runs []string
	for hour := 0; hour < 24; hour++ {
		if !busy[hour] {
			continue
		}
		from := hour
		for hour < 24 && busy[hour] {
			hour++
		}
		runs = append(runs, fmt.Sprintf("%02d-%02d", from, hour))
	}
	switch {
	case len(runs) == 0:
		return "never"
	case runs[0] == "00-24":
		return "always"
	}
	return strings.Join(runs, " and ")
}

// FitSchedule finds the cheapest schedule whose high level is the given one, for the most environments in use in each
// period and the invocations in it. Levels leave a share `use` of themselves in use, and the high level comes an hour
// early, because environments take minutes to start.
//
// A pattern that does not repeat is no schedule: what fits the first half of the series must keep the spillover of the
// second half within the target, and the other way round; otherwise, and when the series is shorter than 13 days, there
// is none.
func FitSchedule(peaks, calls inventory.Series, high int, target, use float64) (Schedule, bool) {
	length := time.Duration(len(peaks.Values)) * peaks.Period
	if length < 13*24*time.Hour {
		return Schedule{}, false
	}
	half := len(peaks.Values) / 2
	first, second := part(peaks, 0, half), part(peaks, half, len(peaks.Values))
	holds := spillover(second, part(calls, half, len(calls.Values)), fit(first, high, use).LevelAt) <= target &&
		spillover(first, part(calls, 0, half), fit(second, high, use).LevelAt) <= target
	s := fit(peaks, high, use)
	return s, holds && s.Average() < float64(high)
}

func part(s inventory.Series, from, to int) inventory.Series {
	to = min(to, len(s.Values))
	from = min(from, to)
	return inventory.Series{Start: s.Time(from), Period: s.Period, Values: s.Values[from:to]}
}

// fit is the schedule that costs least without any spillover in the series itself.
func fit(peaks inventory.Series, high int, use float64) Schedule {
	need := [2][24]int{}
	for i, peak := range peaks.Values {
		if peak > 0 {
			kind, hour := slotOf(peaks.Time(i))
			level := WithHeadroom(int(math.Ceil(float64(peak)-1e-6)), use)
			need[kind][hour] = max(need[kind][hour], level)
			before, early := slotOf(peaks.Time(i).Add(-time.Hour)) // ready an hour before
			need[before][early] = max(need[before][early], level)
		}
	}
	best := Schedule{High: high, Low: high}
	for _, day := range need {
		for _, low := range day {
			if low >= high {
				continue
			}
			if s := withLow(need, high, low); s.Average() < best.Average() {
				best = s
			}
		}
	}
	return best
}

func withLow(need [2][24]int, high, low int) Schedule {
	s := Schedule{High: high, Low: low}
	for kind := range need {
		for hour, level := range need[kind] {
			s.Busy[kind][hour] = level > low
		}
	}
	return s
}

func slotOf(t time.Time) (kind, hour int) {
	t = t.UTC()
	if day := t.Weekday(); day == time.Saturday || day == time.Sunday {
		kind = 1
	}
	return kind, t.Hour()
}
