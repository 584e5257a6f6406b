package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func executedDims(function, version string) inventory.Dimensions {
	return inventory.Dims("FunctionName", function, "Resource", function+":live", "ExecutedVersion", version)
}

// canary is a function whose alias live is on version 7 and sends a weight of its calls to 8, published some days ago.
func canary(name string, weight, published float64, main, second ct.Shape, more ...ct.Part) []ct.Part {
	at := ct.DaysAgo(published)
	return append([]ct.Part{
		ct.Function(name, ct.Version("7"), ct.Version("8", ct.Deployed(at))),
		ct.Has(inventory.AliasesKey(name), []inventory.Alias{{Name: "live", Version: "7", Routing: map[string]float64{"8": weight}}}),
		ct.Invocations.Exists(name, name+":live"),
		ct.Invocations.ExistsAt(executedDims(name, "7"), executedDims(name, "8")),
		ct.Invocations.At(executedDims(name, "7"), main), ct.Invocations.At(executedDims(name, "8"), second),
	}, more...)
}

func TestCanaryForgotten(t *testing.T) {
	ct.Run(t, "lambda-canary-forgotten", []ct.Case{
		{
			Name: "split for two weeks", Given: canary("left", 0.1, 40, ct.Flat(900), ct.Flat(100)), Want: checks.OutcomeFinding,
			Because: "left:live has sent 10.0% of its calls to version 8 and the rest to 7 for at least 14 days; both were published by 2026-10-14",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("calls to version 8", "1500"), ct.Shows("weight", "0.1 for version 8"),
				ct.Fixes("aws lambda update-alias --function-name left --name live --function-version 8 --routing-config 'AdditionalVersionWeights={}' --region us-east-1")),
		},
		{
			Name: "the canary is the older one", Given: canary("reverse", 0.1, 40, ct.Flat(900), ct.Flat(100),
				ct.Has(inventory.AliasesKey("reverse"), []inventory.Alias{{Name: "live", Version: "8", Routing: map[string]float64{"7": 0.9}}})),
			Want: checks.OutcomeFinding, Then: ct.Fixes("--function-version 8"),
		},
		{
			Name: "published within the window", Given: canary("fresh", 0.1, 12.9, ct.Flat(900), ct.Flat(100)),
			Want: checks.OutcomeUnknown, Because: "younger than the window",
		},
		{Name: "published a day within the window", Given: canary("nearly", 0.1, 13, ct.Flat(900), ct.Flat(100)), Want: checks.OutcomeFinding},
		{
			Name: "split since ten days", Given: canary("recent", 0.1, 40, ct.Flat(900), ct.Flat(100).Last(10)),
			Want: checks.OutcomeClean, Because: "have not been split for 14 days",
		},
		{
			Name: "the other version took over ten days ago", Given: canary("moved", 0.1, 40, ct.Flat(900).Last(10), ct.Flat(100)),
			Want: checks.OutcomeClean, Because: "have not been split for 14 days",
		},
		{
			Name: "taken back for a day in between", Given: canary("twice", 0.1, 40, ct.Flat(900), ct.OnDays(0, 6).Else(ct.Flat(100))),
			Want: checks.OutcomeClean, Because: "on 2026-11-17 its calls were not split",
		},
		{Name: "nothing promised on the quiet day", Given: canary("sunday", 0.1, 40, ct.OnDays(89, 6).Else(ct.Flat(900)), ct.OnDays(0, 6).Else(ct.Flat(100))), Want: checks.OutcomeFinding},
		{Name: "ten calls promised on the quiet day", Given: canary("monday", 0.1, 40, ct.OnDays(90, 6).Else(ct.Flat(900)), ct.OnDays(0, 6).Else(ct.Flat(100))), Want: checks.OutcomeClean},
		{Name: "nothing yet today", Given: canary("morning", 0.1, 40, ct.Flat(900), ct.OnDays(0, 0).Else(ct.Flat(100))), Want: checks.OutcomeFinding},
		{
			Name: "too few calls", Given: canary("rare", 0.1, 40, ct.Flat(9), ct.Flat(1)),
			Want: checks.OutcomeUnknown, Because: "too few calls",
		},
		{Name: "enough calls on two days", Given: canary("twodays", 0.1, 40, ct.OnDays(90, 3, 4).Else(ct.Flat(9)), ct.Flat(1)), Want: checks.OutcomeUnknown},
		{Name: "enough calls on three days", Given: canary("three", 0.1, 40, ct.OnDays(90, 3, 4, 5).Else(ct.Flat(9)), ct.Flat(1)), Want: checks.OutcomeFinding},
		{
			Name: "finished", Given: canary("done", 0.1, 40, ct.Flat(900), ct.Flat(100), ct.Aliases("done", "live=8")),
			Want: checks.OutcomeClean, Because: "all its calls go to version 8",
		},
		{Name: "a weight of zero", Given: canary("zero", 0, 40, ct.Flat(900), ct.Flat(100)), Want: checks.OutcomeClean, Because: "all its calls go to version 7"},
		{Name: "the alias was deleted", Given: canary("gone", 0.1, 40, ct.Flat(900), ct.Flat(100), ct.Aliases("gone")), Want: checks.OutcomeClean, Because: "gone"},
		{
			Name: "a version that was deleted", Given: canary("lost", 0.1, 40, ct.Flat(900), ct.Flat(100),
				ct.Has(inventory.AliasesKey("lost"), []inventory.Alias{{Name: "live", Version: "6", Routing: map[string]float64{"8": 0.1}}})),
			Want: checks.OutcomeUnknown, Because: "not listed",
		},
		{
			Name: "no alias split its calls", Given: []ct.Part{
				ct.Function("plain", ct.Version("1"), ct.Version("2")), ct.Invocations.Exists("plain:live"),
				ct.Invocations.ExistsAt(executedDims("plain", "2")),
			},
			Want: checks.OutcomeClean, Because: "no alias sent calls to two versions",
		},
		{Name: "one version", Given: []ct.Part{ct.Function("single", ct.Version("1")), ct.Invocations.Exists()}, Want: checks.OutcomeNotApplicable},
		{
			Name: "a replica", Given: []ct.Part{ct.Function("us-east-1.edge", ct.Version("1"), ct.Version("2"), func(f *inventory.Function) { f.MasterARN = "arn:aws:lambda:us-east-1" }),
				ct.Invocations.Exists()},
			Want: checks.OutcomeNotApplicable,
		},
		{
			Name: "names denied", Given: []ct.Part{ct.Function("secret", ct.Version("1"), ct.Version("2")), ct.Lacks(inventory.MetricNamesKey("AWS/Lambda", "Invocations"))},
			Want: checks.OutcomeUnknown, Because: "denied", Alone: true,
		},
	})
}
