package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// The trigger graph: who calls a function, and does somebody wait for its answer?

// What whoWaits reads.
var triggerDatasets = []inventory.Dataset{
	inventory.LambdaMappings, inventory.LambdaPolicies, inventory.LambdaURLs, inventory.LambdaAliases, inventory.MetricNames,
}

// Waiting says whether somebody waits for a function's answer.
type waiting int

const (
	undecided    waiting = iota // a source could not be read, or none is visible
	someoneWaits                // at least one source is synchronous
	nobodyWaits                 // every visible source was read, there is at least one, and all are asynchronous or polled
)

// audience is the answer of the trigger graph for a function, or for some of its qualifiers.
type audience struct {
	waiting waiting
	why     string        // the sources, or what stands in the way
	gap     inventory.Gap // for undecided: what could not be read; zero when everything was
}

// verdict is Unknown, for checks that cannot judge an undecided audience.
func (a audience) verdict() Verdict {
	if a.gap.Reason != inventory.NotRequested {
		return Unread(a.gap)
	}
	return Unknown(a.why)
}

// A service that invokes Lambda waits for the answer, or does not. From the invocation type that each service's page in
// AWS's "Invoking Lambda with events from other AWS services" gives (read 2026-11). A service that is missing here is
// unknown, not asynchronous.
var serviceWaits = map[string]bool{
	"apigateway.amazonaws.com":               true,
	"elasticloadbalancing.amazonaws.com":     true,
	"vpc-lattice.amazonaws.com":              true,
	"cognito-idp.amazonaws.com":              true,
	"cognito-sync.amazonaws.com":             true,
	"lex.amazonaws.com":                      true,
	"lexv2.amazonaws.com":                    true,
	"connect.amazonaws.com":                  true,
	"bedrock.amazonaws.com":                  true,
	"appsync.amazonaws.com":                  true,
	"alexa-appkit.amazon.com":                true,
	"alexa-connectedhome.amazon.com":         true,
	"edgelambda.amazonaws.com":               true,
	"replicator.lambda.amazonaws.com":        true,
	"events.amazonaws.com":                   false,
	"scheduler.amazonaws.com":                false,
	"sns.amazonaws.com":                      false,
	"s3.amazonaws.com":                       false,
	"ses.amazonaws.com":                      false,
	"logs.amazonaws.com":                     false,
	"iot.amazonaws.com":                      false,
	"iotevents.amazonaws.com":                false,
	"config.amazonaws.com":                   false,
	"codecommit.amazonaws.com":               false,
	"codepipeline.amazonaws.com":             false,
	"secretsmanager.amazonaws.com":           false, // rotation: synchronous, but nobody sits at the other end
	"lambda.alarms.cloudwatch.amazonaws.com": false,
	"backup.amazonaws.com":                   false,
}

// whoWaitsFor asks about a function as a whole: $LATEST, every alias, and every version that was called.
func (p *Pass) whoWaitsFor(f *inventory.Function) audience {
	qualifiers := []string{""}
	var unlisted inventory.Gap
	if len(f.Versions) > 0 {
		fact := Read(p, inventory.AliasesKey(f.Name))
		aliases, ok := fact.Get()
		if !ok {
			return audience{gap: fact.Why()}
		}
		for _, a := range aliases {
			qualifiers = append(qualifiers, a.Name)
		}
		for _, v := range f.Versions {
			called, gap, known := invocations.exists(p, qualifierDims(f, v.Number))
			switch {
			case !known:
				unlisted = gap
			case called:
				qualifiers = append(qualifiers, v.Number)
			}
		}
	}
	who := p.whoWaits(f, qualifiers)
	if unlisted.Reason != inventory.NotRequested && who.waiting != someoneWaits {
		return audience{gap: unlisted} // a version that is called directly may have a trigger of its own
	}
	return who
}

// whoWaits asks about some qualifiers of a function; "" is the function itself. A policy belongs to one qualifier: a
// trigger on an alias does not show in the function's own.
func (p *Pass) whoWaits(f *inventory.Function, qualifiers []string) audience {
	urlCalled, gap, known := urlRequests.exists(p, functionDims(f))
	if urlCalled && slices.Contains(qualifiers, "") {
		return audience{waiting: someoneWaits, why: "its function URL had requests"}
	}
	if known {
		gap = inventory.Gap{}
	}
	var sources, strangers []string
	for _, q := range qualifiers {
		fact := Read(p, inventory.PolicyKey(f.Name, q))
		policy, ok := fact.Get()
		if !ok {
			gap = fact.Why()
			continue
		}
		for _, g := range policy.Grants {
			waits, knownService := serviceWaits[g.Service]
			switch {
			case g.Action == "lambda:InvokeFunctionUrl" || waits:
				return audience{waiting: someoneWaits, why: describeGrant(g)}
			case knownService:
				sources = append(sources, describeGrant(g))
			default:
				strangers = append(strangers, describeGrant(g))
			}
		}
	}
	if gap.Reason == inventory.NotCollected {
		return audience{gap: gap} // ask for nothing dearer before the policies were read
	}
	polled, mappingGap := p.pollers(f, qualifiers)
	sources = append(sources, polled...)
	urls := Read(p, inventory.URLsKey(f.Name))
	configured, ok := urls.Get()
	for _, u := range configured {
		if slices.Contains(qualifiers, u.Qualifier) {
			return audience{waiting: someoneWaits, why: "it has a function URL"}
		}
	}
	switch {
	case gap.Reason != inventory.NotRequested:
		return audience{gap: gap}
	case mappingGap.Reason != inventory.NotRequested:
		return audience{gap: mappingGap}
	case !ok:
		return audience{gap: urls.Why()}
	case len(strangers) > 0:
		return audience{why: "whether somebody waits is not known for " + summary(strangers)}
	case len(sources) > 0:
		return audience{waiting: nobodyWaits, why: summary(sources)}
	}
	return audience{why: "no trigger is visible, and callers with IAM permissions do not show"}
}

// pollers lists the event-source mappings that invoke one of the qualifiers. One that is switched off invokes nothing.
func (p *Pass) pollers(f *inventory.Function, qualifiers []string) (sources []string, gap inventory.Gap) {
	fact := Read(p, inventory.MappingsKey())
	mappings, ok := fact.Get()
	if !ok {
		return nil, fact.Why()
	}
	for _, m := range mappings {
		if m.Function == f.Name && slices.Contains(qualifiers, m.Qualifier) && m.State != "Disabled" && m.State != "Disabling" {
			sources = append(sources, "an event source mapping from "+serviceOf(m.SourceARN))
		}
	}
	return sources, inventory.Gap{}
}

func describeGrant(g inventory.Grant) string {
	switch {
	case g.Action == "lambda:InvokeFunctionUrl":
		return "it has a function URL"
	case g.Service != "":
		return fmt.Sprintf("%s may invoke it", g.Service)
	default:
		return fmt.Sprintf("the principal %s may invoke it", g.Principal)
	}
}

// serviceOf is the service in an ARN: "sqs" of "arn:aws:sqs:…".
func serviceOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 4); len(parts) == 4 {
		return parts[2]
	}
	return "a source without an ARN"
}

// summary names up to three of the sources.
func summary(sources []string) string {
	slices.Sort(sources)
	sources = slices.Compact(sources)
	if more := len(sources) - 3; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(sources[:3], ", "), more)
	}
	return strings.Join(sources, ", ")
}
