package placement

import (
	"testing"
	"time"
)

func TestSinceShift(t *testing.T) {
	days := func(levels ...int) Load { // from a Monday on
		first := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
		return fiveMinutely(len(levels), func(at time.Time) float64 { return float64(levels[int(at.Sub(first)/(24*time.Hour))]) })
	}
	for name, c := range map[string]struct {
		load Load
		want int // days that are left
	}{
		"nothing":                         {Load{}, 0},
		"steady":                          {days(5, 5, 5, 5, 5, 5, 5), 7},
		"up for three days":               {days(5, 4, 5, 9, 9, 8), 3},
		"down for four":                   {days(9, 8, 9, 9, 4, 5, 4, 4), 4},
		"up for two":                      {days(5, 4, 5, 5, 9, 9), 6},
		"too little before":               {days(5, 4, 9, 9, 9, 9), 6},
		"one day as before":               {days(5, 4, 5, 9, 9, 5, 9, 9), 8},
		"twice: only the last counts":     {days(1, 1, 1, 5, 5, 5, 9, 9, 9, 9), 4},
		"a weekend and the Friday before": {days(9, 9, 9, 9, 2, 2, 2), 7},
		"a weekend and two days more":     {days(9, 9, 9, 2, 2, 2, 2), 4},
	} {
		got := c.load.sinceShift(0.01)
		if len(got.Peaks.Values) != c.want*288 || len(got.Calls.Values) != c.want*288 {
			t.Errorf("%s: %g days are left, want %d", name, float64(len(got.Peaks.Values))/288, c.want)
		}
		if n := len(c.load.Peaks.Values); n > 0 && !got.Peaks.Time(len(got.Peaks.Values)).Equal(c.load.Peaks.Time(n)) {
			t.Errorf("%s: it ends at %v", name, got.Peaks.Time(len(got.Peaks.Values)))
		}
	}
}
