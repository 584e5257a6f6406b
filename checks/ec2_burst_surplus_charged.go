package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var emptyBalance = Threshold{
	Name: "credit_balance", Default: 1, Unit: "credits",
	Doc:    "In standard mode, an hour whose lowest balance is below this has run out of credits.",
	Source: "one credit is a vCPU for a minute: less is nothing to burst with (Amazon EC2 User Guide, read 2026-11)",
}

var ec2BurstSurplusCharged = Check{
	ID:         "ec2-burst-surplus-charged",
	Title:      "Burstable instance that works beyond its CPU credits",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.EC2Credits, inventory.EC2Offerings, inventory.AutoScalingGroups},
	Thresholds: []*Threshold{&leastSaving, &emptyBalance, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachFleet(judgeBurst),
}

func judgeBurst(p *Pass, f *fleet) Verdict {
	members := burstable(f.members)
	if len(members) == 0 {
		return NotApplicable("its type has no CPU credits")
	}
	charged, gap, ok := p.memberSeries(members, surplusCharged, p.Days(&windowDays), daily)
	if !ok {
		return Unread(gap)
	}
	if credits := timeseries.Sum(charged); credits > 0 {
		if v, young := p.tooYoung(p.age(f.oldestSign(), charged)); young {
			return v
		}
		if v, few := p.tooFewDays(charged); few {
			return v
		}
		return p.judgeSurplus(f, members, charged, credits)
	}
	return p.judgeBalance(f, members)
}

// surplusPerHour is how many surplus credits are a vCPU-hour, in which they are billed.
const surplusPerHour = 60

// surplusWorthTelling tells whether this check speaks of the surplus of some instances: it costs a dollar a
// month or more, or how much is not known.
func (p *Pass) surplusWorthTelling(members []*inventory.Instance, charged inventory.Series) bool {
	credits := timeseries.Sum(charged)
	price, priced := p.surplusPrice(members)
	return credits > 0 && (!priced || credits/surplusPerHour*price.USD/p.monthsOf(charged) >= leastSaving.Default)
}

// judgeSurplus is about unlimited mode, in which what is beyond the credits is billed.
func (p *Pass) judgeSurplus(f *fleet, members []*inventory.Instance, charged inventory.Series, credits float64) Verdict {
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) used %.0f CPU credits beyond those it earned, which are billed.", f.name(), countWords(typesOf(members)), credits),
		Evidence: []Evidence{
			surplusCharged.evidence("surplus credits charged", fmt.Sprintf("%.0f credits", credits), credits, "credits", charged, "Sum by day"),
		},
		Fix: Fix{Summary: "Find out what uses the CPU. Where the load is to stay, take a larger burstable size or a type without credits."},
	}
	price, priced := p.surplusPrice(members)
	if !priced {
		finding.PriceGap = fmt.Sprintf("the price of surplus credits in %s is not in the built-in tables, or the instances mix systems", p.Region.Name)
		return Found(finding)
	}
	monthly := credits / surplusPerHour * price.USD / p.monthsOf(charged)
	if monthly < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("its surplus credits cost %s a month, under %s", usd(monthly), usd(p.Limit(&leastSaving))))
	}
	finding.Severity = severityOfCost(monthly)
	finding.Message += fmt.Sprintf(" They cost %s a month.", usd(monthly))
	move, found, gap, known := p.offered(f, p.steadyTypes(members))
	if !known {
		return Unread(gap)
	}
	if !found {
		finding.PriceGap = "no type without credits that is sold here can be compared: the instances are of several types, are not on-demand Linux, or have no price in " + p.Region.Name
		return Found(finding)
	}
	now, next := float64(len(members))*move.FromPrice.USD*pricing.HoursPerMonth, float64(len(members))*move.ToPrice.USD*pricing.HoursPerMonth
	finding.Evidence = append(finding.Evidence, setting("without credits", fmt.Sprintf("%s at %s a month, against %s and %s of surplus", move.To.Type, usd(next), usd(now), usd(monthly))))
	if saving := now + monthly - next; saving >= p.Limit(&leastSaving) {
		finding.Severity = severityOfCost(saving)
		finding.Message += fmt.Sprintf(" %s has as much CPU and memory without credits for less.", move.To.Type)
		finding.Fix = p.typeFix(f, move.From.Type, move.To.Type)
		finding.Savings = &Savings{
			LowUSD: saving, HighUSD: saving,
			Basis: fmt.Sprintf("%.0f credits / 60 × %s for a month of 730 h, and %s × (%s - %s) an hour × %d h", credits, rate(price.USD),
				plural(len(members), "instance"), rate(move.FromPrice.USD), rate(move.ToPrice.USD), pricing.HoursPerMonth),
			Price: fmt.Sprintf("%s per %s of surplus credits", rate(price.USD), price.Unit), Source: price.Source, AsOf: price.AsOf,
		}
		for _, i := range members {
			finding.Savings.Meters = append(finding.Savings.Meters, instanceMeter(i.ID), surplusCreditMeter(i.ID))
		}
		return Found(finding)
	}
	finding.Severity = Low
	finding.Message += fmt.Sprintf(" That is still cheaper than %s, which has no credits.", move.To.Type)
	return Found(finding)
}

// surplusPrice is what a vCPU-hour of surplus costs for all of some instances alike.
func (p *Pass) surplusPrice(members []*inventory.Instance) (price pricing.Price, known bool) {
	for n, i := range members {
		one, ok := p.Prices.SurplusCredits(p.Region.Name, pricing.Linux)
		switch {
		case isWindows(i):
			one, ok = p.Prices.SurplusCredits(p.Region.Name, pricing.Windows)
		case strings.HasPrefix(i.Type, "t4g."):
			one, ok = p.Prices.SurplusCreditsGraviton(p.Region.Name)
		}
		if !ok || n > 0 && one != price {
			return pricing.Price{}, false
		}
		price = one
	}
	return price, true
}

// steadyTypes are the types of the M and C families without credits that have the architecture and at least the vCPUs and
// the memory of some instances of one type, the cheapest first.
func (p *Pass) steadyTypes(members []*inventory.Instance) []pricing.Successor {
	old, known := p.Prices.EC2Spec(members[0].Type)
	oldPrice, priced := p.Prices.EC2Linux(p.Region.Name, old.Type)
	if !known || !priced || slices.ContainsFunc(members, func(i *inventory.Instance) bool { return i.Type != old.Type || !plainLinux(i) }) {
		return nil
	}
	var fit []pricing.Successor
	for _, spec := range p.Prices.EC2Specs() {
		family := spec.Family()
		steady := (family[0] == 'm' || family[0] == 'c') && !strings.Contains(family, "flex") && !spec.PreviousGeneration && !spec.BareMetal() && spec.LocalGB == 0
		if !steady || spec.Arch != old.Arch || spec.VCPU < old.VCPU || spec.MemoryMiB < old.MemoryMiB {
			continue
		}
		if price, ok := p.Prices.EC2Linux(p.Region.Name, spec.Type); ok {
			fit = append(fit, pricing.Successor{From: old, To: spec, FromPrice: oldPrice, ToPrice: price})
		}
	}
	slices.SortStableFunc(fit, func(a, b pricing.Successor) int { return cmp.Compare(a.ToPrice.USD, b.ToPrice.USD) })
	return fit
}

// judgeBalance is about standard mode, in which an instance without credits is slowed down to its baseline.
func (p *Pass) judgeBalance(f *fleet, members []*inventory.Instance) Verdict {
	balance, gap, ok := p.memberSeries(members, creditBalance, p.Days(&windowDays), hourly)
	if !ok {
		return Unread(gap)
	}
	limit := p.Limit(&emptyBalance)
	empty := timeseries.DaysWhere(balance, func(v float64) bool { return v < limit })
	if empty < p.Days(&repeatedDays) {
		if v, few := p.tooFewDays(balance); few {
			return v
		}
		return Clean("no surplus credits were charged, and its credits did not run out")
	}
	for _, i := range members {
		fact := Read(p, inventory.CreditsKey(i.ID))
		credits, ok := fact.Get()
		switch {
		case !ok:
			return Unread(fact.Why())
		case credits.Credits != "standard":
			continue
		}
		own, gap, ok := p.memberSeries([]*inventory.Instance{i}, creditBalance, p.Days(&windowDays), hourly)
		if !ok {
			return Unread(gap)
		}
		if slow := timeseries.DaysWhere(own, func(v float64) bool { return v < limit }); slow >= p.Days(&repeatedDays) {
			return Found(p.slowedFinding(f, i, own, slow))
		}
	}
	return Clean("in unlimited mode, and no surplus credits were charged")
}

func (p *Pass) slowedFinding(f *fleet, i *inventory.Instance, balance inventory.Series, slow int) Finding {
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) ran out of CPU credits on %s in standard mode: it was held to its baseline.", f.name(), countWords(f.types()), plural(slow, "day")),
		Evidence: []Evidence{
			creditBalance.evidence("lowest balance on such a day", "0 credits", 0, "credits", balance, "Minimum by hour").against(p.Limit(&emptyBalance)),
			setting("mode of "+i.ID, "standard"),
		},
		Fix: Fix{Summary: "Take a larger size or a type without credits; unlimited mode lifts the limit at once and bills what is beyond the credits."},
	}
	if lowest, ok := timeseries.Quantile(balance, 0); ok {
		finding.Evidence[0].Value, finding.Evidence[0].Number = fmt.Sprintf("%.1f credits", lowest), &lowest
	}
	if f.lone() {
		finding.Fix.CLI = p.awsCLI("ec2", "modify-instance-credit-specification", "--instance-credit-specifications", fmt.Sprintf("InstanceId=%s,CpuCredits=unlimited", i.ID))
	}
	return finding
}
