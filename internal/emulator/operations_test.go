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
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/computelint/computelint/internal/awsapi"
)

// elsewhere are the operations that other tests of this package ask.
var elsewhere = map[string]bool{"sts": true, "ecs": true, "ec2": true, "autoscaling": true, "cloudwatch": true}

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
		"elasticloadbalancing:DescribeTargetGroups": func() error { _, err := c.LoadBalancing.DescribeTargetGroups(ctx, nil); return err },
		"elasticloadbalancing:DescribeTargetHealth": func() error {
			_, err := c.LoadBalancing.DescribeTargetHealth(ctx, &elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: &group})
			return err
		},
		"elasticloadbalancing:DescribeLoadBalancerAttributes": func() error {
			_, err := c.LoadBalancing.DescribeLoadBalancerAttributes(ctx,
				&elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &balancer})
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
