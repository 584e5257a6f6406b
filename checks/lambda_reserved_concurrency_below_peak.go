package checks

import (
	"fmt"
	"math"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

var lambdaReservedConcurrencyBelowPeak = Check{
	ID:         "lambda-reserved-concurrency-below-peak",
	Title:      "Reserved concurrency that is reached and throttles the function",
	Category:   Reliability,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.MetricSeries}, reservationDatasets),
	Thresholds: []*Threshold{&severeShare, &leastDaily, &repeatedDays, &windowDays},
	Judge:      eachFunction(judgeReservedBelowPeak),
}

func judgeReservedBelowPeak(p *Pass, f *inventory.Function) Verdict {
	if f.CapacityARN != "" {
		return NotApplicable("Lambda Managed Instances have no reserved concurrency")
	}
	runs, refused, v, settled := p.readOutcomes(f, throttles)
	if settled {
		return v
	}
	o := attemptsOf(runs, refused)
	if habit := o.days(func(_, bad float64) bool { return bad > 0 }); habit < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("throttled on %s", plural(habit, "day")))
	}
	if v, young := p.tooYoung(p.age(f.OldestChange(), runs, refused)); young {
		return v
	}
	reserved, gap, known := p.reservation(f, false)
	switch {
	case !known:
		return Unread(gap)
	case !reserved.Set:
		return NotApplicable("it reserves no concurrency, or none above 0")
	case reserved.Executions == 0:
		return NotApplicable("switched off by a reserved concurrency of 0, which lambda-reserved-concurrency-zero judges")
	}
	fact := concurrency.over(p, p.Days(&windowDays), daily, functionDims(f))
	peaks, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	reached, most := p.daysAtReservation(o, peaks, reserved.Executions)
	if reached < p.Days(&repeatedDays) {
		return Clean(fmt.Sprintf("it reserves %d; on the days it was throttled at most %.0f ran at once", reserved.Executions,
			most))
	}
	return Found(Finding{
		Severity: throttleSeverity(p, o), Confidence: Measured,
		Message: fmt.Sprintf("%s reserves a concurrency of %d, which is also its limit, and reached it while %.0f calls "+
			"(%s) were throttled, on %s. The account is not the limit.",
			f.Name, reserved.Executions, o.badTotal, percent(100*o.share()), plural(reached, "day")),
		Evidence: slices.Concat(throttleEvidence(o, runs), []Evidence{
			concurrency.evidence("most at once", fmt.Sprintf("%.0f", most), most, "environments", peaks,
				"Maximum by day").against(float64(reserved.Executions)),
			setting("reserved concurrency", fmt.Sprint(reserved.Executions)),
		}),
		Fix: p.raiseReservation(f, o, reserved.Executions),
	})
}

// raiseReservation is the fix for a reservation that throttles. The level it names grows the reservation by the share of
// calls that found no place on the worst day, and a tenth.
func (p *Pass) raiseReservation(f *inventory.Function, o outcomes, reserved int) Fix {
	need := 1 / (1 - math.Min(o.worst(p), 0.9))
	level := int(math.Ceil(float64(reserved)*need*1.1 - 1e-9))
	level = max(level, reserved+1)
	return Fix{
		Summary: fmt.Sprintf("Raise it to about %d, or remove it, when what the function calls can take that; "+
			"if the bound is meant to protect something, move it to the source (a queue's MaximumConcurrency) so that "+
			"nothing is refused.", level),
		CLI: p.awsCLI("lambda", "put-function-concurrency", "--function-name", f.Name, "--reserved-concurrent-executions",
			fmt.Sprint(level)),
		Edits: []Property{
			{"cloudformation", "AWS::Lambda::Function ReservedConcurrentExecutions", fmt.Sprint(level)},
			{"terraform", "aws_lambda_function reserved_concurrent_executions", fmt.Sprint(level)},
		},
	}
}
