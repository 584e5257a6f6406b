package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// BenchmarkAuditOfALargeAccount audits a snapshot of 1,000 services, 5,000 tasks and 2,000 instances with the program as it
// is built for users: how long it takes and how much memory it holds at most.
func BenchmarkAuditOfALargeAccount(b *testing.B) {
	dir := b.TempDir()
	binary, file := filepath.Join(dir, "computelint"), filepath.Join(dir, "large.snapshot")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("building: %v\n%s", err, out)
	}
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := inventory.WriteSnapshot(f, largeAccount()); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	var peak int64
	var busy time.Duration
	for b.Loop() {
		audit := exec.CommandContext(b.Context(), binary, "audit", "--no-config", "--from", file, "-o", "terminal="+filepath.Join(dir, "out.txt"))
		if out, err := audit.CombinedOutput(); err != nil {
			b.Fatalf("auditing: %v\n%s", err, out)
		}
		busy += audit.ProcessState.UserTime() + audit.ProcessState.SystemTime()
		if usage, ok := audit.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, usage.Maxrss) // KiB on Linux
		}
	}
	b.ReportMetric(float64(peak)/1024, "MB-peak")
	b.ReportMetric(busy.Seconds()/float64(b.N), "cpu-s/op")
}

// largeAccount holds everything that the checks want to know of it, however much they ask.
func largeAccount() *inventory.Account {
	a := &inventory.Account{ID: "111122223333", Partition: "aws", TakenAt: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	r := &inventory.Region{Name: "us-east-1"}
	a.Regions = []*inventory.Region{r}
	old := a.TakenAt.AddDate(0, 0, -400)
	for c := range 20 {
		cluster := inventory.Cluster{ARN: fmt.Sprintf("arn:aws:ecs:us-east-1:111122223333:cluster/c%02d", c), Name: fmt.Sprintf("c%02d", c), Status: "ACTIVE"}
		for s := range 50 {
			name := fmt.Sprintf("service-%02d-%02d", c, s)
			cluster.Services = append(cluster.Services, inventory.Service{
				ARN: "arn:aws:ecs:us-east-1:111122223333:service/" + cluster.Name + "/" + name, Name: name, Cluster: cluster.ARN, Status: "ACTIVE",
				LaunchType: "FARGATE", Scheduling: "REPLICA", PlatformFamily: "Linux", Desired: 5, Running: 5, Deployments: 1, CreatedAt: old,
				TaskDefinition: "arn:aws:ecs:us-east-1:111122223333:task-definition/" + name + ":7", Subnets: []string{"subnet-a", "subnet-b"},
			})
		}
		cluster.RunningTasks = 5 * len(cluster.Services)
		r.Clusters = append(r.Clusters, cluster)
	}
	for n := range 2000 {
		id := fmt.Sprintf("i-%017x", n)
		r.Instances = append(r.Instances, inventory.Instance{
			ID: id, Type: []string{"m5.large", "c5.xlarge", "t3.medium", "r6i.2xlarge"}[n%4], State: "running", Platform: "Linux/UNIX",
			Architecture: "x86_64", Tenancy: "default", Image: fmt.Sprintf("ami-%d", n%40), Zone: "us-east-1a", LaunchTime: old, RootAttached: old,
			Volumes: []inventory.Attached{{ID: "vol-" + id, Device: "/dev/xvda", At: old, Deletes: true}}, Tags: map[string]string{"Name": fmt.Sprintf("host-%d", n)},
		})
		r.Volumes = append(r.Volumes, inventory.Volume{ID: "vol-" + id, Type: "gp2", SizeGiB: 50, State: "in-use", Instances: []string{id}, CreatedAt: old})
	}
	planner := checks.NewPlanner(checks.Default(), checks.Options{Prices: pricing.Embedded(), Frugal: true})
	for wants := planner.Wants(a, r); len(wants) > 0; wants = planner.Wants(a, r) {
		for _, w := range wants {
			answer(a, r, w)
		}
	}
	return a
}

// answer puts what such an account would answer; what it has nothing of is not switched on there.
func answer(a *inventory.Account, r *inventory.Region, w inventory.Want) {
	switch w.Dataset {
	case inventory.MetricSeries:
		inventory.Put(r, inventory.SeriesKey(w.Series), wave(a.TakenAt, w.Series))
	case inventory.ECSTaskDefinitions:
		inventory.Put(r, inventory.TaskDefinitionKey(w.Subject), inventory.TaskDefinition{
			ARN: w.Subject, CPUUnits: 1024, MemoryMiB: 4096, TaskLevel: true, OS: "LINUX", Containers: 1, RegisteredAt: a.TakenAt.AddDate(0, 0, -100),
			Requires: []string{"FARGATE"}, Specs: []inventory.ContainerSpec{{Name: "app", Image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1", Essential: true, LogDriver: "awslogs"}},
		})
	case inventory.ECSTasks:
		var tasks []inventory.Task
		for i := range r.Clusters {
			for _, s := range r.Clusters[i].Services {
				for n := range s.Running {
					if r.Clusters[i].ARN == w.Subject {
						tasks = append(tasks, inventory.Task{
							ARN: fmt.Sprintf("%s/%d", strings.Replace(s.ARN, "service", "task", 1), n), Group: "service:" + s.Name, TaskDefinition: s.TaskDefinition,
							LaunchType: "FARGATE", CPUUnits: 1024, MemoryMiB: 4096, PlatformVersion: "1.4.0", Status: "RUNNING", Zone: []string{"us-east-1a", "us-east-1b"}[n%2],
							StartedAt: a.TakenAt.AddDate(0, 0, -5), CreatedAt: a.TakenAt.AddDate(0, 0, -5),
						})
					}
				}
			}
		}
		inventory.Put(r, inventory.TasksKey(w.Subject), tasks)
	case inventory.EC2InstanceTypes:
		inventory.Put(r, inventory.InstanceTypeKey(w.Subject), inventory.InstanceType{Name: w.Subject, CurrentGeneration: true, VCPUs: 2, MemoryMiB: 8192, Architectures: []string{"x86_64"}})
	case inventory.EC2Offerings:
		inventory.Put(r, inventory.OfferingKey(w.Subject), inventory.Offering{Type: w.Subject, Zones: []string{"us-east-1a"}})
	default:
		r.Miss(w, inventory.Gap{Reason: inventory.NotEnabled, Operation: string(w.Dataset), Detail: "not switched on"})
	}
}

// wave is a day and night of some metric; its level hangs on the resource.
func wave(now time.Time, q inventory.SeriesQuery) inventory.Series {
	start, _ := q.Window(now)
	s := inventory.Series{Start: start, Period: time.Duration(q.Period) * time.Second, Values: make([]float32, q.Points(now))}
	level := 10 + 5*float64(len(q.Dimensions)%7)
	for i := range s.Values {
		hour := float64(s.Time(i).Hour())
		noise := float64((i*7919+len(q.Metric)*31)%1000) / 1000
		s.Values[i] = float32(level * (1 + 0.6*math.Sin(hour/24*2*math.Pi) + 0.2*noise))
	}
	return s
}
