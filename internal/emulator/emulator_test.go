//go:build emulator

package emulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"

	"github.com/computelint/computelint/checks"
)

const account = "111122223333"

// server is shared: starting one takes a second. Tests reset it and so do not run in parallel.
var server *Server

func TestMain(m *testing.M) {
	var err error
	server, err = Start(context.Background(), Options{Stderr: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// seed starts again from an account with this content in eu-west-1.
func seed(t *testing.T, content map[string]any) *Seeded {
	t.Helper()
	return seedAccount(t, map[string]any{"regions": map[string]any{"eu-west-1": content}})
}

// seedAccount starts again from a description without its account.
func seedAccount(t *testing.T, content map[string]any) *Seeded {
	t.Helper()
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	content["account"] = map[string]any{"id": account}
	description, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	seeded, err := server.SeedBytes(description)
	if err != nil {
		t.Fatal(err)
	}
	return seeded
}

type clients struct {
	lambda      *lambda.Client
	ecs         *ecs.Client
	ec2         *ec2.Client
	cloudwatch  *cloudwatch.Client
	autoscaling *autoscaling.Client
	sts         *sts.Client
}

// connect makes the real SDK clients.
func connect(region string) clients {
	cfg := config(region)
	return clients{
		lambda: lambda.NewFromConfig(cfg),
		ecs:    ecs.NewFromConfig(cfg),
		ec2:    ec2.NewFromConfig(cfg),
		cloudwatch: cloudwatch.NewFromConfig(cfg, func(o *cloudwatch.Options) {
			o.Protocol = awsjson.New10(schemas.GraniteServiceVersion20100801)
		}),
		autoscaling: autoscaling.NewFromConfig(cfg),
		sts:         sts.NewFromConfig(cfg),
	}
}

// config is for clients that do not retry, so that a fault is seen as it is, but for
// lost connections: the SDK closes a request's body when the answer is there, and now and then an
// answer over loopback overtakes the end of the request, which Go's transport then takes for broken.
func config(region string) aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(server.URL()),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIAEXAMPLEEXAMPLE00", "secret", ""),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.Retryables = []retry.IsErrorRetryable{retry.RetryableConnectionError{}}
			})
		},
	}
}

// code is the error code of an API error, or the error's text.
func code(err error) string {
	if apiError, ok := errors.AsType[smithy.APIError](err); ok {
		return apiError.ErrorCode()
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func names(format string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return out
}

// sameItems checks that pages brought every item once.
func sameItems(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %d items, want %d: %.200v", what, len(got), len(want), got)
	}
}

// samePages checks the sizes of the pages.
func samePages(t *testing.T, what string, got []int, want ...int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: pages of %v, want %v", what, got, want)
	}
}

func TestCallerIdentityAndCounts(t *testing.T) {
	seed(t, nil)
	identity, err := connect("eu-west-1").sts.GetCallerIdentity(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(identity.Account); got != account {
		t.Errorf("account %s, want %s", got, account)
	}
	for _, region := range []string{"eu-west-1", "us-east-1", "us-east-1"} {
		if _, err := connect(region).lambda.ListFunctions(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := server.Requests()
	if err != nil {
		t.Fatal(err)
	}
	if counts["lambda:ListFunctions@eu-west-1"] != 1 || counts["lambda:ListFunctions@us-east-1"] != 2 || counts["sts:GetCallerIdentity@eu-west-1"] != 1 {
		t.Errorf("counts: %v", counts)
	}
	if err := server.ForgetRequests(); err != nil {
		t.Fatal(err)
	}
	if counts, _ = server.Requests(); len(counts) != 0 {
		t.Errorf("after ForgetRequests: %v", counts)
	}
}

func TestStoryIsLabelled(t *testing.T) {
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	story, err := server.SeedStory()
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]map[string]int{}
	for _, e := range story.Expect {
		if verdicts[e.Check] == nil {
			verdicts[e.Check] = map[string]int{}
		}
		verdicts[e.Check][e.Verdict]++
	}
	for _, c := range checks.All {
		if seen := verdicts[c.ID]; seen["finding"] < 1 || seen["clean"] < 1 || seen["unknown"] < 1 {
			t.Errorf("%s: %v, want at least a finding, a clean and an unknown", c.ID, seen)
		}
		delete(verdicts, c.ID)
	}
	for id := range verdicts {
		t.Errorf("%s has labels, and is no check", id)
	}
}

func TestBigAccountSeedsInSeconds(t *testing.T) {
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	seeded, err := server.SeedBytes([]byte(`{"account": {"id": "111122223333"}, "generate": {"functions": 2000, "services": 50, "instances": 50}}`))
	if err != nil {
		t.Fatal(err)
	}
	if seeded.Resources < 2100 || seeded.Series < 10000 {
		t.Errorf("seeded %d resources and %d series", seeded.Resources, seeded.Series)
	}
	if seeded.Seconds > 60 {
		t.Errorf("seeding took %.0f s", seeded.Seconds)
	}
}

func TestDescriptionsAreChecked(t *testing.T) {
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	for _, description := range []string{
		`{`,
		`{"account": {"id": "1"}, "generate": {"fuctions": 3}}`,
		`{"account": {"id": "1"}, "regions": {"eu-west-1": {"lambda": {"functions": [{"name": "f", "runtime": "r", "expect": {"x": "maybe"}}]}}}}`,
	} {
		if _, err := server.SeedBytes([]byte(description)); err == nil {
			t.Errorf("%s was accepted", description)
		}
	}
	if err := server.Faults(Fault{Operation: "*", Kind: "flood"}); err == nil {
		t.Error("an unknown fault was accepted")
	}
}

func TestCloseEndsTheServer(t *testing.T) {
	other, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	client := http.Client{Timeout: 2 * time.Second}
	if response, err := client.Get(other.URL() + "/_computelint/requests"); err == nil {
		_ = response.Body.Close()
		t.Error("the server still answers after Close")
	}
}

func TestMissingPythonSaysWhatToDo(t *testing.T) {
	t.Setenv("COMPUTELINT_PYTHON", "/nonexistent/python")
	_, err := Start(t.Context(), Options{})
	if err == nil {
		t.Fatal("started without Python")
	}
	t.Log(err)
}
