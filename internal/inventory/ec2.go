package inventory

import "time"

// Instance is one EC2 instance.
type Instance struct {
	ID           string            `json:"id"`
	Type         string            `json:"type"`
	State        string            `json:"state"`
	Platform     string            `json:"platform,omitempty"` // PlatformDetails: "Linux/UNIX", "Windows", …
	Architecture string            `json:"architecture,omitempty"`
	Lifecycle    string            `json:"lifecycle,omitempty"` // "spot", "capacity-block" or empty for on-demand
	Tenancy      string            `json:"tenancy,omitempty"`
	LaunchTime   time.Time         `json:"launch_time,omitzero"`   // reset by every stop and start
	RootAttached time.Time         `json:"root_attached,omitzero"` // survives a stop; the better lower bound of its age
	ManagedBy    string            `json:"managed_by,omitempty"`   // the AWS service that manages it; "" for none
	Tags         map[string]string `json:"tags,omitempty"`
}

// OldestSign is the oldest proof of the instance's existence. Zero when there is none.
func (i *Instance) OldestSign() time.Time {
	if !i.RootAttached.IsZero() && (i.LaunchTime.IsZero() || i.RootAttached.Before(i.LaunchTime)) {
		return i.RootAttached
	}
	return i.LaunchTime
}

// InstanceType is what EC2 says of one instance type.
type InstanceType struct {
	Name              string   `json:"name"`
	CurrentGeneration bool     `json:"current_generation"`
	VCPUs             int      `json:"vcpus"`
	MemoryMiB         int      `json:"memory_mib"`
	Architectures     []string `json:"architectures,omitempty"`
	GPUs              int      `json:"gpus,omitempty"`
	Burstable         bool     `json:"burstable,omitempty"`
}

// AutoScalingGroup is one Auto Scaling group.
type AutoScalingGroup struct {
	Name      string            `json:"name"`
	ARN       string            `json:"arn"`
	Min       int               `json:"min"`
	Max       int               `json:"max"`
	Desired   int               `json:"desired"`
	Instances []string          `json:"instances,omitempty"` // ids, sorted
	Tags      map[string]string `json:"tags,omitempty"`
}
