package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// rule is an enabled rule that calls a function.
func eventRule(name, expression, function string) ct.Part {
	return ct.Parts(
		ct.Also(inventory.RulesKey(), inventory.Rule{Name: name, Schedule: expression, Enabled: true}), ct.Also(inventory.SchedulesKey()),
		ct.Has(inventory.RuleTargetsKey(name), []inventory.RuleTarget{{Function: function, Constant: true}}),
	)
}

func schedule(name, expression, function string) ct.Part {
	return ct.Parts(
		ct.Also(inventory.RulesKey()), ct.Also(inventory.SchedulesKey(), inventory.Schedule{Name: name, Group: "default", Function: function, Enabled: true}),
		ct.Has(inventory.ExpressionKey("default", name), inventory.ScheduleExpression{Expression: expression}),
	)
}

func TestKeepWarmPing(t *testing.T) {
	// office is n in the hours from 8 to 18 (UTC), and m in the others.
	office := func(n, m float64) ct.Shape {
		return func(at time.Time) float64 {
			if at.Hour() >= 8 && at.Hour() < 18 {
				return n
			}
			return m
		}
	}
	called := func(name string, runs, medians ct.Shape, changes ...ct.Fn) ct.Part {
		return ct.Parts(
			ct.Function(name, changes...), ct.Invocations.Of(name, ct.Flat(3000)),
			ct.Invocations.By(time.Hour).Of(name, runs), ct.MedianDuration.By(time.Hour).Of(name, medians),
		)
	}
	typical := func(name string, changes ...ct.Fn) ct.Part {
		return called(name, office(300, 12), office(80, 2), changes...)
	}
	five := func(name string) ct.Part { return eventRule("warm-"+name, "rate(5 minutes)", name) }
	with := func(name string, runs, medians ct.Shape) []ct.Part {
		return []ct.Part{called(name, runs, medians), five(name)}
	}
	hourlyNine := func(name string) ct.Part { // and one that is switched off
		parts := []ct.Part{ct.Also(inventory.SchedulesKey(), inventory.Schedule{Name: "off-" + name, Function: name})}
		for _, n := range "abcdefghi" {
			parts = append(parts, schedule(name+"-"+string(n), "rate(1 hour)", name))
		}
		return ct.Parts(parts...)
	}
	ct.Run(t, "lambda-keep-warm-ping", []ct.Case{
		{
			Name: "a rule every five minutes", Given: []ct.Part{typical("orders"), five("orders")}, Want: checks.OutcomeFinding,
			// 342 hours, of which 14 × 10 are the office's
			Because: "orders is called every 5 minutes by the rule warm-orders, in 202 of 342 hours by nothing else, and those runs take 2 ms at the median",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("Drop the pings"), ct.Fixes("$5.48 a month for each environment"),
				ct.Shows("event", "a constant"), ct.Shows("schedule", "the rule warm-orders, 12 times an hour"), ct.Shows("other runs", "40320 invocations, 80 ms"), // 140 × 288
				ct.Shows("cost of the pings", "$0.0019 a month")), // 8,760 × (2e-7 + 0.002 × 0.5 × 1.66667e-5)
		},
		{Name: "a schedule of EventBridge Scheduler", Given: []ct.Part{typical("planned"), schedule("warm-planned", "cron(0/5 * * * ? *)", "planned")}, Want: checks.OutcomeFinding, Because: "by the schedule warm-planned"},
		{Name: "Java", Given: []ct.Part{typical("java", ct.Runtime("java21")), five("java")}, Want: checks.OutcomeFinding, Then: ct.Fixes("Turn on SnapStart (free for Java)")},
		{Name: "two rules", Given: []ct.Part{called("both", office(300, 16), office(80, 2)), five("both"), eventRule("more-both", "rate(15 minutes)", "both")}, Want: checks.OutcomeFinding, Because: "every 4 minutes by the rule warm-both and the rule more-both"},
		{Name: "every minute", Given: []ct.Part{called("eager", office(300, 60), office(80, 2)), eventRule("eager", "rate(1 minute)", "eager")}, Want: checks.OutcomeFinding, Because: "is called every minute by"},
		{Name: "no price", Region: "us-gov-west-1", Given: []ct.Part{typical("gov"), five("gov")}, Want: checks.OutcomeFinding, Then: ct.Fixes("with provisioned concurrency on an alias.")},
		{Name: "every quarter of an hour", Given: []ct.Part{called("quarter", office(300, 4), office(80, 2)), eventRule("quarter", "rate(15 minutes)", "quarter")}, Want: checks.OutcomeFinding},
		{Name: "a schedule every quarter of an hour", Given: []ct.Part{called("fifteen", office(300, 4), office(80, 2)), schedule("fifteen", "rate(15 minutes)", "fifteen")}, Want: checks.OutcomeFinding},
		{
			Name: "no price of requests", Region: "me-south-1", Given: []ct.Part{typical("bahrain"), five("bahrain")}, Want: checks.OutcomeFinding,
			Then: func(t ct.TB, f checks.Finding) {
				for _, e := range f.Evidence {
					if e.Name == "cost of the pings" {
						t.Errorf("a cost without a price: %s", e.Value)
					}
				}
			},
		},
		{Name: "every sixteen minutes", Given: []ct.Part{ct.Function("sixteen"), eventRule("sixteen", "rate(16 minutes)", "sixteen")}, Want: checks.OutcomeClean, Because: "no schedule calls it so often"},
		{Name: "a schedule every sixteen minutes", Given: []ct.Part{typical("late"), schedule("late", "rate(16 minutes)", "late")}, Want: checks.OutcomeClean, Because: "no schedule calls it so often"},
		{Name: "in office hours only", Given: []ct.Part{ct.Function("office"), eventRule("office", "cron(0/5 8-18 * * ? *)", "office")}, Want: checks.OutcomeClean},
		{Name: "a rule switched off", Given: []ct.Part{ct.Function("off"), ct.Also(inventory.RulesKey(), inventory.Rule{Name: "off", Schedule: "rate(5 minutes)"}), ct.Also(inventory.SchedulesKey())}, Want: checks.OutcomeClean},
		{Name: "a schedule switched off", Given: []ct.Part{ct.Function("idle"), ct.Also(inventory.RulesKey()), ct.Also(inventory.SchedulesKey(), inventory.Schedule{Name: "idle", Function: "idle"})}, Want: checks.OutcomeClean},
		{Name: "a rule that calls another function", Given: []ct.Part{ct.Function("beside"), eventRule("other", "rate(5 minutes)", "another")}, Want: checks.OutcomeClean},

		{Name: "too few invocations on any day", Given: []ct.Part{ct.Function("quiet"), ct.Invocations.Of("quiet", ct.Flat(95)), schedule("quiet", "rate(5 minutes)", "quiet")}, Want: checks.OutcomeClean},
		{Name: "nothing else calls it", Given: with("poller", ct.Flat(12), ct.Flat(2)), Want: checks.OutcomeClean, Because: "hardly anything but the schedule"},
		{Name: "hardly anything else calls it", Given: with("nearly", office(12, 12).Before(3).Else(ct.AtHour(45, 9)).Else(ct.Flat(12)), ct.Flat(2)), Want: checks.OutcomeClean, Because: "hardly anything but"}, // 3 × 33 = 99
		{Name: "a hundred other calls", Given: with("hundred", ct.AtHour(37, 9).Last(5).Else(ct.Flat(12)), ct.AtHour(80, 9).Last(5).Else(ct.Flat(2))), Want: checks.OutcomeFinding, Then: ct.Shows("other runs", "100 invocations, 80 ms")},
		{Name: "others call it on one day", Given: with("once", ct.OnDays(300, 4).Else(ct.Flat(12)), ct.OnDays(80, 4).Else(ct.Flat(2))), Want: checks.OutcomeClean, Because: "hardly anything but"},
		{Name: "others call it on two days", Given: with("twice", ct.OnDays(300, 4, 6).Else(ct.Flat(12)), ct.OnDays(80, 4, 6).Else(ct.Flat(2))), Want: checks.OutcomeFinding},
		{Name: "real work", Given: with("worker", office(300, 12), office(800, 26)), Want: checks.OutcomeClean, Because: "the scheduled runs take 26 ms: they do work"},
		{Name: "just short enough", Given: with("short", office(300, 12), office(800, 25)), Want: checks.OutcomeFinding},
		{Name: "other runs are as short", Given: with("alike", office(300, 12), office(3.9, 2)), Want: checks.OutcomeUnknown, Because: "as short as the scheduled ones"},
		{Name: "other runs are twice as long", Given: with("longer", office(300, 12), office(4, 2)), Want: checks.OutcomeFinding},
		{Name: "busy around the clock", Given: with("busy", ct.AtHour(12, 3).Else(ct.Flat(300)), ct.AtHour(2, 3).Else(ct.Flat(80))), Want: checks.OutcomeUnknown, Because: "other callers come in nearly every hour"},
		{Name: "24 hours without others", Given: with("night", ct.AtHour(12, 3).Else(ct.AtHour(12, 4).Last(9)).Else(ct.Flat(300)), ct.AtHour(2, 3).Else(ct.AtHour(2, 4).Last(9)).Else(ct.Flat(80))), Want: checks.OutcomeFinding, Because: "in 24 of 342 hours"},
		{Name: "a schedule that is new", Given: with("new", office(300, 12).Last(5), office(80, 2)), Want: checks.OutcomeUnknown, Because: "it may be new"},
		{Name: "a quarter fewer", Given: with("fewer", office(300, 9), office(80, 2)), Want: checks.OutcomeFinding},
		{Name: "fewer than that", Given: with("lacking", office(300, 8), office(80, 2)), Want: checks.OutcomeUnknown, Because: "may be new"},
		{Name: "a quarter more", Given: with("more", office(300, 15), office(80, 2)), Want: checks.OutcomeFinding},
		{Name: "more than that", Given: with("above", office(300, 16), office(80, 2)), Want: checks.OutcomeUnknown, Because: "nearly every hour"},
		{Name: "young", Given: []ct.Part{typical("young", ct.Deployed(ct.DaysAgo(5))), five("young"), ct.Invocations.Of("young", ct.Flat(900).Last(5))}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "two days", Given: []ct.Part{typical("brief"), five("brief"), ct.Invocations.Of("brief", ct.Flat(900).Last(2))}, Want: checks.OutcomeUnknown, Because: "less than 3 days"},
		{Name: "as many invocations on its best day as such a schedule makes", Given: []ct.Part{called("few", office(300, 12), office(80, 2)), ct.Invocations.Of("few", ct.Flat(96)), schedule("few", "rate(5 minutes)", "few")}, Want: checks.OutcomeFinding},
		{Name: "eleven schedules", Given: []ct.Part{typical("many"), hourlyNine("many"), schedule("warm-many", "rate(5 minutes)", "many"), schedule("last-many", "rate(1 hour)", "many")}, Want: checks.OutcomeUnknown, Because: "more than 10 schedules"},
		{Name: "ten schedules", Given: []ct.Part{typical("ten"), hourlyNine("ten"), schedule("warm-ten", "rate(5 minutes)", "ten")}, Want: checks.OutcomeFinding, Because: "by the schedule warm-ten"},
		{Name: "rules denied", Alone: true, Given: []ct.Part{ct.Function("secret"), ct.Lacks(inventory.RulesKey()), ct.Also(inventory.SchedulesKey())}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "targets denied", Alone: true, Given: []ct.Part{ct.Function("blind"), five("blind"), ct.Lacks(inventory.RuleTargetsKey("warm-blind"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "schedules denied", Alone: true, Given: []ct.Part{ct.Function("barred"), ct.Also(inventory.RulesKey()), ct.Lacks(inventory.SchedulesKey())}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "an expression denied", Given: []ct.Part{typical("opaque"), schedule("opaque", "rate(5 minutes)", "opaque"), ct.Lacks(inventory.ExpressionKey("default", "opaque"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "medians denied", Given: []ct.Part{typical("veiled"), five("veiled"), ct.Lacks(ct.MedianDuration.By(time.Hour).Key(inventory.Dims("FunctionName", "veiled")))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "on Managed Instances", Given: []ct.Part{typical("managed", ct.Managed), five("managed")}, Want: checks.OutcomeNotApplicable},
	})
}
