package checks

import (
	"fmt"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// Periods of series.
const (
	fiveMinutes = 5 * time.Minute
	hourly      = time.Hour
	daily       = 24 * time.Hour
)

func (m metric) String() string { return m.namespace + " " + m.name }

// over reads the metric for one set of dimensions, with its missing datapoints as they are.
func (m metric) over(p *Pass, days int, period time.Duration, dims inventory.Dimensions) inventory.Fact[inventory.Series] {
	return Read(p, inventory.SeriesKey(inventory.SeriesQuery{
		Namespace: m.namespace, Metric: m.name, Dimensions: dims, Stat: m.stat, Period: int(period / time.Second), Days: days,
	}))
}

// overBoth reads two metrics of the same dimensions, in the same round. The gap is that of the first that is not known.
func overBoth(p *Pass, first, second metric, days int, period time.Duration, dims inventory.Dimensions) (a, b inventory.Series, gap inventory.Gap, known bool) {
	firstFact, secondFact := first.over(p, days, period, dims), second.over(p, days, period, dims)
	a, known = firstFact.Get()
	if !known {
		return a, b, firstFact.Why(), false
	}
	b, known = secondFact.Get()
	return a, b, secondFact.Why(), known
}

// filled puts zeros where a metric that is not published at zero has no datapoint, and changes no other metric.
func (m metric) filled(s inventory.Series) inventory.Series {
	if !m.zeroWhenAbsent {
		return s
	}
	return timeseries.ZeroFilled(s)
}

// exists tells whether the metric had datapoints in the last two weeks under exactly these dimensions.
func (m metric) exists(p *Pass, dims inventory.Dimensions) (exists bool, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.MetricNamesKey(m.namespace, m.name))
	names, ok := fact.Get()
	if !ok {
		return false, fact.Why(), false
	}
	index := p.active[m.String()]
	if index == nil {
		index = map[inventory.Dimensions]bool{}
		for _, d := range names {
			index[d] = true
		}
		p.active[m.String()] = index
	}
	return index[dims], inventory.Gap{}, true
}

// evidence shows a series with the value drawn from it.
func (m metric) evidence(name, value string, number float64, unit string, s inventory.Series, statistic string) Evidence {
	// Windows begin at midnight, or a whole number of days ago: the last of the days they touch is not a whole one.
	days := timeseries.DaysObserved(timeseries.ZeroFilled(s))
	return Evidence{
		Name: name, Value: value, Number: &number, Unit: unit, Metric: m.String(), Statistic: statistic,
		Window:   plural(max(days-1, 1), "day"),
		Observed: fmt.Sprintf("datapoints on %d of %d days", timeseries.DaysObserved(s), days),
		Series:   &s,
	}
}

// setting is evidence from configuration.
func setting(name, value string) Evidence { return Evidence{Name: name, Value: value} }

// against adds the bound that the evidence was held against.
func (e Evidence) against(threshold float64) Evidence {
	e.Threshold = &threshold
	return e
}

func functionDims(f *inventory.Function) inventory.Dimensions {
	return inventory.Dims("FunctionName", f.Name)
}

// qualifierDims are the dimensions of an alias or a version; without one, those of the function.
func qualifierDims(f *inventory.Function, qualifier string) inventory.Dimensions {
	if qualifier == "" {
		return functionDims(f)
	}
	return inventory.Dims("FunctionName", f.Name, "Resource", inventory.Qualified(f.Name, qualifier))
}
