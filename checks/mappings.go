package checks

import (
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// Event source mappings: what polls a queue or a stream and invokes a function with what it finds there.

// mapping is one event source mapping with its source.
type mapping struct {
	inventory.EventSourceMapping
	service string // "sqs", "kinesis", "dynamodb", "kafka", "mq", "rds"; empty without an ARN
	source  string // the queue, stream or table by name; empty where the ARN does not say it
	foreign bool   // the source is in another account or region, whose metrics are not seen here
}

// mappingsOf lists the mappings that invoke a function or one of its qualifiers, switched off or not.
func (p *Pass) mappingsOf(f *inventory.Function) (list []mapping, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.MappingsKey())
	all, known := fact.Get()
	for i := range all {
		if all[i].Function == f.Name {
			list = append(list, p.mappingFrom(all[i]))
		}
	}
	return list, fact.Why(), known
}

// mappingFrom reads the ARN of a mapping's source: arn:aws:sqs:region:account:queue,
// arn:aws:kinesis:region:account:stream/name (a consumer's goes on with /consumer/…),
// arn:aws:dynamodb:region:account:table/name/stream/time.
func (p *Pass) mappingFrom(m inventory.EventSourceMapping) mapping {
	parts := strings.SplitN(m.SourceARN, ":", 6)
	if len(parts) < 6 {
		return mapping{EventSourceMapping: m}
	}
	out := mapping{EventSourceMapping: m, service: parts[2], source: parts[5]}
	out.foreign = parts[3] != p.Region.Name || parts[4] != p.Account
	if path := strings.Split(parts[5], "/"); len(path) > 1 {
		out.source = path[1]
	}
	return out
}

// off tells whether the mapping is switched off, or about to be.
func (m mapping) off() bool {
	return slices.Contains([]string{"Disabled", "Disabling", "Deleting"}, m.State)
}

// stream tells whether the source is a stream of records that Lambda reads in order.
func (m mapping) stream() bool { return m.service == "kinesis" || m.service == "dynamodb" }

// String names the source for people: "SQS orders", "Kinesis clicks".
func (m mapping) String() string {
	if m.source == "" {
		return pollerName(m.SourceARN)
	}
	return pollerName(m.SourceARN) + " " + m.source
}

// sourcesOf names up to three sources.
func sourcesOf(list []mapping) string {
	names := make([]string, len(list))
	for i, m := range list {
		names[i] = m.String()
	}
	return summary(names)
}

// mappingEdits is one setting of every mapping, for templates.
func mappingEdits(cloudformation, terraform, value string) []Property {
	return []Property{
		{"cloudformation", "AWS::Lambda::EventSourceMapping " + cloudformation, value},
		{"terraform", "aws_lambda_event_source_mapping " + terraform, value},
	}
}

// updateMapping is the command line that changes one mapping.
func (p *Pass) updateMapping(m mapping, words ...string) string {
	return p.awsCLI(slices.Concat([]string{"lambda", "update-event-source-mapping", "--uuid", m.UUID}, words)...)
}

// errorsOf reads on how many days of the window a function returned errors. They are of all its callers together.
func (p *Pass) errorsOf(f *inventory.Function) (failed inventory.Series, days int, v Verdict, ok bool) {
	runs, failed, gap, known := overBoth(p, invocations, errorCount, p.Days(&windowDays), daily, functionDims(f))
	if !known {
		return failed, 0, Unread(gap), false
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return failed, 0, v, false
	}
	return failed, timeseries.DaysWhere(failed, func(n float64) bool { return n > 0 }), Verdict{}, true
}
