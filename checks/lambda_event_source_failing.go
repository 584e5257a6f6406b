package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaEventSourceFailing = Check{
	ID:         "lambda-event-source-failing",
	Title:      "Event source mapping that is off or fails while data waits",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaMappings, inventory.MetricSeries},
	Thresholds: []*Threshold{&repeatedDays, &windowDays},
	Judge:      eachFunction(judgeEventSourceFailing),
}

// stuck is a mapping that does not do its work, and what is known of the data that waits for it.
type stuck struct {
	mapping
	severity Severity
	what     string // "was switched off", "fails"
	waits    string // "its queue was never empty on 3 days"
	evidence []Evidence
}

func judgeEventSourceFailing(p *Pass, f *inventory.Function) Verdict {
	mappings, gap, known := p.mappingsOf(f)
	switch {
	case !known:
		return Unread(gap)
	case len(mappings) == 0:
		return NotApplicable("it has no event source mapping")
	}
	var found []stuck
	var doubt Verdict
	for _, m := range mappings {
		s, v := p.stuckMapping(m)
		switch v.Outcome {
		case OutcomeFinding:
			found = append(found, s)
		case OutcomeUnknown:
			doubt = v
			if v.Gap.Reason != inventory.NotRequested {
				return v // how severe the finding is hangs on all of them
			}
		case OutcomeClean, OutcomeNotApplicable:
		}
	}
	switch {
	case len(found) > 0:
		return Found(p.stuckFinding(f, found))
	case doubt.Outcome != "":
		return doubt
	}
	return Clean("each of its mappings works, or is off and has nothing to do")
}

// stuckMapping judges one mapping; the finding is made of all that are stuck.
func (p *Pass) stuckMapping(m mapping) (stuck, Verdict) {
	s := stuck{mapping: m, severity: High, what: "fails"}
	s.evidence = []Evidence{setting("mapping from "+m.String(), strings.TrimSuffix(fmt.Sprintf("%s; last result: %s", m.State, m.LastResult), "; last result: "))}
	problem := strings.HasPrefix(m.LastResult, "PROBLEM")
	switch {
	case m.off() && m.State == "Deleting":
		return s, Clean("it is being deleted")
	case m.off() && p.readOtherwise(m):
		return s, Clean("another mapping reads the same queue")
	case m.off():
		s.what = "is switched off"
		if strings.Contains(strings.ToUpper(m.StateReason), "USER") {
			s.severity, s.what = Medium, "was switched off by a user"
			if m.stream() {
				s.severity = Low // others may read the stream
			}
		}
	case m.LastResult == "" || m.LastResult == "OK" || strings.HasPrefix(m.LastResult, "No records"):
		return s, Clean("it works")
	case !problem:
		return s, Unknown("Lambda says of the mapping from " + m.String() + " what is not known to be a failure or a success")
	}
	waits, evidence, v := p.dataAt(m)
	s.waits = waits
	if v.Outcome == OutcomeUnknown && !m.off() && v.Gap.Reason == inventory.NotRequested {
		s.waits = "whether data waits there cannot be seen" // Lambda itself says that it fails
		return s, Verdict{Outcome: OutcomeFinding}
	}
	s.evidence = append(s.evidence, evidence...)
	return s, v
}

// readOtherwise tells whether an enabled mapping takes from the same queue, for whatever function: what waits in a queue
// goes to one reader, that of a stream to all of them.
func (p *Pass) readOtherwise(m mapping) bool {
	all, _ := Read(p, inventory.MappingsKey()).Get()
	for _, other := range all {
		if m.service == "sqs" && other.SourceARN == m.SourceARN && other.State == "Enabled" {
			return true
		}
	}
	return false
}

// dataAt reads whether data waits at a mapping's source: a queue that was not empty for whole days, a stream or a table
// that was written to.
func (p *Pass) dataAt(m mapping) (waits string, evidence []Evidence, v Verdict) {
	var metric metric
	var dims inventory.Dimensions
	says := "%s was written to on %s"
	switch m.service {
	case "sqs":
		metric, dims, says = queueLeft, inventory.Dims("QueueName", m.source), "%s was never empty on %s"
	case "kinesis":
		metric, dims = streamRecords, inventory.Dims("StreamName", m.source)
	case "dynamodb":
		metric, dims = tableWrites, inventory.Dims("TableName", m.source)
	default:
		return "", nil, Unknown("whether " + m.String() + " has data cannot be seen")
	}
	if m.foreign {
		return "", nil, Unknown("the metrics of " + m.String() + " are in another account or region")
	}
	fact := metric.over(p, p.Days(&windowDays), daily, dims)
	series, ok := fact.Get()
	if !ok {
		return "", nil, Unread(fact.Why())
	}
	days := timeseries.DaysWhere(timeseries.Since(series, nextDay(m.LastModified)), func(n float64) bool { return n > 0 })
	if days < p.Days(&repeatedDays) {
		return "", nil, Clean("no data waits at " + m.String())
	}
	most, _ := timeseries.Max(series)
	waits = fmt.Sprintf(says, m, plural(days, "day"))
	return waits, []Evidence{metric.evidence("data at "+m.String(), plural(days, "day")+" with some", most, "items", series, metric.stat+" by day")}, Verdict{Outcome: OutcomeFinding}
}

func (p *Pass) stuckFinding(f *inventory.Function, found []stuck) Finding {
	finding := Finding{Confidence: Measured}
	var words []string
	for _, s := range found {
		finding.Severity = max(finding.Severity, s.severity)
		words = append(words, fmt.Sprintf("The mapping from %s to %s %s; %s.", s, f.Name, s.what, s.waits))
		finding.Evidence = append(finding.Evidence, s.evidence...)
		if len(s.evidence) == 1 {
			finding.Confidence = Inferred
		}
	}
	finding.Message = strings.Join(words[:min(2, len(words))], " ")
	if more := len(words) - 2; more > 0 {
		finding.Message += fmt.Sprintf(" The same goes for %d more.", more)
	}
	finding.Fix = Fix{Summary: "Look up what the last result says: most often the function's role may not read the source or its key, or the source is gone. Delete the mapping if it is not wanted any more."}
	if m := found[0].mapping; m.off() {
		finding.Fix = Fix{
			Summary: "Switch the mapping on again, or delete it and its source: a queue loses what nobody reads after its retention, a stream too. Mind the backlog: lower the concurrency first if the function cannot take it at once.",
			CLI:     p.updateMapping(m, "--enabled"),
			Edits:   mappingEdits("Enabled", "enabled", "true"),
		}
	}
	return finding
}
