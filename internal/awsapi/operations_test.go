package awsapi

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/computelint/computelint/internal/inventory"
)

// Every operation that may be called only reads. Its name says so, but for two: a query of CloudWatch Logs is started and
// then read, and changes nothing; images are described in batches.
func TestOperationsOnlyRead(t *testing.T) {
	for _, o := range Operations() {
		if o == StartQuery || o == BatchGetImage {
			continue
		}
		if !slices.ContainsFunc([]string{"Get", "List", "Describe"}, func(verb string) bool { return strings.HasPrefix(o.Name(), verb) }) {
			t.Errorf("%s does not look like a read", o)
		}
	}
	if len(Operations()) != len(outputs) {
		t.Error("Operations leaves some out")
	}
}

// Secrets cannot be asked for: no operation that gives code, user data or secret values is in the list, but for the versions
// of launch templates, whose user data is dropped at decode.
func TestOperationsAskForNoSecrets(t *testing.T) {
	for _, o := range []Operation{"lambda:GetFunction", "lambda:GetLayerVersion", "apigateway:GetApiKeys", "sqs:ReceiveMessage", "ec2:DescribeInstanceAttribute", "ec2:GetConsoleOutput", "ec2:GetPasswordData", "secretsmanager:GetSecretValue", "ssm:GetParameter", "appsync:ListApiKeys", "states:GetExecutionHistory"} {
		if slices.Contains(Operations(), o) {
			t.Errorf("%s may be called", o)
		}
	}
}

func TestGuardRefusesWrites(t *testing.T) {
	session, err := Open(context.Background(), Options{Tape: ReplayTape(identity)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = session.In("eu-west-1").Lambda.DeleteFunction(context.Background(), &lambda.DeleteFunctionInput{FunctionName: aws.String("orders")})
	if err == nil || !strings.Contains(err.Error(), "refused: lambda:DeleteFunction") {
		t.Errorf("deleting a function answered %v", err)
	}
}

// A query of logs is billed by what it scans: it cannot be started by a session that was not opened for it.
func TestGuardRefusesQueriesNobodyAskedFor(t *testing.T) {
	started := TapeEntry{
		Region: "us-east-1", Operation: StartQuery, Input: []byte(`{"QueryString": "q", "StartTime": 1, "EndTime": 2}`), Output: []byte(`{"QueryId": "id"}`),
	}
	for _, asked := range []bool{false, true} {
		session, err := Open(context.Background(), Options{Tape: ReplayTape(identity, started), ScanLogs: asked})
		if err != nil {
			t.Fatal(err)
		}
		_, err = session.In("us-east-1").Logs.StartQuery(context.Background(), &cloudwatchlogs.StartQueryInput{
			QueryString: aws.String("q"), StartTime: aws.Int64(1), EndTime: aws.Int64(2),
		})
		if refused := err != nil && strings.Contains(err.Error(), "refused: logs:StartQuery"); refused == asked || asked && err != nil {
			t.Errorf("asked for %v: %v", asked, err)
		}
	}
}

// The criteria of an alarm are a union, which JSON cannot decode: a recorded answer leaves them out and replays.
func TestRecordedAlarmsCanBeReplayed(t *testing.T) {
	out := &cloudwatch.DescribeAlarmsOutput{MetricAlarms: []types.MetricAlarm{
		{AlarmName: aws.String("low"), EvaluationCriteria: &types.EvaluationCriteriaMemberPromQLCriteria{}},
	}}
	scrub(out)
	data, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	var back cloudwatch.DescribeAlarmsOutput
	if err := json.Unmarshal(data, &back); err != nil || len(back.MetricAlarms) != 1 || *back.MetricAlarms[0].AlarmName != "low" {
		t.Errorf("%s: %v", data, err)
	}
}

// Code "OptInRequired" means a region that is off everywhere but in Compute Optimizer, which says so of itself.
func TestOptInOfComputeOptimizer(t *testing.T) {
	for _, test := range []struct {
		operation Operation
		code      string
		want      inventory.Reason
	}{
		{GetLambdaRecommendations, "OptInRequiredException", inventory.NotEnabled},
		{DescribeSubnets, "OptInRequired", inventory.RegionOff},
		{ListFunctions, "OptInRequiredException", inventory.Failed},
	} {
		if g := GapOf(test.operation, TapeError{Code: test.code}.err()); g.Reason != test.want {
			t.Errorf("%s of %s: %+v, want %s", test.code, test.operation, g, test.want)
		}
	}
}

func TestMeterAddsWhatQueriesScanned(t *testing.T) {
	m := newMeter()
	m.LogsScanned(2e9, 0.01, "prices of 2026-06")
	m.LogsScanned(1e9, 0.005, "prices of 2026-06")
	m.LogsScanned(0, 0, "prices of a query that never ran")
	c := m.Cost()
	if c.LogBytesScanned != 3e9 || c.USD < 0.0149 || c.USD > 0.0151 || !strings.HasSuffix(c.PriceSource, "; prices of 2026-06") {
		t.Errorf("%+v", c)
	}
}

var identity = TapeEntry{
	Region: "us-east-1", Operation: GetCallerIdentity, Input: []byte(`{}`),
	Output: []byte(`{"Account": "111122223333", "Arn": "arn:aws:sts::111122223333:assumed-role/auditor/me"}`),
}

func TestSessionKnowsWhoseAccountItIs(t *testing.T) {
	session, err := Open(context.Background(), Options{Tape: ReplayTape(identity)})
	if err != nil {
		t.Fatal(err)
	}
	if session.AccountID != "111122223333" || session.Partition != "aws" {
		t.Errorf("account %q, partition %q", session.AccountID, session.Partition)
	}
}
