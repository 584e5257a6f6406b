package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var leastLogCost = Threshold{
	Name: "least_log_usd", Default: 5, Unit: "USD a month",
	Doc:    "Logs that cost less than this are not worth an hour.",
	Source: "our choice, 2026-11",
}

var lambdaLogCostExceedsCompute = Check{
	ID:         "lambda-log-cost-exceeds-compute",
	Title:      "Function whose logs cost more than its work",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.MetricNames, inventory.MetricSeries, inventory.LogGroups},
	Thresholds: []*Threshold{&leastLogCost, &minimumDays, &windowDays},
	Judge:      eachFunction(judgeLogCost),
}

func judgeLogCost(p *Pass, f *inventory.Function) Verdict {
	switch {
	case f.CapacityARN != "":
		return NotApplicable("Lambda Managed Instances bill the instances, not the work")
	case f.MasterARN != "":
		return NotApplicable("a Lambda@Edge replica")
	case f.LogGroup == "":
		return Unknown("AWS did not say which log group it writes to")
	}
	dims := inventory.Dims("LogGroupName", f.LogGroup)
	writes, gap, known := logBytes.exists(p, dims)
	switch {
	case !known:
		return Unread(gap)
	case !writes:
		return Clean("its log group took in nothing in the last two weeks")
	}
	fact := logBytes.over(p, p.Days(&windowDays), daily, dims)
	taken, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	gigabytes := timeseries.Sum(taken) / 1e9 / p.monthsOf(taken)
	price, priced := p.Prices.LogsIngested(p.Region.Name)
	cost := gigabytes * price.USD
	switch {
	case !priced:
		return Unknown(p.priceUnknown("log ingestion"))
	case cost < p.Limit(&leastLogCost):
		return Clean(fmt.Sprintf("its logs cost %s a month", usd(cost)))
	}
	b, gap, priced := p.billOf(f)
	switch {
	case !priced && gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case !priced:
		return Unknown(p.priceUnknown("its work"))
	case cost <= b.total():
		return Clean(fmt.Sprintf("its logs cost %s a month, its work %s", usd(cost), usd(b.total())))
	}
	if n := len(p.writersTo(f.LogGroup)); n > 1 {
		return Unknown(fmt.Sprintf("%d functions write to its log group, and whose bytes they are is not known", n))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), taken)); young {
		return v
	}
	if v, few := p.tooFewDays(taken); few {
		return v
	}
	group := Read(p, inventory.LogGroupKey(f.LogGroup))
	g, ok := group.Get()
	switch {
	case !ok:
		return Unread(group.Why())
	case g.Class == "INFREQUENT_ACCESS":
		if price, priced = p.Prices.LogsIngestedInfrequent(p.Region.Name); !priced {
			return Unknown(p.priceUnknown("log ingestion into the Infrequent Access class"))
		}
		if cost = gigabytes * price.USD; cost < p.Limit(&leastLogCost) || cost <= b.total() {
			return Clean(fmt.Sprintf("its logs cost %s a month in the Infrequent Access class, its work %s", usd(cost), usd(b.total())))
		}
	case g.Class != "STANDARD":
		return Unknown("the class of its log group, and so the price, is not known")
	}
	return Found(Finding{
		Severity: severityOfCost(cost), Confidence: Measured,
		Message: fmt.Sprintf("Taking in the logs of %s costs %s a month; its requests and durations cost %s.", f.Name, usd(cost), usd(b.total())),
		Evidence: []Evidence{
			logBytes.evidence("log ingestion", fmt.Sprintf("%s a month: %.1f GB into %s", usd(cost), gigabytes, f.LogGroup), cost, "USD", taken, "Sum by day").against(b.total()),
			b.evidence,
		},
		Savings: &Savings{
			HighUSD: cost,
			Basis:   fmt.Sprintf("from nothing to all of %.1f GB taken in a month", gigabytes),
			Price:   fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
			Meters: []string{logMeter(f.LogGroup)},
		},
		Fix: Fix{
			Summary: "Log less: no events and answers as a whole, one line a run, debug only for a sample. With JSON logs Lambda drops what is below a level before it is billed; retention does not change this cost.",
			CLI: p.awsCLI("lambda", "update-function-configuration", "--function-name", f.Name,
				"--logging-config", "LogFormat=JSON,ApplicationLogLevel=WARN,LogGroup="+f.LogGroup),
			Edits: []Property{
				{"cloudformation", "AWS::Lambda::Function LoggingConfig.ApplicationLogLevel", "WARN"},
				{"terraform", "aws_lambda_function logging_config.application_log_level", "WARN"},
			},
		},
	})
}

// writersTo lists the functions of the region that write to a log group, in the order of their names.
func (p *Pass) writersTo(group string) (names []string) {
	for i := range p.Region.Functions {
		if p.Region.Functions[i].LogGroup == group {
			names = append(names, p.Region.Functions[i].Name)
		}
	}
	slices.Sort(names)
	return names
}
