package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
)

var interpretedBudget = Threshold{
	Name: "interpreted_mb", Default: 10, Unit: "MB (1,048,576 bytes), compressed, layers included",
	Doc:    "The package budget of interpreted runtimes.",
	Source: "our choice, 2026-11: a fifth of the 50 MB that Lambda takes by direct upload",
}

var compiledBudget = Threshold{
	Name: "compiled_mb", Default: 25, Unit: "MB (1,048,576 bytes), compressed, layers included",
	Doc:    "The package budget of Java, .NET and compiled (custom runtime) functions.",
	Source: "our choice, 2026-11: half of the 50 MB that Lambda takes by direct upload",
}

var imageBudget = Threshold{
	Name: "image_mb", Default: 500, Unit: "MB (1,048,576 bytes), compressed layers together",
	Doc:    "The size budget of container images.",
	Source: "our choice, 2026-11: twice the 250 MB that a zip may unpack to, because Lambda loads of an image only what is touched",
}

var noticeableInit = Threshold{
	Name: "noticeable_init_ms", Default: 500, Unit: "milliseconds",
	Doc:    "A measured init from this length on makes size matter even where no synchronous caller is known.",
	Source: "our choice, 2026-11: hello-world inits of every runtime are under it (maxday/lambda-perf, 2026-08-22)",
}

var lambdaPackageOversized = Check{
	ID:         "lambda-package-oversized",
	Title:      "Deployment package larger than its runtime's budget",
	Category:   Latency,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.MetricSeries, inventory.LogReports, inventory.ECRImages}, seenDatasets),
	Thresholds: []*Threshold{&interpretedBudget, &compiledBudget, &imageBudget, &noticeableInit, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgePackageOversized),
}

func judgePackageOversized(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("runs on Lambda Managed Instances, whose environments are started beforehand")
	}
	if f.Config.Image() {
		return judgeImageOversized(p, f)
	}
	budget := interpretedBudget
	switch runtimes.Family(f.Config.Runtime) {
	case "nodejs", "python", "ruby":
	case "java", "dotnet", "go", "custom":
		budget = compiledBudget
	default:
		return Unknown(fmt.Sprintf("no budget is known for the runtime %q", f.Config.Runtime))
	}
	limit := p.Limit(&budget)
	size := float64(f.Config.PackageBytes()) / (1 << 20)
	if size <= limit {
		return Clean(fmt.Sprintf("%.1f of %.0f MB", size, limit))
	}
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Evidence: []Evidence{
			{
				Name: "package and layers", Value: fmt.Sprintf("%.1f MB compressed", size), Number: &size, Unit: "MB", Threshold: &limit,
			},
			setting("code", mebibytes(f.Config.CodeBytes)), setting("layers", fmt.Sprint(len(f.Config.Layers))),
			setting("runtime", f.Config.Runtime),
		},
		Fix: Fix{Summary: fmt.Sprintf("Bring it under %.0f MB: bundle and tree-shake, leave out what the runtime already has (the AWS SDK), tests and sources, and move large data to S3 or EFS.", limit)},
	}
	who := p.ofAllQualifiers(f, p.whoIsSeen) // the severity is not worth listing every URL for
	if who.waiting == someoneWaits {
		finding.Message = fmt.Sprintf("%s unpacks %.1f MB at every cold start while a caller waits: %s.", f.Name, size, who.why)
		return Found(finding)
	}
	if who.gap.Reason != inventory.NotRequested {
		return Unread(who.gap)
	}
	return packageInBackground(p, f, finding, who, size)
}

// packageInBackground judges an oversized package that no synchronous caller is known for: worth knowing, unless the
// measured init says that it hurts.
func packageInBackground(p *Pass, f *inventory.Function, finding Finding, who audience, size float64) Verdict {
	c, v, measured := p.coldStartsOf(f)
	switch {
	case !measured && v.Gap.Reason != inventory.NotRequested:
		return v
	case measured && c.reaches(p, p.Limit(&noticeableInit)):
		finding.Message = fmt.Sprintf("%s unpacks %.1f MB at every cold start, and its init takes up to %.0f ms.", f.Name, size, c.maxMS)
		finding.Evidence = append(finding.Evidence, c.p99Says.against(p.Limit(&noticeableInit)))
		return Found(finding)
	}
	finding.Severity = Info
	finding.Message = fmt.Sprintf("%s is %.1f MB, which makes every cold start slower; no caller is known to wait for it (%s).", f.Name, size, who.why)
	return Found(finding)
}
