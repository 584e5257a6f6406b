package placement

import (
	"fmt"
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// Kind is a way to provide environments.
type Kind string

// The kinds, from the simplest to the most moving parts.
const (
	Flat      Kind = "flat"
	Scheduled Kind = "schedule"
	Tracked   Kind = "tracking"
)

// Plan is one way to provide environments for a load, with what it costs and what it leaves. Its zero value is no plan.
type Plan struct {
	Kind     Kind
	Level    int      // of a flat plan
	Schedule Schedule // of a schedule
	Tracking Tracking // of target tracking

	Average   float64 // environments held on average, which is what is billed
	Spillover float64 // share of the observed invocations that would have found none free
	Careful   float64 // the share to reckon with: chance may have been kind to the observed time
}

// EnvironmentHours is what the plan holds in a month of 730 hours; times memory and price it is the cost.
func (p Plan) EnvironmentHours() float64 { return p.Average * pricing.HoursPerMonth }

// Keeps says whether the plan keeps the spillover within a target (0 to 1), chance included.
func (p Plan) Keeps(target float64) bool { return p.Kind != "" && p.Careful <= target }

// String is what to set: "14 at all times", "20 on weekdays 08-17, else 2".
func (p Plan) String() string {
	switch p.Kind {
	case Flat:
		return fmt.Sprintf("%d at all times", p.Level)
	case Scheduled:
		return p.Schedule.String()
	case Tracked:
		return fmt.Sprintf("target tracking at %g, at least %d", p.Tracking.Use, max(1, p.Tracking.Min))
	default:
		return "no plan"
	}
}

// Sizing is the best plan of each kind for a load, and the one to take: the cheapest that keeps the target.
type Sizing struct {
	Load      Load // the part of the load that was sized for: since its level last changed for good
	Flat      Plan
	Scheduled Plan // no plan when no schedule holds
	Tracked   Plan // no plan when tracking is not considered
	Chosen    Plan
}

// Options are what a plan has to keep.
type Options struct {
	Target    float64 // the share of the invocations (0 to 1) that may find no environment free
	Use       float64 // the share of the level (up to 1) that target tracking aims at; 0: tracking is not considered
	LeastGain float64 // the share of the flat level that a plan with moving parts must save to be chosen instead of it
}

// Size finds the best flat level, schedule and target tracking for a load, so that later invocations keep the target too.
// It looks at the given load only: give it the past. A flat level, of the highest peak at most, always keeps the target,
// so there is always a choice.
func Size(load Load, o Options) Sizing {
	now := load.sinceShift(o.Target)
	s := Sizing{Load: now, Flat: Plan{Kind: Flat, Level: SafeLevel(now, o.Target)}.On(now, 0)}
	s.Scheduled = bestSchedule(now, s.Flat.Level, o.Target)
	if o.Use > 0 {
		s.Tracked = Plan{Kind: Tracked, Tracking: Tracking{Use: o.Use}}.On(now, 0)
	}
	s.Chosen = s.Flat
	worth := s.Flat.Average * (1 - o.LeastGain)
	for _, plan := range []Plan{s.Scheduled, s.Tracked} {
		if plan.Keeps(o.Target) && plan.Average <= worth && plan.Average < s.Chosen.Average {
			s.Chosen = plan
		}
	}
	return s
}

// SafeLevel is the smallest flat level that keeps the target when chance is less kind than it was in the load.
func SafeLevel(load Load, target float64) int {
	return smallestLevel(load.Peaks, func(level int) bool {
		_, careful := spilloverRisk(load.Peaks, load.Calls, flat(level))
		return careful <= target
	})
}

// On is what the plan costs and leaves of a load from one of its periods on. What tracking holds there follows from the
// load before.
func (p Plan) On(load Load, from int) Plan {
	if p.Kind == Tracked {
		minutes := load.minutely()
		from *= len(minutes.Peaks.Values) / max(1, len(load.Peaks.Values))
		load = minutes
	}
	levels := p.levels(load.Peaks)[from:]
	load = load.Part(from, len(load.Peaks.Values))
	p.Average = mean(levels)
	p.Spillover, p.Careful = spilloverRisk(load.Peaks, load.Calls, func(at time.Time) int {
		return levels[int(at.Sub(load.Peaks.Start)/load.Peaks.Period)]
	})
	return p
}

// levels is the level in force in each period.
func (p Plan) levels(peaks inventory.Series) []int {
	if p.Kind == Tracked {
		return p.Tracking.levels(peaks)
	}
	levels := make([]int, len(peaks.Values))
	for i := range levels {
		levels[i] = p.Level
		if p.Kind == Scheduled {
			levels[i] = p.Schedule.LevelAt(peaks.Time(i))
		}
	}
	return levels
}

func mean(levels []int) float64 {
	sum := 0.0
	for _, level := range levels {
		sum += float64(level)
	}
	return sum / math.Max(1, float64(len(levels)))
}

// bestSchedule is the cheapest schedule below a flat level; no plan when there is none. One environment more in an hour saves
// the calls of the periods that exceed its level, so the cheapest levels are those that all hours exceed equally rarely.
// How rarely is tried: never, or so rarely that the whole keeps the target.
func bestSchedule(load Load, high int, target float64) Plan {
	best, under := Plan{}, float64(high)
	for _, rarely := range []float64{0, 0.005, 0.01, 0.02, 0.05, 0.1} {
		s, ok := fitSchedule(load, high, rarely, target, under)
		if !ok {
			continue
		}
		p := Plan{Kind: Scheduled, Schedule: s}.On(load, 0)
		p.Average = s.Average() // of a whole week, which the load may not end with
		if p.Keeps(target) {
			best, under = p, p.Average
		}
	}
	return best
}
