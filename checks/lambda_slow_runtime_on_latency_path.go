package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
	"github.com/computelint/computelint/internal/timeseries"
)

var slowInit = Threshold{
	Name: "slow_init_ms", Default: 1000, Unit: "milliseconds",
	Doc:    "A measured init from this length on, on repeated_days days, is high severity.",
	Source: "AWS documentation: cold starts last from under 100 ms to over 1 s (read 2026-11)",
}

var lambdaSlowRuntimeOnLatencyPath = Check{
	ID:       "lambda-slow-runtime-on-latency-path",
	Title:    "Java or .NET where somebody waits, without SnapStart or provisioned concurrency",
	Category: Latency,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned, inventory.MetricSeries},
		triggerDatasets),
	Thresholds: []*Threshold{&noticeableInit, &slowInit, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeSlowRuntime),
}

func judgeSlowRuntime(p *Pass, f *inventory.Function) Verdict {
	if f.Config.Image() {
		return Unknown("runtime unknown: image")
	}
	switch family := runtimes.Family(f.Config.Runtime); {
	case family == "":
		return Unknown(fmt.Sprintf("the runtime %q is not known", f.Config.Runtime))
	case family != "java" && family != "dotnet":
		return NotApplicable("not Java or .NET")
	case f.CapacityARN != "":
		return NotApplicable("runs on Lambda Managed Instances, whose environments are started beforehand")
	case f.Config.SnapStart || len(f.Versions) > 0 && f.Versions[len(f.Versions)-1].Config.SnapStart:
		return Clean("SnapStart is on")
	case slices.ContainsFunc(f.Versions, func(v inventory.Version) bool { return v.Config.SnapStart }):
		return Unknown("SnapStart is on for an older version only, and which version the callers reach is not followed")
	}
	configs, gap, known := p.provisionedOf(f)
	if !known {
		return Unread(gap)
	}
	if slices.ContainsFunc(configs, func(c inventory.Provisioned) bool { return provisioned{Provisioned: c}.level() > 0 }) {
		return Clean("it has provisioned concurrency")
	}
	who := p.whoWaitsFor(f)
	switch who.waiting {
	case nobodyWaits:
		return Clean("nobody waits for it: " + who.why)
	case undecided:
		return who.verdict()
	case someoneWaits:
	}
	return slowRuntimeFinding(p, f, who)
}

func slowRuntimeFinding(p *Pass, f *inventory.Function, who audience) Verdict {
	fact := measuredInit.over(p, p.Days(&windowDays), daily, inventory.Dims("function_name", f.Name))
	series, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	finding := Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("%s runs on %s, whose cold starts take one to ten seconds, and somebody waits for it: %s.",
			f.Name, f.Config.Runtime, who.why),
		Evidence: []Evidence{
			setting("runtime", f.Config.Runtime), setting("triggers", who.why),
			setting("SnapStart", "off"), setting("provisioned concurrency", "none"),
		},
		Fix: slowRuntimeFix(p, f),
	}
	if ms, measured := timeseries.Max(series); measured {
		if ms < p.Limit(&noticeableInit) {
			return Clean(fmt.Sprintf("its longest measured init is %.0f ms", ms))
		}
		finding.Confidence = Measured
		finding.Message = fmt.Sprintf("%s needs up to %.0f ms to start cold on %s, and somebody waits for it: %s.", f.Name, ms, f.Config.Runtime, who.why)
		finding.Evidence = append(finding.Evidence,
			measuredInit.evidence("longest init", fmt.Sprintf("%.0f ms", ms), ms, "milliseconds", series, "Maximum by day").against(p.Limit(&slowInit)))
		if timeseries.DaysWhere(series, func(ms float64) bool { return ms >= p.Limit(&slowInit) }) >= p.Days(&repeatedDays) {
			finding.Severity = High
		}
	}
	return Found(finding)
}

// slowRuntimeFix ranks the remedies: SnapStart where the runtime has it, and what one provisioned environment would cost.
func slowRuntimeFix(p *Pass, f *inventory.Function) Fix {
	fix := Fix{Summary: "Keep environments warm with provisioned concurrency on an alias"}
	price, ok := p.Prices.LambdaProvisioned(p.Region.Name, pricing.Arch(f.Config.Architecture))
	if ok {
		month := float64(f.Config.MemoryMB) / 1024 * price.USD * 3600 * pricing.HoursPerMonth
		fix.Summary += fmt.Sprintf(" (%s a month for each environment, list price of %s)", usd(month), price.AsOf)
	}
	r, _ := runtimes.Lookup(f.Config.Runtime)
	blocked := f.HasEFS || f.Config.EphemeralMB > 512
	if !r.SnapStart || blocked {
		fix.Summary += "."
		return fix
	}
	charge := "free for Java"
	if r.Family != "java" {
		charge = "charged for the cache and each restore"
	}
	fix.Summary = fmt.Sprintf("Turn on SnapStart (%s), publish a version and point the callers at it or its alias. Or: %s.", charge, fix.Summary)
	fix.CLI = p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name, "--snap-start", "ApplyOn=PublishedVersions")
	fix.Edits = []Property{
		{"cloudformation", "AWS::Lambda::Function SnapStart.ApplyOn", "PublishedVersions"},
		{"terraform", "aws_lambda_function snap_start.apply_on", "PublishedVersions"},
	}
	return fix
}
