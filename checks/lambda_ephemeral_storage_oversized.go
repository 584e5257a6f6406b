package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// The /tmp that costs nothing, which is also the least, in MB (AWS Lambda pricing, 2026-09).
const freeEphemeral = 512

var lambdaEphemeralStorageOversized = Check{
	ID:         "lambda-ephemeral-storage-oversized",
	Title:      "More /tmp than its runs fill",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.MetricNames},
	Thresholds: []*Threshold{&sizeHeadroom, &leastSaving, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeEphemeralOversized),
}

func judgeEphemeralOversized(p *Pass, f *inventory.Function) Verdict {
	size := f.Config.EphemeralMB
	switch {
	case size <= freeEphemeral:
		return NotApplicable("it has the /tmp that costs nothing")
	case f.CapacityARN != "":
		return NotApplicable("Lambda Managed Instances bill the instances, not /tmp")
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	}
	b, gap, priced := p.billOf(f)
	switch {
	case !priced && gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case priced && b.ephemeralUSD < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("the /tmp above %d MB costs %s a month", freeEphemeral, usd(b.ephemeralUSD)))
	}
	active, gap, known := insightsTmp.exists(p, insightsDims(f))
	switch {
	case !known:
		return Unread(gap)
	case !active:
		return Unknown("use of /tmp is not measured: Lambda Insights would say")
	}
	fact := insightsTmp.over(p, p.Days(&windowDays), daily, insightsDims(f))
	used, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if v, few := p.tooFewDays(used); few {
		return v
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), used)); young {
		return v
	}
	most, _ := timeseries.Max(used)
	most /= 1 << 20
	smaller := max(freeEphemeral, roomFor(most, p.Limit(&sizeHeadroom)))
	if smaller >= size {
		return Clean(fmt.Sprintf("its runs left up to %.0f of %d MB in /tmp", most, size))
	}
	finding := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s has %d MB of /tmp, and its runs left at most %.0f MB there. What a run deletes before it ends does not show.", f.Name, size, most),
		Evidence: []Evidence{
			insightsTmp.evidence("used of /tmp at most", fmt.Sprintf("%.0f of %d MB (%s)", most, size, fromInsights), most, "MB", used, "Maximum by day").against(float64(smaller)),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Set it to %d MB, after making sure that no run needs more for a moment.", smaller),
			CLI:     p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name, "--ephemeral-storage", fmt.Sprintf(`{"Size":%d}`, smaller)),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Function EphemeralStorage.Size", fmt.Sprint(smaller)},
				{"terraform", "aws_lambda_function ephemeral_storage.size", fmt.Sprint(smaller)},
			},
		},
	}
	price, known := p.Prices.LambdaEphemeral(p.Region.Name)
	if !priced || !known {
		finding.PriceGap = p.priceUnknown("/tmp")
		return Found(finding)
	}
	saving := b.ephemeralUSD * float64(size-smaller) / float64(size-freeEphemeral)
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	finding.Severity = severityOfCost(saving)
	finding.Savings = &Savings{
		LowUSD: saving, HighUSD: saving,
		Basis: fmt.Sprintf("%d MB of /tmp during its durations, without init", size-smaller),
		Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf, Meters: []string{ephemeralMeter(f)},
	}
	return Found(finding)
}
