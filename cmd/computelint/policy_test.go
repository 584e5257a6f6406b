package main

import (
	"slices"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// What costs money is in the policy only where it is asked for, even when a check would read it.
func TestPolicyLeavesQueriesOut(t *testing.T) {
	reader := []*checks.Check{{ID: "reader", Needs: []inventory.Dataset{inventory.LambdaFunctions}, Uses: []inventory.Dataset{inventory.LogReports, inventory.LogGroups}}}
	for _, asked := range []bool{false, true} {
		actions := policyOf(checks.Datasets(reader, checks.Options{}), asked).Statement[0].Action
		for _, action := range []string{"logs:StartQuery", "logs:GetQueryResults", "cloudwatch:GetMetricData"} {
			if slices.Contains(actions, action) != asked {
				t.Errorf("--scan-logs %v: %v", asked, actions)
			}
		}
		if !slices.Contains(actions, "logs:DescribeLogGroups") || !slices.IsSorted(actions) {
			t.Errorf("--scan-logs %v: %v", asked, actions)
		}
	}
	if code, stdout, stderr := runProgram(t, "iam-policy", "--scan-logs"); code != exitOK || stdout == "" {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}
