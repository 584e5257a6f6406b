package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var fullMemory = Threshold{
	Name: "full_memory", Default: 0.95, Unit: "share of the memory",
	Doc:    "A function of which a run used this share of its memory, and that fails, may run out of it.",
	Source: "our choice, 2026-11: a run that is killed shows as all of its memory, and the measurement is of whole megabytes",
}

var lambdaMemoryUndersized = Check{
	ID:         "lambda-memory-undersized",
	Title:      "Function that runs out of memory",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       memoryDatasets,
	Thresholds: []*Threshold{&fullMemory, &repeatedDays, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeMemoryUndersized),
}

func judgeMemoryUndersized(p *Pass, f *inventory.Function) Verdict {
	switch {
	case f.CapacityARN != "":
		return NotApplicable("on Lambda Managed Instances several runs share an environment's memory")
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	}
	failed, days, v, ok := p.errorsOf(f)
	switch {
	case !ok:
		return v
	case timeseries.Sum(failed) == 0: // a run that is killed is an error
		return Clean("it returned no errors")
	}
	reports := Read(p, inventory.ReportsKey(f.Name))
	r, scanned := reports.Get()
	switch why := reports.Why(); {
	case scanned && r.OutOfMemory > 0 && int(r.MemoryMB+0.5) == f.Config.MemoryMB:
		return Found(p.moreMemory(f, failed, High, Measured,
			fmt.Sprintf("%s was killed %s in %s because its %d MB were used up.", f.Name, plural(r.OutOfMemory, "time"), plural(r.Days, "day"), f.Config.MemoryMB),
			counted("killed for memory", fmt.Sprintf("%d of %d runs (%s)", r.OutOfMemory, r.Runs, fromReports), float64(r.OutOfMemory), "runs")))
	case !scanned && why.Reason != inventory.NotEnabled:
		return Unread(why)
	case days < p.Days(&repeatedDays):
		return Clean("errors on " + plural(days, "day"))
	}
	use, v, ok := p.measuredMemory(f)
	limit := p.Limit(&fullMemory) * float64(f.Config.MemoryMB)
	switch {
	case !ok:
		return v
	case use.maxMB < limit && use.days < p.Days(&minimumDays):
		return Unknown("measured on " + plural(use.days, "day"))
	case use.maxMB < limit:
		return Clean(fmt.Sprintf("its runs used up to %.0f of its %d MB", use.maxMB, f.Config.MemoryMB))
	}
	return Found(p.moreMemory(f, failed, Medium, Inferred,
		fmt.Sprintf("%s used up to %.0f of its %d MB and returned errors on %s. Which of them are for want of memory is in its log only.",
			f.Name, use.maxMB, f.Config.MemoryMB, plural(days, "day")), use.evidence.against(limit)))
}

func (p *Pass) moreMemory(f *inventory.Function, failed inventory.Series, s Severity, c Confidence, message string, proof Evidence) Finding {
	n := timeseries.Sum(failed)
	finding := Finding{
		Severity: s, Confidence: c, Message: message,
		Evidence: []Evidence{proof, errorCount.evidence("errors", fmt.Sprintf("%.0f", n), n, "errors", failed, "Sum by day")},
	}
	larger := min(mostMemory, roomFor(float64(f.Config.MemoryMB), 1.0/3)) // half as much again
	if larger <= f.Config.MemoryMB {
		finding.Fix = Fix{Summary: "It has the most memory that Lambda gives: read in parts, stream, or move the work to Fargate."}
		return finding
	}
	finding.Fix = p.setMemory(f, larger, fmt.Sprintf("Give it %d MB, then look at what it uses. Memory that grows from run to run in one environment is a leak, which no size holds.", larger))
	return finding
}
