package awsapi

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
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

// Secrets cannot be asked for: no operation that gives code, user data or secret values is in the list.
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
