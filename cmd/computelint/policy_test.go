package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// The one action of API Gateway reads everything it has. On "*" it would read API keys.
func TestPolicyReadsNoAPIKeys(t *testing.T) {
	p := policyOf([]*checks.Check{{ID: "a", Uses: []inventory.Dataset{inventory.APIs, inventory.APIIntegrations, inventory.EventRules}}})
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
	if p := policyOf(nil); len(p.Statement) != 1 || slices.Contains(p.Statement[0].Action, "apigateway:GET") {
		t.Errorf("%+v", p)
	}
}

// STS takes session policies of at most 2,048 characters (AWS, "AssumeRole", 2026-11).
func TestSessionPolicyOfEverythingIsShortEnough(t *testing.T) {
	all := []awsapi.Operation{}
	for _, o := range awsapi.Operations() {
		if o.Action() != "" {
			all = append(all, o)
		}
	}
	if text := policyFor(all).brief(); len(text) > 2048 || !strings.Contains(text, `"apigateway:GET"`) || strings.Contains(text, "Sid") {
		t.Errorf("%d characters: %s", len(text), text)
	}
}
