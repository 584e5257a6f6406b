package checks

import (
	"fmt"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
	"github.com/computelint/computelint/internal/timeseries"
)

var noticeDays = Threshold{
	Name: "notice_days", Default: 180, Unit: "days",
	Doc:    "A runtime that is deprecated within this time is reported as information.",
	Source: "AWS gives at least 180 days notice (Lambda runtimes documentation, 2026-11)",
}

var soonDays = Threshold{
	Name: "soon_days", Default: 120, Unit: "days",
	Doc:    "A runtime that is deprecated within this time is reported at low severity.",
	Source: "our choice, 2026-11: a quarter to plan and a month to do it",
}

var lambdaRuntimeDeprecated = Check{
	ID:         "lambda-runtime-deprecated",
	Title:      "Runtime that is deprecated, or will be soon",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries},
	Thresholds: []*Threshold{&noticeDays, &soonDays, &windowDays},
	Judge:      eachFunction(judgeRuntimeDeprecated),
}

func judgeRuntimeDeprecated(p *Pass, f *inventory.Function) Verdict {
	if f.Config.Image() {
		return Unknown("runtime unknown: image")
	}
	r, ok := runtimes.Lookup(f.Config.Runtime)
	if !ok {
		return Unknown(fmt.Sprintf("the runtime %q is not in the table of %s", f.Config.Runtime, runtimes.AsOf()))
	}
	severity, due := p.runtimeSeverity(r)
	if !due {
		return Clean(fmt.Sprintf("%s is supported", r.ID))
	}
	finding := Finding{
		Severity: severity, Confidence: Measured,
		Message: fmt.Sprintf("%s runs on %s, %s.", f.Name, r.ID, p.runtimeState(r)),
		Evidence: []Evidence{
			setting("runtime", r.ID), setting("deprecated", date(r.Deprecated)),
			setting("creation blocked", dateOrUnset(r.BlockCreate)), setting("updates blocked", dateOrUnset(r.BlockUpdate)),
			setting("table of", runtimes.AsOf()),
		},
		Fix: runtimeFix(p, f, r),
	}
	// How much hangs on it. The verdict does not, so a series that could not be read only leaves the line out.
	fact := invocations.over(p, p.Days(&windowDays), daily, functionDims(f))
	if s, ok := fact.Get(); ok {
		perDay := timeseries.Sum(s) / (p.TakenAt.Sub(s.Start).Hours() / 24)
		finding.Evidence = append(finding.Evidence,
			invocations.evidence("invocations a day", fmt.Sprintf("%.0f", perDay), perDay, "invocations", s, "Sum by day"))
	}
	return Found(finding)
}

func (p *Pass) runtimeSeverity(r runtimes.Runtime) (Severity, bool) {
	switch r.PhaseAt(p.TakenAt) {
	case runtimes.UpdateBlocked:
		return Critical, true
	case runtimes.CreateBlocked:
		return High, true
	case runtimes.Deprecated:
		return Medium, true
	case runtimes.Supported: // for how long, the date says
	}
	switch {
	case r.Deprecated.IsZero():
		return Info, false
	case r.Deprecated.Before(p.TakenAt.AddDate(0, 0, p.Days(&soonDays))):
		return Low, true
	case r.Deprecated.Before(p.TakenAt.AddDate(0, 0, p.Days(&noticeDays))):
		return Info, true
	}
	return Info, false
}

// runtimeState says in words where in its life the runtime is, with the next date that matters.
func (p *Pass) runtimeState(r runtimes.Runtime) string {
	until := func(t time.Time) string {
		return fmt.Sprintf("%s, in %s", date(t), plural(days(t.Sub(p.TakenAt.Truncate(daily))), "day")) // dates, not hours
	}
	switch r.PhaseAt(p.TakenAt) {
	case runtimes.UpdateBlocked:
		return fmt.Sprintf("deprecated since %s; its code can no longer be updated since %s", date(r.Deprecated), date(r.BlockUpdate))
	case runtimes.CreateBlocked:
		return fmt.Sprintf("deprecated since %s; new functions are blocked since %s, updates from %s", date(r.Deprecated), date(r.BlockCreate), dateOrUnset(r.BlockUpdate))
	case runtimes.Deprecated:
		if r.BlockUpdate.IsZero() {
			return fmt.Sprintf("deprecated since %s: it gets no security patches", date(r.Deprecated))
		}
		return fmt.Sprintf("deprecated since %s: it gets no security patches, and updates are blocked from %s", date(r.Deprecated), until(r.BlockUpdate))
	default:
		return fmt.Sprintf("which is deprecated on %s", until(r.Deprecated))
	}
}

func dateOrUnset(t time.Time) string {
	if t.IsZero() {
		return "not scheduled"
	}
	return date(t)
}

func runtimeFix(p *Pass, f *inventory.Function, r runtimes.Runtime) Fix {
	if r.Successor == "" {
		return Fix{Summary: "Move to a supported runtime, or to a container image."}
	}
	return Fix{
		Summary: fmt.Sprintf("Test on %s and move to it. Invocations are never blocked, but patches and updates are.", r.Successor),
		CLI: p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name,
			"--runtime", r.Successor),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Function Runtime", r.Successor},
			{"terraform", "aws_lambda_function runtime", r.Successor},
		},
	}
}
