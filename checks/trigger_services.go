package checks

import (
	"cmp"
	"strings"
)

// A service that invokes Lambda waits for the answer, or does not. From the invocation type that each service's page in
// AWS's "Invoking Lambda with events from other AWS services" gives (read 2026-11). A service that is missing here is
// unknown, not asynchronous.
var services = map[string]struct {
	name  string
	waits bool
}{
	"apigateway.amazonaws.com":               {"API Gateway", true},
	"elasticloadbalancing.amazonaws.com":     {"an Application Load Balancer", true},
	"vpc-lattice.amazonaws.com":              {"VPC Lattice", true},
	"cognito-idp.amazonaws.com":              {"Cognito", true},
	"cognito-sync.amazonaws.com":             {"Cognito Sync", true},
	"lex.amazonaws.com":                      {"Lex", true},
	"lexv2.amazonaws.com":                    {"Lex", true},
	"connect.amazonaws.com":                  {"Connect", true},
	"bedrock.amazonaws.com":                  {"Bedrock", true},
	"appsync.amazonaws.com":                  {"AppSync", true},
	"alexa-appkit.amazon.com":                {"Alexa", true},
	"alexa-connectedhome.amazon.com":         {"Alexa", true},
	"edgelambda.amazonaws.com":               {"CloudFront", true},
	"replicator.lambda.amazonaws.com":        {"CloudFront", true},
	"events.amazonaws.com":                   {"EventBridge", false},
	"scheduler.amazonaws.com":                {"EventBridge Scheduler", false},
	"sns.amazonaws.com":                      {"SNS", false},
	"s3.amazonaws.com":                       {"S3", false},
	"ses.amazonaws.com":                      {"SES", false},
	"logs.amazonaws.com":                     {"CloudWatch Logs", false},
	"iot.amazonaws.com":                      {"IoT", false},
	"iotevents.amazonaws.com":                {"IoT Events", false},
	"config.amazonaws.com":                   {"AWS Config", false},
	"codecommit.amazonaws.com":               {"CodeCommit", false},
	"codepipeline.amazonaws.com":             {"CodePipeline", false},
	"secretsmanager.amazonaws.com":           {"Secrets Manager", false}, // rotation: synchronous, but nobody sits at the other end
	"lambda.alarms.cloudwatch.amazonaws.com": {"a CloudWatch alarm", false},
	"backup.amazonaws.com":                   {"AWS Backup", false},
}

// withoutRegion is a service's principal without the region that some carry: "logs.eu-west-1.amazonaws.com".
func (p *Pass) withoutRegion(principal string) string {
	return strings.Replace(principal, "."+p.Region.Name+".", ".", 1)
}

// pollerName is what the source of a mapping is called, from its ARN: "SQS" of "arn:aws:sqs:…".
func pollerName(arn string) string {
	parts := strings.SplitN(arn, ":", 4)
	if len(parts) < 4 {
		return "a source without an ARN"
	}
	names := map[string]string{"sqs": "SQS", "kinesis": "Kinesis", "dynamodb": "DynamoDB", "kafka": "MSK", "mq": "Amazon MQ", "rds": "DocumentDB"}
	return cmp.Or(names[parts[2]], parts[2])
}
