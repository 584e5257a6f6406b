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

// TaskDefinitionKey asks for one task definition by ARN.
func TaskDefinitionKey(arn string) Key[TaskDefinition] {
	return keyOf[TaskDefinition](ECSTaskDefinitions, arn)
}

// TasksKey asks for the running tasks of a cluster.
func TasksKey(clusterARN string) Key[[]Task] { return keyOf[[]Task](ECSTasks, clusterARN) }

// ContainerInstancesKey asks for the container instances of a cluster.
func ContainerInstancesKey(clusterARN string) Key[[]ContainerInstance] {
	return keyOf[[]ContainerInstance](ECSContainerInstances, clusterARN)
}

// InstanceTypeKey asks what EC2 says of an instance type in this region.
func InstanceTypeKey(name string) Key[InstanceType] {
	return keyOf[InstanceType](EC2InstanceTypes, name)
}

// GroupsKey asks for every Auto Scaling group of the region.
func GroupsKey() Key[[]AutoScalingGroup] { return keyOf[[]AutoScalingGroup](AutoScalingGroups, "") }

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
