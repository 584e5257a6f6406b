package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/computelint/computelint/internal/placement"
	"github.com/computelint/computelint/internal/pricing"
)

const (
	target       = 0.01    // share of the calls that may spill over
	trackedUse   = 0.7     // of the level, what target tracking aims at
	leastGain    = 0.1     // of the flat level, what a schedule has to save to be worth its moving parts
	firstPart    = 2. / 3. // of a trace, what is sized on; the rest is scored
	mostOfOracle = 1.10    // the cost to stay under, as a multiple of the oracle's
)

var options = placement.Options{Target: target, Use: trackedUse, LeastGain: leastGain}

// score is how a plan that was chosen on the first part of a trace does on the rest.
type score struct {
	trace
	peak    float64 // highest of the rest
	oracle  int     // the smallest flat level that keeps the target on the rest, in hindsight
	chosen  placement.Plan
	tracked placement.Plan
}

// scored sizes on the first part and scores on the rest.
func scored(t trace, first float64) score {
	from := int(float64(len(t.load.Peaks.Values)) * first)
	rest := t.load.Part(from, len(t.load.Peaks.Values))
	s := score{trace: t, oracle: placement.FlatLevel(rest.Peaks, rest.Calls, target)}
	for _, peak := range rest.Peaks.Values {
		if peak > 0 {
			s.peak = math.Max(s.peak, float64(peak))
		}
	}
	s.chosen = placement.Size(t.load.Part(0, from), options).Chosen.On(t.load, from)
	s.tracked = placement.Plan{Kind: placement.Tracked, Tracking: placement.Tracking{Use: trackedUse}}.On(t.load, from)
	return s
}

// ofOracle is the cost of a plan as a multiple of the oracle's.
func (s score) ofOracle(p placement.Plan) float64 { return p.Average / float64(s.oracle) }

func (s score) cheapEnough() bool { return s.ofOracle(s.chosen) <= mostOfOracle+1e-9 }

func (s score) keepsTarget() bool { return s.chosen.Spillover <= target }

func (s score) beatsTracking() bool {
	return s.chosen.Average < s.tracked.Average || s.chosen.Spillover < s.tracked.Spillover
}

// render gives the tables of the page.
func render(traces []trace) (string, error) {
	price, known := pricing.Embedded().LambdaProvisioned("us-east-1", pricing.X86)
	if !known {
		return "", errors.New("the price book has no price of provisioned concurrency")
	}
	monthly := price.USD * 3600 * pricing.HoursPerMonth
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("| trace | highest peak | oracle's flat level | chosen plan | cost / oracle | spillover | tracking at %g: cost / oracle | spillover | nothing: spillover | bars |", trackedUse)
	line("|---|---:|---:|---|---:|---:|---:|---:|---:|---|")
	for _, t := range traces {
		s := scored(t, firstPart)
		line("| %s | %.0f | %d, $%.0f | %s, $%.0f | %.2f | %.2f%% | %.2f | %.2f%% | 100%% | %s |", s.name, math.Ceil(s.peak),
			s.oracle, float64(s.oracle)*monthly, s.chosen, s.chosen.Average*monthly, s.ofOracle(s.chosen),
			100*s.chosen.Spillover, s.ofOracle(s.tracked), 100*s.tracked.Spillover, s.bars())
	}
	line("")
	line("Dollars are a month of environments of 1 GB on x86 in us-east-1, $%.2f each (%s).", monthly, price.Source)
	line("")
	line("## How much hangs on the choices")
	line("")
	line("The cost as a multiple of the oracle's, and the spillover, with other places to split and other scales:")
	line("")
	line("| trace | split at 1/2 | 2/3 | 3/4 | a mean of 10, 2/3 | a mean of 100, 2/3 |")
	line("|---|---:|---:|---:|---:|---:|")
	for _, t := range traces {
		cells := []string{t.name}
		for _, first := range []float64{1. / 2, firstPart, 3. / 4} {
			cells = append(cells, scored(t, first).cell())
		}
		for _, average := range []float64{10, 100} {
			if len(t.shape.Values) == 0 {
				cells = append(cells, "as it is")
			} else {
				cells = append(cells, scored(trace{name: t.name, load: scaled(t.shape, average)}, firstPart).cell())
			}
		}
		line("| %s |", strings.Join(cells, " | "))
	}
	return b.String(), nil
}

func (s score) cell() string {
	return fmt.Sprintf("%.2f, %.2f%%", s.ofOracle(s.chosen), 100*s.chosen.Spillover)
}

// bars says which bars the score misses.
func (s score) bars() string {
	var missed []string
	if !s.cheapEnough() {
		missed = append(missed, "cost")
	}
	if !s.keepsTarget() {
		missed = append(missed, "spillover")
	}
	if !s.beatsTracking() {
		missed = append(missed, "tracking")
	}
	if len(missed) == 0 {
		return "met"
	}
	return "missed: " + strings.Join(missed, ", ")
}
