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

// failures says in one phrase what ECS could not describe.
func failures(list []types.Failure) string {
	if len(list) == 0 {
		return "no reason given"
	}
	return aws.ToString(list[0].Reason)
}
