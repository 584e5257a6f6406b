package pricing

import _ "embed"

//go:embed data/network.csv
var networkCSV string

type networkKey struct{ region, meter string }

func parseNetwork() map[networkKey]Price {
	prices := map[networkKey]Price{}
	t := readTable("network.csv", networkCSV)
	for _, r := range t.rows {
		meter := r.text("meter")
		switch meter {
		case "ipv4", "nat", "application", "network", "classic":
		default:
			t.fail("unknown meter %q", meter)
		}
		prices[networkKey{r.text("region"), meter}] = r.price("hour")
	}
	return prices
}

func (b *Book) networkPrice(region, meter string) (Price, bool) {
	p, ok := b.network()[networkKey{region, meter}]
	if !ok {
		return Price{}, false
	}
	return b.less("network", p), true
}

// PublicIPv4 is the price of one public IPv4 address for an hour, in use or not.
func (b *Book) PublicIPv4(region string) (Price, bool) { return b.networkPrice(region, "ipv4") }

// NATGateway is the price of a NAT gateway for an hour, without the data it processes.
func (b *Book) NATGateway(region string) (Price, bool) { return b.networkPrice(region, "nat") }

// LoadBalancer is the fixed price of a load balancer for an hour; kind is "application", "network" or "classic". Capacity units
// (classic: data) come on top. Network and classic load balancers are known in few regions.
func (b *Book) LoadBalancer(region, kind string) (Price, bool) {
	switch kind {
	case "application", "network", "classic":
		return b.networkPrice(region, kind)
	}
	return Price{}, false
}
