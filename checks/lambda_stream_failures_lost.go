package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var lambdaStreamFailuresLost = Check{
	ID:         "lambda-stream-failures-lost",
	Title:      "Stream whose failed records are lost, or hold up the rest",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaMappings, inventory.MetricSeries},
	Thresholds: []*Threshold{&repeatedDays, &windowDays},
	Judge:      eachFunction(judgeStreamFailuresLost),
}

func judgeStreamFailuresLost(p *Pass, f *inventory.Function) Verdict {
	mappings, gap, known := p.mappingsOf(f)
	if !known {
		return Unread(gap)
	}
	streams, lossy, blocking, unsaid := 0, []mapping{}, []mapping{}, []mapping{}
	for _, m := range mappings {
		if !m.stream() || m.off() {
			continue
		}
		streams++
		endless, said := m.endless()
		switch {
		case endless:
			blocking = append(blocking, m)
		case m.OnFailure == "":
			lossy = append(lossy, m)
		case !said:
			unsaid = append(unsaid, m)
		}
	}
	switch {
	case streams == 0:
		return NotApplicable("it reads no Kinesis or DynamoDB stream")
	case len(lossy)+len(blocking) == 0 && len(unsaid) > 0:
		return Unknown("AWS did not say how often failed records of " + sourcesOf(unsaid) + " are tried again")
	case len(lossy)+len(blocking) == 0:
		return Clean("what fails goes to a destination after a bounded number of tries")
	}
	failed, days, v, ok := p.errorsOf(f)
	if !ok {
		return v
	}
	return p.streamFinding(f, lossy, blocking, failed, days)
}

// endless tells whether a record that fails is tried again until it expires; not said where AWS gave no limit that decides.
func (m mapping) endless() (endless, said bool) {
	bounded := m.MaxRetries != nil && *m.MaxRetries >= 0 || m.MaxRecordAge != nil && *m.MaxRecordAge >= 0
	endless = !bounded && m.MaxRetries != nil && m.MaxRecordAge != nil
	return endless, bounded || endless
}

func (p *Pass) streamFinding(f *inventory.Function, lossy, blocking []mapping, failed inventory.Series, days int) Verdict {
	finding := Finding{Severity: Low, Confidence: Inferred, Message: f.Name + " "}
	if len(blocking) > 0 {
		finding.Message += fmt.Sprintf("tries a record of %s again until it expires: one that always fails holds up its shard for a day or longer, and is then lost.", sourcesOf(blocking))
		if len(lossy) > 0 {
			finding.Message += " It "
		}
	}
	if len(lossy) > 0 {
		finding.Message += fmt.Sprintf("keeps nothing of the records of %s that fail for good.", sourcesOf(lossy))
	}
	n := timeseries.Sum(failed)
	switch {
	case days >= p.Days(&repeatedDays):
		finding.Severity, finding.Confidence = Medium, Measured
		if len(blocking) > 0 {
			finding.Severity = High
		}
		finding.Message += fmt.Sprintf(" It returned %.0f errors on %s.", n, plural(days, "day"))
	default:
		finding.Message += " Whether it catches errors itself cannot be seen from outside."
	}
	finding.Evidence = []Evidence{errorCount.evidence("errors", fmt.Sprintf("%.0f on %s", n, plural(days, "day")), n, "errors", failed, "Sum by day")}
	all := append(append([]mapping{}, blocking...), lossy...)
	for _, m := range all {
		finding.Evidence = append(finding.Evidence, setting("mapping from "+m.String(), m.failureSettings()))
	}
	finding.Fix = Fix{
		Summary: "Bound the tries, split failing batches, and send what fails for good to a queue, from which it can be read again before the stream forgets it. Put the queue's ARN where it says QUEUE_ARN.",
		CLI: p.updateMapping(all[0], "--maximum-retry-attempts", "5", "--bisect-batch-on-function-error",
			"--destination-config", `{"OnFailure":{"Destination":"QUEUE_ARN"}}`),
		Edits: append(mappingEdits("MaximumRetryAttempts", "maximum_retry_attempts", "5"),
			mappingEdits("DestinationConfig.OnFailure.Destination", "destination_config.on_failure.destination_arn", "QUEUE_ARN")...),
	}
	if all[0].OnFailure != "" {
		finding.Fix.Summary = "Bound the tries and split failing batches: what fails for good then goes to the destination that is already there."
		finding.Fix.CLI = p.updateMapping(all[0], "--maximum-retry-attempts", "5", "--bisect-batch-on-function-error")
		finding.Fix.Edits = mappingEdits("MaximumRetryAttempts", "maximum_retry_attempts", "5")
	}
	return Found(finding)
}

// failureSettings says what happens to records that fail.
func (m mapping) failureSettings() string {
	limit := func(n *int, unit string) string {
		switch {
		case n == nil:
			return "not said"
		case *n < 0:
			return "without end"
		}
		return plural(*n, unit)
	}
	where := "no destination"
	if m.OnFailure != "" {
		where = "destination " + m.OnFailure
	}
	return fmt.Sprintf("retries: %s; record age: %s; %s", limit(m.MaxRetries, "time"), limit(m.MaxRecordAge, "second"), where)
}
