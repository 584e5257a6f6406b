package checks

import (
	"cmp"
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

var errorShare = Threshold{
	Name: "error_share", Default: 0.01, Unit: "share of the invocations",
	Doc:    "From this share of a day's invocations on, on repeated_days days, a function fails too often.",
	Source: "our choice, 2026-11: one call in a hundred",
}

var lambdaErrorRate = Check{
	ID:         "lambda-error-rate",
	Title:      "Too many invocations end in an error",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries},
	Thresholds: []*Threshold{&errorShare, &severeShare, &leastTraffic, &leastDaily, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachFunction(judgeErrorRate),
}

func judgeErrorRate(p *Pass, f *inventory.Function) Verdict {
	runs, failed, v, settled := p.readOutcomes(f, errorCount)
	if settled {
		return v
	}
	o := outcomesOf(runs, failed)
	if least := p.Limit(&leastTraffic); o.total < least {
		return Unknown(fmt.Sprintf("fewer than %.0f invocations", least))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	bound, severity := p.Limit(&severeShare), High
	habit := o.daysFrom(p, bound)
	if habit < p.Days(&repeatedDays) {
		bound, severity = p.Limit(&errorShare), Medium
		habit = o.daysFrom(p, bound)
	}
	if habit < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("%s of its invocations failed; at least %s of a day's on %s", percent(100*o.share()),
			percent(100*bound), plural(habit, "day")))
	}
	return Found(Finding{
		Severity: severity, Confidence: Measured,
		Message: fmt.Sprintf("%.0f of %.0f invocations of %s failed (%s), at least %s of a day's on %s.", o.badTotal, o.total,
			f.Name,
			percent(100*o.share()), percent(100*bound), plural(habit, "day")),
		Evidence: []Evidence{
			errorCount.evidence("errors", fmt.Sprintf("%.0f", o.badTotal), o.badTotal, "invocations", failed, "Sum by day"),
			errorCount.evidence("worst day", percent(100*o.worst(p))+" of the invocations", o.worst(p), "share", failed,
				"Sum by day").against(bound),
			invocations.sumEvidence("runs", "invocations", runs),
		},
		Fix: Fix{
			Summary: "Read what they died of: exceptions, timeouts and running out of memory all count. What the caller got " +
				"wrong is better answered than thrown.",
			CLI: p.awsCLI("logs", "tail", cmp.Or(f.LogGroup, "/aws/lambda/"+f.Name), "--since", "1d",
				"--filter-pattern", `?ERROR ?"Task timed out" ?"Runtime exited"`),
		},
	})
}
