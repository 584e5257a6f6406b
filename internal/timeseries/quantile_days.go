package timeseries

import (
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// DailyQuantiles is the quantile (nearest rank, q from 0 to 1) of the datapoints of each calendar day (UTC) that has one,
// in the order of the days.
func DailyQuantiles(s inventory.Series, q float64) []float64 {
	var quantiles []float64
	for from := 0; from < len(s.Values); {
		day := s.Time(from).UTC().Truncate(24 * time.Hour)
		to := from + 1
		for to < len(s.Values) && s.Time(to).UTC().Truncate(24*time.Hour).Equal(day) {
			to++
		}
		if v, ok := Quantile(inventory.Series{Start: s.Time(from), Period: s.Period, Values: s.Values[from:to]}, q); ok {
			quantiles = append(quantiles, v)
		}
		from = to
	}
	return quantiles
}
