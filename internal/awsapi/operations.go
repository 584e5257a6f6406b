// Package awsapi is the program's one way to AWS: sessions and clients, the list of operations that may be called, the
// guard that refuses every other one, request quotas, the meter of what a run cost, error classes, and the tape that
// records and replays operations for tests.
package awsapi

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
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
	DescribeInstances                 Operation = "ec2:DescribeInstances"
	DescribeInstanceTypes             Operation = "ec2:DescribeInstanceTypes"
	DescribeAutoScalingGroups         Operation = "autoscaling:DescribeAutoScalingGroups"
	ListMetrics                       Operation = "cloudwatch:ListMetrics"
	GetMetricData                     Operation = "cloudwatch:GetMetricData"
	GetResources                      Operation = "tag:GetResources"
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
	DescribeInstances:                 func() any { return new(ec2.DescribeInstancesOutput) },
	DescribeInstanceTypes:             func() any { return new(ec2.DescribeInstanceTypesOutput) },
	DescribeAutoScalingGroups:         func() any { return new(autoscaling.DescribeAutoScalingGroupsOutput) },
	ListMetrics:                       func() any { return new(cloudwatch.ListMetricsOutput) },
	GetMetricData:                     func() any { return new(cloudwatch.GetMetricDataOutput) },
	GetResources:                      func() any { return new(resourcegroupstaggingapi.GetResourcesOutput) },
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

// Action is the IAM action that the operation needs; empty for the one that needs none.
func (o Operation) Action() string {
	if o == GetCallerIdentity {
		return ""
	}
	return string(o)
}

// operationOf joins the SDK's service id and operation name, under the service's name in IAM.
func operationOf(serviceID, operation string) Operation {
	if serviceID == resourcegroupstaggingapi.ServiceID {
		serviceID = "tag"
	}
	return Operation(strings.ReplaceAll(strings.ToLower(serviceID), " ", "") + ":" + operation)
}
