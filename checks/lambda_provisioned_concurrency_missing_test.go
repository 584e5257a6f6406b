package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// steadyPC is a Java function of 1 GB behind API Gateway, with so many environments busy on average and at once.
func steadyPC(name string, busy ct.Shape, most float64, change ct.Fn, more ...ct.Part) []ct.Part {
	work := func(seconds float64) ct.Shape {
		return func(at time.Time) float64 { return busy(at) * seconds * 1000 }
	}
	return append([]ct.Part{
		ct.Function(name, ct.Runtime("java21"), ct.Memory(1024), change), callers(name, ct.Policy(name, apiGateway)),
		ct.Invocations.Of(name, ct.Flat(100000)), ct.TotalDuration.Of(name, work(24*3600)), ct.InitCount.Exists(), ct.Invocations.Exists(name),
		ct.Concurrency.By(5*time.Minute).Of(name, ct.Flat(most)), ct.TotalDuration.By(5*time.Minute).Of(name, work(300)),
		ct.Invocations.By(5*time.Minute).Of(name, ct.Flat(350)), ct.Has(inventory.ReportsKey(name), inventory.Reports{}),
	}, more...)
}

// colds says that report lines of 14 days were read.
func colds(name string, runs, cold int, longest float64) ct.Part {
	return ct.Has(inventory.ReportsKey(name), inventory.Reports{Days: 14, Runs: runs, Cold: cold, InitMaxMS: longest, InitP99MS: longest, InitSumMS: float64(cold) * longest})
}

func TestProvisionedConcurrencyMissing(t *testing.T) {
	same, node := func(*inventory.Function) {}, ct.Runtime("nodejs24.x")
	saved := func(busy, held float64) float64 { // a month, of 1 GB
		return (busy*(1.66667e-5-9.7222e-6) - held*4.1667e-6) * 3600 * 730
	}
	published := func(f *inventory.Function) { ct.Version("1")(f) }
	halves := func(at time.Time) float64 {
		if at.Before(ct.DaysAgo(7.1)) {
			return 10
		}
		return 5
	}
	ct.Run(t, "lambda-provisioned-concurrency-missing", []ct.Case{
		{
			Name: "Java, nine of ten busy", Given: steadyPC("steady", ct.Flat(9), 10, same), Want: checks.OutcomeFinding,
			Because: "steady keeps 9.0 environments busy, and on java21 cold starts take one to ten seconds while somebody waits: API Gateway calls it. Provisioned, 10 would be busy for 90.0% of the time, and cost less from 60.0% on.",
			Then: ct.All(ct.Saves(saved(9*0.99, 10), saved(9, 10)), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Meters("duration arn:aws:lambda:us-east-1:123456789012:function:steady"),
				ct.Fixes("Publish a version, point an alias and the callers at it, and allocate 10 on the alias")),
		},
		{Name: "just over the break-even", Given: steadyPC("worth", ct.Flat(6.1), 10, same), Want: checks.OutcomeFinding, Then: ct.Saves(saved(6.1*0.99, 10), saved(6.1, 10))},
		{Name: "just under the break-even", Given: steadyPC("unworth", ct.Flat(5.9), 10, same), Want: checks.OutcomeClean, Because: "busy for 59.0% of the time"},
		{Name: "steady in one week only", Given: steadyPC("waning", halves, 10, same), Want: checks.OutcomeClean, Because: "50."},
		{Name: "hardly busy", Given: []ct.Part{ct.Function("lazy"), ct.Invocations.Of("lazy", ct.Flat(10)), ct.TotalDuration.Of("lazy", ct.Flat(0.56*86400e3))}, Want: checks.OutcomeClean, Because: "0.59 environments are busy on average"},
		{
			Name: "Node.js, cold starts of 2%", Given: steadyPC("node", ct.Flat(9), 10, node, colds("node", 10000, 200, 900)), Want: checks.OutcomeFinding,
			Because: "2.0% of its invocations start cold, for up to 900 ms while somebody waits", Then: ct.Known(checks.Measured),
		},
		{Name: "Node.js, cold starts of 1%", Given: steadyPC("rare", ct.Flat(9), 10, node, colds("rare", 10000, 100, 900)), Want: checks.OutcomeClean, Because: "1.0% of its invocations start cold"},
		{Name: "Node.js, cold and quick", Given: steadyPC("quick", ct.Flat(9), 10, node, colds("quick", 10000, 200, 499)), Want: checks.OutcomeClean, Because: "499 ms"},
		{Name: "Node.js, not measured", Given: steadyPC("blind", ct.Flat(9), 10, node), Want: checks.OutcomeUnknown, Because: "not measured"},
		{Name: "Node.js, 99 runs measured", Given: steadyPC("scarce", ct.Flat(9), 10, node, colds("scarce", 99, 50, 900)), Want: checks.OutcomeUnknown, Because: "fewer than 100"},
		{
			Name: "by Lambda Insights", Want: checks.OutcomeFinding, Because: "2.0% of its invocations start cold",
			Given: steadyPC("insights", ct.Flat(9), 10, node, ct.InitCount.Exists("insights"), ct.InitCount.Of("insights", ct.Flat(2000)),
				ct.InitSum.Of("insights", ct.Flat(2e6)), ct.InitP99.Of("insights", ct.Flat(900)), ct.Init.Of("insights", ct.Flat(1000))),
		},
		{Name: "Java, rare cold starts", Given: steadyPC("calm", ct.Flat(9), 10, same, colds("calm", 100000, 10, 5000)), Want: checks.OutcomeFinding, Then: ct.Known(checks.Measured)},
		{Name: "Java, measured quick", Given: steadyPC("native", ct.Flat(9), 10, same, colds("native", 10000, 200, 300)), Want: checks.OutcomeClean, Because: "300 ms"},
		{Name: "reports denied", Given: steadyPC("secret", ct.Flat(9), 10, same, ct.Lacks(inventory.ReportsKey("secret"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "S3 only", Given: steadyPC("bucket", ct.Flat(9), 10, same, ct.Policy("bucket", "s3.amazonaws.com")), Want: checks.OutcomeClean, Because: "nobody waits"},
		{Name: "callers that do not show", Given: steadyPC("iam", ct.Flat(9), 10, same, ct.Policy("iam")), Want: checks.OutcomeUnknown},
		{
			Name: "called by its alias", Given: steadyPC("alias", ct.Flat(9), 10, published, ct.Provisioned("alias"), ct.Aliases("alias", "live=1"), ct.Policy("alias:live"),
				func(r *inventory.Region) { // called as the alias alone
					inventory.Put(r, inventory.MetricNamesKey("AWS/Lambda", "Invocations"), []inventory.Dimensions{inventory.Dims("FunctionName", "alias"), inventory.Dims("FunctionName", "alias", "Resource", "alias:live")})
				}),
			Want: checks.OutcomeFinding, Then: ct.Fixes("aws lambda put-provisioned-concurrency-config --function-name alias --qualifier live --provisioned-concurrent-executions 10"), Alone: true,
		},
		{
			Name: "called by two aliases", Given: steadyPC("split", ct.Flat(9), 10, published, ct.Provisioned("split"), ct.Invocations.Exists("split:live", "split:beta")),
			Want: checks.OutcomeUnknown, Because: "divided among 2 qualifiers",
		},
		{Name: "a state machine", Given: steadyPC("steps", ct.Flat(9), 10, same, ct.Policy("steps"), ct.StateMachine("m", "steps")), Want: checks.OutcomeFinding, Alone: true},
		{Name: "AppSync", Given: steadyPC("graph", ct.Flat(9), 10, same, ct.Policy("graph"), ct.AppSync("a", "graph")), Want: checks.OutcomeFinding, Alone: true},
		{Name: "it has some", Given: steadyPC("has", ct.Flat(9), 10, published, ct.Provisioned("has", ct.Ready("live", 1, 9))), Want: checks.OutcomeNotApplicable, Because: "it has provisioned concurrency"},
		{Name: "SnapStart", Given: []ct.Part{ct.Function("snap", ct.SnapStart)}, Want: checks.OutcomeNotApplicable},
		{Name: "SnapStart in a version", Given: []ct.Part{ct.Function("snapped", ct.Version("1", ct.SnapStart))}, Want: checks.OutcomeNotApplicable},
		{Name: "Managed Instances", Given: []ct.Part{ct.Function("pool", ct.Managed)}, Want: checks.OutcomeNotApplicable},
		{Name: "Lambda@Edge", Given: []ct.Part{ct.Function("edge", func(f *inventory.Function) { f.MasterARN = "arn:aws:lambda:us-east-1" })}, Want: checks.OutcomeNotApplicable},
		{
			Name: "younger than the window", Given: []ct.Part{
				ct.Function("young", ct.Deployed(ct.DaysAgo(5))), ct.Invocations.Of("young", ct.Flat(100).Last(5)), ct.TotalDuration.Of("young", ct.Flat(9*86400e3).Last(5)),
			},
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{
			Name: "busy for two days", Given: []ct.Part{ct.Function("brief"), ct.Invocations.Of("brief", ct.Flat(100).Last(2)), ct.TotalDuration.Of("brief", ct.Flat(9*86400e3).Last(2))},
			Want: checks.OutcomeUnknown, Because: "observed for less than 3 days",
		},
		{Name: "concurrency not published", Given: steadyPC("mute", ct.Flat(9), 0, same), Want: checks.OutcomeUnknown, Because: "was not published"},
		{
			Name: "too little to report", Given: steadyPC("petty", ct.Flat(6.1), 10, same), Want: checks.OutcomeClean, Because: "under $2.00",
			Limits: checks.Overrides{"lambda-provisioned-concurrency-missing.least_saving": 2},
		},
		{Name: "a region without prices", Region: "us-gov-west-1", Given: []ct.Part{ct.Function("gov")}, Want: checks.OutcomeUnknown, Because: "price of provisioned concurrency on x86_64 is not known in us-gov-west-1"},
		{Name: "a region with prices of x86 only", Region: "eu-west-1", Given: []ct.Part{ct.Function("arm", ct.ARM)}, Want: checks.OutcomeUnknown, Because: "price of provisioned concurrency on arm64 is not known in eu-west-1"},
	})
}
