package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var visibilityFactor = Threshold{
	Name: "visibility_factor", Default: 6, Unit: "times the timeout",
	Doc:    "A queue's visibility timeout should be this many times the function's timeout, plus the batch window.",
	Source: "AWS Lambda Developer Guide, \"Using Lambda with Amazon SQS\" (read 2026-11): room for retries after throttling",
}

var lambdaTimeoutExceedsQueueVisibility = Check{
	ID:         "lambda-timeout-exceeds-queue-visibility",
	Title:      "Queue that hands a message out again before the function is done",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaMappings, inventory.SQSQueues, inventory.LambdaAliases},
	Thresholds: []*Threshold{&visibilityFactor},
	Judge:      eachFunction(judgeQueueVisibility),
}

func judgeQueueVisibility(p *Pass, f *inventory.Function) Verdict {
	fact := Read(p, inventory.MappingsKey())
	mappings, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	var unread inventory.Gap
	var unlisted string
	var worst queueRoom
	queues := 0
	for i := range mappings {
		m := &mappings[i]
		if m.Function != f.Name || pollerName(m.SourceARN) != "SQS" || m.State == "Disabled" || m.State == "Disabling" {
			continue
		}
		queues++
		queue := Read(p, inventory.QueueKey(m.SourceARN))
		timeout, gap, known := p.timeoutOf(f, m.Qualifier)
		q, ok := queue.Get()
		switch {
		case !ok:
			unread = queue.Why()
		case !known:
			unread = gap
		case timeout == 0:
			unlisted = m.Qualifier
		default:
			worst = tighter(worst, queueRoom{m, timeout, q.Visibility, int(p.Limit(&visibilityFactor))*timeout + m.BatchWindow})
		}
	}
	switch {
	case queues == 0:
		return NotApplicable("no queue of SQS is polled for it")
	case worst.duplicates():
		return Found(p.visibilityFinding(f, worst))
	case unread.Reason != inventory.NotRequested:
		return Unread(unread)
	case unlisted != "":
		return Unknown(fmt.Sprintf("the version that %s runs was not listed", inventory.Qualified(f.Name, unlisted)))
	case worst.visibility < worst.want:
		return Found(p.visibilityFinding(f, worst))
	}
	return Clean(fmt.Sprintf("the visibility timeout of %s covers %g timeouts", plural(queues, "queue"), p.Limit(&visibilityFactor)))
}

// queueRoom is one mapping, and how its queue's visibility timeout compares; everything in seconds. Zero is none.
type queueRoom struct {
	mapping                   *inventory.EventSourceMapping
	timeout, visibility, want int
}

func (q queueRoom) duplicates() bool { return q.visibility < q.timeout }

// tighter is the one that leaves the smaller share of what it should.
func tighter(a, b queueRoom) queueRoom {
	if a.mapping == nil || b.visibility*a.want < a.visibility*b.want {
		return b
	}
	return a
}

// timeoutOf is the timeout of what a qualifier runs, in seconds; of a weighted alias the longer one, and 0 where the
// version was not listed.
func (p *Pass) timeoutOf(f *inventory.Function, qualifier string) (timeout int, gap inventory.Gap, known bool) {
	if qualifier == "" || qualifier == latestVersion {
		return f.Config.TimeoutSec, gap, true
	}
	if i := slices.IndexFunc(f.Versions, func(v inventory.Version) bool { return v.Number == qualifier }); i >= 0 {
		return f.Versions[i].Config.TimeoutSec, gap, true
	}
	fact := Read(p, inventory.AliasesKey(f.Name))
	aliases, ok := fact.Get()
	if !ok {
		return 0, fact.Why(), false
	}
	for _, a := range aliases {
		if a.Name == qualifier {
			for _, c := range configsOf(f, a) {
				timeout = max(timeout, c.TimeoutSec)
			}
		}
	}
	return timeout, gap, true
}

func (p *Pass) visibilityFinding(f *inventory.Function, q queueRoom) Finding {
	arn := strings.Split(q.mapping.SourceARN, ":")
	name := arn[len(arn)-1]
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s hides a message for %d s, and %s may work on it for %d s: %g timeouts and the batch window are %d s. Where Lambda retries after throttling, the message comes a second time.",
			name, q.visibility, f.Name, q.timeout, p.Limit(&visibilityFactor), q.want),
		Evidence: []Evidence{
			counted("visibility timeout", fmt.Sprintf("%d s (%s)", q.visibility, name), float64(q.visibility), "seconds").against(float64(q.want)),
			setting("timeout", fmt.Sprintf("%d s (%s)", q.timeout, inventory.Qualified(f.Name, q.mapping.Qualifier))),
			setting("batch window", fmt.Sprintf("%d s", q.mapping.BatchWindow)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Set the visibility timeout of %s to %d s, or a shorter timeout on %s.", name, q.want, f.Name),
			Edits: []Property{
				{"cloudformation", "AWS::SQS::Queue VisibilityTimeout", fmt.Sprint(q.want)},
				{"terraform", "aws_sqs_queue visibility_timeout_seconds", fmt.Sprint(q.want)},
			},
		},
	}
	if q.duplicates() {
		finding.Severity = High
		finding.Message = fmt.Sprintf("%s hides a message for %d s, and %s may work on it for %d s: a run that takes longer has its messages handed out again while it works on them.",
			name, q.visibility, f.Name, q.timeout)
		finding.Evidence[0] = finding.Evidence[0].against(float64(q.timeout))
	}
	if len(arn) == 6 && p.partition == "aws" {
		url := fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", arn[3], arn[4], name)
		finding.Fix.CLI = p.awsCLI("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", fmt.Sprintf("VisibilityTimeout=%d", q.want))
	}
	return finding
}
