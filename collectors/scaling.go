package collectors

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// The largest pages of Application Auto Scaling, of policies and of everything else (AWS, its API reference, 2026-11).
const (
	policyPage  = 10
	scalingPage = 50
)

func fetchScaling(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeScalableTargets, wants, func(ctx context.Context, w inventory.Want) error {
		namespace := types.ServiceNamespace(w.Subject)
		targets, err := scalableTargets(ctx, api, namespace)
		if err != nil {
			return err
		}
		policies, err := scalingPolicies(ctx, api, namespace)
		if err != nil {
			s.miss(w, awsapi.DescribeScalingPolicies, err)
			return nil
		}
		actions, err := scheduledActions(ctx, api, namespace)
		if err != nil {
			s.miss(w, awsapi.DescribeScheduledActions, err)
			return nil
		}
		put(s, inventory.ScalingKey(w.Subject), inventory.Scaling{Targets: targets, Policies: policies, Actions: actions})
		return nil
	})
}

func scalableTargets(ctx context.Context, api *awsapi.Clients, namespace types.ServiceNamespace) ([]inventory.ScalableTarget, error) {
	var out []inventory.ScalableTarget
	pages := scaling.NewDescribeScalableTargetsPaginator(api.Scaling,
		&scaling.DescribeScalableTargetsInput{ServiceNamespace: namespace, MaxResults: aws.Int32(scalingPage)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, t := range page.ScalableTargets {
			target := inventory.ScalableTarget{
				Resource: aws.ToString(t.ResourceId), Dimension: string(t.ScalableDimension),
				Min: int(aws.ToInt32(t.MinCapacity)), Max: int(aws.ToInt32(t.MaxCapacity)), CreatedAt: aws.ToTime(t.CreationTime).UTC(),
			}
			if u := t.SuspendedState; u != nil {
				target.Suspended = aws.ToBool(u.DynamicScalingInSuspended) || aws.ToBool(u.DynamicScalingOutSuspended) ||
					aws.ToBool(u.ScheduledScalingSuspended)
			}
			out = append(out, target)
		}
	}
	slices.SortFunc(out, func(a, b inventory.ScalableTarget) int {
		return cmp.Or(strings.Compare(a.Resource, b.Resource), strings.Compare(a.Dimension, b.Dimension))
	})
	return out, nil
}

func scalingPolicies(ctx context.Context, api *awsapi.Clients, namespace types.ServiceNamespace) ([]inventory.ScalingPolicy, error) {
	var out []inventory.ScalingPolicy
	pages := scaling.NewDescribeScalingPoliciesPaginator(api.Scaling,
		&scaling.DescribeScalingPoliciesInput{ServiceNamespace: namespace, MaxResults: aws.Int32(policyPage)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.ScalingPolicies {
			out = append(out, scalingPolicyOf(&page.ScalingPolicies[i]))
		}
	}
	slices.SortFunc(out, func(a, b inventory.ScalingPolicy) int {
		return cmp.Or(strings.Compare(a.Resource, b.Resource), strings.Compare(a.Name, b.Name))
	})
	return out, nil
}

func scalingPolicyOf(p *types.ScalingPolicy) inventory.ScalingPolicy {
	out := inventory.ScalingPolicy{
		Resource: aws.ToString(p.ResourceId), Dimension: string(p.ScalableDimension),
		Name: aws.ToString(p.PolicyName), Kind: string(p.PolicyType),
	}
	for _, a := range p.Alarms {
		out.Alarms = append(out.Alarms, aws.ToString(a.AlarmName))
	}
	slices.Sort(out.Alarms)
	t := p.TargetTrackingScalingPolicyConfiguration
	if t == nil {
		return out
	}
	out.Target, out.NoScaleIn = aws.ToFloat64(t.TargetValue), aws.ToBool(t.DisableScaleIn)
	if m := t.PredefinedMetricSpecification; m != nil {
		out.Metric = string(m.PredefinedMetricType)
	}
	if m := t.CustomizedMetricSpecification; m != nil {
		out.Namespace, out.Metric, out.Statistic = aws.ToString(m.Namespace), aws.ToString(m.MetricName), string(m.Statistic)
		if len(m.Metrics) > 0 {
			out.Statistic = "expression"
		}
	}
	return out
}

func scheduledActions(ctx context.Context, api *awsapi.Clients, namespace types.ServiceNamespace) ([]inventory.ScheduledAction, error) {
	var out []inventory.ScheduledAction
	pages := scaling.NewDescribeScheduledActionsPaginator(api.Scaling,
		&scaling.DescribeScheduledActionsInput{ServiceNamespace: namespace, MaxResults: aws.Int32(scalingPage)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range page.ScheduledActions {
			action := inventory.ScheduledAction{
				Resource: aws.ToString(a.ResourceId), Dimension: string(a.ScalableDimension), Name: aws.ToString(a.ScheduledActionName),
				Schedule: aws.ToString(a.Schedule), Timezone: aws.ToString(a.Timezone),
				Start: aws.ToTime(a.StartTime).UTC(), End: aws.ToTime(a.EndTime).UTC(),
			}
			if bounds := a.ScalableTargetAction; bounds != nil {
				action.Min, action.Max = intOf(bounds.MinCapacity), intOf(bounds.MaxCapacity)
			}
			out = append(out, action)
		}
	}
	slices.SortFunc(out, func(a, b inventory.ScheduledAction) int {
		return cmp.Or(strings.Compare(a.Resource, b.Resource), strings.Compare(a.Name, b.Name))
	})
	return out, nil
}

// intOf keeps what is not set apart from zero.
func intOf(n *int32) *int {
	if n == nil {
		return nil
	}
	return aws.Int(int(*n))
}

// maxActivityPages ends the reading of a resource that scales every few minutes.
const maxActivityPages = 60

// fetchActivities reads what AWS keeps: six weeks, newest first.
func fetchActivities(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeScalingActivities, wants, func(ctx context.Context, w inventory.Want) error {
		namespace, ok := namespaceOf(w.Subject)
		if !ok {
			return fmt.Errorf("%q is no resource of Lambda or ECS", w.Subject)
		}
		activities := []inventory.ScalingActivity{}
		pages := scaling.NewDescribeScalingActivitiesPaginator(api.Scaling, &scaling.DescribeScalingActivitiesInput{
			ServiceNamespace: namespace, ResourceId: &w.Subject, MaxResults: aws.Int32(scalingPage),
		})
		for read := 0; pages.HasMorePages(); read++ {
			if read == maxActivityPages {
				s.gap(w, inventory.Gap{
					Reason: inventory.Incomplete, Operation: string(awsapi.DescribeScalingActivities),
					Detail: fmt.Sprintf("there are more than %d activities", read*scalingPage),
				})
				return nil
			}
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, a := range page.ScalingActivities {
				activities = append(activities, inventory.ScalingActivity{
					At: aws.ToTime(a.StartTime).UTC(), Status: string(a.StatusCode), Description: aws.ToString(a.Description),
					Cause: aws.ToString(a.Cause), Level: levelOf(aws.ToString(a.Description)),
				})
			}
		}
		slices.SortStableFunc(activities, func(a, b inventory.ScalingActivity) int { return b.At.Compare(a.At) })
		put(s, inventory.ActivitiesKey(w.Subject), activities)
		return nil
	})
}

// namespaceOf reads the service namespace from the form of a resource id.
func namespaceOf(resource string) (types.ServiceNamespace, bool) {
	switch {
	case strings.HasPrefix(resource, "function:"):
		return types.ServiceNamespaceLambda, true
	case strings.HasPrefix(resource, "service/"):
		return types.ServiceNamespaceEcs, true
	}
	return "", false
}

var setLevel = regexp.MustCompile(`^Setting (?:desired count|desired capacity|desired concurrency|provisioned concurrency(?: units)?) to (\d+)\.?$`)

// levelOf reads the capacity from an activity's description; nil where it names none. A scheduled action's change of the
// bounds ("Setting min capacity to 1 and max capacity to 10") is no level.
func levelOf(description string) *int {
	m := setLevel.FindStringSubmatch(strings.TrimSpace(description))
	if m == nil {
		return nil
	}
	level, err := strconv.Atoi(m[1])
	if err != nil {
		return nil
	}
	return &level
}
