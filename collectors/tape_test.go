package collectors

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// answer is one recorded answer in eu-west-1.
func answer(operation awsapi.Operation, input, output string) awsapi.TapeEntry {
	return awsapi.TapeEntry{Region: "eu-west-1", Operation: operation, Input: json.RawMessage(input), Output: json.RawMessage(output)}
}

func refusal(operation awsapi.Operation, input, code string) awsapi.TapeEntry {
	return awsapi.TapeEntry{Region: "eu-west-1", Operation: operation, Input: json.RawMessage(input), Error: &awsapi.TapeError{Code: code, Message: "no"}}
}

func session(t *testing.T, entries ...awsapi.TapeEntry) *awsapi.Session {
	t.Helper()
	who := awsapi.TapeEntry{
		Region: "us-east-1", Operation: awsapi.GetCallerIdentity, Input: json.RawMessage(`{}`),
		Output: json.RawMessage(`{"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/me"}`),
	}
	s, err := awsapi.Open(context.Background(), awsapi.Options{Tape: awsapi.ReplayTape(append(entries, who)...)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read collects root datasets and, once, the wants, from recorded answers.
func read(t *testing.T, datasets []inventory.Dataset, wants []inventory.Want, entries ...awsapi.TapeEntry) *inventory.Region {
	t.Helper()
	asked := false
	a := Run(context.Background(), session(t, entries...), Job{
		Regions: []string{"eu-west-1"}, Datasets: datasets, TakenAt: takenAt,
		Wants: func(*inventory.Account, *inventory.Region) []inventory.Want {
			if asked {
				return nil
			}
			asked = true
			return wants
		},
	})
	return a.Regions[0]
}

const (
	firstPage  = `{"FunctionVersion": "ALL", "MaxItems": 50}`
	secondPage = `{"FunctionVersion": "ALL", "MaxItems": 50, "Marker": "m"}`
)

var functionPages = []awsapi.TapeEntry{
	answer(awsapi.ListFunctions, firstPage, `{"NextMarker": "m", "Functions": [
		{"FunctionName": "orders", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST", "Version": "$LATEST", "Runtime": "java26",
		 "CodeSize": 1000, "MemorySize": 512, "Timeout": 30, "LastModified": "2026-11-01T10:00:00.000+0000", "Architectures": ["arm64"],
		 "Layers": [{"Arn": "arn:layer", "CodeSize": 24}], "Environment": {"Variables": {"B": "", "A": ""}}, "VpcConfig": {"SubnetIds": ["subnet-1"]}},
		{"FunctionName": "orders", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:orders:10", "Version": "10", "Runtime": "java21", "SnapStart": {"ApplyOn": "PublishedVersions"}}]}`),
	answer(awsapi.ListFunctions, secondPage, `{"Functions": [
		{"FunctionName": "orders", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:orders:9", "Version": "9", "LastModified": "2025-01-01T10:00:00.000+0000"},
		{"FunctionName": "image", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:image:$LATEST", "Version": "$LATEST", "PackageType": "Image",
		 "CapacityProviderConfig": {"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": "arn:cp"}}}]}`),
}

func TestFunctionsAreReadOverPages(t *testing.T) {
	r := read(t, datasets(inventory.LambdaFunctions), nil, functionPages...)
	if len(r.Gaps) > 0 || len(r.Functions) != 2 {
		t.Fatalf("gaps %v, %d functions", r.Gaps, len(r.Functions))
	}
	image, orders := r.Functions[0], r.Functions[1]
	if !image.Config.Image() || image.CapacityARN != "arn:cp" || image.Config.Architecture != "x86_64" {
		t.Errorf("image: %+v", image)
	}
	if orders.ARN != "arn:aws:lambda:eu-west-1:111122223333:function:orders" || orders.Config.PackageBytes() != 1024 || !orders.InVPC {
		t.Errorf("orders: %+v", orders)
	}
	if orders.Config.Runtime != "java26" || orders.Config.Architecture != "arm64" {
		t.Errorf("an unknown runtime must pass through: %+v", orders.Config)
	}
	if len(orders.EnvNames) != 2 || orders.EnvNames[0] != "A" {
		t.Errorf("names of variables %v", orders.EnvNames)
	}
	if len(orders.Versions) != 2 || orders.Versions[0].Number != "9" || orders.Versions[1].Number != "10" || !orders.Versions[1].Config.SnapStart {
		t.Errorf("versions %+v, want 9 before 10", orders.Versions)
	}
	if got := orders.OldestChange().Format("2006-01-02"); got != "2025-01-01" {
		t.Errorf("the oldest deployment is %s, want that of version 9", got)
	}
}

func TestListingThatFailsIsAGap(t *testing.T) {
	for name, test := range map[string]struct {
		entries []awsapi.TapeEntry
		reason  inventory.Reason
		read    int
	}{
		"denied at once":       {[]awsapi.TapeEntry{refusal(awsapi.ListFunctions, firstPage, "AccessDeniedException")}, inventory.Denied, 0},
		"cut after a page":     {[]awsapi.TapeEntry{functionPages[0], refusal(awsapi.ListFunctions, secondPage, "AccessDeniedException")}, inventory.Incomplete, 1},
		"an answer without it": {[]awsapi.TapeEntry{answer(awsapi.ListFunctions, firstPage, `{}`)}, inventory.Failed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, datasets(inventory.LambdaFunctions), nil, test.entries...)
			gap, ok := r.Gap(inventory.LambdaFunctions)
			if !ok || gap.Reason != test.reason || len(r.Functions) != test.read {
				t.Errorf("gap %+v, %d functions; want %s and %d", gap, len(r.Functions), test.reason, test.read)
			}
			if gap.Operation != "lambda:ListFunctions" {
				t.Errorf("the gap names %q", gap.Operation)
			}
		})
	}
}

const cluster = "arn:aws:ecs:eu-west-1:111122223333:cluster/web"

var clusterAnswers = []awsapi.TapeEntry{
	answer(awsapi.ListClusters, `{"MaxResults": 100}`, `{"ClusterArns": ["`+cluster+`"]}`),
	answer(awsapi.DescribeClusters, `{"Clusters": ["`+cluster+`"], "Include": ["SETTINGS", "TAGS"]}`,
		`{"Clusters": [{"ClusterArn": "`+cluster+`", "ClusterName": "web", "Status": "ACTIVE", "DefaultCapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1}]}]}`),
}

func TestServicesOfAClusterThatAreDeniedLeaveTheClusters(t *testing.T) {
	entries := append(clusterAnswers, refusal(awsapi.ListServices, `{"Cluster": "`+cluster+`", "MaxResults": 100}`, "AccessDeniedException"))
	r := read(t, datasets(inventory.ECSClusters, inventory.ECSServices), nil, entries...)
	if _, ok := r.Gap(inventory.ECSClusters); ok || len(r.Clusters) != 1 || r.Clusters[0].DefaultStrategy[0].Provider != "FARGATE" {
		t.Errorf("clusters %+v, gaps %v", r.Clusters, r.Gaps)
	}
	if gap, ok := r.Gap(inventory.ECSServices); !ok || gap.Reason != inventory.Denied || gap.Action != "ecs:ListServices" {
		t.Errorf("gap of the services: %+v", gap)
	}
}

func TestFailuresOfDescribeServicesAreIncomplete(t *testing.T) {
	entries := append(clusterAnswers,
		answer(awsapi.ListServices, `{"Cluster": "`+cluster+`", "MaxResults": 100}`, `{"ServiceArns": ["a", "b"]}`),
		answer(awsapi.DescribeServices, `{"Cluster": "`+cluster+`", "Services": ["a", "b"], "Include": ["TAGS"]}`,
			`{"Services": [{"ServiceArn": "a", "ServiceName": "a", "Status": "ACTIVE"}], "Failures": [{"Arn": "b", "Reason": "MISSING"}]}`))
	r := read(t, datasets(inventory.ECSClusters, inventory.ECSServices), nil, entries...)
	if len(r.Clusters[0].Services) != 1 {
		t.Errorf("services %+v", r.Clusters[0].Services)
	}
	if gap, ok := r.Gap(inventory.ECSServices); !ok || gap.Reason != inventory.Incomplete {
		t.Errorf("gap %+v, want incomplete", gap)
	}
}
