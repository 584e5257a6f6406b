package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
)

// What an unused function goes on costing. Each gives a sentence for the message and what deleting saves, or nothing.

// cachedSnapshots prices the SnapStart caches of a function's published versions. Those of Python and .NET are charged.
func (p *Pass) cachedSnapshots(f *inventory.Function) Finding {
	price, priced := p.Prices.LambdaSnapStartCache(p.Region.Name)
	s := Savings{Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf}
	for _, v := range f.Versions {
		if v.Config.SnapStart && slices.Contains([]string{"python", "dotnet"}, runtimes.Family(v.Config.Runtime)) {
			s.Meters = append(s.Meters, snapStartMeter(f, v.Number))
			s.HighUSD += float64(v.Config.MemoryMB) / 1024 * price.USD * 3600 * pricing.HoursPerMonth
		}
	}
	if len(s.Meters) == 0 {
		return Finding{}
	}
	versions := plural(len(s.Meters), "version")
	carried := Finding{Message: " SnapStart keeps a paid cache of " + versions + "."}
	if !priced {
		carried.Severity, carried.PriceGap = Medium, p.priceUnknown("SnapStart's cache")
		return carried
	}
	s.LowUSD = s.HighUSD
	s.Basis = fmt.Sprintf("%s cached by SnapStart × memory × 3600 s × %d h", versions, pricing.HoursPerMonth)
	carried.Savings, carried.Severity = &s, severityOfCost(s.HighUSD)
	return carried
}

// idlePollers prices the provisioned pollers of a function's mappings, which are billed whether they find anything or not.
// Of Kafka's several make up a billed unit; how many, cannot be seen.
func (p *Pass) idlePollers(mappings []mapping) Finding {
	price, priced := p.Prices.Lambda(p.Region.Name, pricing.MeterSQSPoller, "")
	s := Savings{Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf}
	pollers, unpriced := 0, 0
	for _, m := range mappings {
		if m.MinPollers == 0 || m.off() {
			continue
		}
		if m.service != "sqs" || !priced {
			unpriced += m.MinPollers
			continue
		}
		pollers += m.MinPollers
		s.Meters = append(s.Meters, "pollers "+m.UUID)
	}
	if pollers+unpriced == 0 {
		return Finding{}
	}
	carried := Finding{Message: fmt.Sprintf(" Its mappings keep %s.", plural(pollers+unpriced, "provisioned poller"))}
	if pollers == 0 {
		carried.Severity, carried.PriceGap = Medium, p.priceUnknown("these pollers")
		return carried
	}
	s.HighUSD = price.PerMonth(float64(pollers))
	s.LowUSD, s.Basis = s.HighUSD, fmt.Sprintf("%s × %d h", plural(pollers, "poller"), pricing.HoursPerMonth)
	carried.Savings, carried.Severity = &s, severityOfCost(s.HighUSD)
	return carried
}

// keptLogs prices what a function's log group holds, where nobody else writes to it and it costs enough to say. Logs may have
// to be kept, so nothing of it is certain and it does not raise the severity; what cannot be read of it is left out, and a
// frugal run does not ask.
func (p *Pass) keptLogs(f *inventory.Function) Finding {
	if p.frugal || f.LogGroup == "" || len(p.writersTo(f.LogGroup)) > 1 {
		return Finding{}
	}
	group, _ := Read(p, inventory.LogGroupKey(f.LogGroup)).Get()
	price, _ := p.Prices.LogsStored(p.Region.Name)
	gb := float64(group.StoredBytes) / 1e9
	cost := gb * price.USD
	if cost < p.Limit(&leastSaving) {
		return Finding{}
	}
	return Finding{
		Message: fmt.Sprintf(" Its log group holds %.1f GB.", gb),
		Savings: &Savings{
			HighUSD: cost, Basis: fmt.Sprintf("up to all of %.1f GB of logs kept for a month", gb),
			Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf, Meters: []string{logStorageMeter(f.LogGroup)},
		},
	}
}

// addSavings adds what another finding saves to the first. A saving without a figure is left out of those that have one.
func addSavings(f, other Finding) Finding {
	f.Severity = max(f.Severity, other.Severity)
	if other.Savings == nil {
		if f.Savings == nil && other.PriceGap != "" {
			f.PriceGap = other.PriceGap
		}
		return f
	}
	f.PriceGap = ""
	if f.Savings == nil {
		f.Savings = other.Savings
		return f
	}
	f.Savings.LowUSD += other.Savings.LowUSD
	f.Savings.HighUSD += other.Savings.HighUSD
	f.Savings.Basis += "; " + other.Savings.Basis
	f.Savings.Meters = append(f.Savings.Meters, other.Savings.Meters...)
	return f
}
