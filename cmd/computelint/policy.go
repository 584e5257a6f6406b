package main

import (
	"encoding/json"
	"slices"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/collectors"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func (p program) policyCommand() *cobra.Command {
	var ids []string
	var scanLogs bool
	c := &cobra.Command{
		Use:   "iam-policy",
		Short: "Print the least-privilege IAM policy that an audit needs",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			selected, err := checks.Select(ids)
			if err != nil {
				return usage("--checks: %w", err)
			}
			enc := json.NewEncoder(p.stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(policyOf(selected, scanLogs))
		},
	}
	c.Flags().StringSliceVar(&ids, "checks", nil, "only for these checks; a trailing * matches any ending (lambda-*)")
	c.Flags().BoolVar(&scanLogs, "scan-logs", false, "with what audit --scan-logs needs: starting queries of log groups, which cost money")
	return c
}

// policy is an IAM policy document.
type policy struct {
	Version   string
	Statement []policyStatement
}

type policyStatement struct {
	Sid      string
	Effect   string
	Action   []string
	Resource string
}

// policyOf is what the checks may call, and the listing of regions; queries of logs only where they are asked for. None of the actions can be narrowed to a resource
// without leaving resources out of the audit.
func policyOf(selected []*checks.Check, scanLogs bool) policy {
	actions := []string{awsapi.DescribeRegions.Action()}
	datasets := slices.DeleteFunc(datasetsOf(selected), func(d inventory.Dataset) bool { return d == inventory.LogReports && !scanLogs })
	for _, o := range collectors.Calls(datasets) {
		actions = append(actions, o.Action())
	}
	slices.Sort(actions)
	return policy{"2012-10-17", []policyStatement{{"ComputelintRead", "Allow", slices.Compact(actions), "*"}}}
}

// sessionPolicy is the same for AssumeRole: whatever the role may do, the session can only do this.
func sessionPolicy(selected []*checks.Check, scanLogs bool) string {
	text, err := json.Marshal(policyOf(selected, scanLogs))
	if err != nil {
		return ""
	}
	return string(text)
}
