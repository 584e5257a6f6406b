package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
	"github.com/computelint/computelint/internal/traces"
)

// dayHigh is half of what an ordinary day reaches, the median of the daily maxima: the level that the table's bursts, jobs
// and windows are of. A check has a level of its own, such as 5% of CPU.
func dayHigh(s inventory.Series) float64 {
	days := inventory.Series{Period: 24 * time.Hour}
	at := 0
	for at < len(s.Values) {
		to := at
		for to < len(s.Values) && s.Time(to).UTC().YearDay() == s.Time(at).UTC().YearDay() {
			to++
		}
		if most, ok := timeseries.Max(inventory.Series{Period: s.Period, Values: s.Values[at:to]}); ok {
			days.Values = append(days.Values, float32(most))
		}
		at = to
	}
	typical, _ := timeseries.Quantile(days, 0.5)
	return typical / 2
}

func tablesOf(recorded []traces.Trace) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("### What the recorded loads show")
	line("")
	line("| trace | peak and trough | amplitude | daily | weekly | regular | level | bursts at it: number, days, longest, share of time | cron-like | active windows, days in and out of them |")
	line("|---|---:|---:|---:|---:|---|---:|---|---|---|")
	for _, one := range recorded {
		line("%s", row(one))
	}
	line("")
	for _, one := range recorded {
		line("![%s](seasonality/%s.svg)", one.Name, one.Name)
		line("")
	}
	line("### How often it is wrong")
	line("")
	line("%d made series of each kind, a fortnight by the hour that begins on any day of the week:", rounds)
	line("")
	line("| series | truth | daily found | weekly found | regular |")
	line("|---|---|---:|---:|---:|")
	for _, kind := range shapes {
		n := kind.count()
		line("| %s | %s | %s | %s | %s |", kind.name, kind.truth, share(n.daily), share(n.weekly), share(n.regular))
	}
	line("")
	line("Activity at 50 where idle is 1, and the level 5, made by five minutes and also looked at by the highest of each hour:")
	line("")
	line("| activity | truth | cron-like, by the hour | cron-like, by five minutes |")
	line("|---|---|---:|---:|")
	for _, kind := range jobs {
		line("| %s | %s | %s | %s |", kind.name, kind.truth, share(kind.found(true)), share(kind.found(false)))
	}
	line("")
	line("Working hours as `ec2-off-hours` asks for them: in them on ten days or more, never outside, and 42 hours a week left:")
	line("")
	line("| activity | truth | working hours found | hours a week in them, on average |")
	line("|---|---|---:|---:|")
	for _, kind := range weeks {
		found, hours := kind.found()
		line("| %s | %s | %s | %s |", kind.name, kind.truth, share(found), hours)
	}
	return b.String()
}

func row(one traces.Trace) string {
	s, _ := timeseries.ShapeOf(one.Series)
	level := dayHigh(one.Series)
	bursts := timeseries.BurstsOf(one.Series, level)
	jobs, windows := "no", "none"
	if c, ok := timeseries.CronLikeOf(one.Series, level); ok {
		jobs = fmt.Sprintf("%d runs on %d days, every %v", c.Runs, c.Days, c.Every)
	}
	if w, ok := timeseries.WindowsOf(one.Series, level); ok {
		windows = fmt.Sprintf("%s; %d and %d", w, w.Active, w.Strays)
	}
	return fmt.Sprintf("| %s | %.4g and %.4g | %.2f | %.2f | %.2f | %s | %.4g | %d, %d, %v, %.1f%% | %s | %s |", one.Name, s.Peak, s.Trough,
		s.Amplitude, s.Daily, s.Weekly, yes(s.Regular), level, len(bursts.Starts), bursts.Days, bursts.Longest, 100*bursts.Share, jobs, windows)
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func share(n int) string { return fmt.Sprintf("%.1f%%", 100*float64(n)/rounds) }
