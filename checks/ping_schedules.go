package checks

import (
	"math"

	"github.com/computelint/computelint/internal/inventory"
)

// pings are the schedules that call a function often enough to keep it warm.
type pings struct {
	names    []string
	perHour  float64
	constant bool // one of them sends a constant
}

func (s *pings) add(name string, c cadence) {
	s.names = append(s.names, name)
	s.perHour += c.perHour
}

// rulesPinging lists the rules that call a function often. It asks for the targets of every such rule of the region.
func (p *Pass) rulesPinging(f *inventory.Function) (s pings, gap inventory.Gap) {
	fact := Read(p, inventory.RulesKey())
	rules, ok := fact.Get()
	if !ok {
		return s, fact.Why()
	}
	for _, rule := range rules {
		c, steady := cadenceOf(rule.Schedule)
		if !rule.Enabled || !steady || float64(c.gap) > p.Limit(&pingMinutes) {
			continue
		}
		fact := Read(p, inventory.RuleTargetsKey(rule.Name))
		targets, ok := fact.Get()
		if !ok {
			gap = fact.Why()
		}
		for _, target := range targets {
			if target.Function == f.Name {
				s.add("the rule "+rule.Name, c)
				s.constant = s.constant || target.Constant
			}
		}
	}
	return s, gap
}

// schedulesPinging adds those of EventBridge Scheduler's schedules that run often.
func (p *Pass) schedulesPinging(schedules []inventory.Schedule, s *pings) (gap inventory.Gap) {
	for _, schedule := range schedules {
		fact := Read(p, inventory.ExpressionKey(schedule.Group, schedule.Name))
		e, ok := fact.Get()
		if !ok {
			gap = fact.Why()
		}
		if c, steady := cadenceOf(e.Expression); steady && float64(c.gap) <= p.Limit(&pingMinutes) {
			s.add("the schedule "+schedule.Name, c)
		}
	}
	return gap
}

// hours are the whole hours of the window, by what called the function.
type hours struct {
	all, below, quiet         int     // quiet: what the schedule makes, and no more
	others                    float64 // invocations beyond those of the schedule
	quietMedians, busyMedians inventory.Series
}

// hoursOf sorts the hours. A quarter more or fewer than the schedule makes is taken for the schedule alone.
func (p *Pass) hoursOf(runs, medians inventory.Series, perHour float64) (h hours) {
	slack := max(1, perHour/4)
	h.quietMedians = inventory.Series{Start: medians.Start, Period: medians.Period}
	h.busyMedians = h.quietMedians
	nothing := float32(math.NaN())
	for i := range min(len(runs.Values), len(medians.Values)) {
		quiet, busy := nothing, nothing
		if runs.Time(i).Add(runs.Period).After(p.TakenAt) {
			break
		}
		h.all++
		switch n := float64(runs.Values[i]); {
		case n < perHour-slack:
			h.below++
		case n <= perHour+slack:
			h.quiet++
			quiet = medians.Values[i]
		default:
			h.others += n - perHour
			busy = medians.Values[i]
		}
		h.quietMedians.Values = append(h.quietMedians.Values, quiet)
		h.busyMedians.Values = append(h.busyMedians.Values, busy)
	}
	return h
}
