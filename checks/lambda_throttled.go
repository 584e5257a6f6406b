package checks

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var throttledShare = Threshold{
	Name: "throttled_share", Default: 0.01, Unit: "share of the calls",
	Doc:    "From this share of a day's calls on, on repeated_days days, a function is throttled.",
	Source: "our choice, 2026-11: fewer are caught by the retries of every SDK",
}

var lambdaThrottled = Check{
	ID:         "lambda-throttled",
	Title:      "Calls refused for want of concurrency",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.MetricSeries}, reservationDatasets),
	Thresholds: []*Threshold{&throttledShare, &severeShare, &leastTraffic, &leastDaily, &poolShare, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeThrottled),
}

func judgeThrottled(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("Lambda Managed Instances count their throttles in other metrics")
	}
	runs, refused, v, settled := p.readOutcomes(f, throttles)
	if settled {
		return v
	}
	o := attemptsOf(runs, refused)
	if least := p.Limit(&leastTraffic); o.total < least {
		return Unknown(fmt.Sprintf("fewer than %.0f calls", least))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs, refused)); young {
		return v
	}
	habit := o.daysFrom(p, p.Limit(&throttledShare))
	if habit < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("%s of its calls were throttled; at least %s of a day's on %s",
			percent(100*o.share()), percent(100*p.Limit(&throttledShare)), plural(habit, "day")))
	}
	// On a day without a run it may be switched off, which is not a matter of capacity.
	stopped := o.days(func(calls, bad float64) bool { return bad > 0 && bad == calls }) > 0
	reserved, gap, known := p.reservation(f, stopped)
	switch {
	case !known && (stopped || gap.Reason == inventory.NotCollected):
		return Unread(gap)
	case known && stopped && reserved.Set && reserved.Executions == 0:
		return NotApplicable("switched off by a reserved concurrency of 0, which lambda-reserved-concurrency-zero judges")
	}
	why := p.whyThrottled(f, o, reserved, known)
	return Found(Finding{
		Severity: throttleSeverity(p, o), Confidence: Measured,
		Message: fmt.Sprintf("%s was refused %.0f of its %.0f calls (%s), at least %s of a day's on %s. %s", f.Name,
			o.badTotal, o.total,
			percent(100*o.share()), percent(100*p.Limit(&throttledShare)), plural(habit, "day"), why.says),
		Evidence: slices.Concat(throttleEvidence(o, runs), []Evidence{
			throttles.evidence("worst day", percent(100*o.worst(p))+" of the calls", o.worst(p), "share", refused,
				"Sum by day").against(p.Limit(&throttledShare)),
		}, why.evidence),
		Fix: why.fix,
	})
}

// throttleCause is what a function ran into.
type throttleCause struct {
	says     string
	evidence []Evidence
	fix      Fix
}

// whyThrottled finds the limit that was reached. No verdict hangs on it: what cannot be read is said to be unknown.
func (p *Pass) whyThrottled(f *inventory.Function, o outcomes, reserved inventory.Reserved, reservedKnown bool) throttleCause {
	peaks, peaksKnown := concurrency.over(p, p.Days(&windowDays), daily, functionDims(f)).Get()
	settings, settingsKnown := Read(p, inventory.SettingsKey()).Get()
	pooled, pooledKnown := accountUnreserved.over(p, p.Days(&windowDays), daily, inventory.Dims()).Get()
	all, allKnown := accountConcurrency.over(p, p.Days(&windowDays), daily, inventory.Dims()).Get()
	if reservedKnown && reserved.Set && reserved.Executions == 0 {
		return throttleCause{says: "It has since been switched off by a reserved concurrency of 0.", fix: Fix{
			Summary: "Before it is switched on again, give it the concurrency that it needs.",
		}}
	}
	if !peaksKnown || !reservedKnown {
		return throttleCause{says: "What it ran into is not known: its concurrency could not be read.", fix: Fix{
			Summary: "Find the limit it reaches: its reserved concurrency, the account's concurrency, or 1,000 new " +
				"environments in ten seconds.",
		}}
	}
	most, _ := timeseries.Max(peaks)
	evidence := []Evidence{concurrency.evidence("most at once", fmt.Sprintf("%.0f", most), most, "environments", peaks,
		"Maximum by day")}
	if reserved.Set {
		evidence = append(evidence, setting("reserved concurrency", fmt.Sprint(reserved.Executions)))
		if most >= float64(reserved.Executions) {
			return throttleCause{
				says:     fmt.Sprintf("It reached its own reserved concurrency of %d.", reserved.Executions),
				evidence: evidence, fix: p.raiseReservation(f, o, reserved.Executions),
			}
		}
	}
	if !reserved.Set && settingsKnown && pooledKnown && allKnown {
		share := p.Limit(&poolShare)
		full := daysTogether(o, pooled, share*float64(settings.Unreserved)) + daysTogether(o, all,
			share*float64(settings.ConcurrentExecutions))
		if full > 0 {
			peak, _ := timeseries.Max(all)
			evidence = append(evidence,
				accountConcurrency.evidence("most at once in the region", fmt.Sprintf("%.0f of %d", peak,
					settings.ConcurrentExecutions), peak, "environments", all, "Maximum by day"),
				setting("left unreserved", fmt.Sprint(settings.Unreserved)))
			return throttleCause{
				says:     "The account's concurrency, which all functions without a reservation share, was used up on such a day.",
				evidence: evidence,
				fix: Fix{Summary: "Ask for a higher quota of concurrent executions, or reserve concurrency for this " +
					"function (lambda-account-concurrency-near-limit and lambda-unreserved-pool-starved say which)."},
			}
		}
	}
	if !reserved.Set && !(settingsKnown && pooledKnown && allKnown) {
		return throttleCause{says: "It has no reservation; whether the account's concurrency was used up could not be read.",
			evidence: evidence, fix: Fix{
				Summary: "Compare the region's ConcurrentExecutions with its quota; if it was not reached, the function grew " +
					"faster than 1,000 environments in ten seconds.",
			}}
	}
	return throttleCause{
		says: fmt.Sprintf("No concurrency limit was reached, so it asked for more than %d new environments in ten "+
			"seconds, or for more than ten calls a second of each.", burstIn10s),
		evidence: evidence,
		fix: Fix{Summary: "Smooth the burst: a queue in front with a MaximumConcurrency, jitter on what all starts at once, " +
			"or provisioned concurrency scheduled ahead of a known peak."},
	}
}

// daysTogether is on how many days something was throttled while a region-wide maximum reached a bound.
func daysTogether(o outcomes, maxima inventory.Series, bound float64) int {
	values, days := timeseries.ZeroFilled(maxima).Values, 0
	for i := range min(len(values), len(o.badDay)) {
		if o.badDay[i] > 0 && float64(values[i]) >= bound {
			days++
		}
	}
	return days
}
