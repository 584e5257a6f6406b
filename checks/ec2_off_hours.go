package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var activeDays = Threshold{
	Name: "active_days", Default: 10, Unit: "days",
	Doc:    "On how many days of the window the instance must have worked in its hours, before they are called regular.",
	Source: "our choice, 2026-11: the weekdays of two weeks",
}

var quietHours = Threshold{
	Name: "quiet_hours_per_week", Default: 42, Unit: "hours a week",
	Doc:    "The fewest hours outside of its regular ones that are worth a schedule.",
	Source: "our choice, 2026-11: a quarter of the week, or six hours of each night",
}

var quietObserved = Threshold{
	Name: "quiet_observed_share", Default: 0.9, Unit: "share",
	Doc:    "How many of the hours outside must have a datapoint: one without was not seen to be quiet, and the instance may have been stopped.",
	Source: "our choice, 2026-11: an hour or two of a day may be missing",
}

var ec2OffHours = Check{
	ID:       "ec2-off-hours",
	Title:    "Instance that runs outside of its working hours",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.EC2Instances},
	Uses: []inventory.Dataset{
		inventory.MetricSeries, inventory.MetricNames, inventory.AutoScalingGroups, inventory.ECSClusters, inventory.ECSContainerInstances,
	},
	Thresholds: []*Threshold{&idleCPU, &idleNetwork, &activeDays, &quietHours, &quietObserved, &repeatedDays, &leastSaving, &windowDays, &minimumDays},
	Judge:      eachInstance(judgeOffHours),
}

func judgeOffHours(p *Pass, i *inventory.Instance) Verdict {
	switch owner := ownerOf(i); {
	case i.State != "running":
		return NotApplicable("the instance is " + i.State)
	case owner != "":
		return NotApplicable("it belongs to " + owner)
	case i.LocalRoot:
		return NotApplicable("its root device is an instance store: it cannot be stopped")
	}
	dims, window := inventory.Dims("InstanceId", i.ID), p.Days(&windowDays)
	fact := instanceCPU.over(p, window, hourly, dims)
	cpu, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if v, young := p.tooYoung(p.age(i.OldestSign(), cpu)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	hours, v := p.workingHours(cpu)
	if v.Outcome != "" {
		return v
	}
	outside := func(s inventory.Series) inventory.Series { return timeseries.Outside(s, hours) }
	in, out, gap, ok := overBoth(p, instanceNetworkIn, instanceNetworkOut, window, hourly, dims)
	if !ok {
		return Unread(gap)
	}
	traffic := addSeries(in, out)
	if float64(timeseries.Count(outside(traffic))) < p.Limit(&quietObserved)*float64(timeseries.Count(outside(cpu))) {
		return Unknown("its network was not observed outside of " + hours.String())
	}
	busiest, chatty := p.busiestNight(outside(traffic))
	switch {
	case chatty >= p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("its network was busy outside of %s on %s", hours, plural(chatty, "day")))
	case chatty > 0:
		return Unknown(fmt.Sprintf("its network was busy outside of %s on one day: that may be a monthly job, or a patch", hours))
	}
	if v := p.inGroup(i); v.Outcome != "" {
		return v
	}
	if v := p.inCluster([]*inventory.Instance{i}); v.Outcome != "" {
		return v
	}
	agent, v := p.agentAgrees(i, outside, anyMemory)
	if v.Outcome != "" {
		return v
	}
	night, _ := timeseries.Max(outside(cpu))
	return p.offHoursFinding(i, hours, []Evidence{
		instanceCPU.evidence("CPU peak outside of these hours", percent(night), night, "percent", cpu, "Maximum by hour").against(p.Limit(&idleCPU)),
		instanceNetworkIn.evidence("busiest day outside of these hours, in and out", fmt.Sprintf("%.1f MB", busiest/1e6), busiest/1e6, "MB", traffic, "Sum by hour").
			against(p.Limit(&idleNetwork)),
	}, agent)
}

// anyMemory is no limit: what is loaded stays in memory overnight, and is no work. How much it is, is evidence.
const anyMemory = 101

// workingHours are the regular hours in which the CPU is busy. The verdict is empty where there are such, and enough others.
func (p *Pass) workingHours(cpu inventory.Series) (timeseries.Windows, Verdict) {
	level := p.Limit(&idleCPU)
	hours, ok := timeseries.WindowsOf(cpu, level)
	busy := timeseries.DaysWhere(cpu, func(v float64) bool { return v >= level })
	unseen := max(0, p.Days(&windowDays)-timeseries.DaysObserved(cpu))
	quiet := 7*24 - hours.PerWeek()
	switch {
	case busy+unseen < p.Days(&activeDays):
		return hours, Clean(fmt.Sprintf("its CPU was busy on %s: too few for working hours", plural(busy, "day")))
	case busy < p.Days(&activeDays):
		return hours, Unknown(fmt.Sprintf("its CPU was busy on %s, and not observed on %d", plural(busy, "day"), unseen))
	case !ok && hours.Observed < p.Days(&activeDays):
		return hours, Unknown("most of its hours have no datapoint: it may have been stopped then")
	case !ok:
		return hours, Clean("it has no regular hours")
	case hours.Strays >= p.Days(&repeatedDays):
		return hours, Clean(fmt.Sprintf("it works outside of %s too, on %s", hours, plural(hours.Strays, "day")))
	case float64(quiet) < p.Limit(&quietHours):
		return hours, Clean(fmt.Sprintf("it works %s: %d hours a week are left", hours, quiet))
	case hours.Active < p.Days(&activeDays):
		return hours, Clean(fmt.Sprintf("it worked in its hours on %s: too few", plural(hours.Active, "day")))
	case hours.Strays > 0:
		return hours, Unknown(fmt.Sprintf("it worked outside of %s on one day: that may be a monthly job, or a patch", hours))
	case hours.Idle < p.Limit(&quietObserved):
		return hours, Unknown(fmt.Sprintf("of the hours outside of %s %s have no datapoint: it may have been stopped then", hours, percent(100*(1-hours.Idle))))
	}
	return hours, Verdict{}
}

// busiestNight is the most traffic outside of the working hours of one day, in bytes, and on how many days that was busy.
func (p *Pass) busiestNight(outside inventory.Series) (most float64, busy int) {
	sums := timeseries.ByDay(outside)
	most, _ = timeseries.Max(sums)
	limit := p.Limit(&idleNetwork) * 1e6
	return most, timeseries.DaysWhere(sums, func(v float64) bool { return v >= limit })
}

func (p *Pass) offHoursFinding(i *inventory.Instance, hours timeseries.Windows, measured, agent []Evidence) Verdict {
	quiet := 7*24 - hours.PerWeek()
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) works %s and runs always: it was idle in the other %d of the week's 168 hours.",
			instanceName(i), i.Type, hours, quiet),
		Evidence: append(append([]Evidence{
			setting("working hours", hours.String()),
			setting("days it worked", fmt.Sprintf("%d of %d, and never outside of these hours", hours.Active, hours.Observed)),
		}, measured...), agent...),
		Fix: Fix{
			Summary: fmt.Sprintf("Stop it outside of %s and start it before, by two schedules of EventBridge Scheduler (StopInstances, StartInstances) or the Instance Scheduler on AWS. Work of an hour or two is better moved to a scheduled task.", hours),
		},
	}
	if !hasMetric(agent, memoryOf(i)) {
		f.Confidence = Inferred
		f.Message += " Its memory is not published."
	}
	price, gap := p.instancePrice(i)
	if gap != "" {
		f.PriceGap = gap
		return Found(f)
	}
	month := price.USD * pricing.HoursPerMonth * float64(quiet) / (7 * 24)
	if month < p.Limit(&leastSaving) {
		return Clean("a schedule would save less than " + usd(p.Limit(&leastSaving)) + " a month")
	}
	f.Severity = severityOfCost(month)
	f.Savings = &Savings{
		LowUSD: month, HighUSD: month,
		Basis: fmt.Sprintf("1 × %s × %d h × %d of 168 hours; its volumes and addresses are billed on", i.Type, pricing.HoursPerMonth, quiet),
		Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{instanceMeter(i.ID)},
	}
	return Found(f)
}

// instancePrice is the list price of an instance's hour, or why it is not known.
func (p *Pass) instancePrice(i *inventory.Instance) (price pricing.Price, gap string) {
	if !plainLinux(i) {
		return price, "the built-in tables hold on-demand Linux prices only, and this is " +
			strings.Join(strings.Fields(i.Lifecycle+" "+strings.TrimPrefix(i.Tenancy, "default")+" "+i.Platform), " ")
	}
	price, ok := p.Prices.EC2Linux(p.Region.Name, i.Type)
	if !ok {
		return price, fmt.Sprintf("the price of %s in %s is not in the built-in tables", i.Type, p.Region.Name)
	}
	return price, ""
}
