package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestManagedInstancesIdle(t *testing.T) {
	pool := "arn:aws:lambda:us-east-1:123456789012:capacity-provider:pool"
	dims := func(name string) inventory.Dimensions {
		return inventory.Dims("CapacityProviderName", "pool", "FunctionName", name)
	}
	limits := func(name, qualifier string, least int) ct.Part {
		return ct.Has(inventory.EnvironmentsKey(name, qualifier), inventory.EnvironmentLimits{Min: least, Max: 40})
	}
	unset := func(name, qualifier string) ct.Part {
		return ct.Has(inventory.EnvironmentsKey(name, qualifier), inventory.EnvironmentLimits{Unset: true})
	}
	// The instance type that the pool is seen to run, if any, and those that it may.
	runs := func(seen string, allowed ...string) ct.Part {
		parts := []ct.Part{ct.ProviderCPU.ExistsAt(), ct.Has(inventory.ProvidersKey(), []inventory.CapacityProvider{{ARN: pool, State: "Active", InstanceTypes: allowed}})}
		if seen != "" {
			parts = append(parts, ct.ProviderCPU.ExistsAt(inventory.Dims("CapacityProviderName", "pool", "InstanceType", seen), inventory.Dims("CapacityProviderName", "other", "InstanceType", "x")))
		}
		return ct.Parts(parts...)
	}
	managed := func(name string, least int, busy, cpu ct.Shape, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{ct.Managed, ct.Memory(2048)}, changes...)
		return []ct.Part{
			ct.Function(name, changes...), limits(name, "$LATEST.PUBLISHED", least),
			ct.EnvironmentsBusy.At(dims(name), busy), ct.EnvironmentsLimit.At(dims(name), ct.Flat(64)), ct.EnvironmentsCPU.At(dims(name), cpu), runs("m7g.large"),
		}
	}
	// An m7g.large has 8 GiB for $0.0816 an hour: 0.0102 a GB.
	spares := func(gb float64) float64 { return gb * 0.0816 / 8 * 1.15 * 730 }
	ct.Run(t, "lambda-managed-instances-idle", []ct.Case{
		{
			// The busiest environment has 10%: 20 × 0.1 ÷ 0.7 = 2.9.
			Name: "twenty for three", Given: managed("idle", 20, ct.Flat(2), ct.OnDays(10, 3).Else(ct.Flat(1))), Alone: true,
			Want: checks.OutcomeFinding, Because: "pool keeps at least 20 environments at all times, of which its functions needed 3 at their peaks in 14 days. The others hold 34 GB of its instances.",
			Then: ct.All(ct.Meters("managed-instances "+pool), ct.Shows("fewest environments of idle:$LATEST.PUBLISHED", "20 of 2048 MB, where 3 would do"),
				ct.Shows("kept at all times", "40 GB of instances, for up to $342.52 a month"), // 40 × 0.0102 × 1.15 × 730
				ct.Saves(0, spares(34)), ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Fixes(`"MinExecutionEnvironments":3,"MaxExecutionEnvironments":40`), ct.Fixes("'$LATEST.PUBLISHED'")),
		},
		{Name: "concurrency decides", Given: managed("wide", 20, ct.Flat(32), ct.Flat(1)), Alone: true, Want: checks.OutcomeFinding, Because: "needed 15 at"},
		{Name: "at seven tenths", Given: managed("used", 20, ct.Flat(1), ct.Flat(70)), Alone: true, Want: checks.OutcomeClean, Because: "need 20 environments at their peaks"},
		{Name: "just under", Given: managed("under", 20, ct.Flat(1), ct.Flat(66)), Alone: true, Want: checks.OutcomeFinding, Because: "needed 19 at"},
		{Name: "one stays", Given: managed("one", 3, ct.Flat(0), ct.Flat(0)), Alone: true, Want: checks.OutcomeFinding, Because: "needed 1 at", Then: ct.Saves(0, spares(4))},
		{Name: "the only one", Given: managed("only", 1, ct.Flat(0), ct.Flat(0)), Alone: true, Want: checks.OutcomeClean},
		{Name: "switched off", Given: managed("off", 0, ct.Flat(0), ct.Flat(0)), Alone: true, Want: checks.OutcomeClean, Because: "keeps no"},
		{
			Name: "a published version", Alone: true, Given: append(managed("versioned", 0, ct.Flat(0), ct.Flat(0), ct.Version("1"), ct.Version("2")), unset("versioned", "$LATEST.PUBLISHED"), limits("versioned", "2", 9)),
			Want: checks.OutcomeFinding, Because: "9 environments", Then: ct.Fixes("--qualifier 2"),
		},
		{
			Name: "what is published as the latest, not a version", Alone: true, Given: append(managed("latest", 3, ct.Flat(0), ct.Flat(0), ct.Version("1")), unset("latest", "1")),
			Want: checks.OutcomeFinding, Because: "3 environments", Then: ct.Fixes("--qualifier '$LATEST.PUBLISHED'"),
		},
		{
			Name: "both", Alone: true, Given: append(managed("dual", 3, ct.Flat(0), ct.Flat(0), ct.Version("1")), limits("dual", "1", 5)),
			Want: checks.OutcomeFinding, Because: "8 environments at all times, of which its functions needed 2", Then: ct.All(ct.Saves(0, spares(12)), ct.Fixes("--qualifier 1")),
		},
		{Name: "neither", Alone: true, Given: append(managed("unset", 3, ct.Flat(0), ct.Flat(0)), unset("unset", "$LATEST.PUBLISHED")), Want: checks.OutcomeUnknown, Because: "how many environments are kept of unset is not set"},
		{
			// 20 × 0.1 ÷ 0.7 = 3 of 20, and all 3 of the other.
			Name: "two functions of one provider", Alone: true, Given: append(managed("idle-a", 20, ct.Flat(2), ct.Flat(10)), managed("used-b", 3, ct.Flat(60), ct.Flat(10))...),
			Want: checks.OutcomeFinding, Because: "pool keeps at least 23 environments at all times, of which its functions needed 6", Then: ct.Saves(0, spares(34)),
		},
		{
			Name: "another function is young", Alone: true, Given: append(managed("idle-c", 20, ct.Flat(2), ct.Flat(10)), managed("new-d", 3, ct.Flat(1).Last(5), ct.Flat(1).Last(5), ct.Deployed(ct.DaysAgo(5)))...),
			Want: checks.OutcomeFinding, Because: "at least 20 environments",
		},
		{
			Name: "one is used, another is young", Alone: true, Given: append(managed("used-e", 3, ct.Flat(60), ct.Flat(10)), managed("new-f", 3, ct.Flat(1).Last(5), ct.Flat(1).Last(5), ct.Deployed(ct.DaysAgo(5)))...),
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{
			Name: "another function's limits denied", Alone: true, Given: append(append(managed("idle-g", 20, ct.Flat(2), ct.Flat(10)), managed("dark-h", 3, ct.Flat(1), ct.Flat(1))...), ct.Lacks(inventory.EnvironmentsKey("dark-h", "$LATEST.PUBLISHED"))),
			Want: checks.OutcomeUnknown, Because: "denied",
		},
		{
			Name: "two providers", Alone: true, Given: append(managed("idle-i", 20, ct.Flat(2), ct.Flat(10)), managed("off-j", 0, ct.Flat(0), ct.Flat(0), func(f *inventory.Function) { f.CapacityARN += "2" })...),
			Wants: map[string]checks.Outcome{"pool": checks.OutcomeFinding, "pool2": checks.OutcomeClean},
		},
		{
			Name: "no instances seen, some allowed", Alone: true, Given: append(managed("allowed", 20, ct.Flat(2), ct.Flat(10))[:5], runs("", "m7g.large", "c7g.large")), // c7g.large: 4 GiB for $0.0725
			Want: checks.OutcomeFinding, Then: ct.Saves(0, 34*0.0725/4*1.15*730),
		},
		{Name: "no instances known", Alone: true, Given: append(managed("any", 20, ct.Flat(2), ct.Flat(10))[:5], runs("")), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("which instances"), ct.Severe(checks.Medium))},
		{Name: "an instance without a price", Alone: true, Given: append(managed("odd", 20, ct.Flat(2), ct.Flat(10))[:5], runs("zz9.large")), Want: checks.OutcomeFinding, Then: ct.Unpriced("their price")},
		{Name: "a little less than a dollar", Alone: true, Given: managed("little", 20, ct.Flat(2), ct.Flat(10)), Limits: checks.Overrides{"lambda-managed-instances-idle.least_saving": 400}, Want: checks.OutcomeClean, Because: "under $400.00"},
		{Name: "no metrics", Given: managed("mute", 20, ct.Nothing, ct.Nothing), Alone: true, Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "no limit", Alone: true, Given: append(managed("boundless", 20, ct.Flat(1), ct.Flat(1)), ct.EnvironmentsLimit.At(dims("boundless"), ct.Nothing)), Want: checks.OutcomeUnknown, Because: "at once"},
		{Name: "young", Alone: true, Given: managed("new", 20, ct.Flat(1).Last(5), ct.Flat(1).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "limits denied", Alone: true, Given: append(managed("closed", 20, ct.Flat(1), ct.Flat(1)), ct.Lacks(inventory.EnvironmentsKey("closed", "$LATEST.PUBLISHED"))), Want: checks.OutcomeUnknown},
		{Name: "providers denied", Alone: true, Given: append(managed("dark", 20, ct.Flat(1), ct.Flat(1)), ct.Lacks(inventory.ProvidersKey())), Want: checks.OutcomeUnknown},
		{Name: "an ordinary function", Given: []ct.Part{ct.Function("plain")}, Wants: map[string]checks.Outcome{}},
	})
}
