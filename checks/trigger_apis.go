package checks

import (
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// fewAPIs is how many APIs a region may have for all of them to be read, a call each, before the policies of single
// functions are: ten, and one more for every fifty functions.
func fewAPIs(functions int) int { return 10 + functions/50 }

// behindAPIs lists the integrations of API Gateway with some qualifiers of a function. One call for each API answers for
// all functions, and shows the integrations that call with a role of their own. In a region with many APIs none is read:
// then the functions' policies have to tell.
func (p *Pass) behindAPIs(f *inventory.Function, qualifiers []string) (triggers []trigger, gap inventory.Gap) {
	fact := Read(p, inventory.APIsKey())
	apis, ok := fact.Get()
	if !ok {
		return nil, fact.Why()
	}
	if len(apis) > fewAPIs(len(p.Region.Functions)) {
		return nil, inventory.Gap{}
	}
	for _, api := range apis {
		fact := Read(p, inventory.IntegrationsKey(api.ID))
		integrations, ok := fact.Get()
		if !ok {
			gap = fact.Why()
			continue
		}
		for _, i := range integrations {
			if i.Function == f.Name && !i.ByStage && slices.Contains(qualifiers, i.Qualifier) {
				triggers = append(triggers, integrationOf(i))
			}
		}
	}
	return triggers, gap
}

func integrationOf(i inventory.Integration) trigger {
	if i.Async {
		return trigger{name: "API Gateway, which does not wait,", waits: nobodyWaits, qualifier: i.Qualifier}
	}
	return trigger{name: "API Gateway", waits: someoneWaits, qualifier: i.Qualifier}
}
