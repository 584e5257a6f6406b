package collectors

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchRules(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListRules, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.Rule, *string, error) {
			out, err := api.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{NextToken: next, Limit: aws.Int32(100)})
			if err != nil {
				return nil, nil, err
			}
			return out.Rules, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		rules := make([]inventory.Rule, 0, len(found))
		for i := range found {
			rules = append(rules, inventory.Rule{
				ARN: aws.ToString(found[i].Arn), Name: aws.ToString(found[i].Name), Bus: aws.ToString(found[i].EventBusName),
				Schedule: aws.ToString(found[i].ScheduleExpression), Enabled: found[i].State != types.RuleStateDisabled,
			})
		}
		slices.SortFunc(rules, func(a, b inventory.Rule) int { return strings.Compare(a.Name, b.Name) })
		put(s, inventory.RulesKey(), rules)
		return nil
	})
}

func fetchRuleTargets(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListTargetsByRule, wants, func(ctx context.Context, w inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.Target, *string, error) {
			out, err := api.EventBridge.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{
				Rule: &w.Subject, NextToken: next, Limit: aws.Int32(100),
			})
			if err != nil {
				return nil, nil, err
			}
			return out.Targets, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		targets := []inventory.RuleTarget{}
		for i := range found {
			if name, qualifier, here := s.callee(aws.ToString(found[i].Arn)); here {
				targets = append(targets, inventory.RuleTarget{Function: name, Qualifier: qualifier, Constant: found[i].Input != nil})
			}
		}
		slices.SortFunc(targets, compareTargets)
		put(s, inventory.RuleTargetsKey(w.Subject), targets)
		return nil
	})
}

func compareTargets(a, b inventory.RuleTarget) int {
	return strings.Compare(inventory.Qualified(a.Function, a.Qualifier), inventory.Qualified(b.Function, b.Qualifier))
}
