package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ecsPublicIPv4Cost = Check{
	ID:         "ecs-public-ipv4-cost",
	Title:      "Public addresses of tasks that cost more than NAT gateways",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses:       []inventory.Dataset{inventory.Subnets},
	Thresholds: []*Threshold{&leastSaving},
	Judge:      eachService(judgePublicIPv4),
}

func judgePublicIPv4(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := dormant(s); no {
		return v
	}
	tasks := min(s.Desired, s.Running)
	address, priced := p.Prices.PublicIPv4(p.Region.Name)
	gateway, known := p.Prices.NATGateway(p.Region.Name)
	switch {
	case !s.PublicIP:
		return NotApplicable("its tasks have no public addresses")
	case tasks == 0:
		return NotApplicable("no task of it runs")
	case !priced || !known:
		return Unknown(fmt.Sprintf("the price of public addresses or of NAT gateways in %s is not in the built-in tables", p.Region.Name))
	case address.PerMonth(float64(tasks))-gateway.PerMonth(1) < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("%s cost %s a month: no more than a NAT gateway", addressesWord(tasks), usd(address.PerMonth(float64(tasks)))))
	case len(s.Subnets) == 0:
		return Unknown("its subnets were not read")
	}
	zones, v, ok := p.zonesOf(s.Subnets)
	if !ok {
		return v
	}
	paid, instead := address.PerMonth(float64(tasks)), gateway.PerMonth(float64(len(zones)))
	saving := paid - instead
	if saving < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("%s cost %s a month; NAT gateways in %s would cost %s without the data", addressesWord(tasks), usd(paid), strings.Join(zones, ", "), usd(instead)))
	}
	return Found(Finding{
		Severity: severityOfCost(saving), Confidence: Inferred,
		Message: fmt.Sprintf("The %s of %s cost %s a month; a NAT gateway in each of its %s would cost %s, and the data on top.",
			addressesWord(tasks), s.Name, usd(paid), plural(len(zones), "zone"), usd(instead)),
		Evidence: []Evidence{
			counted("public addresses", fmt.Sprint(tasks), float64(tasks), "addresses"),
			setting("zones", strings.Join(zones, ", ")),
			setting("load balancers", fmt.Sprint(s.LoadBalancers)),
		},
		Savings: &Savings{
			LowUSD: 0, HighUSD: saving,
			Basis: fmt.Sprintf("(%s × %s - %s × %s) an hour × %d h; at most, for a NAT gateway also charges for each GB it passes on, which is not known",
				addressesWord(tasks), rate(address.USD), plural(len(zones), "NAT gateway"), rate(gateway.USD), pricing.HoursPerMonth),
			Price: fmt.Sprintf("%s an hour for a public address", rate(address.USD)), Source: address.Source, AsOf: address.AsOf,
			Meters: []string{publicIPMeter(s.ARN)},
		},
		Fix: Fix{
			Summary: "Move the tasks to private subnets, with endpoints for ECR, logs and S3 and a NAT gateway in each zone for the rest; " +
				"or give them IPv6 with an egress-only gateway, which costs nothing. Not where clients or partners know the tasks' own addresses.",
			Edits: []Property{
				{"cloudformation", "AWS::ECS::Service NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "DISABLED"},
				{"terraform", "aws_ecs_service network_configuration.assign_public_ip", "false"},
			},
		},
	})
}

func addressesWord(n int) string {
	if n == 1 {
		return "1 public address"
	}
	return fmt.Sprintf("%d public addresses", n)
}

// zonesOf are the Availability Zones of subnets, sorted. All of them must be known.
func (p *Pass) zonesOf(subnets []string) (zones []string, v Verdict, ok bool) {
	ok = true
	for _, id := range subnets {
		fact := Read(p, inventory.SubnetKey(id))
		subnet, known := fact.Get()
		switch {
		case !known:
			v, ok = Unread(fact.Why()), false
		case subnet.AZ == "":
			v, ok = Unknown("AWS did not say in which zone its subnets are"), false
		}
		zones = append(zones, subnet.AZ)
	}
	slices.Sort(zones)
	return slices.Compact(zones), v, ok
}
