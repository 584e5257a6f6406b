package checks

import (
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// balancersOf says what sends traffic to a group: target groups, Classic Load Balancers and VPC Lattice, whether they were
// attached as such or as traffic sources. Empty for nothing.
func balancersOf(g *inventory.AutoScalingGroup) string {
	targets, classics := slices.Clone(g.TargetGroups), slices.Clone(g.ClassicBalancers)
	var lattice []string
	for _, source := range g.TrafficSources {
		switch {
		case strings.Contains(source, ":vpc-lattice:"):
			lattice = append(lattice, source)
		case strings.HasPrefix(source, "arn:"):
			targets = append(targets, source)
		default:
			classics = append(classics, source)
		}
	}
	var words []string
	for _, kind := range []struct {
		one string
		of  []string
	}{{"target group", targets}, {"Classic Load Balancer", classics}, {"VPC Lattice target group", lattice}} {
		slices.Sort(kind.of)
		if n := len(slices.Compact(kind.of)); n > 0 {
			words = append(words, plural(n, kind.one))
		}
	}
	return strings.Join(words, ", ")
}

// healthChecksFor are the health checks that know what a group's load balancers see: "ELB" for all of Elastic Load
// Balancing, "VPC_LATTICE". None for a group that nothing sends to.
func healthChecksFor(g *inventory.AutoScalingGroup) []string {
	lattice := func(source string) bool { return strings.Contains(source, ":vpc-lattice:") }
	var kinds []string
	elastic := slices.ContainsFunc(g.TrafficSources, func(source string) bool { return !lattice(source) })
	if len(g.TargetGroups)+len(g.ClassicBalancers) > 0 || elastic {
		kinds = append(kinds, "ELB")
	}
	if slices.ContainsFunc(g.TrafficSources, lattice) {
		kinds = append(kinds, "VPC_LATTICE")
	}
	return kinds
}
