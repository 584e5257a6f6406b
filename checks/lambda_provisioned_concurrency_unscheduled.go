package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
)

var leastScheduled = Threshold{
	Name: "least_scheduled", Default: 0.2, Unit: "share of the level",
	Doc:    "A change is recommended when it holds on average this much less than the level.",
	Source: "our choice, 2026-11: a schedule is one more thing that can break, so it must be worth it",
}

// twoWeekends is how much a schedule is made of: both halves must have weekdays and a weekend, nearly.
const twoWeekends = 13 * daily

var lambdaProvisionedConcurrencyUnscheduled = Check{
	ID:       "lambda-provisioned-concurrency-unscheduled",
	Title:    "Provisioned concurrency around the clock for traffic that comes by the hour",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     slices.Concat(provisionedDatasets, []inventory.Dataset{inventory.ScalingSettings}),
	Thresholds: []*Threshold{
		&windowDays, &minimumDays, &spilloverTarget, &leastScheduled, &leastSaving,
	},
	Judge: eachProvisioned(judgeProvisionedUnscheduled),
}

func judgeProvisionedUnscheduled(p *Pass, c provisioned) Verdict {
	s, gap, known := c.scaling(p)
	switch {
	case !known:
		return Unread(gap)
	case s.moves():
		return Clean("Application Auto Scaling moves its level")
	}
	d, v, ok := c.demand(p)
	switch {
	case !ok:
		return v
	case d.held.moved:
		return Clean("something moves its level")
	case d.unchanged(p) < twoWeekends:
		return Unknown(fmt.Sprintf("changed less than %d days ago: a weekly shape must show twice", days(twoWeekends)))
	case d.neverUsed:
		return Clean("nothing uses it at any hour")
	}
	size := p.size(d.peaks, d.calls)
	flat := min(size.Flat.Level, c.level())
	saved := float64(flat) - size.Scheduled.Average
	if size.Scheduled.Kind == "" || saved < p.Limit(&leastScheduled)*float64(flat) {
		return Clean("its traffic has no shape by the hour that repeats and is worth a schedule")
	}
	return p.worthSaving(c.save(p, unscheduledFinding(p, d, flat, size), saved))
}

func unscheduledFinding(p *Pass, d demand, flat int, size sized) Finding {
	f := Finding{
		Confidence: Measured,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency around the clock; its traffic needs, by hours of UTC, %s.",
			d.name(), plural(d.c.level(), "environment"), size.Scheduled),
		Evidence: append(d.evidence(),
			size.evidence(), size.scheduleEvidence(), setting("scheduled actions and scaling policies", "none")),
		Fix: d.c.planFix(p, size.Scheduled.Schedule),
	}
	if flat < d.c.level() {
		f.Message += fmt.Sprintf(" That saves this beside the %s too many at all times.", plural(d.c.level()-flat, "environment"))
	}
	return f
}

// planFix is the fix that puts a schedule in place.
func (c provisioned) planFix(p *Pass, s placement.Schedule) Fix {
	low, high := s.Levels[0][0], 0
	for _, day := range s.Levels {
		low, high = min(low, slices.Min(day[:])), max(high, slices.Max(day[:]))
	}
	return c.scheduleFix(p, s.Actions(), low, high)
}
