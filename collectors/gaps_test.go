package collectors

import (
	"testing"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const (
	here      = "arn:aws:lambda:eu-west-1:111122223333:function:"
	elsewhere = "arn:aws:lambda:eu-west-1:444455556666:function:"
	farAway   = "arn:aws:lambda:us-east-1:111122223333:function:"

	queueInput = `{"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs", "AttributeNames": ["VisibilityTimeout",
		"MessageRetentionPeriod", "RedrivePolicy", "DelaySeconds", "ApproximateNumberOfMessages"]}`
	resourcesInput = `{"RestApiId": "r1", "Embed": ["methods"], "Limit": 500}`
)

// known fails the test when a fact is a gap.
func known[T any](t *testing.T, r *inventory.Region, key inventory.Key[T]) T {
	t.Helper()
	value, ok := inventory.Read(r, key).Get()
	if !ok {
		t.Fatalf("%s %q: %+v", key.Want().Dataset, key.Want().Subject, inventory.Read(r, key).Why())
	}
	return value
}

// whyNot fails the test when a fact is known.
func whyNot[T any](t *testing.T, r *inventory.Region, key inventory.Key[T]) inventory.Gap {
	t.Helper()
	if value, ok := inventory.Read(r, key).Get(); ok {
		t.Fatalf("%s %q is taken for known: %+v", key.Want().Dataset, key.Want().Subject, value)
	}
	return inventory.Read(r, key).Why()
}

// asked is a fact of whatever type.
type asked struct {
	want inventory.Want
	why  func(*testing.T, *inventory.Region) inventory.Gap
}

func ask[T any](key inventory.Key[T]) asked {
	return asked{key.Want(), func(t *testing.T, r *inventory.Region) inventory.Gap {
		t.Helper()
		return whyNot(t, r, key)
	}}
}

// What is refused is a gap that names the permission, and an answer without what was asked for is no answer.
func TestWhatCannotBeReadIsAGap(t *testing.T) {
	for _, c := range []struct {
		asked
		operation awsapi.Operation
		input     string
	}{
		{ask(inventory.MappingsKey()), awsapi.ListEventSourceMappings, `{"MaxItems": 100}`},
		{ask(inventory.InvokeConfigsKey("f")), awsapi.ListEventInvokeConfigs, `{"FunctionName": "f", "MaxItems": 50}`},
		{ask(inventory.RecursionKey("f")), awsapi.GetRecursionConfig, `{"FunctionName": "f"}`},
		{ask(inventory.ProvidersKey()), awsapi.ListCapacityProviders, `{"MaxItems": 50}`},
		{ask(inventory.EnvironmentsKey("f", "live")), awsapi.GetFunctionScalingConfig, `{"FunctionName": "f", "Qualifier": "live"}`},
		{ask(inventory.LayerKey("arn:aws:lambda:eu-west-1:111122223333:layer:l:7")), awsapi.ListLayerVersions,
			`{"LayerName": "arn:aws:lambda:eu-west-1:111122223333:layer:l", "MaxItems": 50}`},
		{ask(inventory.APIsKey()), awsapi.GetRestAPIs, `{"Limit": 500}`},
		{ask(inventory.IntegrationsKey("r1")), awsapi.GetResources, resourcesInput},
		{ask(inventory.TargetGroupsKey()), awsapi.DescribeTargetGroups, `{"PageSize": 400}`},
		{ask(inventory.RulesKey()), awsapi.ListRules, `{"Limit": 100}`},
		{ask(inventory.RuleTargetsKey("ping")), awsapi.ListTargetsByRule, `{"Rule": "ping", "Limit": 100}`},
		{ask(inventory.SchedulesKey()), awsapi.ListSchedules, `{"MaxResults": 100}`},
		{ask(inventory.ExpressionKey("default", "ping")), awsapi.GetSchedule, `{"GroupName": "default", "Name": "ping"}`},
		{ask(inventory.QueueKey("arn:aws:sqs:eu-west-1:111122223333:jobs")), awsapi.GetQueueAttributes, queueInput},
		{ask(inventory.StreamKey("arn:aws:kinesis:eu-west-1:111122223333:stream/s")), awsapi.DescribeStreamSummary,
			`{"StreamARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/s"}`},
		{ask(inventory.StateMachinesKey()), awsapi.ListStateMachines, `{"MaxResults": 1000}`},
		{ask(inventory.StateMachineCallsKey("arn:m")), awsapi.DescribeStateMachine, `{"StateMachineArn": "arn:m"}`},
		{ask(inventory.AppSyncAPIsKey()), awsapi.ListGraphqlAPIs, `{"MaxResults": 25}`},
		{ask(inventory.AppSyncCallsKey("a1")), awsapi.ListDataSources, `{"ApiId": "a1", "MaxResults": 25}`},
		{ask(inventory.OwnAMIsKey()), awsapi.DescribeImages, ownImagesInput},
		{ask(inventory.NewestAMIKey("amazon", "al2023-ami-2023.*")), awsapi.DescribeImages, familyInput},
		{ask(inventory.CreditsKey("i-1")), awsapi.DescribeCredits, `{"InstanceIds": ["i-1"]}`},
		{ask(inventory.LaunchTemplateKey("lt-1", "$Latest")), awsapi.DescribeTemplateVersions, templateInput},
		{ask(inventory.ReservationsKey()), awsapi.DescribeReservedInstances, reservedInput},
		{ask(inventory.GroupPoliciesKey()), awsapi.DescribeGroupPolicies, groupsInput},
		{ask(inventory.GroupActionsKey()), awsapi.DescribeGroupActions, groupsInput},
		{ask(inventory.LoadBalancersKey()), awsapi.DescribeLoadBalancers, balancersInput},
		{ask(inventory.BackendGroupsKey()), awsapi.DescribeTargetGroups, balancersInput},
		{ask(inventory.BackendHealthKey("arn:tg")), awsapi.DescribeTargetHealth, `{"TargetGroupArn": "arn:tg"}`},
	} {
		t.Run(string(c.want.Dataset), func(t *testing.T) {
			for name, test := range map[string]struct {
				entry  awsapi.TapeEntry
				reason inventory.Reason
				action string
			}{
				"refused":          {refusal(c.operation, c.input, "AccessDeniedException"), inventory.Denied, c.operation.Action()},
				"an answer of air": {answer(c.operation, c.input, `{}`), inventory.Failed, ""},
				"an unknown error": {refusal(c.operation, c.input, "InternalFailure"), inventory.Failed, ""},
			} {
				r := read(t, nil, []inventory.Want{c.want}, test.entry)
				g := c.why(t, r)
				if g.Reason != test.reason || g.Action != test.action || g.Operation != string(c.operation) {
					t.Errorf("%s: %+v", name, g)
				}
			}
		})
	}
}

// A listing that breaks off is no shorter listing.
func TestFactsAreWholeOrGaps(t *testing.T) {
	for _, c := range []struct {
		asked
		operation     awsapi.Operation
		first, second string
		page          string
	}{
		{ask(inventory.MappingsKey()), awsapi.ListEventSourceMappings, `{"MaxItems": 100}`, `{"MaxItems": 100, "Marker": "n"}`,
			`{"NextMarker": "n", "EventSourceMappings": [{"UUID": "1"}]}`},
		{ask(inventory.APIsKey()), awsapi.GetRestAPIs, `{"Limit": 500}`, `{"Limit": 500, "Position": "n"}`, `{"Position": "n", "Items": [{"Id": "r1"}]}`},
		{ask(inventory.TargetGroupsKey()), awsapi.DescribeTargetGroups, `{"PageSize": 400}`, `{"PageSize": 400, "Marker": "n"}`,
			`{"NextMarker": "n", "TargetGroups": []}`},
		{ask(inventory.RulesKey()), awsapi.ListRules, `{"Limit": 100}`, `{"Limit": 100, "NextToken": "n"}`, `{"NextToken": "n", "Rules": []}`},
		{ask(inventory.SchedulesKey()), awsapi.ListSchedules, `{"MaxResults": 100}`, `{"MaxResults": 100, "NextToken": "n"}`,
			`{"NextToken": "n", "Schedules": []}`},
		{ask(inventory.StateMachinesKey()), awsapi.ListStateMachines, `{"MaxResults": 1000}`, `{"MaxResults": 1000, "NextToken": "n"}`,
			`{"NextToken": "n", "StateMachines": []}`},
		{ask(inventory.AppSyncAPIsKey()), awsapi.ListGraphqlAPIs, `{"MaxResults": 25}`, `{"MaxResults": 25, "NextToken": "n"}`,
			`{"NextToken": "n", "GraphqlApis": []}`},
		{ask(inventory.NewestAMIKey("amazon", "al2023-ami-2023.*")), awsapi.DescribeImages, familyInput, familyNext, `{"NextToken": "n", "Images": []}`},
		{ask(inventory.GroupPoliciesKey()), awsapi.DescribeGroupPolicies, groupsInput, moreGroups, `{"NextToken": "n", "ScalingPolicies": []}`},
		{ask(inventory.GroupActionsKey()), awsapi.DescribeGroupActions, groupsInput, moreGroups, `{"NextToken": "n", "ScheduledUpdateGroupActions": []}`},
		{ask(inventory.LoadBalancersKey()), awsapi.DescribeLoadBalancers, balancersInput, moreBalancers, `{"NextMarker": "n", "LoadBalancers": []}`},
		{ask(inventory.BackendGroupsKey()), awsapi.DescribeTargetGroups, balancersInput, moreBalancers, `{"NextMarker": "n", "TargetGroups": []}`},
	} {
		t.Run(string(c.want.Dataset), func(t *testing.T) {
			r := read(t, nil, []inventory.Want{c.want}, answer(c.operation, c.first, c.page), refusal(c.operation, c.second, "ThrottlingException"))
			if g := c.why(t, r); g.Reason != inventory.Throttled {
				t.Errorf("%+v", g)
			}
		})
	}
}

// An account that has none of it is known to have none.
func TestNothingIsKnownToBeNothing(t *testing.T) {
	r := read(t, nil,
		[]inventory.Want{
			inventory.MappingsKey().Want(), inventory.APIsKey().Want(), inventory.TargetGroupsKey().Want(), inventory.RulesKey().Want(),
			inventory.SchedulesKey().Want(), inventory.StateMachinesKey().Want(), inventory.AppSyncAPIsKey().Want(),
			inventory.ProvidersKey().Want(), inventory.InvokeConfigsKey("f").Want(),
		},
		answer(awsapi.ListEventSourceMappings, `{"MaxItems": 100}`, `{"EventSourceMappings": []}`),
		answer(awsapi.GetRestAPIs, `{"Limit": 500}`, `{"Items": []}`),
		answer(awsapi.GetAPIs, `{"MaxResults": "500"}`, `{"Items": []}`),
		answer(awsapi.DescribeTargetGroups, `{"PageSize": 400}`, `{"TargetGroups": []}`),
		answer(awsapi.ListRules, `{"Limit": 100}`, `{"Rules": []}`),
		answer(awsapi.ListSchedules, `{"MaxResults": 100}`, `{"Schedules": []}`),
		answer(awsapi.ListStateMachines, `{"MaxResults": 1000}`, `{"StateMachines": []}`),
		answer(awsapi.ListGraphqlAPIs, `{"MaxResults": 25}`, `{"GraphqlApis": []}`),
		answer(awsapi.ListCapacityProviders, `{"MaxItems": 50}`, `{"CapacityProviders": []}`),
		answer(awsapi.ListEventInvokeConfigs, `{"FunctionName": "f", "MaxItems": 50}`, `{"FunctionEventInvokeConfigs": []}`))
	n := len(known(t, r, inventory.MappingsKey())) + len(known(t, r, inventory.APIsKey())) + len(known(t, r, inventory.TargetGroupsKey())) +
		len(known(t, r, inventory.RulesKey())) + len(known(t, r, inventory.SchedulesKey())) + len(known(t, r, inventory.StateMachinesKey())) +
		len(known(t, r, inventory.AppSyncAPIsKey())) + len(known(t, r, inventory.ProvidersKey())) + len(known(t, r, inventory.InvokeConfigsKey("f")))
	if n != 0 {
		t.Errorf("%d things in an empty account", n)
	}
}
