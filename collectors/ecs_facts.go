package collectors

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchTaskDefinitions(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeTaskDefinition, wants, func(ctx context.Context, w inventory.Want) error {
		out, err := api.ECS.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &w.Subject})
		if err != nil {
			return err
		}
		if out.TaskDefinition == nil {
			return errors.New("the answer holds no task definition")
		}
		put(s, inventory.TaskDefinitionKey(w.Subject), taskDefinitionOf(out.TaskDefinition))
		return nil
	})
}

func taskDefinitionOf(t *types.TaskDefinition) inventory.TaskDefinition {
	out := inventory.TaskDefinition{
		ARN: aws.ToString(t.TaskDefinitionArn), CPUUnits: number(t.Cpu), MemoryMiB: number(t.Memory), Containers: len(t.ContainerDefinitions),
		RegisteredAt: aws.ToTime(t.RegisteredAt).UTC(),
	}
	out.TaskLevel = out.CPUUnits > 0 && out.MemoryMiB > 0
	if p := t.RuntimePlatform; p != nil {
		out.OS, out.Architecture = string(p.OperatingSystemFamily), string(p.CpuArchitecture)
	}
	for _, launchType := range t.RequiresCompatibilities {
		out.Requires = append(out.Requires, string(launchType))
	}
	cpu, memory := 0, 0
	for _, c := range t.ContainerDefinitions {
		cpu += int(c.Cpu)
		memory += int(cmp.Or(aws.ToInt32(c.MemoryReservation), aws.ToInt32(c.Memory)))
	}
	out.CPUUnits, out.MemoryMiB = cmp.Or(out.CPUUnits, cpu), cmp.Or(out.MemoryMiB, memory)
	return out
}

// number reads a size such as "1024"; 0 when there is none.
func number(s *string) int {
	n, _ := strconv.Atoi(aws.ToString(s))
	return n
}

func fetchTasks(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListTasks, wants, func(ctx context.Context, w inventory.Want) error {
		tasks := []inventory.Task{}
		pages := ecs.NewListTasksPaginator(api.ECS, &ecs.ListTasksInput{Cluster: &w.Subject, MaxResults: aws.Int32(100)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			if len(page.TaskArns) == 0 {
				continue
			}
			out, err := api.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: &w.Subject, Tasks: page.TaskArns})
			if err != nil {
				s.miss(w, awsapi.DescribeTasks, err)
				return nil
			}
			for i := range out.Tasks { // a task that stopped in between is missing, which is no failure
				tasks = append(tasks, taskOf(&out.Tasks[i]))
			}
		}
		slices.SortFunc(tasks, func(a, b inventory.Task) int { return strings.Compare(a.ARN, b.ARN) })
		put(s, inventory.TasksKey(w.Subject), tasks)
		return nil
	})
}

func taskOf(t *types.Task) inventory.Task {
	return inventory.Task{
		ARN: aws.ToString(t.TaskArn), Group: aws.ToString(t.Group), TaskDefinition: aws.ToString(t.TaskDefinitionArn),
		LaunchType: string(t.LaunchType), CapacityProvider: aws.ToString(t.CapacityProviderName),
		ContainerInstance: aws.ToString(t.ContainerInstanceArn), CPUUnits: number(t.Cpu), MemoryMiB: number(t.Memory),
		PlatformVersion: aws.ToString(t.PlatformVersion), StartedAt: aws.ToTime(t.StartedAt).UTC(),
	}
}

func fetchContainerInstances(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListContainerInstances, wants, func(ctx context.Context, w inventory.Want) error {
		instances := []inventory.ContainerInstance{}
		pages := ecs.NewListContainerInstancesPaginator(api.ECS, &ecs.ListContainerInstancesInput{Cluster: &w.Subject, MaxResults: aws.Int32(100)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			if len(page.ContainerInstanceArns) == 0 {
				continue
			}
			out, err := api.ECS.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
				Cluster: &w.Subject, ContainerInstances: page.ContainerInstanceArns,
			})
			if err == nil && len(out.ContainerInstances) < len(page.ContainerInstanceArns) {
				err = errors.New("container instances are missing from the answer: " + failures(out.Failures))
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
		CapacityProvider: aws.ToString(c.CapacityProviderName), RunningTasks: int(c.RunningTasksCount), RegisteredAt: aws.ToTime(c.RegisteredAt).UTC(),
	}
	for _, resource := range c.RegisteredResources {
		switch aws.ToString(resource.Name) {
		case "CPU":
			out.CPUUnits = int(resource.IntegerValue)
		case "MEMORY":
			out.MemoryMiB = int(resource.IntegerValue)
		}
	}
	for _, a := range c.Attributes {
		if aws.ToString(a.Name) == "ecs.instance-type" {
			out.InstanceType = aws.ToString(a.Value)
		}
	}
	return out
}
