package collectors

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// concurrencyOf answers the two region-wide metrics of concurrency, which have one value each at the given periods.
func concurrencyOf(claimed, inUse float64, periods int) awsapi.TapeEntry {
	input := `{"StartTime": "2026-11-22T00:00:00Z", "EndTime": "2026-11-23T06:30:00Z", "ScanBy": "TimestampAscending", "MetricDataQueries": [
		{"Id": "q0", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "ClaimedAccountConcurrency"}, "Period": 300, "Stat": "Maximum"}},
		{"Id": "q1", "MetricStat": {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "UnreservedConcurrentExecutions"}, "Period": 300, "Stat": "Maximum"}}]}`
	times, a, b := []string{}, []float64{}, []float64{}
	for i := range periods {
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC).Add(time.Duration(i) * 5 * time.Minute)
		times, a, b = append(times, at.Format(time.RFC3339)), append(a, claimed), append(b, inUse)
	}
	list := func(v any) string { text, _ := json.Marshal(v); return string(text) }
	return answer(awsapi.GetMetricData, input, fmt.Sprintf(`{"MetricDataResults": [
		{"Id": "q0", "StatusCode": "Complete", "Timestamps": %s, "Values": %s}, {"Id": "q1", "StatusCode": "Complete", "Timestamps": %[1]s, "Values": %[3]s}]}`,
		list(times), list(a), list(b)))
}

func TestProvisionedConcurrencyIsListedWhereThereMayBeSome(t *testing.T) {
	settings := func(limit, unreserved int) awsapi.TapeEntry {
		return answer(awsapi.GetAccountSettings, `{}`, fmt.Sprintf(`{"AccountUsage": {}, "AccountLimit": {"ConcurrentExecutions": %d, "UnreservedConcurrentExecutions": %d}}`, limit, unreserved))
	}
	for name, c := range map[string]struct {
		functions int
		tape      []awsapi.TapeEntry
		listed    bool
	}{
		"what is claimed is in use":             {5, []awsapi.TapeEntry{settings(1000, 1000), concurrencyOf(7, 7, 12)}, false},
		"more is claimed than is in use":        {5, []awsapi.TapeEntry{settings(1000, 1000), concurrencyOf(8, 7, 12)}, true},
		"too few datapoints":                    {5, []awsapi.TapeEntry{settings(1000, 1000), concurrencyOf(7, 7, 11)}, true},
		"something is reserved":                 {5, []awsapi.TapeEntry{settings(1000, 999)}, true},
		"settings denied":                       {5, []awsapi.TapeEntry{refusal(awsapi.GetAccountSettings, `{}`, "AccessDeniedException")}, true},
		"few functions, not worth two requests": {4, nil, true},
	} {
		var wants []inventory.Want
		for i := range c.functions {
			function := fmt.Sprintf("f%d", i)
			wants = append(wants, inventory.ProvisionedKey(function).Want())
			if c.listed {
				c.tape = append(c.tape, answer(awsapi.ListProvisionedConcurrencyConfigs, fmt.Sprintf(`{"FunctionName": %q, "MaxItems": 50}`, function),
					`{"ProvisionedConcurrencyConfigs": [{"FunctionArn": "arn:aws:lambda:us-east-1:1:function:f:live", "AllocatedProvisionedConcurrentExecutions": 1}]}`))
			}
		}
		r := read(t, nil, wants, c.tape...)
		configs, known := inventory.Read(r, inventory.ProvisionedKey("f0")).Get()
		if !known || (len(configs) > 0) != c.listed {
			t.Errorf("%s: known %v, %v; want it listed: %v", name, known, configs, c.listed)
		}
	}
}
