package collectors

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// A function of another account or region is not the one of the same name here.
func TestCallee(t *testing.T) {
	s := &store{region: &inventory.Region{Name: "eu-west-1"}, account: "111122223333"}
	for ref, want := range map[string][2]string{
		here + "orders":                     {"orders", ""},
		here + "orders:live":                {"orders", "live"},
		here + "orders:$LATEST":             {"orders", ""},
		"orders":                            {"orders", ""},
		"orders:7":                          {"orders", "7"},
		"111122223333:function:orders:live": {"orders", "live"},
		"444455556666:function:orders":      {},
		elsewhere + "orders":                {},
		farAway + "orders":                  {},
		"":                                  {},
		"arn:aws:sqs:eu-west-1:111122223333:orders":            {},
		"arn:aws:lambda:eu-west-1:111122223333:layer:orders:7": {},
	} {
		name, qualifier, here := s.callee(ref)
		if name != want[0] || qualifier != want[1] || here != (want[0] != "") {
			t.Errorf("%q: %q %q %v", ref, name, qualifier, here)
		}
	}
}

func groupsOfFunctions() []awsapi.TapeEntry {
	health := func(group, function string) awsapi.TapeEntry {
		return answer(awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:`+group+`"}`,
			`{"TargetHealthDescriptions": [{"Target": {"Id": "`+function+`"}, "TargetHealth": {"State": "healthy"}}]}`)
	}
	return []awsapi.TapeEntry{
		answer(awsapi.DescribeTargetGroups, `{"PageSize": 400}`, `{"NextMarker": "n", "TargetGroups": [
			{"TargetGroupArn": "arn:c", "TargetGroupName": "c", "TargetType": "lambda", "LoadBalancerArns": []},
			{"TargetGroupArn": "arn:web", "TargetType": "ip", "LoadBalancerArns": ["arn:never-asked"]},
			{"TargetGroupArn": "arn:b", "TargetGroupName": "b", "TargetType": "lambda", "LoadBalancerArns": ["arn:lb1", "arn:lb2"]}]}`),
		answer(awsapi.DescribeTargetGroups, `{"PageSize": 400, "Marker": "n"}`, `{"TargetGroups": [
			{"TargetGroupArn": "arn:a", "TargetGroupName": "a", "TargetType": "lambda", "LoadBalancerArns": ["arn:lb1"]},
			{"TargetGroupArn": "arn:theirs", "TargetType": "lambda", "LoadBalancerArns": ["arn:never-asked"]},
			{"TargetGroupArn": "arn:empty", "TargetType": "lambda", "LoadBalancerArns": ["arn:never-asked"]}]}`),
		health("a", here+"orders:live"), health("b", here+"users"), health("c", here+"idle"), health("theirs", elsewhere+"orders"),
		answer(awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:empty"}`, `{"TargetHealthDescriptions": []}`),
		answer(awsapi.DescribeLoadBalancerAttributes, `{"LoadBalancerArn": "arn:lb1"}`, `{"Attributes": [
			{"Key": "deletion_protection.enabled", "Value": "false"}, {"Key": "idle_timeout.timeout_seconds", "Value": "60"}]}`),
	}
}

func TestTargetGroupsOfFunctions(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.TargetGroupsKey().Want()}, append(groupsOfFunctions(),
		answer(awsapi.DescribeLoadBalancerAttributes, `{"LoadBalancerArn": "arn:lb2"}`, `{"Attributes": [{"Key": "idle_timeout.timeout_seconds", "Value": "30"}]}`))...)
	want := []inventory.TargetGroup{
		{ARN: "arn:a", Name: "a", Function: "orders", Qualifier: "live", IdleTimeout: 60},
		{ARN: "arn:b", Name: "b", Function: "users", IdleTimeout: 30},
		{ARN: "arn:c", Name: "c", Function: "idle"},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.TargetGroupsKey())); diff != "" {
		t.Error(diff)
	}
}

// The tape is empty: a load balancer that was asked about is not asked again.
func TestLoadBalancersAreAskedOnce(t *testing.T) {
	got, err := shortestIdle(t.Context(), session(t).In("eu-west-1"), []string{"arn:lb1"}, map[string]int{"arn:lb1": 60})
	if got != 60 || err != nil {
		t.Errorf("%d, %v", got, err)
	}
}

func TestTargetGroupsAreUnknownWithoutTheirSurroundings(t *testing.T) {
	const balancer = `{"LoadBalancerArn": "arn:lb2"}`
	for name, c := range map[string]struct {
		entry     awsapi.TapeEntry
		operation awsapi.Operation
	}{
		"attributes refused":    {refusal(awsapi.DescribeLoadBalancerAttributes, balancer, "AccessDenied"), awsapi.DescribeLoadBalancerAttributes},
		"attributes left out":   {answer(awsapi.DescribeLoadBalancerAttributes, balancer, `{"Attributes": []}`), awsapi.DescribeLoadBalancerAttributes},
		"an attribute of words": {answer(awsapi.DescribeLoadBalancerAttributes, balancer, `{"Attributes": [{"Key": "idle_timeout.timeout_seconds", "Value": "long"}]}`), awsapi.DescribeLoadBalancerAttributes},
		"targets refused":       {refusal(awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:b"}`, "AccessDenied"), awsapi.DescribeTargetHealth},
		"targets left out":      {answer(awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:b"}`, `{}`), awsapi.DescribeTargetHealth},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, nil, []inventory.Want{inventory.TargetGroupsKey().Want()}, append(groupsOfFunctions(), c.entry)...)
			if g := whyNot(t, r, inventory.TargetGroupsKey()); g.Operation != string(c.operation) {
				t.Errorf("%+v", g)
			}
		})
	}
}

func TestRulesAndTheirFunctions(t *testing.T) {
	key := inventory.RuleTargetsKey("ping")
	r := read(t, nil, []inventory.Want{inventory.RulesKey().Want(), key.Want()},
		answer(awsapi.ListRules, `{"Limit": 100}`, `{"NextToken": "n", "Rules": [
			{"Arn": "arn:ping", "Name": "ping", "EventBusName": "default", "ScheduleExpression": "rate(5 minutes)", "State": "ENABLED"}]}`),
		answer(awsapi.ListRules, `{"Limit": 100, "NextToken": "n"}`, `{"Rules": [
			{"Arn": "arn:off", "Name": "off", "EventBusName": "default", "EventPattern": "{}", "State": "DISABLED"},
			{"Arn": "arn:trail", "Name": "trail", "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}]}`),
		answer(awsapi.ListTargetsByRule, `{"Rule": "ping", "Limit": 100}`, `{"NextToken": "n", "Targets": [
			{"Id": "1", "Arn": "`+here+`users"}, {"Id": "2", "Arn": "`+elsewhere+`orders"}, {"Id": "3", "Arn": "arn:aws:sqs:eu-west-1:111122223333:jobs"}]}`),
		answer(awsapi.ListTargetsByRule, `{"Rule": "ping", "Limit": 100, "NextToken": "n"}`, `{"Targets": [
			{"Id": "4", "Arn": "`+here+`orders:live", "Input": "{\"ping\": true}"}]}`))
	rules := []inventory.Rule{
		{ARN: "arn:off", Name: "off", Bus: "default"},
		{ARN: "arn:ping", Name: "ping", Bus: "default", Schedule: "rate(5 minutes)", Enabled: true},
		{ARN: "arn:trail", Name: "trail", Enabled: true},
	}
	if diff := cmp.Diff(rules, known(t, r, inventory.RulesKey())); diff != "" {
		t.Error(diff)
	}
	targets := []inventory.RuleTarget{{Function: "orders", Qualifier: "live", Constant: true}, {Function: "users"}}
	if diff := cmp.Diff(targets, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

func TestSchedulesOfFunctions(t *testing.T) {
	key := inventory.ExpressionKey("night", "sync")
	r := read(t, nil, []inventory.Want{inventory.SchedulesKey().Want(), key.Want()},
		answer(awsapi.ListSchedules, `{"MaxResults": 100}`, `{"NextToken": "n", "Schedules": [
			{"Arn": "arn:s3", "Name": "raw", "GroupName": "default", "State": "ENABLED", "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:lambda:invoke"}},
			{"Arn": "arn:s1", "Name": "sync", "GroupName": "night", "State": "ENABLED", "Target": {"Arn": "`+here+`orders:live"}},
			{"Arn": "arn:sx", "Name": "queue", "State": "ENABLED", "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"}}]}`),
		answer(awsapi.ListSchedules, `{"MaxResults": 100, "NextToken": "n"}`, `{"Schedules": [
			{"Arn": "arn:s2", "Name": "off", "GroupName": "default", "State": "DISABLED", "Target": {"Arn": "`+here+`users"}},
			{"Arn": "arn:sy", "Name": "theirs", "State": "ENABLED", "Target": {"Arn": "`+farAway+`orders"}}]}`),
		answer(awsapi.GetSchedule, `{"GroupName": "night", "Name": "sync"}`,
			`{"Name": "sync", "ScheduleExpression": "cron(0 3 * * ? *)", "ScheduleExpressionTimezone": "Europe/Berlin"}`))
	want := []inventory.Schedule{
		{ARN: "arn:s1", Name: "sync", Group: "night", Enabled: true, Function: "orders", Qualifier: "live"},
		{ARN: "arn:s2", Name: "off", Group: "default", Function: "users"},
		{ARN: "arn:s3", Name: "raw", Group: "default", Enabled: true},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.SchedulesKey())); diff != "" {
		t.Error(diff)
	}
	if got := known(t, r, key); got != (inventory.ScheduleExpression{Expression: "cron(0 3 * * ? *)", Timezone: "Europe/Berlin"}) {
		t.Errorf("%+v", got)
	}
}

func TestAppSyncAPIsAndTheirFunctions(t *testing.T) {
	key := inventory.AppSyncCallsKey("a1")
	r := read(t, nil, []inventory.Want{inventory.AppSyncAPIsKey().Want(), key.Want()},
		answer(awsapi.ListGraphqlAPIs, `{"MaxResults": 25}`, `{"NextToken": "n", "GraphqlApis": [{"ApiId": "b2", "Arn": "arn:b2", "Name": "two"}]}`),
		answer(awsapi.ListGraphqlAPIs, `{"MaxResults": 25, "NextToken": "n"}`, `{"GraphqlApis": [{"ApiId": "a1", "Arn": "arn:a1", "Name": "one"}]}`),
		answer(awsapi.ListDataSources, `{"ApiId": "a1", "MaxResults": 25}`, `{"NextToken": "n", "DataSources": [
			{"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": "`+here+`users"}}, {"Type": "NONE"}]}`),
		answer(awsapi.ListDataSources, `{"ApiId": "a1", "MaxResults": 25, "NextToken": "n"}`, `{"DataSources": [
			{"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": "`+here+`orders:live"}},
			{"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": "`+here+`users"}},
			{"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": "`+elsewhere+`orders"}}]}`))
	if diff := cmp.Diff([]inventory.Caller{{ARN: "arn:a1", Name: "a1"}, {ARN: "arn:b2", Name: "b2"}}, known(t, r, inventory.AppSyncAPIsKey())); diff != "" {
		t.Error(diff)
	}
	want := inventory.Calls{Targets: []inventory.RuleTarget{{Function: "orders", Qualifier: "live"}, {Function: "users"}}}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}
