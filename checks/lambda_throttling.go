package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// What throttles a function: its own reservation, the account's concurrency, or the rate at which it may grow.

// How many environments a function may add in ten seconds (AWS, "Lambda scaling behavior", 2026-11).
const burstIn10s = 1000

// What reservation reads.
var reservationDatasets = []inventory.Dataset{inventory.LambdaSettings, inventory.LambdaReserved}

// reservation gives a function's reserved concurrency. It is asked for where the account's settings say that some
// function reserves any. A reservation of zero takes nothing from the account and does not show there: ask when the
// function does not run.
func (p *Pass) reservation(f *inventory.Function, ask bool) (r inventory.Reserved, gap inventory.Gap, known bool) {
	if !ask {
		fact := Read(p, inventory.SettingsKey())
		settings, ok := fact.Get()
		if !ok {
			return r, fact.Why(), false
		}
		if settings.Unreserved >= settings.ConcurrentExecutions {
			return r, inventory.Gap{}, true
		}
	}
	fact := Read(p, inventory.ReservedKey(f.Name))
	r, known = fact.Get()
	return r, fact.Why(), known
}

// attemptsOf are the calls of a function, those that were throttled included, which AWS counts apart.
func attemptsOf(runs, throttled inventory.Series) outcomes {
	return outcomesOf(addPublished(runs, throttled), throttled)
}

// throttleEvidence shows what was throttled.
func throttleEvidence(o outcomes, runs inventory.Series) []Evidence {
	value := fmt.Sprintf("%.0f, %s of all calls", o.badTotal, percent(100*o.share()))
	return []Evidence{
		throttles.evidence("throttled calls", value, o.badTotal, "calls", o.bad, "Sum by day"),
		invocations.sumEvidence("runs", "invocations", runs),
	}
}

// throttleSeverity rises with the share of a day's calls that are refused.
func throttleSeverity(p *Pass, o outcomes) Severity {
	if o.daysFrom(p, p.Limit(&severeShare)) >= p.Days(&repeatedDays) {
		return High
	}
	return Medium
}

// daysAtReservation is on how many days a function was throttled while at least as many environments ran as it reserves
// now, and the most that ran.
func (p *Pass) daysAtReservation(o outcomes, peaks inventory.Series, reserved int) (days int, most float64) {
	values := timeseries.ZeroFilled(peaks).Values
	for i := range min(len(values), len(o.badDay)) {
		if peak := float64(values[i]); o.badDay[i] > 0 {
			most = max(most, peak)
			if peak >= float64(reserved) {
				days++
			}
		}
	}
	return days, most
}
