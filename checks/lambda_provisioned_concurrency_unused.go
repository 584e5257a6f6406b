package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaProvisionedConcurrencyUnused = Check{
	ID:         "lambda-provisioned-concurrency-unused",
	Title:      "Provisioned concurrency that nothing calls",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       provisionedDatasets,
	Thresholds: []*Threshold{&windowDays},
	Judge:      eachProvisioned(judgeProvisionedUnused),
}

func judgeProvisionedUnused(p *Pass, c provisioned) Verdict {
	c, gap := c.counted(p, daily)
	if gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	calls, gap := c.over(p, provisionedCalls, daily)
	if gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	if n := timeseries.Sum(calls); n > 0 {
		return Clean(plural(int(n), "invocation") + " ran on it")
	}
	if c.LastModified.IsZero() {
		return Unknown("AWS gives no date of its last change")
	}
	if v, young := p.tooYoung(p.age(c.LastModified)); young {
		return v
	}
	f := Finding{
		Confidence: Measured,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency and none of them ran an invocation in %d days.",
			inventory.Qualified(c.fn.Name, c.Qualifier), plural(c.level(), "environment"), p.Days(&windowDays)),
		Evidence: []Evidence{
			provisionedCalls.evidence("invocations on provisioned concurrency", "0", 0, "invocations", calls, "Sum by day"),
			setting("allocated", fmt.Sprint(c.level())),
			setting("unchanged since", date(c.LastModified)),
		},
		Fix: c.remove(p, "Remove it, or point the callers at this qualifier: calls to $LATEST or to another alias do not use it."),
	}
	return Found(c.save(p, f, float64(c.level())))
}
