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

// Nothing at all is known of GovCloud and China, whatever is asked, with discounts, and with live prices of other regions: their
// price lists are others, and a price of ours would be wrong.
func TestOtherPartitionsAreNotKnown(t *testing.T) {
	live := Listing{Region: "us-east-1", AsOf: "2026-11-23", Quotes: []Quote{{Meter: "ec2/m5.large", USD: 1}, {Meter: "network/ipv4", USD: 1}}}
	for _, region := range []string{"us-gov-west-1", "us-gov-east-1", "cn-north-1", "cn-northwest-1", "eusc-de-east-1", "us-iso-east-1"} {
		for name, b := range map[string]*Book{
			"built in": Embedded(), "discounted": Embedded().Less(Discounts{"ec2": 0.1, "ebs": 0.1, "network": 0.1, "lambda": 0.1, "fargate": 0.1}),
			"live": Embedded().Over(live),
		} {
			for _, s := range b.Survey(region) {
				if s.Known || s.Price != (Price{}) {
					t.Errorf("%s, %s: %+v", region, name, s)
				}
			}
			if n := b.Instances(region); len(n) > 0 {
				t.Errorf("%s, %s: %v", region, name, n)
			}
			if s, ok := b.Graviton(region, "m5.large"); ok {
				t.Errorf("%s, %s: %+v", region, name, s)
			}
		}
	}
}

// The survey asks of every meter once, and knows all that matters of us-east-1.
func TestSurvey(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Embedded().Survey("us-east-1") {
		name := s.Service + " " + s.Meter
		if seen[name] || !s.Known || s.Price.USD <= 0 {
			t.Errorf("%+v", s)
		}
		seen[name] = true
	}
	for _, want := range []string{"Lambda requests", "Fargate GB windows x86_64", "EBS gp3 mibs", "Load balancer classic", "Network NAT gateway"} {
		if !seen[want] {
			t.Errorf("%s is not asked for", want)
		}
	}
	types := 0
	for from, n := range Embedded().Instances("us-east-1") {
		if from.AsOf == "" || from.USD != 0 {
			t.Errorf("%+v", from)
		}
		types += n
	}
	if types != 1393 {
		t.Errorf("%d instance types, want 1,393", types)
	}
}

// What was read live stands over the tables, whatever it is for; what is no meter of ours is passed over.
func TestOver(t *testing.T) {
	b := Embedded().Over(
		Listing{"sa-east-1", "2026-11-23", []Quote{
			{Meter: "fargate/linux/x86_64/vcpu", USD: 0.07}, {Meter: "fargate/linux/x86_64/gb", USD: 0.008}, {Meter: "fargate///ephemeral", USD: 0.0002},
			{Meter: "ebs/gp3", USD: 0.2}, {Meter: "ebs/gp3_iops", USD: 0.01}, {Meter: "network/classic", USD: 0.04}, {Meter: "ec2/x9.large", USD: 2},
			{Meter: "lambda/duration/x86_64", Above: 5, USD: 1}, {Meter: "lambda/duration/x86_64", USD: 2},
			{Meter: "lambda/provisioned/arm64", USD: -1}, {Meter: "s3/standard", USD: 1}, {Meter: "ec2", USD: 1}, {Meter: "", USD: 1},
		}},
		Listing{"mars-north-1", "2026-11-22", []Quote{{Meter: "network/ipv4", USD: 0.5}}},
	)
	for name, c := range map[string]struct {
		lookup func() (Price, bool)
		want   Price
	}{
		"task":                       {func() (Price, bool) { return b.FargateTask("sa-east-1", Linux, X86, 1, 2) }, Price{0.086, "hour", LiveSource, "2026-11-23"}},
		"storage":                    {func() (Price, bool) { return b.FargateEphemeral("sa-east-1") }, Price{0.0002, "hour", LiveSource, "2026-11-23"}},
		"volume":                     {func() (Price, bool) { return b.EBSStorage("sa-east-1", "gp3") }, Price{0.2, "GB-month", LiveSource, "2026-11-23"}},
		"iops":                       {func() (Price, bool) { return b.EBSIOPS("sa-east-1", "gp3") }, Price{0.01, "IOPS-month", LiveSource, "2026-11-23"}},
		"balancer":                   {func() (Price, bool) { return b.LoadBalancer("sa-east-1", "classic") }, Price{0.04, "hour", LiveSource, "2026-11-23"}},
		"instance":                   {func() (Price, bool) { return b.EC2Linux("sa-east-1", "x9.large") }, Price{2, "hour", LiveSource, "2026-11-23"}},
		"duration":                   {func() (Price, bool) { return b.LambdaDuration("sa-east-1", X86) }, Price{2, "GB-second", LiveSource, "2026-11-23"}},
		"a region that no table has": {func() (Price, bool) { return b.PublicIPv4("mars-north-1") }, Price{0.5, "hour", LiveSource, "2026-11-22"}},
	} {
		got, ok := c.lookup()
		if near(t, name, got.USD, c.want.USD); !ok || got.Unit != c.want.Unit || got.Source != c.want.Source || got.AsOf != c.want.AsOf {
			t.Errorf("%s = %+v, %v; want %+v", name, got, ok, c.want)
		}
	}
	if usd, _ := b.LambdaDurationCost("sa-east-1", X86, 7); usd != 12 {
		t.Errorf("7 GB-seconds through live tiers are %v, want 5 x 2 + 2 x 1", usd)
	}
	for name, same := range map[string]func(*Book) (Price, bool){
		"what was not read":   func(b *Book) (Price, bool) { return b.EBSStorage("sa-east-1", "gp2") },
		"a price below 0":     func(b *Book) (Price, bool) { return b.LambdaProvisioned("sa-east-1", ARM) },
		"another region":      func(b *Book) (Price, bool) { return b.EBSStorage("us-east-1", "gp3") },
		"Virginia's instance": func(b *Book) (Price, bool) { return b.EC2Linux("us-east-1", "m7g.large") },
	} {
		p, ok := same(b)
		if q, known := same(Embedded()); p != q || ok != known {
			t.Errorf("%s was %+v and is %+v", name, q, p)
		}
	}
	if !slices.Contains(b.Regions(), "mars-north-1") || slices.Contains(Embedded().Regions(), "mars-north-1") {
		t.Error("the regions are not those that are known")
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
