package inventory

// What calls functions, read at the caller's side.

// API is one API of API Gateway.
type API struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Kind string `json:"kind"` // "REST", "HTTP" or "WEBSOCKET"
}

// Integration is one integration of an API with a function of this account and region.
type Integration struct {
	Function  string `json:"function"`            // the function's name; empty when a stage variable decides
	Qualifier string `json:"qualifier,omitempty"` // alias or version it calls; empty for the function itself, and see ByStage
	// ByStage says that a stage variable decides which function it calls, or which alias or version of Function.
	ByStage bool `json:"by_stage,omitempty"`
	// Account is the twelve digits of the function's account; empty when a stage variable decides.
	Account   string `json:"account,omitempty"`
	TimeoutMS int    `json:"timeout_ms"`        // how long API Gateway waits
	Route     string `json:"route,omitempty"`   // "GET /orders" of a REST API; other APIs' integrations do not say
	ByRole    bool   `json:"by_role,omitempty"` // it calls with a role of its own, which no resource policy shows
	Async     bool   `json:"async,omitempty"`   // it passes the request on without waiting (X-Amz-Invocation-Type: Event)
}

// TargetGroup is one target group of an Application Load Balancer that calls a function of this account and region.
type TargetGroup struct {
	ARN       string `json:"arn"`
	Name      string `json:"name,omitempty"`
	Function  string `json:"function,omitempty"`
	Qualifier string `json:"qualifier,omitempty"`
	// IdleTimeout is the shortest idle timeout, in seconds, of the load balancers in front; 0 when there is none.
	IdleTimeout int `json:"idle_timeout_seconds,omitempty"`
}

// Rule is one rule of EventBridge.
type Rule struct {
	ARN      string `json:"arn"`
	Name     string `json:"name"`
	Bus      string `json:"bus,omitempty"`
	Schedule string `json:"schedule,omitempty"` // "rate(5 minutes)", "cron(…)"; empty for a rule that matches events
	Enabled  bool   `json:"enabled"`
}

// RuleTarget is one function of this account and region that a rule, a state machine or an AppSync API calls.
type RuleTarget struct {
	Function  string `json:"function"`
	Qualifier string `json:"qualifier,omitempty"`
	Constant  bool   `json:"constant,omitempty"` // the event is a constant, as pings have it
}

// Schedule is one schedule of EventBridge Scheduler that calls a function of this account and region. The expression is a fact of its own.
type Schedule struct {
	ARN       string `json:"arn"`
	Name      string `json:"name"`
	Group     string `json:"group"`
	Enabled   bool   `json:"enabled"`
	Function  string `json:"function"` // empty when only the input, which is not read, names it
	Qualifier string `json:"qualifier,omitempty"`
}

// ScheduleExpression says when a schedule runs.
type ScheduleExpression struct {
	Expression string `json:"expression"` // "rate(5 minutes)", "cron(…)", "at(…)"
	Timezone   string `json:"timezone,omitempty"`
}

// Queue is one SQS queue.
type Queue struct {
	ARN             string `json:"arn"`
	Visibility      int    `json:"visibility_seconds"`
	Retention       int    `json:"retention_seconds"`
	DeadLetter      string `json:"dead_letter,omitempty"`       // the ARN that messages move to after MaxReceive receives
	MaxReceive      int    `json:"max_receive_count,omitempty"` // 0: no redrive policy
	FIFO            bool   `json:"fifo,omitempty"`
	DelaySeconds    int    `json:"delay_seconds,omitempty"`
	MessagesVisible int    `json:"messages_visible,omitempty"` // about, when it was read
}

// Stream is one Kinesis stream.
type Stream struct {
	ARN            string `json:"arn"`
	RetentionHours int    `json:"retention_hours"`
	Shards         int    `json:"shards,omitempty"`
}

// Caller is a Step Functions state machine or an AppSync API that calls functions.
type Caller struct {
	ARN  string `json:"arn"`
	Name string `json:"name,omitempty"`
}

// Calls are the functions that a caller names.
type Calls struct {
	Targets []RuleTarget `json:"targets,omitempty"`
	// Dynamic says that the function is decided while it runs, so that no target can be excluded.
	Dynamic bool `json:"dynamic,omitempty"`
	// Express says that the state machine is of the Express type.
	Express bool `json:"express,omitempty"`
}
