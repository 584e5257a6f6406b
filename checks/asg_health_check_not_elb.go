package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

var asgHealthCheckNotELB = Check{
	ID:       "asg-health-check-not-elb",
	Title:    "Auto Scaling group keeps instances that its load balancer finds unhealthy",
	Category: Reliability,
	Needs:    []inventory.Dataset{inventory.AutoScalingGroups},
	Judge:    eachGroup(judgeHealthCheck),
}

func judgeHealthCheck(p *Pass, g *inventory.AutoScalingGroup) Verdict {
	wanted := healthChecksFor(g)
	if len(wanted) == 0 {
		return NotApplicable("no load balancer sends to it")
	}
	if kubernetes(g) {
		return NotApplicable("its nodes are Kubernetes', which moves the pods away from a node that fails")
	}
	if g.HealthCheck == "" {
		return Unknown("AWS did not say which health checks it uses")
	}
	var used []string
	for kind := range strings.SplitSeq(g.HealthCheck, ",") {
		used = append(used, strings.TrimSpace(kind))
	}
	missing := slices.DeleteFunc(slices.Clone(wanted), func(kind string) bool { return slices.Contains(used, kind) })
	if len(missing) == 0 {
		return Clean("it replaces what its load balancer finds unhealthy")
	}
	value := strings.Join(append(slices.DeleteFunc(used, func(kind string) bool { return kind == "EC2" }), missing...), ",") // EC2's are always on
	f := Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("Auto Scaling group %s takes traffic from %s, but looks at the health of its machines only (%s). An instance that the load balancer finds unhealthy stays, and is paid for, without serving.",
			g.Name, balancersOf(g), g.HealthCheck),
		Evidence: []Evidence{
			setting("health checks", g.HealthCheck),
			setting("load balancing", balancersOf(g)),
			setting("grace period", plural(g.GraceSeconds, "second")),
		},
		Fix: Fix{
			Summary: fmt.Sprintf("Use the health check %s too, with a grace period longer than an instance takes to serve its first request: a shorter one replaces instances for ever.", strings.Join(missing, " and ")) + atWhere(g),
			CLI:     p.awsCLI("autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", g.Name, "--health-check-type", value),
			Edits: []Property{
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup HealthCheckType", value},
				{"terraform", "aws_autoscaling_group health_check_type", value},
			},
		},
	}
	if g.Desired == 0 {
		f.Severity = Low
	}
	for _, process := range []string{"HealthCheck", "ReplaceUnhealthy"} {
		if slices.Contains(g.Suspended, process) {
			f.Evidence = append(f.Evidence, setting("suspended", process+": nothing is replaced until it is resumed"))
		}
	}
	return Found(f)
}
