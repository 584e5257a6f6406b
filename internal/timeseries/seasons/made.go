package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// rounds is how many series of each kind are made.
const rounds = 200

// generator gives a series' value at a time, one after the other; hour counts from the beginning.
type generator func(at time.Time, hour int) float64

// kind is a kind of series whose truth is known.
type kind struct {
	name, truth string
	make        func(*rand.Rand) generator
}

// each makes the series of a kind, always the same.
func (k kind) each(period time.Duration, see func(inventory.Series)) {
	random := rand.New(rand.NewPCG(11, uint64(len(k.name)))) //nolint:gosec // the series must be the same every time
	for range rounds {
		s := inventory.Series{Start: time.Date(2026, 11, 2+random.IntN(7), 0, 0, 0, 0, time.UTC), Period: period}
		value := k.make(random)
		for i := range int(347 * time.Hour / period) {
			s.Values = append(s.Values, float32(value(s.Time(i), int(time.Duration(i)*period/time.Hour))))
		}
		see(s)
	}
}

// counts are how many series showed something.
type counts struct{ daily, weekly, regular int }

func (k kind) count() (n counts) {
	k.each(time.Hour, func(s inventory.Series) {
		shape, _ := timeseries.ShapeOf(s)
		if shape.Daily >= timeseries.RegularDaily {
			n.daily++
		}
		if shape.Weekly >= timeseries.RegularWeekly {
			n.weekly++
		}
		if shape.Regular {
			n.regular++
		}
	})
	return n
}

// found is how many series are cron-like, as they are made by five minutes or by the highest of each hour.
func (k kind) found(hourly bool) int {
	n := 0
	k.each(5*time.Minute, func(s inventory.Series) {
		if hourly {
			s = byHour(s)
		}
		if _, ok := timeseries.CronLikeOf(s, 5); ok {
			n++
		}
	})
	return n
}

func byHour(s inventory.Series) inventory.Series {
	hours := inventory.Series{Start: s.Start, Period: time.Hour}
	for from := 0; from < len(s.Values); from += 12 {
		most, ok := timeseries.Max(inventory.Series{Period: s.Period, Values: s.Values[from : from+12]})
		if !ok {
			most = math.NaN()
		}
		hours.Values = append(hours.Values, float32(most))
	}
	return hours
}

func wave(at time.Time) float64 { return math.Sin(float64(at.Hour()) / 12 * math.Pi) }

// memory is noise that remembers a share of itself from one hour to the next; with all of it, a random walk.
func memory(share float64) func(*rand.Rand) generator {
	return func(r *rand.Rand) generator {
		x := 0.0
		return func(time.Time, int) float64 { x = share*x + r.NormFloat64(); return 50 + x }
	}
}

// sine is a daily wave of which the noise is 1 and the wave's variance a multiple of it.
func sine(times float64) func(*rand.Rand) generator {
	return func(r *rand.Rand) generator {
		return func(at time.Time, _ int) float64 { return 40 + math.Sqrt(2*times)*wave(at) + r.NormFloat64() }
	}
}

func atWork(at time.Time) bool {
	kind, hour := timeseries.Slot(at)
	return kind == 0 && hour >= 8 && hour < 18
}

// shapes are for ShapeOf.
var shapes = []kind{
	{"noise", "none", memory(0)},
	{"noise that remembers 90% an hour", "none", memory(0.9)},
	{"random walk", "none", memory(1)},
	{"heavy bursts at random (log-normal)", "none", func(r *rand.Rand) generator {
		return func(time.Time, int) float64 { return math.Exp(2 * r.NormFloat64()) }
	}},
	{"a trend and noise", "none", func(r *rand.Rand) generator {
		return func(_ time.Time, hour int) float64 { return 20 + float64(hour)/10 + 5*r.NormFloat64() }
	}},
	{"a step at random", "none", func(r *rand.Rand) generator {
		step := r.IntN(336)
		return func(_ time.Time, hour int) float64 {
			if hour > step {
				return 40 + 2*r.NormFloat64()
			}
			return 10 + 2*r.NormFloat64()
		}
	}},
	{"one incident of eight hours", "none", func(r *rand.Rand) generator {
		from := r.IntN(330)
		return func(_ time.Time, hour int) float64 {
			if hour >= from && hour < from+8 {
				return 90
			}
			return 5 + r.NormFloat64()
		}
	}},
	{"each day at a level of its own", "none", func(r *rand.Rand) generator {
		level := 0.0
		return func(at time.Time, _ int) float64 {
			if at.Hour() == 0 {
				level = 30 + 10*r.NormFloat64()
			}
			return level + 2*r.NormFloat64()
		}
	}},
	{"a daily wave, half the variance of its noise", "daily, faint", sine(0.5)},
	{"a daily wave, as much as its noise", "daily, half", sine(1)},
	{"a daily wave, twice its noise", "daily", sine(2)},
	{"the same, three datapoints in ten missing", "daily", func(r *rand.Rand) generator {
		value := sine(2)(r)
		return func(at time.Time, hour int) float64 {
			if v := value(at, hour); r.IntN(10) >= 3 {
				return v
			}
			return math.NaN()
		}
	}},
	{"a daily wave on a random walk", "daily", func(r *rand.Rand) generator {
		walk := memory(1)(r)
		return func(at time.Time, hour int) float64 { return walk(at, hour) + 10*wave(at) }
	}},
	{"weekends lower, and noise", "weekly", func(r *rand.Rand) generator {
		return func(at time.Time, _ int) float64 {
			kind, _ := timeseries.Slot(at)
			return 40 - 10*float64(kind) + 5*r.NormFloat64()
		}
	}},
	{"office hours, and noise", "both", func(r *rand.Rand) generator {
		return func(at time.Time, _ int) float64 {
			if atWork(at) {
				return 40 + 10*r.NormFloat64()
			}
			return 5 + 2*r.NormFloat64()
		}
	}},
	{"the same, an hour later in the second week", "both", func(r *rand.Rand) generator {
		return func(at time.Time, hour int) float64 {
			if hour >= 168 {
				at = at.Add(time.Hour)
			}
			if atWork(at) {
				return 40 + 10*r.NormFloat64()
			}
			return 5 + 2*r.NormFloat64()
		}
	}},
}

// spoken is a series that is 50 at some times and 1 at the others.
func spoken(when func(at time.Time, hour int) bool) generator {
	return func(at time.Time, hour int) float64 {
		if when(at, hour) {
			return 50
		}
		return 1
	}
}

// perDay is activity at random.
func perDay(n float64) func(*rand.Rand) generator {
	return func(r *rand.Rand) generator {
		last, active := -1, 0
		return spoken(func(at time.Time, hour int) bool {
			if hour != last { // one decision an hour, for one period in it
				last, active = hour, -1
				if r.Float64() < n/24 {
					active = r.IntN(12) * 5
				}
			}
			return at.Minute() == active
		})
	}
}

// jobs are for CronLikeOf.
var jobs = []kind{
	{"at random, once in three days", "no", perDay(1. / 3)},
	{"at random, once a day", "no", perDay(1)},
	{"at random, three times a day", "no", perDay(3)},
	{"at random, six times a day", "no", perDay(6)},
	{"every night", "yes", func(*rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool { return at.Hour() == 2 && at.Minute() < 20 })
	}},
	{"every weekday", "yes", func(*rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool {
			kind, hour := timeseries.Slot(at)
			return kind == 0 && hour == 2 && at.Minute() < 20
		})
	}},
	{"once a week", "yes", func(*rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool { return at.Weekday() == time.Sunday && at.Hour() == 2 })
	}},
	{"every six hours", "yes", func(*rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool { return at.Hour()%6 == 1 && at.Minute() < 20 })
	}},
	{"every night, and two odd runs", "yes", func(r *rand.Rand) generator {
		odd := r.IntN(300)
		return spoken(func(at time.Time, hour int) bool { return at.Hour() == 2 || hour == odd || hour == odd+20 })
	}},
	{"every night, 30% of the datapoints missing", "yes", func(r *rand.Rand) generator {
		value := spoken(func(at time.Time, _ int) bool { return at.Hour() == 2 })
		return func(at time.Time, hour int) float64 {
			if r.IntN(10) < 3 {
				return math.NaN()
			}
			return value(at, hour)
		}
	}},
}

// found is how many series have working hours, and their hours a week.
func (k workKind) found() (n int, hours string) {
	sum := 0
	kind(k).each(time.Hour, func(s inventory.Series) {
		w, ok := timeseries.WindowsOf(s, 5)
		if ok && w.Strays == 0 && w.Active >= 10 && w.PerWeek() <= 126 {
			n, sum = n+1, sum+w.PerWeek()
		}
	})
	if n == 0 {
		return 0, ""
	}
	return n, fmt.Sprintf("%.1f", float64(sum)/float64(n))
}

// workKind is a kind that is looked at for working hours.
type workKind kind

// somewhere is office hours in a place ahead of UTC.
func somewhere(ahead time.Duration) func(*rand.Rand) generator {
	return func(*rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool { return atWork(at.Add(ahead)) })
	}
}

func randomly(share float64) func(*rand.Rand) generator {
	return func(r *rand.Rand) generator {
		return spoken(func(time.Time, int) bool { return r.Float64() < share })
	}
}

// weeks are for WindowsOf.
var weeks = []workKind{
	{"office hours in London", "50 hours", somewhere(0)},
	{"in Tokyo", "50 hours", somewhere(9 * time.Hour)},
	{"in California", "50 hours", somewhere(-8 * time.Hour)},
	{"three hours in ten of them idle, at random", "50 hours", func(r *rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool { return atWork(at) && r.IntN(10) >= 3 })
	}},
	{"an hour later in the second week", "55 hours", func(*rand.Rand) generator {
		return spoken(func(at time.Time, hour int) bool {
			return atWork(at) && hour < 168 || atWork(at.Add(time.Hour)) && hour >= 168
		})
	}},
	{"an hour every night", "7 hours", func(*rand.Rand) generator {
		return spoken(func(at time.Time, _ int) bool { return at.Hour() == 2 })
	}},
	{"office hours, and two nights at random", "none", func(r *rand.Rand) generator {
		first, second := 24*r.IntN(7), 24*(7+r.IntN(7))
		return spoken(func(at time.Time, hour int) bool { return atWork(at) || hour == first+1 || hour == second+4 })
	}},
	{"a tenth of all hours at random", "none", randomly(0.1)},
	{"three tenths", "none", randomly(0.3)},
	{"a half", "none", randomly(0.5)},
	{"noise that remembers 90% an hour", "none", func(r *rand.Rand) generator {
		value := memory(0.9)(r)
		return func(at time.Time, hour int) float64 { return 2*value(at, hour) - 97 }
	}},
	{"random walk", "none", func(r *rand.Rand) generator {
		value := memory(1)(r)
		return func(at time.Time, hour int) float64 { return value(at, hour) - 45 }
	}},
}
