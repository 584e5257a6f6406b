package checktest

import (
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// NoReports says that the report lines of functions were not scanned, because nobody asked for it.
func NoReports(functions ...string) Part {
	return func(r *inventory.Region) {
		for _, name := range functions {
			r.Miss(inventory.ReportsKey(name).Want(), inventory.Gap{Reason: inventory.NotEnabled})
		}
	}
}

// Reports is what the report lines of a function say.
func Reports(function string, reports inventory.Reports) Part {
	return Has(inventory.ReportsKey(function), reports)
}

// Inits are the cold starts that Lambda Insights measured of a function: how many a day, and how long, in milliseconds.
// The longest is the p99, and the median.
func Inits(function string, count, each Shape) Part {
	sum := func(s, t Shape) Shape { return func(at time.Time) float64 { return s(at) * t(at) } }
	return Parts(
		InitCount.Exists(function), InitCount.Of(function, count), InitSum.Of(function, sum(count, each)),
		InitP99.Of(function, each), Init.Of(function, each),
	)
}

// Unmeasured says that no source has the cold starts of functions.
func Unmeasured(functions ...string) Part { return Parts(InitCount.Exists(), NoReports(functions...)) }
