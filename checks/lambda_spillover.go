package checks

import (
	"fmt"
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var spilloverShare = Threshold{
	Name: "spillover_share", Default: 0.01, Unit: "share of invocations",
	Doc:    "A day on which more than this share of the calls found no provisioned environment counts.",
	Source: "our choice, 2026-11: the same share that recommended levels allow, AWS's own figure for functions without any",
}

// spilled is what found no free environment: such calls run on demand, and may meet a cold start.
type spilled struct {
	days     int // on which the share was above the threshold, with enough calls to tell
	calls    float64
	over     float64
	evidence Evidence
}

// share of all calls that spilled over.
func (s spilled) share() float64 {
	if s.calls+s.over == 0 {
		return 0
	}
	return s.over / (s.calls + s.over)
}

// isHabit tells whether there were enough such days.
func (s spilled) isHabit(p *Pass) bool { return s.days >= p.Days(&repeatedDays) }

// spillover reads what spilled over since a time, by day.
func (c provisioned) spillover(p *Pass, since time.Time) (s spilled, gap inventory.Gap) {
	calls, callsGap := c.over(p, provisionedCalls, daily)
	over, overGap := c.over(p, spilledOver, daily)
	for _, gap := range []inventory.Gap{callsGap, overGap} {
		if gap.Reason != inventory.NotRequested {
			return s, gap
		}
	}
	calls, over = provisionedCalls.filled(timeseries.Since(calls, since)), spilledOver.filled(timeseries.Since(over, since))
	for i := range min(len(calls.Values), len(over.Values)) {
		ran, spilt := float64(calls.Values[i]), float64(over.Values[i])
		s.calls += ran
		s.over += spilt
		if ran+spilt >= p.Limit(&leastTraffic) && spilt > p.Limit(&spilloverShare)*(ran+spilt) {
			s.days++
		}
	}
	value := fmt.Sprintf("%.0f of %.0f calls (%s), above the bound on %s", s.over, s.calls+s.over, percent(100*s.share()), plural(s.days, "day"))
	s.evidence = spilledOver.evidence("spilled over", value, s.share(), "share", over, "Sum by day").against(p.Limit(&spilloverShare))
	return s, inventory.Gap{}
}

// spilloverSince is from when on spillover says something of the configuration as it is: since its last change, or for
// the whole window where its level is moved all the time.
func (c provisioned) spilloverSince(p *Pass, s scaling) time.Time {
	if s.moves() || c.LastModified.Before(p.TakenAt.AddDate(0, 0, -p.Days(&windowDays))) {
		return time.Time{}
	}
	return nextDay(c.LastModified)
}

// spillsOver asks whether calls spill over for which somebody waits, or may. Where not, the verdict says why. A caller
// that cannot be seen may wait: then the finding is inferred.
func (c provisioned) spillsOver(p *Pass, s scaling) (over spilled, known Confidence, v Verdict, ok bool) {
	counted, gap := c.counted(p, daily)
	if gap.Reason != inventory.NotRequested {
		return over, known, Unread(gap), false
	}
	since := c.spilloverSince(p, s)
	over, gap = counted.spillover(p, since)
	switch {
	case gap.Reason != inventory.NotRequested:
		return over, known, Unread(gap), false
	case !since.IsZero() && p.TakenAt.Sub(since) < time.Duration(p.Days(&minimumDays))*daily:
		return over, known, Unknown(fmt.Sprintf("changed less than %d whole days ago", p.Days(&minimumDays))), false
	case over.calls+over.over < p.Limit(&leastTraffic):
		return over, known, Unknown(fmt.Sprintf("fewer than %.0f calls", p.Limit(&leastTraffic))), false
	case !over.isHabit(p):
		return over, known, Clean(fmt.Sprintf("%s of its calls spilled over", percent(100*over.share()))), false
	}
	_, otherwise, nobody := p.background(c)
	switch {
	case nobody:
		return over, known, NotApplicable("nobody waits for its answers: lambda-provisioned-concurrency-background"), false
	case otherwise.Outcome == OutcomeUnknown && otherwise.Gap.Reason != inventory.NotRequested:
		return over, known, otherwise, false
	case otherwise.Outcome == OutcomeUnknown:
		return over, Inferred, Verdict{}, true
	}
	return over, Measured, Verdict{}, true
}

// overlooked is the spillover that target tracking on the average did nothing about, though the level was below its maximum.
type overlooked struct {
	policy     inventory.ScalingPolicy
	over       float64 // calls that spilled over
	unseen     float64 // of them, while the average was below the target
	unanswered float64 // of them, while it was not, and yet the level had not risen scaleOutMinutes later
	lower      float64 // the highest lower target that would have seen half of the unseen; 0 when there is none
	average    Evidence
}

// scaleOutMinutes is when a higher level must show: the scale-out alarm of target tracking takes three minutes above the
// target, and new environments some more (AWS, "Target tracking scaling policies", 2026-11).
const scaleOutMinutes = 15

// mostly tells whether that is the larger part: then the average is to blame, and not a level that is too low.
func (o overlooked) mostly() bool { return o.over > 0 && o.unseen+o.unanswered >= o.over/2 }

// overlooks finds out how much of the spillover came while tracking of the average had no reason to act.
func (c provisioned) overlooks(p *Pass, s scaling) (o overlooked, gap inventory.Gap) {
	policy, tracked := s.trackingAverage()
	if !tracked || s.target.Suspended {
		return o, gap
	}
	at, gap := c.counted(p, daily)
	over, overGap := at.over(p, spilledOver, fiveMinutes)
	average, averageGap := at.over(p, provisionedUseAverage, fiveMinutes)
	inUse, inUseGap := at.over(p, provisionedInUse, fiveMinutes)
	use, useGap := at.over(p, provisionedUse, fiveMinutes)
	for _, g := range []inventory.Gap{gap, overGap, averageGap, inUseGap, useGap} {
		if g.Reason != inventory.NotRequested {
			return o, g
		}
	}
	o.policy = policy
	levels := impliedLevels(inUse, use)
	unseen := map[int]float64{} // by the average use, in steps of a twentieth
	for i, spilt := range over.Values {
		if !(spilt > 0) {
			continue
		}
		o.over += float64(spilt)
		if i >= len(average.Values) || i >= len(levels) {
			continue
		}
		below := float64(average.Values[i]) < policy.Target // a missing average or level is neither below nor above
		switch room := math.Round(levels[i]) < float64(s.target.Max); {
		case room && below:
			o.unseen += float64(spilt)
			unseen[int(float64(average.Values[i])*20)] += float64(spilt)
		case room && stays(levels, i, int(scaleOutMinutes/over.Period.Minutes())):
			o.unanswered += float64(spilt)
		}
	}
	would := 0.0
	for step := int(policy.Target*20 + 1e-9); step >= 1 && o.unseen > 0; step-- {
		if would += unseen[step]; would >= o.unseen/2 && float64(step)/20 < policy.Target {
			o.lower = float64(step) / 20
			break
		}
	}
	value := fmt.Sprintf("%.0f of %.0f calls that spilled over", o.unseen, o.over)
	if o.unanswered > 0 {
		value += fmt.Sprintf("; %.0f more were above the target, and the level had not risen %d minutes later", o.unanswered, scaleOutMinutes)
	}
	o.average = provisionedUseAverage.evidence("unseen by the average", value, o.unseen, "invocations", average, "Average by 5 minutes").against(policy.Target)
	return o, inventory.Gap{}
}

// stays tells whether a level that is known is no higher in any of the next periods of which it is known; in none: no.
func stays(levels []float64, from, periods int) bool {
	known := false
	for _, later := range levels[from+1 : min(from+1+periods, len(levels))] {
		if math.Round(later) > math.Round(levels[from]) {
			return false
		}
		known = known || !math.IsNaN(later)
	}
	return known
}
