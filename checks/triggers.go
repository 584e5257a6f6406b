package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// The trigger graph: who calls a function, and does somebody wait for its answer?

// What whoIsSeen reads, and what whoWaits does.
var (
	seenDatasets    = []inventory.Dataset{inventory.LambdaMappings, inventory.LambdaPolicies, inventory.LambdaAliases, inventory.MetricNames}
	triggerDatasets = append([]inventory.Dataset{inventory.LambdaURLs}, seenDatasets...)
)

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
var services = map[string]struct {
	name  string
	waits bool
}{
	"apigateway.amazonaws.com":               {"API Gateway", true},
	"elasticloadbalancing.amazonaws.com":     {"an Application Load Balancer", true},
	"vpc-lattice.amazonaws.com":              {"VPC Lattice", true},
	"cognito-idp.amazonaws.com":              {"Cognito", true},
	"cognito-sync.amazonaws.com":             {"Cognito Sync", true},
	"lex.amazonaws.com":                      {"Lex", true},
	"lexv2.amazonaws.com":                    {"Lex", true},
	"connect.amazonaws.com":                  {"Connect", true},
	"bedrock.amazonaws.com":                  {"Bedrock", true},
	"appsync.amazonaws.com":                  {"AppSync", true},
	"alexa-appkit.amazon.com":                {"Alexa", true},
	"alexa-connectedhome.amazon.com":         {"Alexa", true},
	"edgelambda.amazonaws.com":               {"CloudFront", true},
	"replicator.lambda.amazonaws.com":        {"CloudFront", true},
	"events.amazonaws.com":                   {"EventBridge", false},
	"scheduler.amazonaws.com":                {"EventBridge Scheduler", false},
	"sns.amazonaws.com":                      {"SNS", false},
	"s3.amazonaws.com":                       {"S3", false},
	"ses.amazonaws.com":                      {"SES", false},
	"logs.amazonaws.com":                     {"CloudWatch Logs", false},
	"iot.amazonaws.com":                      {"IoT", false},
	"iotevents.amazonaws.com":                {"IoT Events", false},
	"config.amazonaws.com":                   {"AWS Config", false},
	"codecommit.amazonaws.com":               {"CodeCommit", false},
	"codepipeline.amazonaws.com":             {"CodePipeline", false},
	"secretsmanager.amazonaws.com":           {"Secrets Manager", false}, // rotation: synchronous, but nobody sits at the other end
	"lambda.alarms.cloudwatch.amazonaws.com": {"a CloudWatch alarm", false},
	"backup.amazonaws.com":                   {"AWS Backup", false},
}

// whoWaitsFor asks about a function as a whole: $LATEST, every alias, and every version that was called.
func (p *Pass) whoWaitsFor(f *inventory.Function) audience {
	return p.ofAllQualifiers(f, p.whoWaits)
}

// ofAllQualifiers asks one of the questions below about everything that can be called of a function.
func (p *Pass) ofAllQualifiers(f *inventory.Function, ask func(*inventory.Function, []string) audience) audience {
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
	who := ask(f, qualifiers)
	if unlisted.Reason != inventory.NotRequested && who.waiting != someoneWaits {
		return audience{gap: unlisted} // a version that is called directly may have a trigger of its own
	}
	return who
}

// whoWaits asks about some qualifiers of a function; "" is the function itself.
func (p *Pass) whoWaits(f *inventory.Function, qualifiers []string) audience {
	who := p.whoIsSeen(f, qualifiers)
	if who.waiting == someoneWaits || who.gap.Reason == inventory.NotCollected {
		return who // decided, or the policies come first
	}
	fact := Read(p, inventory.URLsKey(f.Name))
	urls, ok := fact.Get()
	if !ok {
		return audience{gap: fact.Why()}
	}
	for _, u := range urls {
		if slices.Contains(qualifiers, u.Qualifier) {
			return audience{waiting: someoneWaits, why: "it has a function URL"}
		}
	}
	return who
}

// whoIsSeen asks the same without listing function URLs, which costs a call a function. It passes over a URL that only
// IAM principals may call, and that nobody called in two weeks.
//
// A policy belongs to one qualifier: a trigger on an alias does not show in the function's own.
func (p *Pass) whoIsSeen(f *inventory.Function, qualifiers []string) audience {
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
			service, knownService := services[p.withoutRegion(g.Service)]
			switch {
			case g.Action == "lambda:InvokeFunctionUrl":
				return audience{waiting: someoneWaits, why: "it has a function URL"}
			case service.waits:
				return audience{waiting: someoneWaits, why: service.name + " calls it"}
			case knownService:
				sources = append(sources, service.name)
			default:
				strangers = append(strangers, cmp.Or(g.Service, g.Principal))
			}
		}
	}
	polled, mappingGap := p.pollers(f, qualifiers)
	sources = append(sources, polled...)
	switch {
	case gap.Reason != inventory.NotRequested:
		return audience{gap: gap}
	case mappingGap.Reason != inventory.NotRequested:
		return audience{gap: mappingGap}
	case len(strangers) > 0:
		return audience{why: "whether somebody waits is not known of " + summary(strangers)}
	case len(sources) > 0:
		return audience{waiting: nobodyWaits, why: "it is called by " + summary(sources) + " only"}
	}
	return audience{why: "no trigger is visible, and callers with IAM permissions do not show"}
}

// withoutRegion is a service's principal without the region that some carry: "logs.eu-west-1.amazonaws.com".
func (p *Pass) withoutRegion(principal string) string {
	return strings.Replace(principal, "."+p.Region.Name+".", ".", 1)
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
			sources = append(sources, "an event source mapping from "+pollerName(m.SourceARN))
		}
	}
	return sources, inventory.Gap{}
}

// pollerName is what the source of a mapping is called, from its ARN: "SQS" of "arn:aws:sqs:…".
func pollerName(arn string) string {
	parts := strings.SplitN(arn, ":", 4)
	if len(parts) < 4 {
		return "a source without an ARN"
	}
	names := map[string]string{"sqs": "SQS", "kinesis": "Kinesis", "dynamodb": "DynamoDB", "kafka": "MSK", "mq": "Amazon MQ", "rds": "DocumentDB"}
	return cmp.Or(names[parts[2]], parts[2])
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
