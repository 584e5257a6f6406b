package collectors

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestGroupsAreReadOverPages(t *testing.T) {
	r := read(t, datasets(inventory.AutoScalingGroups), nil,
		answer(awsapi.DescribeAutoScalingGroups, groupsInput, `{"NextToken": "n", "AutoScalingGroups": [
			{"AutoScalingGroupName": "web", "AutoScalingGroupARN": "arn:web", "MinSize": 1, "MaxSize": 4, "DesiredCapacity": 2, "AvailabilityZones": ["eu-west-1b", "eu-west-1a"],
			 "VPCZoneIdentifier": "subnet-2, subnet-1", "LaunchTemplate": {"LaunchTemplateId": "lt-1", "LaunchTemplateName": "web"}, "HealthCheckType": "EC2,ELB", "HealthCheckGracePeriod": 300,
			 "TargetGroupARNs": ["arn:tg"], "TrafficSources": [{"Identifier": "arn:tg", "Type": "elbv2"}, {"Identifier": "arn:lattice", "Type": "vpc-lattice"}], "LoadBalancerNames": ["old"],
			 "SuspendedProcesses": [{"ProcessName": "ReplaceUnhealthy"}, {"ProcessName": "AZRebalance"}], "CapacityRebalance": true, "NewInstancesProtectedFromScaleIn": true,
			 "WarmPoolConfiguration": {"PoolState": "Stopped", "MinSize": 1}, "WarmPoolSize": 3, "CreatedTime": "2026-11-01T00:00:00Z", "Tags": [{"Key": "k", "Value": "v"}],
			 "Instances": [{"InstanceId": "i-2", "InstanceType": "m5.large", "AvailabilityZone": "eu-west-1b", "LifecycleState": "InService", "ProtectedFromScaleIn": true},
				{"InstanceId": "i-1", "InstanceType": "m5.large", "AvailabilityZone": "eu-west-1a", "LifecycleState": "Terminating"}]}]}`),
		answer(awsapi.DescribeAutoScalingGroups, moreGroups, `{"AutoScalingGroups": [
			{"AutoScalingGroupName": "batch", "MinSize": 0, "MaxSize": 9, "DesiredCapacity": 0, "WarmPoolConfiguration": {"PoolState": "Running", "MaxGroupPreparedCapacity": 0},
			 "MixedInstancesPolicy": {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateId": "lt-2", "Version": "$Latest"}, "Overrides": [{"InstanceType": "c7g.large"}, {"InstanceType": "c6g.large"}]},
				"InstancesDistribution": {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 0, "SpotAllocationStrategy": "lowest-price", "SpotInstancePools": 2}}},
			{"AutoScalingGroupName": "any", "MixedInstancesPolicy": {"LaunchTemplate": {"Overrides": [{"InstanceRequirements": {"VCpuCount": {"Min": 2}}}]}}},
			{"AutoScalingGroupName": "old", "LaunchConfigurationName": "lc"}]}`))
	want := []inventory.AutoScalingGroup{
		{Name: "any", Mixed: &inventory.MixedInstances{ByRequirements: true, OnDemandPercent: 100}},
		{
			Name: "batch", Max: 9, WarmPool: &inventory.WarmPool{State: "Running"}, Mixed: &inventory.MixedInstances{
				Template: inventory.LaunchTemplate{ID: "lt-2", Version: "$Latest"}, Types: []string{"c7g.large", "c6g.large"},
				OnDemandBase: 1, SpotStrategy: "lowest-price", SpotPools: 2,
			},
		},
		{Name: "old", LaunchConfiguration: "lc"},
		{
			Name: "web", ARN: "arn:web", Min: 1, Max: 4, Desired: 2, Instances: []string{"i-1", "i-2"}, Tags: map[string]string{"k": "v"},
			Members: []inventory.GroupMember{
				{ID: "i-1", Type: "m5.large", Zone: "eu-west-1a", State: "Terminating"},
				{ID: "i-2", Type: "m5.large", Zone: "eu-west-1b", State: "InService", Protected: true},
			},
			Zones: []string{"eu-west-1a", "eu-west-1b"}, Subnets: []string{"subnet-1", "subnet-2"},
			Template: &inventory.LaunchTemplate{ID: "lt-1", Name: "web", Version: "$Default"}, TargetGroups: []string{"arn:tg"}, ClassicBalancers: []string{"old"},
			TrafficSources: []string{"arn:lattice", "arn:tg"}, HealthCheck: "EC2,ELB", GraceSeconds: 300, Suspended: []string{"AZRebalance", "ReplaceUnhealthy"},
			WarmPool: &inventory.WarmPool{State: "Stopped", Min: 1, Max: -1, Size: 3}, CapacityRebalance: true, ScaleInProtected: true, CreatedAt: day(1),
		},
	}
	if diff := cmp.Diff(want, r.Groups); diff != "" || len(r.Gaps) > 0 {
		t.Errorf("gaps %v\n%s", r.Gaps, diff)
	}
}

func TestGroupPolicies(t *testing.T) {
	key := inventory.GroupPoliciesKey()
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.DescribeGroupPolicies, groupsInput, `{"NextToken": "n", "ScalingPolicies": [
			{"AutoScalingGroupName": "web", "PolicyName": "track", "PolicyType": "TargetTrackingScaling", "Enabled": true,
			 "TargetTrackingConfiguration": {"TargetValue": 50, "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"}}},
			{"AutoScalingGroupName": "web", "PolicyName": "own", "PolicyType": "TargetTrackingScaling", "Enabled": false,
			 "TargetTrackingConfiguration": {"TargetValue": 100, "CustomizedMetricSpecification": {"Namespace": "AWS/SQS", "MetricName": "Backlog"}}}]}`),
		answer(awsapi.DescribeGroupPolicies, moreGroups, `{"ScalingPolicies": [
			{"AutoScalingGroupName": "batch", "PolicyName": "forecast", "PolicyType": "PredictiveScaling", "Enabled": true, "PredictiveScalingConfiguration": {"Mode": "ForecastOnly",
			 "MetricSpecifications": [{"TargetValue": 40, "PredefinedMetricPairSpecification": {"PredefinedMetricType": "ASGCPUUtilization"}}]}},
			{"AutoScalingGroupName": "batch", "PolicyName": "steps", "PolicyType": "StepScaling"}]}`))
	want := []inventory.GroupPolicy{
		{Group: "batch", Name: "forecast", Kind: "PredictiveScaling", Metric: "ASGCPUUtilization", Target: 40},
		{Group: "batch", Name: "steps", Kind: "StepScaling", Enabled: true},
		{Group: "web", Name: "own", Kind: "TargetTrackingScaling", Metric: "Backlog", Target: 100},
		{Group: "web", Name: "track", Kind: "TargetTrackingScaling", Metric: "ASGAverageCPUUtilization", Target: 50, Enabled: true},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

func TestGroupActions(t *testing.T) {
	key := inventory.GroupActionsKey()
	r := read(t, nil, []inventory.Want{key.Want()}, answer(awsapi.DescribeGroupActions, groupsInput, `{"ScheduledUpdateGroupActions": [
		{"AutoScalingGroupName": "web", "ScheduledActionName": "night", "Recurrence": "0 20 * * *", "TimeZone": "Europe/Zurich", "MinSize": 0, "DesiredCapacity": 0, "StartTime": "2026-11-01T00:00:00Z"},
		{"AutoScalingGroupName": "web", "ScheduledActionName": "morning", "MaxSize": 8, "EndTime": "2026-11-20T00:00:00Z"}]}`))
	want := []inventory.GroupAction{
		{Group: "web", Name: "morning", Max: aws.Int(8), End: day(20)},
		{Group: "web", Name: "night", Recurrence: "0 20 * * *", Timezone: "Europe/Zurich", Min: aws.Int(0), Desired: aws.Int(0), Start: day(1)},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}
