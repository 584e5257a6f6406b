package checks_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// risingTo is a straight line in milliseconds: seconds today, and how many it rises each day.
func risingTo(today, perDay float64) ct.Shape {
	return func(at time.Time) float64 { return 1000 * (today - perDay*ct.Now.Sub(at).Hours()/24) }
}

// noisy adds a pseudo-random share of an amplitude in seconds, the same for the same day.
func noisy(s ct.Shape, amplitude float64) ct.Shape {
	return func(at time.Time) float64 {
		day := math.Round(ct.Now.Sub(at).Hours() / 24)
		x := math.Sin(day*12.9898) * 43758.5453
		return s(at) + 1000*amplitude*(2*(x-math.Floor(x))-1)
	}
}

func TestDurationTrendToCeiling(t *testing.T) {
	p99 := ct.DurationP99.Over(42)
	// job runs every day; its p99 has a shape, and its longest run of each day is the same.
	job := func(name string, timeout int, shape ct.Shape, changes ...ct.Fn) []ct.Part {
		return append(timed(name, timeout, ct.Flat(10), shape, changes...), p99.Of(name, shape))
	}
	quick := func(name string, timeout int, seconds float64) []ct.Part {
		return timed(name, timeout, ct.Flat(10), ct.Flat(seconds*1000))
	}
	ct.Run(t, "lambda-duration-trend-to-ceiling", []ct.Case{
		{
			// From 500 s by 5 s a day: 80 days to 900 s, and 40 to its timeout of 700 s.
			Name: "five seconds a day", Given: job("grows", 700, risingTo(500, 5)),
			Want: checks.OutcomeFinding, Because: "The p99 of grows is about 500 s and rises by 35 s a week. If that goes on, it reaches the 15 minutes that Lambda allows about 2027-02-11. Its own timeout of 700 s comes first, about 2027-01-02.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("Fargate"), ct.Shows("timeout", "700 s"),
				ct.Shows("rise a week", "35 s, and with 99% confidence no less than 35 s"), ct.Shows("p99 now, on the line", "500 s")),
		},
		{Name: "the longest timeout", Given: job("full", 900, risingTo(500, 5)), Want: checks.OutcomeFinding, Because: "about 2027-02-11.", Then: noSecondDate},
		{Name: "twelve weeks and some", Given: job("later", 900, risingTo(500, 4.7)), Want: checks.OutcomeClean, Because: "rises by 33 s a week, and reaches the ceiling after 2027-02-15"},
		{Name: "twelve weeks to the day", Given: job("twelve", 900, risingTo(480, 5.001)), Want: checks.OutcomeFinding, Because: "about 2027-02-1"},
		{Name: "with noise", Given: job("noisy", 900, noisy(risingTo(500, 6), 60)), Want: checks.OutcomeFinding},
		{Name: "nothing but noise", Given: job("noise", 900, noisy(ct.Flat(500e3), 120)), Want: checks.OutcomeClean, Because: "does not rise beyond chance"},
		{Name: "flat", Given: job("flat", 900, ct.Flat(500e3)), Want: checks.OutcomeClean, Because: "does not rise"},
		{Name: "falling", Given: job("falls", 900, risingTo(300, -5)), Want: checks.OutcomeClean, Because: "does not rise"},
		{Name: "a step three weeks ago", Given: job("step", 900, noisy(ct.Flat(500e3).Last(21).Else(ct.Flat(300e3)), 1)), Want: checks.OutcomeClean, Because: "its p99 rose, but hardly since 2026-11-02"},
		{Name: "a rise that has ended", Given: job("ended", 900, ct.Flat(500e3).Last(22).Else(risingTo(610, 5))), Want: checks.OutcomeClean, Because: "hardly since"},
		{Name: "working days", Given: append(timed("office", 900, ct.Flat(10), risingTo(500, 5)), p99.Of("office", weekdays(risingTo(500, 5)))), Want: checks.OutcomeFinding},
		{Name: "28 days", Given: append(timed("month", 900, ct.Flat(10), risingTo(500, 5)), p99.Of("month", risingTo(500, 5).Last(28))), Want: checks.OutcomeFinding},
		{Name: "27 days", Given: append(timed("short", 900, ct.Flat(10), risingTo(500, 5)), p99.Of("short", risingTo(500, 5).Last(27))), Want: checks.OutcomeUnknown, Because: "it ran on 27 of 42 days, and a trend takes 28"},
		{Name: "near the ceiling already", Given: timed("there", 900, ct.Flat(10), risingTo(800, 5)), Want: checks.OutcomeClean, Because: "lambda-duration-near-ceiling"},
		{Name: "30% of the ceiling", Given: append(quick("notable", 900, 270), p99.Of("notable", ct.Flat(270e3))), Want: checks.OutcomeClean, Because: "does not rise"},
		{Name: "less is not looked at", Given: quick("small", 900, 269), Want: checks.OutcomeClean, Because: "its longest run took 269 s, far below"},
		{Name: "a timeout far below", Given: []ct.Part{ct.Function("minute", ct.Timeout(269))}, Want: checks.OutcomeClean, Because: "its timeout of 269 s"},
		{Name: "a version with a longer one", Given: job("version", 60, risingTo(500, 5), ct.Version("1", ct.Timeout(900)), ct.Timeout(60)), Want: checks.OutcomeFinding},
		{Name: "on Managed Instances", Given: job("managed", 5400, risingTo(3000, 30), ct.Managed), Want: checks.OutcomeFinding, Because: "the 90 minutes that Lambda allows about 2027-02-11"},
		{Name: "on Managed Instances, a share of their limit", Given: timed("pool", 5400, ct.Flat(10), risingTo(800, 5), ct.Managed), Want: checks.OutcomeClean, Because: "far below the ceiling"},
		{Name: "p99 denied", Given: append(timed("secret", 900, ct.Flat(10), risingTo(500, 5)), ct.Lacks(p99.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "not invoked", Given: []ct.Part{ct.Function("idle", ct.Timeout(900)), ct.Invocations.Exists()}, Want: checks.OutcomeUnknown, Because: "not invoked"},
		{Name: "names denied", Given: append(job("veiled", 900, risingTo(500, 5)), ct.Lacks(inventory.MetricNamesKey("AWS/Lambda", "Invocations"))), Want: checks.OutcomeUnknown, Because: "denied", Alone: true},
		{Name: "young", Given: timed("young", 900, ct.Flat(9).Last(5), ct.Flat(500e3).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
	})
}

// noSecondDate asserts that a timeout that comes no sooner is not named.
func noSecondDate(t ct.TB, f checks.Finding) {
	if strings.Contains(f.Message, "comes first") {
		t.Errorf("the ceiling is its timeout: %s", f.Message)
	}
}

// weekdays leaves out Saturday and Sunday.
func weekdays(s ct.Shape) ct.Shape {
	return func(at time.Time) float64 {
		if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
			return math.NaN()
		}
		return s(at)
	}
}
