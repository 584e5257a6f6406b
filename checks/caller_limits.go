package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// How long those who call a function wait for its answer.

// What callersOf reads.
var callerDatasets = []inventory.Dataset{
	inventory.LambdaPolicies, inventory.LambdaMappings, inventory.LambdaAliases, inventory.MetricNames,
	inventory.APIIntegrations, inventory.TargetGroups, inventory.AppSyncAPIs, inventory.AppSyncCalls,
}

// How long AppSync waits, in seconds (AWS, "AWS AppSync endpoints and quotas", 2026-11). It cannot be changed.
const appSyncLimit = 30

// caller is one thing that calls a function and waits for a limited time.
type caller struct {
	name      string  // "GET /orders of the API abc"
	limit     float64 // seconds
	qualifier string
	timeout   int  // of what the qualifier runs, in seconds; 0 until it is compared
	api       bool // of API Gateway, whose limit is a setting of the integration
}

// callers are those of a function that are visible.
type callers struct {
	limited []caller
	others  []string      // those that do not wait, or wait as long as it takes
	unclear string        // what was read and does not say how long it waits
	gap     inventory.Gap // what could not be read
}

func (c *callers) note(g inventory.Gap) {
	if c.gap.Reason == inventory.NotRequested {
		c.gap = g
	}
}

// callersOf lists who calls a function and for how long they wait: one call for each qualifier's policy and for each API
// in them, and for the region's target groups where a load balancer is in them. AppSync uses a role of its own: each of the
// region's APIs is asked once.
func (p *Pass) callersOf(f *inventory.Function) (c callers) {
	qualifiers, gap := p.qualifiersOf(f)
	c.note(gap)
	triggers, gap := p.triggersOf(f, qualifiers)
	c.note(gap)
	polled, gap := p.pollersOf(f, qualifiers) // triggersOf leaves them out where somebody waits
	c.note(gap)
	for _, t := range append(triggers, polled...) {
		switch {
		case t.name == "API Gateway":
			c.throughAPI(p, f, t)
		case t.name == "an Application Load Balancer":
			c.throughBalancer(p, f, t.qualifier)
		case t.waits == undecided:
			c.unclear = t.name
		default:
			c.others = append(c.others, t.name)
		}
	}
	c.throughAppSync(p, f, qualifiers)
	return c
}

// throughAPI reads the integrations of an API that a policy names.
func (c *callers) throughAPI(p *Pass, f *inventory.Function, t trigger) {
	id, ok := p.apiOf(t.source)
	if !ok {
		c.unclear = "an API of another account or region, or one that its policy does not name"
		return
	}
	fact := Read(p, inventory.IntegrationsKey(id))
	integrations, ok := fact.Get()
	if !ok {
		c.note(fact.Why())
		return
	}
	for _, i := range integrations {
		name := strings.TrimSpace(i.Route + " of the API " + id)
		switch {
		case i.Account != "" && i.Account != p.Account:
		case i.Function == "":
			c.unclear = name + ", where a stage variable names the function"
		case i.Function != f.Name || i.Qualifier != t.qualifier:
		case i.Async:
			c.others = append(c.others, name)
		case i.TimeoutMS <= 0:
			c.unclear = name
		default:
			c.add(caller{name: name, limit: float64(i.TimeoutMS) / 1000, qualifier: t.qualifier, api: true})
		}
	}
}

// apiOf is the id in the ARN of one of the account's own APIs: "arn:aws:execute-api:us-east-1:123456789012:abc/*/GET/orders".
func (p *Pass) apiOf(arn string) (id string, ok bool) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[2] != "execute-api" || parts[3] != p.Region.Name || parts[4] != p.Account {
		return "", false
	}
	id, _, _ = strings.Cut(parts[5], "/")
	return id, id != "" && id != "*"
}

// throughBalancer reads the idle timeouts of the load balancers in front of a function's target groups.
func (c *callers) throughBalancer(p *Pass, f *inventory.Function, qualifier string) {
	fact := Read(p, inventory.TargetGroupsKey())
	groups, ok := fact.Get()
	if !ok {
		c.note(fact.Why())
		return
	}
	for _, g := range groups {
		if g.Function == f.Name && g.Qualifier == qualifier && g.IdleTimeout > 0 {
			c.add(caller{name: "the load balancer before " + g.Name, limit: float64(g.IdleTimeout), qualifier: qualifier})
		}
	}
}

func (c *callers) throughAppSync(p *Pass, f *inventory.Function, qualifiers []string) {
	fact := Read(p, inventory.AppSyncAPIsKey())
	apis, ok := fact.Get()
	if !ok {
		c.note(fact.Why())
		return
	}
	for _, api := range apis {
		fact := Read(p, inventory.AppSyncCallsKey(api.Name))
		calls, ok := fact.Get()
		if !ok {
			c.note(fact.Why())
			continue
		}
		for _, t := range calledBy(calls, f, qualifiers, "the AppSync API "+api.Name, api.ARN) {
			if t.waits == someoneWaits {
				c.add(caller{name: t.name, limit: appSyncLimit, qualifier: t.qualifier})
			} else {
				c.unclear = t.name
			}
		}
	}
}

// add keeps each caller once.
func (c *callers) add(one caller) {
	if !slices.Contains(c.limited, one) {
		c.limited = append(c.limited, one)
	}
}

func (c caller) String() string { return fmt.Sprintf("%s waits %g s", c.name, c.limit) }
