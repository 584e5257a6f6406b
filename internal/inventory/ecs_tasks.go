package inventory

import "time"

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

	NetworkMode  string          `json:"network_mode,omitempty"`  // "awsvpc", "bridge", "host" or "none"; empty means bridge on Linux instances
	EphemeralGiB int             `json:"ephemeral_gib,omitempty"` // 0: Fargate's default of 20
	Specs        []ContainerSpec `json:"specs,omitempty"`
	Volumes      []TaskVolume    `json:"volumes,omitempty"`
}

// ContainerSpec is one container of a task definition. Its environment and its secrets are never kept.
type ContainerSpec struct {
	Name        string   `json:"name"`
	Image       string   `json:"image"`                  // as written: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:12"
	CPUUnits    int      `json:"cpu_units,omitempty"`    // 0 when not set
	MemoryMiB   int      `json:"memory_mib,omitempty"`   // the hard limit; 0 when not set
	ReservedMiB int      `json:"reserved_mib,omitempty"` // the soft limit; 0 when not set
	Essential   bool     `json:"essential,omitempty"`    // unset means true
	GPUs        int      `json:"gpus,omitempty"`
	Ports       bool     `json:"ports,omitempty"`                // it listens on at least one
	HostPorts   bool     `json:"host_ports,omitempty"`           // on a fixed port of the host
	LogDriver   string   `json:"log_driver,omitempty"`           // "awslogs", "awsfirelens", …; empty without a log configuration
	LogMode     string   `json:"log_mode,omitempty"`             // the option "mode": "blocking" or "non-blocking"; empty when not set
	LogBuffer   string   `json:"log_buffer,omitempty"`           // the option "max-buffer-size"
	StopSeconds int      `json:"stop_timeout_seconds,omitempty"` // 0 when not set
	Mounts      []Mount  `json:"mounts,omitempty"`
	Privileged  bool     `json:"privileged,omitempty"`
	HealthCheck bool     `json:"health_check,omitempty"`
	DependsOn   []string `json:"depends_on,omitempty"` // names of containers
}

// Mount is a volume as a container sees it.
type Mount struct {
	Volume   string `json:"volume"`
	ReadOnly bool   `json:"read_only,omitempty"`
}

// TaskVolume is one volume of a task definition.
type TaskVolume struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // "efs", "ebs" (configured at launch), "fsx", "s3" (S3 Files), "docker" (shared by tasks), "host" (a path of the instance) or "task" (gone with the task)
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

	Status        string          `json:"status,omitempty"`       // "RUNNING", "PENDING", "STOPPED", …
	StartedBy     string          `json:"started_by,omitempty"`   // "ecs-svc/…" of a deployment, "events-rule/…", what a user gave
	Zone          string          `json:"zone,omitempty"`         // "us-east-1a"
	Health        string          `json:"health,omitempty"`       // "HEALTHY", "UNHEALTHY" or "UNKNOWN"
	Architecture  string          `json:"architecture,omitempty"` // "x86_64" or "arm64", of the capacity it runs on
	EphemeralGiB  int             `json:"ephemeral_gib,omitempty"`
	CreatedAt     time.Time       `json:"created_at,omitzero"`
	PullStartedAt time.Time       `json:"pull_started_at,omitzero"`
	PullStoppedAt time.Time       `json:"pull_stopped_at,omitzero"`
	StoppedAt     time.Time       `json:"stopped_at,omitzero"`
	StopCode      string          `json:"stop_code,omitempty"`      // "TaskFailedToStart", "EssentialContainerExited", "SpotInterruption", …
	StoppedReason string          `json:"stopped_reason,omitempty"` // hostile text
	Containers    []TaskContainer `json:"containers,omitempty"`
}

// TaskContainer is one container of a task.
type TaskContainer struct {
	Name     string `json:"name"`
	Image    string `json:"image,omitempty"`
	Digest   string `json:"digest,omitempty"` // "sha256:…" of what was pulled
	ExitCode *int   `json:"exit_code,omitempty"`
	Reason   string `json:"reason,omitempty"` // "OutOfMemoryError: Container killed due to memory usage"
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
	PendingTasks     int       `json:"pending_tasks,omitempty"`
	FreeCPUUnits     int       `json:"free_cpu_units"` // not reserved by tasks
	FreeMemoryMiB    int       `json:"free_memory_mib"`
	Zone             string    `json:"zone,omitempty"`
	AMI              string    `json:"ami,omitempty"`
	Architecture     string    `json:"architecture,omitempty"` // "x86_64" or "arm64"
	OS               string    `json:"os,omitempty"`           // "linux" or "windows"
	AgentVersion     string    `json:"agent_version,omitempty"`
	AgentConnected   bool      `json:"agent_connected,omitempty"`
	RegisteredAt     time.Time `json:"registered_at,omitzero"`
}
