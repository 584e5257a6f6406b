// Package awsapi is the program's one way to AWS: sessions and clients, the list of operations that may be called, the
// guard that refuses every other one, request quotas, the meter of what a run cost, error classes, and the tape that
// records and replays operations for tests.
package awsapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/appsync"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/computeoptimizer"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/pricing"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/savingsplans"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Operation names one API operation as IAM does: "lambda:ListFunctions".
type Operation string

// Service is the part before the colon: "lambda".
func (o Operation) Service() string {
	service, _, _ := strings.Cut(string(o), ":")
	return service
}

// Name is the part after the colon: "ListFunctions".
func (o Operation) Name() string {
	_, name, _ := strings.Cut(string(o), ":")
	return name
}

// The operations that the program calls. There are no others: the guard refuses what is not in this list.
const (
	GetCallerIdentity                 Operation = "sts:GetCallerIdentity"
	DescribeRegions                   Operation = "ec2:DescribeRegions"
	ListFunctions                     Operation = "lambda:ListFunctions"
	GetAccountSettings                Operation = "lambda:GetAccountSettings"
	ListEventSourceMappings           Operation = "lambda:ListEventSourceMappings"
	ListAliases                       Operation = "lambda:ListAliases"
	ListProvisionedConcurrencyConfigs Operation = "lambda:ListProvisionedConcurrencyConfigs"
	GetPolicy                         Operation = "lambda:GetPolicy"
	ListFunctionURLConfigs            Operation = "lambda:ListFunctionUrlConfigs"
	GetFunctionConcurrency            Operation = "lambda:GetFunctionConcurrency"
	ListClusters                      Operation = "ecs:ListClusters"
	DescribeClusters                  Operation = "ecs:DescribeClusters"
	ListServices                      Operation = "ecs:ListServices"
	DescribeServices                  Operation = "ecs:DescribeServices"
	DescribeTaskDefinition            Operation = "ecs:DescribeTaskDefinition"
	ListTasks                         Operation = "ecs:ListTasks"
	DescribeTasks                     Operation = "ecs:DescribeTasks"
	ListContainerInstances            Operation = "ecs:ListContainerInstances"
	DescribeContainerInstances        Operation = "ecs:DescribeContainerInstances"
	DescribeCapacityProviders         Operation = "ecs:DescribeCapacityProviders"
	ListAccountSettings               Operation = "ecs:ListAccountSettings"
	DescribeInstances                 Operation = "ec2:DescribeInstances"
	DescribeInstanceTypes             Operation = "ec2:DescribeInstanceTypes"
	DescribeAutoScalingGroups         Operation = "autoscaling:DescribeAutoScalingGroups"
	ListMetrics                       Operation = "cloudwatch:ListMetrics"
	GetMetricData                     Operation = "cloudwatch:GetMetricData"
	ListEventInvokeConfigs            Operation = "lambda:ListFunctionEventInvokeConfigs"
	GetRecursionConfig                Operation = "lambda:GetFunctionRecursionConfig"
	ListCapacityProviders             Operation = "lambda:ListCapacityProviders"
	GetFunctionScalingConfig          Operation = "lambda:GetFunctionScalingConfig"
	ListLayerVersions                 Operation = "lambda:ListLayerVersions"
	GetRestAPIs                       Operation = "apigateway:GetRestApis"
	GetResources                      Operation = "apigateway:GetResources"
	GetAPIs                           Operation = "apigateway:GetApis"
	GetIntegrations                   Operation = "apigateway:GetIntegrations"
	DescribeTargetGroups              Operation = "elasticloadbalancing:DescribeTargetGroups"
	DescribeTargetHealth              Operation = "elasticloadbalancing:DescribeTargetHealth"
	DescribeLoadBalancerAttributes    Operation = "elasticloadbalancing:DescribeLoadBalancerAttributes"
	ListRules                         Operation = "events:ListRules"
	ListTargetsByRule                 Operation = "events:ListTargetsByRule"
	ListSchedules                     Operation = "scheduler:ListSchedules"
	GetSchedule                       Operation = "scheduler:GetSchedule"
	GetQueueAttributes                Operation = "sqs:GetQueueAttributes"
	DescribeStreamSummary             Operation = "kinesis:DescribeStreamSummary"
	ListStateMachines                 Operation = "states:ListStateMachines"
	DescribeStateMachine              Operation = "states:DescribeStateMachine"
	ListGraphqlAPIs                   Operation = "appsync:ListGraphqlApis"
	ListDataSources                   Operation = "appsync:ListDataSources"
	DescribeScalableTargets           Operation = "application-autoscaling:DescribeScalableTargets"
	DescribeScalingPolicies           Operation = "application-autoscaling:DescribeScalingPolicies"
	DescribeScheduledActions          Operation = "application-autoscaling:DescribeScheduledActions"
	DescribeScalingActivities         Operation = "application-autoscaling:DescribeScalingActivities"
	DescribeAlarms                    Operation = "cloudwatch:DescribeAlarms"
	DescribeLogGroups                 Operation = "logs:DescribeLogGroups"
	StartQuery                        Operation = "logs:StartQuery"
	GetQueryResults                   Operation = "logs:GetQueryResults"
	GetLambdaRecommendations          Operation = "compute-optimizer:GetLambdaFunctionRecommendations"
	DescribeSubnets                   Operation = "ec2:DescribeSubnets"
	DescribeRepositories              Operation = "ecr:DescribeRepositories"
	BatchGetImage                     Operation = "ecr:BatchGetImage"
	GetTaggedResources                Operation = "tag:GetResources"
	DescribeVolumes                   Operation = "ec2:DescribeVolumes"
	DescribeAddresses                 Operation = "ec2:DescribeAddresses"
	DescribeSnapshots                 Operation = "ec2:DescribeSnapshots"
	DescribeTypeOfferings             Operation = "ec2:DescribeInstanceTypeOfferings"
	DescribeCredits                   Operation = "ec2:DescribeInstanceCreditSpecifications" //nolint:gosec // an operation, no credentials
	DescribeImages                    Operation = "ec2:DescribeImages"
	DescribeTemplateVersions          Operation = "ec2:DescribeLaunchTemplateVersions"
	DescribeReservedInstances         Operation = "ec2:DescribeReservedInstances"
	DescribeSavingsPlans              Operation = "savingsplans:DescribeSavingsPlans"
	DescribeGroupPolicies             Operation = "autoscaling:DescribePolicies"
	DescribeGroupActions              Operation = "autoscaling:DescribeScheduledActions"
	DescribeLoadBalancers             Operation = "elasticloadbalancing:DescribeLoadBalancers"
	GetProducts                       Operation = "pricing:GetProducts"
)

// outputs gives an empty output of each operation, for the tape. Its keys are the guard's allow-list.
var outputs = map[Operation]func() any{
	GetCallerIdentity:                 func() any { return new(sts.GetCallerIdentityOutput) },
	DescribeRegions:                   func() any { return new(ec2.DescribeRegionsOutput) },
	ListFunctions:                     func() any { return new(lambda.ListFunctionsOutput) },
	GetAccountSettings:                func() any { return new(lambda.GetAccountSettingsOutput) },
	ListEventSourceMappings:           func() any { return new(lambda.ListEventSourceMappingsOutput) },
	ListAliases:                       func() any { return new(lambda.ListAliasesOutput) },
	ListProvisionedConcurrencyConfigs: func() any { return new(lambda.ListProvisionedConcurrencyConfigsOutput) },
	GetPolicy:                         func() any { return new(lambda.GetPolicyOutput) },
	ListFunctionURLConfigs:            func() any { return new(lambda.ListFunctionUrlConfigsOutput) },
	GetFunctionConcurrency:            func() any { return new(lambda.GetFunctionConcurrencyOutput) },
	ListClusters:                      func() any { return new(ecs.ListClustersOutput) },
	DescribeClusters:                  func() any { return new(ecs.DescribeClustersOutput) },
	ListServices:                      func() any { return new(ecs.ListServicesOutput) },
	DescribeServices:                  func() any { return new(ecs.DescribeServicesOutput) },
	DescribeTaskDefinition:            func() any { return new(ecs.DescribeTaskDefinitionOutput) },
	ListTasks:                         func() any { return new(ecs.ListTasksOutput) },
	DescribeTasks:                     func() any { return new(ecs.DescribeTasksOutput) },
	ListContainerInstances:            func() any { return new(ecs.ListContainerInstancesOutput) },
	DescribeContainerInstances:        func() any { return new(ecs.DescribeContainerInstancesOutput) },
	DescribeCapacityProviders:         func() any { return new(ecs.DescribeCapacityProvidersOutput) },
	ListAccountSettings:               func() any { return new(ecs.ListAccountSettingsOutput) },
	DescribeInstances:                 func() any { return new(ec2.DescribeInstancesOutput) },
	DescribeInstanceTypes:             func() any { return new(ec2.DescribeInstanceTypesOutput) },
	DescribeAutoScalingGroups:         func() any { return new(autoscaling.DescribeAutoScalingGroupsOutput) },
	ListMetrics:                       func() any { return new(cloudwatch.ListMetricsOutput) },
	GetMetricData:                     func() any { return new(cloudwatch.GetMetricDataOutput) },
	ListEventInvokeConfigs:            func() any { return new(lambda.ListFunctionEventInvokeConfigsOutput) },
	GetRecursionConfig:                func() any { return new(lambda.GetFunctionRecursionConfigOutput) },
	ListCapacityProviders:             func() any { return new(lambda.ListCapacityProvidersOutput) },
	GetFunctionScalingConfig:          func() any { return new(lambda.GetFunctionScalingConfigOutput) },
	ListLayerVersions:                 func() any { return new(lambda.ListLayerVersionsOutput) },
	GetRestAPIs:                       func() any { return new(apigateway.GetRestApisOutput) },
	GetResources:                      func() any { return new(apigateway.GetResourcesOutput) },
	GetAPIs:                           func() any { return new(apigatewayv2.GetApisOutput) },
	GetIntegrations:                   func() any { return new(apigatewayv2.GetIntegrationsOutput) },
	DescribeTargetGroups:              func() any { return new(elasticloadbalancingv2.DescribeTargetGroupsOutput) },
	DescribeTargetHealth:              func() any { return new(elasticloadbalancingv2.DescribeTargetHealthOutput) },
	DescribeLoadBalancerAttributes:    func() any { return new(elasticloadbalancingv2.DescribeLoadBalancerAttributesOutput) },
	ListRules:                         func() any { return new(eventbridge.ListRulesOutput) },
	ListTargetsByRule:                 func() any { return new(eventbridge.ListTargetsByRuleOutput) },
	ListSchedules:                     func() any { return new(scheduler.ListSchedulesOutput) },
	GetSchedule:                       func() any { return new(scheduler.GetScheduleOutput) },
	GetQueueAttributes:                func() any { return new(sqs.GetQueueAttributesOutput) },
	DescribeStreamSummary:             func() any { return new(kinesis.DescribeStreamSummaryOutput) },
	ListStateMachines:                 func() any { return new(sfn.ListStateMachinesOutput) },
	DescribeStateMachine:              func() any { return new(sfn.DescribeStateMachineOutput) },
	ListGraphqlAPIs:                   func() any { return new(appsync.ListGraphqlApisOutput) },
	ListDataSources:                   func() any { return new(appsync.ListDataSourcesOutput) },
	DescribeScalableTargets:           func() any { return new(applicationautoscaling.DescribeScalableTargetsOutput) },
	DescribeScalingPolicies:           func() any { return new(applicationautoscaling.DescribeScalingPoliciesOutput) },
	DescribeScheduledActions:          func() any { return new(applicationautoscaling.DescribeScheduledActionsOutput) },
	DescribeScalingActivities:         func() any { return new(applicationautoscaling.DescribeScalingActivitiesOutput) },
	DescribeAlarms:                    func() any { return new(cloudwatch.DescribeAlarmsOutput) },
	DescribeLogGroups:                 func() any { return new(cloudwatchlogs.DescribeLogGroupsOutput) },
	StartQuery:                        func() any { return new(cloudwatchlogs.StartQueryOutput) },
	GetQueryResults:                   func() any { return new(cloudwatchlogs.GetQueryResultsOutput) },
	GetLambdaRecommendations:          func() any { return new(computeoptimizer.GetLambdaFunctionRecommendationsOutput) },
	DescribeSubnets:                   func() any { return new(ec2.DescribeSubnetsOutput) },
	DescribeRepositories:              func() any { return new(ecr.DescribeRepositoriesOutput) },
	BatchGetImage:                     func() any { return new(ecr.BatchGetImageOutput) },
	GetTaggedResources:                func() any { return new(resourcegroupstaggingapi.GetResourcesOutput) },
	DescribeVolumes:                   func() any { return new(ec2.DescribeVolumesOutput) },
	DescribeAddresses:                 func() any { return new(ec2.DescribeAddressesOutput) },
	DescribeSnapshots:                 func() any { return new(ec2.DescribeSnapshotsOutput) },
	DescribeTypeOfferings:             func() any { return new(ec2.DescribeInstanceTypeOfferingsOutput) },
	DescribeCredits:                   func() any { return new(ec2.DescribeInstanceCreditSpecificationsOutput) },
	DescribeImages:                    func() any { return new(ec2.DescribeImagesOutput) },
	DescribeTemplateVersions:          func() any { return new(ec2.DescribeLaunchTemplateVersionsOutput) },
	DescribeReservedInstances:         func() any { return new(ec2.DescribeReservedInstancesOutput) },
	DescribeSavingsPlans:              func() any { return new(savingsplans.DescribeSavingsPlansOutput) },
	DescribeGroupPolicies:             func() any { return new(autoscaling.DescribePoliciesOutput) },
	DescribeGroupActions:              func() any { return new(autoscaling.DescribeScheduledActionsOutput) },
	DescribeLoadBalancers:             func() any { return new(elasticloadbalancingv2.DescribeLoadBalancersOutput) },
	GetProducts:                       func() any { return new(pricing.GetProductsOutput) },
}

// Operations lists every operation that may be called, sorted.
func Operations() []Operation {
	all := make([]Operation, 0, len(outputs))
	for o := range outputs {
		all = append(all, o)
	}
	slices.Sort(all)
	return all
}

// Action is the IAM action that the operation needs; empty for the one that needs none. API Gateway has one action for
// everything that reads; which resources it is for says what may be read.
func (o Operation) Action() string {
	switch {
	case o == GetCallerIdentity:
		return ""
	case o.Service() == "apigateway":
		return "apigateway:GET"
	}
	return string(o)
}

// Resources are the ARNs that the operation's action is allowed on. All are "*", which nothing narrower serves without
// leaving resources out of the audit, but for API Gateway: on "*" its one action would also read API keys.
func (o Operation) Resources() []string {
	switch o {
	case GetRestAPIs:
		return []string{"arn:*:apigateway:*::/restapis"}
	case GetResources: // the methods, which are resources of their own, come with the answer
		return []string{"arn:*:apigateway:*::/restapis/*/resources", "arn:*:apigateway:*::/restapis/*/resources/*"}
	case GetAPIs:
		return []string{"arn:*:apigateway:*::/apis"}
	case GetIntegrations:
		return []string{"arn:*:apigateway:*::/apis/*/integrations"}
	}
	return []string{"*"}
}

// The services whose IAM prefix is not their SDK id in lower case without spaces.
var prefixes = map[string]string{
	"apigatewayv2":             "apigateway",
	"elasticloadbalancingv2":   "elasticloadbalancing",
	"eventbridge":              "events",
	"sfn":                      "states",
	"applicationautoscaling":   "application-autoscaling",
	"cloudwatchlogs":           "logs",
	"resourcegroupstaggingapi": "tag",
	"computeoptimizer":         "compute-optimizer",
}

// operationOf joins the IAM prefix of the SDK's service id with the operation's name.
func operationOf(serviceID, operation string) Operation {
	service := strings.ReplaceAll(strings.ToLower(serviceID), " ", "")
	return Operation(cmp.Or(prefixes[service], service) + ":" + operation)
}
