package timeseries

import (
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Trend is a straight line through a series that outliers do not bend: the slope is the median of the slopes between all
// pairs of datapoints (Theil 1950, Sen 1968). Its zero value is no trend.
type Trend struct {
	PerDay float64 // the slope, in the metric's unit a day
	Low    float64 // the lower end of Sen's 99% confidence interval of the slope; above zero the rise is no chance
	origin time.Time
	level  float64 // the line's value at origin
}

// The standard normal quantile of a two-sided confidence of 99%.
const z99 = 2.5758

// TrendOf draws the line through the datapoints of a series; false for fewer than three. It compares every pair: meant for
// daily series of some weeks.
func TrendOf(s inventory.Series) (Trend, bool) {
	var days, values []float64
	for i, v := range s.Values {
		if !missing(v) {
			days = append(days, s.Time(i).Sub(s.Start).Hours()/24)
			values = append(values, float64(v))
		}
	}
	n := len(values)
	if n < 3 {
		return Trend{}, false
	}
	slopes := make([]float64, 0, n*(n-1)/2)
	for i := range n {
		for j := i + 1; j < n; j++ {
			slopes = append(slopes, (values[j]-values[i])/(days[j]-days[i]))
		}
	}
	slices.Sort(slopes)
	t := Trend{PerDay: median(slopes), Low: math.Inf(-1), origin: s.Start}
	// The variance of Mann and Kendall's statistic, without its correction for ties: with them the interval is too wide.
	half := z99 * math.Sqrt(float64(n*(n-1)*(2*n+5))/18)
	if rank := int((float64(len(slopes)) - half) / 2); rank >= 1 {
		t.Low = slopes[rank-1]
	}
	rests := make([]float64, n)
	for i := range n {
		rests[i] = values[i] - t.PerDay*days[i]
	}
	slices.Sort(rests)
	t.level = median(rests)
	return t, true
}

// At is the line's value at a time.
func (t Trend) At(at time.Time) float64 { return t.level + t.PerDay*at.Sub(t.origin).Hours()/24 }

// Reaches is when the line comes up to a value; false for a line that does not rise.
func (t Trend) Reaches(value float64) (time.Time, bool) {
	if t.PerDay <= 0 {
		return time.Time{}, false
	}
	const century = 36500
	days := min(max((value-t.level)/t.PerDay, -century), century) // a duration holds 292 years
	return t.origin.Add(time.Duration(days * 24 * float64(time.Hour))), true
}

// median of sorted values; of an even number the mean of the middle two.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
