package traces

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestRecordedSeries(t *testing.T) {
	all, err := CloudWatch()
	if err != nil || len(all) != 6 {
		t.Fatalf("%d series, %v", len(all), err)
	}
	for _, one := range all {
		if len(one.Series.Values) < 4000 || one.Series.Period != 5*time.Minute {
			t.Errorf("%s: %d values every %v", one.Name, len(one.Series.Values), one.Series.Period)
		}
	}
	if text, err := AzureFunctions(); err != nil || strings.Count(text, "\n") != 5 {
		t.Errorf("%d lines of functions, %v", strings.Count(text, "\n"), err)
	}
}

func TestReadingASeries(t *testing.T) {
	s, err := readSeries("start 2014-04-10T00:04:00Z, every 300 seconds\n94\n\n56\n")
	if err != nil || len(s.Values) != 3 || s.Values[0] != 94 || !math.IsNaN(float64(s.Values[1])) || s.Period != 5*time.Minute ||
		!s.Start.Equal(time.Date(2014, 4, 10, 0, 4, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", s, err)
	}
	for _, bad := range []string{"", "94\n56\n", "start 2014-04-10T00:04:00Z, every 300 seconds\nmany\n", "start then, every 300 seconds\n"} {
		if _, err := readSeries(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
