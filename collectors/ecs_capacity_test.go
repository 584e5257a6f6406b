package collectors

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

const firstProviders = `{"Include": ["TAGS"], "MaxResults": 10}`

func TestCapacityProvidersAreReadOverPages(t *testing.T) {
	key := inventory.ECSProvidersKey()
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.DescribeCapacityProviders, firstProviders, `{"NextToken": "n", "CapacityProviders": [
			{"CapacityProviderArn": "arn:d", "Name": "FARGATE", "Status": "ACTIVE"},
			{"CapacityProviderArn": "arn:c", "Name": "tomorrow", "Type": "QUANTUM"},
			{"CapacityProviderArn": "arn:a", "Name": "ec2", "Status": "ACTIVE", "Tags": [{"Key": "env", "Value": "prod"}], "AutoScalingGroupProvider": {
				"AutoScalingGroupArn": "arn:asg", "ManagedDraining": "ENABLED", "ManagedTerminationProtection": "ENABLED", "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 80}}}]}`),
		answer(awsapi.DescribeCapacityProviders, `{"Include": ["TAGS"], "MaxResults": 10, "NextToken": "n"}`, `{"CapacityProviders": [
			{"CapacityProviderArn": "arn:b", "Name": "off", "Type": "EC2_AUTOSCALING", "AutoScalingGroupProvider": {"AutoScalingGroupArn": "arn:other",
				"ManagedScaling": {"Status": "DISABLED", "TargetCapacity": 100}}}]}`))
	want := []inventory.ECSCapacityProvider{
		{
			ARN: "arn:a", Name: "ec2", Kind: "EC2_AUTOSCALING", Status: "ACTIVE", GroupARN: "arn:asg", ManagedScaling: true, TargetCapacity: 80,
			TerminationProtection: true, ManagedDraining: true, Tags: map[string]string{"env": "prod"},
		},
		{ARN: "arn:b", Name: "off", Kind: "EC2_AUTOSCALING", GroupARN: "arn:other", TargetCapacity: 100},
		{ARN: "arn:c", Name: "tomorrow", Kind: "QUANTUM"},
		{ARN: "arn:d", Name: "FARGATE", Kind: "FARGATE", Status: "ACTIVE"},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

// clusterWith lists one cluster that names capacity providers.
func clusterWith(providers string) []awsapi.TapeEntry {
	return []awsapi.TapeEntry{
		clusterAnswers[0],
		answer(awsapi.DescribeClusters, `{"Clusters": ["`+cluster+`"], "Include": ["SETTINGS", "TAGS"]}`,
			`{"Clusters": [{"ClusterArn": "`+cluster+`", "ClusterName": "web", "Status": "ACTIVE", "CapacityProviders": [`+providers+`]}]}`),
		answer(awsapi.ListServices, `{"Cluster": "`+cluster+`", "MaxResults": 100}`, `{"ServiceArns": []}`),
		answer(awsapi.DescribeCapacityProviders, firstProviders, `{"CapacityProviders": [{"CapacityProviderArn": "arn:a", "Name": "ec2"}]}`),
	}
}

const clustersProviders = `{"Cluster": "` + cluster + `", "Include": ["TAGS"], "MaxResults": 10}`

// Managed instances belong to a cluster. It is asked only where it names a provider that the region's list does not have.
func TestManagedInstancesAreFoundThroughTheirCluster(t *testing.T) {
	key := inventory.ECSProvidersKey()
	roots := datasets(inventory.ECSClusters, inventory.ECSServices)
	r := read(t, roots, []inventory.Want{key.Want()}, append(clusterWith(`"FARGATE", "ec2", "managed"`),
		answer(awsapi.DescribeCapacityProviders, clustersProviders, `{"CapacityProviders": [
			{"CapacityProviderArn": "arn:a", "Name": "ec2"},
			{"CapacityProviderArn": "arn:m", "Name": "managed", "Cluster": "web", "ManagedInstancesProvider": {"InstanceLaunchTemplate": {"CapacityOptionType": "SPOT"}}}]}`))...)
	want := []inventory.ECSCapacityProvider{
		{ARN: "arn:a", Name: "ec2"},
		{ARN: "arn:m", Name: "managed", Cluster: "web", Kind: "MANAGED_INSTANCES", CapacityOption: "SPOT"},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
	r = read(t, roots, []inventory.Want{key.Want()}, clusterWith(`"FARGATE_SPOT", "ec2"`)...) // the tape has no answer of the cluster's
	if got := known(t, r, key); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	r = read(t, roots, []inventory.Want{key.Want()}, append(clusterWith(`"managed"`), refusal(awsapi.DescribeCapacityProviders, clustersProviders, "AccessDeniedException"))...)
	if g := whyNot(t, r, key); g.Reason != inventory.Denied {
		t.Errorf("%+v", g)
	}
}

func TestCapacityProvidersThatCannotBeReadAreGaps(t *testing.T) {
	for name, test := range map[string]struct {
		entry  awsapi.TapeEntry
		reason inventory.Reason
	}{
		"denied":    {refusal(awsapi.DescribeCapacityProviders, firstProviders, "AccessDeniedException"), inventory.Denied},
		"throttled": {refusal(awsapi.DescribeCapacityProviders, firstProviders, "ThrottlingException"), inventory.Throttled},
		"no list":   {answer(awsapi.DescribeCapacityProviders, firstProviders, `{}`), inventory.Failed},
		"cut":       {answer(awsapi.DescribeCapacityProviders, firstProviders, `{"CapacityProviders": [], "NextToken": "lost"}`), inventory.Failed},
		"in part": {answer(awsapi.DescribeCapacityProviders, firstProviders,
			`{"CapacityProviders": [{"Name": "a"}], "Failures": [{"Arn": "arn:b", "Reason": "INTERNAL"}]}`), inventory.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			key := inventory.ECSProvidersKey()
			r := read(t, nil, []inventory.Want{key.Want()}, test.entry)
			if g := whyNot(t, r, key); g.Reason != test.reason || g.Operation != string(awsapi.DescribeCapacityProviders) {
				t.Errorf("%+v", g)
			}
		})
	}
}

func TestECSSettingsAreReadOverPages(t *testing.T) {
	const first = `{"EffectiveSettings": true, "MaxResults": 10}`
	key := inventory.ECSSettingsKey()
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListAccountSettings, first, `{"NextToken": "n", "Settings": [{"Name": "containerInsights", "Value": "enhanced"}]}`),
		answer(awsapi.ListAccountSettings, `{"EffectiveSettings": true, "MaxResults": 10, "NextToken": "n"}`, `{"Settings": [
			{"Name": "defaultLogDriverMode", "Value": "non-blocking", "PrincipalArn": "arn:aws:iam::111122223333:root"}]}`))
	want := map[string]string{"containerInsights": "enhanced", "defaultLogDriverMode": "non-blocking"}
	if got := known(t, r, key).Values; !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for code, reason := range map[string]inventory.Reason{"AccessDeniedException": inventory.Denied, "ThrottlingException": inventory.Throttled} {
		r = read(t, nil, []inventory.Want{key.Want()}, refusal(awsapi.ListAccountSettings, first, code))
		if g := whyNot(t, r, key); g.Reason != reason {
			t.Errorf("%s: %+v", code, g)
		}
	}
}
