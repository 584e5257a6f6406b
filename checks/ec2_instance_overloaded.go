package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var overloadedCPU = Threshold{
	Name: "cpu_percent", Default: 90, Unit: "percent",
	Doc:    "A day is overloaded when CPU utilisation is at this or more for five percent of it (the 95th percentile of the day).",
	Source: "AWS Trusted Advisor, \"High Utilization Amazon EC2 Instances\": 90% (read 2026-11); there of the daily average, which hides the busy hours",
}

var overloadedDays = Threshold{
	Name: "overloaded_days", Default: 4, Unit: "days",
	Doc:    "On how many days of the window.",
	Source: "AWS Trusted Advisor, \"High Utilization Amazon EC2 Instances\": on at least 4 of 14 days (read 2026-11)",
}

var ec2InstanceOverloaded = Check{
	ID:         "ec2-instance-overloaded",
	Title:      "Instance whose CPU is at its limit day after day",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.AutoScalingGroups},
	Thresholds: []*Threshold{&overloadedCPU, &overloadedDays, &windowDays},
	Judge:      eachFleet(judgeOverloaded),
}

func judgeOverloaded(p *Pass, f *fleet) Verdict {
	if f.owner.schedules {
		return NotApplicable("what runs on it is placed by " + f.name())
	}
	peaks, gap, ok := p.fleetSeries(f, instanceCPU, p.Days(&windowDays), hourly)
	if !ok {
		return Unread(gap)
	}
	limit, least := p.Limit(&overloadedCPU), p.Days(&overloadedDays)
	reached := timeseries.DaysWhere(peaks, func(v float64) bool { return v >= limit })
	switch {
	case timeseries.Count(peaks) == 0:
		return Unknown("CloudWatch has no CPU utilisation of it")
	case reached < least && timeseries.DaysObserved(peaks) < least:
		return Unknown(fmt.Sprintf("observed for less than %d days", least))
	case reached < least:
		return Clean(fmt.Sprintf("its CPU reached %s on %s", percent(limit), plural(reached, "day")))
	}
	if v, young := p.tooYoung(p.age(f.oldestSign(), peaks)); young {
		return v
	}
	cpu, gap, ok := p.fleetSeries(f, instanceCPUAverage, p.Days(&windowDays), fiveMinutes)
	if !ok {
		return Unread(gap)
	}
	busy, highest := 0, 0.0
	for _, p95 := range timeseries.DailyQuantiles(cpu, 0.95) {
		if p95 >= limit {
			busy, highest = busy+1, max(highest, p95)
		}
	}
	if busy < least {
		return Clean(fmt.Sprintf("its CPU stayed at %s for five percent of a day on %s", percent(limit), plural(busy, "day")))
	}
	if bursting := burstable(f.members); len(bursting) > 0 {
		surplus, gap, ok := p.memberSeries(bursting, surplusCharged, p.Days(&windowDays), daily)
		switch {
		case !ok:
			return Unread(gap)
		case p.surplusWorthTelling(bursting, surplus):
			return NotApplicable("it bursts on surplus credits, which " + ec2BurstSurplusCharged.ID + " judges")
		}
	}
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) is out of CPU: on %s the 95th percentile of its utilisation was %s or more.",
			f.name(), countWords(f.types()), plural(busy, "day"), percent(limit)),
		Evidence: []Evidence{
			instanceCPUAverage.evidence("highest 95th percentile of a day", percent(highest), highest, "percent", cpu, "Average by five minutes").against(limit),
			setting("days at the limit", fmt.Sprint(busy)),
		},
		Fix: Fix{Summary: "Find out what uses the CPU; then take the next larger size or a type with faster cores, or spread the load over more instances."},
	}
	finding.Evidence = append(finding.Evidence, f.size()...)
	if f.group != nil {
		finding.Fix.Summary = "Raise the group's maximum and let a policy track CPU utilisation at 50 to 70%; where the load cannot be shared, take a larger type in its launch template."
	}
	return Found(finding)
}
