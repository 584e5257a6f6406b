package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// instanceUse is what the hottest instance of a fleet uses.
type instanceUse struct {
	cpu         inventory.Series // percent, highest by the hour
	cpuPeak     float64          // its 99th percentile
	memory      inventory.Series // percent
	memoryPeak  float64
	memoryKnown bool    // of every member
	networkGbps float64 // in or out, the busiest hour
	networkSeen bool
	ebsMbps     float64 // read and written, the busiest hour
	ebsSeen     bool
	dailyCPU    float64 // percent, the highest average of a day; of burstable types
	dailySeen   bool
}

// instanceUseOf reads what decides a size beside the CPU. It is false, with a verdict, where something could not be read or the
// memory alone keeps the size.
func (p *Pass) instanceUseOf(f *fleet, cpu inventory.Series) (use instanceUse, v Verdict, ok bool) {
	use.cpu, use.cpuPeak = cpu, p.robustPeak(cpu)
	if gap, ok := p.memoryUse(f, &use); !ok {
		return use, Unread(gap), false
	}
	if use.memoryKnown && use.memoryPeak >= p.Limit(&oversizedMemory) {
		return use, Clean("its memory peaks at " + percent(use.memoryPeak)), false
	}
	in, gap, ok := p.hottest(f.members, instanceNetworkIn, hourly)
	if !ok {
		return use, Unread(gap), false
	}
	out, gap, ok := p.hottest(f.members, instanceNetworkOut, hourly)
	if !ok {
		return use, Unread(gap), false
	}
	inMost, inSeen := timeseries.Max(in)
	outMost, outSeen := timeseries.Max(out)
	use.networkGbps, use.networkSeen = max(inMost, outMost)*8/hourly.Seconds()/1e9, inSeen && outSeen
	read, gap, ok := p.hottest(f.members, instanceEBSRead, hourly)
	if !ok {
		return use, Unread(gap), false
	}
	written, gap, ok := p.hottest(f.members, instanceEBSWrite, hourly)
	if !ok {
		return use, Unread(gap), false
	}
	bytes, seen := timeseries.Max(addSeries(read, written))
	use.ebsMbps, use.ebsSeen = bytes*8/hourly.Seconds()/1e6, seen
	if isBurstable(f.members[0].Type) {
		average, gap, ok := p.hottest(f.members, instanceCPUAverage, daily)
		if !ok {
			return use, Unread(gap), false
		}
		use.dailyCPU, use.dailySeen = timeseries.Max(average)
		balance, gap, ok := p.memberSeries(f.members, creditBalance, p.Days(&windowDays), hourly)
		if !ok {
			return use, Unread(gap), false
		}
		if timeseries.DaysWhere(balance, func(v float64) bool { return v < emptyBalance.Default }) >= p.Days(&repeatedDays) {
			return use, Clean("its CPU credits run out: its load is held down, which " + ec2BurstSurplusCharged.ID + " judges"), false
		}
	}
	return use, v, true
}

// memoryUse reads the memory that the CloudWatch agent publishes, under whatever dimensions it was configured with.
func (p *Pass) memoryUse(f *fleet, use *instanceUse) (inventory.Gap, bool) {
	m := memoryOf(f.members[0])
	fact := Read(p, inventory.MetricNamesKey(m.namespace, m.name))
	names, ok := fact.Get()
	if !ok {
		return fact.Why(), false
	}
	known := 0
	var all []inventory.Series
	for _, i := range f.members {
		var own []inventory.Series
		for _, dims := range names {
			if dims.Map()["InstanceId"] != i.ID {
				continue
			}
			fact := m.over(p, p.Days(&windowDays), hourly, dims)
			series, ok := fact.Get()
			if !ok {
				return fact.Why(), false
			}
			own = append(own, series)
		}
		if len(own) == 0 {
			continue
		}
		memory := timeseries.Since(together("Maximum", own), i.LaunchTime) // it may have had another size before
		if timeseries.Count(memory) == 0 {
			continue
		}
		all = append(all, memory)
		if _, few := p.tooFewDays(memory); !few {
			known++
		}
	}
	if len(all) > 0 {
		for _, memory := range all {
			peak, _ := timeseries.Max(memory)
			if use.memory.Values == nil || peak > use.memoryPeak {
				use.memory, use.memoryPeak = memory, peak
			}
		}
	}
	use.memoryKnown = known == len(f.members)
	return inventory.Gap{}, true
}

// fits says why the use does not fit a smaller type, "" when it does; and what the answer had to leave out.
func (u instanceUse) fits(p *Pass, choice pricing.Successor, kind inventory.InstanceType) (why string, unseen []string) {
	room := 1 - p.Limit(&sizeHeadroom)
	times := float64(choice.From.VCPU) / float64(choice.To.VCPU)
	if bursts := timeseries.DaysWhere(u.cpu, func(v float64) bool { return v*times >= 100 }); times > 1 && bursts >= p.Days(&repeatedDays) {
		return fmt.Sprintf("on %s there were bursts that need more CPU", plural(bursts, "day")), nil
	}
	memory := u.memoryPeak * float64(choice.From.MemoryMiB) / float64(choice.To.MemoryMiB)
	switch {
	case u.cpuPeak*times > 100*room:
		return "its CPU would peak at " + percent(u.cpuPeak*times), nil
	case memory > 100*room:
		return "its memory would peak at " + percent(memory), nil
	case kind.NetworkGbps > 0 && u.networkGbps > room*kind.NetworkGbps:
		return fmt.Sprintf("its network needs %.2f Gbit/s of a baseline of %.2f", u.networkGbps, kind.NetworkGbps), nil
	case kind.EBSMbps > 0 && u.ebsMbps > room*float64(kind.EBSMbps):
		return fmt.Sprintf("its volumes need %.0f Mbit/s of a baseline of %d", u.ebsMbps, kind.EBSMbps), nil
	}
	if isBurstable(choice.To.Type) {
		_, size, _ := strings.Cut(choice.To.Type, ".")
		baseline, known := baselines[choice.To.Family()][size]
		switch {
		case !known:
			return "its baseline is not in the built-in tables", nil
		case u.dailyCPU*times > baseline:
			return fmt.Sprintf("its credits sustain %s, and a day needs %s", percent(baseline), percent(u.dailyCPU*times)), nil
		}
	}
	for _, part := range []struct {
		seen bool
		name string
	}{
		{u.memoryKnown, "its memory"}, {u.dailySeen || !isBurstable(choice.To.Type), "whether its credits last"}, {u.networkSeen && kind.NetworkGbps > 0, "whether its network fits"}, {u.ebsSeen && kind.EBSMbps > 0, "whether its volumes' traffic fits"},
	} {
		if !part.seen {
			unseen = append(unseen, part.name)
		}
	}
	return "", unseen
}

func (u instanceUse) evidence(p *Pass) []Evidence {
	evidence := []Evidence{
		instanceCPU.evidence("CPU peak", percent(u.cpuPeak), u.cpuPeak, "percent", u.cpu, "p99 of hourly Maximum").against(p.Limit(&oversizedCPU)),
	}
	if len(u.memory.Values) > 0 {
		evidence = append(evidence, agentMemory.evidence("memory peak", percent(u.memoryPeak), u.memoryPeak, "percent", u.memory, "Maximum by hour").against(p.Limit(&oversizedMemory)))
	}
	if u.networkSeen {
		evidence = append(evidence, setting("network, busiest hour", fmt.Sprintf("%.2f Gbit/s", u.networkGbps)))
	}
	if u.ebsSeen {
		evidence = append(evidence, setting("traffic of its volumes, busiest hour", fmt.Sprintf("%.0f Mbit/s", u.ebsMbps)))
	}
	return evidence
}
