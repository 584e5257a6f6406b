package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func logsTo(group string) ct.Fn { return func(f *inventory.Function) { f.LogGroup = group } }

func TestLogCostExceedsCompute(t *testing.T) {
	const months = 14.25 * 24 / 730 // of fifteen datapoints up to now
	gigabytes := func(a float64) ct.Shape { return ct.Flat(a * 1e9) }
	group := func(name, class string) ct.Part {
		return ct.Has(inventory.LogGroupKey(name), inventory.LogGroup{Name: name, Exists: true, Class: class})
	}
	// talks runs a thousand times a day for a second in all at 512 MB, which is next to nothing, and logs GB a day.
	work := func(name string, perDay ct.Shape) ct.Part {
		return ct.Parts(ct.Invocations.Of(name, ct.Flat(1000)), ct.TotalDuration.Of(name, perDay))
	}
	bytes := func(name string, s ct.Shape) ct.Part {
		return ct.Parts(ct.LogBytes.Exists("/aws/lambda/"+name), ct.LogBytes.Of("/aws/lambda/"+name, s))
	}
	talks := func(name string, perDay float64, changes ...ct.Fn) []ct.Part {
		changes = append([]ct.Fn{logsTo("/aws/lambda/" + name)}, changes...)
		return []ct.Part{ct.Function(name, changes...), bytes(name, gigabytes(perDay)), work(name, ct.Flat(1000)), group("/aws/lambda/"+name, "STANDARD")}
	}
	// Of one GB a day: 15 GB / months × $0.50 = $16.01 a month.
	const aGigabyte = 15 / months * 0.5
	ct.Run(t, "lambda-log-cost-exceeds-compute", []ct.Case{
		{
			// The work: 15,000 runs / months × $0.0000002 = $0.0064, and 15 s / months × 0.5 GB × 1.66667e-5 = $0.0003.
			Name: "a gigabyte a day", Given: talks("chatty", 1),
			Want: checks.OutcomeFinding, Because: "Taking in the logs of chatty costs $16.01 a month; its requests and durations cost $0.0067.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Saves(0, aGigabyte), ct.Meters("logs /aws/lambda/chatty"), ct.Basis("from nothing to all of 32.0 GB taken in a month"),
				ct.Shows("log ingestion", "$16.01 a month: 32.0 GB into /aws/lambda/chatty"), ct.Fixes("LoggingConfig.ApplicationLogLevel = WARN"),
				ct.Fixes("--logging-config LogFormat=JSON,ApplicationLogLevel=WARN,LogGroup=/aws/lambda/chatty")),
		},
		{Name: "ten", Given: talks("loud", 10), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.High), ct.Saves(0, 10*aGigabyte))},
		{Name: "just over five dollars", Given: talks("over", 5.01/aGigabyte), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "just under", Given: talks("under", 4.99/aGigabyte), Want: checks.OutcomeClean, Because: "its logs cost $4.99 a month"},
		{
			// 0.5 GB × 1.66667e-5 × 15 × 130,000 s / months = $34.69.
			Name: "work that costs more", Given: []ct.Part{ct.Function("works", logsTo("/aws/lambda/works")), bytes("works", gigabytes(2)), work("works", ct.Flat(130e6))},
			Want: checks.OutcomeClean, Because: "its logs cost $32.02 a month, its work $34.69",
		},
		{Name: "of the Infrequent Access class", Given: append(talks("rare", 1), group("/aws/lambda/rare", "INFREQUENT_ACCESS")), Want: checks.OutcomeFinding, Because: "costs $8.00 a month", Then: ct.Saves(0, aGigabyte/2)},
		{Name: "of that class, less than five dollars", Given: append(talks("cheap", 0.6), group("/aws/lambda/cheap", "INFREQUENT_ACCESS")), Want: checks.OutcomeClean, Because: "$4.80 a month in the Infrequent Access class"},
		{Name: "of that class where its price is not known", Region: "ap-northeast-1", Given: append(talks("tokyo", 1), group("/aws/lambda/tokyo", "INFREQUENT_ACCESS")), Want: checks.OutcomeUnknown, Because: "Infrequent Access class is not known in ap-northeast-1"},
		{Name: "of a class that AWS did not give", Given: append(talks("blank", 1), group("/aws/lambda/blank", "")), Want: checks.OutcomeUnknown, Because: "class"},
		{Name: "without a price", Region: "us-gov-west-1", Given: talks("gov", 1), Want: checks.OutcomeUnknown, Because: "the price of log ingestion is not known in us-gov-west-1"},
		{
			Name: "two functions in one group", Given: []ct.Part{ct.Function("left", logsTo("/shared")), ct.Function("right", logsTo("/shared")), ct.LogBytes.Exists("/shared"), ct.LogBytes.Of("/shared", gigabytes(1)),
				work("left", ct.Flat(1)), work("right", ct.Flat(1))},
			Wants: map[string]checks.Outcome{"left": checks.OutcomeUnknown, "right": checks.OutcomeUnknown}, Because: "2 functions write to its log group",
		},
		{Name: "a silent group", Given: []ct.Part{ct.Function("silent", logsTo("/aws/lambda/silent")), ct.LogBytes.Exists()}, Want: checks.OutcomeClean, Because: "took in nothing"},
		{Name: "no group given", Given: []ct.Part{ct.Function("old")}, Want: checks.OutcomeUnknown, Because: "AWS did not say"},
		{Name: "names denied", Given: append(talks("veiled", 1), ct.Lacks(inventory.MetricNamesKey("AWS/Logs", "IncomingBytes"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "bytes denied", Given: append(talks("secret", 1), ct.Lacks(ct.LogBytes.Key(inventory.Dims("LogGroupName", "/aws/lambda/secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "work denied", Given: append(talks("dark", 1), ct.Lacks(ct.TotalDuration.Key(inventory.Dims("FunctionName", "dark")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "group denied", Given: append(talks("dim", 1), ct.Lacks(inventory.LogGroupKey("/aws/lambda/dim"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "young", Given: []ct.Part{ct.Function("young", logsTo("/aws/lambda/young"), ct.Deployed(ct.DaysAgo(7))), bytes("young", gigabytes(2).Last(7)), work("young", ct.Flat(1))},
			Want: checks.OutcomeUnknown, Because: "younger",
		},
		{Name: "two days", Given: []ct.Part{ct.Function("brief", logsTo("/aws/lambda/brief")), bytes("brief", gigabytes(9).Last(2)), work("brief", ct.Flat(1))}, Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "on Managed Instances", Given: talks("managed", 1, ct.Managed), Want: checks.OutcomeNotApplicable},
		{Name: "a replica", Given: talks("replica", 1, atTheEdge), Want: checks.OutcomeNotApplicable},
	})
}

func TestLogRetentionUnset(t *testing.T) {
	const gib = 1 << 30
	group := func(name string, bytes float64, change func(*inventory.LogGroup)) ct.Part {
		g := inventory.LogGroup{Name: name, Exists: true, StoredBytes: int64(bytes), CreatedAt: ct.DaysAgo(400), Class: "STANDARD"}
		if change != nil {
			change(&g)
		}
		return ct.Has(inventory.LogGroupKey(name), g)
	}
	keeps := func(name string, bytes float64, change func(*inventory.LogGroup)) []ct.Part {
		return []ct.Part{ct.Function(name, logsTo("/aws/lambda/"+name)), group("/aws/lambda/"+name, bytes, change)}
	}
	ct.Run(t, "lambda-log-retention-unset", []ct.Case{
		{
			Name: "ten gibibytes", Given: keeps("hoarder", 10*gib, nil), // 10.73741824 GB × $0.03
			Want: checks.OutcomeFinding, Because: "The logs of hoarder never expire: /aws/lambda/hoarder holds 10.0 GiB",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Saves(0, 0.3221225472), ct.Meters("log-storage /aws/lambda/hoarder"),
				ct.Basis("from nothing to all of 10.7 GB kept for a month; AWS bills them compressed"),
				ct.Fixes("aws logs put-retention-policy --log-group-name /aws/lambda/hoarder --retention-in-days 30 --region us-east-1"), ct.Fixes("RetentionInDays = 30")),
		},
		{Name: "a gibibyte", Given: keeps("edge", gib, nil), Want: checks.OutcomeFinding},
		{Name: "just under", Given: keeps("small", gib-1, nil), Want: checks.OutcomeClean, Because: "its logs never expire, and are 1.00 GiB"},
		{Name: "a terabyte", Given: keeps("large", 1e12, nil), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.Medium), ct.Saves(0, 30))},
		{Name: "expiring", Given: keeps("tidy", 10*gib, func(g *inventory.LogGroup) { g.RetentionDays = 3653 }), Want: checks.OutcomeClean, Because: "3653 days"},
		{Name: "of the Delivery class", Given: keeps("delivered", 10*gib, func(g *inventory.LogGroup) { g.Class = "DELIVERY" }), Want: checks.OutcomeClean, Because: "two days"},
		{Name: "no group yet", Given: []ct.Part{ct.Function("new", logsTo("/aws/lambda/new")), ct.Has(inventory.LogGroupKey("/aws/lambda/new"), inventory.LogGroup{Name: "/aws/lambda/new"})}, Want: checks.OutcomeNotApplicable, Because: "no log group yet"},
		{Name: "no group given", Given: []ct.Part{ct.Function("old")}, Want: checks.OutcomeUnknown, Because: "AWS did not say"},
		{
			Name: "shared", Given: []ct.Part{ct.Function("right", logsTo("/shared")), ct.Function("left", logsTo("/shared")), group("/shared", 10*gib, nil)},
			Wants: map[string]checks.Outcome{"left": checks.OutcomeFinding, "right": checks.OutcomeNotApplicable}, Then: ct.Shows("written by", "2 functions"),
		},
		{Name: "without a price", Region: "us-gov-west-1", Given: keeps("gov", 10*gib, nil), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{Name: "denied", Given: []ct.Part{ct.Function("dark", logsTo("/dark")), ct.Lacks(inventory.LogGroupKey("/dark"))}, Want: checks.OutcomeUnknown, Because: "denied"},
	})
}
