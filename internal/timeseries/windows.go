package timeseries

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Windows are the hours of the week (UTC) in which a load is usually active: the same hours on each of its days. Its zero
// value is none.
type Windows struct {
	From     int      // the hour the day's first window opens; later hours up to From + 24 belong to the same day
	Hours    [24]bool // of the day, UTC
	Days     [7]bool  // on which the windows open, from Sunday
	Observed int      // days that were observed for half of their hours or more, each from one quiet time to the next
	Active   int      // days with activity in the windows
	Strays   int      // days with activity outside of them
	Idle     float64  // share of the hours outside of them that have a datapoint, 0 to 1: the others were not seen to be idle
}

// What makes windows. Our choices of 2026-11, with the error rates that docs/seasonality.md gives.
const (
	shortRest  = 3    // hours: a shorter quiet time between active hours of a day is part of the window
	usualHours = 0.5  // of the active days: an hour that is active on fewer is at most the edge of a window
	edgeDays   = 2    // an hour beside a window that was active on so many days belongs to it
	quietShare = 0.25 // of the most active hour's days: an hour that is active on so few is quiet
)

// observed is how many rows have a datapoint in half of their hours or more.
func (g grid) observed() int {
	n := 0
	for _, day := range g.rows {
		if len(known(day[:])) >= leastOfDay {
			n++
		}
	}
	return n
}

// WindowsOf finds when a load is usually active. An hour is active when a datapoint in it reaches the level, in the
// metric's unit. It is false where fewer than seven days were observed for half of their hours, where no hour is active on
// half of the active days, and for periods longer than an hour; Observed tells the first from the second.
//
// Days are counted from the middle of the longest quiet time, so that a night shift, or office hours on the other side of
// the world, are in one piece and on their own weekday. A window that moves by an hour (summer time) is the union of both.
func WindowsOf(s inventory.Series, level float64) (Windows, bool) {
	g, ok := hourGrid(s, 0, highest)
	if !ok {
		return Windows{}, false
	}
	begins := g.quietMiddle(level)
	if g, ok = hourGrid(s, begins, highest); !ok {
		return Windows{}, false
	}
	w := Windows{Observed: g.observed()}
	hours, activeDays := g.usual(level) // from begins on
	first := -1
	for h := range 24 {
		if hours[h] {
			w.Hours[(begins+h)%24] = true
			if first < 0 {
				first = h
			}
		}
	}
	if first < 0 {
		return w, false
	}
	w.From = (begins + first) % 24
	w.open(g, activeDays, first)
	w.count(g, level)
	return w, w.Observed >= leastShapeDays
}

// quietMiddle is the hour in the middle of the longest time of the day that is quiet on most days.
func (g grid) quietMiddle(level float64) int {
	var active [24]int
	most := 0
	for _, day := range g.rows {
		for h, v := range day {
			if v >= level {
				active[h]++
				most = max(most, active[h])
			}
		}
	}
	longest, middle, length := 0, 0, 0
	for i := range 48 { // twice around, for a quiet time over midnight
		if float64(active[i%24]) > quietShare*float64(most) {
			length = 0
			continue
		}
		if length++; length > longest && length <= 24 {
			longest, middle = length, i-length/2
		}
	}
	return middle % 24
}

// usual are the hours of a row, short rests filled, that are active on half of the active days, with their edges; and
// which rows are active in any.
func (g grid) usual(level float64) (hours [24]bool, activeDays []bool) {
	var counts [24]int
	days := 0
	for _, day := range g.rows {
		last := -1
		for h, v := range day {
			if !(v >= level) {
				continue
			}
			if last >= 0 && h-last <= shortRest {
				for rest := last + 1; rest < h; rest++ {
					counts[rest]++
				}
			}
			counts[h]++
			last = h
		}
		activeDays = append(activeDays, last >= 0)
		if last >= 0 {
			days++
		}
	}
	core := func(h int) bool { return counts[h] >= edgeDays && float64(counts[h]) >= usualHours*float64(days) }
	for h := range hours {
		for edge := h; edge >= 0 && counts[edge] >= edgeDays && !hours[h]; edge-- {
			hours[h] = core(edge)
		}
		for edge := h; edge < 24 && counts[edge] >= edgeDays && !hours[h]; edge++ {
			hours[h] = core(edge)
		}
	}
	return hours, activeDays
}

// open finds the weekdays on which the windows open: those that were active at least every second time.
func (w *Windows) open(g grid, activeDays []bool, first int) {
	var active, seen [7]int
	for row, day := range g.rows {
		weekday := g.at(row, first).Weekday()
		if len(known(day[:])) >= leastOfDay {
			seen[weekday]++
		}
		if activeDays[row] {
			active[weekday]++
		}
	}
	for day := range w.Days {
		w.Days[day] = active[day] > 0 && 2*active[day] >= seen[day]
	}
}

// count goes through the hours and says how many days keep to the windows.
func (w *Windows) count(g grid, level float64) {
	outside, observed := 0, 0
	for row, day := range g.rows {
		inside, stray := false, false
		for h, v := range day {
			within := w.Contains(g.at(row, h))
			inside = inside || v >= level && within
			stray = stray || v >= level && !within
			if g.spans(row, h) && !within {
				outside++
				if !math.IsNaN(v) {
					observed++
				}
			}
		}
		if inside {
			w.Active++
		}
		if stray {
			w.Strays++
		}
	}
	if outside > 0 {
		w.Idle = float64(observed) / float64(outside)
	}
}

// spans tells whether an hour lies between the first and the last that have a datapoint.
func (g grid) spans(row, hour int) bool {
	last := len(g.rows) - 1
	return (row > 0 || len(known(g.rows[0][:hour+1])) > 0) && (row < last || len(known(g.rows[last][hour:])) > 0)
}

// Contains tells whether a time is in one of the windows.
func (w Windows) Contains(t time.Time) bool {
	t = t.UTC()
	return w.Hours[t.Hour()] && w.Days[t.Add(-time.Duration(w.From)*time.Hour).Weekday()]
}

// Outside is the series without its datapoints in the windows.
func Outside(s inventory.Series, w Windows) inventory.Series {
	values := slices.Clone(s.Values)
	for i := range values {
		if w.Contains(s.Time(i)) {
			values[i] = float32(math.NaN())
		}
	}
	return inventory.Series{Start: s.Start, Period: s.Period, Values: values}
}

// PerWeek is how many hours of a week are in the windows.
func (w Windows) PerWeek() int {
	hours, days := 0, 0
	for _, in := range w.Hours {
		if in {
			hours++
		}
	}
	for _, in := range w.Days {
		if in {
			days++
		}
	}
	return hours * days
}

// String says when: "Mon-Fri 08-18 UTC", "every day 22-04 UTC", "Mon, Thu 02-03 and 14-15 UTC", "Sat at all hours".
func (w Windows) String() string {
	if !slices.Contains(w.Hours[:], false) {
		return w.daysSay() + " at all hours"
	}
	var runs []string
	for i := 0; i < 24; i++ {
		from := i
		for i < 24 && w.Hours[(w.From+i)%24] {
			i++
		}
		if i > from {
			runs = append(runs, fmt.Sprintf("%02d-%02d", (w.From+from)%24, (w.From+i-1)%24+1))
		}
	}
	return w.daysSay() + " " + strings.Join(runs, " and ") + " UTC"
}

func (w Windows) daysSay() string {
	switch w.Days {
	case [7]bool{true, true, true, true, true, true, true}:
		return "every day"
	case [7]bool{false, true, true, true, true, true, false}:
		return "Mon-Fri"
	case [7]bool{true, true, true, true, true, false, false}:
		return "Sun-Thu"
	}
	var names []string
	for day := range 7 { // from Monday
		if weekday := time.Weekday((day + 1) % 7); w.Days[weekday] {
			names = append(names, weekday.String()[:3])
		}
	}
	return strings.Join(names, ", ")
}
