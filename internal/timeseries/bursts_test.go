package timeseries

import (
	"math"
	"testing"
	"time"
)

func TestBursts(t *testing.T) {
	lateEvening := time.Date(2026, 11, 9, 22, 0, 0, 0, time.UTC)
	got := BurstsOf(hours(lateEvening, 5, 9, 5, 4.9, nan, 7, nan, 8), 5)
	if len(got.Starts) != 3 || !got.Starts[1].Equal(lateEvening.Add(5*time.Hour)) || got.Days != 2 || got.Longest != 3*time.Hour ||
		math.Abs(got.Share-5./6) > 1e-9 {
		t.Errorf("%+v", got)
	}
	for name, s := range map[string]Bursts{"below": BurstsOf(hours(noon, 1, nan, 2), 5), "none": BurstsOf(hours(noon), 5), "missing": BurstsOf(hours(noon, nan), 5)} {
		if len(s.Starts) != 0 || s.Days != 0 || s.Longest != 0 || s.Share != 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestCronLike(t *testing.T) {
	at := func(when func(time.Time) bool) func(time.Time) float64 {
		return func(t time.Time) float64 {
			if when(t) {
				return 50
			}
			return 1
		}
	}
	day := func(t time.Time) int { return hourOf(t) / 24 }
	for name, c := range map[string]struct {
		period time.Duration
		value  func(time.Time) float64
		every  time.Duration // 0: it is not cron-like
		runs   int
	}{
		"every night":                     {time.Hour, at(func(t time.Time) bool { return t.Hour() == 2 }), 24 * time.Hour, 15},
		"every night, 20 minutes":         {5 * time.Minute, at(func(t time.Time) bool { return t.Hour() == 2 && t.Minute() < 20 }), 24 * time.Hour, 15},
		"weekdays":                        {time.Hour, at(func(t time.Time) bool { kind, hour := Slot(t); return kind == 0 && hour == 2 }), 24 * time.Hour, 11},
		"once a week":                     {time.Hour, at(func(t time.Time) bool { return t.Weekday() == time.Thursday && t.Hour() == 2 }), 7 * 24 * time.Hour, 2},
		"every five hours":                {time.Hour, at(func(t time.Time) bool { return hourOf(t)%5 == 0 }), 5 * time.Hour, 70},
		"every half hour":                 {5 * time.Minute, at(func(t time.Time) bool { return t.Minute()%30 == 0 }), 30 * time.Minute, 694},
		"with a pause in each run":        {5 * time.Minute, at(func(t time.Time) bool { return t.Hour() == 2 && t.Minute() != 10 }), 24 * time.Hour, 15},
		"a few odd runs among them":       {time.Hour, at(func(t time.Time) bool { return t.Hour() == 2 || hourOf(t) == 100 || hourOf(t) == 207 }), 24 * time.Hour, 17},
		"over a summer-time shift":        {time.Hour, at(func(t time.Time) bool { return t.Hour() == 2 && day(t) < 7 || t.Hour() == 1 && day(t) >= 7 }), 24 * time.Hour, 15},
		"with missing datapoints":         {time.Hour, without(at(func(t time.Time) bool { return t.Hour() == 2 }), func(h int) bool { return h%7 == 0 }), 24 * time.Hour, 13},
		"four hours long":                 {time.Hour, at(func(t time.Time) bool { return t.Hour() < 4 }), 24 * time.Hour, 15},
		"five hours long":                 {time.Hour, at(func(t time.Time) bool { return t.Hour() < 5 }), 0, 0},
		"more than a quarter of the time": {time.Hour, at(func(t time.Time) bool { return t.Hour()%8 < 3 }), 0, 0},
		"flat":                            {time.Hour, at(func(time.Time) bool { return false }), 0, 0},
		"always":                          {time.Hour, at(func(time.Time) bool { return true }), 0, 0},
		"one spike":                       {time.Hour, at(func(t time.Time) bool { return hourOf(t) == 50 }), 0, 0},
		"one evening over midnight":       {time.Hour, at(func(t time.Time) bool { return hourOf(t) == 47 || hourOf(t) == 48 }), 0, 0},
		"without regularity": {time.Hour, at(func(t time.Time) bool {
			h := hourOf(t)
			return h == 3 || h == 40 || h == 85 || h == 91 || h == 160 || h == 230 || h == 331
		}), 0, 0},
		"by the day": {24 * time.Hour, at(func(t time.Time) bool { return day(t)%7 == 0 }), 0, 0},
	} {
		got, ok := CronLikeOf(fortnight(c.period, c.value), 50)
		if ok != (c.every > 0) || got.Runs != c.runs || got.Every != c.every {
			t.Errorf("%s: %v, %d runs every %v; want %d every %v", name, ok, got.Runs, got.Every, c.runs, c.every)
		}
		if name == "every night" && (got.Days != 15 || got.Longest != time.Hour || !got.Hours[2] || got.Hours[3]) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
