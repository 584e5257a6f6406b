package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
)

// armLaunch is when Lambda began to offer arm64 (AWS News Blog, 2021-09-29). It did so for the managed runtimes on Amazon
// Linux 2 that were not yet retired, and every newer one.
var armLaunch = time.Date(2021, 9, 29, 0, 0, 0, 0, time.UTC)

// armTwins are layers of publishers that offer each for both architectures under two names, where the name for x86 does
// not say so: Lambda Insights, AppConfig, Parameters and Secrets (AWS's pages of their ARNs), Datadog's extension
// (docs.datadoghq.com; all read 2026-11).
var armTwins = map[string]string{
	"LambdaInsightsExtension":                     "LambdaInsightsExtension-Arm64",
	"AWS-AppConfig-Extension":                     "AWS-AppConfig-Extension-Arm64",
	"AWS-Parameters-and-Secrets-Lambda-Extension": "AWS-Parameters-and-Secrets-Lambda-Extension-Arm64",
	"Datadog-Extension":                           "Datadog-Extension-ARM",
}

var lambdaARM64Candidate = Check{
	ID:         "lambda-arm64-candidate",
	Title:      "Function on x86 that could run on arm64 for less",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.LambdaLayers, inventory.LambdaPolicies},
	Thresholds: []*Threshold{&leastSaving, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeARM64Candidate),
}

func judgeARM64Candidate(p *Pass, f *inventory.Function) Verdict {
	if v, settled := p.staysOnX86(f); settled {
		return v
	}
	b, gap, priced := p.billOf(f)
	onARM, known := p.Prices.LambdaDurationCost(p.Region.Name, pricing.ARM, b.gbSeconds)
	priced = priced && known
	switch {
	case !priced && gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case priced && b.durationUSD-onARM < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("its durations cost %s a month", usd(b.durationUSD)))
	}
	runs, _ := invocations.over(p, p.Days(&windowDays), daily, functionDims(f)).Get() // read for the bill
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	var twins []string
	for _, l := range f.Config.Layers {
		twin, v, ok := p.layerOnARM(l.ARN)
		if !ok {
			return v
		}
		if twin != "" {
			twins = append(twins, twin)
		}
	}
	if v, edge := p.maybeEdge(f); edge {
		return v
	}
	return Found(p.armFinding(f, b, onARM, priced, twins))
}

// staysOnX86 settles what the configuration alone decides.
func (p *Pass) staysOnX86(f *inventory.Function) (Verdict, bool) {
	c := f.Config
	runtime, known := runtimes.Lookup(c.Runtime)
	switch {
	case f.CapacityARN != "":
		return NotApplicable("its capacity provider decides the architecture"), true
	case f.MasterARN != "":
		return NotApplicable("Lambda@Edge runs on x86 only"), true
	case c.Architecture == string(pricing.ARM):
		return Clean("it runs on arm64"), true
	case c.Architecture != string(pricing.X86):
		return Unknown("its architecture is not known"), true
	case c.Image():
		return Unknown("a container image: whether there is one for arm64 is not seen"), true
	case !known:
		return Unknown("whether its runtime exists for arm64 is not known"), true
	case runtime.Compiled():
		return Unknown("its code is compiled: whether it can be built for arm64 is not seen"), true
	case runtime.OS == "AL1" || !runtime.Deprecated.IsZero() && runtime.Deprecated.Before(armLaunch):
		return NotApplicable(runtime.Name + " does not exist for arm64"), true
	case !runtime.BlockUpdate.IsZero() && !p.TakenAt.Before(runtime.BlockUpdate):
		return NotApplicable(runtime.Name + " is retired: functions on it cannot be changed"), true
	}
	return Verdict{}, false
}

// layerOnARM tells whether a layer works on arm64, or has a twin that does. One call for each distinct layer of this
// account; those of others cannot be asked about.
func (p *Pass) layerOnARM(arn string) (twin string, v Verdict, ok bool) {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 {
		return "", Unknown("one of its layers has no name"), false
	}
	name, lower := parts[6], strings.ToLower(parts[6])
	if twin, known := armTwins[name]; known {
		return twin, v, true
	}
	for _, word := range []string{"x86_64", "x86-64", "amd64"} {
		if at := strings.Index(lower, word); at >= 0 {
			return name[:at] + "arm64" + name[at+len(word):], v, true
		}
	}
	if parts[4] != p.Account {
		return "", Unknown("what the layer " + name + " of another account was built for cannot be asked"), false
	}
	fact := Read(p, inventory.LayerKey(arn))
	layer, known := fact.Get()
	switch {
	case !known:
		return "", Unread(fact.Why()), false
	case len(layer.Architectures) == 0:
		return "", Unknown("the layer " + name + " does not say what it was built for"), false
	case !slices.Contains(layer.Architectures, string(pricing.ARM)):
		return "", NotApplicable("its layer " + name + " was built for x86 only"), false
	}
	return "", v, true
}

func (p *Pass) armFinding(f *inventory.Function, b bill, onARM float64, priced bool, twins []string) Finding {
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s runs on x86, and %s exists for arm64 too. Native code in its package would not show.", f.Name, f.Config.Runtime),
		Evidence: []Evidence{
			setting("architecture", f.Config.Architecture), setting("runtime", f.Config.Runtime),
		},
		Fix: Fix{
			Summary: "Build the package for arm64 where it has native parts, and deploy it with the architecture arm64 under an alias that shifts traffic slowly. Compare durations: most code is as fast or faster.",
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Function Architectures", string(pricing.ARM)},
				{"terraform", "aws_lambda_function architectures", string(pricing.ARM)},
			},
		},
	}
	if len(twins) > 0 {
		finding.Fix.Summary += " Take the layers' twins: " + strings.Join(twins, ", ") + "."
		finding.Evidence = append(finding.Evidence, setting("layers to change", strings.Join(twins, ", ")))
	}
	price, _ := p.Prices.LambdaDuration(p.Region.Name, pricing.ARM)
	if !priced {
		finding.PriceGap = p.priceUnknown("duration on arm64")
		return finding
	}
	saving := b.durationUSD - onARM
	finding.Message = fmt.Sprintf("%s runs on x86, and %s exists for arm64, where its durations would cost %.0f%% less. Native code in its package would not show.",
		f.Name, f.Config.Runtime, 100*saving/b.durationUSD)
	finding.Severity = severityOfCost(saving)
	finding.Evidence = append(finding.Evidence, b.evidence)
	finding.Savings = &Savings{
		LowUSD: saving, HighUSD: saving,
		Basis: fmt.Sprintf("durations of %s a month without init, if runs take as long on arm64", usd(b.durationUSD)),
		Price: fmt.Sprintf("%g instead of %g USD per %s", price.USD, b.price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{durationMeter(f)},
	}
	return finding
}
