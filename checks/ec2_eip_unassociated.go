package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ec2EIPUnassociated = Check{
	ID:         "ec2-eip-unassociated",
	Title:      "Elastic IP address that is associated with nothing",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Addresses},
	Thresholds: nil,
	Judge:      eachAddress(judgeAddressUnassociated),
}

func judgeAddressUnassociated(p *Pass, a *inventory.Address) Verdict {
	switch {
	case a.ManagedBy != "":
		return NotApplicable("it is managed by " + a.ManagedBy)
	case a.Association != "" || a.Instance != "" || a.Interface != "":
		return Clean("it is associated")
	case a.BYOIP:
		return NotApplicable("it is of the account's own range of addresses, which AWS does not bill")
	}
	name := a.IP
	if tag := a.Tags["Name"]; tag != "" {
		name = fmt.Sprintf("%s (%s)", tag, a.IP)
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message:  name + " is associated with nothing, and billed by the hour.",
		Evidence: []Evidence{setting("association", "none"), setting("address", a.IP)},
		Fix: Fix{
			Summary: "Release it, unless somebody else's allow list or a DNS record holds it: a released address is seldom got back.",
			CLI:     p.awsCLI("ec2", "release-address", "--allocation-id", a.ID),
		},
	}
	price, ok := p.Prices.PublicIPv4(p.Region.Name)
	if !ok {
		f.PriceGap = fmt.Sprintf("the price of a public IPv4 address in %s is not in the built-in tables", p.Region.Name)
		return Found(f)
	}
	month := price.PerMonth(1)
	f.Severity = severityOfCost(month)
	f.Savings = &Savings{
		LowUSD: month, HighUSD: month, Basis: fmt.Sprintf("1 address × %s × %d h", rate(price.USD), pricing.HoursPerMonth),
		Price: fmt.Sprintf("%s per %s", rate(price.USD), price.Unit), Source: price.Source, AsOf: price.AsOf, Meters: []string{addressMeter(a.ID)},
	}
	return Found(f)
}
