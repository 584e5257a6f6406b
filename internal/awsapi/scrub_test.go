package awsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// What callers pass on does not get past the client: neither to a collector nor on a tape.
func TestWhatCallersPassOnIsDroppedAtDecode(t *testing.T) {
	for name, c := range map[string]struct {
		ask  func(context.Context, *Clients) (any, error)
		body string
		kept []string
	}{
		"an integration of a REST API": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.APIGateway.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: new("r1")})
			},
			`{"item": [{"id": "1", "path": "/orders", "resourceMethods": {
				"POST": {"httpMethod": "POST", "methodIntegration": {"type": "AWS", "uri": "arn:kept", "credentials": "arn:role", "timeoutInMillis": 5000,
					"requestTemplates": {"application/json": "canary-1"}, "integrationResponses": {"200": {"responseTemplates": {"a": "canary-2"}}},
					"requestParameters": {"integration.request.header.x-api-key": "'canary-3'", "integration.request.header.X-Amz-Invocation-Type": "'Event'"}}},
				"GET": {"httpMethod": "GET", "methodIntegration": {"type": "HTTP_PROXY", "uri": "https://user:canary-4@example.com"}}}}]}`,
			[]string{"/orders", "arn:kept", "arn:role", "5000", "'Event'", "HTTP_PROXY"},
		},
		"a policy of a REST API": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.APIGateway.GetRestApis(ctx, nil)
			},
			`{"item": [{"id": "r1", "name": "shop", "policy": "canary-1"}]}`, []string{"r1", "shop"},
		},
		"an integration of an HTTP API": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: new("h1")})
			},
			`{"items": [{"integrationType": "AWS_PROXY", "integrationUri": "arn:kept", "requestParameters": {"overwrite:header.key": "canary-1"},
				"requestTemplates": {"a": "canary-2"}, "responseParameters": {"200": {"b": "canary-3"}}},
				{"integrationType": "HTTP_PROXY", "integrationUri": "https://canary-4"}]}`,
			[]string{"AWS_PROXY", "arn:kept"},
		},
		"a target of a rule": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.EventBridge.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: new("ping")})
			},
			`{"Targets": [{"Id": "1", "Arn": "arn:kept", "Input": "{\"token\": \"canary-1\"}", "HttpParameters": {"HeaderParameters": {"k": "canary-2"}},
				"InputTransformer": {"InputTemplate": "canary-3"}, "RedshiftDataParameters": {"Database": "d", "Sql": "canary-4"}}]}`,
			[]string{"arn:kept", `"Input":""`},
		},
		"a target of a schedule": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.Scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: new("ping")})
			},
			`{"Name": "ping", "ScheduleExpression": "rate(1 hour)", "Target": {"Arn": "arn:kept", "RoleArn": "arn:role", "Input": "canary-1"}}`,
			[]string{"rate(1 hour)", "arn:kept"},
		},
		"a state machine": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.StepFunctions.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: new("arn:m")})
			},
			fmt.Sprintf(`{"stateMachineArn": "arn:m", "type": "EXPRESS", "definition": %q}`, definition),
			[]string{"EXPRESS", "arn:aws:states:::lambda:invoke", "orders", "live", "inner", `Dynamic`, "Credentials"},
		},
		"a version of a launch template": {
			func(ctx context.Context, c *Clients) (any, error) {
				return c.EC2.DescribeLaunchTemplateVersions(ctx, &ec2.DescribeLaunchTemplateVersionsInput{LaunchTemplateId: new("lt-1")})
			},
			`<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item><launchTemplateData><instanceType>m5.large</instanceType><userData>canary-1</userData>
				<tagSpecificationSet><item><tagSet><item><key>k</key><value>canary-2</value></item></tagSet></item></tagSpecificationSet>
				</launchTemplateData></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>`,
			[]string{"m5.large"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			session := wire(t, answerWith(200, "application/json", c.body))
			out, err := c.ask(t.Context(), session.In("eu-west-1"))
			if err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(out)
			if err != nil || strings.Contains(string(data), "canary") {
				t.Errorf("%v %s", err, data)
			}
			for _, kept := range c.kept {
				if !strings.Contains(string(data), kept) {
					t.Errorf("%s was dropped: %s", kept, data)
				}
			}
		})
	}
}

// definition has a canary in every place that a secret may be in. Names of states are kept: they must be, to tell them apart.
const definition = `{"Comment": "canary-1", "StartAt": "call", "States": {
	"call": {"Type": "Task", "Comment": "canary-2", "Resource": "arn:aws:states:::lambda:invoke",
		"Parameters": {"FunctionName": "orders", "Qualifier": "live", "Payload": {"token": "canary-3", "FunctionName": "canary-4"}},
		"ResultSelector": {"a": "canary-5"}, "Credentials": {"RoleArn": "canary-6"}},
	"compute": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "{% 'canary-7' %}"}, "Assign": {"x": "canary-8"}},
	"States": {"Type": "Pass", "Result": {"States": "canary-9"}},
	"each": {"Type": "Map", "ItemSelector": {"y": "canary-10"}, "ItemProcessor": {"ProcessorConfig": {"z": "canary-11"}, "States": {
		"inner": {"Type": "Pass", "Parameters": "{% 'canary-12' %}"}}}}}}`

// A definition that cannot be understood is not kept at all.
func TestDefinitionsThatCannotBeReducedAreDropped(t *testing.T) {
	for _, text := range []string{"", "canary", `{"States": "canary"}`, `{"Comment": "canary"}`, `{"States": {"a": {"Type": "Task", "Resource": ["canary"]}}}`} {
		if got := onlyCalls(&text); got != nil {
			t.Errorf("%s became %s", text, *got)
		}
	}
	if onlyCalls(nil) != nil {
		t.Error("no definition became one")
	}
}

// Reducing what was reduced before changes nothing: a tape is read as an answer is.
func TestDefinitionsReadTheSameTwice(t *testing.T) {
	text := definition
	once := onlyCalls(&text)
	if once == nil {
		t.Fatal("the definition was dropped")
	}
	if twice := onlyCalls(once); twice == nil || *twice != *once {
		t.Errorf("%s\nbecame\n%v", *once, twice)
	}
}
