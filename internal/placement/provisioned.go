// Package placement sizes and prices compute for an observed load. All of it is pure.
package placement

import (
	"math"
	"sort"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// FlatLevel is the smallest number of provisioned environments at which at most a share `target` (0 to 1) of the
// invocations would find none free. Peaks holds the most environments in use in each period, calls the invocations in it.
//
// Within a period every call is taken to meet its peak, so of the calls of a period whose peak exceeds the level, the
// share (peak - level) / peak spills over. That is more than really would: the level errs on the high side. Periods
// without counted calls weigh as one call, so that a peak is never lost. No use at all needs no environment.
func FlatLevel(peaks, calls inventory.Series, target float64) int {
	return smallestLevel(peaks, func(level int) bool { return spillover(peaks, calls, flat(level)) <= target })
}

// smallestLevel is the smallest level up to the highest peak that is enough.
func smallestLevel(peaks inventory.Series, enough func(level int) bool) int {
	highest := 0.0
	for _, peak := range peaks.Values {
		if peak > 0 { // not so for NaN: nothing was in use
			highest = math.Max(highest, float64(peak))
		}
	}
	return sort.Search(int(math.Ceil(highest)), enough)
}

// flat is one level at all times.
func flat(level int) func(time.Time) int { return func(time.Time) int { return level } }

// spillover is the share of the invocations that would find no environment free at the level in force.
func spillover(peaks, calls inventory.Series, levelAt func(time.Time) int) float64 {
	expected, _ := spilloverRisk(peaks, calls, levelAt)
	return expected
}
