package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
)

var spilloverTarget = Threshold{
	Name: "spillover_target", Default: 0.01, Unit: "share of invocations",
	Doc:    "The share of invocations that may find no provisioned environment at the recommended level.",
	Source: "our choice, 2026-11: one call in a hundred may meet a cold start, AWS's own figure for functions without it",
}

var targetUse = Threshold{
	Name: "target_use", Default: 0.7, Unit: "share of the level",
	Doc:    "The recommended level leaves this much of itself in use at its peaks, the rest is headroom.",
	Source: "AWS recommends target tracking at 70% of ProvisionedConcurrencyUtilization (AWS agent toolkit, 2026-08)",
}

var leastSaving = Threshold{
	Name: "least_saving", Default: 1, Unit: "USD a month",
	Doc:    "Savings below this are not reported.",
	Source: "our choice, 2026-11",
}

var lambdaProvisionedConcurrencyWasted = Check{
	ID:       "lambda-provisioned-concurrency-wasted",
	Title:    "More provisioned concurrency than its traffic needs",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     slices.Concat(provisionedDatasets, scalingDatasets),
	Thresholds: []*Threshold{
		&windowDays, &minimumDays, &spilloverTarget, &targetUse, &leastScheduled, &leastSaving, &spilloverShare, &repeatedDays, &leastTraffic,
	},
	Judge: eachProvisioned(judgeProvisionedWasted),
}

func judgeProvisionedWasted(p *Pass, c provisioned) Verdict {
	d, v, ok := c.demand(p)
	if !ok {
		return v
	}
	if d.neverUsed { // then two weeks must have passed, as for any verdict of disuse
		if v, young := p.tooYoung(d.unchanged(p)); young {
			return v
		}
		return p.worthSaving(c.save(p, disusedFinding(p, d), d.held.average()))
	}
	var f Finding
	if _, tracked := d.scaling.tracking(); tracked || d.held.moved {
		plan, released := d.movedPlan(p)
		if released < p.Limit(&leastScheduled)*d.held.average() {
			return Clean(fmt.Sprintf("%s needs no less than what it holds, %.1f on average", plan, d.held.average()))
		}
		f = c.save(p, movedFinding(p, d, plan), released)
	} else {
		if d.level >= c.level() {
			return Clean(fmt.Sprintf("%d of %d environments are needed with headroom", min(d.level, c.level()), c.level()))
		}
		f = c.save(p, wastedFinding(p, d), float64(c.level()-d.level))
	}
	over, gap := d.c.spillover(p, d.c.spilloverSince(p, d.scaling))
	switch {
	case gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case over.isHabit(p):
		return Clean("its calls spill over as it is: less would be worse")
	}
	return p.worthSaving(f)
}

// worthSaving is the finding, unless what it saves is too little to report.
func (p *Pass) worthSaving(f Finding) Verdict {
	if f.Savings != nil && f.Savings.HighUSD < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	return Found(f)
}

// disusedFinding is for a configuration that nothing used at all.
func disusedFinding(p *Pass, d demand) Finding {
	holds := plural(d.c.level(), "environment")
	if d.held.moved {
		holds = fmt.Sprintf("%.1f environments on average", d.held.average())
	}
	return Finding{
		Confidence: Measured, Evidence: d.evidence(),
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency and used none of them in %s.",
			d.name(), holds, plural(days(d.unchanged(p)), "day")),
		Fix: d.c.remove(p, "Remove it: nothing used it."),
	}
}

// wastedFinding is for a level that stays where it is.
func wastedFinding(p *Pass, d demand) Finding {
	return Finding{
		Confidence: Measured, Evidence: d.evidence(),
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency; its traffic needs %d, which is %d with headroom.",
			d.name(), plural(d.c.level(), "environment"), d.needed, d.level),
		Fix: d.levelFix(p, fmt.Sprintf("Allocate %d instead of %d.", d.level, d.c.level())),
	}
}

func (d demand) name() string { return inventory.Qualified(d.c.fn.Name, d.c.Qualifier) }

func (d demand) evidence() []Evidence {
	return []Evidence{
		d.inUseEvidence(), setting("allocated", fmt.Sprint(d.c.level())), d.held.says,
		setting("needed", fmt.Sprintf("%d, for at most %s of the calls to spill over", d.needed, percent(100*d.spilloverCap))),
	}
}

// levelFix allocates the recommended level for good. Application Auto Scaling would undo what is set past it.
func (d demand) levelFix(p *Pass, summary string) Fix {
	if d.scaling.registered {
		fix := d.c.scheduleFix(p, nil, d.level, d.level)
		fix.Summary = summary + " Application Auto Scaling moves it: set both bounds of its scalable target."
		return fix
	}
	return Fix{
		Summary: summary,
		CLI: p.awsCLI("lambda", "put-provisioned-concurrency-config", "--function-name", d.c.fn.Name,
			"--qualifier", d.c.Qualifier, "--provisioned-concurrent-executions", fmt.Sprint(d.level)),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Alias ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", fmt.Sprint(d.level)},
			{"terraform", "aws_lambda_provisioned_concurrency_config provisioned_concurrent_executions", fmt.Sprint(d.level)},
		},
	}
}

// movedPlan is the cheaper of the flat level and a schedule, with how many environments less it holds on average than
// was billed. What target tracking holds while nothing is in use is left to lambda-provisioned-concurrency-stuck-high.
func (d demand) movedPlan(p *Pass) (plan placement.Plan, released float64) {
	plan = placement.Plan{Kind: placement.Flat, Level: d.level, Average: float64(d.level)}
	if s, ok := d.schedule(p, d.level); ok {
		plan = placement.Plan{Kind: placement.Scheduled, Schedule: s, Average: s.Average()}
	}
	released = d.held.average() - plan.Average
	if _, tracked := d.scaling.tracking(); tracked && !d.scaling.target.Suspended {
		released -= d.idleAbove(d.scaling.floor(), idleStretch.Default).released()
	}
	return plan, released
}

// movedFinding is for a level that is moved, and yet too high.
func movedFinding(p *Pass, d demand, plan placement.Plan) Finding {
	f := Finding{
		Confidence: Measured,
		Message: fmt.Sprintf("%s held %.1f environments of provisioned concurrency on average over %s; %s (UTC) would do, which is %.1f on average.",
			d.name(), d.held.average(), plural(days(d.unchanged(p)), "day"), plan, plan.Average),
		Evidence: append(d.evidence(), setting("held on average", fmt.Sprintf("%.1f", d.held.average()))),
	}
	if plan.Kind == placement.Scheduled {
		f.Fix = d.c.planFix(p, plan.Schedule)
		return f
	}
	f.Fix = d.levelFix(p, fmt.Sprintf("Allocate %d at all times.", d.level))
	return f
}
