// Package timeseries reads series of CloudWatch datapoints: how much was observed, the highest value of each day, and
// quantiles over time. All of it is pure. A period without a datapoint is not a zero: a caller for whom it is one says
// so with ZeroFilled.
package timeseries

import (
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Count is the number of datapoints.
func Count(s inventory.Series) int {
	n := 0
	for _, v := range s.Values {
		if !missing(v) {
			n++
		}
	}
	return n
}

// First is the time of the first datapoint; false when there is none.
func First(s inventory.Series) (time.Time, bool) {
	for i, v := range s.Values {
		if !missing(v) {
			return s.Time(i), true
		}
	}
	return time.Time{}, false
}

// Span is the time from the first datapoint to the end of the last one's period; 0 when there is none.
func Span(s inventory.Series) time.Duration {
	first, last := -1, -1
	for i, v := range s.Values {
		if missing(v) {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 {
		return 0
	}
	return time.Duration(last-first+1) * s.Period
}

// Sum is the sum of all datapoints, in the metric's unit; 0 when there is none.
func Sum(s inventory.Series) float64 {
	total := 0.0
	for _, v := range s.Values {
		if !missing(v) {
			total += float64(v)
		}
	}
	return total
}

// Max is the largest datapoint; false when there is none.
func Max(s inventory.Series) (float64, bool) {
	best, found := math.Inf(-1), false
	for _, v := range s.Values {
		if !missing(v) && float64(v) > best {
			best, found = float64(v), true
		}
	}
	if !found {
		return 0, false
	}
	return best, true
}

// Quantile is the smallest datapoint that a share q of the datapoints does not exceed (nearest rank, q from 0 to 1);
// false when there is none. It is a quantile of the periods' values, not of what lies under them: say so where it is shown.
func Quantile(s inventory.Series, q float64) (float64, bool) {
	values := make([]float32, 0, len(s.Values))
	for _, v := range s.Values {
		if !missing(v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return 0, false
	}
	slices.Sort(values)
	rank := int(math.Ceil(q*float64(len(values)))) - 1
	return float64(values[min(max(rank, 0), len(values)-1)]), true
}

// Since is the part of the series that starts at or after t.
func Since(s inventory.Series, t time.Time) inventory.Series {
	first := 0
	if before := t.Sub(s.Start); before > 0 && s.Period > 0 {
		first = int((before + s.Period - 1) / s.Period)
	}
	if first >= len(s.Values) {
		return inventory.Series{Start: t, Period: s.Period}
	}
	return inventory.Series{Start: s.Time(first), Period: s.Period, Values: s.Values[first:]}
}

// ZeroFilled is the series with every missing datapoint as zero. It is for the metrics whose absence means zero, such as
// Lambda's Invocations, and for no others.
func ZeroFilled(s inventory.Series) inventory.Series {
	values := slices.Clone(s.Values)
	for i, v := range values {
		if missing(v) {
			values[i] = 0
		}
	}
	return inventory.Series{Start: s.Start, Period: s.Period, Values: values}
}

// DaysObserved is the number of calendar days (UTC) with at least one datapoint.
func DaysObserved(s inventory.Series) int { return DaysWhere(s, func(float64) bool { return true }) }

// DaysWhere is the number of calendar days (UTC) with at least one datapoint for which the condition holds.
func DaysWhere(s inventory.Series, condition func(float64) bool) int {
	days, last := 0, int64(math.MinInt64)
	for i, v := range s.Values {
		if missing(v) {
			continue
		}
		if day := dayOf(s, i); day != last && condition(float64(v)) {
			days, last = days+1, day
		}
	}
	return days
}

// dayOf is the calendar day (UTC) of the i-th period, counted from 1970. It is asked of every datapoint, many times over.
func dayOf(s inventory.Series, i int) int64 {
	return (s.Start.Unix() + int64(i)*int64(s.Period/time.Second)) / int64(dayLength/time.Second)
}

// ByDay is the sum of each calendar day (UTC); a day without a datapoint has none.
func ByDay(s inventory.Series) inventory.Series {
	days := inventory.Series{Start: s.Start.UTC().Truncate(dayLength), Period: dayLength}
	var sum float64
	some := false
	for i, v := range s.Values {
		if !missing(v) {
			sum, some = sum+float64(v), true
		}
		if i+1 < len(s.Values) && int(s.Time(i+1).Sub(days.Start)/dayLength) == len(days.Values) {
			continue
		}
		value := float32(math.NaN())
		if some {
			value = float32(sum)
		}
		days.Values = append(days.Values, value)
		sum, some = 0, false
	}
	return days
}

func missing(v float32) bool { return math.IsNaN(float64(v)) }
