package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// What costs money is in the policy only where it is asked for, even when a check would read it.
func TestPolicyLeavesQueriesOut(t *testing.T) {
	reader := []*checks.Check{{ID: "reader", Needs: []inventory.Dataset{inventory.LambdaFunctions}, Uses: []inventory.Dataset{inventory.LogReports, inventory.LogGroups}}}
	for _, asked := range []bool{false, true} {
		actions := policyOf(checks.Datasets(reader, checks.Options{}), extras{scanLogs: asked}).Statement[0].Action
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

// The one action of API Gateway reads everything it has. On "*" it would read API keys.
func TestPolicyReadsNoAPIKeys(t *testing.T) {
	p := policyOf([]inventory.Dataset{inventory.APIs, inventory.APIIntegrations, inventory.EventRules}, extras{})
	if len(p.Statement) != 2 {
		t.Fatalf("%+v, want two statements", p)
	}
	for _, s := range p.Statement {
		gateway := slices.Contains(s.Action, "apigateway:GET")
		if gateway && (len(s.Action) != 1 || slices.Contains(s.Resource, "*")) {
			t.Errorf("%+v reads more of API Gateway than is asked for", s)
		}
		for _, r := range s.Resource {
			if gateway && (strings.Contains(r, "apikeys") || strings.HasSuffix(r, "::*") || strings.HasSuffix(r, "/restapis/*") || strings.HasSuffix(r, "/apis/*")) {
				t.Errorf("%s lets more be read than resources and integrations", r)
			}
		}
	}
	if other := p.Statement[0]; !slices.Contains(other.Action, "events:ListRules") || !slices.Equal(other.Resource, []string{"*"}) {
		t.Errorf("%+v", other)
	}
}

// Without a check that asks API Gateway, nothing of it may be read.
func TestPolicyWithoutAPIGateway(t *testing.T) {
	if p := policyOf(nil, extras{}); len(p.Statement) != 1 || slices.Contains(p.Statement[0].Action, "apigateway:GET") {
		t.Errorf("%+v", p)
	}
}

func everyOperation() []awsapi.Operation {
	return slices.DeleteFunc(awsapi.Operations(), func(o awsapi.Operation) bool { return o.Action() == "" })
}

func TestSessionPolicyOfEverythingIsShortEnough(t *testing.T) {
	if text := policyFor(everyOperation()).brief(); len(text) > sessionPolicyLength || !strings.Contains(text, `"apigateway:GET"`) || strings.Contains(text, "Sid") {
		t.Errorf("%d characters: %s", len(text), text)
	}
}

// A session may do everything that the audit does, and of most services nothing else: no wildcard lets code, user data,
// messages or keys be read.
func TestWidenedSessionPolicyReadsWhatItMust(t *testing.T) {
	var actions []string
	for _, o := range everyOperation() {
		actions = append(actions, o.Action())
	}
	wide := widened(actions)
	allowed := func(action string) bool {
		return slices.ContainsFunc(wide, func(pattern string) bool {
			before, wild := strings.CutSuffix(pattern, "*")
			return action == pattern || wild && strings.HasPrefix(action, before)
		})
	}
	for _, action := range actions {
		if !allowed(action) {
			t.Errorf("%s got lost", action)
		}
	}
	for _, action := range []string{
		"lambda:GetFunction", "lambda:GetLayerVersion", "ec2:DescribeInstanceAttribute", "ec2:GetPasswordData", "ec2:GetConsoleOutput", "sqs:ReceiveMessage",
		"ecs:ExecuteCommand", "ecs:UpdateService", "ecs:GetTaskProtection", "autoscaling:SetDesiredCapacity", "logs:GetLogEvents", "ecr:GetDownloadUrlForLayer",
	} {
		if allowed(action) {
			t.Errorf("%s came in", action)
		}
	}
}

// What fits is exact.
func TestShortSessionPoliciesAreExact(t *testing.T) {
	few := policyFor([]awsapi.Operation{awsapi.ListClusters, awsapi.DescribeClusters}).brief()
	if strings.Contains(few, "ecs:Describe*") || !strings.Contains(few, `"ecs:DescribeClusters"`) {
		t.Error(few)
	}
	long := policyFor(append(everyOperation(), awsapi.Operation("ecs:DescribeX"+strings.Repeat("x", sessionPolicyLength)))).brief()
	if len(long) > sessionPolicyLength || !strings.Contains(long, `"ecs:Describe*"`) {
		t.Errorf("%d characters: %s", len(long), long)
	}
}
