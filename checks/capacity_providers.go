package checks

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// capacityProvider is what Lambda Managed Instances run functions on.
type capacityProvider struct {
	arn       string
	functions []*inventory.Function
}

func (c capacityProvider) name() string { return arnName(c.arn) }

// capacityProviders lists the providers that functions of the region run on, by ARN.
func (p *Pass) capacityProviders() (providers []capacityProvider) {
	for i := range p.Region.Functions {
		f := &p.Region.Functions[i]
		if f.CapacityARN == "" {
			continue
		}
		at := slices.IndexFunc(providers, func(c capacityProvider) bool { return c.arn == f.CapacityARN })
		if at < 0 {
			at, providers = len(providers), append(providers, capacityProvider{arn: f.CapacityARN})
		}
		providers[at].functions = append(providers[at].functions, f)
	}
	slices.SortFunc(providers, func(a, b capacityProvider) int { return cmp.Compare(a.arn, b.arn) })
	return providers
}

// environments are those that Lambda keeps of one version of a function, and how many would have done.
type environments struct {
	fn        *inventory.Function
	qualifier string
	limits    inventory.EnvironmentLimits
	memoryMB  int
	needed    int
	evidence  []Evidence
}

// spareGB is the memory of the environments that were not needed.
func (e environments) spareGB() float64 {
	return float64(e.limits.Min-e.needed) * float64(e.memoryMB) / 1024
}

// keptOf lists the environments that are kept of a function at all times: of $LATEST.PUBLISHED and of the newest published
// version. Without limits of either, their number is not known.
func (p *Pass) keptOf(f *inventory.Function) (kept []environments, v Verdict, known bool) {
	candidates := []environments{{fn: f, qualifier: "$LATEST.PUBLISHED", memoryMB: f.Config.MemoryMB}}
	if n := len(f.Versions); n > 0 {
		newest := f.Versions[n-1]
		candidates = append(candidates, environments{fn: f, qualifier: newest.Number, memoryMB: newest.Config.MemoryMB})
	}
	var gap inventory.Gap
	for _, e := range candidates {
		fact := Read(p, inventory.EnvironmentsKey(f.Name, e.qualifier))
		limits, ok := fact.Get()
		switch {
		case !ok:
			gap = firstGap(gap, fact.Why())
		case !limits.Unset:
			e.limits = limits
			kept = append(kept, e)
		}
	}
	switch {
	case gap.Reason != inventory.NotRequested:
		return nil, Unread(gap), false
	case len(kept) == 0:
		return nil, Unknown("how many environments are kept of " + f.Name + " is not set"), false
	}
	return kept, v, true
}

// environmentsOf finds how many of a function's environments would have done, by the busiest one at the worst moment. One
// stays even where none was used: whether a function may be switched off, cannot be measured.
func (p *Pass) environmentsOf(f *inventory.Function) (kept []environments, v Verdict, known bool) {
	kept, v, known = p.keptOf(f)
	kept = slices.DeleteFunc(kept, func(e environments) bool { return e.limits.Min == 0 })
	if !known || len(kept) == 0 {
		return nil, v, known
	}
	dims := inventory.Dims("CapacityProviderName", arnName(f.CapacityARN), "FunctionName", f.Name)
	busy, cpu, gap, read := overBoth(p, environmentsBusy, environmentsCPU, p.Days(&windowDays), daily, dims)
	ceilingFact := environmentsLimit.over(p, p.Days(&windowDays), daily, dims)
	ceiling, ok := ceilingFact.Get()
	if !read || !ok {
		return nil, Unread(firstGap(gap, ceilingFact.Why())), false
	}
	if v, few := p.tooFewDays(busy, cpu); few {
		return nil, v, false
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), busy, cpu)); young {
		return nil, v, false
	}
	atOnce, _ := timeseries.Max(busy)
	most, _ := timeseries.Max(ceiling)
	percentCPU, _ := timeseries.Max(cpu)
	if most <= 0 {
		return nil, Unknown("how many invocations an environment of " + f.Name + " takes at once is not known"), false
	}
	use := max(atOnce/most, percentCPU/100)
	for i := range kept {
		e := &kept[i]
		e.needed = min(e.limits.Min, max(1, int(math.Ceil(float64(e.limits.Min)*use/p.Limit(&environmentUse)))))
		e.evidence = []Evidence{
			environmentsBusy.evidence("invocations at once in an environment of "+f.Name, fmt.Sprintf("%.1f of %.0f", atOnce, most), atOnce, "invocations", busy, "Maximum by day"),
			environmentsCPU.evidence("CPU of the environments of "+f.Name, percent(percentCPU), percentCPU, "percent", cpu, "Maximum by day"),
			setting("fewest environments of "+inventory.Qualified(f.Name, e.qualifier), fmt.Sprintf("%d of %d MB, where %d would do", e.limits.Min, e.memoryMB, e.needed)),
		}
	}
	return kept, v, true
}
