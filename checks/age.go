package checks

import (
	"fmt"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// Every metric check looks back over the same window unless it says otherwise.
var windowDays = Threshold{
	Name: "window_days", Default: 14, Unit: "days",
	Doc:    "How far back metrics are read. A resource younger than this is not judged.",
	Source: "two full weeks, so that weekday and weekend both show twice; CloudWatch's ListMetrics looks back as far (AWS documentation, 2026-11)",
}

var minimumDays = Threshold{
	Name: "minimum_days", Default: 3, Unit: "days",
	Doc:    "The fewest days that must have been observed.",
	Source: "fewer would let one quiet weekend decide (our choice, 2026-11)",
}

// Evidence of repetition: one odd day decides nothing.
var repeatedDays = Threshold{
	Name: "repeated_days", Default: 2, Unit: "days",
	Doc:    "On how many separate days something must be seen before it counts as a habit.",
	Source: "one day may be an incident or a deployment (our choice, 2026-11)",
}

// age is a lower bound of how long a resource has existed: from the oldest sign given or the first datapoint.
func (p *Pass) age(oldestSign time.Time, series ...inventory.Series) time.Duration {
	oldest := p.TakenAt
	if !oldestSign.IsZero() && oldestSign.Before(oldest) {
		oldest = oldestSign
	}
	for _, s := range series {
		if t, ok := timeseries.First(s); ok && t.Before(oldest) {
			oldest = t
		}
	}
	return p.TakenAt.Sub(oldest)
}

// tooYoung answers Unknown for a resource that is not proven to be as old as the window. A day's grace is given, because
// the first datapoint of a window that starts at midnight may be anywhere in its first day.
func (p *Pass) tooYoung(age time.Duration) (Verdict, bool) {
	window := p.Days(&windowDays)
	if age >= time.Duration(window-1)*daily {
		return Verdict{}, false
	}
	return Unknown(fmt.Sprintf("younger than the window of %d days, as far as can be seen", window)), true
}

// tooFewDays answers Unknown when one of the series does not span enough days, or has datapoints on too few of them.
func (p *Pass) tooFewDays(series ...inventory.Series) (Verdict, bool) {
	least := p.Days(&minimumDays)
	for _, s := range series {
		if timeseries.DaysObserved(s) < least || timeseries.Span(s) < time.Duration(least)*daily {
			return Unknown(fmt.Sprintf("observed for less than %d days", least)), true
		}
	}
	return Verdict{}, false
}
