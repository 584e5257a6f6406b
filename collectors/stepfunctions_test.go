package collectors

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestStateMachinesAreReadOverPages(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.StateMachinesKey().Want()},
		answer(awsapi.ListStateMachines, `{"MaxResults": 1000}`, `{"NextToken": "n", "StateMachines": [{"StateMachineArn": "arn:b", "Name": "b", "Type": "EXPRESS"}]}`),
		answer(awsapi.ListStateMachines, `{"MaxResults": 1000, "NextToken": "n"}`, `{"StateMachines": [{"StateMachineArn": "arn:a", "Name": "a"}]}`))
	want := []inventory.Caller{{ARN: "arn:a", Name: "a"}, {ARN: "arn:b", Name: "b"}}
	if diff := cmp.Diff(want, known(t, r, inventory.StateMachinesKey())); diff != "" {
		t.Error(diff)
	}
}

func TestFunctionsThatStateMachinesCall(t *testing.T) {
	// task is a state machine of one task.
	task := func(resource, more string) string {
		return fmt.Sprintf(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": %q, "End": true %s}}}`, resource, more)
	}
	const call = "arn:aws:states:::lambda:invoke"
	orders, live := inventory.RuleTarget{Function: "orders"}, inventory.RuleTarget{Function: "orders", Qualifier: "live"}
	for name, c := range map[string]struct {
		definition string
		targets    []inventory.RuleTarget
		dynamic    bool
	}{
		"by its ARN":              {task(here+"orders:live", ""), []inventory.RuleTarget{live}, false},
		"by a call":               {task(call, `, "Parameters": {"FunctionName": "`+here+`orders:$LATEST", "Payload.$": "$"}`), []inventory.RuleTarget{orders}, false},
		"by name":                 {task(call, `, "Parameters": {"FunctionName": "orders"}`), []inventory.RuleTarget{orders}, false},
		"with a qualifier":        {task(call, `, "Parameters": {"FunctionName": "orders", "Qualifier": "live"}`), []inventory.RuleTarget{live}, false},
		"waiting for a token":     {task(call+".waitForTaskToken", `, "Parameters": {"FunctionName": "orders"}`), []inventory.RuleTarget{orders}, false},
		"by the SDK":              {task("arn:aws:states:::aws-sdk:lambda:invoke", `, "Parameters": {"FunctionName": "orders"}`), []inventory.RuleTarget{orders}, false},
		"in China":                {task("arn:aws-cn:states:::lambda:invoke", `, "Parameters": {"FunctionName": "orders"}`), []inventory.RuleTarget{orders}, false},
		"in JSONata":              {task(call, `, "Arguments": {"FunctionName": "orders", "Payload": "{% $x %}"}`), []inventory.RuleTarget{orders}, false},
		"by a path":               {task(call, `, "Parameters": {"FunctionName.$": "$.fn"}`), nil, true},
		"by an expression":        {task(call, `, "Arguments": {"FunctionName": "{% $fn %}"}`), nil, true},
		"by one for everything":   {task(call, `, "Arguments": "{% $all %}"`), nil, true},
		"by nothing":              {task(call, ""), nil, true},
		"by a computed alias":     {task(call, `, "Parameters": {"FunctionName": "orders", "Qualifier.$": "$.v"}`), []inventory.RuleTarget{orders}, true},
		"of another account":      {task(elsewhere+"orders", ""), nil, false},
		"of another, by a call":   {task(call, `, "Parameters": {"FunctionName": "`+elsewhere+`orders"}`), nil, false},
		"with another's role":     {task(call, `, "Credentials": {"RoleArn": "arn:r"}, "Parameters": {"FunctionName": "orders"}`), nil, true},
		"with a role and its ARN": {task(call, `, "Credentials": {"RoleArn": "arn:r"}, "Parameters": {"FunctionName": "`+here+`orders"}`), []inventory.RuleTarget{orders}, false},
		"not at all":              {task("arn:aws:states:::sqs:sendMessage", `, "Parameters": {"MessageBody": "x"}`), nil, false},
		"not by a Pass":           {`{"States": {"A": {"Type": "Pass", "Result": 7, "Parameters": [1]}}}`, nil, false},
		"inside others": {`{"States": {
			"P": {"Type": "Parallel", "Branches": [` + task(here+"a", "") + `, ` + task(here+"b", "") + `]},
			"M": {"Type": "Map", "Iterator": ` + task(here+"c", "") + `},
			"D": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "States": {"N": {"Type": "Map", "ItemProcessor": ` + task(here+"a", "") + `}}}}}}`,
			[]inventory.RuleTarget{{Function: "a"}, {Function: "b"}, {Function: "c"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			key := inventory.StateMachineCallsKey("arn:m")
			r := read(t, nil, []inventory.Want{key.Want()},
				answer(awsapi.DescribeStateMachine, `{"StateMachineArn": "arn:m"}`, fmt.Sprintf(`{"Type": "EXPRESS", "Definition": %q}`, c.definition)))
			want := inventory.Calls{Targets: c.targets, Dynamic: c.dynamic, Express: true}
			if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDefinitionsThatCannotBeReadAreGaps(t *testing.T) {
	key := inventory.StateMachineCallsKey("arn:m")
	const input = `{"StateMachineArn": "arn:m"}`
	for name, entry := range map[string]awsapi.TapeEntry{
		"encrypted":  refusal(awsapi.DescribeStateMachine, input, "KmsAccessDeniedException"),
		"missing":    answer(awsapi.DescribeStateMachine, input, `{"Type": "STANDARD"}`),
		"of words":   answer(awsapi.DescribeStateMachine, input, `{"Type": "STANDARD", "Definition": "first this, then that"}`),
		"of nothing": answer(awsapi.DescribeStateMachine, input, `{"Type": "STANDARD", "Definition": "{}"}`),
		"of shapes":  answer(awsapi.DescribeStateMachine, input, `{"Type": "STANDARD", "Definition": "{\"States\": [1]}"}`),
	} {
		r := read(t, nil, []inventory.Want{key.Want()}, entry)
		if g := whyNot(t, r, key); g.Detail == "" {
			t.Errorf("%s: %+v", name, g)
		}
	}
}
