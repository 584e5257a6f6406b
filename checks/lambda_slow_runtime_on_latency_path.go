package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
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
	Uses: slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned, inventory.MetricSeries, inventory.LogReports},
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
	case hasSnapStart(f):
		return Clean("SnapStart is on")
	case slices.ContainsFunc(f.Versions, func(v inventory.Version) bool { return v.Config.SnapStart }):
		return Unknown("SnapStart is on for an older version only, and which version the callers reach is not followed")
	}
	switch holds, gap, known := p.holdsProvisioned(f); {
	case !known:
		return Unread(gap)
	case holds:
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
	c, v, measured := p.coldStartsOf(f)
	if !measured && v.Gap.Reason != inventory.NotRequested {
		return v
	}
	finding := Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("%s runs on %s, whose cold starts take one to ten seconds, and somebody waits for it: %s.",
			f.Name, f.Config.Runtime, who.why),
		Evidence: []Evidence{
			setting("runtime", f.Config.Runtime), setting("triggers", who.why),
			setting("SnapStart", "off"), setting("provisioned concurrency", "none"),
		},
		Fix: p.coldStartFix(f),
	}
	switch {
	case !measured:
		return Found(finding)
	case c.count == 0:
		return Clean("no cold start was measured")
	case c.maxMS < p.Limit(&noticeableInit):
		return Clean(fmt.Sprintf("its longest measured init is %.0f ms", c.maxMS))
	case c.reaches(p, p.Limit(&slowInit)):
		finding.Severity = High
	}
	finding.Confidence = Measured
	finding.Message = fmt.Sprintf("%s needs up to %.0f ms to start cold on %s, and somebody waits for it: %s.", f.Name, c.maxMS, f.Config.Runtime, who.why)
	finding.Evidence = append(finding.Evidence, c.p99Says.against(p.Limit(&slowInit)))
	return Found(finding)
}
