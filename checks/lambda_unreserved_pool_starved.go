package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var heldShare = Threshold{
	Name: "held_share", Default: 0.25, Unit: "share of the limit",
	Doc: "Reservations and provisioned concurrency that hold less than this of the account's limit do not starve anyone.",
	Source: "our choice, 2026-11: below a quarter it is the limit that is too low, which " +
		"lambda-account-concurrency-near-limit says",
}

var lambdaUnreservedPoolStarved = Check{
	ID:         "lambda-unreserved-pool-starved",
	Title:      "Reservations leave too little concurrency to all other functions",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       []inventory.Dataset{inventory.LambdaSettings, inventory.MetricSeries},
	Thresholds: []*Threshold{&poolShare, &fullShare, &heldShare, &repeatedDays, &windowDays, &minimumDays},
	Judge:      onceARegion("lambda-unreserved-concurrency", judgeUnreservedPool),
}

func judgeUnreservedPool(p *Pass) Verdict {
	settings, peaks, gap, known := accountPeaks(p, accountUnreserved)
	if !known {
		return Unread(gap)
	}
	_, claimed, gap, known := accountPeaks(p, accountClaimed)
	if !known {
		return Unread(gap)
	}
	limit := float64(settings.ConcurrentExecutions)
	if limit <= 0 {
		return Unknown("AWS gave no limit")
	}
	starved, most, worst := 0, 0.0, poolDay{left: float64(settings.Unreserved)}
	for i, v := range timeseries.ZeroFilled(peaks).Values {
		d := poolDay{peak: float64(v), left: float64(settings.Unreserved)}
		if i < len(claimed.Values) && float64(claimed.Values[i]) > 0 { // false for a missing datapoint too
			// What was claimed beyond the pool's own use was held: by the reservations of that day and by provisioned concurrency.
			d.left = min(d.left, max(limit-(float64(claimed.Values[i])-d.peak), 0))
		}
		most = max(most, d.peak)
		if limit-d.left >= p.Limit(&heldShare)*limit && d.peak > 0 && d.peak >= p.Limit(&poolShare)*d.left {
			starved++
			if worst.peak == 0 || d.use() > worst.use() {
				worst = d
			}
		}
	}
	if starved < p.Days(&repeatedDays) {
		if v, few := p.tooFewDays(peaks); timeseries.Count(peaks) > 0 && few {
			return v
		}
		return Clean(fmt.Sprintf("of %d unreserved executions at most %.0f ran at once", settings.Unreserved, most))
	}
	held := limit - worst.left
	return Found(Finding{
		Severity: p.limitSeverity(worst.peak, worst.left), Confidence: Measured,
		Message: fmt.Sprintf("Reservations and provisioned concurrency hold %.0f of the account's %.0f concurrent "+
			"executions in %s. The %.0f left to all other functions were used up to %.0f, at least %.0f%% on %s.",
			held, limit, p.Region.Name, worst.left, worst.peak, 100*p.Limit(&poolShare), plural(starved, "day")),
		Evidence: []Evidence{
			accountUnreserved.evidence("most at once without a reservation", fmt.Sprintf("%.0f of %.0f", worst.peak,
				worst.left), worst.peak, "environments", peaks, "Maximum by day").against(p.Limit(&poolShare) * worst.left),
			counted("held", fmt.Sprintf("%.0f of %.0f", held, limit), held, "environments"),
			setting("left unreserved by reservations", fmt.Sprint(settings.Unreserved)),
		},
		Fix: p.raiseQuota("Lower the reservations that are never reached (ConcurrentExecutions of each function against its "+
			"reservation), or ask for a higher quota, which costs nothing.",
			held+worst.peak, settings.ConcurrentExecutions),
	})
}

// poolDay is the most that ran of the unreserved pool on one day, and what there was of it.
type poolDay struct{ peak, left float64 }

func (d poolDay) use() float64 { return d.peak / max(d.left, 1) }
