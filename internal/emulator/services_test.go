//go:build emulator

package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scalingtypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/appsync"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/computeoptimizer"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
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
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Seed("testdata/services.json"); err != nil {
		t.Fatal(err)
	}
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

// asked makes a call that has to work.
func asked[T any](t *testing.T) func(T, error) T {
	return func(answer T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
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
	functions := asked[*lambda.ListFunctionsOutput](t)(c.Lambda.ListFunctions(ctx, nil)).Functions
	orders, resize := functions[0], functions[1]
	same(t, "logging", []any{orders.LoggingConfig.LogFormat, orders.LoggingConfig.LogGroup, orders.LoggingConfig.SystemLogLevel}, []any{"JSON", "/app/orders", "DEBUG"})
	same(t, "network and dead letters", []any{orders.VpcConfig.SubnetIds, orders.DeadLetterConfig.TargetArn},
		[]any{[]string{"subnet-0aaa", "subnet-0bbb", "subnet-0ccc"}, "arn:aws:sqs:eu-west-1:111122223333:orders-dead"})
	same(t, "image", []any{resize.PackageType, resize.CodeSha256, resize.SnapStart.ApplyOn}, []any{"Image", strings.Repeat("1", 64), "PublishedVersions"})

	mappings := asked[*lambda.ListEventSourceMappingsOutput](t)(c.Lambda.ListEventSourceMappings(ctx, nil)).EventSourceMappings
	if len(mappings) != 3 {
		t.Fatalf("%d mappings", len(mappings))
	}
	for _, m := range mappings {
		switch source := aws.ToString(m.EventSourceArn); {
		case strings.HasSuffix(source, ":jobs"):
			same(t, "queue", []any{m.BatchSize, m.MaximumBatchingWindowInSeconds, m.ScalingConfig.MaximumConcurrency, m.FunctionResponseTypes, len(m.FilterCriteria.Filters), m.ProvisionedPollerConfig, m.LastProcessingResult, m.State},
				[]any{50, 5, 7, []string{"ReportBatchItemFailures"}, 1, map[string]any{"MaximumPollers": 20, "MinimumPollers": 2, "PollerGroupName": nil}, nil, "Enabled"})
		case strings.HasSuffix(source, "/clicks"):
			same(t, "stream", []any{m.FunctionArn, m.MaximumRetryAttempts, m.MaximumRecordAgeInSeconds, m.BisectBatchOnFunctionError, m.ParallelizationFactor, m.DestinationConfig.OnFailure.Destination, m.LastProcessingResult, m.State, m.StateTransitionReason},
				[]any{functionARN + "worker:live", 3, 600, true, 4, "arn:aws:sqs:eu-west-1:111122223333:jobs-dead", "PROBLEM: Function call failed", "Disabled", "User action"})
		default:
			same(t, "kafka", []any{m.EventSourceArn, m.Topics, m.MaximumRetryAttempts}, []any{nil, []string{"prices"}, -1})
		}
	}

	invoke := asked[*lambda.ListFunctionEventInvokeConfigsOutput](t)(c.Lambda.ListFunctionEventInvokeConfigs(ctx, &lambda.ListFunctionEventInvokeConfigsInput{FunctionName: aws.String("orders")})).FunctionEventInvokeConfigs
	same(t, "invoke configs", []any{invoke[0].FunctionArn, invoke[0].MaximumRetryAttempts, invoke[0].MaximumEventAgeInSeconds, invoke[0].DestinationConfig.OnFailure.Destination, invoke[1].FunctionArn, invoke[1].MaximumEventAgeInSeconds},
		[]any{functionARN + "orders:$LATEST", 0, 3600, "arn:aws:sqs:eu-west-1:111122223333:orders-dead", functionARN + "orders:live", nil})

	recursion := asked[*lambda.GetFunctionRecursionConfigOutput](t)(c.Lambda.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: aws.String("orders")}))
	providers := asked[*lambda.ListCapacityProvidersOutput](t)(c.Lambda.ListCapacityProviders(ctx, nil)).CapacityProviders
	same(t, "recursion and providers", []any{recursion.RecursiveLoop, providers[0].InstanceRequirements.AllowedInstanceTypes, providers[0].CapacityProviderScalingConfig.MaxVCpuCount}, []any{"Allow", []string{"m7g.large"}, 48})

	limits := asked[*lambda.GetFunctionScalingConfigOutput](t)(c.Lambda.GetFunctionScalingConfig(ctx, &lambda.GetFunctionScalingConfigInput{FunctionName: aws.String("resize"), Qualifier: aws.String("$LATEST.PUBLISHED")}))
	same(t, "environments", limits.AppliedFunctionScalingConfig, map[string]int{"MaxExecutionEnvironments": 12, "MinExecutionEnvironments": 2})
	layers := asked[*lambda.ListLayerVersionsOutput](t)(c.Lambda.ListLayerVersions(ctx, &lambda.ListLayerVersionsInput{LayerName: aws.String("arn:aws:lambda:eu-west-1:111122223333:layer:tools")})).LayerVersions
	same(t, "layer", []any{len(layers), layers[0].Version, layers[0].CompatibleArchitectures}, []any{2, 2, []string{"x86_64", "arm64"}})
	aliases := asked[*lambda.ListAliasesOutput](t)(c.Lambda.ListAliases(ctx, &lambda.ListAliasesInput{FunctionName: aws.String("orders")})).Aliases
	same(t, "weights", aliases[0].RoutingConfig.AdditionalVersionWeights, map[string]float64{"2": 0.1})
}

func TestAPIGateway(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	rest := asked[*apigateway.GetRestApisOutput](t)(c.APIGateway.GetRestApis(ctx, &apigateway.GetRestApisInput{})).Items
	same(t, "REST APIs", []any{len(rest), rest[0].Id, rest[0].Name}, []any{1, "a1b2c3d4e5", "shop"})

	var lines []string
	pages := apigateway.NewGetResourcesPaginator(c.APIGateway, &apigateway.GetResourcesInput{RestApiId: rest[0].Id, Embed: []string{"methods"}, Limit: aws.Int32(2)})
	for pages.HasMorePages() {
		page := asked[*apigateway.GetResourcesOutput](t)(pages.NextPage(ctx))
		if len(page.Items) > 2 {
			t.Errorf("a page of %d resources", len(page.Items))
		}
		for _, r := range page.Items {
			for name, m := range r.ResourceMethods {
				i := m.MethodIntegration
				_, function, _ := strings.Cut(aws.ToString(i.Uri), ":function:")
				lines = append(lines, fmt.Sprintln(name, aws.ToString(r.Path), i.Type, function, i.TimeoutInMillis, aws.ToString(i.Credentials), i.RequestParameters))
			}
		}
	}
	sameItems(t, "methods", lines, []string{
		"ANY /{proxy+} AWS_PROXY ${stageVariables.fn}/invocations 29000  map[]\n",
		"GET /health MOCK  29000  map[]\n",
		"GET /orders/{id} AWS_PROXY orders:live/invocations 12000  map[]\n",
		"POST /orders AWS orders/invocations 29000 arn:aws:iam::111122223333:role/caller map[integration.request.header.X-Amz-Invocation-Type:'Event']\n",
	})
	plain := asked[*apigateway.GetResourcesOutput](t)(c.APIGateway.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: rest[0].Id}))
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

	apis := asked[*apigatewayv2.GetApisOutput](t)(c.APIGatewayV2.GetApis(ctx, &apigatewayv2.GetApisInput{MaxResults: aws.String("1")}))
	if apis.NextToken == nil || len(apis.Items) != 1 {
		t.Errorf("a page of %d APIs, token %v", len(apis.Items), apis.NextToken)
	}
	routes := asked[*apigatewayv2.GetRoutesOutput](t)(apigatewayv2.NewFromConfig(config("eu-west-1")).GetRoutes(ctx, &apigatewayv2.GetRoutesInput{ApiId: aws.String("b1b2c3d4e5")})).Items
	integrations := asked[*apigatewayv2.GetIntegrationsOutput](t)(c.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: aws.String("b1b2c3d4e5")})).Items
	same(t, "route", []any{routes[0].RouteKey, routes[0].Target}, []any{"GET /orders", "integrations/" + *integrations[0].IntegrationId})
	same(t, "integration", []any{integrations[0].IntegrationUri, integrations[0].TimeoutInMillis, integrations[1].IntegrationType}, []any{functionARN + "orders:live", 9000, "HTTP_PROXY"})
	socket := asked[*apigatewayv2.GetIntegrationsOutput](t)(c.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: aws.String("c1b2c3d4e5")})).Items
	same(t, "socket", []any{socket[0].CredentialsArn, socket[0].TimeoutInMillis}, []any{"arn:aws:iam::111122223333:role/caller", 29000})
}

func TestCallers(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	groups := asked[*elasticloadbalancingv2.DescribeTargetGroupsOutput](t)(c.LoadBalancing.DescribeTargetGroups(ctx, nil)).TargetGroups
	same(t, "target groups", []any{len(groups), groups[0].TargetType, groups[1].TargetType}, []any{2, "lambda", "ip"})
	health := asked[*elasticloadbalancingv2.DescribeTargetHealthOutput](t)(c.LoadBalancing.DescribeTargetHealth(ctx, &elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: groups[0].TargetGroupArn})).TargetHealthDescriptions
	same(t, "target", []any{len(health), health[0].Target.Id}, []any{1, functionARN + "orders:live"})
	attributes := asked[*elasticloadbalancingv2.DescribeLoadBalancerAttributesOutput](t)(c.LoadBalancing.DescribeLoadBalancerAttributes(ctx, &elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &groups[0].LoadBalancerArns[0]})).Attributes
	idle := slices.IndexFunc(attributes, func(a elbtypes.LoadBalancerAttribute) bool { return *a.Key == "idle_timeout.timeout_seconds" })
	same(t, "idle timeout", attributes[idle].Value, "45")

	rules := asked[*eventbridge.ListRulesOutput](t)(c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{})).Rules
	same(t, "rules", []any{len(rules), rules[0].ScheduleExpression, rules[1].State, rules[1].ScheduleExpression}, []any{2, "rate(5 minutes)", "DISABLED", "cron(0 2 * * ? *)"})
	first := asked[*eventbridge.ListRulesOutput](t)(c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{Limit: aws.Int32(1)}))
	same(t, "a page of rules", []any{len(first.Rules), first.NextToken != nil}, []any{1, true})
	targets := asked[*eventbridge.ListTargetsByRuleOutput](t)(c.EventBridge.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String("every-five")})).Targets
	same(t, "rule target", []any{targets[0].Arn, targets[0].Input}, []any{functionARN + "orders:live", `{"ping": true}`})
	other := asked[*eventbridge.ListRulesOutput](t)(c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: aws.String("shop")})).Rules
	same(t, "other bus", []any{len(other), other[0].EventPattern != nil}, []any{1, true})

	schedules := asked[*scheduler.ListSchedulesOutput](t)(c.Scheduler.ListSchedules(ctx, nil)).Schedules
	same(t, "schedules", []any{len(schedules), schedules[0].State, schedules[1].GroupName, schedules[1].Target.Arn}, []any{2, "DISABLED", "pings", functionARN + "orders:live"})
	schedule := asked[*scheduler.GetScheduleOutput](t)(c.Scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: aws.String("warm"), GroupName: aws.String("pings")}))
	same(t, "schedule", []any{schedule.ScheduleExpression, schedule.FlexibleTimeWindow.MaximumWindowInMinutes}, []any{"rate(2 minutes)", 5})

	queue := asked[*sqs.GetQueueAttributesOutput](t)(c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(queueURL + "jobs"), AttributeNames: []sqstypes.QueueAttributeName{"All"}})).Attributes
	same(t, "queue", []any{queue["VisibilityTimeout"], queue["MessageRetentionPeriod"], queue["RedrivePolicy"], queue["ApproximateNumberOfMessages"]},
		[]any{"60", "1209600", `{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:jobs-dead", "maxReceiveCount": 5}`, "17"})
	if _, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(queueURL + "nobody")}); !errors.As(err, new(*sqstypes.QueueDoesNotExist)) {
		t.Errorf("a missing queue: %v", err)
	}
	stream := asked[*kinesis.DescribeStreamSummaryOutput](t)(c.Kinesis.DescribeStreamSummary(ctx, &kinesis.DescribeStreamSummaryInput{StreamARN: aws.String("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks")})).StreamDescriptionSummary
	same(t, "stream", []any{stream.OpenShardCount, stream.RetentionPeriodHours}, []any{3, 48})

	machines := asked[*sfn.ListStateMachinesOutput](t)(c.StepFunctions.ListStateMachines(ctx, nil)).StateMachines
	same(t, "machines", []any{len(machines), machines[1].Name, machines[1].Type}, []any{2, "checkout", "EXPRESS"})
	machine := asked[*sfn.DescribeStateMachineOutput](t)(c.StepFunctions.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: machines[1].StateMachineArn}))
	if machine.Type != "EXPRESS" || !strings.Contains(*machine.Definition, functionARN+"orders:live") {
		t.Errorf("machine %s: %s", machine.Type, *machine.Definition)
	}
	graphs := asked[*appsync.ListGraphqlApisOutput](t)(c.AppSync.ListGraphqlApis(ctx, nil)).GraphqlApis
	sources := asked[*appsync.ListDataSourcesOutput](t)(c.AppSync.ListDataSources(ctx, &appsync.ListDataSourcesInput{ApiId: graphs[0].ApiId})).DataSources
	same(t, "data sources", []any{len(sources), sources[0].LambdaConfig.LambdaFunctionArn, sources[1].Type}, []any{2, functionARN + "orders", "NONE"})
}

func TestScaling(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	namespace := scalingtypes.ServiceNamespaceLambda
	targets := asked[*applicationautoscaling.DescribeScalableTargetsOutput](t)(c.Scaling.DescribeScalableTargets(ctx, &applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: namespace})).ScalableTargets
	same(t, "target", []any{len(targets), targets[0].ResourceId, targets[0].MinCapacity, targets[0].MaxCapacity, targets[0].SuspendedState.ScheduledScalingSuspended}, []any{1, "function:orders:live", 2, 20, true})
	policies := asked[*applicationautoscaling.DescribeScalingPoliciesOutput](t)(c.Scaling.DescribeScalingPolicies(ctx, &applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: namespace})).ScalingPolicies
	tracking := policies[0].TargetTrackingScalingPolicyConfiguration
	same(t, "policy", []any{len(policies), tracking.TargetValue, tracking.DisableScaleIn, tracking.PredefinedMetricSpecification.PredefinedMetricType, len(policies[0].Alarms)}, []any{1, 0.7, true, "LambdaProvisionedConcurrencyUtilization", 2})
	actions := asked[*applicationautoscaling.DescribeScheduledActionsOutput](t)(c.Scaling.DescribeScheduledActions(ctx, &applicationautoscaling.DescribeScheduledActionsInput{ServiceNamespace: namespace})).ScheduledActions
	same(t, "action", []any{actions[0].Schedule, actions[0].Timezone, actions[0].ScalableTargetAction.MinCapacity}, []any{"cron(0 7 * * ? *)", "Europe/Zurich", 10})
	pages := applicationautoscaling.NewDescribeScalingActivitiesPaginator(c.Scaling, &applicationautoscaling.DescribeScalingActivitiesInput{ServiceNamespace: namespace, ResourceId: aws.String("function:orders:live"), MaxResults: aws.Int32(2)})
	var seen []string
	for pages.HasMorePages() {
		for _, a := range asked[*applicationautoscaling.DescribeScalingActivitiesOutput](t)(pages.NextPage(ctx)).ScalingActivities {
			seen = append(seen, *a.Description+" "+string(a.StatusCode))
		}
	}
	same(t, "activities", seen, []string{"Setting provisioned concurrency to 4. Successful", "Setting provisioned concurrency to 8. Failed", "Setting provisioned concurrency to 6. Successful"})
	services := asked[*applicationautoscaling.DescribeScalingPoliciesOutput](t)(c.Scaling.DescribeScalingPolicies(ctx, &applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: scalingtypes.ServiceNamespaceEcs})).ScalingPolicies
	same(t, "service policies", []any{len(services), services[0].PolicyType, services[1].TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.MetricName}, []any{2, "StepScaling", "ApproximateNumberOfMessagesVisible"})

	var names []string
	for _, a := range policies[0].Alarms {
		names = append(names, *a.AlarmName)
	}
	alarms := asked[*cloudwatch.DescribeAlarmsOutput](t)(c.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: names})).MetricAlarms
	same(t, "alarms", []any{len(alarms), alarms[0].StateValue, alarms[1].StateValue, alarms[1].ComparisonOperator}, []any{2, "OK", "INSUFFICIENT_DATA", "LessThanThreshold"})
	if age := time.Since(*alarms[1].StateUpdatedTimestamp); age.Round(24*time.Hour) != 20*24*time.Hour {
		t.Errorf("the alarm is %s old", age)
	}
	all := asked[*cloudwatch.DescribeAlarmsOutput](t)(c.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{MaxRecords: aws.Int32(2)}))
	same(t, "a page of alarms", []any{len(all.MetricAlarms), all.NextToken != nil}, []any{2, true})
}

func TestMeasuredSources(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	groups := asked[*cloudwatchlogs.DescribeLogGroupsOutput](t)(c.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/app/")})).LogGroups
	same(t, "log group", []any{len(groups), groups[0].RetentionInDays, groups[0].StoredBytes}, []any{1, 30, 2048 << 20})

	query := func(group, text string) *cloudwatchlogs.GetQueryResultsOutput {
		t.Helper()
		end := time.Now()
		started := asked[*cloudwatchlogs.StartQueryOutput](t)(c.Logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{
			LogGroupNames: []string{group}, QueryString: &text, StartTime: aws.Int64(end.AddDate(0, 0, -14).Unix()), EndTime: aws.Int64(end.Unix()),
		}))
		for {
			got := asked[*cloudwatchlogs.GetQueryResultsOutput](t)(c.Logs.GetQueryResults(ctx, &cloudwatchlogs.GetQueryResultsInput{QueryId: started.QueryId}))
			if got.Status != "Running" {
				return got
			}
		}
	}
	row := func(out *cloudwatchlogs.GetQueryResultsOutput) map[string]string {
		fields := map[string]string{}
		for _, f := range out.Results[len(out.Results)-1] {
			fields[*f.Field] = *f.Value
		}
		return fields
	}
	// As the program asks: one row for warm invocations and one for cold ones.
	const sums = "\n| fields ispresent(%[2]s) as cold\n| stats count(*) as runs, max(%[4]s) as used, max(%[5]s) as size, sum(%[2]s) as init_sum, pct(%[2]s, 99) as init_p99,\n" +
		"  max(%[2]s) as init_max, pct(%[3]s, 50) as median, sum(strcontains(@message, \"Runtime.OutOfMemory\")) as oom by cold | sort cold"
	cold := query("/aws/lambda/worker", fmt.Sprintf("filter %[1]s"+sums, `@type = "REPORT"`, "@initDuration", "@duration", "@maxMemoryUsed", "@memorySize"))
	same(t, "cold runs", row(cold), map[string]string{"cold": "1", "runs": "240", "used": "141000000", "size": "512000000", "init_sum": "107298.2455", "init_p99": "900", "init_max": "1400", "median": "40", "oom": "0"})
	same(t, "rows", len(cold.Results), 2)
	cold = query("/app/orders", fmt.Sprintf(`filter %[1]s and @logStream like "/orders["`+sums, `type = "platform.report"`, "record.metrics.initDurationMs", "record.metrics.durationMs", "record.metrics.maxMemoryUsedMB", "record.metrics.memorySizeMB"))
	same(t, "cold runs in JSON", row(cold), map[string]string{"cold": "1", "runs": "2", "used": "95", "size": "256", "init_sum": "500", "init_p99": "250", "init_max": "250", "median": "20", "oom": "0"})

	got := query("/aws/lambda/worker", `filter @type = "REPORT" and (@logStream like "/[" or @logStream like "/worker[")
| stats count(*) as runs, count(@initDuration) as cold, max(@maxMemoryUsed/1000/1000) as used, max(@memorySize / 1000000) as memory,
        max(@initDuration) as init_max, sum(strcontains(@message, "Runtime.OutOfMemory")) as killed, pct(@duration, 50) as median`)
	same(t, "worker", row(got), map[string]string{"runs": "12000", "cold": "240", "used": "512", "memory": "512", "init_max": "1400", "killed": "3", "median": "40"})
	if got.Statistics.BytesScanned != 64<<20 {
		t.Errorf("scanned %v", got.Statistics.BytesScanned)
	}
	if got = query("/app/orders", `filter @logStream like "/worker[" or @message like /REPORT RequestId/ | stats count(*)`); len(got.Results) != 0 {
		t.Errorf("another function's lines: %v", got.Results)
	}
	got = query("/app/orders", `filter @logStream like "/orders[" | fields record.metrics.initDurationMs as init | filter type = "platform.report" and record.status != 'error' | stats count(*) as runs, avg(init) as start by ispresent(init) as cold | sort cold`)
	same(t, "orders", row(got), map[string]string{"cold": "1", "runs": "2", "start": "250"})
	if _, err := c.Logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{LogGroupName: aws.String("/nobody"), QueryString: aws.String("stats count(*)"), StartTime: aws.Int64(1), EndTime: aws.Int64(2)}); code(err) != "ResourceNotFoundException" {
		t.Errorf("a missing log group: %v", err)
	}
	if _, err := c.Logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{LogGroupName: aws.String("/app/orders"), QueryString: aws.String("shake it"), StartTime: aws.Int64(1), EndTime: aws.Int64(2)}); code(err) != "MalformedQueryException" {
		t.Errorf("a malformed query: %v", err)
	}

	found := asked[*computeoptimizer.GetLambdaFunctionRecommendationsOutput](t)(c.Optimizer.GetLambdaFunctionRecommendations(ctx, nil)).LambdaFunctionRecommendations
	same(t, "recommendations", []any{len(found), found[0].FunctionArn, found[0].CurrentMemorySize, found[0].UtilizationMetrics[3].Value, found[0].MemorySizeRecommendationOptions[0].MemorySize, found[0].MemorySizeRecommendationOptions[0].SavingsOpportunity.EstimatedMonthlySavings.Value, found[1].Finding},
		[]any{2, functionARN + "worker:$LATEST", 512, 201, 256, 1.5, "Unavailable"})
	if age := time.Since(*found[0].LastRefreshTimestamp); age.Round(time.Hour) != 12*time.Hour {
		t.Errorf("refreshed %s ago", age)
	}
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Optimizer.GetLambdaFunctionRecommendations(ctx, nil); code(err) != "OptInRequiredException" {
		t.Errorf("not enrolled: %v", err)
	}
}

func TestSubnetsAndImages(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	subnets := asked[*ec2.DescribeSubnetsOutput](t)(c.EC2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-0aaa", "subnet-0ccc"}})).Subnets
	same(t, "subnets", []any{len(subnets), subnets[0].AvailabilityZone, subnets[0].AvailableIpAddressCount, subnets[0].AvailabilityZoneId != nil}, []any{2, "eu-west-1a", 3, true})
	if _, err := c.EC2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-0zzz"}}); code(err) != "InvalidSubnetID.NotFound" {
		t.Errorf("a missing subnet: %v", err)
	}
	first := asked[*ecr.DescribeRepositoriesOutput](t)(c.ECR.DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{MaxResults: aws.Int32(1)}))
	same(t, "repositories", []any{len(first.Repositories), first.NextToken != nil, first.Repositories[0].RepositoryUri}, []any{1, true, "111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize"})
	images := asked[*ecr.BatchGetImageOutput](t)(c.ECR.BatchGetImage(ctx, &ecr.BatchGetImageInput{RepositoryName: aws.String("resize"), ImageIds: []ecrtypes.ImageIdentifier{{ImageTag: aws.String("latest")}, {ImageDigest: aws.String("sha256:" + strings.Repeat("1", 64))}, {ImageTag: aws.String("v9")}}}))
	same(t, "images", []any{len(images.Images), images.Images[0].ImageManifestMediaType, len(images.Failures), images.Failures[0].FailureCode}, []any{2, "application/vnd.oci.image.index.v1+json", 1, "ImageNotFound"})
	var manifest struct{ Layers []struct{ Size int } }
	if err := json.Unmarshal([]byte(*images.Images[1].ImageManifest), &manifest); err != nil {
		t.Fatal(err)
	}
	same(t, "layers", []any{len(manifest.Layers), manifest.Layers[1].Size}, []any{2, 45.5 * (1 << 20)})
	if _, err := c.ECR.BatchGetImage(ctx, &ecr.BatchGetImageInput{RepositoryName: aws.String("nobody"), ImageIds: []ecrtypes.ImageIdentifier{{ImageTag: aws.String("v9")}}}); code(err) != "RepositoryNotFoundException" {
		t.Errorf("a missing repository: %v", err)
	}
}

// The metrics of every namespace are there with any dimensions, or none, and any statistic.
func TestMetricsOfOtherServices(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	end := time.Now().Truncate(time.Hour)
	ask := func(namespace, name, stat string, dimensions ...string) []float64 {
		t.Helper()
		metric := &cwtypes.Metric{Namespace: &namespace, MetricName: &name}
		for i := 0; i < len(dimensions); i += 2 {
			metric.Dimensions = append(metric.Dimensions, cwtypes.Dimension{Name: &dimensions[i], Value: &dimensions[i+1]})
		}
		out := asked[*cloudwatch.GetMetricDataOutput](t)(c.CloudWatch.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
			StartTime: aws.Time(end.AddDate(0, 0, -1)), EndTime: &end,
			MetricDataQueries: []cwtypes.MetricDataQuery{{Id: aws.String("a"), MetricStat: &cwtypes.MetricStat{Metric: metric, Stat: &stat, Period: aws.Int32(3600)}}},
		}))
		return out.MetricDataResults[0].Values
	}
	for what, values := range map[string][]float64{
		"insights":    ask("LambdaInsights", "memory_utilization", "Maximum", "function_name", "orders"),
		"insights 99": ask("LambdaInsights", "memory_utilization", "p99", "function_name", "orders"),
		"region":      ask("AWS/Lambda", "ConcurrentExecutions", "Maximum"),
		"queue":       ask("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", "QueueName", "jobs"),
		"stream":      ask("AWS/Kinesis", "IncomingRecords", "Sum", "StreamName", "clicks"),
		"logs":        ask("AWS/Logs", "IncomingBytes", "Sum", "LogGroupName", "/app/orders"),
	} {
		if len(values) < 20 {
			t.Errorf("%s: %d values", what, len(values))
		}
	}
	same(t, "bytes an hour", ask("AWS/Logs", "IncomingBytes", "Sum", "LogGroupName", "/app/orders")[0], 1e6)
	same(t, "age of the oldest message", ask("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", "QueueName", "jobs")[0], 120)
}
