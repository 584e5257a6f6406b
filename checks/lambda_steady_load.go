package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// provisionedPrices are the three prices of a GB-second, and the busy share at which they meet.
type provisionedPrices struct {
	onDemand, held, onHeld pricing.Price
	breakEven              float64
}

func (p *Pass) provisionedPrices(f *inventory.Function) (prices provisionedPrices, known bool) {
	region, arch := p.Region.Name, pricing.Arch(f.Config.Architecture)
	prices.onDemand, _ = p.Prices.LambdaDuration(region, arch)
	prices.held, _ = p.Prices.LambdaProvisioned(region, arch)
	prices.onHeld, _ = p.Prices.LambdaProvisionedDuration(region, arch)
	prices.breakEven, known = p.Prices.LambdaProvisionedBreakEven(region, arch)
	return prices, known
}

// steadyLoad is a load that a flat level carries at less than its price on demand.
type steadyLoad struct {
	prices     provisionedPrices
	level      int
	busy       float64 // environments at work on average
	qualifier  string  // the alias or version that all calls use; empty for $LATEST
	cold       string  // why cold starts hurt
	who        string
	confidence Confidence
	evidence   []Evidence
}

// steadyLevel sizes a flat level for the function as a whole, and asks whether it would be busy enough, in either half of
// the window.
func (p *Pass) steadyLevel(f *inventory.Function, prices provisionedPrices) (s steadyLoad, v Verdict, ok bool) {
	window, dims := p.Days(&windowDays), functionDims(f)
	peaks, durations, gap, known := overBoth(p, concurrency, totalDuration, window, fiveMinutes, dims)
	if !known {
		return s, Unread(gap), false
	}
	fact := invocations.over(p, window, fiveMinutes, dims)
	calls, known := fact.Get()
	if !known {
		return s, Unread(fact.Why()), false
	}
	used, gap, known := p.qualifiersCalled(f)
	switch {
	case !known:
		return s, Unread(gap), false
	case len(used) > 1:
		return s, Unknown(fmt.Sprintf("its calls are divided among %s, each of which would need its own", plural(len(used), "qualifier"))), false
	case len(used) == 1:
		_, s.qualifier, _ = strings.Cut(used[0], ":")
	}
	s.prices = prices
	s.level = placement.SafeLevel(placement.Load{Peaks: peaks, Calls: invocations.filled(calls)}, p.Limit(&spilloverTarget))
	if s.level == 0 {
		return s, Unknown("it ran, but how many environments at once was not published"), false
	}
	half := len(durations.Values) / 2
	busyIn := func(values []float32) float64 {
		part := inventory.Series{Start: durations.Start, Period: durations.Period, Values: values}
		return timeseries.Sum(part) / 1000 / (float64(max(1, len(values))) * fiveMinutes.Seconds())
	}
	s.busy = busyIn(durations.Values)
	least := min(busyIn(durations.Values[:half]), busyIn(durations.Values[half:])) / float64(s.level)
	if least < prices.breakEven {
		return s, Clean(fmt.Sprintf("the %s that its peaks need would be busy for %s of the time in one half of the window: less than the %s that pay",
			plural(s.level, "environment"), percent(100*least), percent(100*prices.breakEven))), false
	}
	share := s.busy / float64(s.level)
	most, _ := timeseries.Max(peaks)
	s.evidence = []Evidence{
		totalDuration.evidence("busy share of the level", fmt.Sprintf("%s (%.2f of %s)", percent(100*share), s.busy, plural(s.level, "environment")), share, "share", durations, "Sum by 5 minutes").
			against(prices.breakEven),
		concurrency.evidence("most that ran at once", fmt.Sprintf("%.0f", most), most, "environments", peaks, "Maximum by 5 minutes"),
	}
	return s, Verdict{}, true
}

// qualifiersCalled lists what a function was called as in the last two weeks: "orders", "orders:live".
func (p *Pass) qualifiersCalled(f *inventory.Function) (labels []string, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.MetricNamesKey(invocations.namespace, invocations.name))
	names, known := fact.Get()
	for _, dims := range names {
		if d := dims.Map(); d["FunctionName"] == f.Name && d["Resource"] != "" {
			labels = append(labels, d["Resource"])
		}
	}
	slices.Sort(labels)
	return slices.Compact(labels), fact.Why(), known
}

func (s steadyLoad) finding(p *Pass, f *inventory.Function) Finding {
	gb := float64(f.Config.MemoryMB) / 1024
	month := gb * 3600 * pricing.HoursPerMonth // GB-seconds of one environment
	perBusy := s.prices.onDemand.USD - s.prices.onHeld.USD
	held := float64(s.level) * month * s.prices.held.USD
	low, high := s.busy*(1-p.Limit(&spilloverTarget))*month*perBusy-held, s.busy*month*perBusy-held
	return Finding{
		Severity: severityOfCost(low), Confidence: s.confidence,
		Message: fmt.Sprintf("%s keeps %.1f environments busy, and %s while somebody waits: %s. Provisioned, %d would be busy for %s of the time, and cost less from %s on.",
			f.Name, s.busy, s.cold, s.who, s.level, percent(100*s.busy/float64(s.level)), percent(100*s.prices.breakEven)),
		Evidence: append(s.evidence, setting("triggers", s.who), setting("provisioned concurrency", "none")),
		Savings: &Savings{
			LowUSD: max(0, low), HighUSD: max(0, high),
			Basis: fmt.Sprintf("%.2f busy environments × %g GB × 3600 s × %d h × (%s − %s), less %d held × %s; the lower figure leaves %s on demand",
				s.busy, gb, pricing.HoursPerMonth, rate(s.prices.onDemand.USD), rate(s.prices.onHeld.USD), s.level, rate(s.prices.held.USD), percent(100*p.Limit(&spilloverTarget))),
			Price:  fmt.Sprintf("%g USD per %s on demand, %g and %g provisioned", s.prices.onDemand.USD, s.prices.onDemand.Unit, s.prices.onHeld.USD, s.prices.held.USD),
			Source: s.prices.held.Source, AsOf: s.prices.held.AsOf, Meters: []string{durationMeter(f)},
		},
		Fix: s.fix(p, f),
	}
}

func (s steadyLoad) fix(p *Pass, f *inventory.Function) Fix {
	fix := Fix{
		Summary: fmt.Sprintf("Publish a version, point an alias and the callers at it, and allocate %d on the alias.", s.level),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Alias ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", fmt.Sprint(s.level)},
			{"terraform", "aws_lambda_provisioned_concurrency_config provisioned_concurrent_executions", fmt.Sprint(s.level)},
		},
	}
	if s.qualifier != "" {
		fix.Summary = fmt.Sprintf("Allocate %d on %s, which all its calls use.", s.level, inventory.Qualified(f.Name, s.qualifier))
		fix.CLI = p.awsCLI("lambda", "put-provisioned-concurrency-config", "--function-name", f.Name,
			"--qualifier", s.qualifier, "--provisioned-concurrent-executions", fmt.Sprint(s.level))
	}
	return fix
}
