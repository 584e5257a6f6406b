package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

var leastStored = Threshold{
	Name: "least_stored_gib", Default: 1, Unit: "GiB",
	Doc:    "A log group that holds less than this is left alone, whatever its retention.",
	Source: "our choice, 2026-11: a GiB costs some cents a month, but it only grows",
}

// What the fix proposes, in days. It is our choice (2026-11): a month of incidents, and a whole billing period.
const proposedRetention = 30

var lambdaLogRetentionUnset = Check{
	ID:         "lambda-log-retention-unset",
	Title:      "Logs that are kept for ever",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LogGroups},
	Thresholds: []*Threshold{&leastStored},
	OnRequest:  true,
	Judge:      eachFunction(judgeLogRetention),
}

func judgeLogRetention(p *Pass, f *inventory.Function) Verdict {
	if f.LogGroup == "" {
		return Unknown("AWS did not say which log group it writes to")
	}
	writers := p.writersTo(f.LogGroup)
	if writers[0] != f.Name {
		return NotApplicable("it shares its log group with " + writers[0] + ", which is judged")
	}
	fact := Read(p, inventory.LogGroupKey(f.LogGroup))
	group, ok := fact.Get()
	stored := float64(group.StoredBytes) / (1 << 30)
	switch {
	case !ok:
		return Unread(fact.Why())
	case !group.Exists:
		return NotApplicable("it has no log group yet")
	case group.RetentionDays > 0:
		return Clean("its logs expire after " + plural(group.RetentionDays, "day"))
	case group.Class == "DELIVERY":
		return Clean("a log group of the Delivery class keeps its logs for two days")
	case stored < p.Limit(&leastStored):
		return Clean(fmt.Sprintf("its logs never expire, and are %.2f GiB", stored))
	}
	finding := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("The logs of %s never expire: %s holds %.1f GiB, and only grows.", f.Name, f.LogGroup, stored),
		Evidence: []Evidence{
			counted("stored", fmt.Sprintf("%.1f GiB in %s", stored, f.LogGroup), stored, "GiB").against(p.Limit(&leastStored)),
			setting("retention", "never expire"),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Set a retention of %d days, or of as long as your auditors ask for. What is older is deleted for good: export it first if it must stay.", proposedRetention),
			CLI:     p.awsCLI("logs", "put-retention-policy", "--log-group-name", f.LogGroup, "--retention-in-days", fmt.Sprint(proposedRetention)),
			Edits: []Property{
				{"cloudformation", "AWS::Logs::LogGroup RetentionInDays", fmt.Sprint(proposedRetention)},
				{"terraform", "aws_cloudwatch_log_group retention_in_days", fmt.Sprint(proposedRetention)},
			},
		},
	}
	if n := len(writers); n > 1 {
		finding.Evidence = append(finding.Evidence, setting("written by", plural(n, "function")))
	}
	price, priced := p.Prices.LogsStored(p.Region.Name)
	if !priced {
		finding.PriceGap = p.priceUnknown("stored logs")
		return Found(finding)
	}
	high := float64(group.StoredBytes) / 1e9 * price.USD
	finding.Severity = severityOfCost(high)
	finding.Savings = &Savings{
		HighUSD: high,
		Basis:   fmt.Sprintf("from nothing to all of %.1f GB kept for a month; AWS bills them compressed", float64(group.StoredBytes)/1e9),
		Price:   fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{logStorageMeter(f.LogGroup)},
	}
	return Found(finding)
}
