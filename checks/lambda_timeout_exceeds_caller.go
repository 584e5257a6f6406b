package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var shortestWait = Threshold{
	Name: "shortest_wait_seconds", Default: 10, Unit: "seconds",
	Doc:    "Only functions whose longest run takes at least this long are asked who calls them.",
	Source: "our choice, 2026-11: a third of the 29 s that API Gateway waits by default, so that a lowered limit is seen as well",
}

var lambdaTimeoutExceedsCaller = Check{
	ID:         "lambda-timeout-exceeds-caller",
	Title:      "Runs that go on after the caller has given up",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       append(slices.Clone(callerDatasets), inventory.MetricSeries),
	Thresholds: []*Threshold{&shortestWait, &leastRuns, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeExceedsCaller),
}

func judgeExceedsCaller(p *Pass, f *inventory.Function) Verdict {
	highest := f.Config.TimeoutSec
	for _, v := range f.Versions {
		highest = max(highest, v.Config.TimeoutSec)
	}
	shortest := p.Limit(&shortestWait)
	switch {
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	case float64(highest) < shortest:
		return Clean(fmt.Sprintf("its timeout is %d s", highest))
	}
	active, gap, known := invocations.exists(p, functionDims(f))
	switch {
	case !known:
		return Unread(gap)
	case !active:
		return Unknown("not invoked in the last two weeks")
	}
	runs, longest, v, ok := p.runLengths(f)
	if !ok {
		return v
	}
	most, _ := timeseries.Max(longest)
	if most/1000 < shortest {
		return Clean(fmt.Sprintf("its longest run took %s", seconds(most/1000)))
	}
	c := p.callersOf(f)
	switch {
	case c.gap.Reason != inventory.NotRequested:
		return Unread(c.gap)
	case c.unclear != "":
		return Unknown("how long a caller waits is not known: " + c.unclear)
	case len(c.limited) == 0 && len(c.others) == 0:
		return Unknown("no caller is visible, and those with IAM permissions do not show")
	case len(c.limited) == 0:
		return NotApplicable("none of its visible callers gives up: " + summary(c.others))
	}
	return p.callerVerdict(f, c, runs, longest)
}

// callerVerdict holds the runs against the callers. Which caller a run belongs to is not known: runs longer than every
// visible caller waits are lost, if all visible callers give up at some time. Otherwise there is only the setting.
func (p *Pass) callerVerdict(f *inventory.Function, c callers, runs, longest inventory.Series) Verdict {
	var exceeded []caller
	for _, one := range c.limited {
		timeout, gap, known := p.timeoutOf(f, one.qualifier)
		switch {
		case !known:
			return Unread(gap)
		case timeout == 0:
			return Unknown(fmt.Sprintf("the version that %s runs was not listed", inventory.Qualified(f.Name, one.qualifier)))
		case float64(timeout) > one.limit:
			one.timeout = timeout
			exceeded = append(exceeded, one)
		}
	}
	if len(exceeded) == 0 {
		return Clean("its timeout is within what its callers wait")
	}
	byLimit := func(a, b caller) int { return cmp.Or(cmp.Compare(a.limit, b.limit), cmp.Compare(a.name, b.name)) }
	first, last := slices.MinFunc(exceeded, byLimit), slices.MaxFunc(exceeded, byLimit)
	longestWait := slices.MaxFunc(c.limited, byLimit).limit
	past := timeseries.DaysWhere(longest, func(ms float64) bool { return ms/1000 > longestWait })
	most, _ := timeseries.Max(longest)
	most /= 1000
	evidence := []Evidence{
		longestDuration.evidence("longest run", seconds(most), most, "seconds", longest, "Maximum by day").against(longestWait),
		invocations.evidence("runs", fmt.Sprintf("%.0f", timeseries.Sum(runs)), timeseries.Sum(runs), "invocations", runs, "Sum by day"),
	}
	for _, one := range c.limited {
		evidence = append(evidence, counted("caller", one.String(), one.limit, "seconds"))
	}
	if past < p.Days(&repeatedDays) || len(c.others) > 0 || last.limit < longestWait {
		return Found(callerNote(f, c, first, evidence))
	}
	fact := durationP99.over(p, p.Days(&windowDays), daily, functionDims(f))
	p99s, known := fact.Get()
	if !known {
		return Unread(fact.Why())
	}
	often := timeseries.DaysWhere(p99s, func(ms float64) bool { return ms/1000 > longestWait })
	finding := Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("%s, and %s ran for longer on %s (up to %s). Unless a caller that does not show waits for those runs, they are paid and their answers discarded.",
			last, f.Name, plural(past, "day"), seconds(most)),
		Evidence: append(evidence, durationP99.evidence("days with one run in a hundred past the limit", fmt.Sprint(often), float64(often), "days", p99s, "p99 by day")),
		Fix:      callerFix(last),
	}
	if often >= p.Days(&repeatedDays) {
		finding.Severity = High
		finding.Message += fmt.Sprintf(" On %s it was more than one run in a hundred.", plural(often, "day"))
	}
	return Found(finding)
}

// callerNote says from configuration alone that the function may run for longer than a caller waits.
func callerNote(f *inventory.Function, c callers, first caller, evidence []Evidence) Finding {
	message := fmt.Sprintf("%s, and %s may run for %d s. What it does after that is paid and its answer discarded.", first, f.Name, first.timeout)
	if len(c.others) > 0 {
		message += fmt.Sprintf(" It is called by %s as well: its long runs may be theirs.", summary(c.others))
	}
	return Finding{
		Severity: Info, Confidence: Measured, Message: message,
		Evidence: append(evidence, setting("timeout", fmt.Sprintf("%d s", first.timeout))),
		Fix:      callerFix(first),
	}
}

func callerFix(c caller) Fix {
	summary := "Set the function's timeout just below what its caller waits, so that a run fails while somebody hears of it; work that takes longer belongs behind a queue or in Step Functions, with an answer that says where the result will be."
	if c.api {
		summary += " A Regional or private REST API may be allowed to wait longer than 29 s."
	}
	below := max(1, int(c.limit)-1)
	return Fix{Summary: summary, Edits: []Property{
		{"cloudformation", "AWS::Lambda::Function Timeout", fmt.Sprint(below)},
		{"terraform", "aws_lambda_function timeout", fmt.Sprint(below)},
	}}
}
