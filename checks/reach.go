package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

// What reachOf reads.
var reachDatasets = []inventory.Dataset{
	inventory.LambdaAliases, inventory.LambdaPolicies, inventory.LambdaMappings, inventory.MetricNames,
}

// reach says whether anything leads to a published version.
type reach struct {
	reached bool
	why     string        // what leads there; empty when nothing does
	gap     inventory.Gap // what could not be read, where nothing was seen to lead there
}

// reachOf asks whether an alias points to a version, a policy or a mapping names it, or it was called in the last two
// weeks. One such thing is proof; that nothing leads there is proven only where everything was read.
func (p *Pass) reachOf(f *inventory.Function, version string) reach {
	used := p.usedVersion(f, version)
	if used.reached || used.gap.Reason != inventory.NotRequested {
		return used
	}
	triggers, gap := p.triggersOf(f, []string{version})
	if len(triggers) > 0 {
		return reach{reached: true, why: triggers[0].says()}
	}
	return reach{gap: gap}
}

// usedVersion asks the same without policies and mappings, which cost a call a version: a trigger that fires shows as calls.
func (p *Pass) usedVersion(f *inventory.Function, version string) reach {
	aliases := Read(p, inventory.AliasesKey(f.Name))
	list, ok := aliases.Get()
	if !ok {
		return reach{gap: aliases.Why()}
	}
	for _, a := range list {
		if _, routed := a.Routing[version]; routed || a.Version == version {
			return reach{reached: true, why: fmt.Sprintf("the alias %s points to it", a.Name)}
		}
	}
	called, gap, known := invocations.exists(p, qualifierDims(f, version))
	switch {
	case !known:
		return reach{gap: gap}
	case called:
		return reach{reached: true, why: "it was called in the last two weeks"}
	}
	return reach{}
}
