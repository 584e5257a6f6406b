package collectors

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestMappingsSayHowTheyPoll(t *testing.T) {
	r := read(t, nil, []inventory.Want{inventory.MappingsKey().Want()},
		answer(awsapi.ListEventSourceMappings, `{"MaxItems": 100}`, `{"NextMarker": "n", "EventSourceMappings": [
			{"UUID": "b", "FunctionArn": "`+here+`orders:live", "EventSourceArn": "arn:aws:kinesis:eu-west-1:111122223333:stream/s",
			 "State": "Enabled", "StateTransitionReason": "User action", "LastProcessingResult": "No records processed",
			 "LastModified": "2026-11-01T10:00:00+01:00", "BatchSize": 100, "MaximumBatchingWindowInSeconds": 5,
			 "FunctionResponseTypes": [], "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:dead"}},
			 "MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": 3600, "BisectBatchOnFunctionError": true, "ParallelizationFactor": 2,
			 "FilterCriteria": {"Filters": [{"Pattern": "{}"}]}}]}`),
		answer(awsapi.ListEventSourceMappings, `{"MaxItems": 100, "Marker": "n"}`, `{"EventSourceMappings": [
			{"UUID": "a", "FunctionArn": "`+here+`jobs", "EventSourceArn": "arn:aws:sqs:eu-west-1:111122223333:jobs", "State": "Enabled",
			 "BatchSize": 10, "FunctionResponseTypes": ["ReportBatchItemFailures"], "ScalingConfig": {"MaximumConcurrency": 5},
			 "ProvisionedPollerConfig": {"MinimumPollers": 2, "MaximumPollers": 20}, "FilterCriteria": {"Filters": []}},
			{"UUID": "c", "FunctionArn": "`+here+`sealed", "State": "Enabled", "FilterCriteriaError": {"ErrorCode": "KMS"}}]}`))
	want := []inventory.EventSourceMapping{
		{
			UUID: "a", Function: "jobs", SourceARN: "arn:aws:sqs:eu-west-1:111122223333:jobs", State: "Enabled", BatchSize: 10,
			PartialFailures: true, MaxConcurrency: 5, MinPollers: 2, MaxPollers: 20,
		},
		{
			UUID: "b", Function: "orders", Qualifier: "live", SourceARN: "arn:aws:kinesis:eu-west-1:111122223333:stream/s", State: "Enabled",
			StateReason: "User action", LastResult: "No records processed", LastModified: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC),
			BatchSize: 100, BatchWindow: 5, OnFailure: "arn:aws:sqs:eu-west-1:111122223333:dead", MaxRetries: new(-1), MaxRecordAge: new(3600),
			Bisect: true, Parallel: 2, Filtered: true,
		},
		{UUID: "c", Function: "sealed", State: "Enabled", Filtered: true},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.MappingsKey())); diff != "" {
		t.Error(diff)
	}
}

func TestInvokeConfigsAreOfAllQualifiers(t *testing.T) {
	key := inventory.InvokeConfigsKey("orders")
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.ListEventInvokeConfigs, `{"FunctionName": "orders", "MaxItems": 50}`, `{"NextMarker": "n", "FunctionEventInvokeConfigs": [
			{"FunctionArn": "`+here+`orders:live", "MaximumRetryAttempts": 1, "DestinationConfig": {"OnFailure": {}, "OnSuccess": {}}}]}`),
		answer(awsapi.ListEventInvokeConfigs, `{"FunctionName": "orders", "MaxItems": 50, "Marker": "n"}`, `{"FunctionEventInvokeConfigs": [
			{"FunctionArn": "`+here+`orders:$LATEST", "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60,
			 "DestinationConfig": {"OnFailure": {"Destination": "arn:dead"}, "OnSuccess": {"Destination": "arn:next"}}}]}`))
	want := []inventory.InvokeConfig{
		{MaxRetries: new(0), MaxAgeSec: new(60), OnFailure: "arn:dead", OnSuccess: "arn:next"},
		{Qualifier: "live", MaxRetries: new(1)},
	}
	if diff := cmp.Diff(want, known(t, r, key)); diff != "" {
		t.Error(diff)
	}
}

func TestRecursion(t *testing.T) {
	allowed, stopped := inventory.RecursionKey("loop"), inventory.RecursionKey("orders")
	r := read(t, nil, []inventory.Want{allowed.Want(), stopped.Want()},
		answer(awsapi.GetRecursionConfig, `{"FunctionName": "loop"}`, `{"RecursiveLoop": "Allow"}`),
		answer(awsapi.GetRecursionConfig, `{"FunctionName": "orders"}`, `{"RecursiveLoop": "Terminate"}`))
	if !known(t, r, allowed).Allowed || known(t, r, stopped).Allowed {
		t.Error("loop allows loops, and orders does not")
	}
}

func TestManagedInstances(t *testing.T) {
	limits, pending := inventory.EnvironmentsKey("orders", "$LATEST.PUBLISHED"), inventory.EnvironmentsKey("orders", "7")
	unset := inventory.EnvironmentsKey("orders", "6")
	r := read(t, nil, []inventory.Want{inventory.ProvidersKey().Want(), limits.Want(), pending.Want(), unset.Want()},
		answer(awsapi.GetFunctionScalingConfig, `{"FunctionName": "orders", "Qualifier": "6"}`, `{"FunctionArn": "arn:orders:6"}`),
		answer(awsapi.ListCapacityProviders, `{"MaxItems": 50}`, `{"CapacityProviders": [
			{"CapacityProviderArn": "arn:cp", "State": "Active", "CapacityProviderScalingConfig": {"MaxVCpuCount": 30},
			 "InstanceRequirements": {"AllowedInstanceTypes": ["m8g.large"], "Architectures": ["arm64"]}},
			{"CapacityProviderArn": "arn:bare", "State": "Pending"}]}`),
		answer(awsapi.GetFunctionScalingConfig, `{"FunctionName": "orders", "Qualifier": "$LATEST.PUBLISHED"}`,
			`{"AppliedFunctionScalingConfig": {"MinExecutionEnvironments": 3, "MaxExecutionEnvironments": 9},
			  "RequestedFunctionScalingConfig": {"MinExecutionEnvironments": 5, "MaxExecutionEnvironments": 50}}`),
		answer(awsapi.GetFunctionScalingConfig, `{"FunctionName": "orders", "Qualifier": "7"}`,
			`{"RequestedFunctionScalingConfig": {"MinExecutionEnvironments": 5, "MaxExecutionEnvironments": 50}}`))
	want := []inventory.CapacityProvider{
		{ARN: "arn:bare", State: "Pending"},
		{ARN: "arn:cp", State: "Active", MaxVCPUs: 30, InstanceTypes: []string{"m8g.large"}, Architectures: []string{"arm64"}},
	}
	if diff := cmp.Diff(want, known(t, r, inventory.ProvidersKey())); diff != "" {
		t.Error(diff)
	}
	if got := known(t, r, limits); got != (inventory.EnvironmentLimits{Min: 3, Max: 9}) {
		t.Errorf("%+v, want those in effect", got)
	}
	if got := known(t, r, unset); got != (inventory.EnvironmentLimits{Unset: true}) {
		t.Errorf("%+v, want none set", got)
	}
	whyNot(t, r, pending)
}

// A layer is asked about without its version, and the answer is that of every version that was asked for.
func TestLayersAreListedWithoutTheirVersion(t *testing.T) {
	const layer = "arn:aws:lambda:eu-west-1:111122223333:layer:tools"
	seven, eight, gone := inventory.LayerKey(layer+":7"), inventory.LayerKey(layer+":8"), inventory.LayerKey(layer+"gone:1")
	s := session(t,
		answer(awsapi.ListLayerVersions, `{"LayerName": "`+layer+`", "MaxItems": 50}`, `{"NextMarker": "n", "LayerVersions": [
			{"Version": 8, "CompatibleArchitectures": ["x86_64"]}, {"Version": 7}]}`),
		answer(awsapi.ListLayerVersions, `{"LayerName": "`+layer+`", "MaxItems": 50, "Marker": "n"}`, `{"LayerVersions": [
			{"Version": 6, "CompatibleArchitectures": ["x86_64", "arm64"]}]}`),
		answer(awsapi.ListLayerVersions, `{"LayerName": "`+layer+`gone", "MaxItems": 50}`, `{"LayerVersions": []}`))
	region := &inventory.Region{Name: "eu-west-1"}
	fetchLayers(t.Context(), s.In("eu-west-1"), &store{region: region}, []inventory.Want{seven.Want(), eight.Want(), gone.Want()})
	for _, key := range []inventory.Key[inventory.LayerVersions]{seven, eight} {
		if diff := cmp.Diff([]string{"arm64", "x86_64"}, known(t, region, key).Architectures); diff != "" {
			t.Errorf("%s: %s", key.Want().Subject, diff)
		}
	}
	whyNot(t, region, gone)
}
