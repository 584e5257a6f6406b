//go:build emulator

package emulator

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// oneCallOf asks each service once, by name.
func oneCallOf(ctx context.Context, c clients) map[string]func() error {
	return map[string]func() error{
		"lambda:ListFunctions":      func() error { _, err := c.lambda.ListFunctions(ctx, nil); return err },
		"ecs:ListClusters":          func() error { _, err := c.ecs.ListClusters(ctx, nil); return err },
		"ec2:DescribeInstances":     func() error { _, err := c.ec2.DescribeInstances(ctx, nil); return err },
		"cloudwatch:ListMetrics":    func() error { _, err := c.cloudwatch.ListMetrics(ctx, nil); return err },
		"cloudwatch:DescribeAlarms": func() error { _, err := c.cloudwatch.DescribeAlarms(ctx, nil); return err },
		"sts:GetCallerIdentity":     func() error { _, err := c.sts.GetCallerIdentity(ctx, nil); return err },
		"autoscaling:DescribeAutoScalingGroups": func() error {
			_, err := c.autoscaling.DescribeAutoScalingGroups(ctx, nil)
			return err
		},
	}
}

func setFaults(t *testing.T, faults ...Fault) {
	t.Helper()
	if err := server.Faults(faults...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Faults(); err != nil {
			t.Error(err)
		}
	})
}

func TestNamedFaultsInEachServicesOwnShape(t *testing.T) {
	seed(t, nil)
	c := connect("eu-west-1")
	for kind, codes := range map[string]map[string]string{
		"denied":   {"lambda": "AccessDeniedException", "ecs": "AccessDeniedException", "ec2": "UnauthorizedOperation", "cloudwatch": "AccessDenied", "sts": "AccessDenied", "autoscaling": "AccessDenied"},
		"throttle": {"lambda": "TooManyRequestsException", "ecs": "ThrottlingException", "ec2": "RequestLimitExceeded", "cloudwatch": "Throttling", "sts": "Throttling", "autoscaling": "Throttling"},
		"expired":  {"lambda": "ExpiredTokenException", "ecs": "ExpiredTokenException", "ec2": "RequestExpired", "cloudwatch": "ExpiredToken", "sts": "ExpiredToken", "autoscaling": "ExpiredToken"},
	} {
		for operation, call := range oneCallOf(t.Context(), c) {
			setFaults(t, Fault{Operation: operation, Kind: kind})
			service, _, _ := strings.Cut(operation, ":")
			want := codes[service]
			// In JSON CloudWatch names exceptions as JSON services do.
			if got := code(call()); got != want && got != want+"Exception" {
				t.Errorf("%s of %s: code %q, want %q", kind, operation, got, want)
			}
			if err := server.Faults(); err != nil {
				t.Fatal(err)
			}
			if err := call(); err != nil {
				t.Errorf("%s without faults: %v", operation, err)
			}
		}
	}
}

func TestDeniedNamesTheAction(t *testing.T) {
	seed(t, nil)
	c := connect("eu-west-1")
	setFaults(t, Fault{Operation: "*", Kind: "denied"})
	for operation, call := range oneCallOf(t.Context(), c) {
		if err := call(); err == nil || !strings.Contains(err.Error(), operation) {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

func TestBrokenAnswersAreErrors(t *testing.T) {
	seed(t, map[string]any{"lambda": map[string]any{"functions": []any{map[string]any{"name": "f", "runtime": "python3.13", "traffic": map[string]any{"per_hour": 5}}}}})
	c := connect("eu-west-1")
	for _, fault := range []Fault{{Kind: "html", Status: 502}, {Kind: "garbled"}, {Kind: "empty500"}} {
		fault.Operation = "*"
		setFaults(t, fault)
		for operation, call := range oneCallOf(t.Context(), c) {
			if call() == nil {
				t.Errorf("%s of %s passed as an answer", fault.Kind, operation)
			}
		}
	}
	// A page with status 200 must at least not look like an empty list of functions.
	setFaults(t, Fault{Operation: "lambda:*", Kind: "html"})
	if _, err := c.lambda.ListFunctions(t.Context(), nil); err == nil {
		t.Error("an HTML page passed as a list of functions")
	}
}

func TestFaultsFromASecondPageAndForATime(t *testing.T) {
	c := seedFunctions(t)
	setFaults(t, Fault{Operation: "lambda:ListFunctions", Region: "eu-west-1", Kind: "denied", FromCall: 2, Times: 1})
	paginator := lambda.NewListFunctionsPaginator(c.lambda, &lambda.ListFunctionsInput{})
	if _, err := paginator.NextPage(t.Context()); err != nil {
		t.Fatalf("first page: %v", err)
	}
	if _, err := paginator.NextPage(t.Context()); code(err) != "AccessDeniedException" {
		t.Errorf("second page: %v", err)
	}
	if _, err := paginator.NextPage(t.Context()); err != nil {
		t.Errorf("second page again: %v", err)
	}
	setFaults(t, Fault{Operation: "lambda:*", Region: "us-east-1", Kind: "denied"})
	if _, err := c.lambda.ListFunctions(t.Context(), nil); err != nil {
		t.Errorf("another region: %v", err)
	}
	if _, err := c.ecs.ListClusters(t.Context(), &ecs.ListClustersInput{}); err != nil {
		t.Errorf("another service: %v", err)
	}
}

func TestHangEndsWithTheCaller(t *testing.T) {
	seed(t, nil)
	c := connect("eu-west-1")
	setFaults(t, Fault{Operation: "cloudwatch:ListMetrics", Kind: "hang"})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := c.cloudwatch.ListMetrics(ctx, &cloudwatch.ListMetricsInput{}); err == nil {
		t.Error("a hanging call came back")
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("the caller waited %s", took)
	}
	if _, err := c.lambda.ListFunctions(t.Context(), nil); err != nil {
		t.Errorf("others while one hangs: %v", err)
	}
}

// The SDK of other programs may still speak CloudWatch's query protocol, and moto speaks no CBOR.
func TestCloudWatchProtocols(t *testing.T) {
	seed(t, map[string]any{"metrics": []any{map[string]any{"metric": "N M", "shape": 5, "days": 1}}})
	cbor := cloudwatch.NewFromConfig(aws.Config{Region: "eu-west-1", BaseEndpoint: aws.String(server.URL()), RetryMaxAttempts: 1, Credentials: aws.AnonymousCredentials{}})
	if _, err := cbor.ListMetrics(t.Context(), nil); err == nil {
		t.Error("CBOR was answered")
	}
}
