//go:build emulator

package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

type object = map[string]any

func seedDetails(t *testing.T) clients {
	t.Helper()
	providers := []any{
		object{"name": "asg-cp", "asg": "workers", "managed_scaling": false, "target": 80, "protected": true, "draining": false, "tags": object{"env": "prod"}},
		object{"name": "mine", "managed_instances": object{"cluster": "shop", "option": "SPOT"}}, object{"name": "tomorrow", "type": "QUANTUM"},
	}
	for _, name := range names("cp-%02d", 10) {
		providers = append(providers, object{"name": name, "asg": name})
	}
	web := object{
		"name": "web", "desired": 3, "running": 2, "launch_type": "FARGATE", "minimum": 0, "maximum": 150, "circuit_breaker": "rollback", "grace": 90,
		"az_rebalancing": true, "managed": true, "target_group": "blue", "other_target_group": "green", "classic_balancer": "old", "deploy_strategy": "BLUE_GREEN",
		"subnets": []any{"subnet-1"}, "public_ip": true, "placement": []any{"spread:attribute:ecs.availability-zone"}, "constraints": []any{"distinctInstance"},
		"rollout": "IN_PROGRESS", "rollout_reason": "why", "failed": 7, "deployments": []any{object{"days_ago": 200, "running": 1}},
		"events":    []any{object{"minutes_ago": 3, "message": "(service web) has started 1 tasks"}},
		"task_sets": []any{object{"id": "blue", "running": 1, "scale": 25, "target_group": "blue", "subnets": []any{"subnet-2"}}},
		"container": object{"stopTimeout": 120, "logConfiguration": object{"logDriver": "awslogs", "options": object{"mode": "non-blocking"}},
			"mountPoints": []any{object{"sourceVolume": "data", "containerPath": "/data", "readOnly": true}}},
		"sidecars": []any{object{"name": "log", "image": "fluent-bit", "essential": false}}, "volumes": []any{object{"name": "data", "efsVolumeConfiguration": object{"fileSystemId": "fs-1"}}},
		"ephemeral_gib": 50, "arch": "ARM64", "zones": []any{"a"}, "health": "HEALTHY", "pull_seconds": 60, "start_seconds": 30, "digest": "sha256:1",
		"stopped": []any{object{"count": 3, "minutes_ago": 20, "code": "EssentialContainerExited", "reason": "Essential container in task exited",
			"exit_code": 137, "container_reason": "OutOfMemoryError: Container killed due to memory usage"}},
	}
	seed(t, object{
		"ecs": object{"capacity_providers": providers, "settings": object{"defaultLogDriverMode": "blocking"}, "clusters": []any{object{"name": "shop",
			"services": []any{web}, "tasks": []any{object{"family": "batch", "count": 1, "started_by": "someone", "stopped": []any{object{"count": 1, "never_started": true, "code": "TaskFailedToStart", "reason": "CannotPullContainerError"}}}},
			"instances": []any{object{"name": "host", "cpu": 2048, "memory": 7600, "free_cpu": 1000, "free_memory": 0, "pending": 1, "connected": false, "status": "DRAINING", "arch": "arm64", "ami": "ami-1", "agent": "1.60.0"}}}}},
		"ec2":          object{"instances": []any{object{"name": "host", "type": "m7g.large"}}},
		"repositories": []any{object{"name": "web", "images": []any{object{"tag": "12", "platforms": []any{"linux/amd64", "linux/arm64/v8"}}}}},
	})
	return connect("eu-west-1")
}

func TestCapacityProvidersOfEveryKind(t *testing.T) {
	c := seedDetails(t)
	ask := func(in ecs.DescribeCapacityProvidersInput) (found map[string]ecstypes.CapacityProvider, pages []int) {
		found = map[string]ecstypes.CapacityProvider{}
		for first := true; first || in.NextToken != nil; first = false {
			out, err := c.ecs.DescribeCapacityProviders(t.Context(), &in)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range out.CapacityProviders {
				found[*p.Name] = p
			}
			pages, in.NextToken = append(pages, len(out.CapacityProviders)), out.NextToken
		}
		return found, pages
	}
	all, pages := ask(ecs.DescribeCapacityProvidersInput{Include: []ecstypes.CapacityProviderField{ecstypes.CapacityProviderFieldTags}})
	samePages(t, "DescribeCapacityProviders", pages, 10, 4)
	p := all["asg-cp"]
	g := p.AutoScalingGroupProvider
	if p.Type != "EC2_AUTOSCALING" || g.ManagedScaling.Status != "DISABLED" || *g.ManagedScaling.TargetCapacity != 80 || g.ManagedDraining != "DISABLED" ||
		g.ManagedTerminationProtection != "ENABLED" || !strings.HasSuffix(*g.AutoScalingGroupArn, ":autoScalingGroupName/workers") || len(p.Tags) != 1 {
		t.Errorf("%+v %+v", p, g)
	}
	if all["FARGATE"].Type != "FARGATE" || all["FARGATE_SPOT"].Type != "FARGATE_SPOT" || all["tomorrow"].Type != "QUANTUM" {
		t.Errorf("%+v", all)
	}
	if _, ok := all["mine"]; ok {
		t.Error("managed instances belong to a cluster")
	}
	own, _ := ask(ecs.DescribeCapacityProvidersInput{Cluster: aws.String("shop")})
	if m := own["mine"]; len(own) != 1 || m.Type != "MANAGED_INSTANCES" || m.ManagedInstancesProvider.InstanceLaunchTemplate.CapacityOptionType != "SPOT" {
		t.Errorf("%+v", own)
	}
	out, err := c.ecs.DescribeCapacityProviders(t.Context(), &ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{"asg-cp", "nobody"}})
	if err != nil || len(out.CapacityProviders) != 1 || len(out.CapacityProviders[0].Tags) != 0 || len(out.Failures) != 1 || *out.Failures[0].Reason != "MISSING" {
		t.Errorf("%+v %v", out, err)
	}
	if _, err = c.ecs.DescribeCapacityProviders(t.Context(), &ecs.DescribeCapacityProvidersInput{MaxResults: aws.Int32(11)}); code(err) != "InvalidParameterException" {
		t.Errorf("eleven a page: %v", err)
	}
	if err := server.Faults(Fault{Operation: "ecs:DescribeCapacityProviders", Kind: "denied"}, Fault{Operation: "ecs:ListAccountSettings", Kind: "denied"}); err != nil {
		t.Fatal(err)
	}
	_, err = c.ecs.DescribeCapacityProviders(t.Context(), nil)
	if _, settings := c.ecs.ListAccountSettings(t.Context(), nil); code(err) != "AccessDeniedException" || code(settings) != "AccessDeniedException" {
		t.Errorf("%v, %v", err, settings)
	}
	_ = server.Faults()
}

func TestAccountSettingsInForce(t *testing.T) {
	c := seedDetails(t)
	values, pages := map[ecstypes.SettingName]string{}, 0
	in := ecs.ListAccountSettingsInput{EffectiveSettings: true, MaxResults: 10}
	for p := ecs.NewListAccountSettingsPaginator(c.ecs, &in); p.HasMorePages(); pages++ {
		page, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Settings {
			values[s.Name] = *s.Value
		}
	}
	if pages != 2 || values["defaultLogDriverMode"] != "blocking" || values["containerInsights"] != "disabled" {
		t.Errorf("%d pages, %v", pages, values)
	}
	if out, err := c.ecs.ListAccountSettings(t.Context(), nil); err != nil || len(out.Settings) != 1 {
		t.Errorf("%+v %v", out, err)
	}
}

func TestServiceSaysEverything(t *testing.T) {
	c := seedDetails(t)
	out, err := c.ecs.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: aws.String("shop"), Services: []string{"web"}})
	if err != nil || len(out.Services) != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	s := out.Services[0]
	d, n := s.DeploymentConfiguration, s.NetworkConfiguration.AwsvpcConfiguration
	got := fmt.Sprint(*d.MinimumHealthyPercent, *d.MaximumPercent, d.Strategy, d.DeploymentCircuitBreaker.Enable, d.DeploymentCircuitBreaker.Rollback, *s.HealthCheckGracePeriodSeconds,
		s.AvailabilityZoneRebalancing, s.ResourceManagementType, s.SchedulingStrategy, n.Subnets, n.AssignPublicIp, s.PlacementStrategy[0].Type, *s.PlacementStrategy[0].Field, s.PlacementConstraints[0].Type)
	if want := fmt.Sprint(0, 150, "BLUE_GREEN", true, true, 90, "ENABLED", "ECS", "REPLICA", []string{"subnet-1"}, "ENABLED", "spread", "attribute:ecs.availability-zone", "distinctInstance"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(s.LoadBalancers) != 2 || *s.LoadBalancers[1].LoadBalancerName != "old" || !strings.Contains(*s.LoadBalancers[0].AdvancedConfiguration.AlternateTargetGroupArn, "/green/") {
		t.Errorf("%+v", s.LoadBalancers)
	}
	r := s.Deployments[0]
	if len(s.Deployments) != 2 || r.Status == nil || *r.Status != "PRIMARY" || r.RolloutState != "IN_PROGRESS" || *r.RolloutStateReason != "why" || r.FailedTasks != 7 || s.Deployments[1].RunningCount != 1 {
		t.Errorf("%+v", s.Deployments)
	}
	if len(s.Events) != 1 || time.Since(*s.Events[0].CreatedAt) > time.Hour || !strings.Contains(*s.Events[0].Message, "has started") {
		t.Errorf("%+v", s.Events)
	}
	if len(s.TaskSets) != 1 || s.TaskSets[0].Scale.Value != 25 || s.TaskSets[0].Scale.Unit != "PERCENT" || len(s.TaskSets[0].LoadBalancers) != 1 {
		t.Errorf("%+v", s.TaskSets)
	}
	td, err := c.ecs.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: s.TaskDefinition})
	if err != nil {
		t.Fatal(err)
	}
	app := td.TaskDefinition.ContainerDefinitions[0]
	if len(td.TaskDefinition.ContainerDefinitions) != 2 || *app.StopTimeout != 120 || app.LogConfiguration.Options["mode"] != "non-blocking" || !*app.MountPoints[0].ReadOnly ||
		td.TaskDefinition.Volumes[0].EfsVolumeConfiguration == nil || td.TaskDefinition.EphemeralStorage.SizeInGiB != 50 {
		t.Errorf("%+v", td.TaskDefinition)
	}
}

func TestTasksSayHowTheyStartedAndEnded(t *testing.T) {
	c := seedDetails(t)
	tasks := func(status ecstypes.DesiredStatus) []ecstypes.Task {
		listed, err := c.ecs.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: aws.String("shop"), DesiredStatus: status})
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.ecs.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Cluster: aws.String("shop"), Tasks: listed.TaskArns})
		if err != nil || len(out.Failures) > 0 {
			t.Fatal(out, err)
		}
		return out.Tasks
	}
	running, stopped := tasks("RUNNING"), tasks("STOPPED")
	if len(running) != 3 || len(stopped) != 4 {
		t.Fatalf("%d running, %d stopped", len(running), len(stopped))
	}
	for _, task := range running {
		if *task.Group != "service:web" {
			continue
		}
		if pull := task.PullStoppedAt.Sub(*task.PullStartedAt); pull != time.Minute || task.StartedAt.Sub(*task.PullStoppedAt) != 30*time.Second || !task.CreatedAt.Before(*task.PullStartedAt) {
			t.Errorf("pulled for %s: %+v", pull, task)
		}
		if *task.AvailabilityZone != "eu-west-1a" || task.HealthStatus != "HEALTHY" || *task.Attributes[0].Value != "arm64" || task.EphemeralStorage.SizeInGiB != 50 || *task.LastStatus != "RUNNING" {
			t.Errorf("%+v", task)
		}
		if len(task.Containers) != 2 || *task.Containers[0].ImageDigest != "sha256:1" || task.Containers[0].ExitCode != nil || *task.Containers[1].Name != "log" {
			t.Errorf("%+v", task.Containers)
		}
	}
	for _, task := range stopped {
		if *task.LastStatus != "STOPPED" || task.StoppedAt == nil {
			t.Errorf("%+v", task)
		}
		switch first := task.Containers[0]; {
		case *task.Group == "family:batch":
			if task.StartedAt != nil || task.StopCode != "TaskFailedToStart" {
				t.Errorf("%+v", task)
			}
		case *first.ExitCode != 137 || !strings.HasPrefix(*first.Reason, "OutOfMemoryError") || task.StopCode != "EssentialContainerExited" || time.Since(*task.StoppedAt) > time.Hour:
			t.Errorf("%+v", task)
		}
	}
	hosts, err := c.ecs.ListContainerInstances(t.Context(), &ecs.ListContainerInstancesInput{Cluster: aws.String("shop")})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.ecs.DescribeContainerInstances(t.Context(), &ecs.DescribeContainerInstancesInput{Cluster: aws.String("shop"), ContainerInstances: hosts.ContainerInstanceArns})
	if err != nil || len(out.ContainerInstances) != 1 {
		t.Fatal(out, err)
	}
	host, attributes := out.ContainerInstances[0], map[string]string{}
	for _, a := range host.Attributes {
		attributes[*a.Name] = aws.ToString(a.Value)
	}
	if attributes["ecs.cpu-architecture"] != "arm64" || attributes["ecs.ami-id"] != "ami-1" || attributes["ecs.instance-type"] != "m7g.large" || !strings.HasPrefix(attributes["ecs.availability-zone"], "eu-west-1") {
		t.Errorf("%v", attributes)
	}
	if host.AgentConnected || *host.Status != "DRAINING" || host.PendingTasksCount != 1 || *host.VersionInfo.AgentVersion != "1.60.0" {
		t.Errorf("%+v", host)
	}
}

func TestImagesOfSeveralPlatforms(t *testing.T) {
	seedDetails(t)
	out, err := ecr.NewFromConfig(config("eu-west-1")).BatchGetImage(t.Context(), &ecr.BatchGetImageInput{RepositoryName: aws.String("web"),
		ImageIds: []ecrtypes.ImageIdentifier{{ImageTag: aws.String("12")}, {ImageTag: aws.String("gone")}}})
	if err != nil || len(out.Images) != 1 || len(out.Failures) != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	manifest := *out.Images[0].ImageManifest
	for _, part := range []string{`"arm64"`, `"v8"`, `"amd64"`, `"unknown"`} {
		if !strings.Contains(manifest, part) {
			t.Errorf("no %s in %s", part, manifest)
		}
	}
}
