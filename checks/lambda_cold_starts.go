package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
	"github.com/computelint/computelint/internal/timeseries"
)

// What the checks of cold starts have in common.

// startsElsewhere answers for functions whose cold starts nobody waits for, or are not measured in this region.
func startsElsewhere(f *inventory.Function) (Verdict, bool) {
	switch {
	case f.CapacityARN != "":
		return NotApplicable("runs on Lambda Managed Instances, whose environments are started beforehand"), true
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica"), true
	}
	return Verdict{}, false
}

// hasSnapStart tells whether SnapStart is on for what is published next, or for the newest version.
func hasSnapStart(f *inventory.Function) bool {
	return f.Config.SnapStart || len(f.Versions) > 0 && f.Versions[len(f.Versions)-1].Config.SnapStart
}

// holdsProvisioned tells whether any alias or version of a function has provisioned environments.
func (p *Pass) holdsProvisioned(f *inventory.Function) (holds bool, gap inventory.Gap, known bool) {
	configs, gap, known := p.provisionedOf(f)
	return slices.ContainsFunc(configs, func(c inventory.Provisioned) bool { return provisioned{Provisioned: c}.level() > 0 }), gap, known
}

// initsBeforehand answers Unknown where some of the inits that were measured may have run before anybody called: those of
// provisioned environments are reported with their first invocation.
func (p *Pass) initsBeforehand(f *inventory.Function) (Verdict, bool) {
	switch holds, gap, known := p.holdsProvisioned(f); {
	case !known:
		return Unread(gap), true
	case holds:
		return Unknown("it has provisioned concurrency, and the inits of its environments, which run beforehand, are measured with the others"), true
	}
	return Verdict{}, false
}

// reaches tells whether p99 init took so long: on enough days, or over all of the source's window where it has no days.
func (c coldStarts) reaches(p *Pass, ms float64) bool {
	if c.slowDays == nil {
		return c.p99MS >= ms
	}
	return c.slowDays(ms) >= p.Days(&repeatedDays)
}

// months is how many months of 730 hours the cold starts are of. Lambda Insights may have been switched on within the
// window, so its time begins with the first cold start that it saw.
func (c coldStarts) months(p *Pass) float64 {
	if first, seen := timeseries.First(c.counts); seen {
		return p.monthsOf(timeseries.Since(c.counts, first))
	}
	return float64(c.days) * 24 / pricing.HoursPerMonth
}

// coldStartFix ranks the remedies with their prices: SnapStart where the runtime has it, and one provisioned environment.
func (p *Pass) coldStartFix(f *inventory.Function) Fix {
	fix := Fix{Summary: "Keep environments warm with provisioned concurrency on an alias"}
	if month, asOf, ok := p.provisionedMonth(f); ok {
		fix.Summary += fmt.Sprintf(" (%s a month for each environment, list price of %s)", usd(month), asOf)
	}
	fix.Summary += "."
	if !p.mayHaveSnapStart(f) {
		return fix
	}
	if hasSnapStart(f) {
		fix.Summary = "SnapStart is on: point the callers at a version that has it, or at its alias. Or: " + fix.Summary
		return fix
	}
	fix.Summary = fmt.Sprintf("Turn on SnapStart (%s), publish a version and point the callers at it or its alias. Or: %s", p.snapStartPrice(f), fix.Summary)
	fix.CLI = p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name, "--snap-start", "ApplyOn=PublishedVersions")
	fix.Edits = []Property{
		{"cloudformation", "AWS::Lambda::Function SnapStart.ApplyOn", "PublishedVersions"},
		{"terraform", "aws_lambda_function snap_start.apply_on", "PublishedVersions"},
	}
	return fix
}

// mayHaveSnapStart tells whether a function could use SnapStart: by its runtime, its storage and its region (AWS Lambda
// Developer Guide, "Improving startup performance with Lambda SnapStart", read 2026-11).
func (p *Pass) mayHaveSnapStart(f *inventory.Function) bool {
	if p.Region.Name == "ap-southeast-6" || p.Region.Name == "ap-east-2" || f.HasEFS || f.Config.EphemeralMB > 512 || f.Config.Image() {
		return false
	}
	r, _ := runtimes.Lookup(f.Config.Runtime)
	return r.SnapStart
}

// snapStartPrice says in words what SnapStart costs.
func (p *Pass) snapStartPrice(f *inventory.Function) string {
	if runtimes.Family(f.Config.Runtime) == "java" {
		return "free for Java"
	}
	cache, price, known1 := p.cacheCost([]inventory.Version{{Config: f.Config}})
	restore, known2 := p.Prices.LambdaSnapStartRestore(p.Region.Name)
	if !known1 || !known2 {
		return "charged for the cache and each restore"
	}
	thousand := restore.USD * float64(f.Config.MemoryMB) / 1024 * 1000
	return fmt.Sprintf("charged: %s a month for the cache of each version and %s for 1000 restores, list price of %s", usd(cache), usd(thousand), price.AsOf)
}

// provisionedMonth is what one provisioned environment of a function's size costs a month.
func (p *Pass) provisionedMonth(f *inventory.Function) (usdPerMonth float64, asOf string, known bool) {
	price, known := p.Prices.LambdaProvisioned(p.Region.Name, pricing.Arch(f.Config.Architecture))
	return float64(f.Config.MemoryMB) / 1024 * price.USD * 3600 * pricing.HoursPerMonth, price.AsOf, known
}
