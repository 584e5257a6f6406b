package checks

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var expectedCalls = Threshold{
	Name: "expected_calls", Default: 10, Unit: "invocations",
	Doc:    "A day on which the weight promises the second version this many calls, and it had none, shows that the weight was changed.",
	Source: "our choice, 2026-11: if calls are routed at random, none of ten comes about once in 22,000 days",
}

var lambdaCanaryForgotten = Check{
	ID:         "lambda-canary-forgotten",
	Title:      "Alias that has split its traffic between two versions for weeks",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricNames, inventory.LambdaAliases, inventory.MetricSeries},
	Thresholds: []*Threshold{&windowDays, &minimumDays, &expectedCalls},
	Judge:      eachSplitAlias(judgeCanaryForgotten),
}

// eachSplitAlias asks about every alias whose calls reached two versions in the last two weeks, which the names of the
// metrics tell without a call for each function. A function without any is clean.
func eachSplitAlias(judge func(*Pass, *inventory.Function, string) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			var split map[string][]string
			var gap inventory.Gap
			var known bool
			for i := range p.Region.Functions {
				f := &p.Region.Functions[i]
				whole, settled := p.turnTo(p.functionTags(f))
				if settled {
					if !yield(p.functionResource(f), whole) {
						return
					}
					continue
				}
				if split == nil { // nothing is read for functions that are all left out
					split, gap, known = p.splitAliases()
				}
				aliases := split[f.Name]
				whole = Clean("no alias sent calls to two versions in two weeks")
				switch {
				case f.MasterARN != "":
					whole, aliases = NotApplicable("a replica of Lambda@Edge, which takes no alias"), nil
				case len(f.Versions) < 2:
					whole, aliases = NotApplicable("fewer than two published versions"), nil
				case !known:
					whole = Unread(gap)
				}
				if len(aliases) == 0 && !yield(p.functionResource(f), whole) {
					return
				}
				for _, alias := range aliases {
					if !yield(p.qualifierResource(f, alias), judge(p, f, alias)) {
						return
					}
				}
			}
		}
	}
}

// splitAliases lists by function the aliases for which calls to two versions were counted in the last two weeks.
func (p *Pass) splitAliases() (split map[string][]string, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.MetricNamesKey(invocations.namespace, invocations.name))
	names, known := fact.Get()
	versions := map[string]map[string]bool{}
	for _, dims := range names {
		if !strings.Contains(string(dims), "ExecutedVersion=") {
			continue
		}
		d := dims.Map()
		if resource := d["Resource"]; strings.HasPrefix(resource, d["FunctionName"]+":") {
			if versions[resource] == nil {
				versions[resource] = map[string]bool{}
			}
			versions[resource][d["ExecutedVersion"]] = true
		}
	}
	split = map[string][]string{}
	for _, resource := range slices.Sorted(maps.Keys(versions)) {
		function, alias, _ := strings.Cut(resource, ":")
		if len(versions[resource]) > 1 {
			split[function] = append(split[function], alias)
		}
	}
	return split, fact.Why(), known
}

func judgeCanaryForgotten(p *Pass, f *inventory.Function, alias string) Verdict {
	fact := Read(p, inventory.AliasesKey(f.Name))
	aliases, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	at := slices.IndexFunc(aliases, func(a inventory.Alias) bool { return a.Name == alias })
	if at < 0 {
		return Clean("the alias is gone")
	}
	first, second, weight := split(aliases[at])
	if second == "" {
		return Clean("all its calls go to version " + first)
	}
	published, gap := publishedBefore(f, first, second)
	if gap != "" {
		return Unknown(gap)
	}
	if v, young := p.tooYoung(p.TakenAt.Sub(published)); young {
		return v
	}
	mainRuns, canaryRuns, unread := p.executed(f, alias, first, second)
	if unread.Reason != inventory.NotRequested {
		return Unread(unread)
	}
	steady, verdict := p.steadilySplit(mainRuns, canaryRuns, weight)
	if !steady {
		return verdict
	}
	return Found(canaryFinding(p, f, alias, published, first, second, weight, canaryRuns, mainRuns))
}

// split is how an alias divides its calls: the version it is on, the one beside it, and the weight of that.
func split(a inventory.Alias) (first, second string, weight float64) {
	for _, version := range slices.Sorted(maps.Keys(a.Routing)) {
		if a.Routing[version] > 0 {
			second, weight = version, a.Routing[version]
		}
	}
	return a.Version, second, weight
}

// publishedBefore is when the later of two versions was published.
func publishedBefore(f *inventory.Function, versions ...string) (latest time.Time, unknown string) {
	found := 0
	for _, v := range f.Versions {
		if slices.Contains(versions, v.Number) && !v.Config.LastModified.IsZero() {
			found++
			if v.Config.LastModified.After(latest) {
				latest = v.Config.LastModified
			}
		}
	}
	if found < len(versions) {
		return latest, "a version it sends calls to was not listed with a date"
	}
	return latest, ""
}

// executed reads how often each of two versions ran for calls to an alias, by day.
func (p *Pass) executed(f *inventory.Function, alias, first, second string) (a, b inventory.Series, gap inventory.Gap) {
	dims := func(version string) inventory.Dimensions {
		return inventory.Dims("FunctionName", f.Name, "Resource", inventory.Qualified(f.Name, alias), "ExecutedVersion", version)
	}
	one := invocations.over(p, p.Days(&windowDays), daily, dims(first))
	two := invocations.over(p, p.Days(&windowDays), daily, dims(second))
	a, _ = one.Get()
	b, known := two.Get()
	if !known {
		return a, b, two.Why()
	}
	return a, b, one.Why()
}

// steadilySplit tells whether both versions ran from the first day of the window on, and the second whenever its weight
// promised it calls. An alias has no date of its last change: a gap is the only sign of one.
func (p *Pass) steadilySplit(mainRuns, canaryRuns inventory.Series, weight float64) (bool, Verdict) {
	if v, young := p.tooYoung(min(p.age(time.Time{}, mainRuns), p.age(time.Time{}, canaryRuns))); young {
		return false, Clean("its calls have not been split for " + plural(p.Days(&windowDays), "day") + ": " + v.Reason)
	}
	promised := 0
	for i, runs := range invocations.filled(mainRuns).Values {
		if float64(runs)*weight/(1-weight) < p.Limit(&expectedCalls) || canaryRuns.Time(i).Add(daily).After(p.TakenAt) {
			continue // today is not over
		}
		if i >= len(canaryRuns.Values) || !(canaryRuns.Values[i] > 0) {
			return false, Clean("on " + date(mainRuns.Time(i)) + " its calls were not split, so the weight was changed since")
		}
		promised++
	}
	if promised < p.Days(&minimumDays) {
		return false, Unknown("too few calls to tell since when its calls are split: an alias has no date of its last change")
	}
	return true, Verdict{}
}

func canaryFinding(p *Pass, f *inventory.Function, alias string, published time.Time, first, second string, weight float64, canaryRuns, mainRuns inventory.Series) Finding {
	to := first
	if number(second) > number(first) {
		to = second
	}
	ran, beside := timeseries.Sum(canaryRuns), timeseries.Sum(mainRuns)
	return Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s has sent %s of its calls to version %s and the rest to %s for at least %d days; both were published by %s.",
			inventory.Qualified(f.Name, alias), percent(100*ran/(ran+beside)), second, first, p.Days(&windowDays), date(published)),
		Evidence: []Evidence{
			invocations.evidence("calls to version "+second, fmt.Sprintf("%.0f", ran), ran, "invocations", canaryRuns, "Sum by day"),
			invocations.evidence("calls to version "+first, fmt.Sprintf("%.0f", beside), beside, "invocations", mainRuns, "Sum by day"),
			setting("weight", fmt.Sprintf("%g for version %s", weight, second)), setting("later of the two published", date(published)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Finish the rollout: point %s at version %s alone, or back at the other one if that was the decision.", alias, to),
			CLI: p.awsCLI("lambda", "update-alias", "--function-name", f.Name, "--name", alias, "--function-version", to,
				"--routing-config", "AdditionalVersionWeights={}"),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Alias RoutingConfig", ""},
				{"terraform", "aws_lambda_alias routing_config", ""},
			},
		},
	}
}

// number is a version's number; 0 for $LATEST.
func number(version string) int {
	n, err := strconv.Atoi(version)
	if err != nil {
		return 0
	}
	return n
}
