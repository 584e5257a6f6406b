package collectors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchTargetGroups lists the target groups once for whoever wants them in a round: those of functions, those of
// everything else, or both.
func fetchTargetGroups(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	found, err := allPages(func(next *string) ([]types.TargetGroup, *string, error) {
		out, err := api.LoadBalancing.DescribeTargetGroups(ctx, &elasticloadbalancingv2.DescribeTargetGroupsInput{
			Marker: next, PageSize: aws.Int32(loadBalancingPage),
		})
		if err != nil {
			return nil, nil, err
		}
		return out.TargetGroups, out.NextMarker, nil
	})
	for _, w := range wants {
		switch {
		case err != nil:
			s.miss(w, awsapi.DescribeTargetGroups, err)
		case w.Dataset == inventory.BackendGroups:
			put(s, inventory.BackendGroupsKey(), backendGroupsOf(found))
		default:
			functionGroups(ctx, api, s, w, found)
		}
	}
}

// functionGroups looks behind and in front of the target groups that are for functions.
func functionGroups(ctx context.Context, api *awsapi.Clients, s *store, w inventory.Want, found []types.TargetGroup) {
	groups := []inventory.TargetGroup{}
	idle := map[string]int{} // of each load balancer that was asked about
	for i := range found {
		if found[i].TargetType != types.TargetTypeEnumLambda {
			continue
		}
		group, ok, err := targetGroupOf(ctx, api, s, &found[i])
		if err != nil {
			s.miss(w, awsapi.DescribeTargetHealth, err)
			return
		}
		if !ok {
			continue
		}
		if group.IdleTimeout, err = shortestIdle(ctx, api, found[i].LoadBalancerArns, idle); err != nil {
			s.miss(w, awsapi.DescribeLoadBalancerAttributes, err)
			return
		}
		groups = append(groups, group)
	}
	slices.SortFunc(groups, func(a, b inventory.TargetGroup) int { return strings.Compare(a.ARN, b.ARN) })
	put(s, inventory.TargetGroupsKey(), groups)
}

// targetGroupOf reads which function a target group calls: it has one target at most. ok is false without one, and for a
// function of another account or region.
func targetGroupOf(ctx context.Context, api *awsapi.Clients, s *store, g *types.TargetGroup) (group inventory.TargetGroup, ok bool, err error) {
	targets, err := targetsOf(ctx, api, aws.ToString(g.TargetGroupArn))
	if err != nil {
		return group, false, err
	}
	for _, d := range targets {
		if name, qualifier, here := s.callee(aws.ToString(d.Target.Id)); here {
			return inventory.TargetGroup{
				ARN: aws.ToString(g.TargetGroupArn), Name: aws.ToString(g.TargetGroupName), Function: name, Qualifier: qualifier,
			}, true, nil
		}
	}
	return group, false, nil
}

// targetsOf reads the targets of a group, all in one answer.
func targetsOf(ctx context.Context, api *awsapi.Clients, group string) ([]types.TargetHealthDescription, error) {
	out, err := api.LoadBalancing.DescribeTargetHealth(ctx, &elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: &group})
	if err != nil {
		return nil, err
	}
	if out.TargetHealthDescriptions == nil {
		return nil, errors.New("the answer holds no list of targets")
	}
	return slices.DeleteFunc(out.TargetHealthDescriptions, func(d types.TargetHealthDescription) bool { return d.Target == nil }), nil
}

// shortestIdle is the shortest idle timeout, in seconds, of the load balancers; 0 for none. Each is asked about once.
func shortestIdle(ctx context.Context, api *awsapi.Clients, balancers []string, known map[string]int) (int, error) {
	shortest := 0
	for _, balancer := range balancers {
		if known[balancer] == 0 {
			seconds, err := idleTimeout(ctx, api, balancer)
			if err != nil {
				return 0, err
			}
			known[balancer] = seconds
		}
		if shortest == 0 || known[balancer] < shortest {
			shortest = known[balancer]
		}
	}
	return shortest, nil
}

func idleTimeout(ctx context.Context, api *awsapi.Clients, balancer string) (int, error) {
	out, err := api.LoadBalancing.DescribeLoadBalancerAttributes(ctx, &elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{
		LoadBalancerArn: &balancer,
	})
	if err != nil {
		return 0, err
	}
	for _, a := range out.Attributes {
		if aws.ToString(a.Key) == "idle_timeout.timeout_seconds" {
			seconds, err := strconv.Atoi(aws.ToString(a.Value))
			if err != nil || seconds < 1 {
				return 0, fmt.Errorf("the idle timeout is %q", aws.ToString(a.Value))
			}
			return seconds, nil
		}
	}
	return 0, errors.New("the answer holds no idle timeout")
}
