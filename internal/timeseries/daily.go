package timeseries

import (
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// DailyMaxima is the largest datapoint of each calendar day (UTC) that has one, in the order of the days.
func DailyMaxima(s inventory.Series) []float64 {
	var maxima []float64
	last := int64(0)
	for i, v := range s.Values {
		if missing(v) {
			continue
		}
		day := dayOf(s, i)
		if len(maxima) == 0 || day != last {
			maxima, last = append(maxima, float64(v)), day
			continue
		}
		maxima[len(maxima)-1] = max(maxima[len(maxima)-1], float64(v))
	}
	return maxima
}

// ReachedOn is the highest value that was reached on at least that many calendar days (UTC); false when there are fewer
// days with a datapoint.
func ReachedOn(s inventory.Series, days int) (float64, bool) {
	maxima := DailyMaxima(s)
	if days < 1 || len(maxima) < days {
		return 0, false
	}
	slices.Sort(maxima)
	return maxima[len(maxima)-days], true
}
