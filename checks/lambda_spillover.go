package checks

import (
	"fmt"
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
