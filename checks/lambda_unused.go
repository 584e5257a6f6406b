package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
	"github.com/computelint/computelint/internal/timeseries"
)

var lookBackDays = Threshold{
	Name: "look_back_days", Default: 90, Unit: "days",
	Doc:    "How far back a suspect's invocations are read before it is called unused, so that monthly and quarterly jobs are not.",
	Source: "our choice, 2026-11: the longest common schedule is quarterly",
}

var lambdaUnused = Check{
	ID:       "lambda-unused",
	Title:    "Function that nothing invokes",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricNames, inventory.MetricSeries, inventory.LambdaPolicies, inventory.LambdaProvisioned, inventory.LambdaAliases,
		inventory.LambdaMappings, inventory.LogGroups,
	},
	Thresholds: []*Threshold{&windowDays, &lookBackDays, &leastSaving},
	Judge:      eachFunction(judgeUnused),
}

func judgeUnused(p *Pass, f *inventory.Function) Verdict {
	if f.MasterARN != "" {
		return NotApplicable("a Lambda@Edge replica")
	}
	// Which functions published the metric in the last two weeks is known from listing its name: no datapoint is read.
	active, gap, known := invocations.exists(p, functionDims(f))
	if !known {
		return Unread(gap)
	}
	if active {
		return Clean("invoked in the last two weeks")
	}
	age := p.age(f.OldestChange())
	if v, young := p.tooYoung(age); young {
		return v
	}
	fact := invocations.over(p, p.Days(&lookBackDays), daily, functionDims(f))
	runs, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if n := timeseries.Sum(runs); n > 0 {
		return Clean(fmt.Sprintf("%.0f invocations in the last %d days", n, p.Days(&lookBackDays)))
	}
	proof := setting("oldest known deployment", date(f.OldestChange()))
	if days(age) < p.Days(&lookBackDays) {
		since, gap, known := p.loggedSince(f)
		switch {
		case !known:
			return Unread(gap)
		case since.IsZero() || days(p.age(since)) < p.Days(&lookBackDays):
			return Unknown(fmt.Sprintf("not invoked since it was deployed %d days ago, and not proven to be %d days old", days(age), p.Days(&lookBackDays)))
		}
		proof = setting("log group created", date(since))
	}
	configs, gap, known := p.provisionedOf(f)
	if !known {
		return Unread(gap)
	}
	if len(configs) == 0 { // Lambda@Edge takes no provisioned concurrency
		if v, edge := p.maybeEdge(f); edge {
			return v
		}
	}
	return p.unusedFinding(f, runs, proof, configs)
}

// edgeEligible tells whether CloudFront could run a function: Lambda@Edge reports its metrics in the viewers' regions.
// Only published versions of small functions in us-east-1 without environment variables can be such.
func (p *Pass) edgeEligible(f *inventory.Function) bool {
	return p.Region.Name == "us-east-1" && len(f.EnvNames) == 0 && !f.InVPC && edgeConfig(f.Config) && len(edgeVersions(f)) > 0
}

// edgeVersions lists the published versions that CloudFront could run, oldest first.
func edgeVersions(f *inventory.Function) []inventory.Version {
	return slices.DeleteFunc(slices.Clone(f.Versions), func(v inventory.Version) bool { return !edgeConfig(v.Config) })
}

// edgeConfig tells whether Lambda@Edge takes a configuration (Amazon CloudFront Developer Guide, "Restrictions on
// Lambda@Edge", read 2026-11).
func edgeConfig(c inventory.Config) bool {
	family := runtimes.Family(c.Runtime)
	return len(c.Layers) == 0 && c.TimeoutSec <= 30 && c.Architecture == "x86_64" && c.DeadLetter == "" && c.EphemeralMB <= 512 &&
		(family == "nodejs" || family == "python")
}

// maybeEdge answers Unknown for a function that CloudFront may run. The permission of the replicator shows in the
// version's policy.
func (p *Pass) maybeEdge(f *inventory.Function) (Verdict, bool) {
	if !p.edgeEligible(f) {
		return Verdict{}, false
	}
	versions := edgeVersions(f)
	newest := versions[max(0, len(versions)-3):]
	for _, v := range newest {
		fact := Read(p, inventory.PolicyKey(f.Name, v.Number))
		policy, ok := fact.Get()
		if !ok {
			return Unread(fact.Why()), true
		}
		if slices.ContainsFunc(policy.Grants, func(g inventory.Grant) bool {
			return g.Service == "replicator.lambda.amazonaws.com" || g.Service == "edgelambda.amazonaws.com"
		}) {
			return Unknown("a Lambda@Edge function: its metrics are in the viewers' regions"), true
		}
	}
	if len(newest) < len(versions) {
		return Unknown("it may run on Lambda@Edge under an old version, whose metrics are in the viewers' regions"), true
	}
	return Verdict{}, false
}

// loggedSince is when a function's log group was created, by its first run or with it. It is zero where there is none or
// others write there too.
func (p *Pass) loggedSince(f *inventory.Function) (since time.Time, gap inventory.Gap, known bool) {
	if f.LogGroup == "" || len(p.writersTo(f.LogGroup)) > 1 {
		return since, gap, true
	}
	fact := Read(p, inventory.LogGroupKey(f.LogGroup))
	group, known := fact.Get()
	return group.CreatedAt, fact.Why(), known
}

func (p *Pass) unusedFinding(f *inventory.Function, runs inventory.Series, proof Evidence, configs []inventory.Provisioned) Verdict {
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s was not invoked in %d days.", f.Name, p.Days(&lookBackDays)),
		Evidence: []Evidence{
			invocations.evidence("invocations", "0", 0, "invocations", runs, "Sum by day"),
			proof,
		},
		Fix: Fix{
			Summary: "Delete it after asking its owner: disaster recovery and yearly jobs look the same. Deleting it also retires its code storage and its log group can follow.",
			CLI:     p.awsCLI("lambda", "delete-function", "--function-name", f.Name),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Function", ""},
				{"terraform", "aws_lambda_function", ""},
			},
		},
	}
	if proof.Name == "log group created" {
		finding.Confidence = Inferred // a function of its name may have been there before
	}
	for _, config := range configs {
		c, gap, known := p.provisionedFor(f, config)
		if !known {
			return Unread(gap)
		}
		if c.level() > 0 {
			finding.Message += fmt.Sprintf(" It carries %s of provisioned concurrency on %s.", plural(c.level(), "environment"), config.Qualifier)
			finding = addSavings(finding, c.save(p, Finding{}, float64(c.level())))
		}
	}
	mappings, gap, known := p.mappingsOf(f)
	if !known {
		return Unread(gap)
	}
	for _, carried := range []Finding{p.cachedSnapshots(f), p.idlePollers(mappings), p.keptLogs(f)} {
		finding.Message += carried.Message
		finding = addSavings(finding, carried)
	}
	return Found(finding)
}
