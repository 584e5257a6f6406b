package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
	"github.com/computelint/computelint/internal/traces"
)

// The plot's measures, in pixels: the series on the left, the medians of the hours of weekdays and weekends on the right.
const (
	width, height = 900, 190
	top, bottom   = 34, 168
	left, middle  = 64, 620
	from, right   = 656, 884
)

// plot draws a trace by the hour, its busy hours where it is regular, and the starts of what is cron-like.
func plot(one traces.Trace) string {
	s := one.Series
	shape, _ := timeseries.ShapeOf(s)
	hours := medians(s)
	most, _ := timeseries.Quantile(hours, 0.995)
	most = max(most, shape.Peak) * 1.05
	var b strings.Builder
	add := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11" role="img">`, width, height)
	add(`<title>%s</title>`, one.Name)
	add(`<rect width="%d" height="%d" fill="#fff"/>`, width, height)
	add(`<text x="%d" y="16" font-size="13" font-weight="bold" fill="#222">%s</text>`, left, one.Name)
	add(`<text x="%d" y="16" fill="#555">median of each hour, UTC</text>`, from)
	add(`<text x="%d" y="28" fill="#555">daily %.2f, weekly %.2f, amplitude %.2f</text>`, from, shape.Daily, shape.Weekly, shape.Amplitude)
	across := func(i int) float64 { return left + float64(i)/float64(len(hours.Values))*(middle-left) }
	up := func(v float64) float64 { return bottom - min(max(v/most, 0), 1)*(bottom-top) }
	if shape.Regular {
		for i := range hours.Values {
			if shape.BusyAt(hours.Time(i)) {
				add(`<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#ffe9b8"/>`, across(i), top, across(1)-across(0)+0.1, bottom-top)
			}
		}
	}
	for i := range hours.Values {
		if at := hours.Time(i); at.Hour() == 0 {
			add(`<path d="M%.1f %dV%d" stroke="#ccc"/>`, across(i), top, bottom)
			add(`<text x="%.1f" y="%d" fill="#555">%s</text>`, across(i)+3, bottom+14, at.Format("Mon")[:2])
		}
	}
	for _, v := range []float64{0, most / 2, most} {
		add(`<text x="%d" y="%.1f" text-anchor="end" fill="#555">%.3g</text>`, left-5, up(v)+4, v)
	}
	points := make([]float64, len(hours.Values))
	for i, v := range hours.Values {
		points[i] = float64(v)
	}
	add(`<path d="%s" fill="none" stroke="#1f5fa8"/>`, path(points, across, up))
	if jobs, ok := timeseries.CronLikeOf(s, dayHigh(s)); ok && jobs.Every >= time.Hour {
		for _, at := range timeseries.BurstsOf(s, dayHigh(s)).Starts {
			add(`<path d="M%.1f %dl-3 -7h6z" fill="#b5322a"/>`, across(int(at.Sub(hours.Start)/time.Hour)), top)
		}
	}
	hourAt := func(i int) float64 { return from + float64(i)/23*(right-from) }
	for kind, colour := range []string{"#1f5fa8", "#d07b00"} {
		add(`<path d="%s" fill="none" stroke="%s" stroke-width="1.5"/>`, path(shape.Profile[kind][:], hourAt, up), colour)
		add(`<text x="%d" y="%d" fill="%s">%s</text>`, from+kind*70, bottom+14, colour, []string{"weekdays", "weekends"}[kind])
	}
	add(`<path d="M%d %dH%dM%d %dH%d" stroke="#888"/>`, left, bottom, middle, from, bottom, right)
	add(`</svg>`)
	return b.String()
}

// medians is a series by the hour, each the median of its datapoints.
func medians(s inventory.Series) inventory.Series {
	hours := inventory.Series{Start: s.Start.UTC().Truncate(time.Hour), Period: time.Hour}
	from := 0
	for from < len(s.Values) {
		to := from
		for to < len(s.Values) && s.Time(to).Before(hours.Time(len(hours.Values)+1)) {
			to++
		}
		v, ok := timeseries.Quantile(inventory.Series{Period: s.Period, Values: s.Values[from:to]}, 0.5)
		if !ok {
			v = -1
		}
		hours.Values = append(hours.Values, float32(v))
		from = to
	}
	return hours
}

// path draws a line through values, with a gap where one is missing (negative or none).
func path(values []float64, across func(int) float64, up func(float64) float64) string {
	var b strings.Builder
	down := false
	for i, v := range values {
		if !(v >= 0) {
			down = false
			continue
		}
		letter := "M"
		if down {
			letter = "L"
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", letter, across(i), up(v))
		down = true
	}
	return b.String()
}
