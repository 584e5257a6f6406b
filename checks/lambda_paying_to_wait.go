package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// The memory that comes with one whole vCPU, in MB (AWS Lambda Developer Guide, "Configure Lambda function memory", 2026-11).
const memoryOfOneVCPU = 1769

var computingShare = Threshold{
	Name: "computing_share", Default: 0.1, Unit: "share of the duration",
	Doc:    "A function whose CPU time is less than this share of its duration waits for others nearly all the time.",
	Source: "our choice, 2026-11: nine tenths of the bill buy waiting",
}

var starvedShare = Threshold{
	Name: "starved_share", Default: 0.5, Unit: "share of the CPU time it may use",
	Doc:    "From this share of what its memory gives it on, a small function is not said to wait: it may be short of CPU.",
	Source: "our choice, 2026-11: Lambda gives CPU in proportion to memory; who uses less than half of it is held up by something else",
}

var longRun = Threshold{
	Name: "long_run_seconds", Default: 1, Unit: "seconds",
	Doc:    "Only functions whose average run takes at least this long are judged.",
	Source: "our choice, 2026-11: what waits for less gains nothing from being split",
}

var lambdaPayingToWait = Check{
	ID:         "lambda-paying-to-wait",
	Title:      "Function that is billed for waiting",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricNames, inventory.MetricSeries},
	Thresholds: []*Threshold{&computingShare, &starvedShare, &longRun, &leastSaving, &minimumDays, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgePayingToWait),
}

func judgePayingToWait(p *Pass, f *inventory.Function) Verdict {
	switch {
	case f.CapacityARN != "":
		return NotApplicable("Lambda Managed Instances bill the instances, not the duration")
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	}
	active, gap, known := invocations.exists(p, functionDims(f))
	switch {
	case !known:
		return Unread(gap)
	case !active:
		return Unknown("not invoked in the last two weeks")
	}
	runs, durations, gap, known := overBoth(p, invocations, totalDuration, p.Days(&windowDays), daily, functionDims(f))
	if !known {
		return Unread(gap)
	}
	if v, few := p.tooFewDays(runs); few {
		return v
	}
	if average := timeseries.Sum(durations) / timeseries.Sum(runs) / 1000; average < p.Limit(&longRun) {
		return Clean(fmt.Sprintf("its average run takes %s", seconds(average)))
	}
	b, gap, priced := p.billOf(f)
	switch {
	case !priced && gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case priced && b.durationUSD < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("its durations cost %s a month", usd(b.durationUSD)))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	measured, gap, known := insightsCPU.exists(p, insightsDims(f))
	switch {
	case !known:
		return Unread(gap)
	case !measured:
		return Unknown("CPU time is not measured: Lambda Insights would say")
	}
	fact := insightsCPU.over(p, p.Days(&windowDays), daily, insightsDims(f))
	cpu, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	return p.waitVerdict(f, b, priced, cpu, durations)
}

// waitVerdict compares the CPU time of each day with the durations, and with what a function of its size could have used on
// one core: a small function that computes without pause gets only a part of a core, and must not look as if it waited.
func (p *Pass) waitVerdict(f *inventory.Function, b bill, priced bool, cpu, durations inventory.Series) Verdict {
	core := min(1, float64(f.Config.MemoryMB)/memoryOfOneVCPU)
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	limit := min(p.Limit(&computingShare), p.Limit(&starvedShare)*core)
	var used, ran float64
	idleDays := 0
	for i := range min(len(cpu.Values), len(durations.Values)) {
		spent, ms := float64(cpu.Values[i]), float64(durations.Values[i])
		if spent >= 0 && ms > 0 {
			used, ran = used+spent, ran+ms
			if spent < limit*ms {
				idleDays++
			}
		}
	}
	if ran == 0 {
		return Unknown("CPU time and durations were measured on different days")
	}
	share, computing := used/ran, used/(ran*core)
	if share >= limit || idleDays < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("it computes for %s of its duration, %s of what %d MB allow", percent(100*share), percent(100*computing), f.Config.MemoryMB))
	}
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s computes for %s of its duration, where %d MB allow %s, and waits for the rest, which is billed like work.",
			f.Name, percent(100*share), f.Config.MemoryMB, percent(100*core)),
		Evidence: []Evidence{
			insightsCPU.evidence("CPU time", fmt.Sprintf("%s (%s)", seconds(used/1000), fromInsights), used/1000, "seconds", cpu, "Sum by day"),
			totalDuration.evidence("duration", seconds(ran/1000), ran/1000, "seconds", durations, "Sum by day"),
			counted("share of it", percent(100*share), share, "share").against(limit),
		},
		Fix: Fix{Summary: "Let somebody else wait: Step Functions (Wait states, .sync and callback tasks), a durable function, or a queue for the answer. Where it must wait itself, more calls at once in one run, or less memory, cost less."},
	}
	if !priced {
		finding.PriceGap = p.priceUnknown("duration")
		return Found(finding)
	}
	high := b.durationUSD * (1 - computing)
	if high < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("waiting costs it %s a month", usd(high)))
	}
	finding.Severity = severityOfCost(high)
	finding.Savings = &Savings{
		HighUSD: high,
		Basis:   fmt.Sprintf("from nothing to %s of its durations, which are %s a month without init", percent(100*(1-computing)), usd(b.durationUSD)),
		Price:   fmt.Sprintf("%g USD per %s", b.price.USD, b.price.Unit), Source: b.price.Source, AsOf: b.price.AsOf,
		Meters: []string{durationMeter(f)},
	}
	return Found(finding)
}
