package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var asgSingleAZ = Check{
	ID:       "asg-single-az",
	Title:    "Auto Scaling group in a single Availability Zone",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.AutoScalingGroups},
	Judge:    eachGroup(judgeGroupZones),
}

func judgeGroupZones(_ *Pass, g *inventory.AutoScalingGroup) Verdict {
	switch {
	case len(g.Zones) == 0:
		return Unknown("AWS did not say in which zones it launches")
	case len(g.Zones) > 1:
		return Clean("it launches in " + strings.Join(g.Zones, ", "))
	case max(g.Max, g.Desired) < 2:
		return NotApplicable("it has one instance at most, which is in one zone anywhere")
	case kubernetes(g):
		return NotApplicable("its nodes are Kubernetes': a group for each zone is how volumes stay reachable")
	case batch(g):
		return NotApplicable("its jobs are Batch's, which starts them again when the zone is back")
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("Auto Scaling group %s launches in one Availability Zone only, %s: %s there now. While that zone fails, all are gone and none comes back.",
			g.Name, g.Zones[0], plural(g.Desired, "instance")),
		Evidence: []Evidence{
			setting("Availability Zones", g.Zones[0]),
			setting("group size", fmt.Sprintf("%d, between %d and %d", g.Desired, g.Min, g.Max)),
		},
		Fix: Fix{
			Summary: "Add subnets of other zones that route to the same places; the group then spreads itself. Enable the zones at its load balancer, too." + atWhere(g),
			Edits: []Property{
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup VPCZoneIdentifier", "subnets of at least two Availability Zones"},
				{"terraform", "aws_autoscaling_group vpc_zone_identifier", "subnets of at least two Availability Zones"},
			},
		},
	}
	if len(g.Subnets) > 0 {
		f.Evidence = append(f.Evidence, setting("subnets", strings.Join(g.Subnets, ", ")))
	}
	if balanced := balancersOf(g); balanced != "" {
		f.Severity = Medium // somebody waits for it
		f.Evidence = append(f.Evidence, setting("load balancing", balanced))
	}
	return Found(f)
}
