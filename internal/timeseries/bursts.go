package timeseries

import (
	"math"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Bursts are the episodes in which a load reaches a level: datapoints in a row at or above it. A missing datapoint ends an
// episode, so that a hole makes two of one. Its zero value is a load that never did.
type Bursts struct {
	Starts  []time.Time   // of each, in order
	Days    int           // calendar days (UTC) with a datapoint of one
	Longest time.Duration // whole periods
	Share   float64       // of the observed periods, 0 to 1
}

// BurstsOf finds the bursts of a series at a level, in the metric's unit.
func BurstsOf(s inventory.Series, level float64) Bursts {
	b := Bursts{Days: DaysWhere(s, func(v float64) bool { return v >= level })}
	inside, length := 0, 0
	for i, v := range s.Values {
		if missing(v) || float64(v) < level {
			length = 0
			continue
		}
		if length == 0 {
			b.Starts = append(b.Starts, s.Time(i))
		}
		inside, length = inside+1, length+1
		b.Longest = max(b.Longest, time.Duration(length)*s.Period)
	}
	if inside > 0 {
		b.Share = float64(inside) / float64(Count(s))
	}
	return b
}

// Cron is short activity that comes back by the clock, as scheduled jobs make it. Its zero value is none.
type Cron struct {
	Runs    int
	Days    int           // calendar days (UTC) with a run
	Longest time.Duration // the longest run
	Every   time.Duration // the usual time from one start to the next: the median
	Hours   [24]bool      // hours (UTC) in which runs start; all of them, for one that runs every few minutes
}

// What makes activity cron-like. Our choices of 2026-11, with the error rates that docs/seasonality.md gives.
const (
	longestRun    = 4 * time.Hour    // more is half of a working day
	mostOfTheTime = 0.25             // active longer than this is no short activity
	runsJoin      = 30 * time.Minute // a shorter pause is inside one run
	startsAgree   = 30 * time.Minute // how far two starts of one schedule lie apart at most
	agreement     = 0.6              // of what chance leaves: 0 is no better than chance, 1 all starts come again
	leastRunDays  = 2
	leastInterval = 4   // intervals, to call them equal
	equalShare    = 0.8 // of the intervals that have to be near the median
	equalWithin   = 0.1 // of the median
)

// CronLikeOf finds short activity that repeats: no run longer than four hours, active for at most a quarter of the
// observed time, on two days or more, and either starting again a day or a week before or after, or at equal intervals.
// What reaches the level, in the metric's unit, is active. It is false where there is none, where it is not regular, and
// for periods longer than an hour. Two runs are enough to be called regular: for a veto that is careful, for a finding it
// is not, so ask how many Days there were.
func CronLikeOf(s inventory.Series, level float64) (Cron, bool) {
	if s.Period <= 0 || s.Period > time.Hour {
		return Cron{}, false
	}
	b := BurstsOf(s, level)
	if b.Days < leastRunDays || b.Share > mostOfTheTime || b.Longest > longestRun {
		return Cron{}, false
	}
	equal := equalIntervals(b.Starts, s.Period)
	starts, longest := joined(s, level)
	if !equal && (longest > longestRun || !comeAgain(starts, s)) {
		return Cron{}, false
	}
	if equal {
		starts, longest = b.Starts, b.Longest
	}
	c := Cron{Runs: len(starts), Days: b.Days, Longest: longest, Every: medianInterval(starts)}
	for _, at := range starts {
		c.Hours[at.UTC().Hour()] = true
	}
	return c, true
}

// joined are the starts of runs, which bursts with short pauses between them are, and the length of the longest.
func joined(s inventory.Series, level float64) (starts []time.Time, longest time.Duration) {
	var end time.Time
	for i, v := range s.Values {
		if missing(v) || float64(v) < level {
			continue
		}
		if len(starts) == 0 || s.Time(i).Sub(end) >= runsJoin {
			starts = append(starts, s.Time(i))
		}
		end = s.Time(i).Add(s.Period)
		longest = max(longest, end.Sub(starts[len(starts)-1]))
	}
	return starts, longest
}

// comeAgain tells whether starts have another one a day or a week away, by more than the chance that so many have.
func comeAgain(starts []time.Time, s inventory.Series) bool {
	again := 0
	for _, at := range starts {
		if slices.ContainsFunc(starts, func(other time.Time) bool {
			apart := other.Sub(at).Abs()
			return (apart-dayLength).Abs() <= startsAgree || (apart-7*dayLength).Abs() <= startsAgree
		}) {
			again++
		}
	}
	places := 4 * max(1, float64(2*startsAgree)/float64(s.Period)) // periods in which another start would count
	chance := 1 - math.Pow(1-float64(len(starts))/float64(Count(s)), places)
	return (float64(again)/float64(len(starts))-chance)/(1-chance) >= agreement
}

// equalIntervals tells whether starts follow each other at equal intervals.
func equalIntervals(starts []time.Time, period time.Duration) bool {
	if len(starts) <= leastInterval {
		return false
	}
	usual := medianInterval(starts)
	near := 0
	for i := 1; i < len(starts); i++ {
		if (starts[i].Sub(starts[i-1]) - usual).Abs() <= max(period, time.Duration(equalWithin*float64(usual))) {
			near++
		}
	}
	// Where the interval is a few periods, one period more or less is as likely by chance: there is nothing to tell.
	return usual >= 4*period && float64(near) >= equalShare*float64(len(starts)-1)
}

func medianInterval(starts []time.Time) time.Duration {
	var apart []float64
	for i := 1; i < len(starts); i++ {
		apart = append(apart, float64(starts[i].Sub(starts[i-1])))
	}
	if len(apart) == 0 {
		return 0
	}
	return time.Duration(middle(apart))
}
