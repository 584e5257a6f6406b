//go:build emulator

package emulator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scalingtypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
)

func TestScaling(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	namespace := scalingtypes.ServiceNamespaceLambda
	targets := must(c.Scaling.DescribeScalableTargets(ctx,
		&applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: namespace})).ScalableTargets
	same(t, "target", []any{len(targets), targets[0].ResourceId, targets[0].MinCapacity, targets[0].MaxCapacity,
		targets[0].SuspendedState.ScheduledScalingSuspended},
		[]any{1, "function:orders:live", 2, 20, true})
	policies := must(c.Scaling.DescribeScalingPolicies(ctx,
		&applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: namespace})).ScalingPolicies
	tracking := policies[0].TargetTrackingScalingPolicyConfiguration
	same(t, "policy", []any{len(policies), tracking.TargetValue, tracking.DisableScaleIn,
		tracking.PredefinedMetricSpecification.PredefinedMetricType, len(policies[0].Alarms)},
		[]any{1, 0.7, true, "LambdaProvisionedConcurrencyUtilization", 2})
	actions := must(c.Scaling.DescribeScheduledActions(ctx,
		&applicationautoscaling.DescribeScheduledActionsInput{ServiceNamespace: namespace})).ScheduledActions
	same(t, "action", []any{actions[0].Schedule, actions[0].Timezone, actions[0].ScalableTargetAction.MinCapacity},
		[]any{"cron(0 7 * * ? *)", "Europe/Zurich", 10})
	pages := applicationautoscaling.NewDescribeScalingActivitiesPaginator(c.Scaling,
		&applicationautoscaling.DescribeScalingActivitiesInput{ServiceNamespace: namespace, ResourceId: aws.String("function:orders:live"),
			MaxResults: aws.Int32(2)})
	var seen []string
	for pages.HasMorePages() {
		for _, a := range must(pages.NextPage(ctx)).ScalingActivities {
			seen = append(seen, *a.Description+" "+string(a.StatusCode))
		}
	}
	same(t, "activities", seen, []string{"Setting provisioned concurrency to 4. Successful", "Setting provisioned concurrency to 8. Failed",
		"Setting provisioned concurrency to 6. Successful"})
	services := must(c.Scaling.DescribeScalingPolicies(ctx,
		&applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: scalingtypes.ServiceNamespaceEcs})).ScalingPolicies
	same(t, "service policies", []any{len(services), services[0].PolicyType,
		services[1].TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.MetricName},
		[]any{2, "StepScaling", "ApproximateNumberOfMessagesVisible"})

	var names []string
	for _, a := range policies[0].Alarms {
		names = append(names, *a.AlarmName)
	}
	alarms := must(c.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: names})).MetricAlarms
	same(t, "alarms", []any{len(alarms), alarms[0].StateValue, alarms[1].StateValue, alarms[1].ComparisonOperator},
		[]any{2, "OK", "INSUFFICIENT_DATA", "LessThanThreshold"})
	if age := time.Since(*alarms[1].StateUpdatedTimestamp); age.Round(24*time.Hour) != 20*24*time.Hour {
		t.Errorf("the alarm is %s old", age)
	}
	all := must(c.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{MaxRecords: aws.Int32(2)}))
	same(t, "a page of alarms", []any{len(all.MetricAlarms), all.NextToken != nil}, []any{2, true})
}

func TestMeasuredSources(t *testing.T) {
	c, ctx := seedServices(t), t.Context()
	groups := must(c.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/app/")})).LogGroups
	same(t, "log group", []any{len(groups), groups[0].RetentionInDays, groups[0].StoredBytes}, []any{1, 30, 2048 << 20})

	query := func(group, text string) *cloudwatchlogs.GetQueryResultsOutput {
		t.Helper()
		end := time.Now()
		started := must(c.Logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{
			LogGroupNames: []string{group}, QueryString: &text, StartTime: aws.Int64(end.AddDate(0, 0, -14).Unix()), EndTime: aws.Int64(end.Unix()),
		}))
		for {
			got := must(c.Logs.GetQueryResults(ctx, &cloudwatchlogs.GetQueryResultsInput{QueryId: started.QueryId}))
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
	const sums = "\n" +
		"| fields ispresent(%[2]s) as cold\n" +
		"| stats count(*) as runs, max(%[4]s) as used, max(%[5]s) as size, sum(%[2]s) as init_sum, pct(%[2]s, 99) as init_p99,\n" +
		"  max(%[2]s) as init_max, pct(%[3]s, 50) as median, sum(strcontains(@message, \"Runtime.OutOfMemory\")) as oom by cold | sort cold"
	cold := query("/aws/lambda/worker", fmt.Sprintf("filter %[1]s"+sums, `@type = "REPORT"`, "@initDuration", "@duration", "@maxMemoryUsed",
		"@memorySize"))
	same(t, "cold runs", row(cold), map[string]string{"cold": "1", "runs": "240", "used": "141000000", "size": "512000000",
		"init_sum": "107298.2455", "init_p99": "900", "init_max": "1400", "median": "40", "oom": "0"})
	same(t, "rows", len(cold.Results), 2)
	cold = query("/app/orders", fmt.Sprintf(`filter %[1]s and @logStream like "/orders["`+sums, `type = "platform.report"`,
		"record.metrics.initDurationMs", "record.metrics.durationMs", "record.metrics.maxMemoryUsedMB", "record.metrics.memorySizeMB"))
	same(t, "cold runs in JSON", row(cold), map[string]string{"cold": "1", "runs": "2", "used": "95", "size": "256", "init_sum": "500",
		"init_p99": "250", "init_max": "250", "median": "20", "oom": "0"})

	got := query("/aws/lambda/worker", `filter @type = "REPORT" and (@logStream like "/[" or @logStream like "/worker[")
| stats count(*) as runs, count(@initDuration) as cold, max(@maxMemoryUsed/1000/1000) as used, max(@memorySize / 1000000) as memory,
        max(@initDuration) as init_max, sum(strcontains(@message, "Runtime.OutOfMemory")) as killed, pct(@duration, 50) as median`)
	same(t, "worker", row(got), map[string]string{"runs": "12000", "cold": "240", "used": "512", "memory": "512", "init_max": "1400",
		"killed": "3", "median": "40"})
	if got.Statistics.BytesScanned != 64<<20 {
		t.Errorf("scanned %v", got.Statistics.BytesScanned)
	}
	if got = query("/app/orders", `filter @logStream like "/worker[" or @message like /REPORT RequestId/ | stats count(*)`); len(got.Results) != 0 {
		t.Errorf("another function's lines: %v", got.Results)
	}
	got = query("/app/orders", `filter @logStream like "/orders["
| fields record.metrics.initDurationMs as init
| filter type = "platform.report" and record.status != 'error'
| stats count(*) as runs, avg(init) as start by ispresent(init) as cold
| sort cold`)
	same(t, "orders", row(got), map[string]string{"cold": "1", "runs": "2", "start": "250"})
	if _, err := c.Logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{LogGroupName: aws.String("/nobody"),
		QueryString: aws.String("stats count(*)"), StartTime: aws.Int64(1), EndTime: aws.Int64(2)}); code(err) != "ResourceNotFoundException" {
		t.Errorf("a missing log group: %v", err)
	}
	if _, err := c.Logs.StartQuery(ctx, &cloudwatchlogs.StartQueryInput{LogGroupName: aws.String("/app/orders"),
		QueryString: aws.String("shake it"), StartTime: aws.Int64(1), EndTime: aws.Int64(2)}); code(err) != "MalformedQueryException" {
		t.Errorf("a malformed query: %v", err)
	}

	found := must(c.Optimizer.GetLambdaFunctionRecommendations(ctx, nil)).LambdaFunctionRecommendations
	same(t, "recommendations", []any{len(found), found[0].FunctionArn, found[0].CurrentMemorySize, found[0].UtilizationMetrics[3].Value,
		found[0].MemorySizeRecommendationOptions[0].MemorySize,
		found[0].MemorySizeRecommendationOptions[0].SavingsOpportunity.EstimatedMonthlySavings.Value, found[1].Finding},
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
	subnets := must(c.EC2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-0aaa", "subnet-0ccc"}})).Subnets
	same(t, "subnets", []any{len(subnets), subnets[0].AvailabilityZone, subnets[0].AvailableIpAddressCount, subnets[0].AvailabilityZoneId != nil},
		[]any{2, "eu-west-1a", 3, true})
	if _, err := c.EC2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{"subnet-0zzz"}}); code(err) != "InvalidSubnetID.NotFound" {
		t.Errorf("a missing subnet: %v", err)
	}
	first := must(c.ECR.DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{MaxResults: aws.Int32(1)}))
	same(t, "repositories", []any{len(first.Repositories), first.NextToken != nil, first.Repositories[0].RepositoryUri},
		[]any{1, true, "111122223333.dkr.ecr.eu-west-1.amazonaws.com/resize"})
	images := must(c.ECR.BatchGetImage(ctx, &ecr.BatchGetImageInput{
		RepositoryName: aws.String("resize"), ImageIds: []ecrtypes.ImageIdentifier{{ImageTag: aws.String("latest")},
			{ImageDigest: aws.String("sha256:" + strings.Repeat("1", 64))}, {ImageTag: aws.String("v9")}},
	}))
	same(t, "images", []any{len(images.Images), images.Images[0].ImageManifestMediaType, len(images.Failures), images.Failures[0].FailureCode},
		[]any{2, "application/vnd.oci.image.index.v1+json", 1, "ImageNotFound"})
	var manifest struct{ Layers []struct{ Size int } }
	if err := json.Unmarshal([]byte(*images.Images[1].ImageManifest), &manifest); err != nil {
		t.Fatal(err)
	}
	same(t, "layers", []any{len(manifest.Layers), manifest.Layers[1].Size}, []any{2, 45.5 * (1 << 20)})
	if _, err := c.ECR.BatchGetImage(ctx, &ecr.BatchGetImageInput{RepositoryName: aws.String("nobody"),
		ImageIds: []ecrtypes.ImageIdentifier{{ImageTag: aws.String("v9")}}}); code(err) != "RepositoryNotFoundException" {
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
		out := must(c.CloudWatch.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
			StartTime: aws.Time(end.AddDate(0, 0, -1)), EndTime: &end,
			MetricDataQueries: []cwtypes.MetricDataQuery{{Id: aws.String("a"), MetricStat: &cwtypes.MetricStat{Metric: metric, Stat: &stat,
				Period: aws.Int32(3600)}}},
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
