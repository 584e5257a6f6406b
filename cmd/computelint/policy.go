package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/collectors"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func (p program) policyCommand() *cobra.Command {
	var s settings
	var scanLogs bool
	var prices string
	c := &cobra.Command{
		Use:   "iam-policy",
		Short: "Print the least-privilege IAM policy that an audit needs",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			selected, options, _, err := s.resolve()
			if err != nil {
				return err
			}
			if err := checkPrices(prices); err != nil {
				return err
			}
			enc := json.NewEncoder(p.stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(policyOf(checks.Datasets(selected, options), extras{scanLogs, prices == livePrices}))
		},
	}
	s.fileFlags(c)
	s.checksFlag(c)
	c.Flags().BoolVar(&scanLogs, "scan-logs", false, "with what audit --scan-logs needs: starting queries of log groups, which cost money")
	c.Flags().StringVar(&prices, "prices", "embedded", "live: with what audit --prices live needs")
	return c
}

// extras are what an audit does only when it is asked to.
type extras struct{ scanLogs, livePrices bool }

func (s *source) extras() extras { return extras{s.scanLogs > 0, s.prices == livePrices} }

// policy is an IAM policy document.
type policy struct {
	Version   string
	Statement []policyStatement
}

type policyStatement struct {
	Sid      string `json:",omitempty"`
	Effect   string
	Action   []string
	Resource []string
}

// policyOf is what reading the datasets may call, and the listing of regions; queries of logs and of prices only where they are
// asked for.
func policyOf(wanted []inventory.Dataset, x extras) policy {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(d inventory.Dataset) bool { return d == inventory.LogReports && !x.scanLogs })
	operations := append(collectors.Calls(wanted), awsapi.DescribeRegions)
	if x.livePrices {
		operations = append(operations, awsapi.GetProducts)
	}
	return policyFor(operations)
}

// policyFor allows the operations. API Gateway, whose one action reads everything it has, is a statement of its own.
func policyFor(operations []awsapi.Operation) policy {
	var actions, gateway, paths []string
	for _, o := range operations {
		if o.Service() == "apigateway" {
			gateway, paths = append(gateway, o.Action()), append(paths, o.Resources()...)
		} else {
			actions = append(actions, o.Action())
		}
	}
	statements := []policyStatement{allow("ComputelintRead", actions, []string{"*"})}
	if len(gateway) > 0 {
		statements = append(statements, allow("ComputelintReadAPIGateway", gateway, paths))
	}
	return policy{"2012-10-17", statements}
}

func allow(sid string, actions, resources []string) policyStatement {
	slices.Sort(actions)
	slices.Sort(resources)
	return policyStatement{sid, "Allow", slices.Compact(actions), slices.Compact(resources)}
}

// sessionPolicy is the same for AssumeRole: whatever the role may do, the session can only do this. STS takes 2,048
// characters, so the statements go without their names, and where that is not enough some services' reads are allowed
// together. The guard refuses what is not in the list of operations all the same, and the role's own policy stays exact.
func sessionPolicy(wanted []inventory.Dataset, x extras) string {
	return policyOf(wanted, x).brief()
}

// sessionPolicyLength is how many characters STS takes (AWS, "AssumeRole", 2026-11).
const sessionPolicyLength = 2048

func (p policy) brief() string {
	if exact := p.text(); len(exact) <= sessionPolicyLength {
		return exact
	}
	for i := range p.Statement {
		p.Statement[i].Action = widened(p.Statement[i].Action)
	}
	return p.text()
}

// readTogether are the services whose descriptions and listings hold nothing worse than what is read of them anyway. Others
// have reads that give away code, user data, messages or keys, and stay spelt out.
var readTogether = []string{"application-autoscaling", "autoscaling", "ecs", "elasticloadbalancing"}

// widened puts "ecs:Describe*" in the place of everything that ECS describes, and so on.
func widened(actions []string) []string {
	var out []string
	for _, action := range actions {
		service, name, _ := strings.Cut(action, ":")
		for _, verb := range []string{"Describe", "List"} {
			if slices.Contains(readTogether, service) && strings.HasPrefix(name, verb) {
				action = service + ":" + verb + "*"
			}
		}
		out = append(out, action)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// text is the policy on one line, without the names of its statements.
func (p policy) text() string {
	for i := range p.Statement {
		p.Statement[i].Sid = ""
	}
	text, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return string(text)
}
