package report

import (
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// emptyAccount has nothing in it, and all of it was read.
func emptyAccount() *checks.Result {
	return &checks.Result{
		SchemaVersion: checks.SchemaVersion, Tool: checks.Tool{Name: "computelint", Version: "0.4.0"},
		Account: account, Partition: "aws", TakenAt: time.Date(2026, 11, 20, 6, 12, 0, 0, time.UTC),
		Coverage: checks.Coverage{
			Regions: []checks.RegionCoverage{{Name: "eu-west-1", Status: "read"}, {Name: "us-east-1", Status: "read"}},
			Checks:  []checks.CheckCoverage{{ID: "lambda-unused"}},
			Cost:    inventory.RunCost{Calls: map[string]int{"lambda:ListFunctions": 2}},
		},
	}
}

func TestNothingFound(t *testing.T) {
	denied := inventory.Gap{Reason: inventory.Denied, Operation: "lambda:ListFunctions", Action: "lambda:ListFunctions"}
	blind := emptyAccount()
	blind.Coverage.Blind = []checks.BlindSpot{{Operation: denied.Operation, Reason: denied.Reason, Action: denied.Action, Regions: []string{"eu-west-1"}, Checks: []string{"lambda-unused"}, Unknowns: 1}}
	blind.Unknowns = []checks.Unseen{{Check: "lambda-unused", Region: "eu-west-1", Reason: denied.String(), Gap: &denied}}

	undecided := emptyAccount()
	undecided.Unknowns = []checks.Unseen{{Check: "lambda-unused", Region: "eu-west-1", Reason: "younger than the window"}}

	closed := emptyAccount()
	for i := range closed.Coverage.Regions {
		closed.Coverage.Regions[i].Gap = &closedGap
	}

	for name, c := range map[string]struct {
		result *checks.Result
		want   []string
	}{
		"everything was read": {emptyAccount(), []string{"No findings. 2 regions read: 0 Lambda functions, 0 ECS services, 0 EC2 instances."}},
		"a call was denied": {blind, []string{
			"No findings in what could be read. 2 regions read",
			"Not assessed: 1 verdict because a call was denied or failed.",
			"eu-west-1: lambda:ListFunctions was denied, so 1 verdict of lambda-unused is unknown. Allow lambda:ListFunctions to fix it.",
		}},
		"no permission helps": {undecided, []string{
			"No findings. 2 regions read", "1 verdict that the data leaves open", "1 × lambda-unused: younger than the window",
		}},
		"every region closed": {closed, []string{"No findings, because no region could be read."}},
		"no region at all":    {&checks.Result{}, []string{"No findings, because no region could be read.", "account unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(strings.Fields(render(t, "terminal", c.result, Options{})), " ")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("does not say %q:\n%s", want, got)
				}
			}
			for _, f := range Formats {
				render(t, f.Name, c.result, Options{})
			}
		})
	}
}
