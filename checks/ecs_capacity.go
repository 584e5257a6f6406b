package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// The instances of a cluster on EC2 capacity.

// member is a container instance with its EC2 instance.
type member struct {
	inventory.ContainerInstance
	ec2 *inventory.Instance
}

// zone is the availability zone of an instance; "" when neither ECS nor EC2 says.
func (m member) zone() string {
	if m.Zone == "" && m.ec2 != nil {
		return m.ec2.Zone
	}
	return m.Zone
}

// fleetOf pairs container instances with EC2 instances. External instances, those that ECS manages
// and those that are stopped, which cost nothing by the hour, are left out.
func (p *Pass) fleetOf(instances []inventory.ContainerInstance) []member {
	byID := map[string]*inventory.Instance{}
	for i := range p.Region.Instances {
		byID[p.Region.Instances[i].ID] = &p.Region.Instances[i]
	}
	var fleet []member
	for _, ci := range instances {
		if !strings.HasPrefix(ci.InstanceID, "i-") {
			continue
		}
		ec2 := byID[ci.InstanceID]
		if ec2 != nil && (ec2.ManagedBy != "" || ec2.State == "stopped" || ec2.State == "terminated") {
			continue
		}
		fleet = append(fleet, member{ci, ec2})
	}
	return fleet
}

// priceRemoval prices the instances that could go: at least the cheapest ones, at most the same share of the whole fleet.
// An instance whose price is not known leaves the finding without a figure.
func (p *Pass) priceRemoval(f Finding, fleet []member, removable int) Finding {
	prices := make([]float64, 0, len(fleet))
	var last pricing.Price
	var meters []string
	for _, m := range fleet {
		if m.ec2 == nil || !plainLinux(m.ec2) {
			f.PriceGap = "some of its instances are not on-demand Linux instances that could be read"
			return f
		}
		price, ok := p.Prices.EC2Linux(p.Region.Name, m.ec2.Type)
		if !ok {
			f.PriceGap = fmt.Sprintf("the price of %s in %s is not in the built-in tables", m.ec2.Type, p.Region.Name)
			return f
		}
		last = price
		prices = append(prices, price.USD*pricing.HoursPerMonth)
		meters = append(meters, instanceMeter(m.InstanceID))
	}
	slices.Sort(prices)
	low, high := 0.0, 0.0
	for i, price := range prices {
		if i < removable {
			low += price
		}
		high += price * float64(removable) / float64(len(prices))
	}
	f.Severity = severityOfCost(low)
	f.Savings = &Savings{
		LowUSD: low, HighUSD: max(low, high),
		Basis: fmt.Sprintf("%s on demand × %d h", plural(removable, "instance"), pricing.HoursPerMonth),
		Price: "EC2 Linux on-demand by type", Source: last.Source, AsOf: last.AsOf, Meters: meters,
	}
	return f
}

func fleetWords(fleet []member) string {
	counts := map[string]int{}
	for _, m := range fleet {
		kind := m.InstanceType
		if m.ec2 != nil {
			kind = m.ec2.Type
		}
		counts[kind]++
	}
	return countWords(counts)
}

// oldestRegistration is when the instance that is registered longest was; the moment of the audit when none says.
func (p *Pass) oldestRegistration(instances []inventory.ContainerInstance) time.Time {
	oldest := p.TakenAt
	for _, i := range instances {
		if !i.RegisteredAt.IsZero() && i.RegisteredAt.Before(oldest) {
			oldest = i.RegisteredAt
		}
	}
	return oldest
}

// activeServices counts the services of a cluster that are active, scaled to zero or not.
func activeServices(c *inventory.Cluster) int {
	n := 0
	for i := range c.Services {
		if c.Services[i].Status == "ACTIVE" {
			n++
		}
	}
	return n
}
