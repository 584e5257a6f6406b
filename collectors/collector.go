// Package collectors reads an account: the root listings of each region first, then, in rounds, what the checks still
// want to know. It judges nothing. What cannot be read becomes a gap, and never ends the run.
package collectors

import (
	"context"
	"slices"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// Collector reads one or more datasets with the same calls. It has either List, for root datasets, or Fetch.
type Collector struct {
	Fills []inventory.Dataset
	Calls []awsapi.Operation // everything it may call; the IAM policy is made from this
	List  func(context.Context, *awsapi.Clients, *inventory.Region) gaps
	Fetch func(context.Context, *awsapi.Clients, *store, []inventory.Want)
}

// gaps are the root datasets that failed or were cut; empty when everything was read.
type gaps map[inventory.Dataset]inventory.Gap

// All lists every collector. Each dataset has exactly one.
var All = []Collector{
	{Fills: datasets(inventory.LambdaFunctions), Calls: calls(awsapi.ListFunctions), List: listFunctions},
	{
		Fills: datasets(inventory.ECSClusters, inventory.ECSServices),
		Calls: calls(awsapi.ListClusters, awsapi.DescribeClusters, awsapi.ListServices, awsapi.DescribeServices),
		List:  listClusters,
	},
	{Fills: datasets(inventory.EC2Instances), Calls: calls(awsapi.DescribeInstances), List: listInstances},
	{Fills: datasets(inventory.EC2Volumes), Calls: calls(awsapi.DescribeVolumes), List: listVolumes},
	{Fills: datasets(inventory.EC2Addresses), Calls: calls(awsapi.DescribeAddresses), List: listAddresses},
	{Fills: datasets(inventory.EC2Snapshots), Calls: calls(awsapi.DescribeSnapshots), List: listSnapshots},
	{Fills: datasets(inventory.AutoScalingGroups), Calls: calls(awsapi.DescribeAutoScalingGroups), List: listGroups},
	{Fills: datasets(inventory.LambdaSettings), Calls: calls(awsapi.GetAccountSettings), Fetch: fetchSettings},
	{Fills: datasets(inventory.LambdaMappings), Calls: calls(awsapi.ListEventSourceMappings), Fetch: fetchMappings},
	{Fills: datasets(inventory.LambdaAliases), Calls: calls(awsapi.ListAliases), Fetch: fetchAliases},
	{
		Fills: datasets(inventory.LambdaProvisioned),
		Calls: calls(awsapi.ListProvisionedConcurrencyConfigs, awsapi.GetAccountSettings, awsapi.GetMetricData), Fetch: fetchProvisioned,
	},
	{Fills: datasets(inventory.LambdaPolicies), Calls: calls(awsapi.GetPolicy), Fetch: fetchPolicies},
	{Fills: datasets(inventory.LambdaURLs), Calls: calls(awsapi.ListFunctionURLConfigs), Fetch: fetchURLs},
	{Fills: datasets(inventory.LambdaReserved), Calls: calls(awsapi.GetFunctionConcurrency), Fetch: fetchReserved},
	{Fills: datasets(inventory.LambdaInvokeConfigs), Calls: calls(awsapi.ListEventInvokeConfigs), Fetch: fetchInvokeConfigs},
	{Fills: datasets(inventory.LambdaRecursion), Calls: calls(awsapi.GetRecursionConfig), Fetch: fetchRecursion},
	{Fills: datasets(inventory.LambdaProviders), Calls: calls(awsapi.ListCapacityProviders), Fetch: fetchProviders},
	{Fills: datasets(inventory.LambdaEnvironments), Calls: calls(awsapi.GetFunctionScalingConfig), Fetch: fetchEnvironments},
	{Fills: datasets(inventory.LambdaLayers), Calls: calls(awsapi.ListLayerVersions), Fetch: fetchLayers},
	{Fills: datasets(inventory.APIs), Calls: calls(awsapi.GetRestAPIs, awsapi.GetAPIs), Fetch: fetchAPIs},
	{Fills: datasets(inventory.APIIntegrations), Calls: calls(awsapi.GetResources, awsapi.GetIntegrations), Fetch: fetchIntegrations},
	{
		Fills: datasets(inventory.TargetGroups, inventory.BackendGroups),
		Calls: calls(awsapi.DescribeTargetGroups, awsapi.DescribeTargetHealth, awsapi.DescribeLoadBalancerAttributes),
		Fetch: fetchTargetGroups,
	},
	{Fills: datasets(inventory.EventRules), Calls: calls(awsapi.ListRules), Fetch: fetchRules},
	{Fills: datasets(inventory.EventTargets), Calls: calls(awsapi.ListTargetsByRule), Fetch: fetchRuleTargets},
	{Fills: datasets(inventory.Schedules), Calls: calls(awsapi.ListSchedules), Fetch: fetchSchedules},
	{Fills: datasets(inventory.ScheduleExpressions), Calls: calls(awsapi.GetSchedule), Fetch: fetchExpressions},
	{Fills: datasets(inventory.SQSQueues), Calls: calls(awsapi.GetQueueAttributes), Fetch: fetchQueues},
	{Fills: datasets(inventory.KinesisStreams), Calls: calls(awsapi.DescribeStreamSummary), Fetch: fetchStreams},
	{Fills: datasets(inventory.StateMachines), Calls: calls(awsapi.ListStateMachines), Fetch: fetchStateMachines},
	{Fills: datasets(inventory.StateMachineCalls), Calls: calls(awsapi.DescribeStateMachine), Fetch: fetchStateMachineCalls},
	{Fills: datasets(inventory.AppSyncAPIs), Calls: calls(awsapi.ListGraphqlAPIs), Fetch: fetchAppSyncAPIs},
	{Fills: datasets(inventory.AppSyncCalls), Calls: calls(awsapi.ListDataSources), Fetch: fetchAppSyncCalls},
	{Fills: datasets(inventory.ECSTaskDefinitions), Calls: calls(awsapi.DescribeTaskDefinition), Fetch: fetchTaskDefinitions},
	{Fills: datasets(inventory.ECSCapacityProviders), Calls: calls(awsapi.DescribeCapacityProviders), Fetch: fetchCapacityProviders},
	{Fills: datasets(inventory.ECSAccountSettings), Calls: calls(awsapi.ListAccountSettings), Fetch: fetchECSSettings},
	{Fills: datasets(inventory.ECSStoppedTasks), Calls: calls(awsapi.ListTasks, awsapi.DescribeTasks), Fetch: fetchStoppedTasks},
	{Fills: datasets(inventory.ECRReferences), Calls: calls(awsapi.BatchGetImage), Fetch: fetchReferences},
	{Fills: datasets(inventory.ECSTasks), Calls: calls(awsapi.ListTasks, awsapi.DescribeTasks), Fetch: fetchTasks},
	{
		Fills: datasets(inventory.ECSContainerInstances),
		Calls: calls(awsapi.ListContainerInstances, awsapi.DescribeContainerInstances), Fetch: fetchContainerInstances,
	},
	{Fills: datasets(inventory.EC2InstanceTypes), Calls: calls(awsapi.DescribeInstanceTypes), Fetch: fetchInstanceTypes},
	{Fills: datasets(inventory.EC2Offerings), Calls: calls(awsapi.DescribeTypeOfferings), Fetch: fetchOfferings},
	{Fills: datasets(inventory.EC2Credits), Calls: calls(awsapi.DescribeCredits), Fetch: fetchCredits},
	{Fills: datasets(inventory.EC2Images), Calls: calls(awsapi.DescribeImages), Fetch: fetchAMIs},
	{Fills: datasets(inventory.EC2OwnImages), Calls: calls(awsapi.DescribeImages), Fetch: fetchOwnAMIs},
	{Fills: datasets(inventory.EC2ImageFamilies), Calls: calls(awsapi.DescribeImages), Fetch: fetchNewestAMIs},
	{Fills: datasets(inventory.EC2LaunchTemplates), Calls: calls(awsapi.DescribeTemplateVersions), Fetch: fetchTemplates},
	{Fills: datasets(inventory.EC2Reservations), Calls: calls(awsapi.DescribeReservedInstances), Fetch: fetchReservations},
	{Fills: datasets(inventory.SavingsPlans), Calls: calls(awsapi.DescribeSavingsPlans), Fetch: fetchSavingsPlans},
	{Fills: datasets(inventory.GroupPolicies), Calls: calls(awsapi.DescribeGroupPolicies), Fetch: fetchGroupPolicies},
	{Fills: datasets(inventory.GroupActions), Calls: calls(awsapi.DescribeGroupActions), Fetch: fetchGroupActions},
	{Fills: datasets(inventory.LoadBalancers), Calls: calls(awsapi.DescribeLoadBalancers), Fetch: fetchLoadBalancers},
	{Fills: datasets(inventory.BackendTargets), Calls: calls(awsapi.DescribeTargetHealth), Fetch: fetchBackendTargets},
	{Fills: datasets(inventory.ResourceTags), Calls: calls(awsapi.GetTaggedResources), Fetch: fetchTags},
	{Fills: datasets(inventory.MetricNames), Calls: calls(awsapi.ListMetrics), Fetch: fetchMetricNames},
	{Fills: datasets(inventory.MetricSeries), Calls: calls(awsapi.GetMetricData), Fetch: fetchSeries},
	{
		Fills: datasets(inventory.ScalingSettings),
		Calls: calls(awsapi.DescribeScalableTargets, awsapi.DescribeScalingPolicies, awsapi.DescribeScheduledActions), Fetch: fetchScaling,
	},
	{Fills: datasets(inventory.ScalingActivities), Calls: calls(awsapi.DescribeScalingActivities), Fetch: fetchActivities},
	{Fills: datasets(inventory.Alarms), Calls: calls(awsapi.DescribeAlarms), Fetch: fetchAlarms},
	{Fills: datasets(inventory.LogGroups), Calls: calls(awsapi.DescribeLogGroups), Fetch: fetchLogGroups},
	{
		Fills: datasets(inventory.LogReports),
		Calls: calls(awsapi.DescribeLogGroups, awsapi.GetMetricData, awsapi.StartQuery, awsapi.GetQueryResults), Fetch: fetchReports,
	},
	{Fills: datasets(inventory.OptimizerFunctions), Calls: calls(awsapi.GetLambdaRecommendations), Fetch: fetchOptimizer},
	{Fills: datasets(inventory.Subnets), Calls: calls(awsapi.DescribeSubnets), Fetch: fetchSubnets},
	{Fills: datasets(inventory.ECRImages), Calls: calls(awsapi.DescribeRepositories, awsapi.BatchGetImage), Fetch: fetchImages},
}

func datasets(d ...inventory.Dataset) []inventory.Dataset { return d }

func calls(o ...awsapi.Operation) []awsapi.Operation { return o }

// Calls lists the operations that reading the given datasets may take, sorted.
func Calls(wanted []inventory.Dataset) []awsapi.Operation {
	var all []awsapi.Operation
	for _, c := range All {
		if slices.ContainsFunc(c.Fills, func(d inventory.Dataset) bool { return slices.Contains(wanted, d) }) {
			all = append(all, c.Calls...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
