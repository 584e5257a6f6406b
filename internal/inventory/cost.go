package inventory

// RunCost is what collecting cost the account: requests, throttles and dollars.
type RunCost struct {
	Calls            map[string]int `json:"calls"`                       // requests on the wire by operation, retries included
	Throttles        int            `json:"throttles"`                   // answers that refused for rate
	MetricsRequested int            `json:"metrics_requested"`           // CloudWatch metrics asked for by GetMetricData, the unit that is billed
	LogBytesScanned  float64        `json:"log_bytes_scanned,omitempty"` // by CloudWatch Logs Insights, where the user asked for it
	USD              float64        `json:"usd"`                         // what all that cost at list price, before any free tier
	PriceSource      string         `json:"price_source,omitempty"`
}

// Total is the number of requests on the wire.
func (c RunCost) Total() int {
	n := 0
	for _, calls := range c.Calls {
		n += calls
	}
	return n
}
