package collectors

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// bigECS answers as ECS does for 130 clusters, of which three have services and tasks.
type bigECS struct{ services, tasks map[string]int }

const (
	bigClusters    = 130
	bigDefinitions = 300 // distinct task definitions of the services
)

func (b bigECS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Authorization"), "/sts/") {
		fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		return
	}
	var in struct {
		Cluster, NextToken, TaskDefinition string
		MaxResults                         int
		Clusters, Services, Tasks          []string
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	out := map[string]any{}
	list := func(key string, n int) { // one page of "key/0" and so on
		from, _ := strconv.Atoi(in.NextToken)
		names := []string{}
		for i := from; i < min(n, from+in.MaxResults); i++ {
			names = append(names, fmt.Sprintf("%s/%d", in.Cluster, i))
		}
		if out[key] = names; from+in.MaxResults < n {
			out["nextToken"] = strconv.Itoa(from + in.MaxResults)
		}
	}
	describe := func(key, arn string, names []string, most int, more func(name string) map[string]any) {
		var items []map[string]any
		for _, name := range names[:min(len(names), most)] { // more than that is more than the API takes
			item := map[string]any{arn: name}
			maps.Copy(item, more(name))
			items = append(items, item)
		}
		out[key] = items
	}
	none := func(string) map[string]any { return nil }
	switch operation {
	case "ListClusters":
		list("clusterArns", bigClusters)
	case "DescribeClusters":
		describe("clusters", "clusterArn", in.Clusters, 100, none)
	case "ListServices":
		list("serviceArns", b.services[in.Cluster])
	case "DescribeServices":
		describe("services", "serviceArn", in.Services, 10, func(name string) map[string]any {
			number, _ := strconv.Atoi(name[strings.LastIndex(name, "/")+1:])
			return map[string]any{"taskDefinition": fmt.Sprintf("arn:aws:ecs:eu-west-1:111122223333:task-definition/td:%d", number%bigDefinitions)}
		})
	case "ListTasks":
		list("taskArns", b.tasks[in.Cluster])
	case "DescribeTasks":
		describe("tasks", "taskArn", in.Tasks, 100, none)
	case "DescribeTaskDefinition":
		out["taskDefinition"] = map[string]any{"taskDefinitionArn": in.TaskDefinition, "cpu": "256"}
	default:
		w.WriteHeader(http.StatusBadRequest)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(out)
}

// What reading ECS takes is arithmetic: pages of 100 clusters, services and tasks, descriptions of 100 clusters, 10 services
// and 100 tasks, and one request for each distinct task definition.
func TestReadingECSTakesNoRequestTooMany(t *testing.T) {
	account := bigECS{
		services: map[string]int{"/0": 700, "/1": 205, "/2": 95},
		tasks:    map[string]int{"/0": 4000, "/1": 950, "/2": 50},
	}
	server := httptest.NewServer(account)
	defer server.Close()
	none := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_REGION": "eu-west-1",
		"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "",
	} {
		t.Setenv(name, value)
	}
	session, err := awsapi.Open(t.Context(), awsapi.Options{Share: 1000}) // no quota to share here
	if err != nil {
		t.Fatal(err)
	}
	a := Run(t.Context(), session, Job{
		Regions: []string{"eu-west-1"}, TakenAt: takenAt, Datasets: datasets(inventory.ECSClusters, inventory.ECSServices),
		Wants: func(_ *inventory.Account, r *inventory.Region) []inventory.Want {
			wants := map[inventory.Want]bool{}
			for i := range r.Clusters {
				for _, s := range r.Clusters[i].Services {
					wants[inventory.TasksKey(s.Cluster).Want()] = true
					wants[inventory.TaskDefinitionKey(s.TaskDefinition).Want()] = true
				}
			}
			maps.DeleteFunc(wants, func(w inventory.Want, _ bool) bool { return r.Has(w) })
			var out []inventory.Want
			for w := range wants {
				out = append(out, w)
			}
			return out
		},
	})
	r, services, tasks := a.Regions[0], 0, 0
	for i := range r.Clusters {
		services += len(r.Clusters[i].Services)
		if len(r.Clusters[i].Services) > 0 {
			tasks += len(known(t, r, inventory.TasksKey(r.Clusters[i].ARN)))
		}
	}
	if len(r.Clusters) != bigClusters || services != 1000 || tasks != 5000 || len(r.Gaps) > 0 {
		t.Errorf("%d clusters, %d services, %d tasks, gaps %v", len(r.Clusters), services, tasks, r.Gaps)
	}
	want := map[string]int{
		"sts:GetCallerIdentity": 1, "ecs:ListClusters": 2, "ecs:DescribeClusters": 2,
		"ecs:ListServices":     7 + 3 + 1 + (bigClusters - 3), // pages; one says that a cluster has none
		"ecs:DescribeServices": 70 + 21 + 10,
		"ecs:ListTasks":        40 + 10 + 1, "ecs:DescribeTasks": 40 + 10 + 1,
		"ecs:DescribeTaskDefinition": bigDefinitions,
	}
	if diff := cmp.Diff(want, session.Meter.Cost().Calls); diff != "" {
		t.Error(diff)
	}
}
