package checks

import (
	"fmt"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var oversizedCPU = Threshold{
	Name: "busy_cpu_percent", Default: 40, Unit: "percent",
	Doc:    "An instance is oversized only when the 99th percentile of its CPU utilisation by the hour is below this.",
	Source: "our choice, 2026-11: half the vCPUs then run at up to 80%",
}

var oversizedMemory = Threshold{
	Name: "memory_percent", Default: 60, Unit: "percent",
	Doc:    "Where the CloudWatch agent publishes memory, an instance is oversized only when it peaks below this.",
	Source: "our choice, 2026-11: what fits into a type with half the vCPUs and as much memory, or less",
}

var ec2InstanceOversized = Check{
	ID:       "ec2-instance-oversized",
	Title:    "Instance larger than its load",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.EC2Instances},
	Uses: []inventory.Dataset{
		inventory.MetricSeries, inventory.MetricNames, inventory.EC2InstanceTypes, inventory.EC2Offerings, inventory.AutoScalingGroups,
		inventory.GroupPolicies, inventory.ECSClusters, inventory.ECSContainerInstances,
	},
	Thresholds: []*Threshold{&oversizedCPU, &oversizedMemory, &sizeHeadroom, &idleCPU, &idleNetwork, &leastSaving, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachFleet(judgeInstanceOversized),
}

func judgeInstanceOversized(p *Pass, f *fleet) Verdict {
	old, v, ok := p.sizable(f)
	if !ok {
		return v
	}
	cpu, gap, ok := p.fleetSeries(f, instanceCPU, p.Days(&windowDays), hourly)
	if !ok {
		return Unread(gap)
	}
	observed := cpu
	cpu = timeseries.Since(cpu, f.sameTypeSince())
	if peak := p.robustPeak(cpu); peak >= p.Limit(&oversizedCPU) {
		return Clean("its CPU peaks at " + percent(peak))
	}
	if v, young := p.tooYoung(p.age(f.oldestSign(), observed)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	if v := p.otherwiseJudged(f, cpu); v.Outcome != "" {
		return v
	}
	if v := p.sizedByOthers(f); v.Outcome != "" {
		return v
	}
	use, v, ok := p.instanceUseOf(f, cpu)
	if !ok {
		return v
	}
	return p.judgeSmaller(f, old, use)
}

// sameTypeSince is when the member that has run the longest was started: a type changes between a stop and a start only.
// Before that time the fleet may have been of another one.
func (f *fleet) sameTypeSince() time.Time {
	since := f.members[0].LaunchTime
	for _, i := range f.members[1:] {
		if i.LaunchTime.Before(since) {
			since = i.LaunchTime
		}
	}
	return since
}

// sizable settles what the configuration alone decides; it is true, with the hardware, where the size is the user's choice.
func (p *Pass) sizable(f *fleet) (pricing.InstanceSpec, Verdict, bool) {
	first := f.members[0]
	old, known := p.Prices.EC2Spec(first.Type)
	owner := ownerOf(first)
	_, ecs := first.Tags["AmazonECSManaged"]
	switch {
	case f.owner != &loneInstance && f.owner != &autoScalingOwner:
		return old, NotApplicable(f.name() + " decides its size"), false
	case ecs:
		return old, NotApplicable("it is capacity of ECS, whose tasks decide its size"), false
	case owner != "" && !strings.HasPrefix(owner, "Auto Scaling group"):
		return old, NotApplicable("it belongs to " + owner), false
	case len(f.types()) > 1:
		return old, Unknown("its instances are of several types: " + countWords(f.types())), false
	case !known:
		return old, Unknown("the hardware of " + first.Type + " is not in the built-in tables"), false
	case old.GPUs > 0 || old.FPGAs > 0:
		return old, NotApplicable("it is chosen for its accelerators"), false
	case old.BareMetal():
		return old, NotApplicable("it is bare metal"), false
	case old.LocalGB > 0:
		return old, Unknown("what it keeps on its instance storage is not seen"), false
	}
	return old, Verdict{}, true
}

// otherwiseJudged answers for loads that a smaller size is no answer to: none at all, and short jobs by the clock.
func (p *Pass) otherwiseJudged(f *fleet, cpu inventory.Series) Verdict {
	limit := p.Limit(&idleCPU)
	usual, _ := timeseries.Quantile(cpu, 0.5)
	if peak, _ := timeseries.Max(cpu); peak < limit && f.lone() {
		in, out, gap, ok := overBoth(p, instanceNetworkIn, instanceNetworkOut, p.Days(&windowDays), daily, inventory.Dims("InstanceId", f.members[0].ID))
		if !ok {
			return Unread(gap)
		}
		if most, seen := timeseries.Max(addSeries(in, out)); seen && most < p.Limit(&idleNetwork)*1e6 {
			return NotApplicable("it does nothing, which " + ec2InstanceIdle.ID + " judges")
		}
	}
	if job, regular := timeseries.CronLikeOf(cpu, limit); regular && usual < limit {
		return Clean(fmt.Sprintf("it works by the clock, on %s for %.0f h at most: its size is that of its job", plural(job.Days, "day"), job.Longest.Hours()))
	}
	return Verdict{}
}

// sizedByOthers answers where what runs on the instances, or a policy, decides how many there are and how large.
func (p *Pass) sizedByOthers(f *fleet) Verdict {
	if f.lone() {
		if v := p.inGroup(f.members[0]); v.Outcome != "" {
			return v
		}
		return p.inCluster(f.members)
	}
	if gap, cut := p.Region.Gap(inventory.AutoScalingGroups); cut && f.group == nil {
		return Unread(gap)
	}
	if f.group != nil && groupOwner(f.group) != "" && !strings.HasPrefix(groupOwner(f.group), "Auto Scaling group") {
		return NotApplicable("it belongs to " + groupOwner(f.group))
	}
	fact := Read(p, inventory.GroupPoliciesKey())
	policies, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	for _, policy := range policies {
		if policy.Group == f.resource.Name && policy.Enabled {
			return Clean("its policy " + policy.Name + " decides how many instances there are")
		}
	}
	return p.inCluster(f.members)
}

// inCluster asks whether ECS places tasks on one of the instances, which no tag of theirs need show.
func (p *Pass) inCluster(members []*inventory.Instance) Verdict {
	missing, cut := p.Region.Gap(inventory.ECSClusters)
	for n := range p.Region.Clusters {
		c := &p.Region.Clusters[n]
		if c.ContainerInstances == 0 {
			continue
		}
		fact := Read(p, inventory.ContainerInstancesKey(c.ARN))
		registered, ok := fact.Get()
		if !ok {
			missing, cut = fact.Why(), true
		}
		for _, r := range registered {
			for _, i := range members {
				if r.InstanceID == i.ID {
					return NotApplicable("it is an instance of ECS cluster " + c.Name + ", whose tasks decide its size")
				}
			}
		}
	}
	if cut {
		return Unread(missing)
	}
	return Verdict{}
}

// judgeSmaller looks for a smaller type that is sold here and that the use fits.
func (p *Pass) judgeSmaller(f *fleet, old pricing.InstanceSpec, use instanceUse) Verdict {
	oldPrice, priced := p.Prices.EC2Linux(p.Region.Name, old.Type)
	if !priced {
		return Unknown(fmt.Sprintf("the price of %s in %s is not in the built-in tables, and with it the sizes below", old.Type, p.Region.Name))
	}
	reason := "there is no smaller size"
	for _, choice := range p.smallerTypes(old, oldPrice) {
		_, sold, gap, known := p.offered(f, []pricing.Successor{choice})
		if !known {
			return Unread(gap)
		}
		if !sold {
			reason = choice.To.Type + " is not sold here"
			continue
		}
		fact := Read(p, inventory.InstanceTypeKey(choice.To.Type))
		kind, ok := fact.Get()
		if !ok {
			return Unread(fact.Why())
		}
		if kind.Accelerators > 0 {
			return NotApplicable("it is chosen for its accelerators")
		}
		why, unseen := use.fits(p, choice, kind)
		if why == "" {
			return p.oversizedFinding(f, choice, use, unseen)
		}
		reason = choice.To.Type + " is too small: " + why
	}
	return Clean(reason)
}

func (p *Pass) oversizedFinding(f *fleet, choice pricing.Successor, use instanceUse, unseen []string) Verdict {
	count := len(f.members)
	saving := float64(count) * choice.SavingPerHour() * pricing.HoursPerMonth
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("a smaller type would save %s a month, under %s", usd(saving), usd(p.Limit(&leastSaving))))
	}
	finding := Finding{
		Severity: severityOfCost(saving), Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) uses %s of its CPU at the 99th percentile of the hours: %s would do.",
			f.name(), countWords(f.types()), percent(use.cpuPeak), choice.To.Type),
		Evidence: append(use.evidence(p), f.size()...),
		Fix:      p.typeFix(f, choice.From.Type, choice.To.Type),
	}
	if !f.lone() {
		finding.Fix.Summary = "Lower the group's minimum and desired capacity where fewer instances are enough, or make them smaller. " + finding.Fix.Summary
	}
	if len(unseen) > 0 {
		finding.Confidence = Inferred
		finding.Message += " Not seen: " + strings.Join(unseen, ", ") + "."
	}
	if !use.memoryKnown {
		finding.Severity = Low
	}
	for _, i := range f.members {
		if !plainLinux(i) {
			finding.Severity = Low
			finding.PriceGap = "the built-in tables hold on-demand Linux prices on shared hardware only"
			return Found(finding)
		}
	}
	finding.Savings = &Savings{
		LowUSD: saving, HighUSD: saving,
		Basis: fmt.Sprintf("%s × (%s - %s) an hour × %d h", plural(count, "instance"), rate(choice.FromPrice.USD), rate(choice.ToPrice.USD), pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per hour for %s", choice.ToPrice.USD, choice.To.Type), Source: choice.ToPrice.Source, AsOf: choice.ToPrice.AsOf,
		Meters: f.meters(func(*inventory.Instance) bool { return true }),
	}
	return Found(finding)
}

// hottest is, for each period, the largest value that any of some instances has.
func (p *Pass) hottest(members []*inventory.Instance, m metric, period time.Duration) (inventory.Series, inventory.Gap, bool) {
	var all []inventory.Series
	var gap inventory.Gap
	known := true
	for _, i := range members {
		fact := m.over(p, p.Days(&windowDays), period, inventory.Dims("InstanceId", i.ID))
		series, ok := fact.Get()
		if !ok {
			gap, known = fact.Why(), false
		}
		all = append(all, series)
	}
	if !known {
		return inventory.Series{}, gap, false
	}
	return together("Maximum", all), gap, true
}
