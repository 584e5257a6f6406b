package inventory

// LoadBalancer is one Application, Network or Gateway Load Balancer.
type LoadBalancer struct {
	ARN    string   `json:"arn"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`             // "application", "network" or "gateway"
	Scheme string   `json:"scheme,omitempty"` // "internet-facing" or "internal"
	Zones  []string `json:"zones,omitempty"`
}

// BackendGroup is one target group of instances, addresses or load balancers. Those of functions are TargetGroups.
type BackendGroup struct {
	ARN       string   `json:"arn"`
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`                // "instance", "ip" or "alb"
	Protocol  string   `json:"protocol"`            // "HTTP", "TCP", …
	Balancers []string `json:"balancers,omitempty"` // ARNs of the load balancers that send to it; none: nothing does
}

// BackendHealth is one target of a target group.
type BackendHealth struct {
	Target string `json:"target"` // an instance id, an address or an ARN
	Port   int    `json:"port,omitempty"`
	State  string `json:"state"` // "healthy", "unhealthy", "draining", "unused", …
	Reason string `json:"reason,omitempty"`
}
