package collectors

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const (
	listRunning = `{"Cluster": "` + cluster + `", "MaxResults": 100}`
	listStopped = `{"Cluster": "` + cluster + `", "MaxResults": 100, "DesiredStatus": "STOPPED"}`
)

func describeTasks(arns, output string) awsapi.TapeEntry {
	return answer(awsapi.DescribeTasks, `{"Cluster": "`+cluster+`", "Tasks": [`+arns+`]}`, output)
}

func TestTasksAreReadOverPages(t *testing.T) {
	key := inventory.TasksKey(cluster)
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListTasks, listRunning, `{"NextToken": "n", "TaskArns": ["b"]}`),
		answer(awsapi.ListTasks, `{"Cluster": "`+cluster+`", "MaxResults": 100, "NextToken": "n"}`, `{"TaskArns": ["a", "gone"]}`),
		describeTasks(`"b", "a", "gone"`, `{"Failures": [{"Arn": "gone", "Reason": "MISSING"}], "Tasks": [
			{"TaskArn": "b", "LastStatus": "PENDING"},
			{"TaskArn": "a", "TaskDefinitionArn": "td:1", "Group": "service:web", "LastStatus": "RUNNING", "StartedBy": "ecs-svc/1", "AvailabilityZone": "eu-west-1a",
			 "HealthStatus": "HEALTHY", "Attributes": [{"Name": "ecs.cpu-architecture", "Value": "arm64"}], "EphemeralStorage": {"SizeInGiB": 20},
			 "FargateEphemeralStorage": {"SizeInGiB": 50}, "CreatedAt": "2026-11-22T10:00:00Z", "PullStartedAt": "2026-11-22T10:00:05Z",
			 "PullStoppedAt": "2026-11-22T10:01:05Z", "StartedAt": "2026-11-22T10:01:10Z", "Cpu": "256", "Memory": "512", "LaunchType": "FARGATE",
			 "PlatformVersion": "1.4.0", "CapacityProviderName": "FARGATE",
			 "Containers": [{"Name": "app", "Image": "nginx", "ImageDigest": "sha256:1"}]}]}`))
	at := func(clock string) time.Time {
		when, err := time.Parse(time.RFC3339, "2026-11-22T"+clock+"Z")
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	want := []inventory.Task{{
		ARN: "a", Group: "service:web", TaskDefinition: "td:1", LaunchType: "FARGATE", CapacityProvider: "FARGATE", CPUUnits: 256, MemoryMiB: 512,
		PlatformVersion: "1.4.0", StartedAt: at("10:01:10"), Status: "RUNNING", StartedBy: "ecs-svc/1", Zone: "eu-west-1a", Health: "HEALTHY",
		Architecture: "arm64", EphemeralGiB: 50, CreatedAt: at("10:00:00"), PullStartedAt: at("10:00:05"), PullStoppedAt: at("10:01:05"),
		Containers: []inventory.TaskContainer{{Name: "app", Image: "nginx", Digest: "sha256:1"}},
	}, {ARN: "b", Status: "PENDING"}}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

func TestStoppedTasksSayWhy(t *testing.T) {
	key := inventory.StoppedTasksKey(cluster)
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListTasks, listStopped, `{"TaskArns": ["a"]}`),
		describeTasks(`"a"`, `{"Tasks": [{"TaskArn": "a", "LastStatus": "STOPPED", "StopCode": "EssentialContainerExited", "StoppedReason": "Essential container in task exited",
			"StoppedAt": "2026-11-22T10:00:00Z", "Containers": [
				{"Name": "app", "ExitCode": 137, "Reason": "OutOfMemoryError: Container killed due to memory usage"}, {"Name": "log", "ExitCode": 0}, {"Name": "never"}]}]}`))
	want := []inventory.Task{{
		ARN: "a", Status: "STOPPED", StopCode: "EssentialContainerExited", StoppedReason: "Essential container in task exited",
		StoppedAt: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Containers: []inventory.TaskContainer{
			{Name: "app", ExitCode: new(137), Reason: "OutOfMemoryError: Container killed due to memory usage"},
			{Name: "log", ExitCode: new(0)}, {Name: "never"},
		},
	}}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

func TestNoTasksIsAnAnswer(t *testing.T) {
	running, stopped := inventory.TasksKey(cluster), inventory.StoppedTasksKey(cluster)
	r := read(t, nil, []inventory.Want{running.Want(), stopped.Want()},
		answer(awsapi.ListTasks, listRunning, `{"TaskArns": []}`), answer(awsapi.ListTasks, listStopped, `{"TaskArns": []}`))
	if n := len(known(t, r, running)) + len(known(t, r, stopped)); n != 0 {
		t.Errorf("%d tasks", n)
	}
}

func TestTasksThatCannotBeReadAreGaps(t *testing.T) {
	listed := answer(awsapi.ListTasks, listRunning, `{"TaskArns": ["a", "b"]}`)
	for name, test := range map[string]struct {
		entries   []awsapi.TapeEntry
		reason    inventory.Reason
		operation awsapi.Operation
	}{
		"listing denied":       {[]awsapi.TapeEntry{refusal(awsapi.ListTasks, listRunning, "AccessDeniedException")}, inventory.Denied, awsapi.ListTasks},
		"listing throttled":    {[]awsapi.TapeEntry{refusal(awsapi.ListTasks, listRunning, "ThrottlingException")}, inventory.Throttled, awsapi.ListTasks},
		"a page missing":       {[]awsapi.TapeEntry{answer(awsapi.ListTasks, listRunning, `{"TaskArns": ["a"], "NextToken": "n"}`)}, inventory.Failed, awsapi.ListTasks},
		"listing without list": {[]awsapi.TapeEntry{answer(awsapi.ListTasks, listRunning, `{}`)}, inventory.Failed, awsapi.ListTasks},
		"description denied": {
			[]awsapi.TapeEntry{listed, refusal(awsapi.DescribeTasks, `{"Cluster": "`+cluster+`", "Tasks": ["a", "b"]}`, "AccessDeniedException")},
			inventory.Denied, awsapi.DescribeTasks,
		},
		"one left out": {[]awsapi.TapeEntry{listed, describeTasks(`"a", "b"`, `{"Tasks": [{"TaskArn": "a"}]}`)}, inventory.Failed, awsapi.DescribeTasks},
		"one failed": {
			[]awsapi.TapeEntry{listed, describeTasks(`"a", "b"`, `{"Tasks": [{"TaskArn": "a"}], "Failures": [{"Arn": "b", "Reason": "INTERNAL"}]}`)},
			inventory.Failed, awsapi.DescribeTasks,
		},
	} {
		t.Run(name, func(t *testing.T) {
			key := inventory.TasksKey(cluster)
			r := read(t, nil, []inventory.Want{key.Want()}, test.entries...)
			if g := whyNot(t, r, key); g.Reason != test.reason || g.Operation != string(test.operation) {
				t.Errorf("%+v", g)
			}
		})
	}
}

func TestContainerInstances(t *testing.T) {
	key := inventory.ContainerInstancesKey(cluster)
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListContainerInstances, listRunning, `{"ContainerInstanceArns": ["a", "gone"]}`),
		answer(awsapi.DescribeContainerInstances, `{"Cluster": "`+cluster+`", "ContainerInstances": ["a", "gone"]}`, `{"Failures": [{"Arn": "gone", "Reason": "MISSING"}],
			"ContainerInstances": [{"ContainerInstanceArn": "a", "Ec2InstanceId": "i-1", "Status": "ACTIVE", "CapacityProviderName": "cp", "RunningTasksCount": 2,
			"PendingTasksCount": 1, "AgentConnected": true, "VersionInfo": {"AgentVersion": "1.98.0"}, "RegisteredAt": "2026-11-01T00:00:00Z",
			"RegisteredResources": [{"Name": "CPU", "IntegerValue": 2048}, {"Name": "MEMORY", "IntegerValue": 7000}],
			"RemainingResources": [{"Name": "CPU", "IntegerValue": 1024}, {"Name": "MEMORY", "IntegerValue": 0}],
			"Attributes": [{"Name": "ecs.availability-zone", "Value": "eu-west-1b"}, {"Name": "ecs.ami-id", "Value": "ami-1"}, {"Name": "ecs.cpu-architecture", "Value": "x86_64"},
				{"Name": "ecs.os-type", "Value": "linux"}, {"Name": "ecs.instance-type", "Value": "m5.large"}, {"Name": "ecs.capability.x"}]}]}`))
	want := []inventory.ContainerInstance{{
		ARN: "a", InstanceID: "i-1", CapacityProvider: "cp", Status: "ACTIVE", RunningTasks: 2, CPUUnits: 2048, MemoryMiB: 7000, InstanceType: "m5.large",
		PendingTasks: 1, FreeCPUUnits: 1024, Zone: "eu-west-1b", AMI: "ami-1", Architecture: "x86_64", OS: "linux", AgentVersion: "1.98.0",
		AgentConnected: true, RegisteredAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
	}}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
	r = read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListContainerInstances, listRunning, `{"ContainerInstanceArns": ["a"]}`),
		answer(awsapi.DescribeContainerInstances, `{"Cluster": "`+cluster+`", "ContainerInstances": ["a"]}`, `{"ContainerInstances": []}`))
	if g := whyNot(t, r, key); g.Operation != string(awsapi.DescribeContainerInstances) {
		t.Errorf("%+v", g)
	}
}

const definitionARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"

func TestTaskDefinitionInFull(t *testing.T) {
	key := inventory.TaskDefinitionKey(definitionARN)
	r := read(t, nil, []inventory.Want{key.Want()}, definitionAnswer(`"Cpu": "1024", "Memory": "2048", "NetworkMode": "awsvpc", "Status": "INACTIVE",
		"RequiresCompatibilities": ["FARGATE"], "RuntimePlatform": {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"}, "EphemeralStorage": {"SizeInGiB": 100},
		"Volumes": [{"Name": "1", "EfsVolumeConfiguration": {"FileSystemId": "fs"}}, {"Name": "2", "FsxWindowsFileServerVolumeConfiguration": {"FileSystemId": "fs"}},
			{"Name": "3", "ConfiguredAtLaunch": true}, {"Name": "4", "DockerVolumeConfiguration": {"Scope": "shared"}}, {"Name": "5", "DockerVolumeConfiguration": {"Scope": "task"}},
			{"Name": "6", "Host": {"SourcePath": "/var"}}, {"Name": "7", "Host": {}}, {"Name": "8", "S3filesVolumeConfiguration": {"FileSystemArn": "arn"}}],
		"ContainerDefinitions": [
			{"Name": "app", "Image": "img:1", "Cpu": 512, "Memory": 1024, "MemoryReservation": 512, "PortMappings": [{"ContainerPort": 80, "HostPort": 80}],
			 "LogConfiguration": {"LogDriver": "awslogs", "Options": {"mode": "non-blocking", "max-buffer-size": "25m", "awslogs-group": "g"}}, "StopTimeout": 120,
			 "MountPoints": [{"SourceVolume": "1"}, {"SourceVolume": "7", "ReadOnly": true}], "Privileged": true, "HealthCheck": {"Interval": 5},
			 "DependsOn": [{"ContainerName": "log", "Condition": "START"}], "ResourceRequirements": [{"Type": "GPU", "Value": "2"}, {"Type": "InferenceAccelerator", "Value": "x"}]},
			{"Name": "log", "Image": "img:2", "Essential": false, "HealthCheck": {"Command": ["NONE"]}}]`))
	var volumes []inventory.TaskVolume
	for i, kind := range []string{"efs", "fsx", "ebs", "docker", "task", "host", "task", "s3"} {
		volumes = append(volumes, inventory.TaskVolume{Name: fmt.Sprint(i + 1), Kind: kind})
	}
	want := inventory.TaskDefinition{
		ARN: definitionARN, CPUUnits: 1024, MemoryMiB: 2048, TaskLevel: true, OS: "LINUX", Architecture: "ARM64", Containers: 2, Requires: []string{"FARGATE"},
		NetworkMode: "awsvpc", EphemeralGiB: 100, Volumes: volumes, Specs: []inventory.ContainerSpec{
			{
				Name: "app", Image: "img:1", CPUUnits: 512, MemoryMiB: 1024, ReservedMiB: 512, Essential: true, GPUs: 2, Ports: true,
				LogDriver: "awslogs", LogMode: "non-blocking", LogBuffer: "25m", StopSeconds: 120,
				Mounts: []inventory.Mount{{Volume: "1"}, {Volume: "7", ReadOnly: true}}, Privileged: true, HealthCheck: true, DependsOn: []string{"log"},
			},
			{Name: "log", Image: "img:2"},
		},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

func definitionAnswer(fields string) awsapi.TapeEntry {
	return answer(awsapi.DescribeTaskDefinition, `{"TaskDefinition": "`+definitionARN+`"}`, `{"TaskDefinition": {"TaskDefinitionArn": "`+definitionARN+`", `+fields+`}}`)
}

// A fixed port of the host is one that no second task on the instance could have.
func TestHostPorts(t *testing.T) {
	for fields, want := range map[string]bool{
		`"NetworkMode": "bridge", "ContainerDefinitions": [{"PortMappings": [{"ContainerPort": 80, "HostPort": 8080}]}]`: true,
		`"NetworkMode": "bridge", "ContainerDefinitions": [{"PortMappings": [{"ContainerPort": 80, "HostPort": 0}]}]`:    false,
		`"ContainerDefinitions": [{"PortMappings": [{"ContainerPort": 80}, {"ContainerPort": 81, "HostPort": 81}]}]`:     true,
		`"NetworkMode": "host", "ContainerDefinitions": [{"PortMappings": [{"ContainerPort": 80}]}]`:                     true,
		`"NetworkMode": "host", "ContainerDefinitions": [{"Name": "app"}]`:                                               false,
		`"NetworkMode": "awsvpc", "ContainerDefinitions": [{"PortMappings": [{"ContainerPort": 80, "HostPort": 80}]}]`:   false,
	} {
		key := inventory.TaskDefinitionKey(definitionARN)
		r := read(t, nil, []inventory.Want{key.Want()}, definitionAnswer(fields))
		if got := known(t, r, key).Specs[0].HostPorts; got != want {
			t.Errorf("%s: %v", fields, got)
		}
	}
}
