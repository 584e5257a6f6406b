package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// The largest zip that Lambda takes in a direct upload, and the most that one may unpack to with its layers, in MB of
// 1,048,576 bytes (AWS, "Lambda quotas", 2026-11).
const (
	longestUpload = 50
	mostUnzipped  = 250
)

var nearShare = Threshold{
	Name: "near_share", Default: 0.8, Unit: "share of the limit",
	Doc:    "From this share of a size limit on, it is near.",
	Source: "our choice, 2026-11: a fifth of slack is one more dependency, or a few months of deployments",
}

var fullStorage = Threshold{
	Name: "full_share", Default: 0.95, Unit: "share of the limit",
	Doc:    "From this share of the account's code storage on, the severity is high.",
	Source: "our choice, 2026-11: a deployment that does not fit fails",
}

var lambdaPackageNearLimit = Check{
	ID:         "lambda-package-near-limit",
	Title:      "Package or code storage close to its size limit",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaSettings},
	Thresholds: []*Threshold{&nearShare, &fullStorage},
	Judge:      allOf(eachFunction(judgePackageNearLimit), onceARegion("lambda-code-storage", judgeCodeStorage)),
}

func judgePackageNearLimit(p *Pass, f *inventory.Function) Verdict {
	if f.Config.Image() {
		return NotApplicable("a container image")
	}
	code, limit := float64(f.Config.CodeBytes)/(1<<20), p.Limit(&nearShare)*longestUpload
	if code < limit {
		return Clean(fmt.Sprintf("its code is %.1f of %d MB", code, longestUpload))
	}
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("The zip of %s is %.1f MB, and a direct upload takes %d MB.", f.Name, code, longestUpload),
		Evidence: []Evidence{
			counted("code", fmt.Sprintf("%.1f MB compressed", code), code, "MB").against(limit),
			setting("layers", fmt.Sprintf("%d, %s compressed", len(f.Config.Layers), mebibytes(f.Config.PackageBytes()-f.Config.CodeBytes))),
		},
		Fix: Fix{Summary: "Leave out what is not needed, or move large dependencies, models and data to S3, EFS or a layer of their own. " +
			"A zip that is uploaded to S3 first may be larger, as long as code and layers unpack to 250 MB; a container image may be 10 GB."},
	}
	if code > longestUpload {
		finding.Confidence = Inferred
		finding.Message = fmt.Sprintf("The zip of %s is %.1f MB, more than a direct upload takes. With its layers it must not unpack to more than %d MB, and how much that is cannot be seen.",
			f.Name, code, mostUnzipped)
	}
	return Found(finding)
}

// judgeCodeStorage judges what all functions and layers of the region store together.
func judgeCodeStorage(p *Pass) Verdict {
	if len(p.Region.Functions) == 0 {
		return NotApplicable("no functions in the region")
	}
	fact := Read(p, inventory.SettingsKey())
	settings, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why())
	case settings.CodeBytesLimit <= 0:
		return Unknown("Lambda does not say how much code the account may store")
	}
	used, limit := float64(settings.CodeBytes)/(1<<30), float64(settings.CodeBytesLimit)/(1<<30)
	share := used / limit
	words := fmt.Sprintf("%.1f of %.1f GB (%s)", used, limit, percent(share*100))
	if share < p.Limit(&nearShare) {
		return Clean("code storage: " + words)
	}
	finding := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("Lambda code storage in %s is at %s. When it is full, no function or version can be published.", p.Region.Name, words),
		Evidence: []Evidence{
			counted("code storage", words, used, "GB").against(p.Limit(&nearShare) * limit),
			setting("largest", largestCode(p.Region.Functions)),
		},
		Fix: Fix{Summary: "Delete versions and layer versions that nothing reaches, and let deployments keep only the last few. It counts every version of every function and layer in the region."},
	}
	if share >= p.Limit(&fullStorage) {
		finding.Severity = High
	}
	return Found(finding)
}

// largestCode names the three functions that store the most, all their versions together.
func largestCode(functions []inventory.Function) string {
	stored := func(f inventory.Function) int64 {
		bytes := f.Config.CodeBytes
		for _, v := range f.Versions {
			bytes += v.Config.CodeBytes
		}
		return bytes
	}
	sorted := slices.SortedStableFunc(slices.Values(functions), func(a, b inventory.Function) int { return cmp.Compare(stored(b), stored(a)) })
	var words []string
	for _, f := range sorted[:min(3, len(sorted))] {
		words = append(words, fmt.Sprintf("%s (%s in %s)", f.Name, mebibytes(stored(f)), plural(len(f.Versions)+1, "version")))
	}
	return strings.Join(words, ", ")
}
