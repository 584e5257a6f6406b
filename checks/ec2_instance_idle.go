package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

var idleCPU = Threshold{
	Name: "cpu_percent", Default: 5, Unit: "percent",
	Doc:    "An hour whose highest CPU utilisation reaches this is busy.",
	Source: "our choice, 2026-11: half of the 10% at which AWS Trusted Advisor calls an instance low-utilisation",
}

var idleNetwork = Threshold{
	Name: "network_mb_per_day", Default: 5, Unit: "MB (1,000,000 bytes) a day, in and out",
	Doc:    "A day with this much network traffic is busy.",
	Source: "AWS Trusted Advisor, \"Low Utilization Amazon EC2 Instances\": 5 MB a day (read 2026-11)",
}

var idleMemory = Threshold{
	Name: "memory_percent", Default: 60, Unit: "percent",
	Doc:    "Where the CloudWatch agent publishes memory, an instance that holds this much is not called idle.",
	Source: "our choice, 2026-11: an idle system holds less, a cache or a database more",
}

var ec2InstanceIdle = Check{
	ID:       "ec2-instance-idle",
	Title:    "Instance that does nothing",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.EC2Instances},
	Uses: []inventory.Dataset{
		inventory.MetricSeries, inventory.MetricNames, inventory.AutoScalingGroups, inventory.ECSClusters, inventory.ECSContainerInstances,
	},
	Thresholds: []*Threshold{&idleCPU, &idleNetwork, &idleMemory, &repeatedDays, &windowDays, &minimumDays},
	Judge:      eachInstance(judgeInstanceIdle),
}

func judgeInstanceIdle(p *Pass, i *inventory.Instance) Verdict {
	if i.State != "running" {
		return NotApplicable("the instance is " + i.State)
	}
	if owner := ownerOf(i); owner != "" {
		return NotApplicable("it belongs to " + owner)
	}
	dims, window := inventory.Dims("InstanceId", i.ID), p.Days(&windowDays)
	cpuFact := instanceCPU.over(p, window, hourly, dims)
	cpu, ok := cpuFact.Get()
	if !ok {
		return Unread(cpuFact.Why())
	}
	busy := timeseries.DaysWhere(cpu, func(v float64) bool { return v >= p.Limit(&idleCPU) })
	if busy >= p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("its CPU was busy on %s", plural(busy, "day")))
	}
	if v, young := p.tooYoung(p.age(i.OldestSign(), cpu)); young {
		return v
	}
	if v, few := p.tooFewDays(cpu); few {
		return v
	}
	in, out, gap, ok := overBoth(p, instanceNetworkIn, instanceNetworkOut, window, daily, dims)
	if !ok {
		return Unread(gap)
	}
	if v, few := p.tooFewDays(in, out); few {
		return v
	}
	traffic := addSeries(in, out)
	limit := p.Limit(&idleNetwork) * 1e6
	chatty := timeseries.DaysWhere(traffic, func(v float64) bool { return v >= limit })
	switch {
	case chatty >= p.Days(&repeatedDays):
		return Clean(fmt.Sprintf("its network was busy on %s", plural(chatty, "day")))
	case busy+chatty > 0:
		return Unknown("it was busy on one day: that may be a monthly job, or a patch")
	}
	if v := p.inGroup(i); v.Outcome != "" {
		return v
	}
	if v := p.inCluster([]*inventory.Instance{i}); v.Outcome != "" {
		return v
	}
	whole := func(s inventory.Series) inventory.Series { return s }
	evidence, v := p.agentAgrees(i, whole, p.Limit(&idleMemory))
	if v.Outcome != "" {
		return v
	}
	return p.idleFinding(i, cpu, traffic, evidence)
}

// inGroup asks whether an Auto Scaling group counts the instance among its own. The tag says so too, but only AWS's own
// answer is complete.
func (p *Pass) inGroup(i *inventory.Instance) Verdict {
	for j := range p.Region.Groups {
		if g := &p.Region.Groups[j]; slices.Contains(g.Instances, i.ID) {
			return NotApplicable("it belongs to Auto Scaling group " + g.Name)
		}
	}
	if gap, cut := p.Region.Gap(inventory.AutoScalingGroups); cut {
		return Unread(gap)
	}
	return Verdict{}
}

// agentAgrees asks the CloudWatch agent's metrics, where the instance publishes them, whether memory and GPUs are idle
// too, in the part of their series that is asked for. Their dimensions depend on the agent's configuration, so they are
// discovered.
func (p *Pass) agentAgrees(i *inventory.Instance, part func(inventory.Series) inventory.Series, mostMemory float64) ([]Evidence, Verdict) {
	var evidence []Evidence
	for _, ask := range []struct {
		metric metric
		name   string
		limit  float64
	}{
		{memoryOf(i), "memory peak", mostMemory},
		{agentGPU, "GPU peak", p.Limit(&idleCPU)},
	} {
		if spec, known := p.Prices.EC2Spec(i.Type); known && !mayHaveGPU(spec) && ask.metric == agentGPU {
			continue // it has none to publish
		}
		fact := Read(p, inventory.MetricNamesKey(ask.metric.namespace, ask.metric.name))
		names, ok := fact.Get()
		if !ok {
			return nil, Unread(fact.Why())
		}
		for _, dims := range names {
			if dims.Map()["InstanceId"] != i.ID {
				continue
			}
			seriesFact := ask.metric.over(p, p.Days(&windowDays), hourly, dims)
			series, ok := seriesFact.Get()
			if !ok {
				return nil, Unread(seriesFact.Why())
			}
			peak, published := timeseries.Max(part(series))
			if published && peak >= ask.limit {
				return nil, Clean(fmt.Sprintf("%s of %s", ask.name, percent(peak)))
			}
			if _, few := p.tooFewDays(series); few {
				continue // too little to agree
			}
			proof := ask.metric.evidence(ask.name, percent(peak), peak, "percent", series, "Maximum by hour")
			if ask.limit <= 100 {
				proof = proof.against(ask.limit)
			}
			evidence = append(evidence, proof)
		}
	}
	return evidence, Verdict{}
}

// mayHaveGPU tells whether a type has GPUs, or a share of one, which the tables do not count.
func mayHaveGPU(spec pricing.InstanceSpec) bool {
	return spec.GPUs > 0 || strings.HasPrefix(spec.Type, "g")
}

// memoryOf is the agent's metric of the memory in use, which has another name on Windows.
func memoryOf(i *inventory.Instance) metric {
	if isWindows(i) {
		return agentMemoryWindows
	}
	return agentMemory
}

func (p *Pass) idleFinding(i *inventory.Instance, cpu, traffic inventory.Series, agent []Evidence) Verdict {
	peak, _ := timeseries.Max(cpu)
	bytes, _ := timeseries.Max(traffic)
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) did nothing for %s: CPU peaked at %s, network at %.1f MB a day.",
			instanceName(i), i.Type, plural(min(timeseries.DaysObserved(cpu), p.Days(&windowDays)), "day"), percent(peak), bytes/1e6),
		Evidence: append([]Evidence{
			instanceCPU.evidence("CPU peak", percent(peak), peak, "percent", cpu, "Maximum by hour").against(p.Limit(&idleCPU)),
			instanceNetworkIn.evidence("busiest day, in and out", fmt.Sprintf("%.1f MB", bytes/1e6), bytes/1e6, "MB", traffic, "Sum by day").against(p.Limit(&idleNetwork)),
			setting("launched", date(i.LaunchTime)),
		}, agent...),
		Fix: Fix{
			Summary: "Stop it; when nobody misses it, make an image or a snapshot and terminate it.",
			CLI:     p.awsCLI("ec2", "stop-instances", "--instance-ids", i.ID),
		},
	}
	if !hasMetric(agent, memoryOf(i)) {
		f.Confidence = Inferred
		f.Message += " Its memory is not published."
	}
	if spec, known := p.Prices.EC2Spec(i.Type); known && mayHaveGPU(spec) && !hasMetric(agent, agentGPU) {
		f.Confidence = Inferred
		f.Message += " Whether its GPUs work is not published."
	}
	if i.Lifecycle == "spot" || i.LocalRoot { // it cannot be stopped, or only where its Spot request is persistent
		f.Fix = Fix{Summary: "When nobody misses it, terminate it, and end what would launch it again, such as a Spot request."}
	}
	price, gap := p.instancePrice(i)
	if gap != "" {
		f.PriceGap = gap
		return Found(f)
	}
	month := price.USD * pricing.HoursPerMonth
	f.Severity = severityOfCost(month)
	f.Savings = &Savings{
		LowUSD: month, HighUSD: month,
		Basis: fmt.Sprintf("1 × %s × %d h, without its volumes and addresses", i.Type, pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{instanceMeter(i.ID)},
	}
	return Found(f)
}

func hasMetric(evidence []Evidence, m metric) bool {
	for _, e := range evidence {
		if e.Metric == m.String() {
			return true
		}
	}
	return false
}

// instanceName is the Name tag with the id, or the id.
func instanceName(i *inventory.Instance) string {
	if name := i.Tags["Name"]; name != "" {
		return fmt.Sprintf("%s (%s)", name, i.ID)
	}
	return i.ID
}

// addSeries adds two series of the same shape, where both have a datapoint.
func addSeries(a, b inventory.Series) inventory.Series {
	sum := inventory.Series{Start: a.Start, Period: a.Period, Values: make([]float32, min(len(a.Values), len(b.Values)))}
	for i := range sum.Values {
		sum.Values[i] = a.Values[i] + b.Values[i]
	}
	return sum
}
