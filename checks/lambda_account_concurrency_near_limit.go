package checks

import (
	"fmt"
	"math"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// The concurrency that all functions of an account share in a region.

// The code of the quota "Concurrent executions" in Service Quotas.
const concurrencyQuota = "L-B99A9384"

var poolShare = Threshold{
	Name: "pool_share", Default: 0.8, Unit: "share of the limit",
	Doc:    "From this share on, on repeated_days days, a limit on concurrency is near.",
	Source: "our choice, 2026-11: AWS's guidance is to ask before the limit is met, as raising it may take days",
}

var fullShare = Threshold{
	Name: "full_share", Default: 0.95, Unit: "share of the limit",
	Doc:    "From this share on a limit on concurrency is as good as met, which is high severity.",
	Source: "our choice, 2026-11: the next busy minute passes it",
}

// accountPeaks reads the region-wide settings and the daily maximum of a metric.
func accountPeaks(p *Pass, m metric) (settings inventory.AccountSettings, peaks inventory.Series, gap inventory.Gap, known bool) {
	fact, series := Read(p, inventory.SettingsKey()), m.over(p, p.Days(&windowDays), daily, inventory.Dims())
	settings, known = fact.Get()
	if !known {
		return settings, peaks, fact.Why(), false
	}
	peaks, known = series.Get()
	return settings, peaks, series.Why(), known
}

func (p *Pass) limitSeverity(peak, limit float64) Severity {
	if peak >= p.Limit(&fullShare)*limit {
		return High
	}
	return Medium
}

// raiseQuota is the fix that asks for about twice the concurrency of the peak.
func (p *Pass) raiseQuota(summary string, peak float64, limit int) Fix {
	level := fmt.Sprint(max(int(math.Ceil(2*peak/1000))*1000, limit+1000))
	return Fix{
		Summary: summary,
		CLI: p.awsCLI("service-quotas", "request-service-quota-increase", "--service-code", "lambda",
			"--quota-code", concurrencyQuota, "--desired-value", level),
		Edits: []Property{{"terraform", "aws_servicequotas_service_quota value (" + concurrencyQuota + ")", level}},
	}
}

var lambdaAccountConcurrencyNearLimit = Check{
	ID:         "lambda-account-concurrency-near-limit",
	Title:      "The account's Lambda concurrency is nearly used up",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaSettings, inventory.MetricSeries},
	Thresholds: []*Threshold{&poolShare, &fullShare, &repeatedDays, &windowDays, &minimumDays},
	Judge:      onceARegion("lambda-concurrent-executions", judgeAccountConcurrency),
}

func judgeAccountConcurrency(p *Pass) Verdict {
	m := accountClaimed
	settings, peaks, gap, known := accountPeaks(p, m)
	if !known {
		return Unread(gap)
	}
	if timeseries.Count(peaks) == 0 {
		m = accountConcurrency
		if settings, peaks, gap, known = accountPeaks(p, m); !known {
			return Unread(gap)
		}
	}
	limit := float64(settings.ConcurrentExecutions)
	if limit <= 0 {
		return Unknown("AWS gave no limit")
	}
	most, seen := timeseries.Max(peaks)
	near := timeseries.DaysWhere(peaks, func(v float64) bool { return v >= p.Limit(&poolShare)*limit })
	if near < p.Days(&repeatedDays) {
		if v, few := p.tooFewDays(peaks); seen && few {
			return v
		}
		return Clean(fmt.Sprintf("at most %.0f of %.0f were claimed", most, limit))
	}
	held := settings.ConcurrentExecutions - settings.Unreserved
	reserved := ""
	if held > 0 {
		reserved = fmt.Sprintf(" Reservations hold %d of it whether they are used or not.", held)
	}
	return Found(Finding{
		Severity: p.limitSeverity(most, limit), Confidence: Measured,
		Message: fmt.Sprintf("Up to %.0f of the account's %.0f concurrent executions were claimed in %s, at least %.0f%% on "+
			"%s. At the limit every function without a reservation is throttled.%s",
			most, limit, p.Region.Name, 100*p.Limit(&poolShare), plural(near, "day"), reserved),
		Evidence: []Evidence{
			m.evidence("most claimed", fmt.Sprintf("%.0f of %.0f", most, limit), most, "environments", peaks,
				"Maximum by day").against(p.Limit(&poolShare) * limit),
			setting("limit", fmt.Sprintf("%.0f", limit)),
			setting("left unreserved", fmt.Sprint(settings.Unreserved)),
		},
		Fix: p.raiseQuota("Ask for a higher quota, which costs nothing, and give back reservations and provisioned "+
			"concurrency that are not reached.", most, settings.ConcurrentExecutions),
	})
}
