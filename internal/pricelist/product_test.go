package pricelist

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/pricing"
)

// row writes a product of eu-west-1 as the Pricing API does. Tiers are "begin end usd", attributes "name=value".
func row(service, family, unit string, tiers []string, attributes ...string) string {
	var a, d []string
	for _, pair := range append(attributes, "regionCode=eu-west-1", "locationType=AWS Region") {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.Contains(strings.Join(a, ","), `"`+name+`"`) {
			a = append(a, fmt.Sprintf("%q: %q", name, value))
		}
	}
	for i, tier := range tiers {
		f := strings.Fields(tier)
		d = append(d, fmt.Sprintf(`"r%d": {"unit": %q, "beginRange": %q, "endRange": %q, "pricePerUnit": {"USD": %q}}`, i, unit, f[0], f[1], f[2]))
	}
	return fmt.Sprintf(`{"serviceCode": %q, "product": {"sku": "S", "productFamily": %q, "attributes": {%s}}, "terms": {"OnDemand": {"S.T": {"priceDimensions": {%s}}}}}`,
		service, family, strings.Join(a, ", "), strings.Join(d, ", "))
}

func instance(changed ...string) string {
	return row("AmazonEC2", "Compute Instance", "Hrs", []string{"0 Inf 0.0911"}, append(changed, "instanceType=m7g.large", "operatingSystem=Linux",
		"tenancy=Shared", "preInstalledSw=NA", "capacitystatus=Used", "usagetype=EU-BoxUsage:m7g.large")...)
}

func fargate(usage, usd string) string {
	return row("AmazonECS", "Compute", "hours", []string{"0 Inf " + usd}, "usagetype="+usage)
}

func duration(tiers ...string) string {
	return row("AWSLambda", "Serverless", "Lambda-GB-Second", tiers, "group=AWS-Lambda-Duration-ARM", "usagetype=EU-Lambda-GB-Second-ARM")
}

func TestRead(t *testing.T) {
	one := func(meter string, usd float64) []pricing.Quote { return []pricing.Quote{{Meter: meter, USD: usd}} }
	for name, test := range map[string]struct {
		products []string
		want     []pricing.Quote
		left     string // in what is said; empty: nothing is
	}{
		"an instance":              {[]string{instance()}, one("ec2/m7g.large", 0.0911), ""},
		"bare metal":               {[]string{row("AmazonEC2", "Compute Instance (bare metal)", "Hrs", []string{"0 Inf 2"}, "instanceType=c6g.metal", "operatingSystem=Linux", "tenancy=Shared", "preInstalledSw=NA", "capacitystatus=Used", "usagetype=EU-BoxUsage:c6g.metal")}, one("ec2/c6g.metal", 2), ""},
		"Windows":                  {[]string{instance("operatingSystem=Windows")}, nil, ""},
		"dedicated":                {[]string{instance("tenancy=Dedicated")}, nil, ""},
		"with SQL Server":          {[]string{instance("preInstalledSw=SQL Web")}, nil, ""},
		"a reservation":            {[]string{instance("capacitystatus=AllocatedCapacityReservation")}, nil, ""},
		"unused reservation":       {[]string{instance("usagetype=EU-UnusedBox:m7g.large")}, nil, ""},
		"another region":           {[]string{instance("regionCode=eu-west-2")}, nil, ""},
		"a local zone":             {[]string{instance("locationType=AWS Local Zone")}, nil, ""},
		"twice the same":           {[]string{instance(), instance()}, one("ec2/m7g.large", 0.0911), ""},
		"twice, not the same":      {[]string{instance(), strings.Replace(instance(), "0.0911", "0.1", 1)}, nil, "ec2/m7g.large: listed twice"},
		"Fargate":                  {[]string{fargate("EU-Fargate-vCPU-Hours:perCPU", "0.04048")}, one("fargate/linux/x86_64/vcpu", 0.04048), ""},
		"Fargate in Virginia":      {[]string{fargate("Fargate-ARM-GB-Hours", "0.00356")}, one("fargate/linux/arm64/gb", 0.00356), ""},
		"the licence":              {[]string{fargate("EU-Fargate-Windows-OS-Hours:perCPU", "0.046")}, one("fargate/windows/x86_64/os-licence", 0.046), ""},
		"ECS on EC2, for nothing":  {[]string{fargate("EU-ECS-EC2-vCPU-Hours:perCPU", "0"), fargate("EU-ECS-EC2-GB-Hours", "0")}, nil, ""},
		"Fargate for nothing":      {[]string{fargate("EU-Fargate-GB-Hours", "0.0000000000")}, nil, ""},
		"Spot":                     {[]string{fargate("EU-SpotUsage-Fargate-GB-Hours", "0.001")}, nil, ""},
		"Fargate by the month":     {[]string{strings.Replace(fargate("EU-Fargate-GB-Hours", "3"), `"hours"`, `"months"`, 1)}, nil, `fargate/linux/x86_64/gb: the unit "months" is not known`},
		"Lambda's tiers":           {[]string{duration("7500000000 18750000000 0.0000120001", "18750000000 Inf 0.0000106667", "0 7500000000 0.0000133334")}, []pricing.Quote{{Meter: "lambda/duration/arm64", USD: 0.0000133334}, {Meter: "lambda/duration/arm64", Above: 7.5e9, USD: 0.0000120001}, {Meter: "lambda/duration/arm64", Above: 18.75e9, USD: 0.0000106667}}, ""},
		"tiers with a hole":        {[]string{duration("0 6000000000 0.0000166667", "9000000000 Inf 0.000015")}, nil, "its tiers do not follow each other"},
		"tiers without an end":     {[]string{duration("0 6000000000 0.0000166667")}, nil, "its tiers do not follow each other"},
		"tiers that overlap":       {[]string{duration("0 9 0.00002", "6 Inf 0.00001")}, nil, "its tiers do not follow each other"},
		"a tier backwards":         {[]string{duration("9 6 0.00002")}, nil, "is no price"},
		"no price":                 {[]string{duration("0 Inf cheap")}, nil, `"cheap"`},
		"less than nothing":        {[]string{duration("0 Inf -0.1")}, nil, "is no price"},
		"not a number":             {[]string{duration("0 Inf NaN")}, nil, "is no price"},
		"without end":              {[]string{duration("0 Inf " + "Inf")}, nil, "is no price"},
		"requests":                 {[]string{row("AWSLambda", "Serverless", "Requests", []string{"0 Inf 0.0000002000"}, "group=AWS-Lambda-Requests", "usagetype=EU-Request")}, one("lambda/requests/", 2e-7), ""},
		"Lambda@Edge":              {[]string{row("AWSLambda", "Serverless", "Requests", []string{"0 Inf 0.0000006"}, "group=AWS-Lambda-Edge-Requests")}, nil, ""},
		"a volume":                 {[]string{row("AmazonEC2", "Storage", "GB-Mo", []string{"0 Inf 0.088"}, "usagetype=EU-EBS:VolumeUsage.gp3")}, one("ebs/gp3", 0.088), ""},
		"io2 by GB-month":          {[]string{row("AmazonEC2", "Storage", "GB-month", []string{"0 Inf 0.138"}, "usagetype=EU-EBS:VolumeUsage.io2")}, one("ebs/io2", 0.138), ""},
		"an Outposts volume":       {[]string{row("AmazonEC2", "Storage", "GB-Mo", []string{"0 Inf 0.3"}, "usagetype=EU-EBS:VolumeUsage.gp2.outposts")}, nil, ""},
		"IOPS above those free":    {[]string{row("AmazonEC2", "System Operation", "IOPS-Mo", []string{"3000 Inf 0.0055"}, "usagetype=EU-EBS:VolumeP-IOPS.gp3")}, one("ebs/gp3_iops", 0.0055), ""},
		"io2's second tier":        {[]string{row("AmazonEC2", "System Operation", "IOPS-Mo", []string{"0 Inf 0.05"}, "usagetype=EU-EBS:VolumeP-IOPS.io2.tier2")}, nil, ""},
		"throughput by GiB/s":      {[]string{row("AmazonEC2", "Provisioned Throughput", "GiBps-mo", []string{"0 Inf 45.056"}, "usagetype=EU-EBS:VolumeP-Throughput.gp3")}, one("ebs/gp3_mibs", 0.044), ""},
		"a snapshot":               {[]string{row("AmazonEC2", "Storage Snapshot", "GB-Mo", []string{"0 Inf 0.05"}, "usagetype=EU-EBS:SnapshotUsage")}, one("ebs/snapshot", 0.05), ""},
		"an archived one":          {[]string{row("AmazonEC2", "Storage Snapshot", "GB-Mo", []string{"0 Inf 0.0125"}, "usagetype=EU-EBS:SnapshotArchiveStorage")}, nil, ""},
		"an address":               {[]string{row("AmazonVPC", "", "Hrs", []string{"0 Inf 0.005"}, "usagetype=EU-PublicIPv4:InUseAddress")}, one("network/ipv4", 0.005), ""},
		"load balancers":           {[]string{row("AWSELB", "Load Balancer-Application", "Hrs", []string{"0 Inf 0.0252"}, "usagetype=EU-LoadBalancerUsage"), row("AWSELB", "Load Balancer", "Hrs", []string{"0 Inf 0.028"}, "usagetype=EU-LoadBalancerUsage")}, []pricing.Quote{{Meter: "network/application", USD: 0.0252}, {Meter: "network/classic", USD: 0.028}}, ""},
		"a trust store is none":    {[]string{row("AWSELB", "Load Balancer-Application", "Hrs", []string{"0 Inf 0.0056"}, "usagetype=TS-LoadBalancerUsage")}, nil, ""},
		"on Outposts":              {[]string{row("AWSELB", "Load Balancer-Application", "Hrs", []string{"0 Inf 0.0252"}, "usagetype=EU-Outposts-LoadBalancerUsage")}, nil, ""},
		"a NAT gateway":            {[]string{row("AmazonEC2", "NAT Gateway", "Hrs", []string{"0 Inf 0.048"}, "usagetype=EU-NatGateway-Hours")}, one("network/nat", 0.048), ""},
		"a regional one is other":  {[]string{row("AmazonEC2", "NAT Gateway", "Hrs", []string{"0 Inf 0.048"}, "usagetype=EU-RegionalNatGateway-Hours")}, nil, ""},
		"not JSON":                 {[]string{"<html>"}, nil, "not JSON"},
		"a service of no interest": {[]string{row("AmazonS3", "Storage", "GB-Mo", []string{"0 Inf 0.023"}, "usagetype=EU-TimedStorage-ByteHrs")}, nil, ""},
		"without terms":            {[]string{strings.Replace(instance(), `"OnDemand"`, `"Reserved"`, 1)}, nil, "0 on-demand terms"},
	} {
		t.Run(name, func(t *testing.T) {
			got, left := Read("eu-west-1", test.products)
			if diff := cmp.Diff(test.want, got, approximately); diff != "" {
				t.Error(diff)
			}
			if said := strings.Join(left, "; "); (said == "") != (test.left == "") || !strings.Contains(said, test.left) {
				t.Errorf("it says %q, want %q", said, test.left)
			}
		})
	}
}

var approximately = cmp.Comparer(func(x, y float64) bool { return x == y || x/y > 1-1e-12 && x/y < 1+1e-12 })

// What is read becomes the book's price, dated, and nothing else changes.
func TestReadIntoABook(t *testing.T) {
	quotes, left := Read("eu-west-1", []string{instance(), fargate("EU-Fargate-Windows-vCPU-Hours:perCPU", "0.05"), duration("0 Inf 0.00001")})
	if len(left) > 0 {
		t.Fatal(left)
	}
	list := pricing.Embedded()
	book := list.Over(pricing.Listing{Region: "eu-west-1", AsOf: "2026-11-23", Quotes: quotes})
	p, ok := book.EC2Linux("eu-west-1", "m7g.large")
	if want := (pricing.Price{USD: 0.0911, Unit: "hour", Source: pricing.LiveSource, AsOf: "2026-11-23"}); !ok || p != want {
		t.Errorf("%+v, %v", p, ok)
	}
	if month, _ := book.LambdaDurationCost("eu-west-1", pricing.ARM, 1e10); month < 99_999 || month > 100_001 {
		t.Errorf("%v a month", month)
	}
	for _, region := range []string{"eu-west-1", "us-east-1", "us-gov-west-1"} {
		x, okX := book.EC2Linux(region, "m5.large")
		y, okY := list.EC2Linux(region, "m5.large")
		if x != y || okX != okY {
			t.Errorf("m5.large in %s was %+v and is %+v", region, y, x)
		}
	}
	if p, ok := list.EC2Linux("eu-west-1", "m7g.large"); !ok || p.Source == pricing.LiveSource {
		t.Errorf("the book that was laid over has changed: %+v", p)
	}
}

// Whatever a row holds, it is a positive price of a meter with a name, or none.
func FuzzRead(f *testing.F) {
	for _, text := range []string{instance(), duration("0 7 0.1", "7 Inf 0.05"), fargate("EU-Fargate-GB-Hours", "0.1")} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quotes, _ := Read("eu-west-1", []string{text})
		for _, q := range quotes {
			if q.Meter == "" || !(q.USD > 0) || !(q.Above >= 0) {
				t.Errorf("%+v out of %q", q, text)
			}
		}
	})
}
