package collectors

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchTaskDefinitions asks for each definition once in the life of a cache, where there is one: a definition that is
// registered never changes.
func fetchTaskDefinitions(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	var kept Definitions
	if api.ECS.Options().BaseEndpoint == nil { // what an emulator calls a definition may be another one tomorrow
		kept = s.definitions
	}
	known := kept.open(s.account, s.region.Name, s.takenAt)
	var asked []inventory.Want
	for _, w := range wants {
		if d, ok := known.get(w.Subject); ok {
			put(s, inventory.TaskDefinitionKey(w.Subject), d)
			continue
		}
		asked = append(asked, w)
	}
	each(ctx, s, awsapi.DescribeTaskDefinition, asked, func(ctx context.Context, w inventory.Want) error {
		out, err := api.ECS.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &w.Subject})
		if err != nil {
			return err
		}
		if out.TaskDefinition == nil {
			return errors.New("the answer holds no task definition")
		}
		d := taskDefinitionOf(out.TaskDefinition)
		put(s, inventory.TaskDefinitionKey(w.Subject), d)
		known.add(w.Subject, d)
		return nil
	})
	known.save()
}

// taskDefinitionOf leaves out whether the definition is active: that may change.
func taskDefinitionOf(t *types.TaskDefinition) inventory.TaskDefinition {
	out := inventory.TaskDefinition{
		ARN: aws.ToString(t.TaskDefinitionArn), CPUUnits: number(t.Cpu), MemoryMiB: number(t.Memory), Containers: len(t.ContainerDefinitions),
		RegisteredAt: aws.ToTime(t.RegisteredAt).UTC(), NetworkMode: string(t.NetworkMode),
	}
	out.TaskLevel = out.CPUUnits > 0 && out.MemoryMiB > 0
	if p := t.RuntimePlatform; p != nil {
		out.OS, out.Architecture = string(p.OperatingSystemFamily), string(p.CpuArchitecture)
	}
	if e := t.EphemeralStorage; e != nil {
		out.EphemeralGiB = int(e.SizeInGiB)
	}
	for _, launchType := range t.RequiresCompatibilities {
		out.Requires = append(out.Requires, string(launchType))
	}
	cpu, memory := 0, 0
	for i := range t.ContainerDefinitions {
		c := &t.ContainerDefinitions[i]
		cpu += int(c.Cpu)
		memory += int(cmp.Or(aws.ToInt32(c.MemoryReservation), aws.ToInt32(c.Memory)))
		out.Specs = append(out.Specs, specOf(c, t.NetworkMode))
	}
	out.CPUUnits, out.MemoryMiB = cmp.Or(out.CPUUnits, cpu), cmp.Or(out.MemoryMiB, memory)
	for i := range t.Volumes {
		out.Volumes = append(out.Volumes, inventory.TaskVolume{Name: aws.ToString(t.Volumes[i].Name), Kind: volumeKind(&t.Volumes[i])})
	}
	return out
}

// number reads a size such as "1024"; 0 when there is none.
func number(s *string) int {
	n, _ := strconv.Atoi(aws.ToString(s))
	return n
}

// specOf keeps sizes and habits of a container. Its environment, secrets and commands were dropped before.
func specOf(c *types.ContainerDefinition, network types.NetworkMode) inventory.ContainerSpec {
	out := inventory.ContainerSpec{
		Name: aws.ToString(c.Name), Image: aws.ToString(c.Image), CPUUnits: int(c.Cpu), MemoryMiB: int(aws.ToInt32(c.Memory)),
		ReservedMiB: int(aws.ToInt32(c.MemoryReservation)), Essential: c.Essential == nil || *c.Essential,
		Ports: len(c.PortMappings) > 0, HostPorts: hostPorts(c.PortMappings, network), StopSeconds: int(aws.ToInt32(c.StopTimeout)),
		Privileged: aws.ToBool(c.Privileged), HealthCheck: c.HealthCheck != nil && !slices.Equal(c.HealthCheck.Command, []string{"NONE"}),
	}
	for _, r := range c.ResourceRequirements {
		if r.Type == types.ResourceTypeGpu {
			out.GPUs += number(r.Value)
		}
	}
	if l := c.LogConfiguration; l != nil {
		out.LogDriver = string(l.LogDriver)
		out.LogMode, out.LogBuffer = l.Options[awsapi.LogModeOption], l.Options[awsapi.LogBufferOption]
	}
	for _, m := range c.MountPoints {
		out.Mounts = append(out.Mounts, inventory.Mount{Volume: aws.ToString(m.SourceVolume), ReadOnly: aws.ToBool(m.ReadOnly)})
	}
	for _, d := range c.DependsOn {
		out.DependsOn = append(out.DependsOn, aws.ToString(d.ContainerName))
	}
	return out
}

// hostPorts tells whether a container takes a port of its host that no second task could have. With awsvpc, each task has
// an address of its own; with host, every port is the host's.
func hostPorts(ports []types.PortMapping, network types.NetworkMode) bool {
	for _, p := range ports {
		switch {
		case network == types.NetworkModeAwsvpc:
		case network == types.NetworkModeHost, aws.ToInt32(p.HostPort) != 0:
			return true
		}
	}
	return false
}

func volumeKind(v *types.Volume) string {
	switch {
	case v.EfsVolumeConfiguration != nil:
		return "efs"
	case v.FsxWindowsFileServerVolumeConfiguration != nil:
		return "fsx"
	case v.S3filesVolumeConfiguration != nil:
		return "s3"
	case aws.ToBool(v.ConfiguredAtLaunch):
		return "ebs"
	case v.DockerVolumeConfiguration != nil && v.DockerVolumeConfiguration.Scope == types.ScopeShared:
		return "docker"
	case v.Host != nil && aws.ToString(v.Host.SourcePath) != "":
		return "host"
	}
	return "task"
}
