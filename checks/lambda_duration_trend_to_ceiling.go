package checks

import (
	"fmt"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var notableShare = Threshold{
	Name: "notable_share", Default: 0.3, Unit: "share of the limit",
	Doc:    "Only where the longest run of the window reaches this share of the longest possible duration is the trend looked at.",
	Source: "our choice, 2026-11: from less than this a steady growth takes more than twelve weeks, unless it triples",
}

var trendDays = Threshold{
	Name: "trend_days", Default: 42, Unit: "days",
	Doc:    "How far back the trend is read.",
	Source: "six whole weeks, so that weekdays weigh alike (our choice, 2026-11); CloudWatch keeps daily data for 455 days",
}

var leastTrendDays = Threshold{
	Name: "least_trend_days", Default: 28, Unit: "days",
	Doc:    "The fewest days with datapoints that a trend is drawn through.",
	Source: "four weeks of daily runs, or six of working days (our choice, 2026-11)",
}

var horizonWeeks = Threshold{
	Name: "horizon_weeks", Default: 12, Unit: "weeks",
	Doc:    "A trend that reaches the limit within this time is a finding.",
	Source: "our choice, 2026-11: a quarter is what it takes to move a batch elsewhere",
}

var recentShare = Threshold{
	Name: "recent_share", Default: 0.5, Unit: "share of the slope",
	Doc:    "The latter half of the days alone must still rise at this share of the whole slope.",
	Source: "our choice, 2026-11: a single step, or a growth that has ended, is no trend",
}

var lambdaDurationTrendToCeiling = Check{
	ID:       "lambda-duration-trend-to-ceiling",
	Title:    "Runs that grow towards the longest duration that Lambda allows",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     []inventory.Dataset{inventory.MetricNames, inventory.MetricSeries},
	Thresholds: []*Threshold{
		&notableShare, &trendDays, &leastTrendDays, &horizonWeeks, &recentShare, &ceilingShare, &leastRuns, &repeatedDays, &windowDays,
	},
	Judge: eachFunction(judgeTrendToCeiling),
}

func judgeTrendToCeiling(p *Pass, f *inventory.Function) Verdict {
	ceiling := ceilingOf(f)
	notable := p.Limit(&notableShare) * ceiling
	highest := f.Config.TimeoutSec
	for _, v := range f.Versions {
		highest = max(highest, v.Config.TimeoutSec)
	}
	if float64(highest) < notable {
		return Clean(fmt.Sprintf("its timeout of %d s keeps it far below the ceiling", highest))
	}
	active, gap, known := invocations.exists(p, functionDims(f))
	switch {
	case !known:
		return Unread(gap)
	case !active:
		return Unknown("not invoked in the last two weeks")
	}
	_, longest, v, ok := p.runLengths(f)
	if !ok {
		return v
	}
	most, _ := timeseries.Max(longest)
	if most/1000 < notable {
		return Clean(fmt.Sprintf("its longest run took %s, far below the ceiling", seconds(most/1000)))
	}
	near := timeseries.DaysWhere(longest, func(ms float64) bool { return ms/1000 >= p.Limit(&ceilingShare)*ceiling })
	if near >= p.Days(&repeatedDays) {
		return Clean("it is near the ceiling already, which lambda-duration-near-ceiling finds")
	}
	fact := durationP99.over(p, p.Days(&trendDays), daily, functionDims(f))
	p99s, known := fact.Get()
	if !known {
		return Unread(fact.Why())
	}
	return p.trendVerdict(f, p99s, ceiling)
}

// trendVerdict draws the line through the daily p99 and asks when it reaches the ceiling, in seconds.
func (p *Pass) trendVerdict(f *inventory.Function, p99s inventory.Series, ceiling float64) Verdict {
	observed := timeseries.DaysObserved(p99s)
	if observed < p.Days(&leastTrendDays) {
		return Unknown(fmt.Sprintf("it ran on %d of %d days, and a trend takes %d", observed, p.Days(&trendDays), p.Days(&leastTrendDays)))
	}
	trend, _ := timeseries.TrendOf(p99s)
	if trend.Low <= 0 {
		return Clean("its p99 does not rise beyond chance")
	}
	half := p99s.Time(len(p99s.Values) / 2)
	if recent, ok := timeseries.TrendOf(timeseries.Since(p99s, half)); !ok || recent.PerDay < p.Limit(&recentShare)*trend.PerDay {
		return Clean(fmt.Sprintf("its p99 rose, but hardly since %s", date(half)))
	}
	horizon := p.TakenAt.Add(time.Duration(p.Limit(&horizonWeeks) * 7 * float64(daily)))
	now, perWeek := trend.At(p.TakenAt)/1000, trend.PerDay*7/1000
	reached, _ := trend.Reaches(ceiling * 1000)
	if reached.After(horizon) {
		return Clean(fmt.Sprintf("its p99 rises by %s a week, and reaches the ceiling after %s", seconds(perWeek), date(horizon)))
	}
	finding := Finding{
		Severity: Medium, Confidence: Inferred,
		Message: fmt.Sprintf("The p99 of %s is about %s and rises by %s a week. If that goes on, it reaches the %.0f minutes that Lambda allows about %s.",
			f.Name, seconds(now), seconds(perWeek), ceiling/60, date(reached)),
		Evidence: []Evidence{
			durationP99.evidence("rise a week", fmt.Sprintf("%s, and with 99%% confidence no less than %s", seconds(perWeek), seconds(trend.Low*7/1000)), perWeek, "seconds", p99s, "p99 by day"),
			counted("p99 now, on the line", seconds(now), now, "seconds").against(ceiling),
			setting("timeout", fmt.Sprintf("%d s", f.Config.TimeoutSec)),
		},
		Fix: Fix{Summary: "Move the work to a Fargate task (no limit on duration), or split it before it grows further: Step Functions with a Map state, a durable function, or smaller batches."},
	}
	own := float64(f.Config.TimeoutSec)
	if at, _ := trend.Reaches(own * 1000); own < ceiling && at.After(p.TakenAt) {
		finding.Message += fmt.Sprintf(" Its own timeout of %d s comes first, about %s.", f.Config.TimeoutSec, date(at))
	}
	return Found(finding)
}
