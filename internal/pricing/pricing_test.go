package pricing

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// near fails the test unless got is within one part in a million of want.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > math.Abs(want)*1e-6 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestRegions(t *testing.T) {
	regions := Embedded().Regions()
	if !slices.IsSorted(regions) || len(slices.Compact(slices.Clone(regions))) != len(regions) {
		t.Errorf("regions are not sorted and unique: %v", regions)
	}
	// 28 regions with EC2 prices, and six younger ones with prices of EBS and addresses.
	if len(regions) != 34 {
		t.Errorf("%d regions, want 34: %v", len(regions), regions)
	}
	for _, want := range []string{"us-east-1", "il-central-1", "ap-southeast-5", "me-central-1"} {
		if !slices.Contains(regions, want) {
			t.Errorf("%s is missing from %v", want, regions)
		}
	}
	for _, region := range regions {
		if strings.HasPrefix(region, "cn-") || strings.Contains(region, "gov") {
			t.Errorf("%s must not be in the book", region)
		}
	}
}

// Whatever is asked about a region that is in no table is not known.
func TestUnknownRegions(t *testing.T) {
	b := Embedded()
	for _, region := range []string{"", "us-gov-west-1", "cn-north-1", "cn-northwest-1", "mars-north-1", "US-EAST-1"} {
		lookups := map[string]func() (Price, bool){
			"request":     func() (Price, bool) { return b.LambdaRequest(region) },
			"duration":    func() (Price, bool) { return b.LambdaDuration(region, X86) },
			"provisioned": func() (Price, bool) { return b.LambdaProvisioned(region, X86) },
			"used":        func() (Price, bool) { return b.LambdaProvisionedDuration(region, X86) },
			"cache":       func() (Price, bool) { return b.LambdaSnapStartCache(region) },
			"restore":     func() (Price, bool) { return b.LambdaSnapStartRestore(region) },
			"ephemeral":   func() (Price, bool) { return b.LambdaEphemeral(region) },
			"task":        func() (Price, bool) { return b.FargateTask(region, Linux, X86, 1, 2) },
			"storage":     func() (Price, bool) { return b.FargateEphemeral(region) },
			"ingested":    func() (Price, bool) { return b.LogsIngested(region) },
			"infrequent":  func() (Price, bool) { return b.LogsIngestedInfrequent(region) },
			"stored":      func() (Price, bool) { return b.LogsStored(region) },
			"scanned":     func() (Price, bool) { return b.LogsScanned(region) },
			"instance":    func() (Price, bool) { return b.EC2Linux(region, "m5.large") },
			"volume":      func() (Price, bool) { return b.EBSStorage(region, "gp3") },
			"iops":        func() (Price, bool) { return b.EBSIOPS(region, "io2") },
			"throughput":  func() (Price, bool) { return b.EBSThroughput(region, "gp3") },
			"snapshot":    func() (Price, bool) { return b.EBSSnapshot(region) },
			"address":     func() (Price, bool) { return b.PublicIPv4(region) },
			"nat":         func() (Price, bool) { return b.NATGateway(region) },
			"balancer":    func() (Price, bool) { return b.LoadBalancer(region, "application") },
			"credits":     func() (Price, bool) { return b.SurplusCredits(region, Linux) },
			"t4g credits": func() (Price, bool) { return b.SurplusCreditsGraviton(region) },
		}
		for name, lookup := range lookups {
			if p, ok := lookup(); ok || p != (Price{}) {
				t.Errorf("%s in %q = %+v, %v; want no price", name, region, p, ok)
			}
		}
		if usd, ok := b.LambdaDurationCost(region, X86, 1); ok || usd != 0 {
			t.Errorf("cost in %q is %v, want none", region, usd)
		}
		if s, ok := b.Successor(region, "m4.large"); ok {
			t.Errorf("successor in %q = %+v, want none", region, s)
		}
	}
}

// Every price says its unit, where it was read and when.
func TestEveryPriceIsDated(t *testing.T) {
	b := Embedded()
	date := regexp.MustCompile(`^20\d\d(-\d\d(-\d\d)?)?$`)
	check := func(what string, p Price) {
		t.Helper()
		if p.USD <= 0 || p.Unit == "" || p.Source == "" || !date.MatchString(p.AsOf) {
			t.Errorf("%s has an incomplete price %+v", what, p)
		}
	}
	for key, tiers := range b.lambda() {
		for _, tier := range tiers {
			check(key.region+" "+string(key.meter), tier.price)
		}
	}
	for key, p := range b.fargate() {
		check(key.region+" "+key.meter, p)
	}
	for key, p := range b.logs() {
		check(key.region+" "+key.meter, p)
	}
	for key, p := range b.ebs() {
		check(key.region+" "+key.meter, p)
	}
	for key, p := range b.network() {
		check(key.region+" "+key.meter, p)
	}
	for key, p := range b.burst() {
		check(string(key.os+" credits"), p)
	}
	for name, p := range b.virginia().prices {
		check(name, p)
	}
	for name := range b.regional().prices {
		for region := range b.regional().column {
			if p, ok := b.EC2Linux(region, name); ok {
				check(region+" "+name, p)
			}
		}
	}
}

func TestPerMonth(t *testing.T) {
	near(t, "two t4g.small for a month", Price{USD: 0.0168, Unit: "hour"}.PerMonth(2), 24.528)
}

func TestParseArchAndOS(t *testing.T) {
	for in, want := range map[string]Arch{"x86_64": X86, "X86_64": X86, "arm64": ARM, "ARM64": ARM, "": "", "i386": "", "amd64": ""} {
		if got, ok := ParseArch(in); got != want || ok != (want != "") {
			t.Errorf("ParseArch(%q) = %q, %v", in, got, ok)
		}
	}
	for in, want := range map[string]OS{"": Linux, "LINUX": Linux, "WINDOWS_SERVER_2022_CORE": Windows, "FREEBSD": ""} {
		if got, ok := ParseOS(in); got != want || ok != (want != "") {
			t.Errorf("ParseOS(%q) = %q, %v", in, got, ok)
		}
	}
}
