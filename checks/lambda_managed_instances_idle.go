package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var environmentUse = Threshold{
	Name: "environment_use", Default: 0.7, Unit: "share of an environment",
	Doc:    "How much of an environment's CPU or concurrency may be used at the peak of the proposed number.",
	Source: "our choice, 2026-11: AWS adds environments in minutes, not at once, so room for half as much again stays",
}

// Only of the first functions with spare environments, so many items of evidence are shown.
const mostEvidence = 9

var lambdaManagedInstancesIdle = Check{
	ID:       "lambda-managed-instances-idle",
	Title:    "Managed Instances keep more environments than are used",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricNames, inventory.MetricSeries, inventory.LambdaEnvironments, inventory.LambdaProviders,
	},
	Thresholds: []*Threshold{&environmentUse, &leastSaving, &minimumDays, &windowDays},
	Judge:      eachCapacityProvider(judgeManagedInstancesIdle),
}

// judgeManagedInstancesIdle adds up what the functions of a provider need. A function of which that cannot be told counts
// as needing all it keeps; one that could not be read makes the sum unknown.
func judgeManagedInstancesIdle(p *Pass, provider capacityProvider) Verdict {
	var kept []environments
	var unread, unsure Verdict
	for _, f := range provider.functions {
		of, v, known := p.environmentsOf(f)
		switch {
		case known:
			kept = append(kept, of...)
		case v.Gap.Reason != inventory.NotRequested:
			unread = v
		default:
			unsure = v
		}
	}
	all, needed, gb := 0, 0, 0.0
	for _, e := range kept {
		all, needed, gb = all+e.limits.Min, needed+e.needed, gb+e.spareGB()
	}
	switch {
	case unread.Outcome != "":
		return unread
	case needed < all:
		return p.spareFinding(provider, kept, all, needed, gb)
	case unsure.Outcome != "":
		return unsure
	case all == 0:
		return Clean("it keeps no environments")
	}
	return Clean(fmt.Sprintf("its functions need %s at their peaks", plural(needed, "environment")))
}

func (p *Pass) spareFinding(provider capacityProvider, kept []environments, all, needed int, gb float64) Verdict {
	most := slices.MaxFunc(kept, func(a, b environments) int { return cmp.Compare(a.spareGB(), b.spareGB()) })
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s keeps at least %s at all times, of which its functions needed %d at their peaks in %s. The others hold %.0f GB of its instances.",
			provider.name(), plural(all, "environment"), needed, plural(p.Days(&windowDays), "day"), gb),
		Fix: Fix{
			Summary: fmt.Sprintf("Keep at least %d for %s. Fewer than three are no longer one in each of three Availability Zones; at so little load Lambda without Managed Instances has them, costs nothing while idle, and is cheaper.",
				most.needed, most.fn.Name),
			CLI: p.awsCLI("lambda", "put-function-scaling-config", "--function-name", most.fn.Name, "--qualifier", most.qualifier,
				"--function-scaling-config", fmt.Sprintf(`{"MinExecutionEnvironments":%d,"MaxExecutionEnvironments":%d}`, most.needed, max(most.needed, most.limits.Max))),
		},
	}
	for _, e := range kept {
		if e.spareGB() > 0 && len(finding.Evidence) < mostEvidence {
			finding.Evidence = append(finding.Evidence, e.evidence...)
		}
	}
	types, gap, known := p.instanceTypesUnder(provider)
	if !known {
		return Unread(gap)
	}
	perGB, dearest, price, priced := p.dearestMemory(types)
	if !priced {
		finding.Severity = Medium
		finding.PriceGap = "which instances run the environments, or their price, is not known in " + p.Region.Name
		return Found(finding)
	}
	saving := gb * perGB * (1 + pricing.LambdaManagedInstancesFee) * pricing.HoursPerMonth
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	finding.Severity = min(Medium, severityOfCost(saving))
	floor := 0.0
	for _, e := range kept {
		floor += float64(e.limits.Min*e.memoryMB) / 1024
	}
	monthly := floor * saving / gb
	finding.Evidence = append(finding.Evidence, counted("kept at all times", fmt.Sprintf("%.0f GB of instances, for up to %s a month", floor, usd(monthly)), monthly, "USD"))
	finding.Savings = &Savings{
		HighUSD: saving,
		Basis: fmt.Sprintf("from nothing, while other environments keep the instances, to %.0f GB × %s an hour (%s, by its memory) × %.2f × %d h",
			gb, rate(perGB), dearest, 1+pricing.LambdaManagedInstancesFee, pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per %s of %s", price.USD, price.Unit, dearest), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{"managed-instances " + provider.arn},
	}
	return Found(finding)
}

// instanceTypesUnder lists the instance types that a capacity provider runs, from which metrics exist; where it
// published none, those that it may use.
func (p *Pass) instanceTypesUnder(c capacityProvider) (types []string, gap inventory.Gap, known bool) {
	namesFact := Read(p, inventory.MetricNamesKey(providerCPU.namespace, providerCPU.name))
	names, ok := namesFact.Get()
	providersFact := Read(p, inventory.ProvidersKey())
	providers, listed := providersFact.Get()
	if !ok || !listed {
		return nil, firstGap(namesFact.Why(), providersFact.Why()), false
	}
	for _, dims := range names {
		if d := dims.Map(); d["CapacityProviderName"] == c.name() && d["InstanceType"] != "" {
			types = append(types, d["InstanceType"])
		}
	}
	for _, provider := range providers {
		if len(types) == 0 && provider.ARN == c.arn {
			types = slices.Clone(provider.InstanceTypes)
		}
	}
	slices.Sort(types)
	return slices.Compact(types), inventory.Gap{}, true
}

// dearestMemory is the highest price of a GB of memory for an hour among some instance types, all of which must be known.
func (p *Pass) dearestMemory(types []string) (perGB float64, dearest string, price pricing.Price, ok bool) {
	for _, name := range types {
		each, priced := p.Prices.EC2Linux(p.Region.Name, name)
		spec, known := p.Prices.EC2Spec(name)
		if !priced || !known || spec.MemoryMiB == 0 {
			return 0, "", pricing.Price{}, false
		}
		if v := each.USD / (float64(spec.MemoryMiB) / 1024); v > perGB {
			perGB, dearest, price = v, name, each
		}
	}
	return perGB, dearest, price, len(types) > 0
}
