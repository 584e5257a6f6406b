package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// The trigger graph: what calls a function, and which alias or version of it.

// trigger is one thing that may call a function.
type trigger struct {
	name      string                        // "API Gateway", "an event source mapping from SQS"; of a stranger, the principal
	waits     waiting                       // undecided for a stranger
	source    string                        // the ARN of what calls; empty where the policy names none
	qualifier string                        // the alias or version that it calls; empty for the function itself
	mapping   *inventory.EventSourceMapping // of a poller
}

// says is the sentence that names the trigger.
func (t trigger) says() string {
	if t.name == functionURL {
		return "it has a function URL"
	}
	return t.name + " calls it"
}

const functionURL = "a function URL"

// triggersOf lists what the resource policies of some qualifiers allow to call, and the mappings that poll for them. What
// it lists stands even where there is a gap. Callers with a role of their own, and URLs, are not in it.
//
// A policy belongs to one qualifier: a trigger on an alias does not show in the function's own.
func (p *Pass) triggersOf(f *inventory.Function, qualifiers []string) (triggers []trigger, gap inventory.Gap) {
	for _, q := range qualifiers {
		fact := Read(p, inventory.PolicyKey(f.Name, q))
		policy, ok := fact.Get()
		if !ok {
			gap = fact.Why()
			continue
		}
		for _, g := range policy.Grants {
			triggers = append(triggers, p.granted(g, q))
		}
	}
	if slices.ContainsFunc(triggers, func(t trigger) bool { return t.waits == someoneWaits }) {
		return triggers, gap
	}
	polled, mappingGap := p.pollersOf(f, qualifiers)
	if gap.Reason == inventory.NotRequested {
		gap = mappingGap
	}
	return append(triggers, polled...), gap
}

// granted is the trigger that a statement of a policy allows.
func (p *Pass) granted(g inventory.Grant, qualifier string) trigger {
	if g.Action == "lambda:InvokeFunctionUrl" {
		return trigger{name: functionURL, waits: someoneWaits, qualifier: qualifier}
	}
	service, known := services[p.withoutRegion(g.Service)]
	t := trigger{name: service.name, source: g.SourceARN, qualifier: qualifier, waits: nobodyWaits}
	switch {
	case !known:
		t.name, t.waits = cmp.Or(g.Service, g.Principal), undecided
	case service.waits:
		t.waits = someoneWaits
	}
	return t
}

// pollersOf lists the event source mappings that invoke one of the qualifiers. One that is switched off invokes nothing.
func (p *Pass) pollersOf(f *inventory.Function, qualifiers []string) (triggers []trigger, gap inventory.Gap) {
	fact := Read(p, inventory.MappingsKey())
	mappings, ok := fact.Get()
	if !ok {
		return nil, fact.Why()
	}
	for i := range mappings {
		m := &mappings[i]
		if m.Function == f.Name && slices.Contains(qualifiers, m.Qualifier) && m.State != "Disabled" && m.State != "Disabling" {
			name := "an event source mapping from " + pollerName(m.SourceARN)
			triggers = append(triggers, trigger{name: name, waits: nobodyWaits, source: m.SourceARN, qualifier: m.Qualifier, mapping: m})
		}
	}
	return triggers, inventory.Gap{}
}

// urlsOf lists the function URLs on some qualifiers.
func (p *Pass) urlsOf(f *inventory.Function, qualifiers []string) (triggers []trigger, gap inventory.Gap) {
	fact := Read(p, inventory.URLsKey(f.Name))
	urls, ok := fact.Get()
	if !ok {
		return nil, fact.Why()
	}
	for _, u := range urls {
		if slices.Contains(qualifiers, u.Qualifier) {
			triggers = append(triggers, trigger{name: functionURL, waits: someoneWaits, qualifier: u.Qualifier})
		}
	}
	return triggers, inventory.Gap{}
}

// mappedQualifiers lists everything of a function that mappings invoke; "" is the function itself.
func (p *Pass) mappedQualifiers(f *inventory.Function) []string {
	var qualifiers []string
	mappings, _ := Read(p, inventory.MappingsKey()).Get()
	for i := range mappings {
		if mappings[i].Function == f.Name {
			qualifiers = append(qualifiers, mappings[i].Qualifier)
		}
	}
	return qualifiers
}

// arnName is the last part of an ARN: a queue's or a topic's name.
func arnName(arn string) string { return arn[strings.LastIndex(arn, ":")+1:] }
