package inventory

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

// StoppedTasksKey asks for the tasks of a cluster that stopped. ECS keeps them for about an hour.
func StoppedTasksKey(clusterARN string) Key[[]Task] {
	return keyOf[[]Task](ECSStoppedTasks, clusterARN)
}

// ECSProvidersKey asks for every capacity provider of the region.
func ECSProvidersKey() Key[[]ECSCapacityProvider] {
	return keyOf[[]ECSCapacityProvider](ECSCapacityProviders, "")
}

// ECSSettingsKey asks for the account's settings of ECS in the region.
func ECSSettingsKey() Key[ECSSettings] { return keyOf[ECSSettings](ECSAccountSettings, "") }

// ContainerImageKey asks for an image as a task definition names it.
func ContainerImageKey(reference string) Key[ContainerImage] {
	return keyOf[ContainerImage](ECRReferences, reference)
}

// OfferingKey asks where an instance type is sold in the region.
func OfferingKey(instanceType string) Key[Offering] {
	return keyOf[Offering](EC2Offerings, instanceType)
}

// CreditsKey asks how a burstable instance is billed, by its id.
func CreditsKey(instance string) Key[CreditSpecification] {
	return keyOf[CreditSpecification](EC2Credits, instance)
}

// AMIKey asks for a machine image by id.
func AMIKey(id string) Key[AMI] { return keyOf[AMI](EC2Images, id) }

// OwnAMIsKey asks for every machine image that the account owns in the region.
func OwnAMIsKey() Key[[]AMI] { return keyOf[[]AMI](EC2OwnImages, "") }

// NewestAMIKey asks for the newest image of an owner (an account id, "amazon") whose name matches a pattern with "*". Images
// that are deprecated do not count; Exists is false where no other one matches.
func NewestAMIKey(owner, pattern string) Key[AMI] {
	return keyOf[AMI](EC2ImageFamilies, owner+" "+pattern)
}

// LaunchTemplateKey asks, by the template's id, what a version of a launch template says: a number, "$Latest" or "$Default".
func LaunchTemplateKey(id, version string) Key[LaunchTemplateData] {
	return keyOf[LaunchTemplateData](EC2LaunchTemplates, Qualified(id, version))
}

// ReservationsKey asks for the active Reserved Instances of the region.
func ReservationsKey() Key[[]Reservation] { return keyOf[[]Reservation](EC2Reservations, "") }

// SavingsPlansKey asks for the account's active Savings Plans. They are the same in every region.
func SavingsPlansKey() Key[[]SavingsPlan] { return keyOf[[]SavingsPlan](SavingsPlans, "") }

// GroupPoliciesKey asks for the scaling policies of every Auto Scaling group of the region.
func GroupPoliciesKey() Key[[]GroupPolicy] { return keyOf[[]GroupPolicy](GroupPolicies, "") }

// GroupActionsKey asks for the scheduled actions of every Auto Scaling group of the region.
func GroupActionsKey() Key[[]GroupAction] { return keyOf[[]GroupAction](GroupActions, "") }

// LoadBalancersKey asks for every load balancer of the region, Classic ones excepted.
func LoadBalancersKey() Key[[]LoadBalancer] { return keyOf[[]LoadBalancer](LoadBalancers, "") }

// BackendGroupsKey asks for every target group of the region that is not for functions.
func BackendGroupsKey() Key[[]BackendGroup] { return keyOf[[]BackendGroup](BackendGroups, "") }

// BackendHealthKey asks for the targets of a target group by ARN.
func BackendHealthKey(groupARN string) Key[[]BackendHealth] {
	return keyOf[[]BackendHealth](BackendTargets, groupARN)
}
