//go:build emulator

package emulator

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func seedFleet(t *testing.T) clients {
	t.Helper()
	var clusters, services, hosts, registered, groups []any
	for _, name := range names("cluster-%03d", 129) {
		clusters = append(clusters, map[string]any{"name": name})
	}
	for _, name := range names("host-%03d", 130) {
		hosts = append(hosts, map[string]any{"name": name, "type": "m7g.large", "attached_days_ago": 300, "launched_days_ago": 2})
		registered = append(registered, map[string]any{"name": name, "cpu": 2048, "memory": 7600, "free_cpu": 1024, "free_memory": 100, "tasks": 2, "registered_days_ago": 40})
	}
	for _, name := range names("service-%03d", 129) {
		services = append(services, map[string]any{"name": name, "launch_type": "FARGATE", "cpu": 512, "memory": 1024, "running": 1})
	}
	services = append(services, map[string]any{"name": "spot", "running": 2, "desired": 3, "created_days_ago": 77, "cpu": 1024, "memory": 2048,
		"strategy": []any{map[string]any{"provider": "FARGATE_SPOT", "weight": 3}, map[string]any{"provider": "FARGATE", "weight": 1, "base": 1}}})
	services = append(services, map[string]any{"name": "default", "running": 1})
	clusters = append(clusters, map[string]any{"name": "big", "services": services, "instances": registered,
		"capacity_providers": []any{"FARGATE", "FARGATE_SPOT"}, "default_strategy": []any{map[string]any{"provider": "FARGATE", "weight": 1}}})
	for _, name := range names("group-%03d", 120) {
		groups = append(groups, map[string]any{"name": name})
	}
	hosts = append(hosts,
		map[string]any{"name": "managed", "type": "c7g.xlarge", "operator": "lambda.amazonaws.com"},
		map[string]any{"name": "grouped", "type": "m4.large", "asg": "group-007"},
		map[string]any{"name": "off", "type": "t3.micro", "state": "stopped", "stopped_days_ago": 40})
	seed(t, map[string]any{
		"ecs": map[string]any{"clusters": clusters}, "ec2": map[string]any{"instances": hosts}, "autoscaling": map[string]any{"groups": groups},
	})
	return connect("eu-west-1")
}

func TestECSListingsPage(t *testing.T) {
	c := seedFleet(t)
	big := aws.String("big")
	listings := map[string]struct {
		page func(token *string) (int, *string, error)
		want []int
	}{
		"ListClusters": {func(token *string) (int, *string, error) {
			out, err := c.ecs.ListClusters(t.Context(), &ecs.ListClustersInput{NextToken: token})
			if err != nil {
				return 0, nil, err
			}
			return len(out.ClusterArns), out.NextToken, nil
		}, []int{100, 30}},
		"ListServices by default": {func(token *string) (int, *string, error) {
			out, err := c.ecs.ListServices(t.Context(), &ecs.ListServicesInput{Cluster: big, NextToken: token})
			if err != nil {
				return 0, nil, err
			}
			return len(out.ServiceArns), out.NextToken, nil
		}, []int{10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 1}},
		"ListServices": {func(token *string) (int, *string, error) {
			out, err := c.ecs.ListServices(t.Context(), &ecs.ListServicesInput{Cluster: big, NextToken: token, MaxResults: aws.Int32(100)})
			if err != nil {
				return 0, nil, err
			}
			return len(out.ServiceArns), out.NextToken, nil
		}, []int{100, 31}},
		"ListTasks": {func(token *string) (int, *string, error) {
			out, err := c.ecs.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: big, NextToken: token})
			if err != nil {
				return 0, nil, err
			}
			return len(out.TaskArns), out.NextToken, nil
		}, []int{100, 32}},
		"ListTasks of a service": {func(token *string) (int, *string, error) {
			out, err := c.ecs.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: big, NextToken: token, ServiceName: aws.String("spot")})
			if err != nil {
				return 0, nil, err
			}
			return len(out.TaskArns), out.NextToken, nil
		}, []int{2}},
		"ListContainerInstances": {func(token *string) (int, *string, error) {
			out, err := c.ecs.ListContainerInstances(t.Context(), &ecs.ListContainerInstancesInput{Cluster: big, NextToken: token})
			if err != nil {
				return 0, nil, err
			}
			return len(out.ContainerInstanceArns), out.NextToken, nil
		}, []int{100, 30}},
	}
	for operation, l := range listings {
		t.Run(operation, func(t *testing.T) {
			var pages []int
			for token := (*string)(nil); len(pages) == 0 || token != nil; {
				items, next, err := l.page(token)
				if err != nil {
					t.Fatal(err)
				}
				pages, token = append(pages, items), next
			}
			samePages(t, operation, pages, l.want...)
		})
	}
	_, err := c.ecs.ListServices(t.Context(), &ecs.ListServicesInput{Cluster: big, MaxResults: aws.Int32(101)})
	if code(err) != "InvalidParameterException" {
		t.Errorf("101 a page: %v", err)
	}
	if _, err = c.ecs.ListServices(t.Context(), &ecs.ListServicesInput{Cluster: aws.String("nobody")}); code(err) != "ClusterNotFoundException" {
		t.Errorf("missing cluster: %v", err)
	}
}

func TestECSDescriptions(t *testing.T) {
	c := seedFleet(t)
	big := aws.String("big")
	clusters, err := c.ecs.DescribeClusters(t.Context(), &ecs.DescribeClustersInput{Clusters: []string{"big", "nobody"}})
	if err != nil {
		t.Fatal(err)
	}
	cluster := clusters.Clusters[0]
	if cluster.RegisteredContainerInstancesCount != 130 || cluster.ActiveServicesCount != 131 || len(cluster.CapacityProviders) != 2 || len(cluster.DefaultCapacityProviderStrategy) != 1 || len(clusters.Failures) != 1 {
		t.Errorf("cluster: %+v, failures %v", cluster, clusters.Failures)
	}
	services, err := c.ecs.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: big, Services: []string{"spot", "service-000", "default"}})
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]ecstypes.Service{}
	for _, s := range services.Services {
		byName[aws.ToString(s.ServiceName)] = s
	}
	spot := byName["spot"]
	if spot.RunningCount != 2 || spot.DesiredCount != 3 || spot.PendingCount != 1 || len(spot.CapacityProviderStrategy) != 2 || spot.LaunchType != "" {
		t.Errorf("spot: %+v", spot)
	}
	if age := time.Since(aws.ToTime(spot.CreatedAt)); age < 76*24*time.Hour || age > 78*24*time.Hour {
		t.Errorf("spot is %s old", age)
	}
	if byName["service-000"].LaunchType != ecstypes.LaunchTypeFargate {
		t.Errorf("service-000: %s", byName["service-000"].LaunchType)
	}
	if s := byName["default"]; s.LaunchType != "" || len(s.CapacityProviderStrategy) != 0 {
		t.Errorf("default: %s %v, want neither", s.LaunchType, s.CapacityProviderStrategy)
	}
	if _, err = c.ecs.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: big, Services: names("service-%03d", 11)}); code(err) != "InvalidParameterException" {
		t.Errorf("eleven services: %v", err)
	}
	tasks, err := c.ecs.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: big, ServiceName: aws.String("spot")})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // a look must not move a task on
		described, err := c.ecs.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Cluster: big, Tasks: tasks.TaskArns})
		if err != nil || len(described.Tasks) != 2 {
			t.Fatalf("tasks: %v, %v", described, err)
		}
		for _, task := range described.Tasks {
			if aws.ToString(task.Cpu) != "1024" || aws.ToString(task.Memory) != "2048" || task.LaunchType != ecstypes.LaunchTypeFargate || aws.ToString(task.CapacityProviderName) == "" || aws.ToString(task.PlatformVersion) != "1.4.0" || aws.ToString(task.LastStatus) != "RUNNING" {
				t.Errorf("task: %+v", task)
			}
		}
	}
	definition, err := c.ecs.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: spot.TaskDefinition})
	if err != nil || aws.ToString(definition.TaskDefinition.Cpu) != "1024" {
		t.Errorf("definition: %v, %v", definition, err)
	}
	list, err := c.ecs.ListContainerInstances(t.Context(), &ecs.ListContainerInstancesInput{Cluster: big})
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := c.ecs.DescribeContainerInstances(t.Context(), &ecs.DescribeContainerInstancesInput{Cluster: big, ContainerInstances: list.ContainerInstanceArns})
	if err != nil {
		t.Fatal(err)
	}
	host := hosts.ContainerInstances[0]
	if aws.ToString(host.Ec2InstanceId) == "" || host.RunningTasksCount != 2 || host.RegisteredAt == nil || resource(host.RegisteredResources, "CPU") != 2048 || resource(host.RemainingResources, "MEMORY") != 100 {
		t.Errorf("container instance: %+v", host)
	}
}

func resource(resources []ecstypes.Resource, name string) int32 {
	for _, r := range resources {
		if aws.ToString(r.Name) == name {
			return r.IntegerValue
		}
	}
	return -1
}

func TestInstancesPageAndHide(t *testing.T) {
	c := seedFleet(t)
	count := func(managed bool) (pages []int, found map[string]ec2types.Instance) {
		found = map[string]ec2types.Instance{}
		paginator := ec2.NewDescribeInstancesPaginator(c.ec2, &ec2.DescribeInstancesInput{MaxResults: aws.Int32(100), IncludeManagedResources: aws.Bool(managed)})
		for paginator.HasMorePages() {
			page, err := paginator.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			items := 0
			for _, r := range page.Reservations {
				for _, i := range r.Instances {
					items++
					found[tag(i.Tags, "Name")] = i
				}
			}
			pages = append(pages, items)
		}
		return pages, found
	}
	pages, found := count(false)
	samePages(t, "DescribeInstances", pages, 100, 32)
	if _, seen := found["managed"]; seen {
		t.Error("the managed instance is not hidden")
	}
	pages, found = count(true)
	samePages(t, "DescribeInstances with managed ones", pages, 100, 33)
	managed := found["managed"].Operator
	if managed == nil || !aws.ToBool(managed.Managed) || aws.ToString(managed.Principal) != "lambda.amazonaws.com" {
		t.Errorf("operator: %+v", managed)
	}
	host := found["host-001"]
	launched, attached := aws.ToTime(host.LaunchTime), aws.ToTime(host.BlockDeviceMappings[0].Ebs.AttachTime)
	if days := launched.Sub(attached).Hours() / 24; days < 297 || days > 299 {
		t.Errorf("root volume attached %.0f days before the launch, want 298", days)
	}
	if found["off"].State.Name != ec2types.InstanceStateNameStopped || aws.ToString(found["off"].StateTransitionReason) == "" {
		t.Errorf("off: %s %q", found["off"].State.Name, aws.ToString(found["off"].StateTransitionReason))
	}
	if tag(found["grouped"].Tags, "aws:autoscaling:groupName") != "group-007" {
		t.Errorf("grouped: %v", found["grouped"].Tags)
	}
	_, err := c.ec2.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{MaxResults: aws.Int32(3)})
	if code(err) != "InvalidParameterValue" {
		t.Errorf("pages of 3: %v", err)
	}
	filtered, err := c.ec2.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{Filters: []ec2types.Filter{{Name: aws.String("instance-state-name"), Values: []string{"stopped"}}}})
	if err != nil || len(filtered.Reservations) != 1 {
		t.Errorf("stopped: %v, %v", filtered, err)
	}
}

func tag(tags []ec2types.Tag, key string) string {
	for _, t := range tags {
		if aws.ToString(t.Key) == key {
			return aws.ToString(t.Value)
		}
	}
	return ""
}

func TestInstanceTypesAndRegions(t *testing.T) {
	c := seedFleet(t)
	out, err := c.ec2.DescribeInstanceTypes(t.Context(), &ec2.DescribeInstanceTypesInput{Filters: []ec2types.Filter{{Name: aws.String("instance-type"), Values: []string{"m4.large", "m7g.large", "x99z.large"}}}})
	if err != nil {
		t.Fatal(err)
	}
	current := map[string]bool{}
	for _, i := range out.InstanceTypes {
		current[string(i.InstanceType)] = aws.ToBool(i.CurrentGeneration)
	}
	if fmt.Sprint(current) != "map[m4.large:false m7g.large:true]" {
		t.Errorf("current generation: %v", current)
	}
	types := 0
	paginator := ec2.NewDescribeInstanceTypesPaginator(c.ec2, &ec2.DescribeInstanceTypesInput{MaxResults: aws.Int32(100)})
	for paginator.HasMorePages() {
		page, err := paginator.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(page.InstanceTypes) > 100 {
			t.Fatalf("a page of %d types", len(page.InstanceTypes))
		}
		types += len(page.InstanceTypes)
	}
	if types < 1000 {
		t.Errorf("%d instance types", types)
	}
	regions, err := c.ec2.DescribeRegions(t.Context(), nil)
	if err != nil || len(regions.Regions) < 15 {
		t.Errorf("regions: %v, %v", regions, err)
	}
}

func TestAutoScalingGroupsPage(t *testing.T) {
	c := seedFleet(t)
	var pages []int
	var grouped int
	paginator := autoscaling.NewDescribeAutoScalingGroupsPaginator(c.autoscaling, &autoscaling.DescribeAutoScalingGroupsInput{MaxRecords: aws.Int32(100)})
	for paginator.HasMorePages() {
		page, err := paginator.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, len(page.AutoScalingGroups))
		for _, g := range page.AutoScalingGroups {
			grouped += len(g.Instances)
		}
	}
	samePages(t, "DescribeAutoScalingGroups", pages, 100, 20)
	if grouped != 1 {
		t.Errorf("%d instances in groups, want 1", grouped)
	}
}
