package awsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/computelint/computelint/internal/inventory"
)

// wire starts a server that answers GetCallerIdentity, and everything else with the handler.
func wire(t *testing.T, handler http.HandlerFunc) *Session {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), "/sts/") {
			fmt.Fprint(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
			return
		}
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_REGION": "eu-west-1",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "",
	} {
		t.Setenv(name, value)
	}
	session, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func answerWith(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// An answer that is not AWS's is an error whatever its status says: it must never read as an empty list.
func TestForeignAnswersAreErrors(t *testing.T) {
	const page = "<!DOCTYPE html><html><body><h1>Sign in to the proxy</h1></body></html>"
	for name, handler := range map[string]http.HandlerFunc{
		"a login page":                 answerWith(200, "text/html", page),
		"a login page that claims XML": answerWith(200, "text/xml", page),
		"another service's XML":        answerWith(200, "text/xml", "<ListBucketsResponse/>"),
		"half an answer":               answerWith(200, "text/xml", "<DescribeInstancesResponse><reservationSet><item>"),
		"nothing":                      answerWith(200, "text/xml", ""),
	} {
		t.Run(name, func(t *testing.T) {
			session := wire(t, handler)
			out, err := session.In("eu-west-1").EC2.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
			if err == nil {
				t.Fatalf("it was taken for an answer with %d reservations", len(out.Reservations))
			}
			if g := GapOf(DescribeInstances, err); g.Reason != inventory.Failed {
				t.Errorf("the gap is %q, want failed: %v", g.Reason, err)
			}
		})
	}
}

// Elastic Load Balancing answers in XML too. An empty list is a list; a login page is none.
func TestLoadBalancersAnswerInXML(t *testing.T) {
	describe := func(body string) (*elasticloadbalancingv2.DescribeTargetGroupsOutput, error) {
		return wire(t, answerWith(200, "text/xml", body)).In("eu-west-1").LoadBalancing.DescribeTargetGroups(t.Context(), nil)
	}
	out, err := describe(`<DescribeTargetGroupsResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
		<DescribeTargetGroupsResult><TargetGroups/></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>`)
	if err != nil || out.TargetGroups == nil || len(out.TargetGroups) != 0 {
		t.Errorf("%+v, %v; want an empty list", out, err)
	}
	if out, err := describe("<root><h1>Sign in to the proxy</h1></root>"); err == nil {
		t.Errorf("it was taken for an answer with %d target groups", len(out.TargetGroups))
	}
}

// Emulators label sound answers as HTML: the label decides nothing.
func TestContentTypeIsNoReasonToRefuse(t *testing.T) {
	session := wire(t, answerWith(200, "text/html; charset=utf-8", `{"Functions": [{"FunctionName": "orders"}]}`))
	out, err := session.In("eu-west-1").Lambda.ListFunctions(t.Context(), &lambda.ListFunctionsInput{})
	if err != nil || len(out.Functions) != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}

// A connection that breaks in the middle of an answer is tried again.
func TestBrokenConnectionsAreTriedAgain(t *testing.T) {
	calls := 0
	session := wire(t, func(w http.ResponseWriter, r *http.Request) {
		calls++
		if calls > 1 {
			answerWith(200, "application/json", `{"Functions": []}`)(w, r)
			return
		}
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"Functions": [`)
	})
	if _, err := session.In("eu-west-1").Lambda.ListFunctions(t.Context(), &lambda.ListFunctionsInput{}); err != nil || calls != 2 {
		t.Errorf("%d calls, %v", calls, err)
	}
}

func TestErrorsAreClassified(t *testing.T) {
	body := func(code string) string { return fmt.Sprintf(`{"__type": %q, "message": "no"}`, code) }
	for code, want := range map[string]inventory.Reason{
		"AccessDeniedException":       inventory.Denied,
		"ExpiredTokenException":       inventory.Credentials,
		"UnrecognizedClientException": inventory.RegionOff,
		"TooManyRequestsException":    inventory.Throttled,
		"ServiceException":            inventory.Failed,
		"NeverHeardOf":                inventory.Failed,
	} {
		t.Run(code, func(t *testing.T) {
			session := wire(t, answerWith(400, "application/json", body(code)))
			_, err := session.In("eu-west-1").Lambda.GetAccountSettings(t.Context(), &lambda.GetAccountSettingsInput{})
			g := GapOf(GetAccountSettings, err)
			if g.Reason != want {
				t.Errorf("%q, want %q (%v)", g.Reason, want, err)
			}
			if (g.Action != "") != (want == inventory.Denied) {
				t.Errorf("the permission that would help is %q", g.Action)
			}
		})
	}
}

func TestDeadlineIsAGapOfItsOwn(t *testing.T) {
	session := wire(t, func(http.ResponseWriter, *http.Request) {})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := session.In("eu-west-1").Lambda.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if g := GapOf(GetAccountSettings, err); g.Reason != inventory.Deadline {
		t.Errorf("%q: %v", g.Reason, err)
	}
}

// Every attempt is counted, throttles on their own.
func TestMeterCountsAttempts(t *testing.T) {
	calls := 0
	session := wire(t, func(w http.ResponseWriter, _ *http.Request) {
		calls++
		if calls < 3 {
			answerWith(429, "application/json", `{"__type": "TooManyRequestsException"}`)(w, nil)
			return
		}
		answerWith(200, "application/json", `{"Functions": []}`)(w, nil)
	})
	if _, err := session.In("eu-west-1").Lambda.ListFunctions(t.Context(), &lambda.ListFunctionsInput{}); err != nil {
		t.Fatal(err)
	}
	cost := session.Meter.Cost()
	if cost.Calls["lambda:ListFunctions"] != 3 || cost.Throttles != 2 {
		t.Errorf("%+v, want three calls and two throttles", cost)
	}
}

// No value of an environment variable gets past the client.
func TestSecretsAreDroppedAtDecode(t *testing.T) {
	session := wire(t, answerWith(200, "application/json",
		`{"Functions": [{"FunctionName": "orders", "Environment": {"Variables": {"DB_PASSWORD": "canary-7f3a"}}}]}`))
	out, err := session.In("eu-west-1").Lambda.ListFunctions(t.Context(), &lambda.ListFunctionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	value, named := out.Functions[0].Environment.Variables["DB_PASSWORD"]
	if !named || value != "" {
		t.Errorf("named: %v, value: %q", named, value)
	}
}

// Nor does anything of a container that may hold a secret.
func TestContainerSecretsAreDroppedAtDecode(t *testing.T) {
	session := wire(t, answerWith(200, "application/x-amz-json-1.1", `{"taskDefinition": {"family": "web", "cpu": "256", "containerDefinitions": [
		{"name": "app", "cpu": 10, "environment": [{"name": "A", "value": "canary-1"}], "secrets": [{"name": "B", "valueFrom": "canary-2"}],
		 "command": ["--token=canary-3"], "entryPoint": ["canary-4"], "dockerLabels": {"key": "canary-7"},
		 "healthCheck": {"command": ["CMD", "curl", "canary-8"], "interval": 5}, "firelensConfiguration": {"type": "fluentbit", "options": {"a": "canary-9"}},
		 "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "canary-10", "mode": "non-blocking", "max-buffer-size": "25m"},
			"secretOptions": [{"name": "k", "valueFrom": "canary-11"}]}, "environmentFiles": [{"type": "s3", "value": "canary-5"}],
		 "repositoryCredentials": {"credentialsParameter": "canary-6"}}],
		"volumes": [{"name": "v", "dockerVolumeConfiguration": {"scope": "shared", "driverOpts": {"o": "password=canary-12"}, "labels": {"l": "canary-13"}}},
			{"name": "w", "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-1", "authorizationConfig": {"credentialsParameter": "canary-14"}}}]}}`))
	out, err := session.In("eu-west-1").ECS.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: new("web")})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(out)
	if err != nil || strings.Contains(string(text), "canary") {
		t.Errorf("%v %s", err, text)
	}
	c := out.TaskDefinition.ContainerDefinitions[0]
	if c.Cpu != 10 || *c.Name != "app" || c.HealthCheck == nil || len(c.LogConfiguration.Options) != 2 || out.TaskDefinition.Volumes[0].DockerVolumeConfiguration.Scope != "shared" {
		t.Errorf("too much was dropped: %+v", c)
	}
}

func TestCloudWatchSpeaksJSONToCustomEndpoints(t *testing.T) {
	var contentType string
	session := wire(t, func(w http.ResponseWriter, r *http.Request) {
		contentType = r.Header.Get("Content-Type")
		answerWith(200, contentType, `{"Metrics": []}`)(w, nil)
	})
	if _, err := session.In("eu-west-1").CloudWatch.ListMetrics(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if contentType != "application/x-amz-json-1.0" {
		t.Errorf("it spoke %s", contentType)
	}
	session.protocol = "cbor"
	_, _ = session.In("eu-west-1").CloudWatch.ListMetrics(t.Context(), nil)
	if contentType != "application/cbor" {
		t.Errorf("told to speak CBOR, it spoke %s", contentType)
	}
}

func TestAssumedRoleIsNarrowed(t *testing.T) {
	var form string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		if r.Form.Get("Action") == "AssumeRole" {
			form = r.Form.Encode()
			fmt.Fprint(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
			return
		}
		fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws-us-gov:iam::444455556666:role/r</Arn><Account>444455556666</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	}))
	defer server.Close()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-gov-west-1",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_PROFILE": "",
	} {
		t.Setenv(name, value)
	}
	session, err := Open(t.Context(), Options{RoleARN: "arn:aws-us-gov:iam::444455556666:role/r", ExternalID: "abc", Policy: `{"Version":"2012-10-17"}`})
	if err != nil {
		t.Fatal(err)
	}
	if session.AccountID != "444455556666" || session.Partition != "aws-us-gov" {
		t.Errorf("account %s in %s", session.AccountID, session.Partition)
	}
	for _, part := range []string{"ExternalId=abc", "Policy=%7B", "RoleSessionName=computelint"} {
		if !strings.Contains(form, part) {
			t.Errorf("the request to assume the role lacks %s: %s", part, form)
		}
	}
}
