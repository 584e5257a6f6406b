package collectors

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// loadBalancingPage is the largest page of Elastic Load Balancing (AWS, its API reference, 2026-11).
const loadBalancingPage = 400

func fetchLoadBalancers(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeLoadBalancers, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.LoadBalancer, *string, error) {
			out, err := api.LoadBalancing.DescribeLoadBalancers(ctx, &elasticloadbalancingv2.DescribeLoadBalancersInput{
				Marker: next, PageSize: aws.Int32(loadBalancingPage),
			})
			if err != nil {
				return nil, nil, err
			}
			return out.LoadBalancers, out.NextMarker, nil
		})
		if err != nil {
			return err
		}
		balancers := []inventory.LoadBalancer{}
		for i := range found {
			b := inventory.LoadBalancer{
				ARN: aws.ToString(found[i].LoadBalancerArn), Name: aws.ToString(found[i].LoadBalancerName),
				Kind: string(found[i].Type), Scheme: string(found[i].Scheme),
			}
			for _, zone := range found[i].AvailabilityZones {
				b.Zones = append(b.Zones, aws.ToString(zone.ZoneName))
			}
			slices.Sort(b.Zones)
			balancers = append(balancers, b)
		}
		slices.SortFunc(balancers, func(a, b inventory.LoadBalancer) int { return strings.Compare(a.ARN, b.ARN) })
		put(s, inventory.LoadBalancersKey(), balancers)
		return nil
	})
}

// backendGroupsOf are the target groups that are not for functions, sorted by ARN.
func backendGroupsOf(found []types.TargetGroup) []inventory.BackendGroup {
	groups := []inventory.BackendGroup{}
	for i := range found {
		g := &found[i]
		if g.TargetType == types.TargetTypeEnumLambda {
			continue
		}
		groups = append(groups, inventory.BackendGroup{
			ARN: aws.ToString(g.TargetGroupArn), Name: aws.ToString(g.TargetGroupName), Kind: string(g.TargetType),
			Protocol: string(g.Protocol), Balancers: slices.Sorted(slices.Values(g.LoadBalancerArns)),
		})
	}
	slices.SortFunc(groups, func(a, b inventory.BackendGroup) int { return strings.Compare(a.ARN, b.ARN) })
	return groups
}

// fetchBackendTargets reads the targets of each group: there is no listing for several groups.
func fetchBackendTargets(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeTargetHealth, wants, func(ctx context.Context, w inventory.Want) error {
		found, err := targetsOf(ctx, api, w.Subject)
		if err != nil {
			return err
		}
		targets := []inventory.BackendHealth{}
		for _, d := range found {
			target := inventory.BackendHealth{Target: aws.ToString(d.Target.Id), Port: int(aws.ToInt32(d.Target.Port))}
			if d.TargetHealth != nil {
				target.State, target.Reason = string(d.TargetHealth.State), string(d.TargetHealth.Reason)
			}
			targets = append(targets, target)
		}
		slices.SortFunc(targets, func(a, b inventory.BackendHealth) int {
			if a.Target == b.Target {
				return a.Port - b.Port
			}
			return strings.Compare(a.Target, b.Target)
		})
		put(s, inventory.BackendHealthKey(w.Subject), targets)
		return nil
	})
}
