package collectors

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchContainerInstances(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListContainerInstances, wants, func(ctx context.Context, w inventory.Want) error {
		in := &ecs.ListContainerInstancesInput{Cluster: &w.Subject, MaxResults: aws.Int32(resourcesPerRequest)}
		arns, err := allPages(func(next *string) ([]string, *string, error) {
			in.NextToken = next
			out, err := api.ECS.ListContainerInstances(ctx, in)
			if err != nil {
				return nil, nil, err
			}
			return out.ContainerInstanceArns, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		instances := []inventory.ContainerInstance{}
		for batch := range slices.Chunk(arns, resourcesPerRequest) {
			out, err := api.ECS.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{Cluster: &w.Subject, ContainerInstances: batch})
			if err == nil {
				err = missing("container instances", len(batch)-len(out.ContainerInstances), out.Failures)
			}
			if err != nil {
				s.miss(w, awsapi.DescribeContainerInstances, err)
				return nil
			}
			for i := range out.ContainerInstances {
				instances = append(instances, containerInstanceOf(&out.ContainerInstances[i]))
			}
		}
		slices.SortFunc(instances, func(a, b inventory.ContainerInstance) int { return strings.Compare(a.ARN, b.ARN) })
		put(s, inventory.ContainerInstancesKey(w.Subject), instances)
		return nil
	})
}

func containerInstanceOf(c *types.ContainerInstance) inventory.ContainerInstance {
	out := inventory.ContainerInstance{
		ARN: aws.ToString(c.ContainerInstanceArn), InstanceID: aws.ToString(c.Ec2InstanceId), Status: aws.ToString(c.Status),
		CapacityProvider: aws.ToString(c.CapacityProviderName), RunningTasks: int(c.RunningTasksCount), PendingTasks: int(c.PendingTasksCount),
		InstanceType: attribute(c.Attributes, "ecs.instance-type"), Zone: attribute(c.Attributes, "ecs.availability-zone"),
		AMI: attribute(c.Attributes, "ecs.ami-id"), Architecture: attribute(c.Attributes, "ecs.cpu-architecture"),
		OS: attribute(c.Attributes, "ecs.os-type"), AgentConnected: c.AgentConnected, RegisteredAt: aws.ToTime(c.RegisteredAt).UTC(),
	}
	out.CPUUnits, out.MemoryMiB = sizeOf(c.RegisteredResources)
	out.FreeCPUUnits, out.FreeMemoryMiB = sizeOf(c.RemainingResources)
	if c.VersionInfo != nil {
		out.AgentVersion = aws.ToString(c.VersionInfo.AgentVersion)
	}
	return out
}

func sizeOf(resources []types.Resource) (cpuUnits, memoryMiB int) {
	for _, r := range resources {
		switch aws.ToString(r.Name) {
		case "CPU":
			cpuUnits = int(r.IntegerValue)
		case "MEMORY":
			memoryMiB = int(r.IntegerValue)
		}
	}
	return cpuUnits, memoryMiB
}

// fetchCapacityProviders lists the region's capacity providers. Those of managed instances belong to a cluster, and the
// listing need not hold them: where a cluster names one that was not listed, the cluster's are asked for.
func fetchCapacityProviders(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeCapacityProviders, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := capacityProviders(ctx, api, nil)
		if err != nil {
			return err
		}
		for i := range s.region.Clusters {
			c := &s.region.Clusters[i]
			if !slices.ContainsFunc(c.CapacityProviders, func(name string) bool { return !listed(found, name) }) {
				continue
			}
			own, err := capacityProviders(ctx, api, &c.ARN)
			if err != nil {
				return err
			}
			for _, p := range own {
				if !slices.ContainsFunc(found, func(f inventory.ECSCapacityProvider) bool { return f.ARN == p.ARN }) {
					found = append(found, p)
				}
			}
		}
		slices.SortFunc(found, func(a, b inventory.ECSCapacityProvider) int { return strings.Compare(a.ARN, b.ARN) })
		put(s, inventory.ECSProvidersKey(), found)
		return nil
	})
}

// listed tells whether a provider that a cluster names is known. AWS's own two need no description.
func listed(found []inventory.ECSCapacityProvider, name string) bool {
	return name == string(types.CapacityProviderTypeFargate) || name == string(types.CapacityProviderTypeFargateSpot) ||
		slices.ContainsFunc(found, func(p inventory.ECSCapacityProvider) bool { return p.Name == name || p.ARN == name })
}

// providersPerPage and settingsPerPage are the largest pages there are (AWS, ECS API reference, 2026-11).
const (
	providersPerPage = 10
	settingsPerPage  = 10
)

func capacityProviders(ctx context.Context, api *awsapi.Clients, cluster *string) ([]inventory.ECSCapacityProvider, error) {
	all, err := allPages(func(next *string) ([]types.CapacityProvider, *string, error) {
		out, err := api.ECS.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{
			Cluster: cluster, Include: []types.CapacityProviderField{types.CapacityProviderFieldTags}, MaxResults: aws.Int32(providersPerPage), NextToken: next,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.CapacityProviders, out.NextToken, missing("capacity providers", len(out.Failures), out.Failures)
	})
	out := []inventory.ECSCapacityProvider{}
	for i := range all {
		out = append(out, capacityProviderOf(&all[i]))
	}
	return out, err
}

// capacityProviderOf passes on kinds that are not known here. An answer that names no kind tells it by what it holds.
func capacityProviderOf(p *types.CapacityProvider) inventory.ECSCapacityProvider {
	out := inventory.ECSCapacityProvider{
		ARN: aws.ToString(p.CapacityProviderArn), Name: aws.ToString(p.Name), Kind: string(p.Type), Status: string(p.Status),
		Cluster: aws.ToString(p.Cluster), Tags: ecsTags(p.Tags),
	}
	if g := p.AutoScalingGroupProvider; g != nil {
		out.Kind = cmp.Or(out.Kind, string(types.CapacityProviderTypeEc2Autoscaling))
		out.GroupARN = aws.ToString(g.AutoScalingGroupArn)
		out.TerminationProtection = g.ManagedTerminationProtection == types.ManagedTerminationProtectionEnabled
		out.ManagedDraining = g.ManagedDraining == types.ManagedDrainingEnabled
		if m := g.ManagedScaling; m != nil {
			out.ManagedScaling, out.TargetCapacity = m.Status == types.ManagedScalingStatusEnabled, int(aws.ToInt32(m.TargetCapacity))
		}
	}
	if m := p.ManagedInstancesProvider; m != nil {
		out.Kind = cmp.Or(out.Kind, string(types.CapacityProviderTypeManagedInstances))
		if m.InstanceLaunchTemplate != nil {
			out.CapacityOption = string(m.InstanceLaunchTemplate.CapacityOptionType)
		}
	}
	if out.Name == string(types.CapacityProviderTypeFargate) || out.Name == string(types.CapacityProviderTypeFargateSpot) {
		out.Kind = cmp.Or(out.Kind, out.Name)
	}
	return out
}

// fetchECSSettings reads the settings in force, defaults included.
func fetchECSSettings(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListAccountSettings, wants, func(ctx context.Context, _ inventory.Want) error {
		all, err := allPages(func(next *string) ([]types.Setting, *string, error) {
			out, err := api.ECS.ListAccountSettings(ctx, &ecs.ListAccountSettingsInput{
				EffectiveSettings: true, MaxResults: settingsPerPage, NextToken: next,
			})
			if err != nil {
				return nil, nil, err
			}
			return out.Settings, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		settings := inventory.ECSSettings{Values: map[string]string{}}
		for _, setting := range all {
			settings.Values[string(setting.Name)] = aws.ToString(setting.Value)
		}
		put(s, inventory.ECSSettingsKey(), settings)
		return nil
	})
}
