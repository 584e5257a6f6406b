package collectors

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func listClusters(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	both := func(g inventory.Gap) gaps {
		return gaps{inventory.ECSClusters: g, inventory.ECSServices: g}
	}
	var arns []string
	out := gaps{}
	pages := ecs.NewListClustersPaginator(api.ECS, &ecs.ListClustersInput{MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err == nil && page.ClusterArns == nil {
			err = errors.New("the answer holds no list of clusters")
		}
		if err != nil {
			out = both(cut(awsapi.ListClusters, err, len(arns)))
			break
		}
		arns = append(arns, page.ClusterArns...)
	}
	for batch := range slices.Chunk(arns, 100) {
		described, err := api.ECS.DescribeClusters(ctx, &ecs.DescribeClustersInput{
			Clusters: batch, Include: []types.ClusterField{types.ClusterFieldSettings, types.ClusterFieldTags},
		})
		if err == nil && len(described.Clusters) < len(batch) {
			err = errors.New("clusters are missing from the answer: " + failures(described.Failures))
		}
		if described != nil {
			for i := range described.Clusters {
				r.Clusters = append(r.Clusters, clusterOf(&described.Clusters[i]))
			}
		}
		if err != nil {
			out = both(cut(awsapi.DescribeClusters, err, len(r.Clusters)))
		}
	}
	slices.SortFunc(r.Clusters, func(a, b inventory.Cluster) int { return strings.Compare(a.ARN, b.ARN) })
	failed := 0
	for i := range r.Clusters {
		if gap, ok := listServices(ctx, api, &r.Clusters[i]); ok {
			failed++
			out[inventory.ECSServices] = gap
		}
	}
	if gap := out[inventory.ECSServices]; failed > 0 && failed < len(r.Clusters) {
		gap.Reason = inventory.Incomplete
		out[inventory.ECSServices] = gap
	}
	return out
}

func clusterOf(c *types.Cluster) inventory.Cluster {
	out := inventory.Cluster{
		ARN: aws.ToString(c.ClusterArn), Name: aws.ToString(c.ClusterName), Status: aws.ToString(c.Status),
		ContainerInstances: int(c.RegisteredContainerInstancesCount), RunningTasks: int(c.RunningTasksCount),
		CapacityProviders: c.CapacityProviders, DefaultStrategy: strategyOf(c.DefaultCapacityProviderStrategy), Tags: ecsTags(c.Tags),
	}
	for _, s := range c.Settings {
		if s.Name == types.ClusterSettingNameContainerInsights {
			out.ContainerInsights = aws.ToString(s.Value)
		}
	}
	return out
}

func strategyOf(items []types.CapacityProviderStrategyItem) []inventory.StrategyItem {
	var out []inventory.StrategyItem
	for _, i := range items {
		out = append(out, inventory.StrategyItem{Provider: aws.ToString(i.CapacityProvider), Base: int(i.Base), Weight: int(i.Weight)})
	}
	return out
}

func ecsTags(tags []types.Tag) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	out := make(map[string]string, len(tags))
	for _, t := range tags {
		out[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}

// listServices reads a cluster's services. The counts that DescribeClusters gives are not trusted to skip it: they lag.
func listServices(ctx context.Context, api *awsapi.Clients, c *inventory.Cluster) (inventory.Gap, bool) {
	var arns []string
	var gap inventory.Gap
	failed := false
	pages := ecs.NewListServicesPaginator(api.ECS, &ecs.ListServicesInput{Cluster: &c.ARN, MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err == nil && page.ServiceArns == nil {
			err = errors.New("the answer holds no list of services")
		}
		if err != nil {
			gap, failed = cut(awsapi.ListServices, err, len(arns)), true
			break
		}
		arns = append(arns, page.ServiceArns...)
	}
	for batch := range slices.Chunk(arns, 10) {
		out, err := api.ECS.DescribeServices(ctx, &ecs.DescribeServicesInput{
			Cluster: &c.ARN, Services: batch, Include: []types.ServiceField{types.ServiceFieldTags},
		})
		if err == nil && len(out.Services) < len(batch) {
			err = errors.New("services are missing from the answer: " + failures(out.Failures))
		}
		if out != nil {
			for i := range out.Services {
				c.Services = append(c.Services, serviceOf(c, &out.Services[i]))
			}
		}
		if err != nil {
			gap, failed = cut(awsapi.DescribeServices, err, len(c.Services)), true
		}
	}
	slices.SortFunc(c.Services, func(a, b inventory.Service) int { return strings.Compare(a.ARN, b.ARN) })
	return gap, failed
}

func serviceOf(c *inventory.Cluster, s *types.Service) inventory.Service {
	return inventory.Service{
		ARN: aws.ToString(s.ServiceArn), Name: aws.ToString(s.ServiceName), Cluster: c.ARN, Status: aws.ToString(s.Status),
		LaunchType: string(s.LaunchType), Strategy: strategyOf(s.CapacityProviderStrategy), Scheduling: string(s.SchedulingStrategy),
		PlatformVersion: aws.ToString(s.PlatformVersion), PlatformFamily: aws.ToString(s.PlatformFamily),
		TaskDefinition: aws.ToString(s.TaskDefinition), Desired: int(s.DesiredCount), Running: int(s.RunningCount),
		Deployments: len(s.Deployments), LoadBalancers: len(s.LoadBalancers), CreatedAt: aws.ToTime(s.CreatedAt).UTC(),
		Managed: s.ResourceManagementType == types.ResourceManagementTypeEcs, Tags: ecsTags(s.Tags),
	}
}

// failures says in one phrase what ECS could not describe.
func failures(list []types.Failure) string {
	if len(list) == 0 {
		return "no reason given"
	}
	return aws.ToString(list[0].Reason)
}
