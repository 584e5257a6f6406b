package checks_test

import (
	"slices"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// What holding one environment of one GB costs a month: price per GB-second × 3600 s × 730 h.
const (
	heldX86       = 4.1667e-6 * 3600 * 730
	heldARM       = 3.3334e-6 * 3600 * 730
	heldFrankfurt = 5.0147e-6 * 3600 * 730
)

var dailyProvisionedCalls = ct.ProvisionedCalls.By(24 * 60 * 60 * 1e9)

// unusedPC is a function of 512 MB whose alias live, on version 2, has a provisioned-concurrency configuration.
func unusedPC(name string, config inventory.Provisioned, calls ct.Shape, changes ...ct.Fn) []ct.Part {
	return []ct.Part{
		ct.Function(name, slices.Concat(changes, []ct.Fn{ct.Version("1"), ct.Version("2")})...),
		ct.Aliases(name, "live=2"), ct.Provisioned(name, config), dailyProvisionedCalls.Of(name+":live", calls),
		dailyProvisionedCalls.Of(name, ct.Nothing),
	}
}

func TestProvisionedConcurrencyUnused(t *testing.T) {
	ready := ct.Ready("live", 10, 60)
	undated := ready
	undated.LastModified = inventory.Provisioned{}.LastModified
	onVersion := ct.Ready("2", 10, 60)
	ct.Run(t, "lambda-provisioned-concurrency-unused", []ct.Case{
		{
			Name: "counted for the function only", Given: append(unusedPC("coarse", ready, ct.Nothing), dailyProvisionedCalls.Of("coarse", ct.Flat(50))),
			Want: checks.OutcomeClean, Because: "ran on it",
		},
		{
			Name: "no datapoint in two weeks", Given: unusedPC("idle", ready, ct.Nothing),
			Want: checks.OutcomeFinding, Because: "idle:live holds 10 environments of provisioned concurrency and none of them ran an invocation in 14 days",
			Then: ct.All(ct.Saves(10*0.5*heldX86, 10*0.5*heldX86), ct.Basis("10 environments × 0.5 GB × 3600 s × 730 h"), ct.Severe(checks.Medium), ct.Known(checks.Measured),
				ct.Fixes("aws lambda delete-provisioned-concurrency-config --function-name idle --qualifier live --region us-east-1")),
		},
		{Name: "zeros", Given: unusedPC("zeros", ready, ct.Flat(0)), Want: checks.OutcomeFinding},
		{Name: "one call", Given: unusedPC("once", ready, ct.OnDays(1, 9)), Want: checks.OutcomeClean, Because: "1 invocation ran on it"},
		{Name: "changed yesterday", Given: unusedPC("fresh", ct.Ready("live", 10, 1), ct.Nothing), Want: checks.OutcomeUnknown, Because: "younger than the window of 14 days"},
		{Name: "changed just too late", Given: unusedPC("late", ct.Ready("live", 10, 12.99), ct.Nothing), Want: checks.OutcomeUnknown},
		{Name: "changed just in time", Given: unusedPC("timely", ct.Ready("live", 10, 13), ct.Nothing), Want: checks.OutcomeFinding},
		{Name: "no date of the last change", Given: unusedPC("undated", undated, ct.Nothing), Want: checks.OutcomeUnknown, Because: "no date of its last change"},
		{
			Name: "being allocated", Given: unusedPC("growing", inventory.Provisioned{
				Qualifier: "live", Requested: 4, Allocated: 1, Status: "IN_PROGRESS", LastModified: ct.DaysAgo(20),
			}, ct.Nothing),
			Want: checks.OutcomeFinding, Because: "holds 4 environments", Then: ct.Saves(4*0.5*heldX86, 4*0.5*heldX86),
		},
		{
			Name: "allocation failed", Given: []ct.Part{
				ct.Function("failed", ct.Version("1")), ct.Aliases("failed", "live=1"),
				ct.Provisioned("failed", inventory.Provisioned{Qualifier: "live", Requested: 4, Status: "FAILED", LastModified: ct.DaysAgo(20)}),
			},
			Want: checks.OutcomeNotApplicable, Because: "nothing is allocated",
		},
		{Name: "none", Given: []ct.Part{ct.Function("none", ct.Version("1")), ct.Provisioned("none")}, Want: checks.OutcomeNotApplicable},
		{Name: "no version", Given: []ct.Part{ct.Function("unversioned")}, Want: checks.OutcomeNotApplicable, Because: "no provisioned concurrency"},
		{
			Name: "configurations denied", Given: []ct.Part{ct.Function("secret", ct.Version("1")), ct.Lacks(inventory.ProvisionedKey("secret"))},
			Wants: map[string]checks.Outcome{"secret": checks.OutcomeUnknown},
		},
		{
			Name: "two configurations, one used", Given: append(unusedPC("pair", ready, ct.Flat(5)),
				ct.Provisioned("pair", ct.Ready("1", 3, 60), ready), dailyProvisionedCalls.Of("pair:1", ct.Nothing)),
			Wants: map[string]checks.Outcome{"pair:1": checks.OutcomeFinding, "pair:live": checks.OutcomeClean},
			Then:  ct.Saves(3*0.5*heldX86, 3*0.5*heldX86),
		},
		// Lambda counts calls under the name that was called: those to an alias do not show under its version.
		{
			Name: "on a version, called by its alias",
			Given: append(unusedPC("swapped", onVersion, ct.Flat(9)),
				dailyProvisionedCalls.Of("swapped:2", ct.Nothing)),
			Want: checks.OutcomeClean,
		},
		{
			Name: "on a version, called by an alias that splits its traffic", Given: append(unusedPC("split", onVersion, ct.Nothing),
				ct.Has(inventory.AliasesKey("split"), []inventory.Alias{{Name: "live", Version: "2"}, {Name: "canary", Version: "1", Routing: map[string]float64{"2": 0.1}}}),
				dailyProvisionedCalls.Of("split:2", ct.Nothing), dailyProvisionedCalls.Of("split:canary", ct.Flat(1))),
			Want: checks.OutcomeClean,
		},
		{
			Name: "on a version that no alias reaches",
			Given: []ct.Part{
				ct.Function("forgotten", ct.Version("1"), ct.Version("2")), ct.Aliases("forgotten", "live=1"), ct.Provisioned("forgotten", onVersion),
				dailyProvisionedCalls.Of("forgotten:2", ct.Nothing), dailyProvisionedCalls.Of("forgotten", ct.Nothing),
			},
			Want: checks.OutcomeFinding, Because: "forgotten:2 holds", Then: ct.Saves(10*0.5*heldX86, 10*0.5*heldX86),
		},
		{
			Name: "the version is larger than $LATEST", Given: unusedPC("shrunk", ct.Ready("live", 20, 60), ct.Nothing, func(f *inventory.Function) {
				ct.Version("9", ct.Memory(2048))(f)
				ct.Version("10")(f)
			}, func(f *inventory.Function) { f.Config.MemoryMB = 128 }),
			Want: checks.OutcomeFinding, Then: ct.Saves(20*0.125*heldX86, 20*0.125*heldX86),
		},
		{
			Name: "a large one", Given: unusedPC("large", ct.Ready("live", 20, 60), ct.Nothing, ct.Memory(1024)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(20*heldX86, 20*heldX86), ct.Severe(checks.High)),
		},
		{
			Name: "a small one", Given: unusedPC("small", ct.Ready("live", 1, 60), ct.Nothing, ct.Memory(256)),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(0.25*heldX86, 0.25*heldX86), ct.Severe(checks.Low)),
		},
		{
			Name: "arm64", Given: unusedPC("arm", ready, ct.Nothing, ct.ARM),
			Want: checks.OutcomeFinding, Then: ct.Saves(10*0.5*heldARM, 10*0.5*heldARM),
		},
		{
			Name: "Frankfurt", Region: "eu-central-1", Given: unusedPC("dear", ready, ct.Nothing),
			Want: checks.OutcomeFinding, Then: ct.Saves(10*0.5*heldFrankfurt, 10*0.5*heldFrankfurt),
		},
		{
			Name: "a region without prices", Region: "us-gov-west-1", Partition: "aws-us-gov", Given: unusedPC("gov", ready, ct.Nothing),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Medium)),
		},
		{
			Name: "a version that was not listed", Given: append(unusedPC("ghost", ct.Ready("live", 20, 60), ct.Nothing), ct.Aliases("ghost", "live=77")),
			Want: checks.OutcomeFinding, Then: ct.Unpriced("memory size is not known"),
		},
		{
			Name: "a window of a week", Limits: checks.Overrides{"lambda-provisioned-concurrency-unused.window_days": 7},
			Given: append(unusedPC("hasty", ct.Ready("live", 10, 6.5), ct.Nothing), dailyProvisionedCalls.Over(7).Of("hasty:live", ct.Nothing), dailyProvisionedCalls.Over(7).Of("hasty", ct.Nothing)),
			Want:  checks.OutcomeFinding, Because: "in 7 days",
		},
	})
}
