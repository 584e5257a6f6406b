package checktest

import (
	"fmt"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

func ecsARN(region, kind, name string) string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:%s/%s", region, Account, kind, name)
}

// ClusterARN is the ARN of a cluster in us-east-1.
func ClusterARN(name string) string { return ecsARN(home, "cluster", name) }

// TaskDefARN is the ARN of the task definition that a service in us-east-1 runs.
func TaskDefARN(service string) string { return ecsARN(home, "task-definition", service+":7") }

// Cluster adds an active cluster without instances.
func Cluster(name string, changes ...func(*inventory.Cluster)) Part {
	return func(r *inventory.Region) {
		c := inventory.Cluster{ARN: ecsARN(r.Name, "cluster", name), Name: name, Status: "ACTIVE"}
		for _, change := range changes {
			change(&c)
		}
		r.Clusters = append(r.Clusters, c)
	}
}

// Service adds a service to its cluster: two Linux tasks on Fargate by launch type, created 400 days ago.
func Service(name string, changes ...func(*inventory.Service)) func(*inventory.Cluster) {
	return func(c *inventory.Cluster) {
		s := inventory.Service{
			ARN: ecsARN(home, "service", c.Name+"/"+name), Name: name, Cluster: c.ARN, Status: "ACTIVE", LaunchType: "FARGATE",
			Scheduling: "REPLICA", PlatformFamily: "Linux", TaskDefinition: TaskDefARN(name), Desired: 2, Running: 2,
			Deployments: 1, CreatedAt: DaysAgo(400),
		}
		for _, change := range changes {
			change(&s)
		}
		c.Services = append(c.Services, s)
	}
}

// TaskDef gives the task definition of a service: its CPU units and MiB.
func TaskDef(service string, cpuUnits, memoryMiB int, changes ...func(*inventory.TaskDefinition)) Part {
	t := inventory.TaskDefinition{
		ARN: TaskDefARN(service), CPUUnits: cpuUnits, MemoryMiB: memoryMiB, TaskLevel: true, OS: "LINUX", Containers: 1,
	}
	for _, change := range changes {
		change(&t)
	}
	return Has(inventory.TaskDefinitionKey(t.ARN), t)
}

// Fleet registers instances with a cluster, each of 2048 units and 7680 MiB, and says that these are all it has.
func Fleet(cluster string, instanceIDs ...string) Part {
	members := []inventory.ContainerInstance{}
	for _, id := range instanceIDs {
		members = append(members, inventory.ContainerInstance{
			ARN: ecsARN(home, "container-instance", id), InstanceID: id, Status: "ACTIVE", RunningTasks: 1,
			CPUUnits: 2048, MemoryMiB: 7680, RegisteredAt: DaysAgo(100),
		})
	}
	return FleetOf(cluster, members...)
}

// FleetOf is Fleet with the container instances as they are.
func FleetOf(cluster string, members ...inventory.ContainerInstance) Part {
	return Has(inventory.ContainerInstancesKey(ClusterARN(cluster)), slices.Concat([]inventory.ContainerInstance{}, members))
}

// Tasks says that a cluster runs tasks of these sizes in MiB, and no others.
func Tasks(cluster string, memoryMiB ...int) Part {
	tasks := []inventory.Task{}
	for i, m := range memoryMiB {
		tasks = append(tasks, inventory.Task{ARN: ecsARN(home, "task", fmt.Sprint(cluster, i)), CPUUnits: 256, MemoryMiB: m})
	}
	return Has(inventory.TasksKey(ClusterARN(cluster)), tasks)
}
