package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/runtimes"
	"github.com/computelint/computelint/internal/timeseries"
)

// warmFloor is how long a warm run that does nothing takes on a runtime with CPU to spare (1024 MB, x86), in milliseconds.
// From maxday/lambda-perf, 2026-08-22, the slowest supported version of each language; of those that bring their own runtime, Go.
var warmFloor = map[string]float64{"nodejs": 3, "python": 2, "ruby": 3, "java": 7, "dotnet": 80, "custom": 2}

var smallMemory = Threshold{
	Name: "small_memory", Default: 256, Unit: "MB",
	Doc:    "Functions with more memory than this are not judged.",
	Source: "AWS Lambda Developer Guide, 2026-11: 1769 MB come with one vCPU, so 256 MB with a seventh of one",
}

var cpuShare = Threshold{
	Name: "cpu_share", Default: 0.8, Unit: "share of the CPU time it may use",
	Doc:    "From this share on a function computes nearly all the time, so that more CPU shortens it. So it does where the CPU time is this share of the duration itself.",
	Source: "our choice, 2026-11: a fifth is left for waiting and for the measurement",
}

var mostCPU = Threshold{
	Name: "most_cpu", Default: 1.3, Unit: "times the CPU time it may use",
	Doc:    "More than this is not the CPU time of the runs alone, unless it is cpu_share of their duration: Lambda would not have let them have it.",
	Source: "our choice, 2026-11: Lambda gives CPU in proportion to memory; a third above that is left for bursts and for inits counted too low",
}

var timesFloor = Threshold{
	Name: "times_floor", Default: 10, Unit: "times the runtime's own",
	Doc:    "Only functions whose median run takes so many times what an empty one takes with CPU to spare are judged.",
	Source: "maxday/lambda-perf, 2026-08-22: an empty .NET function takes ten times as long at 128 MB as at 1024 MB",
}

var lambdaCPUStarved = Check{
	ID:         "lambda-cpu-starved",
	Title:      "Small function that computes as much as it is let",
	Category:   Latency,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricSeries, inventory.MetricNames},
	Thresholds: []*Threshold{&smallMemory, &timesFloor, &cpuShare, &mostCPU, &leastTraffic, &repeatedDays, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeCPUStarved),
}

func judgeCPUStarved(p *Pass, f *inventory.Function) Verdict {
	floor, known := warmFloor[runtimes.Family(f.Config.Runtime)]
	switch {
	case f.CapacityARN != "":
		return NotApplicable("on Lambda Managed Instances CPU does not come with memory alone")
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	case float64(f.Config.MemoryMB) > p.Limit(&smallMemory):
		return Clean(fmt.Sprintf("it has %d MB", f.Config.MemoryMB))
	case !known:
		return Unknown("how long an empty run takes on its runtime is not known")
	}
	runs, medians, gap, read := overBoth(p, invocations, medianDuration, p.Days(&windowDays), daily, functionDims(f))
	if !read {
		return Unread(gap)
	}
	if v, few := p.tooFewDays(medians); few {
		return v
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs)); young {
		return v
	}
	median, _ := timeseries.Quantile(medians, 0.5)
	switch least := floor * p.Limit(&timesFloor); {
	case timeseries.Sum(runs) < p.Limit(&leastTraffic):
		return Unknown(fmt.Sprintf("%.0f runs", timeseries.Sum(runs)))
	case median < least:
		return Clean(fmt.Sprintf("its median run takes %.0f ms, an empty one on its runtime %.0f ms", median, floor))
	}
	measured, gap, read := insightsCPU.exists(p, insightsDims(f))
	switch {
	case !read:
		return Unread(gap)
	case !measured:
		return Unknown("CPU time is not measured: Lambda Insights would say")
	}
	return p.computing(f, median, floor, medians)
}

// The kinds of CPU use, over a day or several.
type cpuUse int

const (
	cpuWaits      cpuUse = iota // less than the runs may have: something else than CPU holds them up
	cpuBound                    // about all that they may have, or nearly their whole duration
	cpuBeyondSize               // more than their size gives and less than their duration: not of the runs alone
)

// cpuUse judges CPU time as a ratio of the duration, for a function that has a part of a vCPU.
func (p *Pass) cpuUse(ratio, part float64) cpuUse {
	switch {
	case ratio >= p.Limit(&cpuShare):
		return cpuBound
	case ratio < p.Limit(&cpuShare)*part:
		return cpuWaits
	case ratio <= p.Limit(&mostCPU)*part:
		return cpuBound
	}
	return cpuBeyondSize
}

// computing compares the CPU time of each day with the durations, and with the part of a vCPU that the function was let
// have. Of the CPU time the init phase is taken off, which is in no duration, as if it had computed throughout. Only days
// after the last deployment count, because the memory may have been another before.
func (p *Pass) computing(f *inventory.Function, median, floor float64, medians inventory.Series) Verdict {
	window := p.Days(&windowDays)
	cpu, inits, gap, read := overBoth(p, insightsCPU, initSum, window, daily, insightsDims(f))
	durationFact := totalDuration.over(p, window, daily, functionDims(f))
	durations, ok := durationFact.Get()
	if !read || !ok {
		return Unread(firstGap(gap, durationFact.Why()))
	}
	since := nextDay(f.Config.LastModified)
	cpu, durations, inits = timeseries.Since(cpu, since), timeseries.Since(durations, since), timeseries.ZeroFilled(timeseries.Since(inits, since))
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	part := float64(f.Config.MemoryMB) / memoryOfOneVCPU
	used, ran, days := 0.0, 0.0, map[cpuUse]int{}
	for i := range min(len(cpu.Values), len(durations.Values)) {
		spent, ms := float64(cpu.Values[i]-inits.Values[i]), float64(durations.Values[i])
		if spent >= 0 && ms > 0 { // not for a missing datapoint
			used, ran = used+spent, ran+ms
			days[p.cpuUse(spent/ms, part)]++
		}
	}
	if ran == 0 {
		return Unknown("CPU time and durations were measured on different days")
	}
	share, lasting := used/(ran*part), days[cpuBound] >= p.Days(&repeatedDays)
	switch use := p.cpuUse(used/ran, part); {
	case use == cpuWaits:
		return Clean(fmt.Sprintf("it uses %s of the CPU time it may use", percent(100*share)))
	case use == cpuBeyondSize || !lasting && days[cpuBeyondSize] > 0:
		return Unknown(fmt.Sprintf("its measured CPU time is %.2f times what %d MB give its runs: not theirs alone", share, f.Config.MemoryMB))
	case !lasting:
		return Clean(fmt.Sprintf("it computes all the time on %s only", plural(days[cpuBound], "day")))
	}
	computes, had, ofWhat := fmt.Sprintf("%.0f%% of the time that gives it", min(100, 100*share)), ran*part, "it may use"
	if share > p.Limit(&mostCPU) {
		computes, had, ofWhat = fmt.Sprintf("%.0f%% of its duration", min(100, 100*used/ran)), ran, "of duration"
	}
	larger := 2 * f.Config.MemoryMB
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s has %d MB and so %.0f%% of a vCPU, and computes for %s: its median run takes %.0f ms. With more memory it would be faster, at about the same price.",
			f.Name, f.Config.MemoryMB, 100*part, computes, median),
		Evidence: []Evidence{
			insightsCPU.evidence("CPU time", fmt.Sprintf("%s of %s %s, init left out (%s)", seconds(used/1000), seconds(had/1000), ofWhat, fromInsights), used/had, "share", cpu, "Sum by day").against(p.Limit(&cpuShare)),
			medianDuration.evidence("median run", fmt.Sprintf("%.0f ms; an empty one %.0f ms", median, floor), median, "milliseconds", medians, "p50 by day").against(floor * p.Limit(&timesFloor)),
		},
		Fix: p.setMemory(f, larger, fmt.Sprintf("Double the memory to %d MB, and again while the durations halve: up to there the price stays the same. AWS Lambda Power Tuning finds the size.", larger)),
	})
}
