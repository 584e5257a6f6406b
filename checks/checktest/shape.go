package checktest

import (
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Shape describes a series: the value of the period that starts at a time, NaN for none.
type Shape func(at time.Time) float64

// Nothing has no datapoint.
func Nothing(time.Time) float64 { return math.NaN() }

// Flat is the same value always.
func Flat(v float64) Shape { return func(time.Time) float64 { return v } }

// OnDays is a value on some days only, counted backwards from today, which is 0.
func OnDays(v float64, daysAgo ...int) Shape {
	return func(at time.Time) float64 {
		if slices.Contains(daysAgo, dayOf(at)) {
			return v
		}
		return math.NaN()
	}
}

// AtHour is a value in the periods that start in one hour (UTC) of each day.
func AtHour(v float64, hour int) Shape {
	return func(at time.Time) float64 {
		if at.Hour() == hour {
			return v
		}
		return math.NaN()
	}
}

// Last is the shape over the last days, and nothing before.
func (s Shape) Last(days int) Shape {
	return func(at time.Time) float64 {
		if dayOf(at) < days {
			return s(at)
		}
		return math.NaN()
	}
}

// Before is the shape until some days ago, and nothing since.
func (s Shape) Before(days int) Shape {
	return func(at time.Time) float64 {
		if dayOf(at) >= days {
			return s(at)
		}
		return math.NaN()
	}
}

// First is the shape in the first periods of each hour that the minutes cover, and nothing in the others.
func (s Shape) First(minutes int) Shape {
	return func(at time.Time) float64 {
		if at.Minute() < minutes {
			return s(at)
		}
		return math.NaN()
	}
}

// Else fills what the shape leaves open from another one.
func (s Shape) Else(other Shape) Shape {
	return func(at time.Time) float64 {
		if v := s(at); !math.IsNaN(v) {
			return v
		}
		return other(at)
	}
}

// Times is every datapoint of the shape times a factor.
func (s Shape) Times(factor float64) Shape {
	return func(at time.Time) float64 { return factor * s(at) }
}

// dayOf counts days backwards from today.
func dayOf(at time.Time) int { return int(Now.Truncate(day).Sub(at.Truncate(day)) / day) }

// series samples the shape over the query's window.
func (s Shape) series(q inventory.SeriesQuery) inventory.Series {
	start, _ := q.Window(Now)
	series := inventory.Series{Start: start, Period: time.Duration(q.Period) * time.Second, Values: make([]float32, q.Points(Now))}
	for i := range series.Values {
		series.Values[i] = float32(s(series.Time(i)))
	}
	return series
}
