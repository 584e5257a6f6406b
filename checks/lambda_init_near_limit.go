package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// How long Lambda lets an on-demand init take, in milliseconds (AWS, "Lambda execution environment", 2026-11).
const longestInit = 10_000

var nearInit = Threshold{
	Name: "near_init_ms", Default: 8000, Unit: "milliseconds",
	Doc:    "A p99 of init above this is near the limit of 10 s.",
	Source: "our choice, 2026-11: a fifth of slack is one slow dependency",
}

var lambdaInitNearLimit = Check{
	ID:         "lambda-init-near-limit",
	Title:      "Init close to the 10 seconds after which Lambda starts it again",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned}, initDatasets),
	Thresholds: []*Threshold{&nearInit, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeInitNearLimit),
}

func judgeInitNearLimit(p *Pass, f *inventory.Function) Verdict {
	if v, elsewhere := startsElsewhere(f); elsewhere {
		return v
	}
	c, v, ok := p.coldStartsOf(f)
	if !ok {
		return v
	}
	limit := p.Limit(&nearInit)
	slow := func(ms float64) bool { return ms > limit }
	switch {
	case c.count == 0:
		return Unknown("no cold start was measured")
	case !slow(c.p99MS):
		return Clean(fmt.Sprintf("its init p99 is %.0f ms", c.p99MS))
	case c.count < p.Limit(&leastRuns):
		return Unknown(fmt.Sprintf("fewer than %.0f cold starts", p.Limit(&leastRuns)))
	}
	deployed := f.Config.LastModified
	if timeseries.Count(c.p99s) == 0 { // of its days only the sum is known
		if p.TakenAt.Sub(deployed) < time.Duration(c.days)*daily {
			return Unknown("it was deployed within the days that were measured")
		}
	} else if since := timeseries.DaysWhere(timeseries.Since(c.p99s, nextDay(deployed)), slow); since < p.Days(&repeatedDays) {
		return Unknown(fmt.Sprintf("its init was slow on %s since its last deployment", plural(since, "day")))
	}
	if slices.ContainsFunc(f.Versions, func(v inventory.Version) bool { return v.Config.SnapStart }) {
		return Unknown("it has versions with SnapStart, whose init may take minutes")
	}
	if v, beforehand := p.initsBeforehand(f); beforehand {
		return v
	}
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s takes %.0f ms to initialise at p99. After 10 s Lambda gives up and starts the init again within the invocation, which is billed twice and must fit into the timeout of %d s.",
			f.Name, c.p99MS, f.Config.TimeoutSec),
		Evidence: []Evidence{c.p99Says.against(limit), c.countSays, setting("timeout", fmt.Sprintf("%d s", f.Config.TimeoutSec))},
		Fix: Fix{Summary: "Take slow work out of init: load models and reference data on first use or from a nearer place, connect lazily with short timeouts, and import less. " +
			"More memory is more CPU only where init computes. " + p.coldStartFix(f).Summary + " There init may take longer."},
	}
	if c.maxMS >= longestInit {
		finding.Severity = High
	}
	return Found(finding)
}
