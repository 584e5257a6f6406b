package inventory

// Want names one thing to be read on demand. It is comparable, so that the same want of two checks is read once.
type Want struct {
	Dataset Dataset     `json:"dataset"`
	Subject string      `json:"subject,omitempty"` // what it is about: a function name, an ARN, "name:qualifier"; empty for the whole region
	Series  SeriesQuery `json:"series,omitzero"`   // only for MetricSeries
}

// Key is a Want that knows the type of its answer.
type Key[T any] struct{ want Want }

// Want is the key without its type.
func (k Key[T]) Want() Want { return k.want }

func keyOf[T any](dataset Dataset, subject string) Key[T] {
	return Key[T]{Want{Dataset: dataset, Subject: subject}}
}

// SettingsKey asks for the region's Lambda account settings.
func SettingsKey() Key[AccountSettings] { return keyOf[AccountSettings](LambdaSettings, "") }

// MappingsKey asks for every event-source mapping of the region.
func MappingsKey() Key[[]EventSourceMapping] { return keyOf[[]EventSourceMapping](LambdaMappings, "") }

// AliasesKey asks for a function's aliases.
func AliasesKey(function string) Key[[]Alias] { return keyOf[[]Alias](LambdaAliases, function) }

// ProvisionedKey asks for a function's provisioned-concurrency configurations, on all its aliases and versions.
func ProvisionedKey(function string) Key[[]Provisioned] {
	return keyOf[[]Provisioned](LambdaProvisioned, function)
}

// PolicyKey asks for the resource policy of one qualifier of a function; an empty qualifier is the function itself.
func PolicyKey(function, qualifier string) Key[Policy] {
	return keyOf[Policy](LambdaPolicies, Qualified(function, qualifier))
}

// URLsKey asks for a function's URLs, on all its qualifiers.
func URLsKey(function string) Key[[]FunctionURL] { return keyOf[[]FunctionURL](LambdaURLs, function) }

// ReservedKey asks for a function's reserved concurrency.
func ReservedKey(function string) Key[Reserved] { return keyOf[Reserved](LambdaReserved, function) }

// InvokeConfigsKey asks what happens to a function's failed asynchronous invocations, on all its qualifiers.
func InvokeConfigsKey(function string) Key[[]InvokeConfig] {
	return keyOf[[]InvokeConfig](LambdaInvokeConfigs, function)
}

// RecursionKey asks whether Lambda stops a function's recursive loops.
func RecursionKey(function string) Key[Recursion] { return keyOf[Recursion](LambdaRecursion, function) }

// ProvidersKey asks for the region's capacity providers of Lambda Managed Instances.
func ProvidersKey() Key[[]CapacityProvider] { return keyOf[[]CapacityProvider](LambdaProviders, "") }

// EnvironmentsKey asks how many environments a function on Managed Instances may have; the qualifier is the one that runs
// there.
func EnvironmentsKey(function, qualifier string) Key[EnvironmentLimits] {
	return keyOf[EnvironmentLimits](LambdaEnvironments, Qualified(function, qualifier))
}

// LayerKey asks what a layer was published for. The ARN may carry a version.
func LayerKey(arn string) Key[LayerVersions] { return keyOf[LayerVersions](LambdaLayers, arn) }

// LogGroupKey asks for one log group by name.
func LogGroupKey(name string) Key[LogGroup] { return keyOf[LogGroup](LogGroups, name) }

// ReportsKey asks for the sums of a function's report lines. It is known only where the user asked to scan logs.
func ReportsKey(function string) Key[Reports] { return keyOf[Reports](LogReports, function) }

// OptimizerKey asks what Compute Optimizer measured of every function of the region.
func OptimizerKey() Key[[]Recommendation] { return keyOf[[]Recommendation](OptimizerFunctions, "") }

// SubnetKey asks for one subnet by id.
func SubnetKey(id string) Key[Subnet] { return keyOf[Subnet](Subnets, id) }

// ImageKey asks for one image in ECR by digest ("sha256:…").
func ImageKey(digest string) Key[Image] { return keyOf[Image](ECRImages, digest) }

// ScalingKey asks what Application Auto Scaling does in a service namespace: "lambda" or "ecs".
func ScalingKey(namespace string) Key[Scaling] { return keyOf[Scaling](ScalingSettings, namespace) }

// ActivitiesKey asks what Application Auto Scaling did to one resource: "function:orders:live".
func ActivitiesKey(resource string) Key[[]ScalingActivity] {
	return keyOf[[]ScalingActivity](ScalingActivities, resource)
}

// AlarmKey asks for one CloudWatch alarm by name.
func AlarmKey(name string) Key[Alarm] { return keyOf[Alarm](Alarms, name) }

// APIsKey asks for every API of API Gateway in the region.
func APIsKey() Key[[]API] { return keyOf[[]API](APIs, "") }

// IntegrationsKey asks for the integrations of one API with functions.
func IntegrationsKey(apiID string) Key[[]Integration] {
	return keyOf[[]Integration](APIIntegrations, apiID)
}

// TargetGroupsKey asks for every target group of the region that calls a function.
func TargetGroupsKey() Key[[]TargetGroup] { return keyOf[[]TargetGroup](TargetGroups, "") }

// RulesKey asks for every EventBridge rule of the region's default bus, the only one that has schedules.
func RulesKey() Key[[]Rule] { return keyOf[[]Rule](EventRules, "") }

// RuleTargetsKey asks which functions a rule of the default bus calls.
func RuleTargetsKey(rule string) Key[[]RuleTarget] { return keyOf[[]RuleTarget](EventTargets, rule) }

// SchedulesKey asks for every schedule of EventBridge Scheduler in the region that calls a function.
func SchedulesKey() Key[[]Schedule] { return keyOf[[]Schedule](Schedules, "") }

// ExpressionKey asks when a schedule runs.
func ExpressionKey(group, name string) Key[ScheduleExpression] {
	return keyOf[ScheduleExpression](ScheduleExpressions, group+"/"+name)
}

// QueueKey asks for one SQS queue by ARN.
func QueueKey(arn string) Key[Queue] { return keyOf[Queue](SQSQueues, arn) }

// StreamKey asks for one Kinesis stream by ARN. The ARN may be that of a consumer of it.
func StreamKey(arn string) Key[Stream] { return keyOf[Stream](KinesisStreams, arn) }

// StateMachinesKey asks for every Step Functions state machine of the region.
func StateMachinesKey() Key[[]Caller] { return keyOf[[]Caller](StateMachines, "") }

// StateMachineCallsKey asks which functions a state machine calls.
func StateMachineCallsKey(arn string) Key[Calls] { return keyOf[Calls](StateMachineCalls, arn) }

// AppSyncAPIsKey asks for every AppSync API of the region; Caller.ARN is its ARN, Caller.Name its id.
func AppSyncAPIsKey() Key[[]Caller] { return keyOf[[]Caller](AppSyncAPIs, "") }

// AppSyncCallsKey asks which functions an AppSync API calls, by the API's id.
func AppSyncCallsKey(apiID string) Key[Calls] { return keyOf[Calls](AppSyncCalls, apiID) }

// TagsKey asks which of the region's functions carry a tag, with its value, by the function's ARN. Tag keys are case-sensitive.
func TagsKey(tag string) Key[map[string]string] { return keyOf[map[string]string](ResourceTags, tag) }

// MetricNamesKey asks which series of one metric exist, that is, had datapoints in the last two weeks.
func MetricNamesKey(namespace, metric string) Key[[]Dimensions] {
	return keyOf[[]Dimensions](MetricNames, namespace+"/"+metric)
}

// SeriesKey asks for the datapoints of one statistic of one metric.
func SeriesKey(q SeriesQuery) Key[Series] {
	return Key[Series]{Want{Dataset: MetricSeries, Series: q}}
}

// Qualified joins a function's name and a qualifier as AWS does: "orders:live", or "orders" without one.
func Qualified(function, qualifier string) string {
	if qualifier == "" {
		return function
	}
	return function + ":" + qualifier
}
