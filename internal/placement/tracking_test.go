package placement

import (
	"slices"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// runs writes values as (how often, value) pairs.
func runs[T int | float32](pairs ...T) []T {
	var out []T
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, slices.Repeat([]T{pairs[i+1]}, int(pairs[i]))...)
	}
	return out
}

func TestTrackingFollowsItsAlarms(t *testing.T) {
	for name, c := range map[string]struct {
		min   int
		peaks []float32
		want  []int
	}{
		"on target":             {10, runs[float32](40, 7), runs(40, 10)},
		"two minutes above":     {10, runs[float32](5, 7, 2, 8, 5, 7), runs(12, 10)},
		"three minutes above":   {10, runs[float32](5, 7, 3, 8, 5, 7), runs(9, 10, 4, 12)},                     // the third is minute 7: ⌈10 × 0.8 / 0.7⌉ = 12 in 9
		"what spills is unseen": {10, runs[float32](5, 100), runs(4, 10, 1, 15)},                               // 100% is the most there is
		"never too late":        {2, runs[float32](14, 100), runs(4, 2, 3, 3, 3, 5, 3, 8, 1, 12)},              // a step in three minutes
		"no datapoint":          {1, append(runs[float32](3, 10), runs[float32](60, 0)...), runs(4, 1, 59, 2)}, // stuck
		"not known":             {1, append(runs[float32](3, 10), runs[float32](60, nan)...), runs(4, 1, 59, 2)},
	} {
		s := inventory.Series{Period: time.Minute, Values: c.peaks}
		if got := (Tracking{Use: 0.7, Min: c.min}).levels(s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTrackingScalesIn(t *testing.T) {
	s := inventory.Series{Period: time.Minute, Values: runs[float32](50, 20, 60, 6)}
	levels := Tracking{Use: 0.7}.levels(s)
	top := levels[49]
	if top != 29 { // ⌈20 / 0.7⌉
		t.Errorf("it rose to %d: %v", top, levels)
	}
	if got := slices.Index(levels, 9); got != 50+15 { // ⌈6 / 0.7⌉, after 15 minutes below
		t.Errorf("it fell in minute %d: %v", got, levels)
	}
	if got := levels[len(levels)-1]; got != 9 {
		t.Errorf("it ends at %d", got)
	}
	// Between 63% and 70% nothing happens.
	s.Values = runs[float32](60, 6.5)
	if got := (Tracking{Use: 0.7, Min: 10}).levels(s); slices.Max(got) != 10 || slices.Min(got) != 10 {
		t.Errorf("%v", got)
	}
}

func TestMinutely(t *testing.T) {
	load := Load{series(4, nan), series(500, nan)}.minutely()
	if load.Peaks.Period != time.Minute || len(load.Peaks.Values) != 10 || load.Peaks.Values[4] != 4 || load.Calls.Values[4] != 100 {
		t.Errorf("%+v", load)
	}
	one := inventory.Series{Period: time.Minute, Values: []float32{1, 2}}
	if got := (Load{one, one}).minutely(); len(got.Peaks.Values) != 2 || got.Calls.Values[1] != 2 {
		t.Errorf("%+v", got)
	}
}
