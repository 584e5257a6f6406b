package placement

import (
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Tracking is Application Auto Scaling's target tracking of provisioned concurrency: it holds the use at a share (above
// 0, up to 1) of the level, and never less than Min environments (0: 1). Its alarms' rules are simulated here (AWS,
// "Target tracking scaling policies for Application Auto Scaling" and "Configuring provisioned concurrency for a
// function", 2026-11). AWS's own policy takes the average use of each minute, which spills more and costs less; this one
// takes the highest.
type Tracking struct {
	Use float64
	Min int
}

const (
	scaleOutAfter = 3   // minutes in a row above the target…
	scaleInAfter  = 15  // …or below this share of it:
	scaleInBelow  = 0.9 // between the two the level stays
	allocatedIn   = 2   // minutes until new environments are ready
)

// levels is the level in force in each period of a series with a period of a minute. The alarms see the highest use in
// each, at most the whole level: the metric does not count what spilled over, so a level grows by at most 1/Use at a time.
// While nothing is in use there is no datapoint, which is not a low one: the alarms wait, and the level stays where it is
// however long that lasts.
func (t Tracking) levels(peaks inventory.Series) []int {
	levels := make([]int, len(peaks.Values))
	level, above, below, highest := max(t.Min, 1), 0, 0, 0.0
	next, due := level, -1 // the level that is being allocated, and the period it is ready in
	for i, peak := range peaks.Values {
		if i == due {
			level = next
		}
		levels[i] = level
		use := math.Min(1, float64(peak)/float64(level))
		switch {
		case !(peak > 0):
			above, below, highest = 0, 0, 0
		case use > t.Use:
			above, below, highest = above+1, 0, 0
		case use < scaleInBelow*t.Use:
			above, below, highest = 0, below+1, math.Max(highest, use)
		default:
			above, below, highest = 0, 0, 0
		}
		switch {
		case above >= scaleOutAfter:
			next, due, above = int(math.Ceil(float64(level)*use/t.Use-1e-9)), i+allocatedIn, 0
		case below >= scaleInAfter:
			next, due, below = max(t.Min, 1, int(math.Ceil(float64(level)*highest/t.Use-1e-9))), i+1, 0
			highest = 0
		}
	}
	return levels
}

// minutely is a load by the minute: each minute of a longer period has its peak and an equal part of its calls.
func (l Load) minutely() Load {
	n := int(l.Peaks.Period / time.Minute)
	if n <= 1 {
		return l
	}
	repeated := func(s inventory.Series, share float32) inventory.Series {
		out := inventory.Series{Start: s.Start, Period: time.Minute, Values: make([]float32, 0, n*len(s.Values))}
		for _, v := range s.Values {
			for range n {
				out.Values = append(out.Values, v/share)
			}
		}
		return out
	}
	return Load{repeated(l.Peaks, 1), repeated(l.Calls, float32(n))}
}
