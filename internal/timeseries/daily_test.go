package timeseries

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

func TestReachedOn(t *testing.T) {
	nan := float32(math.NaN())
	s := inventory.Series{Start: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), Period: 6 * time.Hour, Values: []float32{
		3, 5, // the first day
		nan, nan, nan, nan, // the second
		9, 1, 2, 4, // the third
		7, nan, // the fourth
	}}
	if got, want := DailyMaxima(s), []float64{5, 9, 7}; !slices.Equal(got, want) {
		t.Errorf("daily maxima %v, want %v", got, want)
	}
	for _, c := range []struct {
		days int
		want float64
		ok   bool
	}{{1, 9, true}, {2, 7, true}, {3, 5, true}, {4, 0, false}, {0, 0, false}} {
		if got, ok := ReachedOn(s, c.days); got != c.want || ok != c.ok {
			t.Errorf("reached on %d days: %v, %v; want %v, %v", c.days, got, ok, c.want, c.ok)
		}
	}
	if got, ok := ReachedOn(inventory.Series{}, 1); ok {
		t.Errorf("an empty series reached %v", got)
	}
}
