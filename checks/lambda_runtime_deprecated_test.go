package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// onRuntime is a function with 100 invocations a day: today's six hours hold a quarter of that.
func onRuntime(name, runtime string, changes ...ct.Fn) []ct.Part {
	return []ct.Part{
		ct.Function(name, append([]ct.Fn{ct.Runtime(runtime)}, changes...)...),
		ct.Invocations.Of(name, ct.OnDays(25, 0).Else(ct.Flat(100))),
	}
}

func TestRuntimeDeprecated(t *testing.T) {
	at := func(day string) time.Time {
		parsed, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Add(6 * time.Hour)
	}
	ct.Run(t, "lambda-runtime-deprecated", []ct.Case{
		{Name: "supported", Given: onRuntime("current", "nodejs24.x"), Want: checks.OutcomeClean, Because: "nodejs24.x is supported"},
		{
			Name: "deprecated within 180 days", Given: onRuntime("near", "nodejs22.x"), // 2027-04-30: 7 + 31 + 31 + 28 + 31 + 30 days
			Want: checks.OutcomeFinding, Because: "near runs on nodejs22.x, which is deprecated on 2027-04-30, in 158 days.",
			Then: ct.All(ct.Severe(checks.Info), ct.Known(checks.Measured), ct.Shows("invocations a day", "100"), ct.Shows("deprecated", "2027-04-30"),
				ct.Fixes("aws lambda update-function-configuration --function-name near --runtime nodejs24.x --region us-east-1")),
		},
		{Name: "180 days before", TakenAt: at("2026-11-01"), Given: onRuntime("edge180", "nodejs22.x"), Want: checks.OutcomeFinding, Because: "in 180 days", Then: ct.Severe(checks.Info)},
		{Name: "181 days before", TakenAt: at("2026-10-31"), Given: onRuntime("edge181", "nodejs22.x"), Want: checks.OutcomeClean},
		{Name: "121 days before", TakenAt: at("2026-12-30"), Given: onRuntime("edge121", "nodejs22.x"), Want: checks.OutcomeFinding, Because: "in 121 days", Then: ct.Severe(checks.Info)},
		{Name: "120 days before", TakenAt: at("2026-12-31"), Given: onRuntime("edge120", "nodejs22.x"), Want: checks.OutcomeFinding, Because: "in 120 days", Then: ct.Severe(checks.Low)},
		{Name: "the day before", TakenAt: at("2027-04-29"), Given: onRuntime("eve", "nodejs22.x"), Want: checks.OutcomeFinding, Because: "in 1 day.", Then: ct.Severe(checks.Low)},
		{
			Name: "on its day", TakenAt: at("2027-04-30"), Given: onRuntime("day", "nodejs22.x"),
			Want: checks.OutcomeFinding, Because: "deprecated since 2027-04-30: it gets no security patches, and updates are blocked from 2027-07-01, in 62 days", Then: ct.Severe(checks.Medium),
		},
		{Name: "creation blocked", TakenAt: at("2027-06-01"), Given: onRuntime("create", "nodejs22.x"), Want: checks.OutcomeFinding, Because: "new functions are blocked since 2027-06-01, updates from 2027-07-01", Then: ct.Severe(checks.High)},
		{Name: "updates blocked", TakenAt: at("2027-07-01"), Given: onRuntime("update", "nodejs22.x"), Want: checks.OutcomeFinding, Because: "can no longer be updated since 2027-07-01", Then: ct.Severe(checks.Critical)},

		{Name: "deprecated, in grace", Given: onRuntime("grace", "python3.9"), Want: checks.OutcomeFinding, Because: "deprecated since 2025-12-15", Then: ct.All(ct.Severe(checks.Medium), ct.Fixes("python3.14"))},
		{Name: "deprecated, creation blocked", Given: onRuntime("blocked", "java8"), Want: checks.OutcomeFinding, Then: ct.All(ct.Severe(checks.High), ct.Fixes("java8.al2023"))},
		{Name: "long gone", Given: onRuntime("gone", "nodejs12.x"), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Critical)},
		{Name: "a preview without dates", Given: onRuntime("preview", "nodejs26.x"), Want: checks.OutcomeClean},
		{Name: "an image", Given: onRuntime("image", "", ct.Image), Want: checks.OutcomeUnknown, Because: "runtime unknown: image"},
		{Name: "a runtime's ARN", Given: onRuntime("arn", "arn:aws:lambda:us-east-1:123456789012:runtime:mine"), Want: checks.OutcomeUnknown, Because: "not in the table of 2026-11-23"},
		{Name: "a runtime newer than the table", Given: onRuntime("future", "nodejs99.x"), Want: checks.OutcomeUnknown},
		{
			Name:  "how often it runs was denied",
			Given: append(onRuntime("secret", "python3.9"), ct.Lacks(ct.Invocations.Key(inventory.Dims("FunctionName", "secret")))),
			Want:  checks.OutcomeFinding, Then: ct.Severe(checks.Medium),
		},
		{
			Name: "an old version on an old runtime", Given: onRuntime("archive", "nodejs24.x", ct.Version("1", ct.Runtime("nodejs12.x"))),
			Want: checks.OutcomeClean,
		},
		{
			Name: "more notice", Given: onRuntime("wary", "python3.11"), Limits: checks.Overrides{"lambda-runtime-deprecated.notice_days": 365},
			Want: checks.OutcomeFinding, Then: ct.Severe(checks.Info),
		},
	})
}
