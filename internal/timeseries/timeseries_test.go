package timeseries

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

var nan = float32(math.NaN())

func hours(start time.Time, values ...float32) inventory.Series {
	return inventory.Series{Start: start, Period: time.Hour, Values: values}
}

var noon = time.Date(2026, 11, 9, 12, 0, 0, 0, time.UTC)

func TestEmptySeries(t *testing.T) {
	for name, s := range map[string]inventory.Series{"zero": {}, "none": hours(noon), "only missing": hours(noon, nan, nan)} {
		if Count(s) != 0 || Sum(s) != 0 || DaysObserved(s) != 0 {
			t.Errorf("%s: count %d, sum %v, days %d", name, Count(s), Sum(s), DaysObserved(s))
		}
		if v, ok := Max(s); v != 0 || ok {
			t.Errorf("%s: maximum %v, %v", name, v, ok)
		}
		if v, ok := Quantile(s, 0.5); v != 0 || ok {
			t.Errorf("%s: median %v, %v", name, v, ok)
		}
		if at, ok := First(s); !at.IsZero() || ok {
			t.Errorf("%s: first %v, %v", name, at, ok)
		}
	}
}

func TestSeries(t *testing.T) {
	s := hours(noon, nan, -3, 0, nan, -1)
	if Count(s) != 3 || Sum(s) != -4 {
		t.Errorf("count %d, sum %v", Count(s), Sum(s))
	}
	if v, ok := Max(s); v != 0 || !ok {
		t.Errorf("maximum %v, %v", v, ok)
	}
	if v, _ := Max(hours(noon, -3, -1, nan)); v != -1 {
		t.Errorf("maximum of negative values %v", v)
	}
	if at, ok := First(s); !at.Equal(noon.Add(time.Hour)) || !ok {
		t.Errorf("first %v, %v", at, ok)
	}
}

func TestDays(t *testing.T) {
	lateEvening := time.Date(2026, 11, 9, 23, 0, 0, 0, time.UTC)
	if got := DaysObserved(hours(lateEvening, 1, 1)); got != 2 {
		t.Errorf("an hour before and one after midnight are %d days", got)
	}
	elsewhere := time.Date(2026, 11, 9, 23, 0, 0, 0, time.FixedZone("", -5*3600)) // 04:00 UTC of the 10th
	if got := DaysObserved(hours(elsewhere, 1, 1)); got != 1 {
		t.Errorf("two hours of one day in UTC are %d days", got)
	}
	week := make([]float32, 7*24)
	for i := range week {
		week[i] = float32(i / 24)
	}
	if got := DaysWhere(hours(noon.Truncate(24*time.Hour), week...), func(v float64) bool { return v >= 5 }); got != 2 {
		t.Errorf("%d days from 5 on, want 2", got)
	}
	if got := DaysObserved(hours(noon, nan, 1, nan)); got != 1 {
		t.Errorf("%d days observed, want 1", got)
	}
}

func TestSince(t *testing.T) {
	s := hours(noon, 0, 1, 2, 3)
	for _, c := range []struct {
		from  time.Time
		first float32
		left  int
	}{
		{noon.Add(-time.Hour), 0, 4}, {noon, 0, 4}, {noon.Add(time.Nanosecond), 1, 3}, {noon.Add(2 * time.Hour), 2, 2},
		{noon.Add(3 * time.Hour), 3, 1}, {noon.Add(3*time.Hour + 1), 0, 0},
	} {
		got := Since(s, c.from)
		if len(got.Values) != c.left || got.Period != time.Hour || got.Start.Before(c.from) || c.left > 0 && got.Values[0] != c.first {
			t.Errorf("since %v: %+v", c.from, got)
		}
	}
}

func TestZeroFilled(t *testing.T) {
	s := hours(noon, nan, 2, nan)
	got := ZeroFilled(s)
	if !slices.Equal(got.Values, []float32{0, 2, 0}) || !got.Start.Equal(s.Start) || got.Period != s.Period {
		t.Errorf("got %+v", got)
	}
	if Count(s) != 1 {
		t.Errorf("the original was changed: %v", s.Values)
	}
}

func TestQuantile(t *testing.T) {
	s := hours(noon, 40, nan, 10, 30, 20, nan)
	for q, want := range map[float64]float64{-1: 10, 0: 10, 0.25: 10, 0.26: 20, 0.5: 20, 0.75: 30, 0.76: 40, 0.99: 40, 1: 40, 2: 40} {
		if got, ok := Quantile(s, q); got != want || !ok {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
	if !slices.Equal(s.Values[2:5], []float32{10, 30, 20}) {
		t.Errorf("the original was changed: %v", s.Values)
	}
}

// A quantile by its definition: the smallest datapoint that a share q of them does not exceed.
func TestQuantileAgainstItsDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		values := make([]float32, 1+random.IntN(40))
		for i := range values {
			values[i] = float32(random.IntN(10))
			if random.IntN(4) == 0 {
				values[i] = nan
			}
		}
		s, q := hours(noon, values...), float64(random.IntN(101))/100
		got, ok := Quantile(s, q)
		want, found := math.Inf(1), false
		for _, candidate := range values {
			within := 0
			for _, v := range values {
				if v <= candidate {
					within++
				}
			}
			if float64(within) >= q*float64(Count(s)) && float64(candidate) < want {
				want, found = float64(candidate), true
			}
		}
		if ok != found || ok && got != want {
			t.Fatalf("quantile %v of %v is %v, want %v", q, values, got, want)
		}
		if most, _ := Max(s); ok && got > most {
			t.Fatalf("quantile %v of %v exceeds the maximum %v", got, values, most)
		}
	}
}

func TestSpan(t *testing.T) {
	for name, c := range map[string]struct {
		s    inventory.Series
		want time.Duration
	}{
		"none":         {hours(noon), 0},
		"only missing": {hours(noon, nan, nan), 0},
		"one":          {hours(noon, nan, 1, nan), time.Hour},
		"with a hole":  {hours(noon, nan, 1, nan, nan, 0, nan), 4 * time.Hour},
		"all":          {hours(noon, 1, 2, 3), 3 * time.Hour},
	} {
		if got := Span(c.s); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
