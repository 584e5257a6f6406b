package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// What becomes of asynchronous invocations that fail: a dead-letter queue belongs to a function or a version, an
// event-invoke configuration to the qualifier that is called.

// What unprotected reads.
var asyncDatasets = []inventory.Dataset{inventory.MetricNames, inventory.LambdaInvokeConfigs, inventory.LambdaAliases}

// calledAsync lists the qualifiers under which a function received events in the last two weeks; "" is the function
// itself. None for a function without events. It costs the listing of one metric's names.
func (p *Pass) calledAsync(f *inventory.Function) (qualifiers []string, gap inventory.Gap, known bool) {
	received, gap, known := asyncEvents.exists(p, functionDims(f))
	if !known || !received {
		return nil, gap, known
	}
	names, _ := Read(p, inventory.MetricNamesKey(asyncEvents.namespace, asyncEvents.name)).Get()
	of := string(functionDims(f)) + "&Resource="
	for _, d := range names {
		if strings.HasPrefix(string(d), of) {
			_, qualifier, _ := strings.Cut(d.Map()["Resource"], ":")
			qualifiers = append(qualifiers, qualifier)
		}
	}
	if len(qualifiers) == 0 {
		qualifiers = []string{""}
	}
	slices.Sort(qualifiers)
	return slices.Compact(qualifiers), inventory.Gap{}, true
}

// unprotected lists those of the qualifiers whose failed events are dropped: they have neither a dead-letter queue nor an
// on-failure destination. What was deleted since needs none. It asks for the configurations of functions only that have
// no dead-letter queue.
func (p *Pass) unprotected(f *inventory.Function, qualifiers []string) (open []string, gap inventory.Gap, known bool) {
	open = slices.DeleteFunc(slices.Clone(qualifiers), func(q string) bool {
		config := configOf(f, q)
		return config != nil && config.DeadLetter != ""
	})
	if len(open) == 0 {
		return nil, gap, true
	}
	fact := Read(p, inventory.InvokeConfigsKey(f.Name))
	configs, known := fact.Get()
	if !known {
		return nil, fact.Why(), false
	}
	open = slices.DeleteFunc(open, func(q string) bool {
		c, set := invokeConfig(configs, q)
		return set && c.OnFailure != ""
	})
	if !slices.ContainsFunc(open, func(q string) bool { return configOf(f, q) == nil }) {
		return open, gap, true
	}
	aliasFact := Read(p, inventory.AliasesKey(f.Name))
	aliases, known := aliasFact.Get()
	open = slices.DeleteFunc(open, func(q string) bool { return configOf(f, q) == nil && !aliasOpen(f, aliases, q) })
	return open, aliasFact.Why(), known
}

// aliasOpen tells whether an alias leads to a version without a dead-letter queue.
func aliasOpen(f *inventory.Function, aliases []inventory.Alias, name string) bool {
	for _, a := range aliases {
		if a.Name != name {
			continue
		}
		numbers := []string{a.Version}
		for number := range a.Routing {
			numbers = append(numbers, number)
		}
		return slices.ContainsFunc(numbers, func(n string) bool {
			config := configOf(f, n)
			return config != nil && config.DeadLetter == ""
		})
	}
	return false
}

// configOf is the configuration that a qualifier names; nil for an alias, and for a version that is not listed.
func configOf(f *inventory.Function, qualifier string) *inventory.Config {
	if isLatest(qualifier) {
		return &f.Config
	}
	for i := range f.Versions {
		if f.Versions[i].Number == qualifier {
			return &f.Versions[i].Config
		}
	}
	return nil
}

// invokeConfig finds the event-invoke configuration of exactly one qualifier.
func invokeConfig(configs []inventory.InvokeConfig, qualifier string) (inventory.InvokeConfig, bool) {
	for _, c := range configs {
		if c.Qualifier == qualifier || isLatest(c.Qualifier) && isLatest(qualifier) {
			return c, true
		}
	}
	return inventory.InvokeConfig{}, false
}

func isLatest(qualifier string) bool { return qualifier == "" || qualifier == "$LATEST" }

// countOf is a counted metric over the window; empty when the listing of names does not have it.
func (p *Pass) countOf(f *inventory.Function, m metric) (inventory.Series, inventory.Gap, bool) {
	return p.countSince(f, m, time.Time{})
}

// catchFailures is the fix that keeps failed events.
func (p *Pass) catchFailures(f *inventory.Function, qualifier string, has bool) Fix {
	verb := "put-function-event-invoke-config"
	if has {
		verb = "update-function-event-invoke-config" // put would reset what is configured already
	}
	words := []string{"lambda", verb, "--function-name", f.Name}
	if qualifier != "" {
		words = append(words, "--qualifier", qualifier)
	}
	return Fix{
		Summary: "Send failed events to a queue (an on-failure destination says more than a dead-letter queue does), alarm " +
			"on its depth, and allow the function's role to send there. QUEUE_ARN is yours to fill in.",
		CLI: p.awsCLI(append(words, "--destination-config", `{"OnFailure":{"Destination":"QUEUE_ARN"}}`)...),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::EventInvokeConfig DestinationConfig.OnFailure.Destination", "QUEUE_ARN"},
			{"terraform", "aws_lambda_function_event_invoke_config destination_config.on_failure.destination", "QUEUE_ARN"},
		},
	}
}

// sumEvidence shows a counted metric with its sum.
func (m metric) sumEvidence(name, unit string, s inventory.Series) Evidence {
	n := timeseries.Sum(s)
	return m.evidence(name, fmt.Sprintf("%.0f", n), n, unit, s, "Sum by day")
}

// leftOut is the verdict on a function that a frugal run does not ask AWS about, a call each, because nothing points to it.
func leftOut(what string) Verdict {
	return Unknown(what + " is only asked for with --checks all, or where the check is named: a call for each function with events")
}
