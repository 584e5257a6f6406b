package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
)

var coldFactor = Threshold{
	Name: "cold_factor", Default: 5, Unit: "times the warm runs",
	Doc:    "A first run whose handler takes this many times as long as that of later ones does work that belongs before the handler.",
	Source: "our choice, 2026-11: caches that fill and connections that open make a first run slower too, though seldom by so much",
}

var noticeableDelay = Threshold{
	Name: "noticeable_delay_ms", Default: 100, Unit: "milliseconds",
	Doc:    "The least that a first run must take longer than later ones.",
	Source: "our choice, 2026-11: a tenth of a second is about what a person notices",
}

var leastCold = Threshold{
	Name: "least_cold", Default: 10, Unit: "cold starts",
	Doc:    "The fewest first runs, and the fewest later ones, whose median says anything.",
	Source: "our choice, 2026-11",
}

var lambdaInitInHandler = Check{
	ID:         "lambda-init-in-handler",
	Title:      "Work in the handler of a first run that belongs before it",
	Category:   Latency,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LogReports},
	Thresholds: []*Threshold{&coldFactor, &noticeableDelay, &leastCold, &slowInit},
	Judge:      eachFunction(judgeInitInHandler),
}

func judgeInitInHandler(p *Pass, f *inventory.Function) Verdict {
	if v, elsewhere := startsElsewhere(f); elsewhere {
		return v
	}
	fact := Read(p, inventory.ReportsKey(f.Name))
	r, ok := fact.Get()
	switch {
	case fact.Why().Reason == inventory.NotEnabled:
		return Unknown("how long first runs take is not measured: --scan-logs for its report lines would say")
	case !ok:
		return Unread(fact.Why())
	case min(float64(r.Cold), float64(r.Runs-r.Cold)) < p.Limit(&leastCold):
		return Unknown(fmt.Sprintf("fewer than %.0f cold or warm runs in %s", p.Limit(&leastCold), plural(r.Days, "day")))
	}
	delay := r.ColdMedianMS - r.WarmMedianMS
	if r.ColdMedianMS < p.Limit(&coldFactor)*r.WarmMedianMS || delay < p.Limit(&noticeableDelay) {
		return Clean(fmt.Sprintf("a first run takes %.0f ms, a later one %.0f ms", r.ColdMedianMS, r.WarmMedianMS))
	}
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("The handler of %s takes %.0f ms in the first run of an environment and %.0f ms in later ones, init left out: %s.",
			f.Name, r.ColdMedianMS, r.WarmMedianMS, lateWork(f)),
		Evidence: []Evidence{
			counted("first runs", fmt.Sprintf("%.0f ms, median of %d in %s (%s)", r.ColdMedianMS, r.Cold, plural(r.Days, "day"), fromReports), r.ColdMedianMS, "milliseconds").
				against(p.Limit(&coldFactor) * r.WarmMedianMS),
			counted("later runs", fmt.Sprintf("%.0f ms, median of %d", r.WarmMedianMS, r.Runs-r.Cold), r.WarmMedianMS, "milliseconds"),
		},
		Fix: Fix{Summary: "Create clients, read configuration and secrets, and import modules outside the handler, where init has the CPU for it " +
			"and where provisioned concurrency and SnapStart do it beforehand. On Java and .NET, run the hot path once during init (SnapStart's runtime hooks can)."},
	}
	if delay >= p.Limit(&slowInit) {
		finding.Severity = Medium
	}
	return Found(finding)
}

// lateWork says what makes a first run slow, which the report lines do not tell.
func lateWork(f *inventory.Function) string {
	switch runtimes.Family(f.Config.Runtime) {
	case "java", "dotnet":
		return "clients that it sets up, or code that is compiled when it first runs"
	}
	return "probably clients, configuration or modules that it sets up there"
}
