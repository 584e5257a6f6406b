package checks

import (
	"fmt"
	"maps"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ec2PreviousGeneration = Check{
	ID:         "ec2-previous-generation",
	Title:      "Instance type of a previous generation",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.EC2InstanceTypes, inventory.EC2Offerings, inventory.AutoScalingGroups},
	Thresholds: nil,
	Judge:      eachFleet(judgeGeneration),
}

func judgeGeneration(p *Pass, g *fleet) Verdict {
	old := map[string]int{}
	for _, i := range g.members {
		fact := Read(p, inventory.InstanceTypeKey(i.Type))
		kind, ok := fact.Get()
		if !ok {
			return Unread(fact.Why())
		}
		if !kind.CurrentGeneration {
			old[i.Type]++
		}
	}
	if len(old) == 0 {
		return Clean("its type is of the current generation")
	}
	first := slices.Sorted(maps.Keys(old))[0]
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message:  fmt.Sprintf("%s runs on %s, which AWS lists as previous generation.", g.name(), countWords(old)),
		Evidence: []Evidence{setting("types", countWords(old)), setting("current generation", "no, says DescribeInstanceTypes")},
		Fix:      Fix{Summary: "Move to a current type of the same architecture."},
	}
	f.Evidence = append(f.Evidence, g.size()...)
	var total Savings
	for _, kind := range slices.Sorted(maps.Keys(old)) {
		next, ok, gap, known := p.offered(g, p.Prices.Successors(p.Region.Name, kind))
		if !known {
			return Unread(gap)
		}
		if !ok {
			f.PriceGap = fmt.Sprintf("no successor of %s that is sold here, with a price in %s, is in the built-in tables", kind, p.Region.Name)
			continue
		}
		f.Evidence = append(f.Evidence, setting("successor of "+kind, fmt.Sprintf("%s at %s an hour, against %s", next.To.Type, rate(next.ToPrice.USD), rate(next.FromPrice.USD))))
		if kind == first {
			f.Fix = p.typeFix(g, kind, next.To.Type)
		}
		total = addGenerationSaving(total, old[kind], next)
	}
	if total.HighUSD > 0 && f.PriceGap == "" && !slices.ContainsFunc(g.members, func(i *inventory.Instance) bool { return old[i.Type] > 0 && !plainLinux(i) }) {
		total.Meters = g.meters(func(i *inventory.Instance) bool { return old[i.Type] > 0 })
		f.Savings = &total
		f.Severity = severityOfCost(total.HighUSD)
	} else if f.PriceGap == "" {
		f.PriceGap = "the successor is not cheaper, or the instance is not on-demand Linux: what it buys is speed and support"
	}
	return Found(f)
}

func addGenerationSaving(s Savings, count int, next pricing.Successor) Savings {
	amount := float64(count) * (next.FromPrice.USD - next.ToPrice.USD) * pricing.HoursPerMonth
	s.LowUSD += amount
	s.HighUSD += amount
	if s.Basis != "" {
		s.Basis += "; "
	}
	s.Basis += fmt.Sprintf("%s × (%s - %s) an hour × %d h", plural(count, "instance"), rate(next.FromPrice.USD), rate(next.ToPrice.USD), pricing.HoursPerMonth)
	s.Price = fmt.Sprintf("%g USD per hour for %s", next.ToPrice.USD, next.To.Type)
	s.Source, s.AsOf = next.ToPrice.Source, next.ToPrice.AsOf
	return s
}
