package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var bareShare = Threshold{
	Name: "bare_share", Default: 0.1, Unit: "share of invocations",
	Doc:    "From this share of invocations that do not reach a version with SnapStart on, it misses its purpose.",
	Source: "our choice, 2026-11: leaves room for tests of $LATEST and for a deployment under way",
}

var lambdaSnapStartIneffective = Check{
	ID:       "lambda-snapstart-ineffective",
	Title:    "SnapStart that callers do not reach",
	Category: Latency,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.LambdaProvisioned, inventory.LambdaAliases, inventory.MetricNames, inventory.MetricSeries, inventory.LambdaPolicies,
		inventory.LambdaMappings, inventory.LambdaURLs,
	},
	Thresholds: []*Threshold{&bareShare, &leastTraffic, &repeatedDays, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeSnapStartIneffective),
}

func judgeSnapStartIneffective(p *Pass, f *inventory.Function) Verdict {
	if !hasSnapStart(f) {
		return NotApplicable("SnapStart is off")
	}
	if v, elsewhere := startsElsewhere(f); elsewhere {
		return v
	}
	first := slices.IndexFunc(f.Versions, func(v inventory.Version) bool { return v.Config.SnapStart })
	if first < 0 {
		return p.neverPublished(f)
	}
	configs, gap, known := p.provisionedOf(f)
	if !known {
		return Unread(gap)
	}
	for _, config := range configs {
		c, gap, known := p.provisionedFor(f, config)
		if !known {
			return Unread(gap)
		}
		if c.level() > 0 && c.config != nil && c.config.SnapStart {
			return p.snapStartAndProvisioned(f, c)
		}
	}
	return p.judgeBareCalls(f, f.Versions[first].Config.LastModified)
}

// neverPublished judges a function that turned SnapStart on and published no version since.
func (p *Pass) neverPublished(f *inventory.Function) Verdict {
	if p.TakenAt.Sub(f.Config.LastModified) < daily {
		return Unknown("it was changed less than a day ago: a version may be about to be published")
	}
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message:  fmt.Sprintf("%s has SnapStart on, but no version was published since: nothing starts from a snapshot.", f.Name),
		Evidence: []Evidence{setting("versions with SnapStart", "none"), setting("last change", date(f.Config.LastModified))},
		Fix: Fix{
			Summary: "Publish a version and point the callers at it, or at an alias of it: SnapStart has no effect on $LATEST. Or turn it off.",
			CLI:     p.awsCLI("lambda", "publish-version", "--function-name", f.Name),
			Edits:   []Property{{"cloudformation", "AWS::Serverless::Function AutoPublishAlias", "live"}, {"terraform", "aws_lambda_function publish", "true"}},
		},
	})
}

func (p *Pass) snapStartAndProvisioned(f *inventory.Function, c provisioned) Verdict {
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s has SnapStart and holds %s of provisioned concurrency: they do not go together, and provisioned ones are initialised without a snapshot.",
			inventory.Qualified(f.Name, c.Qualifier), plural(c.level(), "environment")),
		Evidence: []Evidence{setting("provisioned concurrency", fmt.Sprintf("%d on %s", c.level(), c.Qualifier)), setting("SnapStart", "on")},
		Fix:      c.remove(p, "Choose one: SnapStart for fast starts at any scale, or provisioned concurrency for no cold start up to a level. Then remove the other."),
	})
}

// judgeBareCalls judges which share of the invocations reached something without SnapStart since the first version had it.
func (p *Pass) judgeBareCalls(f *inventory.Function, on time.Time) Verdict {
	bare, covered, gap := p.calledWithoutSnapStart(f)
	if gap.Reason != inventory.NotRequested {
		return Unread(gap)
	}
	switch {
	case len(bare) == 0 && covered:
		return Clean("every invocation reached a version with SnapStart")
	case len(bare) == 0:
		itself, gap, known := p.calledItselfOnly(f)
		switch {
		case !known:
			return Unread(gap)
		case !itself:
			return Unknown("CloudWatch knows no version or alias of it that was called in the last two weeks")
		}
		bare = []bareTarget{{says: "$LATEST", dims: functionDims(f)}}
	}
	fact := invocations.over(p, p.Days(&windowDays), daily, functionDims(f))
	runs, ok := fact.Get()
	gap = fact.Why()
	missed := inventory.Series{}
	for i, b := range bare {
		fact := invocations.over(p, p.Days(&windowDays), daily, b.dims)
		s, known := fact.Get()
		switch {
		case !known:
			ok, gap = false, fact.Why()
		case i == 0:
			missed = s
		default:
			missed = addPublished(missed, s)
		}
	}
	if !ok {
		return Unread(gap)
	}
	runs, missed = timeseries.Since(runs, nextDay(on)), timeseries.Since(missed, nextDay(on))
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	n, share := timeseries.Sum(runs), timeseries.Sum(missed)/timeseries.Sum(runs)
	switch least := p.Limit(&leastTraffic); {
	case n < least:
		return Unknown(fmt.Sprintf("fewer than %.0f invocations since a version has SnapStart", least))
	case share < p.Limit(&bareShare) || timeseries.DaysObserved(missed) < p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("%s of its invocations missed SnapStart", percent(share*100)))
	}
	return p.bareFinding(f, bare, missed, share)
}
