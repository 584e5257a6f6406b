package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

var midnight = time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)

func daily(values ...float32) inventory.Series {
	return inventory.Series{Start: midnight, Period: 24 * time.Hour, Values: values}
}

// weeks are six weeks of a line, with what noise adds.
func weeks(level, slope float64, noise func(day int) float64) inventory.Series {
	values := make([]float32, 42)
	for i := range values {
		values[i] = float32(level + slope*float64(i) + noise(i))
	}
	return daily(values...)
}

func TestTrend(t *testing.T) {
	quiet := func(int) float64 { return 0 }
	for name, c := range map[string]struct {
		s             inventory.Series
		slope, atZero float64
	}{
		"flat":             {weeks(5, 0, quiet), 0, 5},
		"rising":           {weeks(300, 4, quiet), 4, 300},
		"falling":          {weeks(300, -4, quiet), -4, 300},
		"holes":            {daily(10, nan, nan, 16, 18, nan, 22), 2, 10},
		"a wild outlier":   {daily(10, 12, 1e6, 16, 18, 20, 22), 2, 10},
		"an outlier below": {daily(10, 12, 14, 16, 0, 20, 22), 2, 10},
		// Slopes 1, 2, 3 (0→1, 0→2 halved, 1→2): the median is 2; the rests 0, -1, 0.
		"three points": {daily(0, 1, 4), 2, 0},
		// Slopes of the six pairs: 0, 0, 0, 1, 1.5, 3: the median is (0 + 1) / 2.
		"an even number of pairs": {daily(0, 0, 0, 3), 0.5, -0.25},
	} {
		got, ok := TrendOf(c.s)
		if !ok || math.Abs(got.PerDay-c.slope) > 1e-6 || math.Abs(got.At(midnight)-c.atZero) > 1e-6 {
			t.Errorf("%s: %v, %+v; want slope %v from %v", name, ok, got, c.slope, c.atZero)
		}
		if later := got.At(midnight.Add(36 * time.Hour)); math.Abs(later-(c.atZero+1.5*c.slope)) > 1e-6 {
			t.Errorf("%s: %v after a day and a half", name, later)
		}
		if got.Low > got.PerDay {
			t.Errorf("%s: the lower bound %v lies above the slope %v", name, got.Low, got.PerDay)
		}
	}
	for name, s := range map[string]inventory.Series{"none": {}, "missing": daily(nan, nan, nan), "two": daily(1, nan, 2)} {
		if got, ok := TrendOf(s); ok || got != (Trend{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The ranks of the bound by hand. Ten points: 45 slopes, a variance of 10 × 9 × 25 / 18 = 125, so half the interval is
// 2.5758 × 11.18 = 28.8 ranks, and the bound the eighth slope. Four points leave no rank: nothing is certain.
func TestTrendConfidence(t *testing.T) {
	values := make([]float32, 10)
	for i := range values {
		values[i] = float32(i * i) // the slope between i and j is i + j: 1, 2, 3, 3, 4, 4, 5, 5, 5, 6…
	}
	if got, _ := TrendOf(daily(values...)); got.Low != 5 {
		t.Errorf("the eighth slope is 5, got %v", got.Low)
	}
	if got, _ := TrendOf(daily(1, 2, 3, 4)); !math.IsInf(got.Low, -1) || got.PerDay != 1 {
		t.Errorf("four points: %+v", got)
	}
	if got, _ := TrendOf(weeks(300, 4, func(int) float64 { return 0 })); math.Abs(got.Low-4) > 1e-6 {
		t.Errorf("a perfect line is certain: %+v", got)
	}
}

// Pure noise rises significantly in about 0.5% of the series; a slope as large as the noise is found nearly always.
func TestTrendAgainstNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	noise := func(int) float64 { return 20 * random.NormFloat64() }
	chance, found := 0, 0
	for range 1000 {
		if got, _ := TrendOf(weeks(300, 0, noise)); got.Low > 0 {
			chance++
		}
		if got, _ := TrendOf(weeks(300, 2, noise)); got.Low > 0 && math.Abs(got.PerDay-2) < 1.2 {
			found++
		}
	}
	if chance > 15 {
		t.Errorf("%d of 1000 series of noise rise", chance)
	}
	if found < 950 {
		t.Errorf("%d of 1000 rising series are found", found)
	}
}

func TestReaches(t *testing.T) {
	rising, _ := TrendOf(daily(10, 12, 14, 16))
	if at, ok := rising.Reaches(20); !ok || !at.Equal(midnight.Add(5*24*time.Hour)) {
		t.Errorf("reaches 20 at %v, %v", at, ok)
	}
	if at, ok := rising.Reaches(8); !ok || !at.Equal(midnight.Add(-24*time.Hour)) {
		t.Errorf("was 8 at %v, %v", at, ok)
	}
	if at, ok := (Trend{PerDay: 1e-300, origin: midnight}).Reaches(1); !ok || at.Year() < 2100 {
		t.Errorf("a line that hardly rises reaches 1 at %v, %v", at, ok)
	}
	flat, _ := TrendOf(daily(5, 5, 5))
	falling, _ := TrendOf(daily(5, 4, 3))
	for _, trend := range []Trend{flat, falling, {}} {
		if at, ok := trend.Reaches(6); ok || !at.IsZero() {
			t.Errorf("%+v reaches 6 at %v", trend, at)
		}
	}
}
