package inventory

import "time"

// Scaling is what Application Auto Scaling does in one service namespace ("lambda", "ecs").
type Scaling struct {
	Targets  []ScalableTarget  `json:"targets,omitempty"`  // sorted by resource
	Policies []ScalingPolicy   `json:"policies,omitempty"` // sorted by resource and name
	Actions  []ScheduledAction `json:"actions,omitempty"`  // sorted by resource and name
}

// ScalableTarget is one resource that is scaled.
type ScalableTarget struct {
	Resource  string    `json:"resource"`  // "function:orders:live", "service/web/api"
	Dimension string    `json:"dimension"` // "lambda:function:ProvisionedConcurrency"
	Min       int       `json:"min"`
	Max       int       `json:"max"`
	Suspended bool      `json:"suspended,omitempty"` // at least one kind of scaling is suspended
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// ScalingPolicy is one scaling policy.
type ScalingPolicy struct {
	Resource  string   `json:"resource"`
	Dimension string   `json:"dimension"`
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`                // "TargetTrackingScaling", "StepScaling" or "PredictiveScaling"
	Target    float64  `json:"target,omitempty"`    // of target tracking
	Metric    string   `json:"metric,omitempty"`    // the predefined metric's type, or the custom metric's name
	Namespace string   `json:"namespace,omitempty"` // of a custom metric; empty for a predefined one
	Statistic string   `json:"statistic,omitempty"` // of a custom metric; predefined ones are averages
	NoScaleIn bool     `json:"no_scale_in,omitempty"`
	Alarms    []string `json:"alarms,omitempty"` // names
}

// ScheduledAction changes the bounds of a scalable target at a time.
type ScheduledAction struct {
	Resource  string    `json:"resource"`
	Dimension string    `json:"dimension"`
	Name      string    `json:"name"`
	Schedule  string    `json:"schedule"` // "cron(…)", "rate(…)", "at(…)"
	Timezone  string    `json:"timezone,omitempty"`
	Min       *int      `json:"min,omitempty"`
	Max       *int      `json:"max,omitempty"`
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
}

// ScalingActivity is one change that Application Auto Scaling made. AWS keeps them for six weeks.
type ScalingActivity struct {
	At          time.Time `json:"at"`
	Status      string    `json:"status"` // "Successful", "Failed", …
	Description string    `json:"description,omitempty"`
	Cause       string    `json:"cause,omitempty"`
	Level       *int      `json:"level,omitempty"` // the capacity it set, where the description says
}

// Alarm is one CloudWatch alarm.
type Alarm struct {
	Name      string    `json:"name"`
	State     string    `json:"state"` // "OK", "ALARM" or "INSUFFICIENT_DATA"
	Since     time.Time `json:"since,omitzero"`
	Metric    string    `json:"metric,omitempty"`
	Statistic string    `json:"statistic,omitempty"`
	Missing   string    `json:"treat_missing_data,omitempty"`
	Less      bool      `json:"less,omitempty"` // it fires below its threshold: the scale-in alarm of target tracking
}
