package collectors

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestSubnets(t *testing.T) {
	a, gone := inventory.SubnetKey("subnet-a"), inventory.SubnetKey("subnet-gone")
	wants := []inventory.Want{a.Want(), gone.Want()}
	input := `{"Filters": [{"Name": "subnet-id", "Values": ["subnet-a", "subnet-gone"]}]}`
	r := read(t, nil, wants, answer(awsapi.DescribeSubnets, input, `{"Subnets": [{"SubnetId": "subnet-a", "AvailabilityZoneId": "euw1-az2"}]}`))
	if got, ok := inventory.Read(r, a).Get(); !ok || got != (inventory.Subnet{ID: "subnet-a", AZ: "euw1-az2"}) {
		t.Errorf("%+v", got)
	}
	if why := inventory.Read(r, gone).Why(); why.Reason != inventory.Failed || !strings.Contains(why.Detail, "subnet-gone") {
		t.Errorf("%+v", why)
	}
	r = read(t, nil, wants, refusal(awsapi.DescribeSubnets, input, "UnauthorizedOperation"))
	if why := inventory.Read(r, gone).Why(); why.Reason != inventory.Denied || why.Action != "ec2:DescribeSubnets" {
		t.Errorf("%+v", why)
	}
}

const optimizerPage = `{"MaxResults": 100}`

func TestOptimizerIsReadOverPages(t *testing.T) {
	key := inventory.OptimizerKey()
	r := read(t, nil, []inventory.Want{key.Want()},
		answer(awsapi.GetLambdaRecommendations, optimizerPage, `{"NextToken": "n", "LambdaFunctionRecommendations": [
			{"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST", "FunctionVersion": "$LATEST", "CurrentMemorySize": 1024,
			 "NumberOfInvocations": 5000, "LookbackPeriodInDays": 14, "Finding": "NotOptimized", "FindingReasonCodes": ["MemoryOverprovisioned"],
			 "UtilizationMetrics": [{"Name": "Memory", "Statistic": "Maximum", "Value": 310.5}, {"Name": "Memory", "Statistic": "Average", "Value": 200},
			  {"Name": "Duration", "Statistic": "Maximum", "Value": 900}, {"Name": "Duration", "Statistic": "Average", "Value": 120}],
			 "MemorySizeRecommendationOptions": [
			  {"Rank": 2, "MemorySize": 768},
			  {"Rank": 1, "MemorySize": 512, "SavingsOpportunity": {"EstimatedMonthlySavings": {"Currency": "USD", "Value": 3.5}}}]}]}`),
		answer(awsapi.GetLambdaRecommendations, `{"MaxResults": 100, "NextToken": "n"}`, `{"LambdaFunctionRecommendations": [
			{"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:idle:7", "FunctionVersion": "7", "Finding": "Unavailable", "FindingReasonCodes": ["InsufficientData"]}]}`))
	got, ok := inventory.Read(r, key).Get()
	want := []inventory.Recommendation{
		{Function: "idle", Version: "7", Finding: "Unavailable", FindingReasons: []string{"InsufficientData"}},
		{
			Function: "orders", Version: "$LATEST", MemoryMB: 1024, MemoryAverageMB: 200, MemoryMaxMB: 310.5, DurationAverage: 120, DurationMax: 900,
			Invocations: 5000, LookbackDays: 14, Finding: "NotOptimized", FindingReasons: []string{"MemoryOverprovisioned"}, RecommendedMB: 512, SavingsUSDMonth: 3.5,
		},
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("known %v\n%s", ok, diff)
	}
}

func TestOptimizerThatIsNotEnrolledIsNoRegionThatIsOff(t *testing.T) {
	key := inventory.OptimizerKey()
	for name, test := range map[string]struct {
		entry  awsapi.TapeEntry
		reason inventory.Reason
		detail string
	}{
		"not enrolled": {refusal(awsapi.GetLambdaRecommendations, optimizerPage, "OptInRequiredException"), inventory.NotEnabled, "Compute Optimizer is not enrolled"},
		"denied":       {refusal(awsapi.GetLambdaRecommendations, optimizerPage, "AccessDeniedException"), inventory.Denied, "AccessDeniedException: no"},
		"no list":      {answer(awsapi.GetLambdaRecommendations, optimizerPage, `{}`), inventory.Failed, "the answer holds no list of recommendations"},
	} {
		why := inventory.Read(read(t, nil, []inventory.Want{key.Want()}, test.entry), key).Why()
		if why.Reason != test.reason || why.Detail != test.detail {
			t.Errorf("%s: %+v", name, why)
		}
	}
	r := read(t, nil, []inventory.Want{key.Want()}, answer(awsapi.GetLambdaRecommendations, optimizerPage, `{"LambdaFunctionRecommendations": []}`))
	if got, ok := inventory.Read(r, key).Get(); !ok || len(got) != 0 {
		t.Error("an enrolled account without functions must be known to have no recommendation")
	}
}

const manifest = `{\"schemaVersion\": 2, \"config\": {\"size\": 7}, \"layers\": [{\"size\": 1000}, {\"size\": 24}]}`

// batch is the input of BatchGetImage.
func batch(repository string, digests ...string) string {
	var ids []string
	for _, d := range digests {
		ids = append(ids, fmt.Sprintf(`{"ImageDigest": %q}`, d))
	}
	return fmt.Sprintf(`{"RepositoryName": %q, "AcceptedMediaTypes": ["%s"], "ImageIds": [%s]}`,
		repository, strings.Join(manifestTypes, `","`), strings.Join(ids, ","))
}

func found(digest, manifest string) string {
	return fmt.Sprintf(`{"ImageId": {"ImageDigest": %q}, "ImageManifest": "%s"}`, digest, manifest)
}

func TestImagesAreLookedForInEveryRepository(t *testing.T) {
	a, b, index := inventory.ImageKey("sha256:a"), inventory.ImageKey("sha256:b"), inventory.ImageKey("sha256:c")
	wants := []inventory.Want{a.Want(), b.Want(), index.Want()}
	repositories := answer(awsapi.DescribeRepositories, `{"MaxResults": 1000}`, `{"Repositories": [{"RepositoryName": "web"}, {"RepositoryName": "api"}, {"RepositoryName": "old"}]}`)
	gone := refusal(awsapi.BatchGetImage, batch("old", "sha256:b"), "RepositoryNotFoundException")
	api := answer(awsapi.BatchGetImage, batch("api", "sha256:a", "sha256:b", "sha256:c"), `{"Images": [`+found("sha256:a", manifest)+`,`+found("sha256:c", `{\"manifests\": []}`)+`],
		"Failures": [{"FailureCode": "ImageNotFound", "ImageId": {"ImageDigest": "sha256:b"}}]}`)
	web := answer(awsapi.BatchGetImage, batch("web", "sha256:b"), `{"Images": []}`)
	r := read(t, nil, wants, repositories, api, gone, web)
	if got, ok := inventory.Read(r, a).Get(); !ok || got != (inventory.Image{Digest: "sha256:a", Repository: "api", Bytes: 1031}) {
		t.Errorf("%+v", got)
	}
	if got, ok := inventory.Read(r, b).Get(); !ok || got != (inventory.Image{Digest: "sha256:b"}) {
		t.Errorf("an image that no repository has must be known to be elsewhere: %v %+v", ok, got)
	}
	if why := inventory.Read(r, index).Why(); why.Reason != inventory.Failed || strings.Contains(why.Detail, "manifests") {
		t.Errorf("an index has no size of its own: %+v", why)
	}

	denied := refusal(awsapi.BatchGetImage, batch("web", "sha256:b"), "AccessDeniedException")
	r = read(t, nil, wants, repositories, api, gone, denied)
	if why := inventory.Read(r, b).Why(); why.Reason != inventory.Denied {
		t.Errorf("an image that may be in a repository that was denied: %+v", why)
	}
	if _, ok := inventory.Read(r, a).Get(); !ok {
		t.Error("an image that was found before is known all the same")
	}
	r = read(t, nil, wants, refusal(awsapi.DescribeRepositories, `{"MaxResults": 1000}`, "AccessDeniedException"))
	if why := inventory.Read(r, a).Why(); why.Reason != inventory.Denied || why.Action != "ecr:DescribeRepositories" {
		t.Errorf("%+v", why)
	}
}

func TestNoMoreRepositoriesAreAskedThanNeeded(t *testing.T) {
	a := inventory.ImageKey("sha256:a")
	r := read(t, nil, []inventory.Want{a.Want()},
		answer(awsapi.DescribeRepositories, `{"MaxResults": 1000}`, `{"NextToken": "n", "Repositories": [{"RepositoryName": "api"}]}`),
		answer(awsapi.DescribeRepositories, `{"MaxResults": 1000, "NextToken": "n"}`, `{"Repositories": [{"RepositoryName": "not-on-the-tape"}]}`),
		answer(awsapi.BatchGetImage, batch("api", "sha256:a"), `{"Images": [`+found("sha256:a", manifest)+`]}`))
	if _, ok := inventory.Read(r, a).Get(); !ok {
		t.Errorf("%+v", inventory.Read(r, a).Why())
	}
}

const lambdaGroupsPage = `{"LogGroupNamePrefix": "/aws/lambda/", "Limit": 50}`

func groupInput(name string) string {
	return fmt.Sprintf(`{"LogGroupNamePrefix": %q, "Limit": 1}`, name)
}

func TestLogGroupsByName(t *testing.T) {
	orders, gone, custom := inventory.LogGroupKey("/aws/lambda/orders"), inventory.LogGroupKey("/aws/lambda/gone"), inventory.LogGroupKey("shared")
	denied := inventory.LogGroupKey("secret")
	r := read(t, nil, []inventory.Want{orders.Want(), gone.Want(), custom.Want(), denied.Want()},
		answer(awsapi.DescribeLogGroups, groupInput("/aws/lambda/orders"),
			`{"NextToken": "n", "LogGroups": [{"LogGroupName": "/aws/lambda/orders", "RetentionInDays": 30, "StoredBytes": 12345, "CreationTime": 1767225600000, "LogGroupClass": "STANDARD"}]}`),
		answer(awsapi.DescribeLogGroups, groupInput("/aws/lambda/gone"), `{"LogGroups": [{"LogGroupName": "/aws/lambda/gone-too"}]}`),
		answer(awsapi.DescribeLogGroups, groupInput("shared"), `{"LogGroups": []}`),
		refusal(awsapi.DescribeLogGroups, groupInput("secret"), "AccessDeniedException"))
	got, ok := inventory.Read(r, orders).Get()
	if !ok || !got.Exists || got.RetentionDays != 30 || got.StoredBytes != 12345 || got.Class != "STANDARD" || got.CreatedAt.Format("2006-01-02") != "2026-01-01" {
		t.Errorf("%+v", got)
	}
	for _, key := range []inventory.Key[inventory.LogGroup]{gone, custom} {
		if got, ok := inventory.Read(r, key).Get(); !ok || got.Exists || got.Name != key.Want().Subject {
			t.Errorf("%s must be known not to exist: %v %+v", key.Want().Subject, ok, got)
		}
	}
	if why := inventory.Read(r, denied).Why(); why.Reason != inventory.Denied || why.Action != "logs:DescribeLogGroups" {
		t.Errorf("%+v", why)
	}
}

// Three groups of Lambda's are worth a listing of them all, where the account has few functions.
func TestManyLogGroupsAreListed(t *testing.T) {
	a, b, c := inventory.LogGroupKey("/aws/lambda/a"), inventory.LogGroupKey("/aws/lambda/b"), inventory.LogGroupKey("/aws/lambda/c")
	wants := []inventory.Want{a.Want(), b.Want(), c.Want()}
	first := answer(awsapi.DescribeLogGroups, lambdaGroupsPage, `{"NextToken": "n", "LogGroups": [{"LogGroupName": "/aws/lambda/a"}]}`)
	next := `{"LogGroupNamePrefix": "/aws/lambda/", "Limit": 50, "NextToken": "n"}`
	r := read(t, nil, wants, first, answer(awsapi.DescribeLogGroups, next, `{"LogGroups": [{"LogGroupName": "/aws/lambda/b", "RetentionInDays": 3}]}`))
	if got, ok := inventory.Read(r, b).Get(); !ok || got.RetentionDays != 3 {
		t.Errorf("%+v", got)
	}
	if got, ok := inventory.Read(r, c).Get(); !ok || got.Exists {
		t.Errorf("%v %+v", ok, got)
	}
	r = read(t, nil, wants, first, refusal(awsapi.DescribeLogGroups, next, "ThrottlingException"))
	if _, ok := inventory.Read(r, a).Get(); !ok {
		t.Error("what was listed before the cut is known")
	}
	if why := inventory.Read(r, c).Why(); why.Reason != inventory.Throttled {
		t.Errorf("what was not listed before the cut: %+v", why)
	}
}
