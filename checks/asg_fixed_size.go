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

var dayNightShare = Threshold{
	Name: "day_night_share", Default: 0.5, Unit: "share of the peak",
	Doc:    "How far the quietest hour must lie below the busiest one, by their medians, to call it day and night.",
	Source: "our choice, 2026-11: half of the instances would do at night",
}

var dayNightPeak = Threshold{
	Name: "least_peak_percent", Default: 10, Unit: "percent of CPU",
	Doc:    "The busiest hour must reach this: below, the instances are too large at any time.",
	Source: "our choice, 2026-11: the 10% at which AWS Trusted Advisor calls an instance low-utilisation",
}

var scalingTarget = Threshold{
	Name: "target_cpu_percent", Default: 50, Unit: "percent of CPU",
	Doc:    "The average CPU that the group is taken to be scaled to. Hours that exceed it keep all instances.",
	Source: "our choice, 2026-11: the target in the examples of the Amazon EC2 Auto Scaling User Guide, which leaves room for a zone to fail",
}

var asgFixedSize = Check{
	ID:         "asg-fixed-size",
	Title:      "Auto Scaling group of a fixed size under a load with day and night",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.AutoScalingGroups},
	Uses:       []inventory.Dataset{inventory.EC2Instances, inventory.GroupActions, inventory.ECSCapacityProviders, inventory.MetricSeries},
	Thresholds: []*Threshold{&dayNightShare, &dayNightPeak, &scalingTarget, &leastSaving, &windowDays, &minimumDays},
	Judge:      eachGroup(judgeFixedSize),
}

func judgeFixedSize(p *Pass, g *inventory.AutoScalingGroup) Verdict {
	switch owner := groupOwner(g); {
	case g.Min != g.Max:
		return Clean(fmt.Sprintf("its size may change between %d and %d", g.Min, g.Max))
	case g.Max < 2:
		return NotApplicable(fmt.Sprintf("it only keeps %s running", plural(g.Max, "instance")))
	case owner != "":
		return NotApplicable("its size is decided by " + owner)
	case g.ScaleInProtected:
		return NotApplicable("its instances are protected from scale-in: the number is kept on purpose")
	}
	if v := p.sizedElsewhere(g); v.Outcome != "" {
		return v
	}
	fact := instanceCPUAverage.over(p, p.Days(&windowDays), hourly, inventory.Dims("AutoScalingGroupName", g.Name))
	cpu, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if v, young := p.tooYoung(p.age(g.CreatedAt, cpu)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	shape, ok := timeseries.ShapeOf(cpu)
	switch {
	case !ok:
		return Unknown("too few hours have a datapoint to tell day from night")
	case !shape.Regular:
		return Clean("its CPU repeats neither daily nor weekly")
	case shape.Peak < p.Limit(&dayNightPeak):
		return Clean(fmt.Sprintf("its busiest hour takes %s of CPU: that is no matter of the hour", percent(shape.Peak)))
	case shape.Amplitude < p.Limit(&dayNightShare):
		return Clean(fmt.Sprintf("its CPU stays between %s and %s", percent(shape.Trough), percent(shape.Peak)))
	}
	return p.fixedSizeFinding(g, cpu, shape)
}

// sizedElsewhere tells whether something else than a policy sets the size of a group: scheduled actions, or ECS. The
// verdict is empty where nothing does.
func (p *Pass) sizedElsewhere(g *inventory.AutoScalingGroup) Verdict {
	fact := Read(p, inventory.GroupActionsKey())
	actions, ok := fact.Get()
	for _, a := range actions {
		sets := a.Min != nil || a.Max != nil || a.Desired != nil
		if a.Group == g.Name && sets && (a.End.IsZero() || a.End.After(p.TakenAt)) {
			return Clean("scheduled action " + a.Name + " changes its size")
		}
	}
	if !ok {
		return Unread(fact.Why())
	}
	providers := Read(p, inventory.ECSProvidersKey())
	list, ok := providers.Get()
	for _, provider := range list {
		if provider.GroupARN != "" && provider.GroupARN == g.ARN {
			return NotApplicable("its instances are the capacity of ECS, by provider " + provider.Name)
		}
	}
	if !ok {
		return Unread(providers.Why())
	}
	return Verdict{}
}

// neededBySlot is how many instances keep the CPU at the target in the highest hour that each slot has seen, and never
// fewer than some. A slot that was not seen needs all.
func (p *Pass) neededBySlot(cpu inventory.Series, size, least int) placement.Schedule {
	var s placement.Schedule
	for kind, hours := range timeseries.HighestBySlot(cpu) {
		for h, most := range hours {
			s.Levels[kind][h] = size
			if !math.IsNaN(most) {
				s.Levels[kind][h] = max(least, min(size, int(math.Ceil(float64(size)*most/p.Limit(&scalingTarget)-1e-6))))
			}
		}
	}
	return s
}

func (p *Pass) fixedSizeFinding(g *inventory.AutoScalingGroup, cpu inventory.Series, shape timeseries.Shape) Verdict {
	least := min(2, max(1, len(g.Zones))) // one in each of two zones
	fewest, safe := p.neededBySlot(cpu, g.Max, 1), p.neededBySlot(cpu, g.Max, least)
	if fewest.Average() == float64(g.Max) {
		return Clean(fmt.Sprintf("even its quiet hours need all of its instances at %s of CPU", percent(p.Limit(&scalingTarget))))
	}
	f := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("Auto Scaling group %s holds %d instances at all times (minimum = maximum), while its CPU follows the clock: %s in the busiest hour, %s in the quietest. At %s, %s would do on average. Its memory is not looked at.",
			g.Name, g.Max, percent(shape.Peak), percent(shape.Trough), percent(p.Limit(&scalingTarget)), between(fewest.Average(), safe.Average())),
		Evidence: []Evidence{
			setting("group size", fmt.Sprintf("%d, between %d and %d", g.Desired, g.Min, g.Max)),
			instanceCPUAverage.evidence("quietest hour below the busiest", percent(100*shape.Amplitude), shape.Amplitude, "share", cpu, "Average by hour; medians over days").against(p.Limit(&dayNightShare)),
			counted("of the variation within days, foretold by the hour", percent(100*shape.Daily), shape.Daily, "share"),
			counted("of the variation between days, foretold by weekday or weekend", percent(100*shape.Weekly), shape.Weekly, "share"),
			setting("instances that would do (UTC)", safe.String()),
		},
		Fix: p.fixedSizeFix(g, min(least, g.Max-1)), // of a pair, one: a minimum of two changes nothing
	}
	return p.priceOfHours(g, f, safe.Average(), fewest.Average())
}

// between writes a range of instances, or one number where both ends read alike.
func between(low, high float64) string {
	from, to := fmt.Sprintf("%.1f", low), fmt.Sprintf("%.1f", high)
	if from == to {
		return to
	}
	return from + " to " + to
}

func (p *Pass) fixedSizeFix(g *inventory.AutoScalingGroup, least int) Fix {
	target := fmt.Sprintf("%g", p.Limit(&scalingTarget))
	track := `{"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilization"},"TargetValue":` + target + `}`
	return Fix{
		Summary: fmt.Sprintf("Let the size follow the load: minimum %d, and target tracking of the average CPU at %s%%; scheduled or predictive scaling where instances take long to start. A policy that is there acts as soon as minimum and maximum differ.", least, target),
		CLI: p.awsCLI("autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", g.Name, "--min-size", fmt.Sprint(least)) + " && " +
			p.awsCLI("autoscaling", "put-scaling-policy", "--auto-scaling-group-name", g.Name, "--policy-name", "cpu", "--policy-type", "TargetTrackingScaling",
				"--target-tracking-configuration", track),
		Edits: []Property{
			{"cloudformation", "AWS::AutoScaling::AutoScalingGroup MinSize", fmt.Sprint(least)},
			{"cloudformation", "AWS::AutoScaling::ScalingPolicy TargetTrackingConfiguration", track},
			{"terraform", "aws_autoscaling_group min_size", fmt.Sprint(least)},
			{"terraform", "aws_autoscaling_policy target_tracking_configuration.target_value", target},
		},
	}
}

// priceOfHours prices the instance hours that need not be: the lower figure keeps an instance in each of two zones, the
// higher one instance.
func (p *Pass) priceOfHours(g *inventory.AutoScalingGroup, f Finding, safe, fewest float64) Verdict {
	if gap, cut := p.Region.Gap(inventory.EC2Instances); cut {
		return Unread(gap)
	}
	var sum float64
	var meters []string
	var price pricing.Price
	types := map[string]int{}
	for n := range p.Region.Instances {
		i := &p.Region.Instances[n]
		if !slices.Contains(g.Instances, i.ID) || i.State != "running" {
			continue
		}
		one, gap := p.instancePrice(i)
		if gap != "" {
			f.PriceGap = gap
			return Found(f)
		}
		price, sum = one, sum+one.USD
		types[i.Type]++
		meters = append(meters, instanceMeter(i.ID))
	}
	if len(meters) == 0 {
		f.PriceGap = "none of its members was running when the instances were listed"
		return Found(f)
	}
	average := sum / float64(len(meters))
	low, high := (float64(g.Max)-safe)*average*pricing.HoursPerMonth, (float64(g.Max)-fewest)*average*pricing.HoursPerMonth
	if high < p.Limit(&leastSaving) {
		return Clean("following the load would save less than " + usd(p.Limit(&leastSaving)) + " a month")
	}
	f.Severity = severityOfCost(low)
	f.Savings = &Savings{
		LowUSD: low, HighUSD: high,
		Basis: fmt.Sprintf("(%d − %.2f instances on average) × %s an hour × %d h; the higher figure keeps one instance at least, %.2f on average",
			g.Max, safe, rate(average), pricing.HoursPerMonth, fewest),
		Price:  fmt.Sprintf("%g USD per hour on average of %s", average, countWords(types)),
		Source: price.Source, AsOf: price.AsOf, Meters: meters,
	}
	f.Evidence = append(f.Evidence, setting("types", countWords(types)))
	return Found(f)
}
