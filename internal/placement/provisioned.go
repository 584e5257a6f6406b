// Package placement sizes and prices compute for an observed load. All of it is pure.
package placement

import (
	"math"
	"sort"

	"github.com/computelint/computelint/internal/inventory"
)

// FlatLevel is the smallest number of provisioned environments at which at most a share `target` (0 to 1) of the
// invocations would find none free. Peaks holds the most environments in use in each period, calls the invocations in it.
//
// Within a period every call is taken to meet its peak, so of the calls of a period whose peak exceeds the level, the
// share (peak - level) / peak spills over. That is more than really would: the level errs on the high side. Periods
// without counted calls weigh as one call, so that a peak is never lost. No use at all needs no environment.
func FlatLevel(peaks, calls inventory.Series, target float64) int {
	highest, total := 0.0, 0.0
	weights := make([]float64, len(peaks.Values))
	for i, peak := range peaks.Values {
		if !(peak > 0) { // NaN included: nothing was in use
			continue
		}
		weights[i] = 1
		if i < len(calls.Values) && calls.Values[i] > 1 {
			weights[i] = float64(calls.Values[i])
		}
		total += weights[i]
		highest = math.Max(highest, float64(peak))
	}
	top := int(math.Ceil(highest))
	return sort.Search(top, func(level int) bool {
		spilled := 0.0
		for i, peak := range peaks.Values {
			if over := float64(peak) - float64(level); over > 0 {
				spilled += weights[i] * over / float64(peak)
			}
		}
		return spilled <= target*total
	})
}

// WithHeadroom is the level at which `needed` environments are a share `use` (above 0, up to 1) of it.
func WithHeadroom(needed int, use float64) int { return int(math.Ceil(float64(needed) / use)) }
