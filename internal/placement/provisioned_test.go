package placement

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

var nan = float32(math.NaN())

func series(values ...float32) inventory.Series {
	return inventory.Series{Start: time.Unix(0, 0), Period: 5 * time.Minute, Values: values}
}

// repeat is n periods of one value.
func repeat(n int, v float32) []float32 { return slices.Repeat([]float32{v}, n) }

func TestFlatLevel(t *testing.T) {
	for name, c := range map[string]struct {
		peaks, calls inventory.Series
		target       float64
		want         int
	}{
		"nothing":                         {series(), series(), 0.01, 0},
		"no datapoint":                    {series(nan, nan), series(nan, nan), 0.01, 0},
		"idle":                            {series(0, 0), series(0, 0), 0.01, 0},
		"always three":                    {series(3, 3, 3), series(9, 9, 9), 0, 3},
		"a fraction of one":               {series(0.2), series(9), 0, 1},
		"two and a bit":                   {series(2.1), series(9), 0, 3},
		"nothing may spill":               {series(1, 10, 1), series(1e6, 1, 1e6), 0, 10},
		"one call in a million may":       {series(1, 10, 1), series(1e6, 1, 1e6), 0.01, 1},
		"everything may":                  {series(5, 5), series(9, 9), 1, 0},
		"half may":                        {series(4, 4), series(9, 9), 0.5, 2},
		"a missing period":                {series(nan, 4, nan), series(nan, 9, nan), 0, 4},
		"calls that were not counted":     {series(4, 4), series(nan), 0, 4},
		"fewer calls than peaks":          {series(1, 8), series(9), 0, 8},
		"an uncounted peak weighs a call": {series(append(repeat(50, 1), 8)...), series(append(repeat(50, 1), nan)...), 0.01, 4}, // (8-l)/8 of 1 call in 51: under 0.51 at 4
	} {
		if got := FlatLevel(c.peaks, c.calls, c.target); got != c.want {
			t.Errorf("%s: level %d, want %d", name, got, c.want)
		}
	}
}

// spills tells by simulation whether more than the target would find no environment at a level.
func spills(peaks, calls inventory.Series, level int, target float64) bool {
	spilled, total := 0.0, 0.0
	for i, p := range peaks.Values {
		peak := float64(p)
		if math.IsNaN(peak) || peak <= 0 {
			continue
		}
		weight := 1.0
		if i < len(calls.Values) && !math.IsNaN(float64(calls.Values[i])) {
			weight = math.Max(1, float64(calls.Values[i]))
		}
		total += weight
		spilled += weight * math.Max(0, peak-float64(level)) / peak
	}
	return spilled > target*total
}

// The level is the smallest that holds the target, found here by trying each one from 0.
func TestFlatLevelAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		n := 1 + random.IntN(60)
		peaks, calls := make([]float32, n), make([]float32, n)
		for i := range n {
			peaks[i], calls[i] = float32(random.IntN(30)), float32(random.IntN(1000))
			switch random.IntN(6) {
			case 0:
				peaks[i] = nan
			case 1:
				calls[i] = nan
			case 2:
				peaks[i] += random.Float32()
			}
		}
		target := []float64{0, 0.001, 0.01, 0.05, 0.3, 1}[random.IntN(6)]
		p, c := series(peaks...), series(calls...)
		want := 0
		for spills(p, c, want, target) {
			want++
		}
		got := FlatLevel(p, c, target)
		if got != want {
			t.Fatalf("level %d, want %d, for %v calls %v target %v", got, want, peaks, calls, target)
		}
		if looser := FlatLevel(p, c, target+0.1); looser > got {
			t.Fatalf("a looser target needs more: %d after %d", looser, got)
		}
		higher := slices.Clone(peaks)
		for i := range higher {
			higher[i] *= 2
		}
		if more := FlatLevel(series(higher...), c, target); more < got {
			t.Fatalf("twice the peaks need less: %d after %d", more, got)
		}
	}
}
