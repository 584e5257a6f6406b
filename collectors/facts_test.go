package collectors

import (
	"fmt"
	"maps"
	"math"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestPolicyIsReducedToWhoMayInvoke(t *testing.T) {
	text := `{"Statement": [
		{"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Condition": {"ArnLike": {"AWS:SourceArn": "arn:api"}}},
		{"Effect": "Allow", "Principal": "*", "Action": ["lambda:InvokeFunctionUrl"]},
		{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::444455556666:root"]}, "Action": "lambda:*"},
		{"Effect": "Deny", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "lambda:InvokeFunction"},
		{"Effect": "Allow", "Principal": {"Service": "replicator.lambda.amazonaws.com"}, "Action": "lambda:GetFunction"},
		{"Effect": "Allow", "Principal": {"AWS": "arn:x"}, "Action": "lambda:GetFunction"}]}`
	want := []inventory.Grant{
		{Service: "apigateway.amazonaws.com", Action: "lambda:InvokeFunction", SourceARN: "arn:api"},
		{Principal: "*", Action: "lambda:InvokeFunctionUrl"},
		{Principal: "arn:aws:iam::444455556666:root", Action: "lambda:*"},
		{Service: "replicator.lambda.amazonaws.com", Action: "lambda:GetFunction"},
	}
	key := inventory.PolicyKey("orders", "live")
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.GetPolicy, `{"FunctionName": "orders", "Qualifier": "live"}`, fmt.Sprintf(`{"Policy": %q}`, text)))
	policy, ok := inventory.Read(r, key).Get()
	if !ok || fmt.Sprint(policy.Grants) != fmt.Sprint(want) {
		t.Errorf("known %v, %+v\nwant %+v", ok, policy.Grants, want)
	}
}

func TestNoPolicyIsAnAnswerAndADeniedOneIsNot(t *testing.T) {
	none, denied, broken := inventory.PolicyKey("none", ""), inventory.PolicyKey("denied", ""), inventory.PolicyKey("broken", "")
	r := read(t, nil, []inventory.Want{none.Want(), denied.Want(), broken.Want()},
		refusal(awsapi.GetPolicy, `{"FunctionName": "none"}`, "ResourceNotFoundException"),
		refusal(awsapi.GetPolicy, `{"FunctionName": "denied"}`, "AccessDeniedException"),
		answer(awsapi.GetPolicy, `{"FunctionName": "broken"}`, `{"Policy": "{\"Statement\": 7}"}`))
	if policy, ok := inventory.Read(r, none).Get(); !ok || len(policy.Grants) != 0 {
		t.Error("a function without a policy must be known to have none")
	}
	if f := inventory.Read(r, denied); f.Why().Reason != inventory.Denied || f.Why().Action != "lambda:GetPolicy" {
		t.Errorf("denied: %+v", f.Why())
	}
	if f := inventory.Read(r, broken); f.Why().Reason != inventory.Failed {
		t.Errorf("a policy that cannot be read: %+v", f.Why())
	}
}

func TestInstanceTypesThatEC2DoesNotKnowAreGaps(t *testing.T) {
	known, unknown := inventory.InstanceTypeKey("m4.large"), inventory.InstanceTypeKey("z9.huge")
	r := read(t, nil, []inventory.Want{known.Want(), unknown.Want()},
		answer(awsapi.DescribeInstanceTypes, `{"MaxResults": 100, "Filters": [{"Name": "instance-type", "Values": ["m4.large", "z9.huge"]}]}`,
			`{"InstanceTypes": [{"InstanceType": "m4.large", "CurrentGeneration": false, "VCpuInfo": {"DefaultVCpus": 2}}]}`))
	if kind, ok := inventory.Read(r, known).Get(); !ok || kind.CurrentGeneration || kind.VCPUs != 2 {
		t.Errorf("m4.large: %+v", kind)
	}
	if f := inventory.Read(r, unknown); f.Why().Reason != inventory.Failed {
		t.Errorf("z9.huge: %+v", f.Why())
	}
}

func TestMetricNamesAreReadOverPages(t *testing.T) {
	key := inventory.MetricNamesKey("AWS/Lambda", "Invocations")
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListMetrics, `{"Namespace": "AWS/Lambda", "MetricName": "Invocations"}`,
			`{"NextToken": "n", "Metrics": [{"Dimensions": [{"Name": "Resource", "Value": "a:live"}, {"Name": "FunctionName", "Value": "a"}]}]}`),
		answer(awsapi.ListMetrics, `{"Namespace": "AWS/Lambda", "MetricName": "Invocations", "NextToken": "n"}`,
			`{"Metrics": [{"Dimensions": [{"Name": "FunctionName", "Value": "b"}]}, {"Dimensions": []}]}`))
	names, ok := inventory.Read(r, key).Get()
	want := []inventory.Dimensions{"", inventory.Dims("FunctionName", "a", "Resource", "a:live"), inventory.Dims("FunctionName", "b")}
	if !ok || fmt.Sprint(names) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestSeriesAreReadOverPages(t *testing.T) {
	q := query("Invocations", "a", "Sum", 86400, 2)
	other := query("Invocations", "b", "Sum", 86400, 2)
	at := func(day int) string {
		return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)
	}
	input := `{"StartTime": "` + at(21) + `", "EndTime": "2026-11-23T06:30:00Z", "ScanBy": "TimestampAscending", %s "MetricDataQueries": [
		{"Id": "q0", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": [{"Name": "FunctionName", "Value": "a"}]}, "Period": 86400, "Stat": "Sum"}},
		{"Id": "q1", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": [{"Name": "FunctionName", "Value": "b"}]}, "Period": 86400, "Stat": "Sum"}}]}`
	r := read(t, nil, []inventory.Want{inventory.SeriesKey(q).Want(), inventory.SeriesKey(other).Want()},
		answer(awsapi.GetMetricData, fmt.Sprintf(input, ""), `{"NextToken": "n", "MetricDataResults": [
			{"Id": "q0", "StatusCode": "PartialData", "Timestamps": ["`+at(21)+`"], "Values": [5]},
			{"Id": "q1", "StatusCode": "PartialData", "Timestamps": [], "Values": []}]}`),
		answer(awsapi.GetMetricData, fmt.Sprintf(input, `"NextToken": "n",`), `{"MetricDataResults": [
			{"Id": "q0", "StatusCode": "Complete", "Timestamps": ["`+at(23)+`"], "Values": [7]},
			{"Id": "q1", "StatusCode": "InternalError", "Timestamps": [], "Values": []}]}`))
	s, ok := inventory.Read(r, inventory.SeriesKey(q)).Get()
	if !ok || len(s.Values) != 3 || s.Values[0] != 5 || !math.IsNaN(float64(s.Values[1])) || s.Values[2] != 7 {
		t.Errorf("known %v, %v; want 5, nothing, 7", ok, s.Values)
	}
	if f := inventory.Read(r, inventory.SeriesKey(other)); f.Why().Reason != inventory.Incomplete {
		t.Errorf("a series that ended in an internal error: %+v", f.Why())
	}
}

// Every dataset has one collector, every call is one that may be made, and every call that may be made has a collector, but for
// the three that are about no resource of the account.
func TestEveryDatasetHasOneCollector(t *testing.T) {
	filled := map[inventory.Dataset]int{}
	called := map[awsapi.Operation]bool{awsapi.GetCallerIdentity: true, awsapi.DescribeRegions: true, awsapi.GetProducts: true}
	for _, c := range All {
		for _, d := range c.Fills {
			filled[d]++
			if d.IsRoot() != (c.List != nil) || d.IsRoot() == (c.Fetch != nil) {
				t.Errorf("%s: root datasets are listed, the others fetched", d)
			}
		}
		for _, o := range c.Calls {
			called[o] = true
		}
	}
	for d, n := range filled {
		if n != 1 {
			t.Errorf("%s has %d collectors", d, n)
		}
	}
	for _, o := range awsapi.Operations() {
		if !called[o] {
			t.Errorf("%s may be called, but no collector declares it", o)
		}
		delete(called, o)
	}
	for o := range called {
		t.Errorf("a collector declares %s, which the guard refuses", o)
	}
}

func TestTagsAreReadOverPages(t *testing.T) {
	const input = `"ResourceTypeFilters": ["lambda:function"], "ResourcesPerPage": 100, "TagFilters": [{"Key": "%s"}]`
	ask := func(tag, more string) string { return "{" + more + fmt.Sprintf(input, tag) + "}" }
	env, team, none := inventory.TagsKey("env"), inventory.TagsKey("team"), inventory.TagsKey("none")
	r := read(t, nil, []inventory.Want{env.Want(), team.Want(), none.Want()},
		answer(awsapi.GetTaggedResources, ask("env", ""), `{"PaginationToken": "p", "ResourceTagMappingList": [
			{"ResourceARN": "arn:a", "Tags": [{"Key": "Env", "Value": "x"}, {"Key": "env", "Value": "dev"}]}, {"ResourceARN": "arn:was", "Tags": []}]}`),
		answer(awsapi.GetTaggedResources, ask("env", `"PaginationToken": "p", `), `{"PaginationToken": "", "ResourceTagMappingList": [
			{"ResourceARN": "arn:b", "Tags": [{"Key": "env", "Value": ""}]}]}`),
		refusal(awsapi.GetTaggedResources, ask("team", ""), "AccessDeniedException"),
		answer(awsapi.GetTaggedResources, ask("none", ""), `{}`))
	values, ok := inventory.Read(r, env).Get()
	if want := map[string]string{"arn:a": "dev", "arn:b": ""}; !ok || !maps.Equal(values, want) {
		t.Errorf("known %v, %v; want %v", ok, values, want)
	}
	if f := inventory.Read(r, team); f.Why().Reason != inventory.Denied || f.Why().Action != "tag:GetResources" {
		t.Errorf("denied: %+v", f.Why())
	}
	if f := inventory.Read(r, none); f.Why().Reason != inventory.Failed {
		t.Errorf("an answer without a list: %+v", f.Why())
	}
}
