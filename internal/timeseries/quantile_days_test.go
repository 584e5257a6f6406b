package timeseries

import (
	"slices"
	"testing"
)

func TestDailyQuantiles(t *testing.T) {
	values := make([]float32, 60) // noon of the 9th to midnight after the 11th
	for i := range values {
		values[i] = float32(i)
		if i >= 12 && i < 36 {
			values[i] = nan // the 10th
		}
	}
	if got := DailyQuantiles(hours(noon, values...), 0.5); !slices.Equal(got, []float64{5, 47}) {
		t.Errorf("medians %v", got)
	}
	if got := DailyQuantiles(hours(noon, values...), 1); !slices.Equal(got, []float64{11, 59}) {
		t.Errorf("maxima %v", got)
	}
	if got := DailyQuantiles(hours(noon), 1); got != nil {
		t.Errorf("of nothing %v", got)
	}
}
