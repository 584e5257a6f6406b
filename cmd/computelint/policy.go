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
	var s settings
	c := &cobra.Command{
		Use:   "iam-policy",
		Short: "Print the least-privilege IAM policy that an audit needs",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			selected, options, _, err := s.resolve()
			if err != nil {
				return err
			}
			enc := json.NewEncoder(p.stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(policyOf(checks.Datasets(selected, options)))
		},
	}
	s.fileFlags(c)
	s.checksFlag(c)
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

// policyOf is what reading the datasets may call, and the listing of regions. None of the actions can be narrowed to a resource
// without leaving resources out of the audit.
func policyOf(wanted []inventory.Dataset) policy {
	actions := []string{awsapi.DescribeRegions.Action()}
	for _, o := range collectors.Calls(wanted) {
		actions = append(actions, o.Action())
	}
	slices.Sort(actions)
	return policy{"2012-10-17", []policyStatement{{"ComputelintRead", "Allow", slices.Compact(actions), "*"}}}
}

// sessionPolicy is the same for AssumeRole: whatever the role may do, the session can only do this.
func sessionPolicy(wanted []inventory.Dataset) string {
	text, err := json.Marshal(policyOf(wanted))
	if err != nil {
		return ""
	}
	return string(text)
}
