package awsapi

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/appsync"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/computeoptimizer"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/savingsplans"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"golang.org/x/time/rate"
)

// Clients are one region's clients.
type Clients struct {
	Region        string
	Lambda        *lambda.Client
	ECS           *ecs.Client
	EC2           *ec2.Client
	AutoScaling   *autoscaling.Client
	CloudWatch    *cloudwatch.Client
	APIGateway    *apigateway.Client
	APIGatewayV2  *apigatewayv2.Client
	LoadBalancing *elasticloadbalancingv2.Client
	EventBridge   *eventbridge.Client
	Scheduler     *scheduler.Client
	SQS           *sqs.Client
	Kinesis       *kinesis.Client
	StepFunctions *sfn.Client
	AppSync       *appsync.Client
	Scaling       *applicationautoscaling.Client
	Logs          *cloudwatchlogs.Client
	Optimizer     *computeoptimizer.Client
	ECR           *ecr.Client
	Tagging       *resourcegroupstaggingapi.Client
	SavingsPlans  *savingsplans.Client // the account's, in whatever region; nil outside the partition "aws"
	Meter         *Meter
	Datapoints    *rate.Limiter // paces GetMetricData by the datapoints behind its queries
}

// CloudWatch answers at most this many datapoints a second for queries that start over three hours ago (AWS, "CloudWatch
// service quotas", 2026-11), and a request may ask for at most MaxDatapoints.
const (
	datapointsPerSecond = 396_000
	MaxDatapoints       = 100_800
)

// savingsPlansRegion is where the one endpoint of Savings Plans is, which answers for every region.
const savingsPlansRegion = "us-east-1"

// plans is the client of Savings Plans. Elsewhere than in the partition "aws" none are read: GovCloud sells none, and those
// of China are in another currency.
func (s *Session) plans() *savingsplans.Client {
	if s.Partition != "aws" {
		return nil
	}
	return savingsplans.NewFromConfig(s.config, func(o *savingsplans.Options) { o.Region = savingsPlansRegion })
}

// In gives the clients of a region.
func (s *Session) In(region string) *Clients {
	cfg := s.config.Copy()
	cfg.Region = region
	return &Clients{
		Region: region, Meter: s.Meter,
		Datapoints: rate.NewLimiter(rate.Limit(datapointsPerSecond*s.share), MaxDatapoints),
		Lambda:     lambda.NewFromConfig(cfg), ECS: ecs.NewFromConfig(cfg), EC2: ec2.NewFromConfig(cfg),
		AutoScaling:   autoscaling.NewFromConfig(cfg),
		APIGateway:    apigateway.NewFromConfig(cfg),
		APIGatewayV2:  apigatewayv2.NewFromConfig(cfg),
		LoadBalancing: elasticloadbalancingv2.NewFromConfig(cfg),
		EventBridge:   eventbridge.NewFromConfig(cfg),
		Scheduler:     scheduler.NewFromConfig(cfg),
		SQS:           sqs.NewFromConfig(cfg),
		Kinesis:       kinesis.NewFromConfig(cfg),
		StepFunctions: sfn.NewFromConfig(cfg),
		AppSync:       appsync.NewFromConfig(cfg),
		Scaling:       applicationautoscaling.NewFromConfig(cfg),
		Logs:          cloudwatchlogs.NewFromConfig(cfg),
		Optimizer:     computeoptimizer.NewFromConfig(cfg),
		ECR:           ecr.NewFromConfig(cfg),
		Tagging:       resourcegroupstaggingapi.NewFromConfig(cfg),
		SavingsPlans:  s.plans(),
		CloudWatch: cloudwatch.NewFromConfig(cfg, func(o *cloudwatch.Options) {
			// The Go client speaks CBOR, which AWS takes and emulators and many proxies do not. JSON is spoken to them.
			if s.protocol == "json" || (s.protocol != "cbor" && o.BaseEndpoint != nil) {
				o.Protocol = awsjson.New10(schemas.GraniteServiceVersion20100801)
			}
		}),
	}
}

// partitionOf is the partition of an ARN: "aws" of "arn:aws:sts::…".
func partitionOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 3); len(parts) == 3 && parts[1] != "" {
		return parts[1]
	}
	return "aws"
}
