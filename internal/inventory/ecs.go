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
}

// TaskDefinition is the size and platform of one task definition revision.
type TaskDefinition struct {
	ARN          string    `json:"arn"`
	CPUUnits     int       `json:"cpu_units"`  // of the whole task, or the sum over its containers; 0 when neither is set
	MemoryMiB    int       `json:"memory_mib"` // likewise
	TaskLevel    bool      `json:"task_level"` // the size is set on the task, not summed from containers
	OS           string    `json:"os,omitempty"`
	Architecture string    `json:"architecture,omitempty"` // "X86_64" or "ARM64"; empty means X86_64 on Fargate
	Containers   int       `json:"containers"`
	Requires     []string  `json:"requires,omitempty"` // the launch types it was registered for; empty means any
	RegisteredAt time.Time `json:"registered_at,omitzero"`
}

// Task is one running task.
type Task struct {
	ARN               string    `json:"arn"`
	Group             string    `json:"group,omitempty"` // "service:name" or "family:name"
	TaskDefinition    string    `json:"task_definition"`
	LaunchType        string    `json:"launch_type,omitempty"`
	CapacityProvider  string    `json:"capacity_provider,omitempty"`
	ContainerInstance string    `json:"container_instance,omitempty"`
	CPUUnits          int       `json:"cpu_units"` // 0 when the task sets none
	MemoryMiB         int       `json:"memory_mib"`
	PlatformVersion   string    `json:"platform_version,omitempty"`
	StartedAt         time.Time `json:"started_at,omitzero"`
}

// ContainerInstance is one instance registered with a cluster.
type ContainerInstance struct {
	ARN              string    `json:"arn"`
	InstanceID       string    `json:"instance_id,omitempty"` // EC2's; empty or "mi-…" for external ones
	CapacityProvider string    `json:"capacity_provider,omitempty"`
	Status           string    `json:"status"`
	RunningTasks     int       `json:"running_tasks"`
	CPUUnits         int       `json:"cpu_units"` // registered
	MemoryMiB        int       `json:"memory_mib"`
	InstanceType     string    `json:"instance_type,omitempty"` // from the agent's attributes
	RegisteredAt     time.Time `json:"registered_at,omitzero"`
}
