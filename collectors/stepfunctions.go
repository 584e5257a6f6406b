package collectors

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchStateMachines(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListStateMachines, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.StateMachineListItem, *string, error) {
			out, err := api.StepFunctions.ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: next, MaxResults: 1000})
			if err != nil {
				return nil, nil, err
			}
			return out.StateMachines, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		callers := make([]inventory.Caller, 0, len(found))
		for i := range found {
			callers = append(callers, inventory.Caller{ARN: aws.ToString(found[i].StateMachineArn), Name: aws.ToString(found[i].Name)})
		}
		slices.SortFunc(callers, compareCallers)
		put(s, inventory.StateMachinesKey(), callers)
		return nil
	})
}

func compareCallers(a, b inventory.Caller) int { return strings.Compare(a.ARN, b.ARN) }

// fetchStateMachineCalls reads definitions. One that is encrypted under a key that the caller may not use is a gap.
func fetchStateMachineCalls(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeStateMachine, wants, func(ctx context.Context, w inventory.Want) error {
		out, err := api.StepFunctions.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &w.Subject})
		if err != nil {
			return err
		}
		if aws.ToString(out.Definition) == "" {
			return errors.New("the answer holds no definition that can be read")
		}
		var d awsapi.Definition
		if err := json.Unmarshal([]byte(*out.Definition), &d); err != nil {
			return fmt.Errorf("reading the definition: %w", err)
		}
		if d.States == nil {
			return errors.New("the definition has no states")
		}
		calls := inventory.Calls{Express: out.Type == types.StateMachineTypeExpress}
		s.addCalls(&calls, &d)
		slices.SortFunc(calls.Targets, compareTargets)
		calls.Targets = slices.Compact(calls.Targets)
		put(s, inventory.StateMachineCallsKey(w.Subject), calls)
		return nil
	})
}

func (s *store) addCalls(calls *inventory.Calls, d *awsapi.Definition) {
	for _, state := range d.States {
		for _, inner := range state.Machines() {
			s.addCalls(calls, inner)
		}
		if state.Type != "Task" {
			continue
		}
		if invokesFunction(state.Resource) {
			s.addCall(calls, &state)
		} else if name, qualifier, here := s.callee(state.Resource); here {
			calls.Targets = append(calls.Targets, inventory.RuleTarget{Function: name, Qualifier: qualifier})
		}
	}
}

// invokesFunction tells whether a task calls the function in its parameters: arn:aws:states:::lambda:invoke.waitForTaskToken.
func invokesFunction(resource string) bool {
	_, call, _ := strings.Cut(resource, ":states:::")
	call, _, _ = strings.Cut(call, ".")
	return slices.Contains([]string{"lambda:invoke", "aws-sdk:lambda:invoke", "aws-sdk:lambda:invokeAsync"}, call)
}

// addCall adds the function that a task's parameters name. Where the task takes on a role, a bare name may be that of a
// function in the role's account.
func (s *store) addCall(calls *inventory.Calls, state *awsapi.State) {
	call := cmp.Or(state.Parameters, state.Arguments, &awsapi.FunctionCall{})
	elsewhere := state.Credentials != nil && !arn.IsARN(call.FunctionName)
	calls.Dynamic = calls.Dynamic || call.Dynamic || call.FunctionName == "" || elsewhere
	name, qualifier, here := s.callee(call.FunctionName)
	if !here || elsewhere {
		return
	}
	if call.Qualifier != "" && call.Qualifier != "$LATEST" {
		qualifier = call.Qualifier
	}
	calls.Targets = append(calls.Targets, inventory.RuleTarget{Function: name, Qualifier: qualifier})
}
