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

// autoScalingPage is the largest page of EC2 Auto Scaling (AWS, its API reference, 2026-11).
const autoScalingPage = 100

func listGroups(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	found, err := somePages(func(next *string) ([]types.AutoScalingGroup, *string, error) {
		page, err := api.AutoScaling.DescribeAutoScalingGroups(ctx, &autoscaling.DescribeAutoScalingGroupsInput{
			MaxRecords: aws.Int32(autoScalingPage), NextToken: next,
		})
		if err != nil {
			return nil, nil, err
		}
		return page.AutoScalingGroups, page.NextToken, nil
	})
	for i := range found {
		r.Groups = append(r.Groups, groupOf(&found[i]))
	}
	slices.SortFunc(r.Groups, func(a, b inventory.AutoScalingGroup) int { return strings.Compare(a.Name, b.Name) })
	return gapIf(err, inventory.AutoScalingGroups, awsapi.DescribeAutoScalingGroups, len(found))
}

func groupOf(g *types.AutoScalingGroup) inventory.AutoScalingGroup {
	out := inventory.AutoScalingGroup{
		Name: aws.ToString(g.AutoScalingGroupName), ARN: aws.ToString(g.AutoScalingGroupARN),
		Min: int(aws.ToInt32(g.MinSize)), Max: int(aws.ToInt32(g.MaxSize)), Desired: int(aws.ToInt32(g.DesiredCapacity)),
		Zones: g.AvailabilityZones, LaunchConfiguration: aws.ToString(g.LaunchConfigurationName), Mixed: mixedOf(g.MixedInstancesPolicy),
		TargetGroups: g.TargetGroupARNs, ClassicBalancers: g.LoadBalancerNames, HealthCheck: aws.ToString(g.HealthCheckType),
		GraceSeconds: int(aws.ToInt32(g.HealthCheckGracePeriod)), WarmPool: warmPoolOf(g), CapacityRebalance: aws.ToBool(g.CapacityRebalance),
		ScaleInProtected: aws.ToBool(g.NewInstancesProtectedFromScaleIn), CreatedAt: aws.ToTime(g.CreatedTime).UTC(),
	}
	for i := range g.Instances {
		m := &g.Instances[i]
		out.Instances = append(out.Instances, aws.ToString(m.InstanceId))
		out.Members = append(out.Members, inventory.GroupMember{
			ID: aws.ToString(m.InstanceId), Type: aws.ToString(m.InstanceType), Zone: aws.ToString(m.AvailabilityZone),
			State: string(m.LifecycleState), Protected: aws.ToBool(m.ProtectedFromScaleIn),
		})
	}
	slices.Sort(out.Instances)
	slices.SortFunc(out.Members, func(a, b inventory.GroupMember) int { return strings.Compare(a.ID, b.ID) })
	if g.LaunchTemplate != nil {
		template := templateOf(g.LaunchTemplate)
		out.Template = &template
	}
	for subnet := range strings.SplitSeq(aws.ToString(g.VPCZoneIdentifier), ",") {
		if subnet = strings.TrimSpace(subnet); subnet != "" {
			out.Subnets = append(out.Subnets, subnet)
		}
	}
	for _, source := range g.TrafficSources {
		out.TrafficSources = append(out.TrafficSources, aws.ToString(source.Identifier))
	}
	for _, process := range g.SuspendedProcesses {
		out.Suspended = append(out.Suspended, aws.ToString(process.ProcessName))
	}
	for _, list := range [][]string{out.Zones, out.Subnets, out.TargetGroups, out.ClassicBalancers, out.TrafficSources, out.Suspended} {
		slices.Sort(list)
	}
	for _, t := range g.Tags {
		if out.Tags == nil {
			out.Tags = map[string]string{}
		}
		out.Tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}

// templateOf names the version that is launched: the default one where none is set.
func templateOf(t *types.LaunchTemplateSpecification) inventory.LaunchTemplate {
	return inventory.LaunchTemplate{
		ID: aws.ToString(t.LaunchTemplateId), Name: aws.ToString(t.LaunchTemplateName), Version: cmp.Or(aws.ToString(t.Version), "$Default"),
	}
}

// mixedOf fills in what Auto Scaling takes where nothing is set: on-demand instances only.
func mixedOf(p *types.MixedInstancesPolicy) *inventory.MixedInstances {
	if p == nil {
		return nil
	}
	out := &inventory.MixedInstances{OnDemandPercent: 100}
	if t := p.LaunchTemplate; t != nil {
		if t.LaunchTemplateSpecification != nil {
			out.Template = templateOf(t.LaunchTemplateSpecification)
		}
		for _, o := range t.Overrides {
			out.ByRequirements = out.ByRequirements || o.InstanceRequirements != nil
			if o.InstanceType != nil {
				out.Types = append(out.Types, *o.InstanceType)
			}
		}
	}
	if d := p.InstancesDistribution; d != nil {
		out.OnDemandBase, out.SpotPools = int(aws.ToInt32(d.OnDemandBaseCapacity)), int(aws.ToInt32(d.SpotInstancePools))
		out.SpotStrategy = aws.ToString(d.SpotAllocationStrategy)
		if d.OnDemandPercentageAboveBaseCapacity != nil {
			out.OnDemandPercent = int(*d.OnDemandPercentageAboveBaseCapacity)
		}
	}
	return out
}

func warmPoolOf(g *types.AutoScalingGroup) *inventory.WarmPool {
	c := g.WarmPoolConfiguration
	if c == nil {
		return nil
	}
	out := &inventory.WarmPool{State: string(c.PoolState), Min: int(aws.ToInt32(c.MinSize)), Max: -1, Size: int(aws.ToInt32(g.WarmPoolSize))}
	if c.MaxGroupPreparedCapacity != nil {
		out.Max = int(*c.MaxGroupPreparedCapacity)
	}
	return out
}
