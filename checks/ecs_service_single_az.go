package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var ecsServiceSingleAZ = Check{
	ID:       "ecs-service-single-az",
	Title:    "Service with all of its tasks in one Availability Zone",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:     []inventory.Dataset{inventory.Subnets, inventory.ECSTasks},
	Judge:    eachService(judgeServiceSingleAZ),
}

func judgeServiceSingleAZ(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	switch {
	case len(s.Strategy) == 0 && s.LaunchType == "EXTERNAL":
		return NotApplicable("its tasks run on external instances, outside any zone")
	case s.Running < 2:
		return NotApplicable("fewer than two tasks run")
	case slices.ContainsFunc(s.Constraints, bindsZone):
		return Clean("a placement constraint on the zone puts it there on purpose")
	}
	var zones []string // of its subnets, where they are known
	if len(s.Subnets) > 0 {
		known, _, ok := p.zonesOf(s.Subnets)
		switch {
		case ok && len(known) == 1:
			return Found(singleZoneFinding(s, s.Running, known[0], known))
		case ok:
			zones = known
		}
	}
	fact := Read(p, inventory.TasksKey(c.ARN))
	all, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	tasks := tasksOfService(s, all)
	var at []string
	unplaced := 0
	for _, t := range tasks {
		if t.Zone == "" {
			unplaced++
			continue
		}
		at = append(at, t.Zone)
	}
	slices.Sort(at)
	at = slices.Compact(at)
	switch {
	case len(at) > 1:
		return Clean("its tasks run in " + strings.Join(at, ", "))
	case len(tasks) < 2 || len(tasks) < s.Running:
		return Unknown("its running tasks are not all among those that were listed")
	case unplaced > 0:
		return Unknown("AWS did not say in which zone its tasks run")
	}
	return Found(singleZoneFinding(s, len(tasks), at[0], zones))
}

// bindsZone tells whether a placement constraint allows one zone only.
func bindsZone(constraint string) bool {
	_, condition, ok := strings.Cut(constraint, "ecs.availability-zone")
	condition = strings.TrimSpace(condition)
	list, isList := strings.CutPrefix(condition, "in")
	return ok && (strings.HasPrefix(condition, "==") || isList && !strings.Contains(list, ","))
}

func singleZoneFinding(s *inventory.Service, tasks int, zone string, subnetZones []string) Finding {
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("All %d tasks of %s run in one Availability Zone, %s: when it fails, none is left.", tasks, s.Name, zone),
		Evidence: []Evidence{
			setting("Availability Zones of its tasks", zone),
			setting("tasks", fmt.Sprint(tasks)),
		},
		Fix: Fix{
			Summary: "Give the service subnets of at least two zones, and instances in as many where it runs on EC2.",
			Edits: []Property{
				{"cloudformation", "AWS::ECS::Service NetworkConfiguration.AwsvpcConfiguration.Subnets", "subnets of at least two Availability Zones"},
				{"terraform", "aws_ecs_service network_configuration.subnets", "subnets of at least two Availability Zones"},
			},
		},
	}
	if len(subnetZones) > 0 {
		f.Evidence = append(f.Evidence, setting("Availability Zones of its subnets", strings.Join(subnetZones, ", ")))
	}
	if len(s.Placement) > 0 {
		f.Evidence = append(f.Evidence, setting("placement strategy", strings.Join(s.Placement, ", ")))
	}
	if len(subnetZones) != 1 {
		f.Fix.Summary = "Turn on Availability Zone rebalancing, or spread by zone first in the placement strategy, and deploy anew; see that every zone has instances where it runs on EC2."
		f.Fix.Edits = []Property{
			{"cloudformation", "AWS::ECS::Service AvailabilityZoneRebalancing", "ENABLED"},
			{"terraform", "aws_ecs_service availability_zone_rebalancing", "ENABLED"},
		}
	}
	return f
}
