package checks

import (
	"fmt"
	"math"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var idleStretch = Threshold{
	Name: "idle_stretch_minutes", Default: 60, Unit: "minutes",
	Doc:    "A time without use counts from this length on.",
	Source: "our choice, 2026-11: four times what target tracking takes to scale in, so that it had every chance",
}

// scaleInMinutes is how long the scale-in alarm of target tracking must see low values before it acts (AWS, "Target
// tracking scaling policies", 2026-11). That much of a time without use is never to be saved.
const scaleInMinutes = 15

var lambdaProvisionedConcurrencyStuckHigh = Check{
	ID:       "lambda-provisioned-concurrency-stuck-high",
	Title:    "Provisioned concurrency that target tracking does not bring down",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: slices.Concat(provisionedDatasets, scalingDatasets,
		[]inventory.Dataset{inventory.Alarms}),
	Thresholds: []*Threshold{&idleStretch, &repeatedDays, &leastSaving, &windowDays, &minimumDays},
	Judge:      eachProvisioned(judgeProvisionedStuckHigh),
}

func judgeProvisionedStuckHigh(p *Pass, c provisioned) Verdict {
	s, gap, known := c.scaling(p)
	if !known {
		return Unread(gap)
	}
	policy, tracked := s.tracking()
	switch {
	case !tracked:
		return NotApplicable("no target tracking of its utilisation")
	case s.target.Suspended:
		return NotApplicable("its scaling is suspended")
	}
	d, v, ok := c.demand(p)
	if !ok {
		return v
	}
	stuck := d.idleAbove(s.floor(), p.Limit(&idleStretch))
	switch {
	case stuck.hours == 0:
		return Clean("it was never without use for so long")
	case stuck.excess == 0 || stuck.days < p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("its level comes down to %d while nothing uses it", s.floor()))
	}
	return p.worthSaving(c.save(p, stuckFinding(p, d, policy, stuck), stuck.released()))
}

// stuckTime is what was held above a floor while nothing used it.
type stuckTime struct {
	hours   float64 // without use, of stretches that count
	excess  float64 // environment-hours above the floor in them
	days    int     // on how many days there was any
	covered float64 // hours looked at
	level   float64 // the highest in them
	busy    week    // the hours of the week with any use
}

// released is how many environments less would be held on average.
func (s stuckTime) released() float64 { return s.excess / math.Max(1, s.covered) }

// idleAbove adds up what was held above a floor in the stretches without calls or any datapoint of the use. A datapoint of
// zero is no silence: the alarms see it.
func (d demand) idleAbove(floor int, stretchMinutes float64) stuckTime {
	levels := d.held.levels
	period, periods := levels.Period, len(levels.Values)
	stuck := stuckTime{covered: d.held.covered().Hours()}
	above := inventory.Series{Start: levels.Start, Period: period, Values: slices.Repeat([]float32{float32(math.NaN())}, periods)}
	silent := func(i int) bool { return !(d.calls.Values[i] > 0) && unpublished(d.inUse, i) && unpublished(d.use, i) }
	for from := 0; from < periods; {
		if !silent(from) {
			stuck.busy.mark(levels.Time(from))
			from++
			continue
		}
		to := from
		for to < periods && silent(to) {
			to++
		}
		if float64(to-from)*period.Minutes() >= stretchMinutes {
			for i := from + int(scaleInMinutes/period.Minutes()); i < to; i++ {
				stuck.hours += period.Hours()
				if over := float64(levels.Values[i]) - float64(floor); over > 0 { // not so where it is not known
					stuck.excess += over * period.Hours()
					stuck.level = math.Max(stuck.level, float64(levels.Values[i]))
					above.Values[i] = float32(over)
				}
			}
		}
		from = to
	}
	stuck.days = timeseries.DaysObserved(above)
	return stuck
}

// stuckFinding says what was held, and why if the scale-in alarm tells. No verdict hangs on the alarm.
func stuckFinding(p *Pass, d demand, policy inventory.ScalingPolicy, stuck stuckTime) Finding {
	floor, top := d.scaling.floor(), d.scaling.target.Max
	perMonth := stuck.hours / stuck.covered * pricing.HoursPerMonth
	evidence := []Evidence{
		d.held.says,
		counted("hours without use", fmt.Sprintf("%.0f of %.0f", stuck.hours, stuck.covered), stuck.hours, "hours"),
		counted("held in them above the minimum", fmt.Sprintf("%.0f environment-hours on %s", stuck.excess, plural(stuck.days, "day")), stuck.excess, "environment-hours"),
		setting("lowest level allowed", fmt.Sprint(floor)), setting("highest level while unused", fmt.Sprintf("%.0f", stuck.level)),
		setting("policy", fmt.Sprintf("%s, target %g", policy.Name, policy.Target)),
	}
	cause := "Without use the metric has no datapoints, and target tracking waits for some."
	if policy.NoScaleIn {
		cause = "Its policy has scale-in switched off."
	}
	for _, alarmName := range policy.Alarms {
		alarm, ok := Read(p, inventory.AlarmKey(alarmName)).Get()
		if !ok || !alarm.Less {
			continue
		}
		evidence = append(evidence, setting("scale-in alarm", fmt.Sprintf("%s since %s", alarm.State, date(alarm.Since))))
		if alarm.State == "INSUFFICIENT_DATA" {
			cause = fmt.Sprintf("Its scale-in alarm has had no data since %s: without use the metric has no datapoints.", date(alarm.Since))
		}
	}
	f := Finding{
		Confidence: Measured, Evidence: evidence,
		Message: fmt.Sprintf("%s keeps up to %.0f environments of provisioned concurrency while nothing uses it, %.0f hours a month, though %d would be allowed. %s",
			d.name(), stuck.level, perMonth, floor, cause),
		Fix: Fix{
			Summary: "Lower the maximum by scheduled actions in quiet hours, or track a metric of your own that counts missing data as zero.",
			Edits: []Property{
				{"cloudformation", "AWS::ApplicationAutoScaling::ScalableTarget ScheduledActions", fmt.Sprintf("a maximum of %d in quiet hours", floor)},
				{"terraform", "aws_appautoscaling_scheduled_action", fmt.Sprintf("a maximum of %d in quiet hours", floor)},
			},
		},
	}
	if actions := quietActions(stuck.busy.withHourBefore(), floor, top); len(actions) > 0 {
		f.Fix = d.c.scheduleFix(p, actions, floor, top)
		f.Fix.Summary = fmt.Sprintf("Lower the maximum to %d in the hours without use (UTC): %s. Or track a metric of your own that counts missing data as zero.",
			floor, actionsSay(actions))
	}
	return f
}

// quietActions cap the level in the hours of the week that never saw use, and leave it to the policy in all others. None
// where there are no such hours, or it would take too many.
func quietActions(busy week, floor, top int) []placement.Action {
	caps := placement.Schedule{}
	for kind := range caps.Levels {
		for hour := range caps.Levels[kind] {
			caps.Levels[kind][hour] = floor
			if busy[kind][hour] {
				caps.Levels[kind][hour] = top
			}
		}
	}
	actions := caps.Actions()
	if len(actions) > placement.MostActions {
		return nil
	}
	for i := range actions {
		actions[i].Min = floor
	}
	return actions
}

// unpublished tells whether a series has no datapoint in a period.
func unpublished(s inventory.Series, i int) bool {
	return i >= len(s.Values) || math.IsNaN(float64(s.Values[i]))
}
