package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaRecursiveLoop = Check{
	ID:       "lambda-recursive-loop",
	Title:    "Function that triggers itself",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses: []inventory.Dataset{
		inventory.MetricNames, inventory.MetricSeries, inventory.LambdaInvokeConfigs, inventory.LambdaMappings,
		inventory.LambdaPolicies,
		inventory.LambdaRecursion,
	},
	Thresholds: []*Threshold{&windowDays},
	Judge:      eachFunction(judgeRecursiveLoop),
}

func judgeRecursiveLoop(p *Pass, f *inventory.Function) Verdict {
	if f.MasterARN != "" {
		return NotApplicable("a Lambda@Edge replica")
	}
	stopped, gap, known := p.countOf(f, recursiveDropped)
	if !known {
		return Unread(gap)
	}
	if n := timeseries.Sum(stopped); n > 0 {
		return Found(Finding{
			Severity: High, Confidence: Measured,
			Message: fmt.Sprintf("Lambda stopped %.0f invocations of %s in %s because it had triggered itself about 16 "+
				"times in a row. Each such chain is billed up to there.",
				n, f.Name, plural(p.Days(&windowDays), "day")),
			Evidence: []Evidence{recursiveDropped.sumEvidence("recursive invocations stopped", "invocations", stopped)},
			Fix: Fix{Summary: "Find what it writes to that triggers it again (a queue, a topic or a bucket) and write " +
				"somewhere else, or filter the trigger by prefix or pattern. " +
				"The stopped events are in its dead-letter queue or destination, if it has one."},
		})
	}
	if p.frugal && !p.mayFeedItself(f) {
		return leftOut("no loop was stopped; where its results go")
	}
	loop, gap, known := p.loopOf(f)
	switch {
	case !known:
		return Unread(gap)
	case loop == "":
		return Clean("no loop was stopped, and none is visible")
	}
	fact := Read(p, inventory.RecursionKey(f.Name))
	recursion, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why())
	case !recursion.Allowed:
		return Clean("it leads back to itself by " + loop + ", but Lambda would stop a loop")
	}
	return Found(Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("%s leads back to itself by %s, and is allowed to: Lambda's protection against recursive loops "+
			"is switched off for it. Whether an event goes round is not visible.",
			f.Name, loop),
		Evidence: []Evidence{setting("loop", loop), setting("recursive loop detection", "Allow")},
		Fix: Fix{
			Summary: "Switch the protection on again unless the loop is meant and ends by itself; better, send the results " +
				"somewhere that does not trigger the function.",
			CLI: p.awsCLI("lambda", "put-function-recursion-config", "--function-name", f.Name, "--recursive-loop",
				"Terminate"),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Function RecursiveLoop", "Terminate"},
				{"terraform", "aws_lambda_function_recursion_config recursive_loop", "Terminate"},
			},
		},
	})
}

// mayFeedItself tells whether something that was read already makes a loop possible: the function keeps a dead-letter queue,
// or is fed from a queue as well as by events. It is true of a function without events, which costs nothing more.
func (p *Pass) mayFeedItself(f *inventory.Function) bool {
	qualifiers, _, known := p.calledAsync(f)
	if !known || len(qualifiers) == 0 || f.Config.DeadLetter != "" {
		return true
	}
	polled, gap := p.pollersOf(f, p.mappedQualifiers(f))
	return len(polled) > 0 || gap.Reason != inventory.NotRequested
}

// loopOf names a dead-letter queue or a destination of a function that triggers it again; empty when none is seen. Only
// asynchronous invocations use them: a function without any has no such loop. What its code sends is not visible.
func (p *Pass) loopOf(f *inventory.Function) (loop string, gap inventory.Gap, known bool) {
	qualifiers, gap, known := p.calledAsync(f)
	if !known || len(qualifiers) == 0 {
		return "", gap, known
	}
	fact := Read(p, inventory.InvokeConfigsKey(f.Name))
	configs, ok := fact.Get()
	gap = fact.Why()
	targets := append([]target{{"its dead-letter queue", f.Config.DeadLetter}}, targetsOf(configs)...)
	for _, t := range targets {
		back, unread := p.leadsTo(f, qualifiers, t.arn)
		if back {
			return fmt.Sprintf("%s %s", t.name, arnName(t.arn)), inventory.Gap{}, true
		}
		if ok && unread.Reason != inventory.NotRequested {
			ok, gap = false, unread
		}
	}
	return "", gap, ok
}

// target is where a function's asynchronous results go.
type target struct{ name, arn string }

func targetsOf(configs []inventory.InvokeConfig) (targets []target) {
	for _, c := range configs {
		targets = append(targets, target{"its on-success destination", c.OnSuccess}, target{"its on-failure destination",
			c.OnFailure})
	}
	return targets
}

// leadsTo tells whether what is sent to an ARN invokes a function: the function itself, a queue that it is fed from, a
// topic that may call it, or a function whose results go to it.
func (p *Pass) leadsTo(f *inventory.Function, qualifiers []string, arn string) (back bool, gap inventory.Gap) {
	switch {
	case arn == "":
		return false, gap
	case isFunction(arn, f.ARN):
		return true, gap
	case strings.Contains(arn, ":lambda:"):
		fact := Read(p, inventory.InvokeConfigsKey(functionName(arn)))
		configs, ok := fact.Get()
		if !ok {
			return false, fact.Why()
		}
		return slices.ContainsFunc(targetsOf(configs), func(t target) bool { return isFunction(t.arn, f.ARN) }), gap
	case strings.Contains(arn, ":sqs:"):
		polled, gap := p.pollersOf(f, p.mappedQualifiers(f))
		return slices.ContainsFunc(polled, func(t trigger) bool { return t.source == arn }), gap
	case strings.Contains(arn, ":sns:"):
		for _, q := range qualifiers {
			fact := Read(p, inventory.PolicyKey(f.Name, q))
			policy, ok := fact.Get()
			if !ok {
				gap = fact.Why()
			}
			if slices.ContainsFunc(policy.Grants, func(g inventory.Grant) bool { return g.SourceARN == arn }) {
				return true, inventory.Gap{}
			}
		}
	}
	return false, gap
}

// isFunction tells whether an ARN is a function's, or that of a qualifier of it.
func isFunction(arn, function string) bool {
	return arn == function || strings.HasPrefix(arn, function+":")
}

// functionName is the name in a function's ARN, without its qualifier.
func functionName(arn string) string {
	_, name, _ := strings.Cut(arn, ":function:")
	name, _, _ = strings.Cut(name, ":")
	return name
}
