package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// What load balancers sent to an ECS service. An Application Load Balancer counts requests for each of its target groups. A
// Network or a Classic Load Balancer counts connections for itself as a whole. None of them counts health checks, and none
// publishes anything while nothing comes (Elastic Load Balancing user guides, "CloudWatch metrics for your …"; read 2026-11).

// What trafficOf reads.
var trafficDatasets = []inventory.Dataset{inventory.BackendGroups, inventory.MetricSeries}

// serviceTraffic is what load balancers sent to a service over a window.
type serviceTraffic struct {
	requests  inventory.Series // requests, or new connections, of all the load balancers together; zero where none came
	total     float64          // their sum
	open      float64          // the most connections that were open at once, of Network Load Balancers
	own       float64          // the part of the sum that is counted for its own target groups
	balancers []string         // the ARNs of the load balancers in front, sorted; Classic ones are left out
	alone     bool             // no other target group hangs on any of them, so that everything counted was for this service
	evidence  []Evidence
}

// quiet tells whether nothing came and no connection was open.
func (t serviceTraffic) quiet() bool { return t.total == 0 && t.open == 0 }

// behindBalancer tells whether load balancers send to the service.
func behindBalancer(s *inventory.Service) bool {
	return s.LoadBalancers > 0 || len(s.TargetGroups) > 0 || len(s.ClassicBalancers) > 0
}

// trafficOf reads what load balancers sent to a service. The verdict says what is not known of it. A service that is not
// behind one has none to read: ask behindBalancer first.
func (p *Pass) trafficOf(s *inventory.Service, days int, period time.Duration) (serviceTraffic, Verdict, bool) {
	t := serviceTraffic{alone: len(s.ClassicBalancers) == 0}
	if len(s.TargetGroups)+len(s.ClassicBalancers) == 0 {
		return t, Unknown("which target groups send to it is not known"), false
	}
	for _, name := range s.ClassicBalancers {
		if gap, ok := t.add(p, classicRequests, days, period, inventory.Dims("LoadBalancerName", name)); !ok {
			return t, Unread(gap), false
		}
	}
	if len(s.TargetGroups) == 0 {
		return t, Verdict{}, true
	}
	fact := Read(p, inventory.BackendGroupsKey())
	groups, ok := fact.Get()
	if !ok {
		return t, Unread(fact.Why()), false
	}
	found := 0
	for i := range groups {
		g := &groups[i]
		if !slices.Contains(s.TargetGroups, g.ARN) {
			continue
		}
		found++
		for _, balancer := range g.Balancers {
			if gap, ok := t.addBalancer(p, g.ARN, balancer, days, period); !ok {
				return t, Unread(gap), false
			}
		}
	}
	if found < len(s.TargetGroups) {
		return t, Unknown("one of its target groups is not among those of the region"), false
	}
	slices.Sort(t.balancers)
	for i := range groups {
		if !slices.Contains(s.TargetGroups, groups[i].ARN) && slices.ContainsFunc(groups[i].Balancers, func(arn string) bool { return slices.Contains(t.balancers, arn) }) {
			t.alone = false
		}
	}
	return t, Verdict{}, true
}

// addBalancer adds what one load balancer sends to one target group; of a Network Load Balancer, to all of its groups.
func (t *serviceTraffic) addBalancer(p *Pass, group, balancer string, days int, period time.Duration) (inventory.Gap, bool) {
	known := slices.Contains(t.balancers, balancer)
	if !known {
		t.balancers = append(t.balancers, balancer)
	}
	name := balancerDimension(balancer)
	if strings.HasPrefix(name, "app/") {
		return t.add(p, targetRequests, days, period, inventory.Dims("LoadBalancer", name, "TargetGroup", groupDimension(group)))
	}
	if known {
		return inventory.Gap{}, true
	}
	dims := inventory.Dims("LoadBalancer", name)
	if gap, ok := t.add(p, newFlows, days, period, dims); !ok {
		return gap, false
	}
	fact := openFlows.over(p, days, period, dims)
	series, ok := fact.Get()
	if most, seen := timeseries.Max(series); seen && most > t.open {
		t.open = most
		t.evidence = append(t.evidence, openFlows.evidence("connections open at once", fmt.Sprintf("%.0f", most), most, "connections", series, "Maximum"))
	}
	return fact.Why(), ok
}

// add adds one counter.
func (t *serviceTraffic) add(p *Pass, m metric, days int, period time.Duration, dims inventory.Dimensions) (inventory.Gap, bool) {
	fact := m.over(p, days, period, dims)
	series, ok := fact.Get()
	if !ok {
		return fact.Why(), false
	}
	filled := m.filled(series)
	sum := timeseries.Sum(filled)
	t.total += sum
	if m == targetRequests {
		t.own += sum
	}
	if t.requests.Values == nil {
		t.requests = filled
	} else {
		t.requests = addSeries(t.requests, filled)
	}
	name, unit := "requests from load balancers", "requests"
	if m == newFlows {
		name, unit = "new connections at load balancers", "connections"
	}
	t.evidence = append(t.evidence, m.evidence(name, fmt.Sprintf("%.0f", sum), sum, unit, series, "Sum"))
	return inventory.Gap{}, true
}

// balancerDimension is a load balancer as metrics name it: "app/web/50dc6c495c0c9188" of "…:loadbalancer/app/web/50dc6c495c0c9188".
func balancerDimension(arn string) string {
	_, name, _ := strings.Cut(arn, ":loadbalancer/")
	return name
}

// groupDimension is a target group as metrics name it: "targetgroup/web/943f017f100becff".
func groupDimension(arn string) string { return arn[strings.LastIndex(arn, ":")+1:] }
