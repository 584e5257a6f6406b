package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// The window runs from midnight 14 days ago to 06:00 today: 342 of a month's 730 hours.
const windowMonths = 342.0 / 730

func TestColdStartCost(t *testing.T) {
	// paid runs 10,000 times a day for a number of milliseconds each, and starts cold so often, for so long.
	paid := func(name string, runMS float64, count, each ct.Shape, changes ...ct.Fn) []ct.Part {
		return []ct.Part{
			ct.Function(name, append([]ct.Fn{ct.Memory(1024)}, changes...)...), ct.Invocations.Of(name, ct.Flat(10_000)),
			ct.TotalDuration.Of(name, ct.Flat(10_000*runMS)), ct.Inits(name, count, each),
		}
	}
	reported := func(name string, r inventory.Reports) []ct.Part {
		return append(paid(name, 20, ct.Nothing, ct.Nothing), ct.Has(inventory.MetricNamesKey("LambdaInsights", "init_duration"), []inventory.Dimensions{}), ct.Reports(name, r))
	}
	// 15 days × 500 cold starts × 1.6 s × 1 GB = 12,000 GB-s in the window, 25,614 a month, $0.43; ×10: $4.27.
	const price = 1.66667e-5
	month := func(count, ms float64) float64 { return 15 * count * ms / 1000 / windowMonths * price }
	// 15 × 10,000 × 20 ms = 3,000 GB-s and 150,000 requests in the window
	rest := (3000*price + 150_000*2e-7) / windowMonths
	if share := month(5000, 1600) / (month(5000, 1600) + rest); share < 0.96 || share > 0.962 {
		t.Fatalf("share %v", share)
	}
	published := func(name string, configs ...inventory.Provisioned) ct.Part {
		return ct.Parts(ct.Provisioned(name, configs...))
	}
	ct.Run(t, "lambda-cold-start-cost", []ct.Case{
		{
			Name: "half of the invocations start cold", Given: paid("orders", 20, ct.Flat(5000), ct.Flat(1600)), Want: checks.OutcomeFinding,
			Because: "orders pays $4.27 a month for init, 96.2% of its bill",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Saves(0, month(5000, 1600)), ct.Basis("up to all of 256140 GB-seconds of init a month"),
				ct.Meters("init arn:aws:lambda:us-east-1:123456789012:function:orders"), ct.Fixes("Make init shorter or rarer"), ct.Shows("share of init", "96.2% of its bill, init included")),
		},
		{Name: "dearer", Given: paid("dear", 20, ct.Flat(5000), ct.Flat(4000)), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Saves(0, month(5000, 4000)))},
		{Name: "on arm64 with half a GB", Given: paid("arm", 20, ct.Flat(5000), ct.Flat(1600), ct.ARM, ct.Memory(512)), Want: checks.OutcomeFinding, Then: ct.Saves(0, 15*5000*1.6/2/windowMonths*1.33334e-5)},
		{Name: "less than a dollar", Given: paid("cheap", 20, ct.Flat(1000), ct.Flat(1871)), Want: checks.OutcomeClean, Because: "init costs $1.00 a month"}, // 0.9985
		{Name: "a hair more than a dollar", Given: paid("dollar", 20, ct.Flat(1000), ct.Flat(1875)), Want: checks.OutcomeFinding},                            // 1.0006
		{Name: "less than a tenth", Given: paid("small", 500, ct.Flat(1000), ct.Flat(450)), Want: checks.OutcomeClean, Because: "init is 8.1% of its bill"},
		{Name: "more than a tenth", Given: paid("tenth", 500, ct.Flat(5000), ct.Flat(450)), Want: checks.OutcomeFinding, Because: "30.5% of its bill"},
		{Name: "measured since three days", Given: paid("layered", 20, ct.Flat(5000).Last(3), ct.Flat(1600)), Want: checks.OutcomeFinding, Then: ct.Saves(0, 3*5000*1.6/(54.0/730)*price)},
		{Name: "Java", Given: paid("java", 20, ct.Flat(5000), ct.Flat(1600), ct.Runtime("java21")), Want: checks.OutcomeFinding, Then: ct.All(ct.Fixes("SnapStart (free for Java)"), ct.Fixes("--snap-start ApplyOn=PublishedVersions"))},
		{Name: "Python", Given: paid("py", 20, ct.Flat(5000), ct.Flat(1600), ct.Runtime("python3.13")), Want: checks.OutcomeFinding, Then: ct.Fixes("SnapStart (charged: $3.95 a month")},
		{
			Name: "no price", Region: "us-gov-west-1", Given: paid("gov", 20, ct.Flat(5000), ct.Flat(1600)), Want: checks.OutcomeFinding, Because: "256140 GB-seconds a month",
			Then: ct.All(ct.Unpriced("is not known in us-gov-west-1"), ct.Severe(checks.Low)),
		},
		{Name: "no price and few cold starts", Region: "us-gov-west-1", Given: paid("gov-few", 20, ct.Flat(6), ct.Flat(9000)), Want: checks.OutcomeClean},
		{Name: "no price and a small share", Region: "us-gov-west-1", Given: paid("gov-small", 500, ct.Flat(1000), ct.Flat(450)), Want: checks.OutcomeClean},
		// 10 hours of init in 3 days, 73/7.2 months
		{Name: "report lines", Given: reported("lines", inventory.Reports{Days: 3, Runs: 30_000, Cold: 9000, InitSumMS: 36_000_000}), Alone: true, Want: checks.OutcomeFinding, Then: ct.Saves(0, 36_000/(72.0/730)*price)},
		{Name: "report lines without cold starts", Given: reported("steady", inventory.Reports{Days: 3, Runs: 30_000}), Alone: true, Want: checks.OutcomeClean, Because: "init is 0.0% of its bill"},
		{Name: "not measured", Given: []ct.Part{ct.Function("dark"), ct.Unmeasured("dark")}, Want: checks.OutcomeUnknown, Because: "is not measured"},
		{Name: "young", Given: append(paid("young", 20, ct.Flat(5000), ct.Flat(1600), ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("young", ct.Flat(9000).Last(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "two days", Given: append(paid("brief", 20, ct.Flat(5000), ct.Flat(1600)), ct.Invocations.Of("brief", ct.Flat(9000).Last(2))), Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "durations denied", Given: append(paid("secret", 20, ct.Flat(5000), ct.Flat(1600)), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a version with SnapStart", Given: paid("snapped", 20, ct.Flat(5000), ct.Flat(1600), ct.Runtime("java21"), ct.SnapStart, ct.Version("1")), Want: checks.OutcomeUnknown, Because: "SnapStart"},
		{Name: "provisioned", Given: append(paid("warm", 20, ct.Flat(5000), ct.Flat(1600), ct.Version("1")), published("warm", ct.Ready("1", 2, 60))), Want: checks.OutcomeUnknown, Because: "it has provisioned concurrency"},
		{Name: "a version without environments", Given: append(paid("bare", 20, ct.Flat(5000), ct.Flat(1600), ct.Version("1")), published("bare")), Want: checks.OutcomeFinding},
		{Name: "on Managed Instances", Given: paid("managed", 20, ct.Flat(5000), ct.Flat(1600), ct.Managed), Want: checks.OutcomeNotApplicable},
	})
}
