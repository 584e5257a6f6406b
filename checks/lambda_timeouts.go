package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// How long a function's runs take, held against its timeout.

// What runsUnderTimeout reads; with timesCutOff no more.
var timeoutDatasets = []inventory.Dataset{inventory.MetricNames, inventory.MetricSeries, inventory.LambdaAliases}

var pinnedShare = Threshold{
	Name: "pinned_share", Default: 0.999, Unit: "share of the timeout",
	Doc:    "A run at least this long was cut off, where there were errors on the same day.",
	Source: "our choice, 2026-11: Lambda cuts off at the timeout itself; the rest is rounding",
}

// A run that is cut off is reported with the timeout as its duration, or a little more (our choice, 2026-11). A longer one
// belongs to a timeout that has been lowered since.
const pinnedAtMost = 1.02

// timedRuns are a function's runs by day, and the timeout they are held against.
type timedRuns struct {
	timeout       int              // seconds
	since         time.Time        // no run after it had another timeout, as far as is on record
	runs, longest inventory.Series // longest in milliseconds
}

// runsUnderTimeout reads the runs of a function that was invoked lately. Otherwise the verdict says why there is nothing to
// hold against its timeout.
func (p *Pass) runsUnderTimeout(f *inventory.Function) (t timedRuns, v Verdict, ok bool) {
	if f.MasterARN != "" {
		return t, NotApplicable("a Lambda@Edge replica"), false
	}
	active, gap, known := invocations.exists(p, functionDims(f))
	switch {
	case !known:
		return t, Unread(gap), false
	case !active:
		return t, Unknown("not invoked in the last two weeks"), false
	}
	if t.timeout, v, ok = p.timeoutInForce(f); !ok {
		return t, v, false
	}
	t.since = timeoutSince(f, t.timeout)
	t.runs, t.longest, v, ok = p.runLengths(f)
	return t, v, ok
}

// timeoutInForce is the timeout in seconds that a function's runs have. Every version has its own, but durations are read
// for all of them together: where the versions that are called differ there is no one timeout. Only where some version
// differs from $LATEST is it asked which are called, by the function's aliases.
func (p *Pass) timeoutInForce(f *inventory.Function) (timeout int, v Verdict, ok bool) {
	configs := []inventory.Config{f.Config}
	if slices.ContainsFunc(f.Versions, func(v inventory.Version) bool { return v.Config.TimeoutSec != f.Config.TimeoutSec }) {
		called, gap, known := p.configsCalled(f)
		if !known {
			return 0, Unread(gap), false
		}
		if len(called) > 0 {
			configs = called
		}
	}
	for _, c := range configs {
		if c.TimeoutSec != configs[0].TimeoutSec {
			return 0, Unknown(fmt.Sprintf("its versions run with timeouts of %d s and %d s, and durations are read for all of them together",
				configs[0].TimeoutSec, c.TimeoutSec)), false
		}
	}
	return configs[0].TimeoutSec, Verdict{}, true
}

// configsCalled are the configurations that were called in the last two weeks, by alias, by version or without either.
func (p *Pass) configsCalled(f *inventory.Function) (configs []inventory.Config, gap inventory.Gap, known bool) {
	fact := Read(p, inventory.AliasesKey(f.Name))
	aliases, ok := fact.Get()
	if !ok {
		return nil, fact.Why(), false
	}
	called := func(resource string) bool {
		active, why, ok := invocations.exists(p, inventory.Dims("FunctionName", f.Name, "Resource", resource))
		if !ok {
			gap = why
		}
		return active
	}
	if called(f.Name) || called(inventory.Qualified(f.Name, latestVersion)) {
		configs = append(configs, f.Config)
	}
	for _, a := range aliases {
		if called(inventory.Qualified(f.Name, a.Name)) {
			configs = append(configs, configsOf(f, a)...)
		}
	}
	for _, v := range f.Versions {
		if called(inventory.Qualified(f.Name, v.Number)) {
			configs = append(configs, v.Config)
		}
	}
	return configs, gap, gap.Reason == inventory.NotRequested
}

const latestVersion = "$LATEST"

// configsOf are the configurations that an alias runs: one, or two while it is weighted. A version that was not listed is
// left out.
func configsOf(f *inventory.Function, a inventory.Alias) (configs []inventory.Config) {
	if a.Version == latestVersion {
		configs = append(configs, f.Config)
	}
	for _, v := range f.Versions {
		if _, routed := a.Routing[v.Number]; routed || a.Version == v.Number {
			configs = append(configs, v.Config)
		}
	}
	return configs
}

// timeoutSince is since when a function has had a timeout, as far as its deployments are on record: the oldest of the last
// versions in a row that have it, $LATEST counted as the newest.
func timeoutSince(f *inventory.Function, timeout int) (since time.Time) {
	history := []inventory.Config{}
	for _, v := range f.Versions {
		history = append(history, v.Config)
	}
	history = append(history, f.Config)
	for _, c := range slices.Backward(history) {
		switch {
		case c.TimeoutSec == timeout && !c.LastModified.IsZero() && (since.IsZero() || c.LastModified.Before(since)):
			since = c.LastModified
		case c.TimeoutSec != timeout && !since.IsZero():
			return since
		}
	}
	return since
}

// cutOffs are the days on which a function ran into its timeout.
type cutOffs struct {
	days         int     // the longest run was as long as the timeout, and there were errors
	runs, errors float64 // on those days
	series       inventory.Series
}

// timesCutOff counts them. Errors are only read where there are enough days to count.
func (p *Pass) timesCutOff(f *inventory.Function, t timedRuns) (c cutOffs, gap inventory.Gap, known bool) {
	pinned := func(ms float64) bool {
		limit := float64(t.timeout) * 1000
		return ms >= p.Limit(&pinnedShare)*limit && ms <= pinnedAtMost*limit
	}
	if timeseries.DaysWhere(t.longest, pinned) < p.Days(&repeatedDays) {
		return c, gap, true
	}
	fact := errorCount.over(p, p.Days(&windowDays), daily, functionDims(f))
	errors, known := fact.Get()
	if !known {
		return c, fact.Why(), false
	}
	c.series = errors
	runs := timeseries.ZeroFilled(t.runs)
	for i := range min(len(t.longest.Values), len(errors.Values), len(runs.Values)) {
		if pinned(float64(t.longest.Values[i])) && errors.Values[i] > 0 {
			c.days++
			c.errors += float64(errors.Values[i])
			c.runs += float64(runs.Values[i])
		}
	}
	return c, gap, true
}

// setTimeout is the fix that gives a function another timeout.
func (p *Pass) setTimeout(f *inventory.Function, timeout int, summary string) Fix {
	return Fix{
		Summary: summary,
		CLI:     p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name, "--timeout", fmt.Sprint(timeout)),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Function Timeout", fmt.Sprint(timeout)},
			{"terraform", "aws_lambda_function timeout", fmt.Sprint(timeout)},
		},
	}
}
