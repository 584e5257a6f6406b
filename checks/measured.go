package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// What CloudWatch's own metrics of Lambda do not say: memory used, init duration, CPU time. Three sources say it: Lambda
// Insights, Compute Optimizer, and report lines, which are read only when the user asks (they cost dollars). Without any
// of them the answer is "not measured": nothing is inferred from durations.

// What measuredMemory and coldStarts read.
var (
	memoryDatasets = []inventory.Dataset{inventory.MetricNames, inventory.MetricSeries, inventory.OptimizerFunctions, inventory.LogReports}
	initDatasets   = []inventory.Dataset{inventory.MetricNames, inventory.MetricSeries, inventory.LogReports}
)

// The sources, as evidence names them.
const (
	fromInsights  = "Lambda Insights"
	fromReports   = "report lines in CloudWatch Logs"
	fromOptimizer = "Compute Optimizer"
)

func insightsDims(f *inventory.Function) inventory.Dimensions {
	return inventory.Dims("function_name", f.Name)
}

// memoryUse is how much memory a function was measured to use at its present size.
type memoryUse struct {
	maxMB    float64 // the most that any run used
	runs     float64 // how many runs that is of; 0 where the source does not say
	days     int     // on how many days there was a measurement; 0 where the source does not say
	source   string
	evidence Evidence
}

// measuredMemory gives the first source that has something to say of the function at its present memory size. Where there
// is none the verdict is Unknown, and says what would measure it.
func (p *Pass) measuredMemory(f *inventory.Function) (memoryUse, Verdict, bool) {
	active, gap, known := insightsMemory.exists(p, insightsDims(f))
	if !known {
		return memoryUse{}, Unread(gap), false
	}
	if active {
		fact := insightsMemory.over(p, p.Days(&windowDays), daily, insightsDims(f))
		series, ok := fact.Get()
		if !ok {
			return memoryUse{}, Unread(fact.Why()), false
		}
		series = timeseries.Since(series, nextDay(f.Config.LastModified))
		if most, seen := timeseries.Max(series); seen {
			return memoryUse{
				maxMB: most, days: timeseries.DaysObserved(series), source: fromInsights,
				evidence: insightsMemory.evidence("memory used at most", fmt.Sprintf("%.0f of %d MB (%s)", most, f.Config.MemoryMB, fromInsights), most, "MB", series, "Maximum by day"),
			}, Verdict{}, true
		}
	}
	optimizer := Read(p, inventory.OptimizerKey())
	if list, ok := optimizer.Get(); ok {
		for _, r := range list {
			if r.Function == f.Name && r.Version == "$LATEST" && r.MemoryMB == f.Config.MemoryMB && r.MemoryMaxMB > 0 {
				return memoryUse{
					maxMB: r.MemoryMaxMB, runs: float64(r.Invocations), days: int(r.LookbackDays), source: fromOptimizer,
					evidence: counted("memory used at most", fmt.Sprintf("%.0f of %d MB (%s, %.0f days)", r.MemoryMaxMB, f.Config.MemoryMB, fromOptimizer, r.LookbackDays), r.MemoryMaxMB, "MB"),
				}, Verdict{}, true
			}
		}
	}
	reports := Read(p, inventory.ReportsKey(f.Name))
	if r, ok := reports.Get(); ok && r.Runs > 0 && int(r.MemoryMB+0.5) == f.Config.MemoryMB {
		return memoryUse{
			maxMB: r.MaxMemoryMB, runs: float64(r.Runs), days: r.Days, source: fromReports,
			evidence: counted("memory used at most", fmt.Sprintf("%.0f of %d MB (%s, %d days)", r.MaxMemoryMB, f.Config.MemoryMB, fromReports, r.Days), r.MaxMemoryMB, "MB"),
		}, Verdict{}, true
	}
	return memoryUse{}, notMeasured("memory use", optimizer.Why(), reports.Why()), false
}

// coldStarts is what was measured of a function's cold starts.
type coldStarts struct {
	count     float64
	sumMS     float64 // of all of them
	p99MS     float64 // by day, or of all: the evidence says which
	maxMS     float64
	slowDays  func(ms float64) int // on how many days p99 reached so much; nil where the source has no days
	counts    inventory.Series     // by day; empty where the source has no days
	p99s      inventory.Series     // likewise
	source    string
	countSays Evidence // how many there were
	p99Says   Evidence
	sumSays   Evidence
	runs      float64 // invocations that they belong to; 0 where the source does not say
	days      int     // the window that all of it is of
}

// coldStartsOf reads the cold starts of a function from the first source that has any.
func (p *Pass) coldStartsOf(f *inventory.Function) (coldStarts, Verdict, bool) {
	active, gap, known := initCount.exists(p, insightsDims(f))
	if !known {
		return coldStarts{}, Unread(gap), false
	}
	if active {
		return p.coldStartsByInsights(f)
	}
	reports := Read(p, inventory.ReportsKey(f.Name))
	r, ok := reports.Get()
	if !ok || r.Runs == 0 {
		return coldStarts{}, notMeasured("init duration", reports.Why()), false
	}
	return coldStarts{
		count: float64(r.Cold), runs: float64(r.Runs), sumMS: r.InitSumMS, p99MS: r.InitP99MS, maxMS: r.InitMaxMS, source: fromReports, days: r.Days,
		countSays: counted("cold starts", fmt.Sprintf("%d of %d runs in %s (%s)", r.Cold, r.Runs, plural(r.Days, "day"), fromReports), float64(r.Cold), "cold starts"),
		p99Says:   counted("init p99", fmt.Sprintf("%.0f ms over %s (%s)", r.InitP99MS, plural(r.Days, "day"), fromReports), r.InitP99MS, "milliseconds"),
		sumSays:   counted("init in total", fmt.Sprintf("%s in %s (%s)", seconds(r.InitSumMS/1000), plural(r.Days, "day"), fromReports), r.InitSumMS/1000, "seconds"),
	}, Verdict{}, true
}

func (p *Pass) coldStartsByInsights(f *inventory.Function) (coldStarts, Verdict, bool) {
	window, dims := p.Days(&windowDays), insightsDims(f)
	counts, sums, gap, known := overBoth(p, initCount, initSum, window, daily, dims)
	if !known {
		return coldStarts{}, Unread(gap), false
	}
	p99s, longest, gap, known := overBoth(p, initP99, measuredInit, window, daily, dims)
	if !known {
		return coldStarts{}, Unread(gap), false
	}
	c := coldStarts{count: timeseries.Sum(counts), sumMS: timeseries.Sum(sums), source: fromInsights, days: window, counts: counts, p99s: p99s}
	c.p99MS, _ = timeseries.Max(p99s)
	c.maxMS, _ = timeseries.Max(longest)
	c.slowDays = func(ms float64) int { return timeseries.DaysWhere(p99s, func(v float64) bool { return v >= ms }) }
	c.countSays = initCount.evidence("cold starts", fmt.Sprintf("%.0f in %s (%s)", c.count, plural(window, "day"), fromInsights), c.count, "cold starts", counts, "SampleCount by day")
	c.p99Says = initP99.evidence("init p99", fmt.Sprintf("%.0f ms on the worst day (%s)", c.p99MS, fromInsights), c.p99MS, "milliseconds", p99s, "p99 by day")
	c.sumSays = initSum.evidence("init in total", fmt.Sprintf("%s in %s (%s)", seconds(c.sumMS/1000), plural(window, "day"), fromInsights), c.sumMS/1000, "seconds", sums, "Sum by day")
	return c, Verdict{}, true
}

// notMeasured is Unknown where no source has a value. A source that was refused goes before one that is not switched on;
// one that was not collected yet goes before both, so that the next round collects it.
func notMeasured(what string, gaps ...inventory.Gap) Verdict {
	rank := func(g inventory.Gap) int {
		switch g.Reason {
		case inventory.NotRequested: // it was read, and has nothing
			return 3
		case inventory.NotEnabled:
			return 2
		case inventory.NotCollected:
			return 0
		default:
			return 1
		}
	}
	worst := slices.MinFunc(gaps, func(a, b inventory.Gap) int { return rank(a) - rank(b) })
	if rank(worst) < 2 {
		return Unread(worst)
	}
	return Unknown(what + " is not measured: Lambda Insights, or --scan-logs for its report lines, would say")
}

// counted is evidence that is one number of one source.
func counted(name, value string, number float64, unit string) Evidence {
	return Evidence{Name: name, Value: value, Number: &number, Unit: unit}
}

// nextDay is the first midnight after a time: daily datapoints from there on are wholly after it. The zero time has none.
func nextDay(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(daily).Add(daily)
}
