//go:build emulator

package emulator

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/appsync"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/computeoptimizer"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/computelint/computelint/internal/awsapi"
)

// elsewhere are the operations that other tests of this package ask.
var elsewhere = map[string]bool{"sts": true, "ecs": true, "ec2": true, "autoscaling": true, "cloudwatch": true, "savingsplans": true}

// callsOf asks each operation once of the account in testdata/services.json.
func callsOf(ctx context.Context, c *awsapi.Clients) map[awsapi.Operation]func() error {
	function := aws.String("orders")
	api, namespace := aws.String("b1b2c3d4e5"), &applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: "lambda"}
	group := "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/nobody/0"
	balancer := "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/nobody/0"
	groups, err := c.LoadBalancing.DescribeTargetGroups(ctx, nil)
	if err == nil && len(groups.TargetGroups) > 0 {
		group, balancer = *groups.TargetGroups[0].TargetGroupArn, groups.TargetGroups[0].LoadBalancerArns[0]
	}
	query := aws.String("unknown")
	start := &cloudwatchlogs.StartQueryInput{LogGroupName: aws.String("/app/orders"), QueryString: aws.String("stats count(*)"),
		StartTime: aws.Int64(1), EndTime: aws.Int64(time.Now().Unix())}
	if started, err := c.Logs.StartQuery(ctx, start); err == nil {
		query = started.QueryId
	}
	return map[awsapi.Operation]func() error{
		"lambda:ListFunctions":           func() error { _, err := c.Lambda.ListFunctions(ctx, nil); return err },
		"lambda:GetAccountSettings":      func() error { _, err := c.Lambda.GetAccountSettings(ctx, nil); return err },
		"lambda:ListEventSourceMappings": func() error { _, err := c.Lambda.ListEventSourceMappings(ctx, nil); return err },
		"lambda:ListAliases": func() error {
			_, err := c.Lambda.ListAliases(ctx, &lambda.ListAliasesInput{FunctionName: function})
			return err
		},
		"lambda:ListProvisionedConcurrencyConfigs": func() error {
			_, err := c.Lambda.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: function})
			return err
		},
		"lambda:GetPolicy": func() error {
			_, err := c.Lambda.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: function})
			return err
		},
		"lambda:ListFunctionUrlConfigs": func() error {
			_, err := c.Lambda.ListFunctionUrlConfigs(ctx, &lambda.ListFunctionUrlConfigsInput{FunctionName: function})
			return err
		},
		"lambda:GetFunctionConcurrency": func() error {
			_, err := c.Lambda.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: function})
			return err
		},
		"lambda:ListFunctionEventInvokeConfigs": func() error {
			_, err := c.Lambda.ListFunctionEventInvokeConfigs(ctx, &lambda.ListFunctionEventInvokeConfigsInput{FunctionName: function})
			return err
		},
		"lambda:GetFunctionRecursionConfig": func() error {
			_, err := c.Lambda.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: function})
			return err
		},
		"lambda:ListCapacityProviders": func() error { _, err := c.Lambda.ListCapacityProviders(ctx, nil); return err },
		"lambda:GetFunctionScalingConfig": func() error {
			_, err := c.Lambda.GetFunctionScalingConfig(ctx, &lambda.GetFunctionScalingConfigInput{FunctionName: aws.String("resize"),
				Qualifier: aws.String("$LATEST.PUBLISHED")})
			return err
		},
		"lambda:ListLayerVersions": func() error {
			_, err := c.Lambda.ListLayerVersions(ctx, &lambda.ListLayerVersionsInput{LayerName: aws.String("tools")})
			return err
		},
		"apigateway:GetRestApis": func() error { _, err := c.APIGateway.GetRestApis(ctx, &apigateway.GetRestApisInput{}); return err },
		"apigateway:GetResources": func() error {
			_, err := c.APIGateway.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: aws.String("a1b2c3d4e5"), Embed: []string{"methods"}})
			return err
		},
		"apigateway:GetApis": func() error { _, err := c.APIGatewayV2.GetApis(ctx, &apigatewayv2.GetApisInput{}); return err },
		"apigateway:GetRoutes": func() error {
			_, err := c.APIGatewayV2.GetRoutes(ctx, &apigatewayv2.GetRoutesInput{ApiId: api})
			return err
		},
		"apigateway:GetIntegrations": func() error {
			_, err := c.APIGatewayV2.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: api})
			return err
		},
		"elasticloadbalancing:DescribeLoadBalancers": func() error { _, err := c.LoadBalancing.DescribeLoadBalancers(ctx, nil); return err },
		"elasticloadbalancing:DescribeTargetGroups":  func() error { _, err := c.LoadBalancing.DescribeTargetGroups(ctx, nil); return err },
		"elasticloadbalancing:DescribeTargetHealth": func() error {
			_, err := c.LoadBalancing.DescribeTargetHealth(ctx, &elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: &group})
			return err
		},
		"elasticloadbalancing:DescribeLoadBalancerAttributes": func() error {
			_, err := c.LoadBalancing.DescribeLoadBalancerAttributes(ctx,
				&elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &balancer})
			return err
		},
		"tag:GetResources": func() error {
			_, err := c.Tagging.GetResources(ctx, &resourcegroupstaggingapi.GetResourcesInput{ResourceTypeFilters: []string{"lambda:function"}})
			return err
		},
		"events:ListRules": func() error { _, err := c.EventBridge.ListRules(ctx, &eventbridge.ListRulesInput{}); return err },
		"events:ListTargetsByRule": func() error {
			_, err := c.EventBridge.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String("every-five")})
			return err
		},
		"scheduler:ListSchedules": func() error { _, err := c.Scheduler.ListSchedules(ctx, nil); return err },
		"scheduler:GetSchedule": func() error {
			_, err := c.Scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: aws.String("warm"), GroupName: aws.String("pings")})
			return err
		},
		"sqs:GetQueueAttributes": func() error {
			_, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(queueURL + "jobs")})
			return err
		},
		"kinesis:DescribeStreamSummary": func() error {
			_, err := c.Kinesis.DescribeStreamSummary(ctx, &kinesis.DescribeStreamSummaryInput{StreamName: aws.String("clicks")})
			return err
		},
		"states:ListStateMachines": func() error { _, err := c.StepFunctions.ListStateMachines(ctx, nil); return err },
		"states:DescribeStateMachine": func() error {
			_, err := c.StepFunctions.DescribeStateMachine(ctx,
				&sfn.DescribeStateMachineInput{StateMachineArn: aws.String("arn:aws:states:eu-west-1:111122223333:stateMachine:checkout")})
			return err
		},
		"appsync:ListGraphqlApis": func() error { _, err := c.AppSync.ListGraphqlApis(ctx, nil); return err },
		"appsync:ListDataSources": func() error {
			_, err := c.AppSync.ListDataSources(ctx, &appsync.ListDataSourcesInput{ApiId: aws.String("graphid")})
			return err
		},
		"application-autoscaling:DescribeScalableTargets": func() error { _, err := c.Scaling.DescribeScalableTargets(ctx, namespace); return err },
		"application-autoscaling:DescribeScalingPolicies": func() error {
			_, err := c.Scaling.DescribeScalingPolicies(ctx, &applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: "lambda"})
			return err
		},
		"application-autoscaling:DescribeScheduledActions": func() error {
			_, err := c.Scaling.DescribeScheduledActions(ctx, &applicationautoscaling.DescribeScheduledActionsInput{ServiceNamespace: "lambda"})
			return err
		},
		"application-autoscaling:DescribeScalingActivities": func() error {
			_, err := c.Scaling.DescribeScalingActivities(ctx, &applicationautoscaling.DescribeScalingActivitiesInput{ServiceNamespace: "lambda"})
			return err
		},
		"cloudwatch:DescribeAlarms": func() error { _, err := c.CloudWatch.DescribeAlarms(ctx, nil); return err },
		"logs:DescribeLogGroups": func() error {
			_, err := c.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{})
			return err
		},
		"logs:StartQuery": func() error { _, err := c.Logs.StartQuery(ctx, start); return err },
		"logs:GetQueryResults": func() error {
			_, err := c.Logs.GetQueryResults(ctx, &cloudwatchlogs.GetQueryResultsInput{QueryId: query})
			return err
		},
		"compute-optimizer:GetLambdaFunctionRecommendations": func() error {
			_, err := c.Optimizer.GetLambdaFunctionRecommendations(ctx,
				nil)
			return err
		},
		"ec2:DescribeSubnets": func() error { _, err := c.EC2.DescribeSubnets(ctx, nil); return err },
		"ecr:DescribeRepositories": func() error {
			_, err := c.ECR.DescribeRepositories(ctx,
				&ecr.DescribeRepositoriesInput{})
			return err
		},
		"ecr:BatchGetImage": func() error {
			_, err := c.ECR.BatchGetImage(ctx, &ecr.BatchGetImageInput{RepositoryName: aws.String("resize"),
				ImageIds: []ecrtypes.ImageIdentifier{{ImageTag: aws.String("latest")}}})
			return err
		},
	}
}

// TestEveryOperation asks every operation soundly, then refused, as an HTML page, and cut in half.
func TestEveryOperation(t *testing.T) {
	c := seedServices(t)
	calls := callsOf(t.Context(), c)
	for _, operation := range awsapi.Operations() {
		if calls[operation] == nil && !elsewhere[operation.Service()] {
			t.Errorf("nothing asks %s", operation)
		}
	}
	for operation, call := range calls {
		if !slices.Contains(awsapi.Operations(), operation) {
			continue // the emulator has more
		}
		if err := call(); err != nil && (operation != "lambda:GetPolicy" || code(err) != "ResourceNotFoundException") {
			t.Errorf("%s: %v", operation, err)
		}
		counts, err := server.Requests()
		if err != nil {
			t.Fatal(err)
		}
		if counts[string(operation)+"@eu-west-1"] == 0 {
			t.Errorf("%s is counted under another name", operation)
		}
		setFaults(t, Fault{Operation: string(operation), Kind: "denied"})
		if err := call(); !strings.HasPrefix(code(err), "AccessDenied") && code(err) != "UnauthorizedOperation" {
			t.Errorf("%s denied: %v", operation, err)
		}
		for _, kind := range []string{"html", "garbled"} {
			setFaults(t, Fault{Operation: string(operation), Kind: kind})
			if call() == nil {
				t.Errorf("%s: an answer of %s passed", operation, kind)
			}
		}
		if err := server.Faults(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNothingSeeded: a region without anything answers empty lists, not errors.
func TestNothingSeeded(t *testing.T) {
	c := seedServices(t)
	calls := callsOf(t.Context(), c)
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	for _, operation := range []awsapi.Operation{
		"lambda:ListEventSourceMappings", "lambda:ListCapacityProviders", "apigateway:GetRestApis", "apigateway:GetApis",
		"elasticloadbalancing:DescribeTargetGroups", "events:ListRules", "scheduler:ListSchedules", "states:ListStateMachines",
		"appsync:ListGraphqlApis", "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies",
		"application-autoscaling:DescribeScheduledActions", "application-autoscaling:DescribeScalingActivities", "cloudwatch:DescribeAlarms",
		"logs:DescribeLogGroups", "ec2:DescribeSubnets", "ecr:DescribeRepositories",
	} {
		if err := calls[operation](); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

// TestPagesOfManyResources: whatever is listed comes in pages, each item once.
func TestPagesOfManyResources(t *testing.T) {
	const many = 120
	var apis, https, groups, rules, schedules, machines, repositories, targets, reports []any
	for _, name := range names("n-%03d", many) {
		one := map[string]any{"name": name}
		apis = append(apis, one)
		https = append(https, map[string]any{"name": name, "kind": "http"})
		groups = append(groups, map[string]any{"name": "/aws/lambda/" + name})
		rules = append(rules, map[string]any{"name": name, "schedule": "rate(1 hour)"})
		schedules = append(schedules, map[string]any{"name": name, "schedule": "rate(1 hour)", "function": name})
		machines = append(machines, map[string]any{"name": name, "definition": map[string]any{}})
		repositories = append(repositories, one)
		targets = append(targets, map[string]any{"function": name + ":live"})
		reports = append(reports, map[string]any{"function": name, "memory": 128})
	}
	seed(t, map[string]any{
		"apis": append(apis, https...), "log_groups": groups, "rules": rules, "schedules": schedules, "state_machines": machines,
		"repositories": repositories, "scaling": targets, "optimizer": map[string]any{"functions": reports},
	})
	cfg := config("eu-west-1")
	read := func(what string, page func(token *string) (int, *string, error)) {
		t.Helper()
		total, pages := 0, 0
		for token := (*string)(nil); pages == 0 || token != nil; pages++ {
			n, next, err := page(token)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			total, token = total+n, next
		}
		if total != many || pages < 2 {
			t.Errorf("%s: %d items in %d pages", what, total, pages)
		}
	}
	ctx := t.Context()
	read("REST APIs", func(token *string) (int, *string, error) {
		out, err := apigateway.NewFromConfig(cfg).GetRestApis(ctx, &apigateway.GetRestApisInput{Position: token})
		return lengthOf(err, func() (int, *string) { return len(out.Items), out.Position })
	})
	read("HTTP APIs", func(token *string) (int, *string, error) {
		out, err := apigatewayv2.NewFromConfig(cfg).GetApis(ctx, &apigatewayv2.GetApisInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.Items), out.NextToken })
	})
	read("log groups", func(token *string) (int, *string, error) {
		out, err := cloudwatchlogs.NewFromConfig(cfg).DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.LogGroups), out.NextToken })
	})
	read("rules", func(token *string) (int, *string, error) {
		out, err := eventbridge.NewFromConfig(cfg).ListRules(ctx, &eventbridge.ListRulesInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.Rules), out.NextToken })
	})
	read("schedules", func(token *string) (int, *string, error) {
		out, err := scheduler.NewFromConfig(cfg).ListSchedules(ctx, &scheduler.ListSchedulesInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.Schedules), out.NextToken })
	})
	read("state machines", func(token *string) (int, *string, error) {
		out, err := sfn.NewFromConfig(cfg).ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.StateMachines), out.NextToken })
	})
	read("repositories", func(token *string) (int, *string, error) {
		out, err := ecr.NewFromConfig(cfg).DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.Repositories), out.NextToken })
	})
	read("scalable targets", func(token *string) (int, *string, error) {
		out, err := applicationautoscaling.NewFromConfig(cfg).DescribeScalableTargets(ctx,
			&applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: "lambda", NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.ScalableTargets), out.NextToken })
	})
	read("recommendations", func(token *string) (int, *string, error) {
		out, err := computeoptimizer.NewFromConfig(cfg).GetLambdaFunctionRecommendations(ctx,
			&computeoptimizer.GetLambdaFunctionRecommendationsInput{NextToken: token})
		return lengthOf(err, func() (int, *string) { return len(out.LambdaFunctionRecommendations), out.NextToken })
	})
}

// lengthOf looks into an answer when there is one.
func lengthOf(err error, look func() (int, *string)) (int, *string, error) {
	if err != nil {
		return 0, nil, err
	}
	n, token := look()
	return n, token, nil
}
