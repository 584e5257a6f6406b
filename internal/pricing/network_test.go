package pricing

import "testing"

// A month of each, worked by hand: price an hour times 730.
func TestNetworkMonths(t *testing.T) {
	b := Embedded()
	for name, c := range map[string]struct {
		lookup func() (Price, bool)
		want   float64
	}{
		"address":                  {func() (Price, bool) { return b.PublicIPv4("us-east-1") }, 3.65},
		"address in sa-east-1":     {func() (Price, bool) { return b.PublicIPv4("sa-east-1") }, 3.65},
		"application":              {func() (Price, bool) { return b.LoadBalancer("us-east-1", "application") }, 16.425},
		"application in eu-west-2": {func() (Price, bool) { return b.LoadBalancer("eu-west-2", "application") }, 19.3158},
		"network":                  {func() (Price, bool) { return b.LoadBalancer("us-east-1", "network") }, 16.425},
		"classic":                  {func() (Price, bool) { return b.LoadBalancer("us-east-1", "classic") }, 18.25},
		"NAT gateway":              {func() (Price, bool) { return b.NATGateway("us-east-1") }, 32.85},
		"NAT in ap-southeast-1":    {func() (Price, bool) { return b.NATGateway("ap-southeast-1") }, 43.07},
		// One vCPU above the baseline for a month.
		"T3 credits":  {func() (Price, bool) { return b.SurplusCredits("us-east-1", Linux) }, 36.5},
		"Windows":     {func() (Price, bool) { return b.SurplusCredits("eu-west-1", Windows) }, 70.08},
		"T4g credits": {func() (Price, bool) { return b.SurplusCreditsGraviton("us-east-1") }, 29.2},
	} {
		p, ok := c.lookup()
		if !ok {
			t.Errorf("%s: not known", name)
			continue
		}
		near(t, name, p.PerMonth(1), c.want)
	}
	for _, kind := range []string{"", "gateway", "nat", "ipv4"} {
		if p, ok := b.LoadBalancer("us-east-1", kind); ok {
			t.Errorf("load balancer of kind %q = %+v", kind, p)
		}
	}
}

// What is assumed says how much, since when and on what ground.
func TestAssumptions(t *testing.T) {
	for name, a := range map[string]Assumption{"Fargate": Embedded().FargateSpotShare(), "EC2": Embedded().EC2SpotShare()} {
		if a.Share <= 0 || a.Share >= 1 || a.Source == "" || a.AsOf == "" {
			t.Errorf("%s Spot: incomplete %+v", name, a)
		}
	}
}
