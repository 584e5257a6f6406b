package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var atMaximumShare = Threshold{
	Name: "pinned_share", Default: 0.2, Unit: "share of the time",
	Doc:    "A service is pinned when it runs at its maximum for this share of the time or more.",
	Source: "our choice, 2026-11: five hours a day at the end of the scale are no longer a rare peak",
}

var ecsAutoscalingPinned = Check{
	ID:         "ecs-autoscaling-pinned",
	Title:      "Auto scaling that has no room to move",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.ScalingSettings, inventory.ScalingActivities, inventory.MetricSeries},
	Thresholds: []*Threshold{&atMaximumShare, &windowDays, &minimumDays},
	Judge:      eachService(judgePinned),
}

func judgePinned(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	scaling, gap, known := p.scalingOfService(c, s)
	lowest, highest, moved := scaling.bounds()
	t := scaling.target
	switch {
	case !known:
		return Unread(gap)
	case !scaling.registered:
		return NotApplicable("Application Auto Scaling does not scale it")
	case t.Min == t.Max && !moved:
		return boundsPinned(p, c, s, scaling)
	case len(scaling.policies) == 0 && len(scaling.actions) == 0:
		return NotApplicable("it is registered for auto scaling, but no policy scales it")
	case len(scaling.policies) == 0:
		return Clean("a schedule sets how many tasks run")
	}
	at, v, ok := p.timeAtMost(c, s, t.CreatedAt, highest)
	if !ok {
		return v
	}
	if at.share < p.Limit(&atMaximumShare) {
		if lowest == highest {
			return Clean(fmt.Sprintf("at its maximum of %s for %.0f%% of the time", plural(highest, "task"), 100*at.share))
		}
		return Unknown("scheduled actions move its maximum, so what it was at each time is not known")
	}
	more := highest + max(1, highest/2)
	return Found(Finding{
		Severity: Medium, Confidence: at.confidence,
		Message: fmt.Sprintf("%s runs at its maximum of %s for %.0f%% of the time: there it can no longer answer more load.",
			s.Name, plural(highest, "task"), 100*at.share),
		Evidence: []Evidence{at.says.against(100 * p.Limit(&atMaximumShare)), setting("bounds", fmt.Sprintf("%d to %d tasks", t.Min, highest))},
		Fix: p.boundsFix(c, s, t.Min, more, fmt.Sprintf(
			"Raise the maximum, to %d for a start, if what it calls can take that many, and watch where it settles. Where it does not settle, the target is too low or the tasks are too small.", more)),
	})
}

// boundsPinned is the verdict on a minimum that is the maximum.
func boundsPinned(p *Pass, c *inventory.Cluster, s *inventory.Service, scaling serviceScaling) Verdict {
	t := scaling.target
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message:  fmt.Sprintf("%s is registered for auto scaling from %d to %d tasks: there is nothing to scale.", s.Name, t.Min, t.Max),
		Evidence: []Evidence{setting("bounds", fmt.Sprintf("%d to %d tasks", t.Min, t.Max)), setting("scaling policies", fmt.Sprint(len(scaling.policies)))},
		Fix: p.boundsFix(c, s, t.Min, 2*max(1, t.Max), fmt.Sprintf(
			"Set a maximum above the minimum, %d for a start, or remove the scalable target where the number is meant to be fixed.", 2*max(1, t.Max))),
	}
	if len(scaling.policies) > 0 {
		f.Severity = Medium
		f.Message += fmt.Sprintf(" Its %s can do nothing.", policiesWord(len(scaling.policies)))
	}
	return Found(f)
}

func policiesWord(n int) string {
	if n == 1 {
		return "scaling policy"
	}
	return fmt.Sprintf("%d scaling policies", n)
}

// timeAt is the share of the time that a service ran at a number of tasks or more.
type timeAt struct {
	share      float64
	confidence Confidence
	says       Evidence
}

// timeAtMost reads it from Container Insights where the cluster has them, and otherwise follows what Application Auto Scaling
// did. Before the service was registered there was no maximum.
func (p *Pass) timeAtMost(c *inventory.Cluster, s *inventory.Service, registered time.Time, most int) (timeAt, Verdict, bool) {
	if hasInsights(c) {
		running, desired, gap, ok := overBoth(p, insightsRunning, insightsDesired, p.Days(&windowDays), hourly, serviceDims(c, s))
		if !ok {
			return timeAt{}, Unread(gap), false
		}
		m, tasks := insightsRunning, running
		if timeseries.Count(running) == 0 {
			m, tasks = insightsDesired, desired
		}
		if timeseries.Count(tasks) > 0 {
			return p.countedAt(s, m, tasks, registered, most)
		}
	}
	if v, young := p.tooYoung(p.age(s.CreatedAt)); young {
		return timeAt{}, v, false
	}
	fact := Read(p, inventory.ActivitiesKey(serviceResource(c, s)))
	activities, ok := fact.Get()
	if !ok {
		return timeAt{}, Unread(fact.Why()), false
	}
	return p.followedAt(s, activities, registered, most)
}

// countedAt counts the hours whose average is nearer to the number than to one task less.
func (p *Pass) countedAt(s *inventory.Service, m metric, tasks inventory.Series, registered time.Time, most int) (timeAt, Verdict, bool) {
	if v, young := p.tooYoung(p.age(s.CreatedAt, tasks)); young {
		return timeAt{}, v, false
	}
	tasks = timeseries.Since(tasks, registered)
	if v, few := p.tooFewDays(tasks); few {
		return timeAt{}, v, false
	}
	at := 0
	for _, v := range tasks.Values {
		if float64(v) > float64(most)-0.5 { // false for NaN
			at++
		}
	}
	share := float64(at) / float64(timeseries.Count(tasks))
	return timeAt{
		share: share, confidence: Measured,
		says: m.evidence("time at the maximum", fmt.Sprintf("%.1f%%", 100*share), 100*share, "percent", tasks, "Average by hour"),
	}, Verdict{}, true
}

// followedAt follows the changes that Application Auto Scaling made. It keeps them for six weeks. Changes by others are not
// among them: the newest must have led to the number of now.
func (p *Pass) followedAt(s *inventory.Service, activities []inventory.ScalingActivity, registered time.Time, most int) (timeAt, Verdict, bool) {
	changes := slices.DeleteFunc(slices.Clone(activities), func(a inventory.ScalingActivity) bool {
		return a.Level == nil || a.Status != "Successful" || a.At.After(p.TakenAt)
	})
	slices.SortStableFunc(changes, func(a, b inventory.ScalingActivity) int { return a.At.Compare(b.At) })
	start := p.TakenAt.AddDate(0, 0, -p.Days(&windowDays))
	if registered.After(start) {
		start = registered
	}
	if len(changes) == 0 {
		changes = []inventory.ScalingActivity{{At: start, Level: &s.Desired}} // nothing scaled it in six weeks
	}
	if *changes[len(changes)-1].Level != s.Desired {
		return timeAt{}, Unknown("something other than its auto scaling set the number of its tasks"), false
	}
	known, at := time.Duration(0), time.Duration(0)
	for i, change := range changes {
		from, until := change.At, p.TakenAt
		if i+1 < len(changes) {
			until = changes[i+1].At
		}
		if from.Before(start) {
			from = start
		}
		if !until.After(from) {
			continue
		}
		known += until.Sub(from)
		if *change.Level >= most {
			at += until.Sub(from)
		}
	}
	if known < time.Duration(p.Days(&minimumDays))*daily {
		return timeAt{}, Unknown(fmt.Sprintf("how many tasks ran is known for less than %d days", p.Days(&minimumDays))), false
	}
	share := float64(at) / float64(known)
	return timeAt{
		share: share, confidence: Inferred,
		says: counted("time at the maximum", fmt.Sprintf("%.1f%% of %d days, as its scaling activities say", 100*share, days(known)), 100*share, "percent"),
	}, Verdict{}, true
}
