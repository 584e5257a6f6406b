package checks

import (
	"fmt"
	"math"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// What memory sizes AWS allows a function outside Managed Instances, in MB (AWS, "Lambda quotas", 2026-11).
const (
	leastMemory = 128
	mostMemory  = 10240
)

var memoryShare = Threshold{
	Name: "memory_share", Default: 0.5, Unit: "share of the memory",
	Doc:    "A function whose runs never use more than this share has more memory than it fills.",
	Source: "our choice, 2026-11: half leaves room for what the window did not show",
}

var leastMeasured = Threshold{
	Name: "least_measured", Default: 50, Unit: "invocations",
	Doc:    "The fewest invocations that say how much memory a function needs.",
	Source: "AWS Compute Optimizer User Guide, requirements of Lambda functions: 50 invocations in 14 days (2026-11)",
}

var lambdaMemoryOversized = Check{
	ID:         "lambda-memory-oversized",
	Title:      "More memory than any run uses",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       memoryDatasets,
	Thresholds: []*Threshold{&memoryShare, &leastMeasured, &sizeHeadroom, &leastSaving, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeMemoryOversized),
}

func judgeMemoryOversized(p *Pass, f *inventory.Function) Verdict {
	memory := f.Config.MemoryMB
	switch {
	case f.CapacityARN != "":
		return NotApplicable("Lambda Managed Instances bill the instances, not the memory")
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	case memory <= leastMemory:
		return Clean("it has the least memory there is")
	}
	b, gap, priced := p.billOf(f)
	switch {
	case !priced && gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case priced && p.sparedBy(f, b, leastMemory) < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("its durations cost %s a month", usd(b.durationUSD)))
	}
	runs, _ := invocations.over(p, p.Days(&windowDays), daily, functionDims(f)).Get() // read for the bill
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	use, v, ok := p.measuredMemory(f)
	if !ok {
		return v
	}
	if use.runs == 0 {
		use.runs = timeseries.Sum(timeseries.Since(runs, nextDay(f.Config.LastModified)))
	}
	switch {
	case use.runs < p.Limit(&leastMeasured):
		return Unknown(fmt.Sprintf("measured over %.0f invocations", use.runs))
	case use.days < p.Days(&minimumDays):
		return Unknown("measured on " + plural(use.days, "day"))
	case use.maxMB > p.Limit(&memoryShare)*float64(memory):
		return Clean(fmt.Sprintf("a run used %.0f of its %d MB", use.maxMB, memory))
	}
	return p.smallerMemory(f, b, priced, use)
}

// sparedBy is what a function's durations would cost less a month with another memory size, if they stayed as long.
func (p *Pass) sparedBy(f *inventory.Function, b bill, memoryMB int) float64 {
	gbSeconds := b.gbSeconds * float64(memoryMB) / float64(f.Config.MemoryMB)
	cost, _ := p.Prices.LambdaDurationCost(p.Region.Name, pricing.Arch(f.Config.Architecture), gbSeconds)
	return b.durationUSD - cost
}

// roomFor is the smallest multiple of 64 MB in which so much leaves a share free.
func roomFor(usedMB, free float64) int { return 64 * int(math.Ceil(usedMB/(1-free)/64)) }

func (p *Pass) smallerMemory(f *inventory.Function, b bill, priced bool, use memoryUse) Verdict {
	memory := f.Config.MemoryMB
	smaller := max(leastMemory, roomFor(use.maxMB, p.Limit(&sizeHeadroom)))
	if smaller >= memory {
		return Clean(fmt.Sprintf("%d MB are needed to leave room", smaller))
	}
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s used at most %.0f of its %d MB; %d MB would hold that. CPU comes with memory, so runs may take longer, and what is saved may be nothing: measure it.",
			f.Name, use.maxMB, memory, smaller),
		Evidence: []Evidence{
			use.evidence.against(p.Limit(&memoryShare) * float64(memory)),
			counted("measured over", fmt.Sprintf("%.0f invocations", use.runs), use.runs, "invocations").against(p.Limit(&leastMeasured)),
		},
		Fix: p.setMemory(f, smaller, fmt.Sprintf("Try %d MB and compare the durations: AWS Lambda Power Tuning does it for several sizes. Keep the present size if runs take longer in proportion.", smaller)),
	}
	if !priced {
		finding.PriceGap = p.priceUnknown("duration")
		return Found(finding)
	}
	saving := p.sparedBy(f, b, smaller)
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	finding.Severity = min(Medium, severityOfCost(saving))
	finding.Evidence = append(finding.Evidence, b.evidence)
	finding.Savings = &Savings{
		HighUSD: saving,
		Basis:   fmt.Sprintf("from nothing to %d of %d MB of its durations, %s a month without init, if they stay as long", memory-smaller, memory, usd(b.durationUSD)),
		Price:   fmt.Sprintf("%g USD per %s", b.price.USD, b.price.Unit), Source: b.price.Source, AsOf: b.price.AsOf,
		Meters: []string{durationMeter(f)},
	}
	return Found(finding)
}

// setMemory is the fix that changes a function's memory.
func (p *Pass) setMemory(f *inventory.Function, mb int, summary string) Fix {
	return Fix{
		Summary: summary,
		CLI:     p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name, "--memory-size", fmt.Sprint(mb)),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Function MemorySize", fmt.Sprint(mb)},
			{"terraform", "aws_lambda_function memory_size", fmt.Sprint(mb)},
		},
	}
}
