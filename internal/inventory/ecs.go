package inventory

import "time"

// Cluster is one ECS cluster with its services.
type Cluster struct {
	ARN                string            `json:"arn"`
	Name               string            `json:"name"`
	Status             string            `json:"status"`
	ContainerInstances int               `json:"container_instances"` // registered, as the cluster counts them
	RunningTasks       int               `json:"running_tasks"`
	ContainerInsights  string            `json:"container_insights,omitempty"` // "disabled", "enabled", "enhanced"; empty when not said
	CapacityProviders  []string          `json:"capacity_providers,omitempty"`
	DefaultStrategy    []StrategyItem    `json:"default_strategy,omitempty"`
	Tags               map[string]string `json:"tags,omitempty"`
	Services           []Service         `json:"services,omitempty"` // sorted by ARN
}

// StrategyItem is one entry of a capacity provider strategy.
type StrategyItem struct {
	Provider string `json:"provider"` // "FARGATE", "FARGATE_SPOT" or a provider's name
	Base     int    `json:"base,omitempty"`
	Weight   int    `json:"weight,omitempty"`
}

// Service is one ECS service.
type Service struct {
	ARN             string            `json:"arn"`
	Name            string            `json:"name"`
	Cluster         string            `json:"cluster"` // the cluster's ARN
	Status          string            `json:"status"`
	LaunchType      string            `json:"launch_type,omitempty"` // empty when a strategy decides
	Strategy        []StrategyItem    `json:"strategy,omitempty"`
	Scheduling      string            `json:"scheduling,omitempty"` // "REPLICA" or "DAEMON"
	PlatformVersion string            `json:"platform_version,omitempty"`
	PlatformFamily  string            `json:"platform_family,omitempty"` // "Linux", "Windows…"
	TaskDefinition  string            `json:"task_definition"`
	Desired         int               `json:"desired"`
	Running         int               `json:"running"`
	Deployments     int               `json:"deployments"` // in progress or done; more than one means a rollout is under way
	LoadBalancers   int               `json:"load_balancers"`
	CreatedAt       time.Time         `json:"created_at,omitzero"`
	Managed         bool              `json:"managed,omitempty"` // ECS itself manages the service (Express Mode)
	Tags            map[string]string `json:"tags,omitempty"`

	Controller       string         `json:"controller,omitempty"`              // "ECS", "CODE_DEPLOY" or "EXTERNAL"; empty means ECS
	DeployStrategy   string         `json:"deployment_strategy,omitempty"`     // "ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"; empty means ROLLING
	MinimumHealthy   *int           `json:"minimum_healthy_percent,omitempty"` // nil when the answer holds none
	MaximumPercent   *int           `json:"maximum_percent,omitempty"`         // likewise
	CircuitBreaker   bool           `json:"circuit_breaker,omitempty"`
	Rollback         bool           `json:"rollback,omitempty"`                   // of the circuit breaker
	AlarmRollback    bool           `json:"alarm_rollback,omitempty"`             // CloudWatch alarms fail a deployment and roll it back
	GraceSeconds     int            `json:"health_check_grace_seconds,omitempty"` // 0 when not set
	AZRebalancing    bool           `json:"availability_zone_rebalancing,omitempty"`
	TargetGroups     []string       `json:"target_groups,omitempty"`     // ARNs
	ClassicBalancers []string       `json:"classic_balancers,omitempty"` // names of Classic Load Balancers
	Subnets          []string       `json:"subnets,omitempty"`           // of tasks with network mode awsvpc
	PublicIP         bool           `json:"public_ip,omitempty"`         // tasks get a public IPv4 address (assignPublicIp)
	Placement        []string       `json:"placement,omitempty"`         // strategies, such as "spread:attribute:ecs.availability-zone"
	Constraints      []string       `json:"constraints,omitempty"`       // such as "memberOf:attribute:ecs.availability-zone == us-east-1a", "distinctInstance"
	Rollouts         []Rollout      `json:"rollouts,omitempty"`          // the deployments themselves, newest first
	Events           []ServiceEvent `json:"events,omitempty"`            // the newest MaxServiceEvents of what ECS keeps, newest first
	TaskSets         []TaskSet      `json:"task_sets,omitempty"`         // of a service deployed by CodeDeploy or an external controller
}

// MaxServiceEvents is how many of a service's events are kept. ECS keeps 100 and repeats the same few while nothing works.
const MaxServiceEvents = 20

// Rollout is one deployment of a service.
type Rollout struct {
	ID             string    `json:"id"`
	Status         string    `json:"status"`          // "PRIMARY", "ACTIVE" or "INACTIVE"
	State          string    `json:"state,omitempty"` // "COMPLETED", "FAILED" or "IN_PROGRESS"; empty without a circuit breaker's count
	Reason         string    `json:"reason,omitempty"`
	Desired        int       `json:"desired"`
	Running        int       `json:"running"`
	Pending        int       `json:"pending"`
	Failed         int       `json:"failed"` // tasks that failed to start or to become healthy, counted since it last was steady
	TaskDefinition string    `json:"task_definition,omitempty"`
	CreatedAt      time.Time `json:"created_at,omitzero"`
	UpdatedAt      time.Time `json:"updated_at,omitzero"`
}

// ServiceEvent is one line of a service's log of events.
type ServiceEvent struct {
	At      time.Time `json:"at"`
	Message string    `json:"message"` // hostile text, escape before rendering
}

// TaskSet is one of the sets of tasks of a service that ECS does not deploy itself.
type TaskSet struct {
	ID             string         `json:"id"`
	Status         string         `json:"status"` // "PRIMARY", "ACTIVE" or "DRAINING"
	LaunchType     string         `json:"launch_type,omitempty"`
	Strategy       []StrategyItem `json:"strategy,omitempty"`
	TaskDefinition string         `json:"task_definition"`
	Running        int            `json:"running"`
	Pending        int            `json:"pending"`
	ScalePercent   float64        `json:"scale_percent"`
	CreatedAt      time.Time      `json:"created_at,omitzero"`
}

// ECSCapacityProvider is what a cluster's tasks can be put on.
type ECSCapacityProvider struct {
	ARN                   string            `json:"arn"`
	Name                  string            `json:"name"`
	Kind                  string            `json:"kind"` // "EC2_AUTOSCALING", "MANAGED_INSTANCES", "FARGATE" or "FARGATE_SPOT"
	Status                string            `json:"status,omitempty"`
	Cluster               string            `json:"cluster,omitempty"`         // of managed instances, the cluster's name or ARN
	GroupARN              string            `json:"group_arn,omitempty"`       // of the Auto Scaling group
	CapacityOption        string            `json:"capacity_option,omitempty"` // of managed instances: "ON_DEMAND", "SPOT" or "RESERVED"
	ManagedScaling        bool              `json:"managed_scaling,omitempty"`
	TargetCapacity        int               `json:"target_capacity,omitempty"` // percent, of managed scaling
	TerminationProtection bool              `json:"termination_protection,omitempty"`
	ManagedDraining       bool              `json:"managed_draining,omitempty"`
	Tags                  map[string]string `json:"tags,omitempty"`
}

// ECSSettings are the account's settings for ECS in a region, by name, as in force for the one who asks.
type ECSSettings struct {
	Values map[string]string `json:"values"` // "defaultLogDriverMode": "non-blocking"
}
