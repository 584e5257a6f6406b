package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
	"github.com/computelint/computelint/internal/timeseries"
)

var hurtingShare = Threshold{
	Name: "hurting_share", Default: 0.01, Unit: "share of invocations",
	Doc:    "Cold starts hurt where more than this share of the invocations is one.",
	Source: "AWS documentation: cold starts typically occur in under 1% of invocations (read 2026-11)",
}

var lambdaProvisionedConcurrencyMissing = Check{
	ID:       "lambda-provisioned-concurrency-missing",
	Title:    "Steady function with cold starts, for which provisioned concurrency would cost less",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned, inventory.MetricSeries, inventory.LogReports},
		triggerDatasets),
	Thresholds: []*Threshold{&hurtingShare, &noticeableInit, &leastTraffic, &spilloverTarget, &leastSaving, &windowDays, &minimumDays},
	Judge:      eachFunction(judgeProvisionedMissing),
}

func judgeProvisionedMissing(p *Pass, f *inventory.Function) Verdict {
	switch {
	case f.CapacityARN != "":
		return NotApplicable("runs on Lambda Managed Instances, whose environments are started beforehand")
	case f.MasterARN != "":
		return NotApplicable("a replica of Lambda@Edge, which takes no provisioned concurrency")
	case f.Config.SnapStart || slices.ContainsFunc(f.Versions, func(v inventory.Version) bool { return v.Config.SnapStart }):
		return NotApplicable("SnapStart is on, which excludes provisioned concurrency")
	}
	prices, known := p.provisionedPrices(f)
	if !known {
		return Unknown(p.priceUnknown("provisioned concurrency on " + string(pricing.Arch(f.Config.Architecture))))
	}
	runs, durations, gap, known := overBoth(p, invocations, totalDuration, p.Days(&windowDays), daily, functionDims(f))
	if !known {
		return Unread(gap)
	}
	busy := timeseries.Sum(durations) / 1000 / p.TakenAt.Sub(durations.Start).Seconds()
	if busy < prices.breakEven {
		return Clean(fmt.Sprintf("%.2f environments are busy on average: one would not pay for itself", busy))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	configs, gap, known := p.provisionedOf(f)
	switch {
	case !known:
		return Unread(gap)
	case slices.ContainsFunc(configs, func(c inventory.Provisioned) bool { return provisioned{Provisioned: c}.level() > 0 }):
		return NotApplicable("it has provisioned concurrency")
	}
	steady, v, ok := p.steadyLevel(f, prices)
	if !ok {
		return v
	}
	if v, ok := p.suffers(f, &steady, timeseries.Sum(runs)); !ok {
		return v
	}
	return p.worthSaving(steady.finding(p, f))
}

// suffers asks whether somebody waits, and whether cold starts hurt: by their measured share, or by a runtime that is slow
// to start unless it was measured to be quick.
func (p *Pass) suffers(f *inventory.Function, s *steadyLoad, runs float64) (Verdict, bool) {
	who := p.whoWaitsFor(f)
	switch who.waiting {
	case nobodyWaits:
		return Clean("nobody waits for it: " + who.why), false
	case undecided:
		return who.verdict(), false
	case someoneWaits:
		s.who = who.why
	}
	family := runtimes.Family(f.Config.Runtime)
	slow := family == "java" || family == "dotnet"
	c, v, measured := p.coldStartsOf(f)
	if c.runs > 0 {
		runs = c.runs
	}
	switch {
	case !measured && slow && v.Gap.Reason == inventory.NotRequested:
		s.confidence, s.cold = Inferred, "on "+f.Config.Runtime+" cold starts take one to ten seconds"
		return Verdict{}, true
	case !measured:
		return v, false
	case runs < p.Limit(&leastTraffic):
		return Unknown(fmt.Sprintf("fewer than %.0f invocations", p.Limit(&leastTraffic))), false
	case c.maxMS < p.Limit(&noticeableInit):
		return Clean(fmt.Sprintf("its longest measured init is %.0f ms", c.maxMS)), false
	case !slow && c.count <= p.Limit(&hurtingShare)*runs:
		return Clean(fmt.Sprintf("%s of its invocations start cold", percent(100*c.count/runs))), false
	}
	s.confidence, s.cold = Measured, fmt.Sprintf("%s of its invocations start cold, for up to %.0f ms", percent(100*c.count/runs), c.maxMS)
	s.evidence = append(s.evidence, c.countSays, c.p99Says)
	return Verdict{}, true
}
