package collectors

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// servicesOf lists the one cluster with the given description of its one service.
func servicesOf(description string) []awsapi.TapeEntry {
	return append(clusterAnswers,
		answer(awsapi.ListServices, `{"Cluster": "`+cluster+`", "MaxResults": 100}`, `{"ServiceArns": ["a"]}`),
		answer(awsapi.DescribeServices, `{"Cluster": "`+cluster+`", "Services": ["a"], "Include": ["TAGS"]}`, `{"Services": [`+description+`]}`))
}

func oneService(t *testing.T, description string) inventory.Service {
	t.Helper()
	r := read(t, datasets(inventory.ECSClusters, inventory.ECSServices), nil, servicesOf(description)...)
	if len(r.Gaps) > 0 || len(r.Clusters) != 1 || len(r.Clusters[0].Services) != 1 {
		t.Fatalf("gaps %v, clusters %+v", r.Gaps, r.Clusters)
	}
	return r.Clusters[0].Services[0]
}

func TestServiceInFull(t *testing.T) {
	var events []string
	for i := range 25 {
		events = append(events, fmt.Sprintf(`{"Id": "%d", "CreatedAt": "2026-11-22T%02d:00:00Z", "Message": "event %d"}`, i, i%24, i))
	}
	got := oneService(t, `{"ServiceArn": "a", "ServiceName": "web", "Status": "ACTIVE", "TaskDefinition": "td:2", "DesiredCount": 3, "RunningCount": 2,
		"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1, "Base": 2}], "SchedulingStrategy": "REPLICA",
		"DeploymentController": {"Type": "ECS"}, "HealthCheckGracePeriodSeconds": 90, "AvailabilityZoneRebalancing": "ENABLED",
		"DeploymentConfiguration": {"Strategy": "BLUE_GREEN", "MinimumHealthyPercent": 0, "MaximumPercent": 150, "DeploymentCircuitBreaker": {"Enable": true, "Rollback": true}},
		"LoadBalancers": [{"TargetGroupArn": "tg1", "ContainerName": "app", "AdvancedConfiguration": {"AlternateTargetGroupArn": "tg2"}},
			{"TargetGroupArn": "tg1", "ContainerName": "app"}, {"LoadBalancerName": "classic"}],
		"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["s1", "s2"], "AssignPublicIp": "ENABLED"}},
		"PlacementStrategy": [{"Type": "spread", "Field": "attribute:ecs.availability-zone"}, {"Type": "random"}],
		"PlacementConstraints": [{"Type": "distinctInstance"}, {"Type": "memberOf", "Expression": "attribute:x == y"}],
		"Deployments": [
			{"Id": "old", "Status": "ACTIVE", "CreatedAt": "2026-11-01T00:00:00Z", "RolloutState": "COMPLETED"},
			{"Id": "new", "Status": "PRIMARY", "CreatedAt": "2026-11-20T00:00:00Z", "UpdatedAt": "2026-11-21T00:00:00Z", "RolloutState": "IN_PROGRESS",
			 "RolloutStateReason": "why", "DesiredCount": 3, "RunningCount": 2, "PendingCount": 1, "FailedTasks": 7, "TaskDefinition": "td:2"}],
		"Events": [`+strings.Join(events, ",")+`]}`)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	if n := len(got.Events); n != inventory.MaxServiceEvents || got.Events[0].Message != "event 23" || got.Events[19].At.After(got.Events[0].At) {
		t.Errorf("%d events, the first %+v", n, got.Events[0])
	}
	got.Events = nil
	want := inventory.Service{
		ARN: "a", Name: "web", Cluster: cluster, Status: "ACTIVE", TaskDefinition: "td:2", Desired: 3, Running: 2, Scheduling: "REPLICA",
		Strategy: []inventory.StrategyItem{{Provider: "FARGATE_SPOT", Weight: 1, Base: 2}}, Deployments: 2, LoadBalancers: 3,
		Controller: "ECS", DeployStrategy: "BLUE_GREEN", MinimumHealthy: new(0), MaximumPercent: new(150), CircuitBreaker: true, Rollback: true,
		GraceSeconds: 90, AZRebalancing: true, TargetGroups: []string{"tg1", "tg2"}, ClassicBalancers: []string{"classic"},
		Subnets: []string{"s1", "s2"}, PublicIP: true, Placement: []string{"spread:attribute:ecs.availability-zone", "random"},
		Constraints: []string{"distinctInstance", "memberOf:attribute:x == y"},
		Rollouts: []inventory.Rollout{
			{ID: "new", Status: "PRIMARY", State: "IN_PROGRESS", Reason: "why", Desired: 3, Running: 2, Pending: 1, Failed: 7, TaskDefinition: "td:2", CreatedAt: day(20), UpdatedAt: day(21)},
			{ID: "old", Status: "ACTIVE", State: "COMPLETED", CreatedAt: day(1)},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What a service of CodeDeploy's does not say of itself, its task sets say.
func TestTaskSetsSpeakForTheirService(t *testing.T) {
	got := oneService(t, `{"ServiceArn": "a", "ServiceName": "web", "DeploymentController": {"Type": "CODE_DEPLOY"}, "TaskSets": [
		{"Id": "green", "Status": "ACTIVE", "CreatedAt": "2026-11-02T00:00:00Z", "LoadBalancers": [{"TargetGroupArn": "tg2"}], "Scale": {"Unit": "PERCENT", "Value": 25}},
		{"Id": "blue", "Status": "PRIMARY", "CreatedAt": "2026-11-01T00:00:00Z", "LaunchType": "FARGATE", "TaskDefinition": "td:1", "RunningCount": 4, "PendingCount": 1,
		 "LoadBalancers": [{"TargetGroupArn": "tg1"}], "Scale": {"Unit": "PERCENT", "Value": 100},
		 "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["s1"], "AssignPublicIp": "DISABLED"}}}]}`)
	want := []inventory.TaskSet{
		{ID: "green", Status: "ACTIVE", ScalePercent: 25, CreatedAt: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)},
		{ID: "blue", Status: "PRIMARY", LaunchType: "FARGATE", TaskDefinition: "td:1", Running: 4, Pending: 1, ScalePercent: 100, CreatedAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, got.TaskSets); diff != "" {
		t.Error(diff)
	}
	if fmt.Sprint(got.TargetGroups, got.Subnets, got.PublicIP, got.LoadBalancers) != "[tg2 tg1] [s1] false 2" || got.Controller != "CODE_DEPLOY" {
		t.Errorf("%+v", got)
	}
}

// What an answer does not say stays empty: no percentages, no rollouts, no network.
func TestServiceThatSaysLittle(t *testing.T) {
	got := oneService(t, `{"ServiceArn": "a", "ServiceName": "web"}`)
	if diff := cmp.Diff(inventory.Service{ARN: "a", Name: "web", Cluster: cluster}, got); diff != "" {
		t.Error(diff)
	}
}

func TestClustersOfAnEmptyAccount(t *testing.T) {
	r := read(t, datasets(inventory.ECSClusters, inventory.ECSServices), nil, answer(awsapi.ListClusters, `{"MaxResults": 100}`, `{"ClusterArns": []}`))
	if len(r.Gaps) > 0 || len(r.Clusters) > 0 {
		t.Errorf("%v, %+v", r.Gaps, r.Clusters)
	}
}

func TestThrottledServicesLeaveTheClusters(t *testing.T) {
	entries := append(clusterAnswers, refusal(awsapi.ListServices, `{"Cluster": "`+cluster+`", "MaxResults": 100}`, "ThrottlingException"))
	r := read(t, datasets(inventory.ECSClusters, inventory.ECSServices), nil, entries...)
	if gap, ok := r.Gap(inventory.ECSServices); !ok || gap.Reason != inventory.Throttled || len(r.Clusters) != 1 {
		t.Errorf("%+v, %d clusters", gap, len(r.Clusters))
	}
}
