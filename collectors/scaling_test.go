package collectors

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const (
	lambdaPage     = `{"ServiceNamespace": "lambda", "MaxResults": 50}`
	lambdaNextPage = `{"ServiceNamespace": "lambda", "MaxResults": 50, "NextToken": "n"}`
	policyPages    = `{"ServiceNamespace": "lambda", "MaxResults": 10}`
)

var (
	targetPages = []awsapi.TapeEntry{
		answer(awsapi.DescribeScalableTargets, lambdaPage, `{"NextToken": "n", "ScalableTargets": [
			{"ResourceId": "function:orders:live", "ScalableDimension": "lambda:function:ProvisionedConcurrency", "ServiceNamespace": "lambda",
			 "MinCapacity": 2, "MaxCapacity": 20, "CreationTime": "2026-01-02T03:04:05Z",
			 "SuspendedState": {"DynamicScalingInSuspended": true, "DynamicScalingOutSuspended": false, "ScheduledScalingSuspended": false}}]}`),
		answer(awsapi.DescribeScalableTargets, lambdaNextPage, `{"ScalableTargets": [
			{"ResourceId": "function:billing:live", "ScalableDimension": "lambda:function:ProvisionedConcurrency", "MinCapacity": 0, "MaxCapacity": 5}]}`),
	}
	noTargets  = answer(awsapi.DescribeScalableTargets, lambdaPage, `{"ScalableTargets": []}`)
	noPolicies = answer(awsapi.DescribeScalingPolicies, policyPages, `{"ScalingPolicies": []}`)
	noActions  = answer(awsapi.DescribeScheduledActions, lambdaPage, `{"ScheduledActions": []}`)
	policies   = answer(awsapi.DescribeScalingPolicies, policyPages, `{"ScalingPolicies": [
		{"ResourceId": "function:orders:live", "ScalableDimension": "lambda:function:ProvisionedConcurrency", "PolicyName": "own-metric", "PolicyType": "TargetTrackingScaling",
		 "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 5, "CustomizedMetricSpecification":
		  {"Namespace": "AWS/Lambda", "MetricName": "ProvisionedConcurrencyUtilization", "Statistic": "Maximum", "Dimensions": [{"Name": "FunctionName", "Value": "orders"}]}}},
		{"ResourceId": "function:orders:live", "PolicyName": "math", "PolicyType": "TargetTrackingScaling",
		 "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 5, "CustomizedMetricSpecification":
		  {"Metrics": [{"Id": "e1", "Expression": "m1 / 2", "ReturnData": true}]}}},
		{"ResourceId": "function:billing:live", "PolicyName": "usual", "PolicyType": "TargetTrackingScaling",
		 "Alarms": [{"AlarmName": "TargetTracking-low"}, {"AlarmName": "TargetTracking-high"}],
		 "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 0.7, "DisableScaleIn": true,
		  "PredefinedMetricSpecification": {"PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization"}}},
		{"ResourceId": "service/web/api", "PolicyName": "steps", "PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {"AdjustmentType": "ChangeInCapacity"}}]}`)
	actions = answer(awsapi.DescribeScheduledActions, lambdaPage, `{"ScheduledActions": [
		{"ResourceId": "function:orders:live", "ScheduledActionName": "morning", "Schedule": "cron(0 8 * * ? *)", "Timezone": "Europe/Berlin",
		 "ScalableDimension": "lambda:function:ProvisionedConcurrency", "ScalableTargetAction": {"MinCapacity": 0}, "StartTime": "2026-01-01T00:00:00Z"}]}`)
)

func TestScalingIsReadOverPages(t *testing.T) {
	key := inventory.ScalingKey("lambda")
	got, ok := inventory.Read(read(t, nil, []inventory.Want{key.Want()}, append(targetPages, policies, actions)...), key).Get()
	if !ok || len(got.Targets) != 2 || len(got.Policies) != 4 || len(got.Actions) != 1 {
		t.Fatalf("known %v, %+v", ok, got)
	}
	billing, orders := got.Targets[0], got.Targets[1]
	if billing.Resource != "function:billing:live" || billing.Max != 5 || billing.Suspended {
		t.Errorf("%+v", billing)
	}
	if orders.Min != 2 || orders.Max != 20 || !orders.Suspended || orders.CreatedAt.Year() != 2026 {
		t.Errorf("%+v", orders)
	}
	want := []inventory.ScalingPolicy{
		{
			Resource: "function:billing:live", Name: "usual", Kind: "TargetTrackingScaling", Target: 0.7, NoScaleIn: true,
			Metric: "LambdaProvisionedConcurrencyUtilization", Alarms: []string{"TargetTracking-high", "TargetTracking-low"},
		},
		{Resource: "function:orders:live", Name: "math", Kind: "TargetTrackingScaling", Target: 5, Statistic: "expression"},
		{
			Resource: "function:orders:live", Dimension: "lambda:function:ProvisionedConcurrency", Name: "own-metric", Kind: "TargetTrackingScaling",
			Target: 5, Namespace: "AWS/Lambda", Metric: "ProvisionedConcurrencyUtilization", Statistic: "Maximum",
		},
		{Resource: "service/web/api", Name: "steps", Kind: "StepScaling"},
	}
	if diff := cmp.Diff(want, got.Policies); diff != "" {
		t.Error(diff)
	}
	action := got.Actions[0]
	if action.Min == nil || *action.Min != 0 || action.Max != nil || action.Timezone != "Europe/Berlin" || action.Start.IsZero() || !action.End.IsZero() {
		t.Errorf("a bound that is not set must stay apart from zero: %+v", action)
	}
}

func TestScalingThatIsNotThereAndThatIsNotRead(t *testing.T) {
	key := inventory.ScalingKey("lambda")
	for name, test := range map[string]struct {
		entries []awsapi.TapeEntry
		gap     inventory.Gap // zero: known
	}{
		"nothing is scaled": {[]awsapi.TapeEntry{noTargets, noPolicies, noActions}, inventory.Gap{}},
		"targets denied": {
			[]awsapi.TapeEntry{refusal(awsapi.DescribeScalableTargets, lambdaPage, "AccessDeniedException")},
			inventory.Gap{Reason: inventory.Denied, Action: "application-autoscaling:DescribeScalableTargets"},
		},
		"targets cut": {
			[]awsapi.TapeEntry{targetPages[0], refusal(awsapi.DescribeScalableTargets, lambdaNextPage, "ThrottlingException")},
			inventory.Gap{Reason: inventory.Throttled},
		},
		"policies denied": {
			[]awsapi.TapeEntry{noTargets, refusal(awsapi.DescribeScalingPolicies, policyPages, "AccessDeniedException")},
			inventory.Gap{Reason: inventory.Denied, Action: "application-autoscaling:DescribeScalingPolicies"},
		},
		"actions denied": {
			[]awsapi.TapeEntry{noTargets, noPolicies, refusal(awsapi.DescribeScheduledActions, lambdaPage, "AccessDeniedException")},
			inventory.Gap{Reason: inventory.Denied, Action: "application-autoscaling:DescribeScheduledActions"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			fact := inventory.Read(read(t, nil, []inventory.Want{key.Want()}, test.entries...), key)
			if _, ok := fact.Get(); ok != (test.gap == inventory.Gap{}) || fact.Why().Reason != test.gap.Reason || fact.Why().Action != test.gap.Action {
				t.Errorf("known %v, %+v; want %+v", ok, fact.Why(), test.gap)
			}
		})
	}
}

func TestActivitiesAreReadOverPages(t *testing.T) {
	live, service, table := inventory.ActivitiesKey("function:orders:live"), inventory.ActivitiesKey("service/web/api"), inventory.ActivitiesKey("table/t")
	page := `{"ServiceNamespace": %q, "ResourceId": %q, "MaxResults": 50 %s}`
	r := read(t, nil, []inventory.Want{live.Want(), service.Want(), table.Want()},
		answer(awsapi.DescribeScalingActivities, fmt.Sprintf(page, "lambda", "function:orders:live", ""), `{"NextToken": "n", "ScalingActivities": [
			{"StartTime": "2026-11-20T08:00:00Z", "StatusCode": "Successful", "Description": "Setting provisioned concurrency units to 10.", "Cause": "monitor alarm"}]}`),
		answer(awsapi.DescribeScalingActivities, fmt.Sprintf(page, "lambda", "function:orders:live", `, "NextToken": "n"`), `{"ScalingActivities": [
			{"StartTime": "2026-11-19T08:00:00Z", "StatusCode": "Failed", "Description": "Something new."}]}`),
		refusal(awsapi.DescribeScalingActivities, fmt.Sprintf(page, "ecs", "service/web/api", ""), "AccessDeniedException"))
	got, ok := inventory.Read(r, live).Get()
	if !ok || len(got) != 2 || got[0].Level == nil || *got[0].Level != 10 || got[1].Level != nil || got[1].Status != "Failed" {
		t.Errorf("known %v, %+v", ok, got)
	}
	if why := inventory.Read(r, service).Why(); why.Reason != inventory.Denied {
		t.Errorf("%+v", why)
	}
	if why := inventory.Read(r, table).Why(); why.Reason != inventory.Failed {
		t.Errorf("%+v", why)
	}
}

func TestLevelOfAnActivity(t *testing.T) {
	for text, want := range map[string]int{
		"Setting desired count to 3.":                      3,
		"Setting desired count to 0.":                      0,
		"Setting provisioned concurrency units to 10.":     10,
		"Setting provisioned concurrency to 7.":            7,
		"Setting desired concurrency to 5.":                5,
		"Setting min capacity to 1 and max capacity to 10": -1,
		"Setting desired count to many.":                   -1,
		"Attempting to scale due to alarm triggered":       -1,
		"": -1,
		"Setting desired count to 99999999999999999999999999999999.": -1,
	} {
		level := levelOf(text)
		if (level == nil) != (want < 0) || level != nil && *level != want {
			t.Errorf("%q: %v, want %d", text, level, want)
		}
	}
}

func TestAlarms(t *testing.T) {
	low, math, gone := inventory.AlarmKey("low"), inventory.AlarmKey("math"), inventory.AlarmKey("gone")
	wants := []inventory.Want{low.Want(), math.Want(), gone.Want()}
	input := `{"AlarmNames": ["low", "math", "gone"], "MaxRecords": 100}`
	r := read(t, nil, wants, answer(awsapi.DescribeAlarms, input, `{"MetricAlarms": [
		{"AlarmName": "low", "StateValue": "ALARM", "StateUpdatedTimestamp": "2026-11-22T00:00:00Z", "StateTransitionedTimestamp": "2026-11-01T00:00:00Z",
		 "MetricName": "ProvisionedConcurrencyUtilization", "Statistic": "Average", "TreatMissingData": "missing", "ComparisonOperator": "LessThanThreshold", "EvaluationCriteria": null},
		{"AlarmName": "math", "StateValue": "OK", "Metrics": [{"Id": "e", "Expression": "m/2"}], "ComparisonOperator": "GreaterThanThreshold"}]}`))
	want := inventory.Alarm{
		Name: "low", State: "ALARM", Metric: "ProvisionedConcurrencyUtilization",
		Statistic: "Average", Missing: "missing", Less: true,
	}
	got, ok := inventory.Read(r, low).Get()
	if got.Since.Format("2006-01-02") != "2026-11-01" {
		t.Errorf("since %s, want the transition and not the last evaluation", got.Since)
	}
	want.Since = got.Since
	if !ok || got != want {
		t.Errorf("known %v, %+v\nwant %+v", ok, got, want)
	}
	if a, ok := inventory.Read(r, math).Get(); !ok || a.Less || a.Metric != "" || a.Statistic != "expression" {
		t.Errorf("%+v", a)
	}
	if why := inventory.Read(r, gone).Why(); why.Reason != inventory.Failed || why.Detail != "no alarm of this name: gone" {
		t.Errorf("%+v", why)
	}
	r = read(t, nil, wants, refusal(awsapi.DescribeAlarms, input, "AccessDenied"))
	if why := inventory.Read(r, low).Why(); why.Reason != inventory.Denied || why.Action != "cloudwatch:DescribeAlarms" {
		t.Errorf("%+v", why)
	}
}

func TestAlarmsAreAskedForAHundredAtATime(t *testing.T) {
	var wants []inventory.Want
	names := ""
	for i := range 101 {
		name := fmt.Sprintf("a%03d", i)
		wants = append(wants, inventory.AlarmKey(name).Want())
		if i < 100 {
			names += fmt.Sprintf("%q,", name)
		}
	}
	r := read(t, nil, wants,
		answer(awsapi.DescribeAlarms, `{"AlarmNames": [`+names[:len(names)-1]+`], "MaxRecords": 100}`, `{"NextToken": "n", "MetricAlarms": [{"AlarmName": "a000"}]}`),
		answer(awsapi.DescribeAlarms, `{"AlarmNames": [`+names[:len(names)-1]+`], "MaxRecords": 100, "NextToken": "n"}`, `{"MetricAlarms": [{"AlarmName": "a099"}]}`),
		answer(awsapi.DescribeAlarms, `{"AlarmNames": ["a100"], "MaxRecords": 100}`, `{"MetricAlarms": [{"AlarmName": "a100"}]}`))
	for _, name := range []string{"a000", "a099", "a100"} {
		if _, ok := inventory.Read(r, inventory.AlarmKey(name)).Get(); !ok {
			t.Errorf("%s: %+v", name, inventory.Read(r, inventory.AlarmKey(name)).Why())
		}
	}
}
