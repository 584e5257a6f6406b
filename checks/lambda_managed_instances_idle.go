package checks

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var environmentUse = Threshold{
	Name: "environment_use", Default: 0.7, Unit: "share of an environment",
	Doc:    "How much of an environment's CPU or concurrency may be used at the peak of the proposed number.",
	Source: "our choice, 2026-11: AWS adds environments in minutes, not at once, so room for half as much again stays",
}

var lambdaManagedInstancesIdle = Check{
	ID:       "lambda-managed-instances-idle",
	Title:    "Managed Instances keep more environments than are used",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricNames, inventory.MetricSeries, inventory.LambdaEnvironments, inventory.LambdaProviders,
	},
	Thresholds: []*Threshold{&environmentUse, &leastSaving, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeManagedInstancesIdle),
}

// environments is what the execution environments of one function did.
type environments struct {
	limits    inventory.EnvironmentLimits
	qualifier string
	use       float64 // the largest share of an environment's CPU or concurrency that was used, at the worst moment
	evidence  []Evidence
}

func judgeManagedInstancesIdle(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN == "" {
		return NotApplicable("not on Lambda Managed Instances")
	}
	dims := inventory.Dims("CapacityProviderName", providerName(f), "FunctionName", f.Name)
	e := environments{qualifier: "$LATEST.PUBLISHED"}
	if n := len(f.Versions); n > 0 {
		e.qualifier = f.Versions[n-1].Number
	}
	fact := Read(p, inventory.EnvironmentsKey(f.Name, e.qualifier))
	limits, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why())
	case limits.Min == 0:
		return Clean("it keeps no environments")
	}
	e.limits = limits
	busy, cpu, gap, known := overBoth(p, environmentsBusy, environmentsCPU, p.Days(&windowDays), daily, dims)
	ceilingFact := environmentsLimit.over(p, p.Days(&windowDays), daily, dims)
	ceiling, ok := ceilingFact.Get()
	if !known || !ok {
		return Unread(firstGap(gap, ceilingFact.Why()))
	}
	if v, few := p.tooFewDays(busy, cpu); few {
		return v
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), busy, cpu)); young {
		return v
	}
	atOnce, _ := timeseries.Max(busy)
	most, _ := timeseries.Max(ceiling)
	percentCPU, _ := timeseries.Max(cpu)
	if most <= 0 {
		return Unknown("how many invocations an environment takes at once is not known")
	}
	e.use = max(atOnce/most, percentCPU/100)
	e.evidence = []Evidence{
		environmentsBusy.evidence("invocations at once in an environment", fmt.Sprintf("%.0f of %.0f", atOnce, most), atOnce, "invocations", busy, "Maximum by day"),
		environmentsCPU.evidence("CPU of the environments", percent(percentCPU), percentCPU, "percent", cpu, "Maximum by day"),
		setting("fewest environments", fmt.Sprintf("%d, set on %s", limits.Min, inventory.Qualified(f.Name, e.qualifier))),
	}
	return p.judgeEnvironments(f, e)
}

// judgeEnvironments finds how many environments would have done. One stays even where none was used: whether a function
// may be switched off, cannot be measured.
func (p *Pass) judgeEnvironments(f *inventory.Function, e environments) Verdict {
	needed := max(1, int(math.Ceil(float64(e.limits.Min)*e.use/p.Limit(&environmentUse))))
	if needed >= e.limits.Min {
		return Clean(fmt.Sprintf("it needs %s at its peak", plural(e.limits.Min, "environment")))
	}
	gb := float64(e.limits.Min-needed) * float64(f.Config.MemoryMB) / 1024
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s keeps %s of %d MB at all times, and at its peak used %s of one: %d would do. That is %.0f GB of instances.",
			f.Name, plural(e.limits.Min, "environment"), f.Config.MemoryMB, percent(100*e.use), needed, gb),
		Evidence: e.evidence,
		Fix: Fix{
			Summary: fmt.Sprintf("Keep at least %s. Fewer than three are no longer one in each of three Availability Zones; at so little load Lambda without Managed Instances has them, costs nothing while idle, and is cheaper.", plural(needed, "environment")),
			CLI: p.awsCLI("lambda", "put-function-scaling-config", "--function-name", f.Name, "--qualifier", e.qualifier,
				"--function-scaling-config", fmt.Sprintf(`{"MinExecutionEnvironments":%d,"MaxExecutionEnvironments":%d}`, needed, max(needed, e.limits.Max))),
		},
	}
	types, gap, known := p.instanceTypesUnder(f)
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
	finding.Savings = &Savings{
		HighUSD: saving,
		Basis: fmt.Sprintf("from nothing, while other environments keep the instances, to %.0f GB × %s an hour (%s, by its memory) × %.2f × %d h",
			gb, rate(perGB), dearest, 1+pricing.LambdaManagedInstancesFee, pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per %s of %s", price.USD, price.Unit, dearest), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{"managed-instances " + f.ARN},
	}
	return Found(finding)
}

// instanceTypesUnder lists the instance types that a function's capacity provider runs, from which metrics exist; where it
// published none, those that it may use.
func (p *Pass) instanceTypesUnder(f *inventory.Function) (types []string, gap inventory.Gap, known bool) {
	namesFact := Read(p, inventory.MetricNamesKey(providerCPU.namespace, providerCPU.name))
	names, ok := namesFact.Get()
	providersFact := Read(p, inventory.ProvidersKey())
	providers, listed := providersFact.Get()
	if !ok || !listed {
		return nil, firstGap(namesFact.Why(), providersFact.Why()), false
	}
	for _, dims := range names {
		if d := dims.Map(); d["CapacityProviderName"] == providerName(f) && d["InstanceType"] != "" {
			types = append(types, d["InstanceType"])
		}
	}
	for _, provider := range providers {
		if len(types) == 0 && provider.ARN == f.CapacityARN {
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

// providerName is the name at the end of a capacity provider's ARN.
func providerName(f *inventory.Function) string {
	return f.CapacityARN[strings.LastIndex(f.CapacityARN, ":")+1:]
}
