package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// bareTarget is something of a function that is called and has no SnapStart.
type bareTarget struct {
	qualifier string // empty for the function itself
	says      string
	dims      inventory.Dimensions // those of the function, where only it was called
}

// calledWithoutSnapStart lists what was called in the last two weeks and has no SnapStart, and tells whether anything that
// has it was called.
func (p *Pass) calledWithoutSnapStart(f *inventory.Function) (bare []bareTarget, covered bool, gap inventory.Gap) {
	fact := Read(p, inventory.AliasesKey(f.Name))
	aliases, ok := fact.Get()
	if !ok {
		return nil, false, fact.Why()
	}
	has := map[string]bool{}
	candidates := []bareTarget{
		{"", "$LATEST", inventory.Dims("FunctionName", f.Name, "Resource", f.Name)},
		{"$LATEST", "$LATEST", qualifierDims(f, "$LATEST")},
	}
	for _, v := range f.Versions {
		has[v.Number] = v.Config.SnapStart
		candidates = append(candidates, bareTarget{v.Number, "version " + v.Number, qualifierDims(f, v.Number)})
	}
	for _, a := range aliases {
		has[a.Name] = has[a.Version]
		candidates = append(candidates, bareTarget{a.Name, fmt.Sprintf("the alias %s (version %s)", a.Name, a.Version), qualifierDims(f, a.Name)})
	}
	for _, c := range candidates {
		called, gap, known := invocations.exists(p, c.dims)
		switch {
		case !known:
			return nil, false, gap
		case called && has[c.qualifier]:
			covered = true
		case called:
			bare = append(bare, c)
		}
	}
	return bare, covered, inventory.Gap{}
}

// calledItselfOnly tells whether a function was called in the last two weeks and none of its aliases and versions, present
// or deleted, was. A call by such a name is counted under that name too, so every call was of the function itself.
func (p *Pass) calledItselfOnly(f *inventory.Function) (itself bool, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.MetricNamesKey(invocations.namespace, invocations.name))
	names, known := fact.Get()
	for _, dims := range names {
		d := dims.Map()
		switch resource, qualified := d["Resource"]; {
		case d["FunctionName"] != f.Name:
		case qualified && resource != f.Name && resource != inventory.Qualified(f.Name, "$LATEST"):
			return false, gap, known
		default:
			itself = true
		}
	}
	return itself, fact.Why(), known
}

func (p *Pass) bareFinding(f *inventory.Function, bare []bareTarget, missed inventory.Series, share float64) Verdict {
	var names, qualifiers []string
	for _, b := range bare {
		names, qualifiers = append(names, b.says), append(qualifiers, b.qualifier)
	}
	called := strings.Join(slices.Compact(names), " and ")
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s has SnapStart on, but %s of its invocations called %s, where it has no effect.", f.Name, percent(share*100), called),
		Evidence: []Evidence{
			invocations.evidence("invocations without SnapStart", fmt.Sprintf("%.0f, %s of all", timeseries.Sum(missed), percent(share*100)), share*100, "percent", missed, "Sum by day").
				against(p.Limit(&bareShare) * 100),
			setting("called", called),
		},
		Fix: Fix{Summary: "Point these callers at a version with SnapStart, or at an alias of one. Where nobody waits for a cold start, turn SnapStart off: on Python and .NET the cache of each version is charged."},
	}
	if share < 0.5 {
		finding.Severity = Low
	}
	if bare[0].dims == functionDims(f) {
		finding.Confidence = Inferred
		finding.Evidence = append(finding.Evidence, setting("calls of a version or an alias", "CloudWatch knows none"))
	}
	triggers, _ := p.triggersOf(f, qualifiers)
	urls, _ := p.urlsOf(f, qualifiers)
	var sources []string
	for _, t := range append(triggers, urls...) {
		sources = append(sources, t.name)
	}
	if len(sources) > 0 {
		finding.Evidence = append(finding.Evidence, setting("callers", summary(sources)))
	}
	newest := f.Versions[len(f.Versions)-1]
	if b := bare[len(bare)-1]; newest.Config.SnapStart && strings.HasPrefix(b.says, "the alias") {
		finding.Fix.CLI = p.awsCLI("lambda", "update-alias", "--function-name", f.Name, "--name", b.qualifier, "--function-version", newest.Number)
	}
	return Found(finding)
}
