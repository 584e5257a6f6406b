package timeseries

import (
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// elsewhere is the same in a place some hours ahead of UTC.
func elsewhere(ahead int, value func(time.Time) float64) func(time.Time) float64 {
	return func(at time.Time) float64 { return value(at.Add(time.Duration(ahead) * time.Hour)) }
}

// but is another value in some hours, counted from the Monday on.
func but(value func(time.Time) float64, other float64, hours ...int) func(time.Time) float64 {
	return func(at time.Time) float64 {
		for _, h := range hours {
			if hourOf(at) == h {
				return other
			}
		}
		return value(at)
	}
}

func TestWindows(t *testing.T) {
	for name, c := range map[string]struct {
		value          func(time.Time) float64
		says           string // "" for none
		perWeek        int
		active, strays int
	}{
		"office hours":       {office, "Mon-Fri 08-18 UTC", 50, 11, 0},
		"in Tokyo":           {elsewhere(9, office), "Sun-Thu 23-09 UTC", 50, 11, 0},
		"in California":      {elsewhere(-8, office), "Mon-Fri 16-02 UTC", 50, 10, 0},
		"every day":          {func(at time.Time) float64 { return office(monday.Add(time.Duration(at.Hour()) * time.Hour)) }, "every day 08-18 UTC", 70, 15, 0},
		"every night":        {func(at time.Time) float64 { return 40 * float64(1-min(1, at.Hour()/4)) }, "every day 00-04 UTC", 28, 15, 0},
		"always":             {func(time.Time) float64 { return 40 }, "every day at all hours", 168, 15, 0},
		"idle":               {func(time.Time) float64 { return 5 }, "", 0, 0, 0},
		"once":               {but(func(time.Time) float64 { return 5 }, 40, 100), "", 0, 0, 0},
		"a night of work":    {but(office, 40, 24+3, 24+4), "Mon-Fri 08-18 UTC", 50, 11, 1},
		"two nights of work": {but(office, 40, 24+3, 4*24+1), "Mon-Fri 08-18 UTC", 50, 11, 2},
		"a weekend of work":  {but(office, 40, 12*24+10, 13*24+10), "every day 08-18 UTC", 70, 13, 0}, // one of two Saturdays may be the rule
		"a lunch break": {func(at time.Time) float64 {
			return office(at) - 30*float64(min(1, max(0, 1-(at.Hour()-12)*(at.Hour()-12))))
		}, "Mon-Fri 08-18 UTC", 50, 11, 0},
		"a break of four hours": {func(at time.Time) float64 {
			if h := at.Hour(); h >= 11 && h < 15 {
				return 10
			}
			return office(at)
		}, "Mon-Fri 08-11 and 15-18 UTC", 30, 11, 0},
		"a holiday":             {but(office, 10, 24+8, 24+9, 24+10, 24+11, 24+12, 24+13, 24+14, 24+15, 24+16, 24+17), "Mon-Fri 08-18 UTC", 50, 10, 0},
		"early on two mornings": {but(office, 40, 7, 24+7), "Mon-Fri 07-18 UTC", 55, 11, 0},
		"early on one morning":  {but(office, 40, 7), "Mon-Fri 08-18 UTC", 50, 11, 1},
		"summer time ends": {func(at time.Time) float64 {
			if hourOf(at) >= 168 {
				return elsewhere(1, office)(at)
			}
			return office(at)
		}, "Mon-Fri 07-18 UTC", 55, 11, 0},
	} {
		got, ok := WindowsOf(fortnight(time.Hour, c.value), 40)
		switch {
		case ok != (c.says != ""):
			t.Errorf("%s: %v, %s", name, ok, got)
		case ok && (got.String() != c.says || got.PerWeek() != c.perWeek || got.Active != c.active || got.Strays != c.strays):
			t.Errorf("%s: %s, %d hours a week, %d days active, %d stray", name, got, got.PerWeek(), got.Active, got.Strays)
		}
	}
	const all = 14*24 + 11
	w, _ := WindowsOf(fortnight(5*time.Minute, office), 40)
	for hour := range all {
		at := monday.Add(time.Duration(hour) * time.Hour)
		if w.Contains(at) != (office(at) == 40) {
			t.Errorf("%v: %v", at, w.Contains(at))
		}
	}
	if w.Observed != 14 || w.Idle != 1 {
		t.Errorf("%d days, %v", w.Observed, w.Idle)
	}
}

// What is switched off at night has no datapoints there: these hours were not seen to be idle.
func TestWindowsOfWhatIsOff(t *testing.T) {
	off := func(h int) bool { return h%24 >= 22 || h%24 < 6 }
	w, ok := WindowsOf(fortnight(time.Hour, without(office, off)), 40)
	if !ok || w.String() != "Mon-Fri 08-18 UTC" || math.Abs(w.Idle-(10*6+4*16+3)/(10*14+4*24+8.)) > 0.03 {
		t.Errorf("%v, %s, %v", ok, w, w.Idle)
	}
	week := fortnight(time.Hour, office)
	week.Values = week.Values[:6*24]
	for name, s := range map[string]inventory.Series{"none": {}, "six days": week, "daily": daily(50, 50, 50, 50, 50, 50, 50, 50)} {
		if got, ok := WindowsOf(s, 40); ok {
			t.Errorf("%s: %s", name, got)
		}
	}
}
