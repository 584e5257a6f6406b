package inventory

// Dataset names one kind of thing that can be read. Names are stable: they stand in snapshots and in `checks -o json`.
type Dataset string

// The root datasets, listed for a whole region before anything is judged.
const (
	LambdaFunctions   Dataset = "lambda:functions" // functions and their published versions
	ECSClusters       Dataset = "ecs:clusters"
	ECSServices       Dataset = "ecs:services"
	EC2Instances      Dataset = "ec2:instances" // instances, those that AWS services manage included
	EC2Volumes        Dataset = "ec2:volumes"
	EC2Addresses      Dataset = "ec2:addresses"
	EC2Snapshots      Dataset = "ec2:snapshots" // those that the account owns
	AutoScalingGroups Dataset = "autoscaling:groups"
)

// The datasets read on demand: for a region once, or for one resource.
const (
	LambdaSettings        Dataset = "lambda:account-settings"
	LambdaMappings        Dataset = "lambda:event-source-mappings"
	LambdaAliases         Dataset = "lambda:aliases"
	LambdaProvisioned     Dataset = "lambda:provisioned-concurrency"
	LambdaPolicies        Dataset = "lambda:resource-policies"
	LambdaURLs            Dataset = "lambda:function-urls"
	LambdaReserved        Dataset = "lambda:reserved-concurrency"
	LambdaInvokeConfigs   Dataset = "lambda:event-invoke-configs"
	LambdaRecursion       Dataset = "lambda:recursion-configs"
	LambdaProviders       Dataset = "lambda:capacity-providers"
	LambdaEnvironments    Dataset = "lambda:function-scaling-configs"
	LambdaLayers          Dataset = "lambda:layer-versions"
	APIs                  Dataset = "apigateway:apis"
	APIIntegrations       Dataset = "apigateway:integrations"
	TargetGroups          Dataset = "elasticloadbalancing:lambda-target-groups"
	EventRules            Dataset = "events:rules"
	EventTargets          Dataset = "events:rule-targets"
	Schedules             Dataset = "scheduler:schedules"
	ScheduleExpressions   Dataset = "scheduler:expressions"
	SQSQueues             Dataset = "sqs:queues"
	KinesisStreams        Dataset = "kinesis:streams"
	StateMachines         Dataset = "states:state-machines"
	StateMachineCalls     Dataset = "states:calls"
	AppSyncAPIs           Dataset = "appsync:apis"
	AppSyncCalls          Dataset = "appsync:calls"
	ScalingSettings       Dataset = "application-autoscaling:settings"
	ScalingActivities     Dataset = "application-autoscaling:activities"
	Alarms                Dataset = "cloudwatch:alarms"
	LogGroups             Dataset = "logs:groups"
	LogReports            Dataset = "logs:reports"
	OptimizerFunctions    Dataset = "compute-optimizer:functions"
	Subnets               Dataset = "ec2:subnets"
	ECRImages             Dataset = "ecr:images"
	ECSTaskDefinitions    Dataset = "ecs:task-definitions"
	ECSTasks              Dataset = "ecs:tasks"
	ECSContainerInstances Dataset = "ecs:container-instances"
	EC2InstanceTypes      Dataset = "ec2:instance-types"
	EC2Offerings          Dataset = "ec2:instance-type-offerings"
	EC2Credits            Dataset = "ec2:credit-specifications" //nolint:gosec // a dataset, no credentials
	EC2Images             Dataset = "ec2:images"                // machine images, by id
	EC2OwnImages          Dataset = "ec2:own-images"            // those that the account owns
	EC2ImageFamilies      Dataset = "ec2:image-families"        // the newest image of a publisher's series
	EC2LaunchTemplates    Dataset = "ec2:launch-templates"
	EC2Reservations       Dataset = "ec2:reserved-instances"
	SavingsPlans          Dataset = "savingsplans:plans"
	GroupPolicies         Dataset = "autoscaling:policies"
	GroupActions          Dataset = "autoscaling:scheduled-actions"
	LoadBalancers         Dataset = "elasticloadbalancing:load-balancers"
	BackendGroups         Dataset = "elasticloadbalancing:target-groups"
	BackendTargets        Dataset = "elasticloadbalancing:target-health"
	ECSCapacityProviders  Dataset = "ecs:capacity-providers"
	ECSAccountSettings    Dataset = "ecs:account-settings"
	ECSStoppedTasks       Dataset = "ecs:stopped-tasks"
	ECRReferences         Dataset = "ecr:references"     // images by the name that a task definition gives them
	ResourceTags          Dataset = "tagging:resources"  // which functions carry a tag: read for the users' rules, not for a check
	MetricSeries          Dataset = "cloudwatch:series"  // datapoints
	MetricNames           Dataset = "cloudwatch:metrics" // which series exist
)

// IsRoot tells whether the dataset is listed before anything is judged.
func (d Dataset) IsRoot() bool {
	switch d {
	case LambdaFunctions, ECSClusters, ECSServices, EC2Instances, EC2Volumes, EC2Addresses, EC2Snapshots, AutoScalingGroups:
		return true
	}
	return false
}
