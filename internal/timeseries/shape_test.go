package timeseries

import (
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

var monday = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)

// fortnight is two weeks from a Monday on, and eleven hours more as a window that ends at 11:00 has.
func fortnight(period time.Duration, value func(at time.Time) float64) inventory.Series {
	s := inventory.Series{Start: monday, Period: period}
	for s.Time(len(s.Values)).Before(monday.Add(14*24*time.Hour + 11*time.Hour)) {
		s.Values = append(s.Values, float32(value(s.Time(len(s.Values)))))
	}
	return s
}

// office is busy on weekdays from 08 to 18.
func office(at time.Time) float64 {
	if kind, hour := Slot(at); kind == 0 && hour >= 8 && hour < 18 {
		return 40
	}
	return 10
}

func hourOf(at time.Time) int { return int(at.Sub(monday) / time.Hour) }

// without leaves some hours open, counted from the Monday on.
func without(shape func(time.Time) float64, gone func(hour int) bool) func(time.Time) float64 {
	return func(at time.Time) float64 {
		if gone(hourOf(at)) {
			return math.NaN()
		}
		return shape(at)
	}
}

func TestShape(t *testing.T) {
	wave := func(at time.Time) float64 { return 50 + 20*math.Sin(float64(at.Hour())/24*2*math.Pi) }
	for name, c := range map[string]struct {
		value         func(time.Time) float64
		amplitude     float64
		daily, weekly float64 // exactly 1, or 0
		regular       bool
	}{
		"flat":            {func(time.Time) float64 { return 5 }, 0, 0, 0, false},
		"office hours":    {office, 0.75, 1, 1, true},
		"every day alike": {wave, 40. / 70, 1, 0, true},
		"weekends lower":  {func(at time.Time) float64 { kind, _ := Slot(at); return float64(40 - 30*kind) }, 0.75, 0, 1, true},
		"an incident of eight hours": {func(at time.Time) float64 {
			if h := hourOf(at); h >= 50 && h < 58 {
				return 100
			}
			return 5
		}, 0, 0, 0, false},
		"a step": {func(at time.Time) float64 {
			if hourOf(at) > 180 {
				return 60
			}
			return 20
		}, math.NaN(), 0, 0, false},
		"a trend":                   {func(at time.Time) float64 { return 20 + float64(hourOf(at))/10 }, math.NaN(), 0, 0, false},
		"a wave on a trend":         {func(at time.Time) float64 { return wave(at) + float64(hourOf(at)/24) }, math.NaN(), 1, 0, true},
		"never above zero":          {func(at time.Time) float64 { return wave(at) - 100 }, 0, 1, 0, true},
		"all of it, but a day gone": {without(office, func(h int) bool { return h/24 == 3 }), 0.75, 1, 1, true},
		"every fourth hour gone":    {without(office, func(h int) bool { return h%4 == h/24%4 }), 0.75, 1, 1, true},
	} {
		for _, period := range []time.Duration{time.Hour, 5 * time.Minute} {
			got, ok := ShapeOf(fortnight(period, c.value))
			if !ok || !math.IsNaN(c.amplitude) && math.Abs(got.Amplitude-c.amplitude) > 1e-3 || got.Regular != c.regular ||
				math.Abs(got.Daily-c.daily) > 0.1 || math.Abs(got.Weekly-c.weekly) > 0.1 {
				t.Errorf("%s by %v: %v, amplitude %.3f, daily %.3f, weekly %.3f, regular %v", name, period, ok, got.Amplitude, got.Daily, got.Weekly, got.Regular)
			}
		}
	}
}

func TestShapeOfOfficeHours(t *testing.T) {
	got, _ := ShapeOf(fortnight(time.Hour, office))
	if got.Days != 14 || got.Peak != 40 || got.Trough != 10 { // the last eleven hours are no day
		t.Errorf("%d days, from %v to %v", got.Days, got.Trough, got.Peak)
	}
	for hour := range 7 * 24 {
		at := monday.Add(time.Duration(hour) * time.Hour)
		kind, ofDay := Slot(at)
		if want := office(at); got.BusyAt(at) != (want == 40) || got.Profile[kind][ofDay] != want {
			t.Errorf("%v: busy %v, %v", at, got.BusyAt(at), got.Profile[kind][ofDay])
		}
	}
}

func TestNoShape(t *testing.T) {
	of := func(days int) inventory.Series {
		s := fortnight(time.Hour, office)
		s.Values = s.Values[:days*24]
		return s
	}
	if _, ok := ShapeOf(of(7)); !ok {
		t.Error("seven days are enough")
	}
	nightsGone := fortnight(time.Hour, without(office, func(h int) bool { return h%24 < 13 }))
	for name, s := range map[string]inventory.Series{
		"none": {}, "six days": of(6), "eleven hours a day": nightsGone, "daily": daily(1, 2, 1, 2, 1, 2, 1, 2, 1, 2),
		"only missing": fortnight(time.Hour, func(time.Time) float64 { return math.NaN() }),
	} {
		if got, ok := ShapeOf(s); ok || got != (Shape{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A hole is no quiet time: hours that were never seen have no profile, and what is left is flat.
func TestMissingHoursHaveNoProfile(t *testing.T) {
	got, ok := ShapeOf(fortnight(time.Hour, without(func(time.Time) float64 { return 30 }, func(h int) bool { return h%24 < 8 })))
	if !ok || !math.IsNaN(got.Profile[0][7]) || got.Profile[0][8] != 30 || got.Amplitude != 0 || got.Regular || got.Busy != [2][24]bool{} {
		t.Errorf("%v, %+v", ok, got)
	}
	// One weekend says nothing of the week.
	week := fortnight(time.Hour, func(at time.Time) float64 { kind, _ := Slot(at); return float64(40 - 30*kind) })
	week.Values = week.Values[:9*24]
	if got, ok := ShapeOf(week); !ok || got.Weekly != 0 || got.Regular {
		t.Errorf("one weekend: %v, %+v", ok, got)
	}
}

func TestMedianWithout(t *testing.T) {
	for _, c := range []struct {
		without, want float64
	}{{1, 4}, {2, 4}, {4, 2}, {8, 2}} {
		if got := medianWithout([]float64{1, 2, 4, 8}, c.without); got != c.want {
			t.Errorf("1, 2, 4, 8 without %v: %v, want %v", c.without, got, c.want)
		}
	}
	if got := medianWithout([]float64{1, 2, 6}, 2); got != 3.5 {
		t.Errorf("1 and 6: %v", got)
	}
}
