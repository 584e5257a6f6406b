package checks

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// launch is the kind of capacity a service's tasks run on.
type launch int

const (
	launchUnknown launch = iota
	onFargate
	onEC2   // instances of the account, managed instances included
	onOther // external instances
)

// launchOf reads all the places that decide: the service's capacity provider strategy, its launch type, the cluster's
// default strategy for a service that has neither, and what the task definition was registered for: one for Fargate only
// cannot run on instances, whatever else is said.
func launchOf(c *inventory.Cluster, s *inventory.Service, t inventory.TaskDefinition) launch {
	strategy := strategyOf(c, s)
	switch {
	case len(s.Strategy) == 0 && s.LaunchType == "EXTERNAL":
		return onOther
	case len(s.Strategy) == 0 && s.LaunchType == "FARGATE", slices.ContainsFunc(strategy, isFargate), fargateOnly(t):
		return onFargate // a strategy may not mix Fargate with other providers
	case len(strategy) > 0, s.LaunchType == "EC2", s.LaunchType == "MANAGED_INSTANCES":
		return onEC2
	}
	return launchUnknown
}

// placedElsewhere tells whether the service itself names something other than Fargate, so that no task definition need be read. The
// cluster's default does not count: it may have been changed since.
func placedElsewhere(s *inventory.Service) bool {
	return len(s.Strategy) > 0 && !slices.ContainsFunc(s.Strategy, isFargate) || len(s.Strategy) == 0 && s.LaunchType != "" && s.LaunchType != "FARGATE"
}

func fargateOnly(t inventory.TaskDefinition) bool {
	return len(t.Requires) == 1 && t.Requires[0] == "FARGATE"
}

// strategyOf is the capacity provider strategy that is in force; none for a service with a launch type.
func strategyOf(c *inventory.Cluster, s *inventory.Service) []inventory.StrategyItem {
	if len(s.Strategy) == 0 && s.LaunchType == "" {
		return c.DefaultStrategy
	}
	return s.Strategy
}

func isFargate(i inventory.StrategyItem) bool {
	return i.Provider == "FARGATE" || i.Provider == "FARGATE_SPOT"
}

// onDemandShare is the share of a service's tasks that a strategy puts on on-demand Fargate. The rest runs on Fargate Spot,
// for which there is no list price. Without a strategy it is all of them.
func onDemandShare(strategy []inventory.StrategyItem, tasks int) float64 {
	if len(strategy) == 0 || tasks == 0 {
		return 1
	}
	onDemand, base, weight, weights := 0, 0, 0, 0
	for _, i := range strategy {
		base += i.Base
		weights += i.Weight
		if i.Provider != "FARGATE_SPOT" {
			onDemand += i.Base
			weight += i.Weight
		}
	}
	placed := float64(min(onDemand, tasks))
	if rest := float64(tasks - min(base, tasks)); rest > 0 && weights > 0 {
		placed += rest * float64(weight) / float64(weights)
	}
	return placed / float64(tasks)
}

func fargatePlatform(s *inventory.Service, t inventory.TaskDefinition) (pricing.OS, pricing.Arch) {
	os, arch := pricing.Linux, pricing.X86
	if strings.HasPrefix(strings.ToUpper(t.OS), "WINDOWS") || strings.HasPrefix(strings.ToUpper(s.PlatformFamily), "WINDOWS") {
		os = pricing.Windows
	}
	if t.Architecture == "ARM64" {
		arch = pricing.ARM
	}
	return os, arch
}

func fargateSize(cpuUnits, memoryMiB int) string {
	return fmt.Sprintf("%g vCPU / %g GB", vcpus(cpuUnits), math.Round(gigabytes(memoryMiB)*100)/100)
}

func vcpus(units int) float64 { return float64(units) / 1024 }

func gigabytes(mebibytes int) float64 { return float64(mebibytes) / 1024 }

func roundUp(v float64, step int) int { return max(step, int(math.Ceil(v/float64(step)))*step) }

// previousRevision is the ARN of the revision before the given one; false for the first.
func previousRevision(arn string) (string, bool) {
	i := strings.LastIndex(arn, ":")
	revision, err := strconv.Atoi(arn[i+1:])
	if err != nil || revision < 2 {
		return "", false
	}
	return fmt.Sprintf("%s:%d", arn[:i], revision-1), true
}

// familyOf is the family of a task definition's ARN: "web" of "…:task-definition/web:12".
func familyOf(arn string) string {
	name := arn[strings.LastIndex(arn, "/")+1:]
	family, _, _ := strings.Cut(name, ":")
	return family
}
