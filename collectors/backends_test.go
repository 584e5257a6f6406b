package collectors

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const (
	balancersInput = `{"PageSize": 400}`
	moreBalancers  = `{"PageSize": 400, "Marker": "n"}`
	functionTarget = `{"TargetGroupArn": "arn:tg-fn"}`
)

func TestLoadBalancersAreReadOverPages(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.LoadBalancersKey().Want()},
		answer(awsapi.DescribeLoadBalancers, balancersInput, `{"NextMarker": "n", "LoadBalancers": [
			{"LoadBalancerArn": "arn:lb-2", "LoadBalancerName": "front", "Type": "application", "Scheme": "internet-facing", "AvailabilityZones": [{"ZoneName": "eu-west-1b"}, {"ZoneName": "eu-west-1a"}]}]}`),
		answer(awsapi.DescribeLoadBalancers, moreBalancers, `{"LoadBalancers": [{"LoadBalancerArn": "arn:lb-1", "LoadBalancerName": "inner", "Type": "network", "Scheme": "internal"}]}`))
	want := []inventory.LoadBalancer{
		{ARN: "arn:lb-1", Name: "inner", Kind: "network", Scheme: "internal"},
		{ARN: "arn:lb-2", Name: "front", Kind: "application", Scheme: "internet-facing", Zones: []string{"eu-west-1a", "eu-west-1b"}},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.LoadBalancersKey())); diff != "" {
		t.Error(diff)
	}
}

var backends = answer(awsapi.DescribeTargetGroups, balancersInput, `{"TargetGroups": [
	{"TargetGroupArn": "arn:tg-web", "TargetGroupName": "web", "TargetType": "instance", "Protocol": "HTTP", "LoadBalancerArns": ["arn:lb-2", "arn:lb-1"]},
	{"TargetGroupArn": "arn:tg-fn", "TargetGroupName": "fn", "TargetType": "lambda"},
	{"TargetGroupArn": "arn:tg-ip", "TargetGroupName": "ip", "TargetType": "ip", "Protocol": "TCP"}]}`)

// One listing serves the groups of functions and all others; what is denied behind it does not reach over.
func TestBackendGroupsShareTheListing(t *testing.T) {
	all, functions := inventory.BackendGroupsKey(), inventory.TargetGroupsKey()
	want := []inventory.BackendGroup{
		{ARN: "arn:tg-ip", Name: "ip", Kind: "ip", Protocol: "TCP"},
		{ARN: "arn:tg-web", Name: "web", Kind: "instance", Protocol: "HTTP", Balancers: []string{"arn:lb-1", "arn:lb-2"}},
	}
	r := read(t, nil, []inventory.Want{all.Want()}, backends)
	if diff := cmp.Diff(want, known(t, r, all)); diff != "" {
		t.Error(diff)
	}
	r = read(t, nil, []inventory.Want{functions.Want(), all.Want()}, backends,
		answer(awsapi.DescribeTargetHealth, functionTarget, `{"TargetHealthDescriptions": [{"Target": {"Id": "`+here+`orders"}}]}`))
	if got := known(t, r, functions); len(got) != 1 || got[0].Function != "orders" || len(known(t, r, all)) != 2 {
		t.Errorf("%+v", got)
	}
	r = read(t, nil, []inventory.Want{functions.Want(), all.Want()}, backends, refusal(awsapi.DescribeTargetHealth, functionTarget, "AccessDenied"))
	if g := whyNot(t, r, functions); g.Reason != inventory.Denied || len(known(t, r, all)) != 2 {
		t.Errorf("%+v", g)
	}
	r = read(t, nil, []inventory.Want{functions.Want(), all.Want()}, refusal(awsapi.DescribeTargetGroups, balancersInput, "AccessDenied"))
	if a, b := whyNot(t, r, functions), whyNot(t, r, all); a.Reason != inventory.Denied || b.Reason != inventory.Denied {
		t.Errorf("%+v and %+v", a, b)
	}
}

func TestBackendTargets(t *testing.T) {
	key, empty := inventory.BackendHealthKey("arn:tg-web"), inventory.BackendHealthKey("arn:tg-ip")
	r := read(t, nil, []inventory.Want{key.Want(), empty.Want()},
		answer(awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:tg-web"}`, `{"TargetHealthDescriptions": [
			{"Target": {"Id": "i-1", "Port": 8080}, "TargetHealth": {"State": "unhealthy", "Reason": "Target.Timeout"}},
			{"Target": {"Id": "i-1", "Port": 80}, "TargetHealth": {"State": "healthy"}}]}`),
		answer(awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:tg-ip"}`, `{"TargetHealthDescriptions": []}`))
	want := []inventory.BackendHealth{{Target: "i-1", Port: 80, State: "healthy"}, {Target: "i-1", Port: 8080, State: "unhealthy", Reason: "Target.Timeout"}}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" || len(known(t, r, empty)) != 0 {
		t.Error(diff)
	}
}
