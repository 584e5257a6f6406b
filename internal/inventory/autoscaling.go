package inventory

import "time"

// AutoScalingGroup is one Auto Scaling group.
type AutoScalingGroup struct {
	Name      string            `json:"name"`
	ARN       string            `json:"arn"`
	Min       int               `json:"min"`
	Max       int               `json:"max"`
	Desired   int               `json:"desired"`
	Instances []string          `json:"instances,omitempty"` // ids, sorted
	Tags      map[string]string `json:"tags,omitempty"`

	Members             []GroupMember   `json:"members,omitempty"` // sorted by id
	Zones               []string        `json:"zones,omitempty"`   // names
	Subnets             []string        `json:"subnets,omitempty"`
	Template            *LaunchTemplate `json:"template,omitempty"`             // of a group with one launch template and no mixed instances policy
	LaunchConfiguration string          `json:"launch_configuration,omitempty"` // name; retired by AWS
	Mixed               *MixedInstances `json:"mixed,omitempty"`
	TargetGroups        []string        `json:"target_groups,omitempty"`     // ARNs
	ClassicBalancers    []string        `json:"classic_balancers,omitempty"` // names
	TrafficSources      []string        `json:"traffic_sources,omitempty"`   // identifiers of any kind, VPC Lattice included
	HealthCheck         string          `json:"health_check,omitempty"`      // "EC2", or with more: "EC2,ELB"
	GraceSeconds        int             `json:"health_check_grace_seconds,omitempty"`
	Suspended           []string        `json:"suspended,omitempty"` // processes
	WarmPool            *WarmPool       `json:"warm_pool,omitempty"`
	CapacityRebalance   bool            `json:"capacity_rebalance,omitempty"`
	ScaleInProtected    bool            `json:"scale_in_protected,omitempty"` // new instances are
	CreatedAt           time.Time       `json:"created_at,omitzero"`
}

// GroupMember is one instance of a group.
type GroupMember struct {
	ID        string `json:"id"`
	Type      string `json:"type"`
	Zone      string `json:"zone"`
	State     string `json:"state"` // lifecycle state: "InService", "Warmed:Stopped", …
	Protected bool   `json:"protected,omitempty"`
}

// LaunchTemplate names a version of a launch template.
type LaunchTemplate struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Version string `json:"version"` // a number, "$Latest" or "$Default"
}

// MixedInstances is how a group mixes types and purchase options.
type MixedInstances struct {
	Template        LaunchTemplate `json:"template"`
	Types           []string       `json:"types,omitempty"`           // of the overrides, in order
	ByRequirements  bool           `json:"by_requirements,omitempty"` // types are chosen by attributes
	OnDemandBase    int            `json:"on_demand_base"`
	OnDemandPercent int            `json:"on_demand_percent"`       // of what is above the base
	SpotStrategy    string         `json:"spot_strategy,omitempty"` // "price-capacity-optimized", "lowest-price", …
	SpotPools       int            `json:"spot_pools,omitempty"`
}

// WarmPool is the stopped, hibernated or running reserve of a group.
type WarmPool struct {
	State string `json:"state"` // of its instances: "Stopped", "Running" or "Hibernated"
	Min   int    `json:"min"`
	Max   int    `json:"max"` // prepared capacity; -1: as much as the group's maximum
	Size  int    `json:"size"`
}

// LaunchTemplateData is what a version of a launch template says.
type LaunchTemplateData struct {
	Type    string `json:"type,omitempty"` // empty: chosen elsewhere, by attributes or overrides
	Image   string `json:"image,omitempty"`
	Market  string `json:"market,omitempty"` // "spot" or empty
	Credits string `json:"credits,omitempty"`
}

// GroupPolicy is one scaling policy of a group.
type GroupPolicy struct {
	Group   string  `json:"group"`
	Name    string  `json:"name"`
	Kind    string  `json:"kind"` // "TargetTrackingScaling", "StepScaling", "SimpleScaling" or "PredictiveScaling"
	Metric  string  `json:"metric,omitempty"`
	Target  float64 `json:"target,omitempty"`
	Enabled bool    `json:"enabled"` // false also for a predictive policy that only forecasts
}

// GroupAction changes a group's bounds at a time.
type GroupAction struct {
	Group      string    `json:"group"`
	Name       string    `json:"name"`
	Recurrence string    `json:"recurrence,omitempty"` // cron
	Timezone   string    `json:"timezone,omitempty"`
	Min        *int      `json:"min,omitempty"`
	Max        *int      `json:"max,omitempty"`
	Desired    *int      `json:"desired,omitempty"`
	Start      time.Time `json:"start,omitzero"`
	End        time.Time `json:"end,omitzero"`
}
