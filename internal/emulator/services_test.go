//go:build emulator

package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/appsync"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/computelint/computelint/internal/awsapi"
)

// seedServices loads testdata/services.json, one of each kind, and signs in as the program does.
func seedServices(t *testing.T) *awsapi.Clients {
	t.Helper()
	return seedFile(t, "testdata/services.json")
}

// seedFile starts again from the account in a file, and signs in as the program does.
func seedFile(t *testing.T, path string) *awsapi.Clients {
	t.Helper()
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Seed(path); err != nil {
		t.Fatal(err)
	}
	return signIn(t)
}

// signIn opens a session as the program does.
func signIn(t *testing.T) *awsapi.Clients {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL(), "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "", "AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	session, err := awsapi.Open(t.Context(), awsapi.Options{Share: 1})
	if err != nil {
		t.Fatal(err)
	}
	clients := session.In("eu-west-1")
	// A session starts queries of logs only where somebody asked for them, as they cost money.
	clients.Logs = cloudwatchlogs.NewFromConfig(config("eu-west-1"))
	return clients
}

const (
	functionARN = "arn:aws:lambda:eu-west-1:111122223333:function:"
	queueURL    = "https://sqs.eu-west-1.amazonaws.com/111122223333/"
)

// must is the answer to a call that has to work.
func must[T any](answer T, err error) T {
	if err != nil {
		panic(err) // the test's end names the line
	}
	return answer
}

// same compares by what is printed, so that pointers are compared by what they point to.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	show := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if g, w := show(got), show(want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func TestLambdaSettings(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	functions := must(c.Lambda.ListFunctions(ctx, nil)).Functions
	orders, resize := functions[0], functions[1]
	same(t, "logging", []any{orders.LoggingConfig.LogFormat, orders.LoggingConfig.LogGroup, orders.LoggingConfig.SystemLogLevel},
		[]any{"JSON", "/app/orders", "DEBUG"})
	same(t, "network and dead letters", []any{orders.VpcConfig.SubnetIds, orders.DeadLetterConfig.TargetArn},
		[]any{[]string{"subnet-0aaa", "subnet-0bbb", "subnet-0ccc"}, "arn:aws:sqs:eu-west-1:111122223333:orders-dead"})
	same(t, "image", []any{resize.PackageType, resize.CodeSha256, resize.SnapStart.ApplyOn},
		[]any{"Image", strings.Repeat("1", 64), "PublishedVersions"})

	mappings := must(c.Lambda.ListEventSourceMappings(ctx, nil)).EventSourceMappings
	if len(mappings) != 3 {
		t.Fatalf("%d mappings", len(mappings))
	}
	for _, m := range mappings {
		switch source := aws.ToString(m.EventSourceArn); {
		case strings.HasSuffix(source, ":jobs"):
			same(t, "queue", []any{m.BatchSize, m.MaximumBatchingWindowInSeconds, m.ScalingConfig.MaximumConcurrency,
				m.FunctionResponseTypes, len(m.FilterCriteria.Filters), m.ProvisionedPollerConfig, m.LastProcessingResult, m.State},
				[]any{50, 5, 7, []string{"ReportBatchItemFailures"}, 1, map[string]any{"MaximumPollers": 20, "MinimumPollers": 2,
					"PollerGroupName": nil}, nil, "Enabled"})
		case strings.HasSuffix(source, "/clicks"):
			same(t, "stream", []any{m.FunctionArn, m.MaximumRetryAttempts, m.MaximumRecordAgeInSeconds, m.BisectBatchOnFunctionError,
				m.ParallelizationFactor, m.DestinationConfig.OnFailure.Destination, m.LastProcessingResult, m.State, m.StateTransitionReason},
				[]any{functionARN + "worker:live", 3, 600, true, 4, "arn:aws:sqs:eu-west-1:111122223333:jobs-dead",
					"PROBLEM: Function call failed", "Disabled", "User action"})
		default:
			same(t, "kafka", []any{m.EventSourceArn, m.Topics, m.MaximumRetryAttempts}, []any{nil, []string{"prices"}, -1})
		}
	}

	invoke := must(c.Lambda.ListFunctionEventInvokeConfigs(ctx,
		&lambda.ListFunctionEventInvokeConfigsInput{FunctionName: aws.String("orders")})).FunctionEventInvokeConfigs
	same(t, "invoke configs", []any{invoke[0].FunctionArn, invoke[0].MaximumRetryAttempts, invoke[0].MaximumEventAgeInSeconds,
		invoke[0].DestinationConfig.OnFailure.Destination, invoke[1].FunctionArn, invoke[1].MaximumEventAgeInSeconds},
		[]any{functionARN + "orders:$LATEST", 0, 3600, "arn:aws:sqs:eu-west-1:111122223333:orders-dead", functionARN + "orders:live", nil})

	recursion := must(c.Lambda.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: aws.String("orders")}))
	providers := must(c.Lambda.ListCapacityProviders(ctx, nil)).CapacityProviders
	same(t, "recursion and providers", []any{recursion.RecursiveLoop, providers[0].InstanceRequirements.AllowedInstanceTypes,
		providers[0].CapacityProviderScalingConfig.MaxVCpuCount},
		[]any{"Allow", []string{"m7g.large"}, 48})

	limits := must(c.Lambda.GetFunctionScalingConfig(ctx, &lambda.GetFunctionScalingConfigInput{
		FunctionName: aws.String("resize"), Qualifier: aws.String("$LATEST.PUBLISHED"),
	}))
	same(t, "environments", limits.AppliedFunctionScalingConfig, map[string]int{"MaxExecutionEnvironments": 12, "MinExecutionEnvironments": 2})
	layers := must(c.Lambda.ListLayerVersions(ctx, &lambda.ListLayerVersionsInput{
		LayerName: aws.String("arn:aws:lambda:eu-west-1:111122223333:layer:tools"),
	})).LayerVersions
	same(t, "layer", []any{len(layers), layers[0].Version, layers[0].CompatibleArchitectures},
		[]any{2, 2, []string{"x86_64", "arm64"}})
	aliases := must(c.Lambda.ListAliases(ctx, &lambda.ListAliasesInput{FunctionName: aws.String("orders")})).Aliases
	same(t, "weights", aliases[0].RoutingConfig.AdditionalVersionWeights, map[string]float64{"2": 0.1})
}

func TestAPIGateway(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	rest := must(c.APIGateway.GetRestApis(ctx, &apigateway.GetRestApisInput{})).Items
	same(t, "REST APIs", []any{len(rest), rest[0].Id, rest[0].Name}, []any{1, "a1b2c3d4e5", "shop"})

	var lines []string
	pages := apigateway.NewGetResourcesPaginator(c.APIGateway, &apigateway.GetResourcesInput{RestApiId: rest[0].Id,
		Embed: []string{"methods"}, Limit: aws.Int32(2)})
	for pages.HasMorePages() {
		page := must(pages.NextPage(ctx))
		if len(page.Items) > 2 {
			t.Errorf("a page of %d resources", len(page.Items))
		}
		for _, r := range page.Items {
			for name, m := range r.ResourceMethods {
				i := m.MethodIntegration
				_, function, _ := strings.Cut(aws.ToString(i.Uri), ":function:")
				lines = append(lines, fmt.Sprintln(name, aws.ToString(r.Path), i.Type, function, i.TimeoutInMillis,
					aws.ToString(i.Credentials), i.RequestParameters))
			}
		}
	}
	sameItems(t, "methods", lines, []string{
		"ANY /{proxy+} AWS_PROXY ${stageVariables.fn}/invocations 29000  map[]\n",
		"GET /health MOCK  29000  map[]\n",
		"GET /orders/{id} AWS_PROXY orders:live/invocations 12000  map[]\n",
		"POST /orders AWS orders/invocations 29000 arn:aws:iam::111122223333:role/caller map[integration.request.header.X-Amz-Invocation-Type:'Event']\n",
	})
	plain := must(c.APIGateway.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: rest[0].Id}))
	for _, r := range plain.Items {
		for _, m := range r.ResourceMethods {
			if m.MethodIntegration != nil {
				t.Errorf("%s has its integration without embed", aws.ToString(r.Path))
			}
		}
	}
	if _, err := c.APIGateway.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: aws.String("nobody")}); code(err) != "NotFoundException" {
		t.Errorf("an unknown API: %v", err)
	}

	apis := must(c.APIGatewayV2.GetApis(ctx, &apigatewayv2.GetApisInput{MaxResults: aws.String("1")}))
	if apis.NextToken == nil || len(apis.Items) != 1 {
		t.Errorf("a page of %d APIs, token %v", len(apis.Items), apis.NextToken)
	}
	routes := must(apigatewayv2.NewFromConfig(config("eu-west-1")).GetRoutes(ctx,
		&apigatewayv2.GetRoutesInput{ApiId: aws.String("b1b2c3d4e5")})).Items
	integrations := must(c.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: aws.String("b1b2c3d4e5")})).Items
	same(t, "route", []any{routes[0].RouteKey, routes[0].Target},
		[]any{"GET /orders", "integrations/" + *integrations[0].IntegrationId})
	same(t, "integration", []any{integrations[0].IntegrationUri, integrations[0].TimeoutInMillis, integrations[1].IntegrationType},
		[]any{functionARN + "orders:live", 9000, "HTTP_PROXY"})
	socket := must(c.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: aws.String("c1b2c3d4e5")})).Items
	same(t, "socket", []any{socket[0].CredentialsArn, socket[0].TimeoutInMillis},
		[]any{"arn:aws:iam::111122223333:role/caller", 29000})
}

func TestCallers(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	groups := must(c.LoadBalancing.DescribeTargetGroups(ctx, nil)).TargetGroups
	same(t, "target groups", []any{len(groups), groups[0].TargetType, groups[1].TargetType}, []any{2, "lambda", "ip"})
	health := must(c.LoadBalancing.DescribeTargetHealth(ctx,
		&elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: groups[0].TargetGroupArn})).TargetHealthDescriptions
	same(t, "target", []any{len(health), health[0].Target.Id}, []any{1, functionARN + "orders:live"})
	attributes := must(c.LoadBalancing.DescribeLoadBalancerAttributes(ctx,
		&elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &groups[0].LoadBalancerArns[0]})).Attributes
	idle := slices.IndexFunc(attributes, func(a elbtypes.LoadBalancerAttribute) bool { return *a.Key == "idle_timeout.timeout_seconds" })
	same(t, "idle timeout", attributes[idle].Value, "45")

	rules := must(c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{})).Rules
	same(t, "rules", []any{len(rules), rules[0].ScheduleExpression, rules[1].State, rules[1].ScheduleExpression},
		[]any{2, "rate(5 minutes)", "DISABLED", "cron(0 2 * * ? *)"})
	first := must(c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{Limit: aws.Int32(1)}))
	same(t, "a page of rules", []any{len(first.Rules), first.NextToken != nil}, []any{1, true})
	plain := eventbridge.NewFromConfig(config("eu-west-1")) // a session drops what rules pass on
	targets := must(plain.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String("every-five")})).Targets
	same(t, "rule target", []any{targets[0].Arn, targets[0].Input}, []any{functionARN + "orders:live", `{"ping": true}`})
	other := must(c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: aws.String("shop")})).Rules
	same(t, "other bus", []any{len(other), other[0].EventPattern != nil}, []any{1, true})

	schedules := must(c.Scheduler.ListSchedules(ctx, nil)).Schedules
	same(t, "schedules", []any{len(schedules), schedules[0].State, schedules[1].GroupName, schedules[1].Target.Arn},
		[]any{2, "DISABLED", "pings", functionARN + "orders:live"})
	schedule := must(c.Scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: aws.String("warm"), GroupName: aws.String("pings")}))
	same(t, "schedule", []any{schedule.ScheduleExpression, schedule.FlexibleTimeWindow.MaximumWindowInMinutes},
		[]any{"rate(2 minutes)", 5})

	queue := must(c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(queueURL + "jobs"), AttributeNames: []sqstypes.QueueAttributeName{"All"},
	})).Attributes
	same(t, "queue", []any{queue["VisibilityTimeout"], queue["MessageRetentionPeriod"], queue["RedrivePolicy"], queue["ApproximateNumberOfMessages"]},
		[]any{"60", "1209600", `{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:jobs-dead", "maxReceiveCount": 5}`, "17"})
	if _, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(queueURL + "nobody")}); !errors.As(err,
		new(*sqstypes.QueueDoesNotExist)) {
		t.Errorf("a missing queue: %v", err)
	}
	stream := must(c.Kinesis.DescribeStreamSummary(ctx, &kinesis.DescribeStreamSummaryInput{
		StreamARN: aws.String("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"),
	})).StreamDescriptionSummary
	same(t, "stream", []any{stream.OpenShardCount, stream.RetentionPeriodHours}, []any{3, 48})

	machines := must(c.StepFunctions.ListStateMachines(ctx, nil)).StateMachines
	same(t, "machines", []any{len(machines), machines[1].Name, machines[1].Type}, []any{2, "checkout", "EXPRESS"})
	machine := must(c.StepFunctions.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: machines[1].StateMachineArn}))
	if machine.Type != "EXPRESS" || !strings.Contains(*machine.Definition, functionARN+"orders:live") {
		t.Errorf("machine %s: %s", machine.Type, *machine.Definition)
	}
	graphs := must(c.AppSync.ListGraphqlApis(ctx, nil)).GraphqlApis
	sources := must(c.AppSync.ListDataSources(ctx, &appsync.ListDataSourcesInput{ApiId: graphs[0].ApiId})).DataSources
	same(t, "data sources", []any{len(sources), sources[0].LambdaConfig.LambdaFunctionArn, sources[1].Type},
		[]any{2, functionARN + "orders", "NONE"})
}
