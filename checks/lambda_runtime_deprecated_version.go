package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
)

var lambdaRuntimeDeprecatedVersion = Check{
	ID:       "lambda-runtime-deprecated-version",
	Title:    "Published version in use on a deprecated runtime, while $LATEST is fine",
	Category: Lifecycle,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     []inventory.Dataset{inventory.LambdaAliases, inventory.MetricNames, inventory.LambdaPolicies},
	Judge:    eachFunction(judgeRuntimeDeprecatedVersion),
}

func judgeRuntimeDeprecatedVersion(p *Pass, f *inventory.Function) Verdict {
	if f.Config.Image() {
		return NotApplicable("a container image, whose versions are too")
	}
	if latest, ok := runtimes.Lookup(f.Config.Runtime); ok && latest.PhaseAt(p.TakenAt) != runtimes.Supported {
		return NotApplicable("$LATEST is on a deprecated runtime itself: lambda-runtime-deprecated")
	}
	var old []inventory.Version
	unlisted := ""
	for _, v := range f.Versions {
		switch r, ok := runtimes.Lookup(v.Config.Runtime); {
		case !ok:
			unlisted = v.Config.Runtime
		case r.PhaseAt(p.TakenAt) != runtimes.Supported:
			old = append(old, v)
		}
	}
	var used, why []string
	var gap inventory.Gap
	var worst runtimes.Runtime
	for _, v := range slices.Backward(old) {
		led := p.usedVersion(f, v.Number)
		if !led.reached {
			gap = led.gap
			continue
		}
		r, _ := runtimes.Lookup(v.Config.Runtime)
		if worst.ID == "" || r.Deprecated.Before(worst.Deprecated) {
			worst = r
		}
		used = append(used, "version "+v.Number+" on "+r.ID)
		why = append(why, "version "+v.Number+": "+led.why)
	}
	switch {
	case len(used) > 0:
		return Found(deprecatedVersionFinding(p, f, used, why, worst))
	case gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case unlisted != "":
		return Unknown(fmt.Sprintf("the runtime %q of a version is not in the table of %s", unlisted, runtimes.AsOf()))
	case len(old) == 0:
		return Clean("no published version is on a deprecated runtime")
	}
	if v, edge := p.maybeEdge(f); edge {
		return v
	}
	return Clean("no alias points to a version on a deprecated runtime, and none was called in two weeks")
}

func deprecatedVersionFinding(p *Pass, f *inventory.Function, used, why []string, worst runtimes.Runtime) Finding {
	what := strings.Join(used[:min(len(used), 3)], ", ")
	if more := len(used) - 3; more > 0 {
		what += fmt.Sprintf(" and %d more", more)
	}
	return Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s has moved to %s, but calls still reach %s: deprecated since %s, without security patches.",
			f.Name, f.Config.Runtime, what, date(worst.Deprecated)),
		Evidence: []Evidence{
			setting("runtime of $LATEST", f.Config.Runtime), setting("in use", strings.Join(why, "; ")),
			setting("deprecated", fmt.Sprintf("%s on %s", worst.ID, date(worst.Deprecated))), setting("table of", runtimes.AsOf()),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Publish a version of $LATEST, which is on %s, and point the alias or the callers at it after a test.", f.Config.Runtime),
			CLI:     p.awsCLI("lambda", "publish-version", "--function-name", f.Name),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Alias FunctionVersion", "a version published since"},
				{"terraform", "aws_lambda_alias function_version", "the version of its aws_lambda_function, with publish = true"},
			},
		},
	}
}
