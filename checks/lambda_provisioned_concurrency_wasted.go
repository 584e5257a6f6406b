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

var leastReleased = Threshold{
	Name: "least_released", Default: 0.1, Unit: "share of what is held",
	Doc:    "What could be released counts from this share of what is held on average on.",
	Source: "our choice, 2026-11: below it the rounding to whole environments and an ordinary week decide",
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
		&windowDays, &minimumDays, &spilloverTarget, &leastScheduled, &leastReleased, &leastSaving, &spilloverShare, &repeatedDays, &leastTraffic,
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
	size := p.size(d.peaks, d.calls)
	released := d.held.average() - size.Chosen.Average
	if released < p.Limit(&leastReleased)*d.held.average() {
		return Clean(fmt.Sprintf("it holds %.1f on average and needs %s", d.held.average(), size.Chosen))
	}
	over, gap := d.c.spillover(p, d.c.spilloverSince(p, d.scaling))
	switch {
	case gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case over.isHabit(p):
		return Clean("its calls spill over as it is: less would be worse")
	}
	return p.worthSaving(c.save(p, wastedFinding(p, d, size), released))
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

// wastedFinding is for a level, or an average of them, that is higher than what the traffic needs.
func wastedFinding(p *Pass, d demand, size sized) Finding {
	holds := fmt.Sprintf("holds %s of provisioned concurrency", plural(d.c.level(), "environment"))
	if d.held.moved {
		holds = fmt.Sprintf("held %.1f environments of provisioned concurrency on average over %s", d.held.average(), plural(days(d.unchanged(p)), "day"))
	}
	f := Finding{
		Confidence: Measured,
		Message:    fmt.Sprintf("%s %s; its traffic needs %s to keep spillover within %s.", d.name(), holds, size.needs(), percent(100*size.target)),
		Evidence:   append(d.evidence(), size.evidence(), setting("held on average", fmt.Sprintf("%.1f", d.held.average()))),
	}
	if size.Chosen.Kind == placement.Scheduled {
		f.Evidence = append(f.Evidence, size.scheduleEvidence())
		f.Fix = d.c.planFix(p, size.Chosen.Schedule)
		return f
	}
	f.Fix = d.levelFix(p, size.Flat.Level, fmt.Sprintf("Allocate %d at all times.", size.Flat.Level))
	return f
}

func (d demand) name() string { return inventory.Qualified(d.c.fn.Name, d.c.Qualifier) }

func (d demand) evidence() []Evidence {
	return []Evidence{
		d.inUseEvidence(), setting("allocated", fmt.Sprint(d.c.level())), d.held.says,
	}
}

// levelFix allocates a level for good. Application Auto Scaling would undo what is set past it.
func (d demand) levelFix(p *Pass, level int, summary string) Fix {
	if d.scaling.registered {
		fix := d.c.scheduleFix(p, nil, level, level)
		fix.Summary = summary + " Application Auto Scaling moves it: set both bounds of its scalable target."
		return fix
	}
	return Fix{
		Summary: summary,
		CLI: p.awsCLI("lambda", "put-provisioned-concurrency-config", "--function-name", d.c.fn.Name,
			"--qualifier", d.c.Qualifier, "--provisioned-concurrent-executions", fmt.Sprint(level)),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Alias ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", fmt.Sprint(level)},
			{"terraform", "aws_lambda_provisioned_concurrency_config provisioned_concurrent_executions", fmt.Sprint(level)},
		},
	}
}
