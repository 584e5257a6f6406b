package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ecsPlatformVersionOld = Check{
	ID:       "ecs-platform-version-old",
	Title:    "Fargate platform version that AWS has ended",
	Category: Lifecycle,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.ECSTaskDefinitions, inventory.ECSTasks},
	Judge:    eachService(judgePlatformVersion),
}

func judgePlatformVersion(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	if !isFargateService(c, s) {
		if len(strategyOf(c, s)) > 0 || s.LaunchType != "" {
			return NotApplicable("not on Fargate")
		}
		fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
		task, ok := fact.Get()
		switch {
		case !ok:
			return Unread(fact.Why())
		case launchOf(c, s, task) != onFargate:
			return Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
		}
	}
	os, _ := fargatePlatform(s, inventory.TaskDefinition{})
	windows := os == pricing.Windows
	asked := platformOf(s.PlatformVersion, windows, p.TakenAt)
	switch {
	case asked == platformCurrent:
		return Clean("its tasks are started on " + s.PlatformVersion)
	case asked == platformEnded && s.Running == 0:
		if v := p.platformOfWindows(s, windows); v.Outcome != "" {
			return v
		}
		return Found(p.platformFinding(c, s, 0, []string{s.PlatformVersion}))
	}
	if s.Running == 0 {
		return Unknown("none of its tasks runs, and each says its version itself")
	}
	fact := Read(p, inventory.TasksKey(c.ARN))
	all, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	tasks := tasksOfService(s, all)
	var ended []string
	unknown := 0
	for _, t := range tasks {
		switch platformOf(t.PlatformVersion, windows, p.TakenAt) {
		case platformEnded:
			ended = append(ended, t.PlatformVersion)
		case platformUnknown:
			unknown++
		case platformCurrent:
		}
	}
	if v := p.platformOfWindows(s, windows); v.Outcome != "" && (len(ended) > 0 || asked == platformEnded) {
		return v
	}
	switch {
	case len(ended) > 0:
		return Found(p.platformFinding(c, s, len(tasks), ended))
	case unknown > 0:
		return Unknown(fmt.Sprintf("the platform version of %s is not known", plural(unknown, "task")))
	case len(tasks) == 0 || len(tasks) < s.Running:
		return Unknown("its running tasks are not all among those that were listed")
	case asked == platformEnded:
		return Found(p.platformFinding(c, s, len(tasks), []string{s.PlatformVersion}))
	}
	return Clean("its tasks run on " + tasks[0].PlatformVersion)
}

// platformOfWindows answers for tasks on Windows, whose versions have the same numbers as the ended ones of Linux. Where the
// service does not say what it runs on, its task definition does.
func (p *Pass) platformOfWindows(s *inventory.Service, windows bool) Verdict {
	if !windows && s.PlatformFamily == "" {
		fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
		task, ok := fact.Get()
		if !ok {
			return Unread(fact.Why())
		}
		os, _ := fargatePlatform(s, task)
		windows = os == pricing.Windows
	}
	if windows {
		return Clean("its tasks run on Windows, of whose platform versions none has ended")
	}
	return Verdict{}
}

// platformFinding names the tasks on ended versions, or the version that the service asks for.
func (p *Pass) platformFinding(c *inventory.Cluster, s *inventory.Service, tasks int, ended []string) Finding {
	count := len(ended)
	slices.Sort(ended)
	ended = slices.Compact(ended)
	when := "which AWS has ended"
	if at := endedPlatforms[ended[len(ended)-1]]; !at.IsZero() {
		when = "which AWS ended on " + date(at)
	}
	message := fmt.Sprintf("%s runs %d of %s on Fargate platform version %s, %s.", s.Name, count, plural(tasks, "task"), strings.Join(ended, ", "), when)
	if tasks == 0 {
		message = fmt.Sprintf("%s asks for Fargate platform version %s, %s: no task of it can start.", s.Name, ended[0], when)
	}
	return Finding{
		Severity: High, Confidence: Measured,
		Message: message + " Security fixes are made only to later ones, and what stops is not started there again.",
		Evidence: []Evidence{
			setting("platform version of tasks", strings.Join(ended, ", ")),
			setting("platform version of the service", s.PlatformVersion),
		},
		Fix: Fix{
			Summary: "Ask for LATEST, and deploy anew so that every task is replaced.",
			CLI:     p.updateService(c, s, "--platform-version", "LATEST", "--force-new-deployment"),
			Edits: []Property{
				{"cloudformation", "AWS::ECS::Service PlatformVersion", "LATEST"},
				{"terraform", "aws_ecs_service platform_version", "LATEST"},
			},
		},
	}
}
