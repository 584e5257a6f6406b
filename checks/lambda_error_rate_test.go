package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// failing is a function with runs and errors by day.
func failing(name string, runs, errors ct.Shape, changes ...ct.Fn) []ct.Part {
	return []ct.Part{
		ct.Function(name, changes...), ct.Errors.Of("", ct.Flat(1)), ct.Invocations.Of(name, runs), ct.Errors.Of(name, errors),
	}
}

func TestErrorRate(t *testing.T) {
	grouped := func(f *inventory.Function) { f.LogGroup = "/shared/logs" }
	ct.Run(t, "lambda-error-rate", []ct.Case{
		{
			Name: "a tenth of two days", Given: failing("broken", ct.Flat(100), ct.OnDays(10, 1, 2)),
			Want: checks.OutcomeFinding, Because: "20 of 1500 invocations of broken failed (1.3%), at least 10.0% of a day's on 2 days.",
			Then: ct.All(ct.Severe(checks.High), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("worst day", "10.0% of the invocations"), ct.Shows("errors", "20"),
				ct.Fixes(`aws logs tail /aws/lambda/broken --since 1d --filter-pattern '?ERROR ?"Task timed out" ?"Runtime exited"' --region us-east-1`)),
		},
		{Name: "a tenth of one day", Given: failing("incident", ct.Flat(100), ct.OnDays(50, 1)), Want: checks.OutcomeClean, Because: "at least 1.0% of a day's on 1 day"},
		{
			Name: "a hundredth of two days", Given: failing("leaky", ct.Flat(100), ct.OnDays(1, 1, 2), grouped),
			Want: checks.OutcomeFinding, Because: "at least 1.0% of a day's on 2 days", Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("logs tail /shared/logs")),
		},
		{Name: "just under a tenth", Given: failing("lesser", ct.Flat(1000), ct.Flat(99)), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "just under a hundredth", Given: failing("odd", ct.Flat(1000), ct.Flat(9)), Want: checks.OutcomeClean, Because: "0.9% of its invocations failed"},
		{Name: "a tenth on one day, a hundredth on another", Given: failing("mixed", ct.Flat(100), ct.OnDays(30, 1).Else(ct.OnDays(1, 2))), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "100 invocations", Given: failing("least", ct.OnDays(50, 1, 2).Else(ct.OnDays(0, 3, 14)), ct.OnDays(5, 1, 2)), Want: checks.OutcomeFinding},
		{Name: "99 invocations", Given: failing("rare", ct.OnDays(49, 1).Else(ct.OnDays(50, 2)), ct.OnDays(5, 1, 2)), Want: checks.OutcomeUnknown, Because: "fewer than 100 invocations"},
		{Name: "days with hardly a run", Given: failing("sparse", ct.OnDays(9, 1, 2, 3).Else(ct.Flat(100)), ct.OnDays(1, 1, 2, 3)), Want: checks.OutcomeClean},
		{Name: "no errors", Given: failing("fine", ct.Flat(5), ct.Flat(0)), Want: checks.OutcomeClean, Because: "no errors in 14 days"},
		{Name: "never ran", Given: failing("never", ct.Nothing, ct.Nothing), Want: checks.OutcomeClean},
		{Name: "young", Given: failing("young", ct.Flat(100).Last(5), ct.Flat(50).Last(5), ct.Deployed(ct.DaysAgo(5))), Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "observed on two days", Given: failing("brief", ct.Flat(100).Last(2), ct.Flat(50).Last(2)), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "no errors in the region", Alone: true, Given: []ct.Part{ct.Function("any"), ct.Errors.Of("", ct.Flat(0))}, Want: checks.OutcomeClean, Because: "the region counts no errors"},
		{Name: "perhaps on Lambda@Edge", Given: failing("edge", ct.Nothing, ct.Nothing, ct.Version("1")), Want: checks.OutcomeUnknown, Because: "viewers' regions"},
		{Name: "on Managed Instances", Given: failing("managed", ct.Flat(100), ct.Flat(50), ct.Managed), Want: checks.OutcomeFinding},
		{Name: "a replica", Given: []ct.Part{ct.Function("replica", replica)}, Want: checks.OutcomeNotApplicable},
		{Name: "errors denied", Given: append(failing("secret", ct.Flat(100), ct.Flat(50)), ct.Lacks(ct.Errors.Key(inventory.Dims("FunctionName", "secret")))), Want: checks.OutcomeUnknown},
	})
}
