package pricelist

import (
	"regexp"
	"slices"
	"strings"
)

// meter is what a product prices, as pricing.Quote names it.
type meter struct {
	name   string
	units  map[string]float64 // the units that it may be priced in, in lower case, and how many of ours one of them is
	tiered bool               // all tiers count; of the others the first that costs something
}

var (
	perHour    = map[string]float64{"hrs": 1, "hours": 1, "hour": 1}
	perGBHour  = map[string]float64{"hrs": 1, "hours": 1, "hour": 1, "gb-hours": 1}
	perRequest = map[string]float64{"request": 1, "requests": 1}
	perGBs     = map[string]float64{"lambda-gb-second": 1, "gb-second": 1, "second": 1, "seconds": 1}
	perGBMonth = map[string]float64{"gb-mo": 1, "gb-month": 1}
	perIOPS    = map[string]float64{"iops-mo": 1, "iops-month": 1}
	perMiBs    = map[string]float64{"mibps-mo": 1, "gibps-mo": 1024}
)

// lambdaGroups are the product groups of Lambda that are read. Requests and storage cost the same on both architectures.
var lambdaGroups = map[string]meter{
	"AWS-Lambda-Requests":                    {"lambda/requests/", perRequest, false},
	"AWS-Lambda-Duration":                    {"lambda/duration/x86_64", perGBs, true},
	"AWS-Lambda-Duration-ARM":                {"lambda/duration/arm64", perGBs, true},
	"AWS-Lambda-Provisioned-Concurrency":     {"lambda/provisioned/x86_64", perGBs, false},
	"AWS-Lambda-Provisioned-Concurrency-ARM": {"lambda/provisioned/arm64", perGBs, false},
	"AWS-Lambda-Duration-Provisioned":        {"lambda/provisioned-duration/x86_64", perGBs, false},
	"AWS-Lambda-Duration-Provisioned-ARM":    {"lambda/provisioned-duration/arm64", perGBs, false},
	"AWS-Lambda-Storage-Duration":            {"lambda/ephemeral/", perGBs, false},
}

// usages are the other meters by service, product family (empty: any) and usage type without the region's prefix. Only the whole
// usage type counts: ECS-EC2-… rows cost nothing, TS- and Outposts- ones are other things.
var usages = map[[3]string]meter{
	{"AmazonECS", "", "Fargate-vCPU-Hours:perCPU"}:                        {"fargate/linux/x86_64/vcpu", perHour, false},
	{"AmazonECS", "", "Fargate-GB-Hours"}:                                 {"fargate/linux/x86_64/gb", perGBHour, false},
	{"AmazonECS", "", "Fargate-ARM-vCPU-Hours:perCPU"}:                    {"fargate/linux/arm64/vcpu", perHour, false},
	{"AmazonECS", "", "Fargate-ARM-GB-Hours"}:                             {"fargate/linux/arm64/gb", perGBHour, false},
	{"AmazonECS", "", "Fargate-Windows-vCPU-Hours:perCPU"}:                {"fargate/windows/x86_64/vcpu", perHour, false},
	{"AmazonECS", "", "Fargate-Windows-GB-Hours"}:                         {"fargate/windows/x86_64/gb", perGBHour, false},
	{"AmazonECS", "", "Fargate-Windows-OS-Hours:perCPU"}:                  {"fargate/windows/x86_64/os-licence", perHour, false},
	{"AmazonECS", "", "Fargate-EphemeralStorage-GB-Hours"}:                {"fargate///ephemeral", perGBHour, false},
	{"AmazonEC2", "System Operation", "EBS:VolumeP-IOPS.gp3"}:             {"ebs/gp3_iops", perIOPS, false},
	{"AmazonEC2", "System Operation", "EBS:VolumeP-IOPS.piops"}:           {"ebs/io1_iops", perIOPS, false},
	{"AmazonEC2", "System Operation", "EBS:VolumeP-IOPS.io2"}:             {"ebs/io2_iops", perIOPS, false},
	{"AmazonEC2", "Provisioned Throughput", "EBS:VolumeP-Throughput.gp3"}: {"ebs/gp3_mibs", perMiBs, false},
	{"AmazonEC2", "Storage Snapshot", "EBS:SnapshotUsage"}:                {"ebs/snapshot", perGBMonth, false},
	{"AmazonEC2", "NAT Gateway", "NatGateway-Hours"}:                      {"network/nat", perHour, false},
	{"AmazonVPC", "", "PublicIPv4:InUseAddress"}:                          {"network/ipv4", perHour, false},
	{"AWSELB", "Load Balancer-Application", "LoadBalancerUsage"}:          {"network/application", perHour, false},
	{"AWSELB", "Load Balancer-Network", "LoadBalancerUsage"}:              {"network/network", perHour, false},
	{"AWSELB", "Load Balancer", "LoadBalancerUsage"}:                      {"network/classic", perHour, false},
}

// volumes are the usage types of storage by volume type. io1 is called after what it was first.
var volumes = map[string]string{
	"EBS:VolumeUsage.gp2": "gp2", "EBS:VolumeUsage.gp3": "gp3", "EBS:VolumeUsage.piops": "io1", "EBS:VolumeUsage.io2": "io2",
	"EBS:VolumeUsage.st1": "st1", "EBS:VolumeUsage.sc1": "sc1", "EBS:VolumeUsage": "standard",
}

// usagePrefix is how usage types begin outside us-east-1: "APN1-", "EUC1-", and "EU-" for Ireland.
var usagePrefix = regexp.MustCompile(`^(EU|[A-Z]{3}[0-9]{1,2})-`)

// meterOf finds the meter of a product of the region; false for the many that are of no interest, and for those of local zones,
// of other regions and of the free tier.
func meterOf(region string, p product) (meter, bool) {
	a := p.Product.Attributes
	if a["regionCode"] != region || a["locationType"] != "AWS Region" {
		return meter{}, false
	}
	if p.ServiceCode == "AWSLambda" {
		m, ok := lambdaGroups[a["group"]]
		return m, ok
	}
	usage := usagePrefix.ReplaceAllString(a["usagetype"], "")
	if p.ServiceCode == "AmazonEC2" && p.Product.Family == "Storage" {
		volume, ok := volumes[usage]
		return meter{"ebs/" + volume, perGBMonth, false}, ok
	}
	if p.ServiceCode == "AmazonEC2" && isInstance(p, usage) {
		return meter{"ec2/" + a["instanceType"], perHour, false}, true
	}
	for _, family := range []string{p.Product.Family, ""} {
		if m, ok := usages[[3]string{p.ServiceCode, family, usage}]; ok {
			return m, true
		}
	}
	return meter{}, false
}

// isInstance tells whether a product is an instance by the hour: Linux, shared tenancy, nothing preinstalled, no licence.
func isInstance(p product, usage string) bool {
	a := p.Product.Attributes
	return slices.Contains([]string{"Compute Instance", "Compute Instance (bare metal)"}, p.Product.Family) &&
		a["operatingSystem"] == "Linux" && a["tenancy"] == "Shared" && a["preInstalledSw"] == "NA" && a["capacitystatus"] == "Used" &&
		a["instanceType"] != "" && !strings.Contains(a["instanceType"], "/") && usage == "BoxUsage:"+a["instanceType"]
}
