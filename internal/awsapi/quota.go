package awsapi

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// defaultShare is how much of each quota the program takes, so that an audit never throttles the account's own deployments.
const defaultShare = 0.5

// quota is a token bucket of AWS's: requests a second, and the burst.
type quota struct{ rps, burst float64 }

// quotas of each service's read operations per account and region. Sources: AWS documentation of API throttling for
// Lambda, ECS, EC2, CloudWatch and its alarms, CloudWatch Logs, ECR's images, API Gateway ("Amazon API Gateway quotas"),
// Elastic Load Balancing ("Request throttling for the ELB API") and EventBridge ("Amazon EventBridge quotas"), read 2026-11.
// For the others none was found, and queries of logs have several: small figures of ours.
var quotas = map[string]quota{
	"lambda":                  {15, 15}, // all of the control plane together, deployments included
	"lambda:GetPolicy":        {15, 15},
	"ecs":                     {20, 100}, // services
	"ecs:cluster-resources":   {20, 100}, // tasks and container instances
	"ecs:capacity-providers":  {20, 50},
	"ecs:settings":            {20, 50},
	"ecs:clusters":            {20, 50},
	"ecs:task-definitions":    {20, 50},
	"ec2":                     {20, 100}, // what describes, filtered or in pages
	"cloudwatch:metrics":      {25, 25},
	"cloudwatch":              {50, 50}, // the quota is 500 requests; the datapoints behind them are the tighter one
	"apigateway":              {10, 40}, // all of the control plane together, deployments included
	"apigateway:resources":    {2.5, 2.5},
	"application-autoscaling": {10, 20},
	"appsync":                 {10, 20},
	"autoscaling":             {10, 20},
	"cloudwatch:alarms":       {9, 9},
	"compute-optimizer":       {5, 5},
	"ecr":                     {10, 20},
	"ecr:images":              {50, 50}, // the quota of BatchGetImage is 2,000; a pull by name needs it too
	"elasticloadbalancing":    {10, 40}, // everything that describes
	"events":                  {50, 50}, // each operation but PutEvents
	"kinesis":                 {20, 20}, // DescribeStreamSummary
	"logs":                    {10, 10}, // DescribeLogGroups
	"logs:queries":            {5, 5},   // StartQuery and GetQueryResults, which the console's users need too
	"savingsplans":            {2, 5},
	"pricing":                 {10, 10}, // of each of the three endpoints
	"scheduler":               {50, 50}, // ListSchedules; GetSchedule has 250 and more
	"sqs":                     {50, 50},
	"states":                  {5, 100}, // ListStateMachines; DescribeStateMachine has 20
	"sts":                     {10, 20},
	"tag":                     {5, 5},
}

// bucketOf names the quota that an operation draws on.
func bucketOf(o Operation) string {
	switch o {
	case GetPolicy:
		return "lambda:GetPolicy"
	case ListClusters, DescribeClusters:
		return "ecs:clusters"
	case ListTasks, DescribeTasks, ListContainerInstances, DescribeContainerInstances:
		return "ecs:cluster-resources"
	case DescribeCapacityProviders:
		return "ecs:capacity-providers"
	case ListAccountSettings:
		return "ecs:settings"
	case DescribeTaskDefinition:
		return "ecs:task-definitions"
	case BatchGetImage:
		return "ecr:images"
	case StartQuery, GetQueryResults:
		return "logs:queries"
	case GetResources:
		return "apigateway:resources"
	case DescribeAlarms:
		return "cloudwatch:alarms"
	case ListMetrics:
		return "cloudwatch:metrics"
	}
	return o.Service()
}

// pacer holds one limiter for each region and bucket. It paces attempts, retries included.
type pacer struct {
	mu       sync.Mutex
	share    float64
	limiters map[string]*rate.Limiter
}

func newPacer(share float64) *pacer {
	return &pacer{share: cmp.Or(share, defaultShare), limiters: map[string]*rate.Limiter{}}
}

func (p *pacer) limiter(region string, o Operation) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	bucket := bucketOf(o)
	key := region + " " + bucket
	if p.limiters[key] == nil {
		q := quotas[bucket]
		p.limiters[key] = rate.NewLimiter(rate.Limit(q.rps*p.share), max(1, int(q.burst*p.share)))
	}
	return p.limiters[key]
}

func (p *pacer) install(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("Pacer",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			if err := p.limiter(awsmiddleware.GetRegion(ctx), currentOperation(ctx)).Wait(ctx); err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, fmt.Errorf("waiting for the request quota: %w", context.DeadlineExceeded)
			}
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
}
