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

// resourcesPerRequest is how many tasks or container instances one request lists or describes (AWS, ECS API reference, 2026-11).
const resourcesPerRequest = 100

func fetchTasks(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListTasks, wants, func(ctx context.Context, w inventory.Want) error {
		tasks, failed, err := tasksOf(ctx, api, w.Subject, types.DesiredStatusRunning)
		if err != nil {
			s.miss(w, failed, err)
			return nil
		}
		put(s, inventory.TasksKey(w.Subject), tasks)
		return nil
	})
}

func fetchStoppedTasks(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListTasks, wants, func(ctx context.Context, w inventory.Want) error {
		tasks, failed, err := tasksOf(ctx, api, w.Subject, types.DesiredStatusStopped)
		if err != nil {
			s.miss(w, failed, err)
			return nil
		}
		put(s, inventory.StoppedTasksKey(w.Subject), tasks)
		return nil
	})
}

// tasksOf reads the tasks of a cluster that are meant to be running, or stopped. The operation is the one that failed.
func tasksOf(ctx context.Context, api *awsapi.Clients, cluster string, status types.DesiredStatus) ([]inventory.Task, awsapi.Operation, error) {
	in := &ecs.ListTasksInput{Cluster: &cluster, MaxResults: aws.Int32(resourcesPerRequest)}
	if status != types.DesiredStatusRunning { // which is what ListTasks gives of itself
		in.DesiredStatus = status
	}
	arns, err := allPages(func(next *string) ([]string, *string, error) {
		in.NextToken = next
		out, err := api.ECS.ListTasks(ctx, in)
		if err != nil {
			return nil, nil, err
		}
		return out.TaskArns, out.NextToken, nil
	})
	if err != nil {
		return nil, awsapi.ListTasks, err
	}
	tasks := []inventory.Task{}
	for batch := range slices.Chunk(arns, resourcesPerRequest) {
		out, err := api.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: &cluster, Tasks: batch})
		if err == nil {
			err = missing("tasks", len(batch)-len(out.Tasks), out.Failures)
		}
		if err != nil {
			return nil, awsapi.DescribeTasks, err
		}
		for i := range out.Tasks {
			tasks = append(tasks, taskOf(&out.Tasks[i]))
		}
	}
	slices.SortFunc(tasks, func(a, b inventory.Task) int { return strings.Compare(a.ARN, b.ARN) })
	return tasks, "", nil
}

// missing is an error when some of what was asked about is not in the answer for another reason than that it is gone: what
// ended since it was listed is no failure.
func missing(what string, n int, list []types.Failure) error {
	for _, f := range list {
		if aws.ToString(f.Reason) == "MISSING" {
			n--
		}
	}
	if n > 0 {
		return errors.New(what + " are missing from the answer: " + failures(list))
	}
	return nil
}

func taskOf(t *types.Task) inventory.Task {
	out := inventory.Task{
		ARN: aws.ToString(t.TaskArn), Group: aws.ToString(t.Group), TaskDefinition: aws.ToString(t.TaskDefinitionArn),
		LaunchType: string(t.LaunchType), CapacityProvider: aws.ToString(t.CapacityProviderName),
		ContainerInstance: aws.ToString(t.ContainerInstanceArn), CPUUnits: number(t.Cpu), MemoryMiB: number(t.Memory),
		PlatformVersion: aws.ToString(t.PlatformVersion), Status: aws.ToString(t.LastStatus), StartedBy: aws.ToString(t.StartedBy),
		Zone: aws.ToString(t.AvailabilityZone), Health: string(t.HealthStatus), Architecture: attribute(t.Attributes, "ecs.cpu-architecture"),
		CreatedAt: aws.ToTime(t.CreatedAt).UTC(), PullStartedAt: aws.ToTime(t.PullStartedAt).UTC(), PullStoppedAt: aws.ToTime(t.PullStoppedAt).UTC(),
		StartedAt: aws.ToTime(t.StartedAt).UTC(), StoppedAt: aws.ToTime(t.StoppedAt).UTC(),
		StopCode: string(t.StopCode), StoppedReason: aws.ToString(t.StoppedReason),
	}
	if e := t.EphemeralStorage; e != nil {
		out.EphemeralGiB = int(e.SizeInGiB)
	}
	if e := t.FargateEphemeralStorage; e != nil {
		out.EphemeralGiB = cmp.Or(int(e.SizeInGiB), out.EphemeralGiB)
	}
	for i := range t.Containers {
		c := &t.Containers[i]
		out.Containers = append(out.Containers, inventory.TaskContainer{
			Name: aws.ToString(c.Name), Image: aws.ToString(c.Image), Digest: aws.ToString(c.ImageDigest), ExitCode: wholeOf(c.ExitCode),
			Reason: aws.ToString(c.Reason),
		})
	}
	return out
}

// attribute is what the agent says of an instance or a task under a name; empty when it says nothing.
func attribute(list []types.Attribute, name string) string {
	for _, a := range list {
		if aws.ToString(a.Name) == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}
