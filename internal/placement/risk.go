package placement

import (
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// standardErrors is how far beyond the spillover of the past a plan must still keep its target. Whatever the distribution,
// a value lies five standard errors above its mean at most once in 26 times (Cantelli's inequality: 1 / (1 + 5²)). Bursts
// keep to no distribution that would allow a smaller number.
const standardErrors = 5

// spilloverRisk is the share of the invocations that would have found no environment free at the level in force, and the
// share to reckon with when such a time comes again. Each hour that spills is taken as one chance event, which may come
// twice or not at all: the variance of the sum is the sum of their squares. Spillover that comes evenly, from many hours,
// is therefore nearly certain; the same share from one burst a day is not.
func spilloverRisk(peaks, calls inventory.Series, levelAt func(time.Time) int) (expected, careful float64) {
	spilled, squares, total := 0.0, 0.0, 0.0
	hour, inHour := time.Time{}, 0.0
	for i, peak := range peaks.Values {
		if !(peak > 0) { // nothing was in use, or it is not known
			continue
		}
		weight := 1.0
		if i < len(calls.Values) && calls.Values[i] > 1 {
			weight = float64(calls.Values[i])
		}
		at := peaks.Time(i)
		if h := at.Truncate(time.Hour); !h.Equal(hour) {
			squares += inHour * inHour
			hour, inHour = h, 0
		}
		over := weight * math.Max(0, float64(peak)-float64(levelAt(at))) / float64(peak)
		total += weight
		spilled += over
		inHour += over
	}
	if total == 0 {
		return 0, 0
	}
	squares += inHour * inHour
	expected = spilled / total
	return expected, math.Min(1, expected+standardErrors*math.Sqrt(squares)/total)
}
