package checks

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/placement"
)

// week marks hours (UTC) of weekdays (0) and of weekend days (1), as schedules have them.
type week [2][24]bool

// mark marks the hour of a time.
func (w *week) mark(at time.Time) {
	kind, at := 0, at.UTC()
	if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
		kind = 1
	}
	w[kind][at.Hour()] = true
}

// withHourBefore marks the hour before each, because environments take minutes to start.
func (w week) withHourBefore() week {
	out := w
	for at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC); at.Day() < 8; at = at.Add(time.Hour) { // a whole week
		var next week
		next.mark(at.Add(time.Hour))
		for kind := range next {
			for hour := range next[kind] {
				if next[kind][hour] && w[kind][hour] {
					out.mark(at)
				}
			}
		}
	}
	return out
}

// scheduleFix is the fix that moves the level by scheduled actions of Application Auto Scaling: one line to copy, and the
// properties. Low and high are the bounds of the scalable target.
func (c provisioned) scheduleFix(p *Pass, actions []placement.Action, low, high int) Fix {
	of := []string{"--service-namespace", "lambda", "--scalable-dimension", provisionedDimension, "--resource-id", c.resourceID()}
	scaling := func(words ...string) string {
		return p.awsCLI(append(append([]string{"application-autoscaling", words[0]}, of...), words[1:]...)...)
	}
	lines := []string{scaling("register-scalable-target", "--min-capacity", fmt.Sprint(low), "--max-capacity", fmt.Sprint(high))}
	for _, a := range actions {
		lines = append(lines, scaling("put-scheduled-action", "--scheduled-action-name", a.Name, "--schedule", a.Cron,
			"--scalable-target-action", fmt.Sprintf("MinCapacity=%d,MaxCapacity=%d", a.Min, a.Max)))
	}
	return Fix{
		Summary: fmt.Sprintf("Register %s with Application Auto Scaling and add scheduled actions (UTC): %s.", c.resourceID(), actionsSay(actions)),
		CLI:     strings.Join(lines, " && "),
		Edits:   scheduleEdits(c.resourceID(), actions, low, high),
	}
}

// actionsSay writes actions as "cron(0 7 ? * MON-FRI *) 20".
func actionsSay(actions []placement.Action) string {
	var all []string
	for _, a := range actions {
		level := fmt.Sprint(a.Max)
		if a.Min != a.Max {
			level = fmt.Sprintf("%d to %d", a.Min, a.Max)
		}
		all = append(all, a.Cron+" "+level)
	}
	return strings.Join(all, ", ")
}

// scheduleEdits are the properties of the same in templates.
func scheduleEdits(resource string, actions []placement.Action, low, high int) []Property {
	type bounds struct{ MinCapacity, MaxCapacity int }
	type action struct {
		ScheduledActionName, Schedule, Timezone string
		ScalableTargetAction                    bounds
	}
	var all []action
	for _, a := range actions {
		all = append(all, action{a.Name, a.Cron, "UTC", bounds{a.Min, a.Max}})
	}
	list, _ := json.Marshal(all) // strings and numbers: it cannot fail
	const cloud, target, act = "AWS::ApplicationAutoScaling::ScalableTarget ", "aws_appautoscaling_target ", "aws_appautoscaling_scheduled_action "
	edits := []Property{
		{"cloudformation", cloud + "ServiceNamespace", "lambda"},
		{"cloudformation", cloud + "ScalableDimension", provisionedDimension},
		{"cloudformation", cloud + "ResourceId", resource},
		{"cloudformation", cloud + "MinCapacity", fmt.Sprint(low)},
		{"cloudformation", cloud + "MaxCapacity", fmt.Sprint(high)},
		{"cloudformation", cloud + "ScheduledActions", string(list)},
		{"terraform", target + "service_namespace", "lambda"},
		{"terraform", target + "scalable_dimension", provisionedDimension},
		{"terraform", target + "resource_id", resource},
		{"terraform", target + "min_capacity", fmt.Sprint(low)},
		{"terraform", target + "max_capacity", fmt.Sprint(high)},
	}
	for _, a := range actions {
		edits = append(edits,
			Property{"terraform", act + a.Name + " schedule", a.Cron},
			Property{"terraform", act + a.Name + " scalable_target_action", fmt.Sprintf("min_capacity = %d, max_capacity = %d", a.Min, a.Max)})
	}
	return edits
}
