package timeseries

import (
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Shape is how a load repeats by the hour of the day, and between weekdays and weekends. Hours are UTC; index 0 is
// weekdays, 1 is weekend days (Slot). Its zero value is a load without a shape.
type Shape struct {
	Days      int            // that were observed for half of their hours or more
	Profile   [2][24]float64 // median of each hour, in the metric's unit; NaN where fewer than three days, or two weekend days, have it
	Peak      float64        // the highest hour of the profile, in the metric's unit
	Trough    float64        // the lowest
	Amplitude float64        // (Peak - Trough) / Peak, 0 to 1; 0 where the peak is not above zero. Noise alone has some, too
	Daily     float64        // share of the variation within days that the hour of the day foretells, 0 to 1
	Weekly    float64        // share of the variation between days that weekday or weekend foretells, 0 to 1; 0 without two weekends
	Busy      [2][24]bool    // hours of the profile above the middle between trough and peak
	Regular   bool           // Daily reaches RegularDaily, or Weekly RegularWeekly
}

// The bounds of a shape. Our choices of 2026-11, with the error rates that docs/seasonality.md gives.
const (
	leastShapeDays   = 7    // a week, so that at least two weekend days may show
	leastOfDay       = 12   // hours of a day with datapoints, to count the day
	leastOfWeekdays  = 3    // days with a datapoint in an hour, to give it a median
	leastOfWeekend   = 2    // the same of weekend days, of which a fortnight has four
	leastWeekendDays = 4    // two weekends
	usualDays        = 0.75 // of the days reach what is not cut off as an incident
)

// What makes a shape regular, as shares of the variation. Between days more is asked for, because ten weekdays and four
// weekend days agree by chance more easily.
const (
	RegularDaily  = 0.4
	RegularWeekly = 0.6
)

// BusyAt tells whether a time is in one of the busy hours.
func (s Shape) BusyAt(t time.Time) bool {
	kind, hour := Slot(t)
	return s.Busy[kind][hour]
}

// ShapeOf finds the shape of a series, each hour by the median of its datapoints. It is false where fewer than seven days
// were observed for half of their hours, and for periods longer than an hour. Hours without a datapoint count for nothing:
// they are no zeros.
//
// Daily and Weekly are held out: each day is foretold from the other days only, so that noise and drift, which fit any
// profile a little, explain nothing. They compare mean absolute errors, which a few wild hours move less than squares, and
// square their ratio, so that for normal noise the result is the share of variance. What is higher than the highest hour
// of three days in four, or lower than the lowest, is an incident and cut to it first. Each day's own level is left out of
// Daily, and each hour's out of Weekly, so that a trend or a step hides no shape.
func ShapeOf(s inventory.Series) (Shape, bool) {
	g, ok := hourGrid(s, 0, median)
	if !ok {
		return Shape{}, false
	}
	g.cut()
	var days [][24]float64
	var kinds []int
	for row, day := range g.rows {
		if len(known(day[:])) >= leastOfDay {
			kind, _ := Slot(g.at(row, 0))
			days, kinds = append(days, day), append(kinds, kind)
		}
	}
	if len(days) < leastShapeDays {
		return Shape{}, false
	}
	shape := Shape{Days: len(days), Daily: dailyStrength(days, kinds), Weekly: weeklyStrength(days, kinds)}
	shape.profile(days, kinds)
	shape.Regular = shape.Daily >= RegularDaily || shape.Weekly >= RegularWeekly
	return shape, true
}

// cut limits the hours to what three days in four reach at their highest and at their lowest.
func (g grid) cut() {
	var highs, lows []float64
	for _, day := range g.rows {
		if some := known(day[:]); len(some) >= leastOfDay {
			highs, lows = append(highs, slices.Max(some)), append(lows, slices.Min(some))
		}
	}
	if len(highs) == 0 {
		return
	}
	slices.Sort(highs)
	slices.Sort(lows)
	most, least := highs[int(usualDays*float64(len(highs)-1)+0.5)], lows[int((1-usualDays)*float64(len(lows)-1)+0.5)]
	for row := range g.rows {
		for h, v := range g.rows[row] {
			g.rows[row][h] = math.Max(least, math.Min(most, v)) // NaN stays NaN
		}
	}
}

// profile fills in the medians and what follows from them.
func (s *Shape) profile(days [][24]float64, kinds []int) {
	s.Peak, s.Trough = math.Inf(-1), math.Inf(1)
	for kind, least := range [2]int{leastOfWeekdays, leastOfWeekend} {
		for h := range 24 {
			column := columnOf(days, h, func(d int) bool { return kinds[d] == kind })
			s.Profile[kind][h] = math.NaN()
			if len(column) >= least {
				v := middle(column)
				s.Profile[kind][h] = v
				s.Peak, s.Trough = max(s.Peak, v), min(s.Trough, v)
			}
		}
	}
	if s.Peak > 0 {
		s.Amplitude = min(1, (s.Peak-s.Trough)/s.Peak)
	}
	for kind, hours := range s.Profile {
		for h, v := range hours {
			s.Busy[kind][h] = v > (s.Peak+s.Trough)/2
		}
	}
}

// columnOf is what is known of one hour on some of the days.
func columnOf(days [][24]float64, hour int, of func(day int) bool) []float64 {
	var column []float64
	for d, day := range days {
		if of(d) && !math.IsNaN(day[hour]) {
			column = append(column, day[hour])
		}
	}
	return column
}

// dailyStrength foretells the course of each day from the other days of its kind.
func dailyStrength(days [][24]float64, kinds []int) float64 {
	above := make([][24]float64, len(days)) // each hour above its day's mean
	for d, day := range days {
		mean := average(day[:])
		for h, v := range day {
			above[d][h] = v - mean
		}
	}
	var columns [2][24][]float64
	for kind := range columns {
		for h := range 24 {
			columns[kind][h] = columnOf(above, h, func(d int) bool { return kinds[d] == kind })
			slices.Sort(columns[kind][h])
		}
	}
	plain, foretold := 0.0, 0.0
	for d, day := range above {
		var levels, rests []float64
		for h, v := range day {
			column := columns[kinds[d]][h]
			if !math.IsNaN(v) && len(column) > leastOfWeekend {
				levels, rests = append(levels, v), append(rests, v-medianWithout(column, v))
			}
		}
		plain, foretold = plain+spread(levels), foretold+spread(rests)
	}
	return explained(plain, foretold)
}

// weeklyStrength foretells the level of each day from the other days of its kind.
func weeklyStrength(days [][24]float64, kinds []int) float64 {
	weekend := 0
	for _, kind := range kinds {
		weekend += kind
	}
	if weekend < leastWeekendDays || len(kinds)-weekend < leastWeekendDays {
		return 0
	}
	var hours [24]float64
	for h := range hours {
		hours[h] = middle(columnOf(days, h, func(int) bool { return true }))
	}
	levels := make([]float64, len(days))
	var columns [2][]float64
	for d, day := range days {
		for h := range day {
			day[h] -= hours[h]
		}
		levels[d] = average(day[:])
		columns[kinds[d]] = append(columns[kinds[d]], levels[d])
	}
	slices.Sort(columns[0])
	slices.Sort(columns[1])
	foretold := 0.0
	for d, level := range levels {
		foretold += math.Abs(level - medianWithout(columns[kinds[d]], level))
	}
	return explained(spread(levels), foretold)
}

// medianWithout is the median of sorted values without one of them, which must not be the only one.
func medianWithout(sorted []float64, v float64) float64 {
	at, _ := slices.BinarySearch(sorted, v)
	n := len(sorted) - 1
	value := func(i int) float64 {
		if i >= at {
			i++
		}
		return sorted[i]
	}
	return (value((n-1)/2) + value(n/2)) / 2
}

// explained is the share of the variation that a forecast explains, from the sums of absolute errors without and with it.
func explained(plain, foretold float64) float64 {
	if plain == 0 || foretold >= plain {
		return 0
	}
	ratio := foretold / plain
	return 1 - ratio*ratio
}

// spread is the sum of the absolute differences from the median.
func spread(values []float64) float64 {
	m := middle(values)
	sum := 0.0
	for _, v := range values {
		sum += math.Abs(v - m)
	}
	return sum
}

// HighestBySlot is the highest datapoint of each hour of weekdays and of weekend days (Slot); NaN where there is none.
func HighestBySlot(s inventory.Series) (most [2][24]float64) {
	most = [2][24]float64{unknownDay(), unknownDay()}
	for i, v := range s.Values {
		kind, hour := Slot(s.Time(i))
		if !missing(v) && !(most[kind][hour] >= float64(v)) {
			most[kind][hour] = float64(v)
		}
	}
	return most
}
