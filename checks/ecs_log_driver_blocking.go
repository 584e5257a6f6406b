package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// The account setting that stands in where a container sets no mode.
const logModeSetting = "defaultLogDriverMode"

var ecsLogDriverBlocking = Check{
	ID:       "ecs-log-driver-blocking",
	Title:    "Containers that stop when their logs cannot be delivered",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.ECSTaskDefinitions, inventory.ECSAccountSettings},
	Judge:    eachService(judgeLogDriver),
}

func judgeLogDriver(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why())
	case len(task.Specs) == 0:
		return Unknown("its containers were not read")
	}
	var blocking, unset []string
	drivers := 0
	for _, spec := range task.Specs {
		if spec.LogDriver == "" {
			continue
		}
		drivers++
		switch spec.LogMode {
		case "blocking":
			blocking = append(blocking, spec.Name)
		case "":
			unset = append(unset, spec.Name)
		}
	}
	switch {
	case drivers == 0:
		return NotApplicable("none of its containers has a log driver")
	case len(blocking) > 0:
		return Found(blockingFinding(s, blocking, "mode=blocking"))
	case len(unset) == 0:
		return Clean("its containers set mode=non-blocking")
	}
	settingsFact := Read(p, inventory.ECSSettingsKey())
	settings, ok := settingsFact.Get()
	switch mode := settings.Values[logModeSetting]; {
	case !ok:
		return Unread(settingsFact.Why())
	case mode == "blocking":
		return Found(blockingFinding(s, unset, "mode not set, and the account's "+logModeSetting+" is blocking"))
	case mode == "non-blocking":
		return Clean("the account's default is non-blocking")
	}
	return Unknown("its containers set no mode, and AWS did not say the account's default")
}

func blockingFinding(s *inventory.Service, containers []string, how string) Finding {
	slices.Sort(containers)
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s logs in blocking mode (%s): while its log destination does not answer, every write to standard output waits, and the container with it.",
			s.Name, strings.Join(containers, ", ")),
		Evidence: []Evidence{setting("containers", strings.Join(containers, ", ")), setting("log mode", how)},
		Fix: Fix{
			Summary: "Set mode to non-blocking with a max-buffer-size that holds some seconds of logs, where losing lines is better than stopping.",
			Edits: []Property{
				{"cloudformation", "AWS::ECS::TaskDefinition ContainerDefinitions.LogConfiguration.Options.mode", "non-blocking"},
				{"cloudformation", "AWS::ECS::TaskDefinition ContainerDefinitions.LogConfiguration.Options.max-buffer-size", "25m"},
				{"terraform", "aws_ecs_task_definition container_definitions.logConfiguration.options.mode", "non-blocking"},
				{"terraform", "aws_ecs_task_definition container_definitions.logConfiguration.options.max-buffer-size", "25m"},
			},
		},
	}
	if behindBalancer(s) {
		f.Severity = Medium
	}
	return f
}
