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

	Image      string     `json:"image,omitempty"` // "ami-…"
	Zone       string     `json:"zone,omitempty"`  // "us-east-1a"
	Subnet     string     `json:"subnet,omitempty"`
	PublicIP   bool       `json:"public_ip,omitempty"`  // it has a public IPv4 address, an Elastic IP included
	Transition string     `json:"transition,omitempty"` // why it has its state: "User initiated (2026-09-01 10:00:00 GMT)"
	Usage      string     `json:"usage,omitempty"`      // what licence is billed: "RunInstances" is Linux, "RunInstances:0002" Windows
	Volumes    []Attached `json:"volumes,omitempty"`
	Profile    string     `json:"profile,omitempty"`    // name of its instance profile
	Monitoring bool       `json:"monitoring,omitempty"` // detailed: metrics by the minute
	LocalRoot  bool       `json:"local_root,omitempty"` // the root device is an instance store volume
}

// Attached is a volume as an instance sees it.
type Attached struct {
	ID      string    `json:"id"` // "vol-…"
	Device  string    `json:"device,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Deletes bool      `json:"deletes,omitempty"` // it is deleted with the instance
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
	BareMetal         bool     `json:"bare_metal,omitempty"`
	LocalGB           int      `json:"local_gb,omitempty"`     // instance store volumes together
	Accelerators      int      `json:"accelerators,omitempty"` // FPGAs, Inferentia, Trainium and media chips together; GPUs apart
	NetworkGbps       float64  `json:"network_gbps,omitempty"` // baseline; 0 when EC2 says it in words only
	EBSMbps           int      `json:"ebs_mbps,omitempty"`     // baseline; 0 when not said
}

// Offering tells where an instance type is sold in the region.
type Offering struct {
	Type  string   `json:"type"`
	Zones []string `json:"zones,omitempty"` // names, sorted; none: it is not sold in the region
}

// CreditSpecification is how a burstable instance is billed beyond its baseline.
type CreditSpecification struct {
	Credits string `json:"credits"` // "standard" or "unlimited"
}

// AMI is one machine image.
type AMI struct {
	ID           string    `json:"id"`
	Exists       bool      `json:"exists"` // false: deleted, or not shared with the account any more
	Name         string    `json:"name,omitempty"`
	Owner        string    `json:"owner,omitempty"`       // account id
	OwnerAlias   string    `json:"owner_alias,omitempty"` // "amazon", "aws-marketplace" or empty
	State        string    `json:"state,omitempty"`
	Architecture string    `json:"architecture,omitempty"`
	Platform     string    `json:"platform,omitempty"` // PlatformDetails
	CreatedAt    time.Time `json:"created_at,omitzero"`
	DeprecatedAt time.Time `json:"deprecated_at,omitzero"` // zero: no date is set
	Snapshots    []string  `json:"snapshots,omitempty"`
}

// Reservation is one active purchase of Reserved Instances.
type Reservation struct {
	ID       string    `json:"id"`
	Type     string    `json:"type"` // "m5.large"
	Count    int       `json:"count"`
	Platform string    `json:"platform"`       // ProductDescription: "Linux/UNIX", …
	Zone     string    `json:"zone,omitempty"` // empty: any of the region, and any size of the family for Linux
	Tenancy  string    `json:"tenancy,omitempty"`
	Class    string    `json:"class,omitempty"` // "standard" or "convertible"
	End      time.Time `json:"end,omitzero"`
}

// SavingsPlan is one active Savings Plan of the account.
type SavingsPlan struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind"`             // "Compute", "EC2Instance", "SageMaker", …
	Region     string    `json:"region,omitempty"` // of EC2 Instance Savings Plans
	Family     string    `json:"family,omitempty"` // likewise: "m5"
	Commitment float64   `json:"commitment"`       // USD an hour
	End        time.Time `json:"end,omitzero"`
}
