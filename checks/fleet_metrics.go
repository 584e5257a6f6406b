package checks

import (
	"math"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// fleetSeries reads a metric of EC2 for a lone instance or a group. CloudWatch keeps a group's own series, which covers
// the instances that are gone as well. Where it has no datapoint those of the members are put together.
func (p *Pass) fleetSeries(f *fleet, m metric, days int, period time.Duration) (inventory.Series, inventory.Gap, bool) {
	if group := f.commonTags()[autoScalingOwner.tag]; group != "" {
		fact := m.over(p, days, period, inventory.Dims("AutoScalingGroupName", group))
		series, known := fact.Get()
		if !known || timeseries.Count(series) > 0 {
			return series, fact.Why(), known
		}
	}
	return p.memberSeries(f.members, m, days, period)
}

// memberSeries puts the series of some instances together.
func (p *Pass) memberSeries(members []*inventory.Instance, m metric, days int, period time.Duration) (inventory.Series, inventory.Gap, bool) {
	var all []inventory.Series
	var gap inventory.Gap
	known := true
	for _, i := range members { // each is asked for, so that all are read in one round
		fact := m.over(p, days, period, inventory.Dims("InstanceId", i.ID))
		series, ok := fact.Get()
		if !ok {
			gap, known = fact.Why(), false
		}
		all = append(all, series)
	}
	if !known {
		return inventory.Series{}, gap, false
	}
	return together(m.stat, all), gap, true
}

// together joins series of one shape, each period by what the statistic means: the largest, the smallest, the sum or the mean of those
// that have a datapoint in it.
func together(stat string, all []inventory.Series) inventory.Series {
	joined := inventory.Series{Start: all[0].Start, Period: all[0].Period, Values: make([]float32, len(all[0].Values))}
	for n := range joined.Values {
		most, least, sum, seen := math.Inf(-1), math.Inf(1), 0.0, 0.0
		for _, s := range all {
			if n < len(s.Values) && !math.IsNaN(float64(s.Values[n])) {
				v := float64(s.Values[n])
				most, least, sum, seen = math.Max(most, v), math.Min(least, v), sum+v, seen+1
			}
		}
		switch {
		case seen == 0:
			joined.Values[n] = float32(math.NaN())
		case stat == "Maximum":
			joined.Values[n] = float32(most)
		case stat == "Minimum":
			joined.Values[n] = float32(least)
		case stat == "Sum":
			joined.Values[n] = float32(sum)
		default:
			joined.Values[n] = float32(sum / seen)
		}
	}
	return joined
}
