package report

import (
	"strings"
	"testing"

	"github.com/computelint/computelint/internal/inventory"
)

// What a scan of logs cost stands in the report's last lines.
func TestRunCostNamesTheScan(t *testing.T) {
	cost := inventory.RunCost{Calls: map[string]int{"logs:StartQuery": 2}, MetricsRequested: 30, LogBytesScanned: 3.2e9, USD: 0.0163}
	if text := strings.Join(runCost(cost), " "); !strings.Contains(text, "30 metrics asked of CloudWatch and 3.20 GB of logs scanned: $0.02 at list price") {
		t.Error(text)
	}
	cost.LogBytesScanned = 0
	if text := strings.Join(runCost(cost), " "); strings.Contains(text, "logs scanned") {
		t.Error(text)
	}
}
