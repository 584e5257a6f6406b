package timeseries

import (
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Slot is the place of a time in the week as people share it out: weekdays (0) and weekend days (1), and the hour. All UTC.
func Slot(t time.Time) (kind, hour int) {
	t = t.UTC()
	if day := t.Weekday(); day == time.Saturday || day == time.Sunday {
		kind = 1
	}
	return kind, t.Hour()
}

const dayLength = 24 * time.Hour

// grid is a series by hours, in rows of a day. A row begins at the hour `begins` UTC.
type grid struct {
	first  time.Time // when the first row begins
	begins int
	rows   [][24]float64 // NaN where there was no datapoint in the hour
}

// hourGrid takes one value for each hour from the datapoints in it. It is false for a period longer than an hour, and
// where there is no datapoint.
func hourGrid(s inventory.Series, begins int, take func(sorted []float64) float64) (grid, bool) {
	start, some := First(s)
	if !some || s.Period <= 0 || s.Period > time.Hour {
		return grid{}, false
	}
	shift := time.Duration(begins) * time.Hour
	g := grid{first: start.UTC().Add(-shift).Truncate(dayLength).Add(shift), begins: begins}
	var within []float64
	slot := 0
	flush := func() {
		if len(within) == 0 {
			return
		}
		slices.Sort(within)
		g.rows[slot/24][slot%24] = take(within)
		within = within[:0]
	}
	offset := s.Start.Sub(g.first)
	for i, v := range s.Values {
		if missing(v) {
			continue
		}
		if at := int((offset + time.Duration(i)*s.Period) / time.Hour); at != slot {
			flush()
			slot = at
		}
		for len(g.rows) <= slot/24 {
			g.rows = append(g.rows, unknownDay())
		}
		within = append(within, float64(v))
	}
	flush()
	return g, true
}

func unknownDay() (day [24]float64) {
	for h := range day {
		day[h] = math.NaN()
	}
	return day
}

// at is when an hour of a row begins.
func (g grid) at(row, hour int) time.Time {
	return g.first.Add(time.Duration(row)*dayLength + time.Duration(hour)*time.Hour)
}

func highest(sorted []float64) float64 { return sorted[len(sorted)-1] }

// known are the values of a row that are not missing.
func known(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), math.IsNaN)
}

// middle is the median of what is known of some values; NaN when nothing is.
func middle(values []float64) float64 {
	some := known(values)
	if len(some) == 0 {
		return math.NaN()
	}
	slices.Sort(some)
	return median(some)
}

// average is the mean of what is known of some values; NaN when nothing is.
func average(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(n)
}
