package collectors

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchGroupPolicies lists the scaling policies of all groups together.
func fetchGroupPolicies(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeGroupPolicies, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.ScalingPolicy, *string, error) {
			page, err := api.AutoScaling.DescribePolicies(ctx, &autoscaling.DescribePoliciesInput{
				MaxRecords: aws.Int32(autoScalingPage), NextToken: next,
			})
			if err != nil {
				return nil, nil, err
			}
			return page.ScalingPolicies, page.NextToken, nil
		})
		if err != nil {
			return err
		}
		policies := []inventory.GroupPolicy{}
		for i := range found {
			policies = append(policies, groupPolicyOf(&found[i]))
		}
		slices.SortFunc(policies, func(a, b inventory.GroupPolicy) int {
			return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.Name, b.Name))
		})
		put(s, inventory.GroupPoliciesKey(), policies)
		return nil
	})
}

func groupPolicyOf(p *types.ScalingPolicy) inventory.GroupPolicy {
	out := inventory.GroupPolicy{
		Group: aws.ToString(p.AutoScalingGroupName), Name: aws.ToString(p.PolicyName), Kind: aws.ToString(p.PolicyType),
		Enabled: p.Enabled == nil || *p.Enabled,
	}
	if t := p.TargetTrackingConfiguration; t != nil {
		out.Target = aws.ToFloat64(t.TargetValue)
		if m := t.PredefinedMetricSpecification; m != nil {
			out.Metric = string(m.PredefinedMetricType)
		}
		if m := t.CustomizedMetricSpecification; m != nil {
			out.Metric = aws.ToString(m.MetricName) // none where the metric is computed from others
		}
	}
	if c := p.PredictiveScalingConfiguration; c != nil {
		out.Enabled = out.Enabled && c.Mode == types.PredictiveScalingModeForecastAndScale
		for _, m := range c.MetricSpecifications { // Auto Scaling takes one
			out.Target = aws.ToFloat64(m.TargetValue)
			if pair := m.PredefinedMetricPairSpecification; pair != nil {
				out.Metric = string(pair.PredefinedMetricType)
			}
		}
	}
	return out
}

// fetchGroupActions lists the scheduled actions of all groups together.
func fetchGroupActions(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeGroupActions, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.ScheduledUpdateGroupAction, *string, error) {
			page, err := api.AutoScaling.DescribeScheduledActions(ctx, &autoscaling.DescribeScheduledActionsInput{
				MaxRecords: aws.Int32(autoScalingPage), NextToken: next,
			})
			if err != nil {
				return nil, nil, err
			}
			return page.ScheduledUpdateGroupActions, page.NextToken, nil
		})
		if err != nil {
			return err
		}
		actions := []inventory.GroupAction{}
		for _, a := range found {
			actions = append(actions, inventory.GroupAction{
				Group: aws.ToString(a.AutoScalingGroupName), Name: aws.ToString(a.ScheduledActionName), Recurrence: aws.ToString(a.Recurrence),
				Timezone: aws.ToString(a.TimeZone), Min: intOf(a.MinSize), Max: intOf(a.MaxSize), Desired: intOf(a.DesiredCapacity),
				Start: aws.ToTime(a.StartTime).UTC(), End: aws.ToTime(a.EndTime).UTC(),
			})
		}
		slices.SortFunc(actions, func(a, b inventory.GroupAction) int {
			return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.Name, b.Name))
		})
		put(s, inventory.GroupActionsKey(), actions)
		return nil
	})
}
