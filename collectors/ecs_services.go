package collectors

import (
	"cmp"
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
	out := inventory.Service{
		ARN: aws.ToString(s.ServiceArn), Name: aws.ToString(s.ServiceName), Cluster: c.ARN, Status: aws.ToString(s.Status),
		LaunchType: string(s.LaunchType), Strategy: strategyOf(s.CapacityProviderStrategy), Scheduling: string(s.SchedulingStrategy),
		PlatformVersion: aws.ToString(s.PlatformVersion), PlatformFamily: aws.ToString(s.PlatformFamily),
		TaskDefinition: aws.ToString(s.TaskDefinition), Desired: int(s.DesiredCount), Running: int(s.RunningCount),
		Deployments: len(s.Deployments), CreatedAt: aws.ToTime(s.CreatedAt).UTC(),
		Managed: s.ResourceManagementType == types.ResourceManagementTypeEcs, Tags: ecsTags(s.Tags),
		GraceSeconds:  int(aws.ToInt32(s.HealthCheckGracePeriodSeconds)),
		AZRebalancing: s.AvailabilityZoneRebalancing == types.AvailabilityZoneRebalancingEnabled,
		Rollouts:      rolloutsOf(s.Deployments), Events: eventsOf(s.Events), TaskSets: taskSetsOf(s.TaskSets),
	}
	if s.DeploymentController != nil {
		out.Controller = string(s.DeploymentController.Type)
	}
	for _, set := range out.TaskSets {
		if set.Status == "PRIMARY" && out.TaskDefinition == "" { // an external controller's service says nothing of its own
			out.TaskDefinition, out.LaunchType, out.Strategy = set.TaskDefinition, set.LaunchType, set.Strategy
		}
	}
	deploymentOf(&out, s.DeploymentConfiguration)
	trafficOf(&out, s)
	for _, p := range s.PlacementStrategy {
		out.Placement = append(out.Placement, typed(string(p.Type), p.Field))
	}
	for _, p := range s.PlacementConstraints {
		out.Constraints = append(out.Constraints, typed(string(p.Type), p.Expression))
	}
	return out
}

// typed joins "spread" and what is spread over.
func typed(kind string, detail *string) string {
	if aws.ToString(detail) == "" {
		return kind
	}
	return kind + ":" + *detail
}

func deploymentOf(out *inventory.Service, d *types.DeploymentConfiguration) {
	if d == nil {
		return
	}
	out.DeployStrategy = string(d.Strategy)
	out.MinimumHealthy, out.MaximumPercent = wholeOf(d.MinimumHealthyPercent), wholeOf(d.MaximumPercent)
	if b := d.DeploymentCircuitBreaker; b != nil {
		out.CircuitBreaker, out.Rollback = b.Enable, b.Rollback
	}
}

func wholeOf(n *int32) *int {
	if n == nil {
		return nil
	}
	return new(int(*n))
}

// trafficOf says where a service's tasks are on the network and who sends them traffic. A service that ECS does not deploy
// itself may hold neither: its task sets do, and they go together where the service has none of its own.
func trafficOf(out *inventory.Service, s *types.Service) {
	balancers, network := s.LoadBalancers, s.NetworkConfiguration
	if len(balancers) == 0 {
		for i := range s.TaskSets {
			balancers = append(balancers, s.TaskSets[i].LoadBalancers...)
		}
	}
	for i := range s.TaskSets {
		if network == nil && aws.ToString(s.TaskSets[i].Status) == "PRIMARY" {
			network = s.TaskSets[i].NetworkConfiguration
		}
	}
	out.LoadBalancers = len(balancers)
	for _, b := range balancers {
		groups := []string{aws.ToString(b.TargetGroupArn)}
		if b.AdvancedConfiguration != nil { // the other colour of a blue/green deployment
			groups = append(groups, aws.ToString(b.AdvancedConfiguration.AlternateTargetGroupArn))
		}
		out.TargetGroups = withNew(out.TargetGroups, groups...)
		out.ClassicBalancers = withNew(out.ClassicBalancers, aws.ToString(b.LoadBalancerName))
	}
	if network != nil && network.AwsvpcConfiguration != nil {
		out.Subnets = network.AwsvpcConfiguration.Subnets
		out.PublicIP = network.AwsvpcConfiguration.AssignPublicIp == types.AssignPublicIpEnabled
	}
}

// withNew appends the names that are neither empty nor there already.
func withNew(names []string, more ...string) []string {
	for _, name := range more {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func rolloutsOf(deployments []types.Deployment) []inventory.Rollout {
	var out []inventory.Rollout
	for i := range deployments {
		d := &deployments[i]
		out = append(out, inventory.Rollout{
			ID: aws.ToString(d.Id), Status: aws.ToString(d.Status), State: string(d.RolloutState), Reason: aws.ToString(d.RolloutStateReason),
			Desired: int(d.DesiredCount), Running: int(d.RunningCount), Pending: int(d.PendingCount), Failed: int(d.FailedTasks),
			TaskDefinition: aws.ToString(d.TaskDefinition), CreatedAt: aws.ToTime(d.CreatedAt).UTC(), UpdatedAt: aws.ToTime(d.UpdatedAt).UTC(),
		})
	}
	slices.SortStableFunc(out, func(a, b inventory.Rollout) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return out
}

// eventsOf keeps the newest events. Those of one moment stay as ECS orders them: newest first.
func eventsOf(events []types.ServiceEvent) []inventory.ServiceEvent {
	var out []inventory.ServiceEvent
	for _, e := range events {
		out = append(out, inventory.ServiceEvent{At: aws.ToTime(e.CreatedAt).UTC(), Message: aws.ToString(e.Message)})
	}
	slices.SortStableFunc(out, func(a, b inventory.ServiceEvent) int { return b.At.Compare(a.At) })
	return slices.Clip(out[:min(len(out), inventory.MaxServiceEvents)])
}

func taskSetsOf(sets []types.TaskSet) []inventory.TaskSet {
	var out []inventory.TaskSet
	for i := range sets {
		s := &sets[i]
		set := inventory.TaskSet{
			ID: aws.ToString(s.Id), Status: aws.ToString(s.Status), LaunchType: string(s.LaunchType), Strategy: strategyOf(s.CapacityProviderStrategy),
			TaskDefinition: aws.ToString(s.TaskDefinition), Running: int(s.RunningCount), Pending: int(s.PendingCount),
			CreatedAt: aws.ToTime(s.CreatedAt).UTC(),
		}
		if s.Scale != nil && s.Scale.Unit == types.ScaleUnitPercent {
			set.ScalePercent = s.Scale.Value
		}
		out = append(out, set)
	}
	slices.SortFunc(out, func(a, b inventory.TaskSet) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(a.ID, b.ID))
	})
	return out
}
