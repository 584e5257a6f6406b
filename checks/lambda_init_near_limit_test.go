package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestInitNearLimit(t *testing.T) {
	slow := func(name string, each ct.Shape, changes ...ct.Fn) []ct.Part {
		return []ct.Part{ct.Function(name, changes...), ct.Inits(name, ct.Flat(4), each)}
	}
	reported := func(name string, r inventory.Reports, changes ...ct.Fn) []ct.Part {
		return []ct.Part{ct.Function(name, changes...), ct.InitCount.Exists(), ct.Reports(name, r)}
	}
	ct.Run(t, "lambda-init-near-limit", []ct.Case{
		{
			Name: "nine seconds", Given: slow("model", ct.Flat(9000)), Want: checks.OutcomeFinding, Because: "model takes 9000 ms to initialise at p99. After 10 s Lambda gives up",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("init p99", "9000 ms on the worst day (Lambda Insights)"), ct.Shows("timeout", "30 s"), ct.Fixes("Take slow work out of init")),
		},
		{Name: "over the limit", Given: slow("over", ct.Flat(10_000)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{Name: "just under the limit", Given: slow("under", ct.Flat(9999)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "exactly eight seconds", Given: slow("eight", ct.Flat(8000)), Want: checks.OutcomeClean, Because: "its init p99 is 8000 ms"},
		{Name: "a hair more", Given: slow("hair", ct.Flat(8001)), Want: checks.OutcomeFinding},
		{Name: "on one day", Given: slow("odd", ct.OnDays(9000, 4).Else(ct.Flat(900))), Want: checks.OutcomeUnknown, Because: "slow on 1 day since its last deployment"},
		{Name: "on two days", Given: slow("twice", ct.OnDays(9000, 4, 6).Else(ct.Flat(900))), Want: checks.OutcomeFinding},
		{Name: "before the last deployment", Given: slow("fixed", ct.Flat(9000).Before(4).Else(ct.Flat(900)), ct.Deployed(ct.DaysAgo(4.1))), Want: checks.OutcomeUnknown, Because: "slow on 0 days since"},
		{Name: "since the last deployment", Given: slow("broken", ct.Flat(9000).Last(4), ct.Deployed(ct.DaysAgo(4.1))), Want: checks.OutcomeFinding},
		{Name: "two cold starts", Given: []ct.Part{ct.Function("rare"), ct.Inits("rare", ct.OnDays(1, 3, 5), ct.Flat(9000))}, Want: checks.OutcomeUnknown, Because: "fewer than 3 cold starts"},
		{Name: "three cold starts", Given: []ct.Part{ct.Function("three"), ct.Inits("three", ct.OnDays(1, 3, 5, 7), ct.Flat(9000))}, Want: checks.OutcomeFinding},
		{Name: "no cold start", Given: slow("steady", ct.Nothing), Want: checks.OutcomeClean},
		{Name: "report lines", Given: reported("lines", inventory.Reports{Days: 3, Runs: 900, Cold: 30, InitP99MS: 9100, InitMaxMS: 9500}), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "report lines from before the deployment", Given: reported("redeployed", inventory.Reports{Days: 3, Runs: 900, Cold: 30, InitP99MS: 9100}, ct.Deployed(ct.DaysAgo(2.9))), Want: checks.OutcomeUnknown, Because: "within the days"},
		{Name: "report lines since the deployment", Given: reported("settled", inventory.Reports{Days: 3, Runs: 900, Cold: 30, InitP99MS: 9100}, ct.Deployed(ct.DaysAgo(3))), Want: checks.OutcomeFinding},
		{Name: "report lines without cold starts", Given: reported("warm-lines", inventory.Reports{Days: 3, Runs: 900}), Want: checks.OutcomeUnknown, Because: "no cold start was measured"},
		{Name: "not measured", Given: []ct.Part{ct.Function("dark"), ct.Unmeasured("dark")}, Want: checks.OutcomeUnknown, Because: "is not measured"},
		{Name: "denied", Given: append(slow("secret", ct.Flat(9000)), ct.Lacks(ct.InitP99.Key(inventory.Dims("function_name", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a version with SnapStart", Given: slow("snapped", ct.Flat(9000), ct.Runtime("java21"), ct.SnapStart, ct.Version("1")), Want: checks.OutcomeUnknown, Because: "SnapStart"},
		{Name: "provisioned", Given: append(slow("warm", ct.Flat(9000), ct.Version("1")), ct.Provisioned("warm", ct.Ready("1", 2, 60))), Want: checks.OutcomeUnknown, Because: "provisioned"},
		{Name: "a version without environments", Given: append(slow("bare", ct.Flat(9000), ct.Version("1")), ct.Provisioned("bare")), Want: checks.OutcomeFinding},
		{Name: "on Managed Instances", Given: slow("managed", ct.Flat(9000), ct.Managed), Want: checks.OutcomeNotApplicable},
	})
}
