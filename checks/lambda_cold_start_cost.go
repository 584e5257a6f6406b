package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

var initShare = Threshold{
	Name: "init_share", Default: 0.1, Unit: "share of the bill",
	Doc:    "Init that is less than this share of what a function's work costs is not reported.",
	Source: "our choice, 2026-11: below a tenth, the handler is the better place to look",
}

var lambdaColdStartCost = Check{
	ID:       "lambda-cold-start-cost",
	Title:    "Init that makes up much of a function's bill",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned}, initDatasets),
	Thresholds: []*Threshold{
		&initShare, &leastSaving, &leastTraffic, &minimumDays, &windowDays,
	},
	Judge: eachFunction(judgeColdStartCost),
}

func judgeColdStartCost(p *Pass, f *inventory.Function) Verdict {
	if v, elsewhere := startsElsewhere(f); elsewhere {
		return v
	}
	c, v, ok := p.coldStartsOf(f)
	if !ok {
		return v
	}
	b, gap, priced := p.billOf(f)
	if gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	runs, _ := invocations.over(p, p.Days(&windowDays), daily, functionDims(f)).Get() // billOf read them
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	gbSeconds := c.sumMS / 1000 / c.months(p) * float64(f.Config.MemoryMB) / 1024
	share := gbSeconds / (gbSeconds + b.gbSeconds)
	cost := gbSeconds * b.price.USD
	if priced {
		share = cost / (cost + b.total())
	}
	switch {
	case c.count == 0 || share < p.Limit(&initShare):
		return Clean(fmt.Sprintf("init is %s of its bill", percent(share*100)))
	case priced && cost < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("init costs %s a month", usd(cost)))
	case !priced && c.count < p.Limit(&leastTraffic):
		return Clean(fmt.Sprintf("fewer than %.0f cold starts", p.Limit(&leastTraffic)))
	}
	if slices.ContainsFunc(f.Versions, func(v inventory.Version) bool { return v.Config.SnapStart }) {
		return Unknown("it has versions with SnapStart, which bill what they restore and not an init")
	}
	if v, beforehand := p.initsBeforehand(f); beforehand {
		return v
	}
	return p.coldCostFinding(f, c, b, gbSeconds, share, priced)
}

func (p *Pass) coldCostFinding(f *inventory.Function, c coldStarts, b bill, gbSeconds, share float64, priced bool) Verdict {
	of := counted("share of init", percent(share*100)+" of its bill, init included", share*100, "percent").against(p.Limit(&initShare) * 100)
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s spends %s of its bill on init: %.0f GB-seconds a month, which are billed like its runs since 2025-08-01.",
			f.Name, percent(share*100), gbSeconds),
		Evidence: []Evidence{of, c.sumSays, c.countSays},
		Fix:      p.initFix(f),
	}
	if !priced {
		finding.PriceGap = p.priceUnknown("Lambda duration, requests or storage")
		return Found(finding)
	}
	cost := gbSeconds * b.price.USD
	finding.Severity = severityOfCost(cost)
	finding.Message = fmt.Sprintf("%s pays %s a month for init, %s of its bill: init is billed like its runs since 2025-08-01.", f.Name, usd(cost), percent(share*100))
	finding.Evidence = append(finding.Evidence, b.evidence)
	finding.Savings = &Savings{
		HighUSD: cost, Basis: fmt.Sprintf("up to all of %.0f GB-seconds of init a month", gbSeconds),
		Price: fmt.Sprintf("%g USD per %s", b.price.USD, b.price.Unit), Source: b.price.Source, AsOf: b.price.AsOf,
		Meters: []string{initMeter(f)},
	}
	return Found(finding)
}

// initFix says how to pay for less init. Only SnapStart for Java takes the place of init without a charge of its own.
func (p *Pass) initFix(f *inventory.Function) Fix {
	fix := Fix{Summary: "Make init shorter or rarer: import and connect to only what every request needs, ship a smaller package, and let fewer environments do the work (batches for queues and streams, no bursts)."}
	if p.mayHaveSnapStart(f) && !hasSnapStart(f) {
		snap := p.coldStartFix(f)
		fix.Summary += fmt.Sprintf(" SnapStart (%s) restores a snapshot instead: turn it on, publish a version and point the callers at it or its alias.", p.snapStartPrice(f))
		fix.CLI, fix.Edits = snap.CLI, snap.Edits
	}
	return fix
}
