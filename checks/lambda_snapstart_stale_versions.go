package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
)

var versionAge = Threshold{
	Name: "version_age_days", Default: 1, Unit: "days",
	Doc:    "A version younger than this may be about to be used.",
	Source: "our choice, 2026-11: a deployment publishes a version and then moves the alias, within minutes or with a canary within hours",
}

var keptVersions = Threshold{
	Name: "kept_versions", Default: 1, Unit: "versions",
	Doc:    "So many of the newest versions that nothing reaches are left to roll back to, for rollback_days.",
	Source: "our choice, 2026-11",
}

var rollbackDays = Threshold{
	Name: "rollback_days", Default: 14, Unit: "days",
	Doc:    "A version that was replaced so long ago is no longer left to roll back to.",
	Source: "our choice, 2026-11: two weeks without a rollback, in which CloudWatch would also know its calls",
}

// Of one function no more stale versions than this are looked for: each takes a call for its policy.
const mostVersions = 50

var lambdaSnapStartStaleVersions = Check{
	ID:         "lambda-snapstart-stale-versions",
	Title:      "Paid SnapStart caches of versions that nothing reaches",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       reachDatasets,
	Thresholds: []*Threshold{&versionAge, &keptVersions, &rollbackDays, &leastSaving},
	Judge:      eachFunction(judgeSnapStartStale),
}

func judgeSnapStartStale(p *Pass, f *inventory.Function) Verdict {
	var cached []inventory.Version
	foreign := false
	for _, v := range f.Versions {
		switch family := runtimes.Family(v.Config.Runtime); {
		case !v.Config.SnapStart || family == "java":
		case family == "":
			foreign = true
		case days(p.TakenAt.Sub(v.Config.LastModified)) >= p.Days(&versionAge):
			cached = append(cached, v)
		}
	}
	switch cost, _, priced := p.cacheCost(cached); {
	case len(cached) == 0 && foreign:
		return Unknown("it has versions with SnapStart on a runtime that is not known")
	case len(cached) == 0:
		return NotApplicable("no version has a SnapStart cache that is charged")
	case priced && cost < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("all its SnapStart caches cost %s a month", usd(cost)))
	}
	stale, more, gap := p.unreached(f, cached)
	if gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	cost, price, priced := p.cacheCost(stale)
	switch {
	case len(stale) == 0:
		return Clean("its versions with SnapStart are reached, or left to roll back to")
	case priced && cost < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("its caches that nothing reaches cost %s a month", usd(cost)))
	}
	return p.staleFinding(f, stale, more, cost, price, priced)
}

// unreached lists the versions that nothing reaches, oldest first, without those that are left to roll back to; and how
// many more were not looked at. It asks about all of them before it gives up on a gap, so that one round collects all.
func (p *Pass) unreached(f *inventory.Function, cached []inventory.Version) (stale []inventory.Version, more int, gap inventory.Gap) {
	for i, v := range cached {
		if len(stale) == mostVersions {
			more = len(cached) - i
			break
		}
		r := p.reachOf(f, v.Number)
		if r.reached {
			continue
		}
		if r.gap.Reason != inventory.NotRequested {
			gap = r.gap
		}
		stale = append(stale, v)
	}
	for kept := 0; more == 0 && kept < p.Days(&keptVersions) && len(stale) > 0; kept++ {
		at := replacedAt(f, stale[len(stale)-1])
		if !at.IsZero() && p.TakenAt.Sub(at) >= time.Duration(p.Days(&rollbackDays))*daily {
			break
		}
		stale = stale[:len(stale)-1]
	}
	return stale, more, gap
}

// replacedAt is when the version after a version was published; of the newest, when itself was.
func replacedAt(f *inventory.Function, v inventory.Version) time.Time {
	i := slices.IndexFunc(f.Versions, func(other inventory.Version) bool { return other.Number == v.Number })
	return f.Versions[min(i+1, len(f.Versions)-1)].Config.LastModified
}

// cacheCost is what the SnapStart caches of some versions cost a month.
func (p *Pass) cacheCost(versions []inventory.Version) (usdPerMonth float64, price pricing.Price, known bool) {
	price, known = p.Prices.LambdaSnapStartCache(p.Region.Name)
	return cachedGB(versions) * price.USD * 3600 * pricing.HoursPerMonth, price, known
}

// cachedGB is the memory of some versions together, in GB.
func cachedGB(versions []inventory.Version) (gb float64) {
	for _, v := range versions {
		gb += float64(v.Config.MemoryMB) / 1024
	}
	return gb
}

func (p *Pass) staleFinding(f *inventory.Function, stale []inventory.Version, more int, cost float64, price pricing.Price, priced bool) Verdict {
	var numbers, meters []string
	for _, v := range stale {
		numbers = append(numbers, v.Number)
		meters = append(meters, snapStartMeter(f, v.Number))
	}
	gb := cachedGB(stale)
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s keeps SnapStart caches of %s that nothing is seen to reach, %g GB in all, which are charged for as long as the versions exist.",
			f.Name, plural(len(stale), "version"), gb),
		Evidence: []Evidence{
			setting("versions", strings.Join(numbers, ", ")), counted("cached", fmt.Sprintf("%g GB", gb), gb, "GB"),
			setting("oldest", date(stale[0].Config.LastModified)),
		},
		Fix: Fix{
			Summary: "Delete these versions, and let deployments delete what they replace. A caller that uses a version's number and a role of its own, and did not call in two weeks, does not show: ask first.",
			CLI:     p.awsCLI("lambda", "delete-function", "--function-name", f.Name, "--qualifier", stale[0].Number),
			Edits:   []Property{{"cloudformation", "AWS::Lambda::Version DeletionPolicy", "Delete"}},
		},
	}
	if more > 0 {
		finding.Evidence = append(finding.Evidence, setting("not looked at", plural(more, "newer version")))
	}
	if !priced {
		finding.PriceGap = p.priceUnknown("SnapStart caches")
		return Found(finding)
	}
	finding.Severity = severityOfCost(cost)
	finding.Savings = &Savings{
		LowUSD: cost, HighUSD: cost, Basis: fmt.Sprintf("%g GB cached × 3600 s × %d h", gb, pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf, Meters: meters,
	}
	return Found(finding)
}
