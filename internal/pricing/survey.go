package pricing

import "strings"

// Surveyed is what the book knows of one meter in a region.
type Surveyed struct {
	Service string
	Meter   string
	Price   Price // only where Known
	Known   bool
}

// Survey lists every meter that checks price, in a stable order, with what is known of it in a region. Instances are not in it: see
// Instances.
func (b *Book) Survey(region string) []Surveyed {
	var all []Surveyed
	add := func(service, meter string, p Price, ok bool) {
		all = append(all, Surveyed{service, meter, p, ok})
	}
	look := func(service, meter string, lookup func(string) (Price, bool)) {
		p, ok := lookup(region)
		add(service, meter, p, ok)
	}
	look("Lambda", "requests", b.LambdaRequest)
	for _, arch := range []Arch{X86, ARM} {
		for _, meter := range []LambdaMeter{MeterDuration, MeterProvisioned, MeterProvisionedDuration} {
			p, ok := b.Lambda(region, meter, arch)
			add("Lambda", string(meter)+" "+string(arch), p, ok)
		}
	}
	look("Lambda", "ephemeral storage", b.LambdaEphemeral)
	look("Lambda", "SnapStart cache", b.LambdaSnapStartCache)
	look("Lambda", "SnapStart restore", b.LambdaSnapStartRestore)
	for _, platform := range []fargateKey{{os: Linux, arch: X86}, {os: Linux, arch: ARM}, {os: Windows, arch: X86}} {
		name := string(platform.os) + " " + string(platform.arch)
		p, ok := b.FargateVCPU(region, platform.os, platform.arch)
		add("Fargate", "vCPU "+name, p, ok)
		p, ok = b.FargateGB(region, platform.os, platform.arch)
		add("Fargate", "GB "+name, p, ok)
	}
	look("Fargate", "ephemeral storage", b.FargateEphemeral)
	for _, meter := range []string{"gp3", "gp3_iops", "gp3_mibs", "gp2", "io1", "io1_iops", "io2", "io2_iops", "st1", "sc1", "standard", "snapshot"} {
		p, ok := b.ebsPrice(region, meter)
		add("EBS", strings.ReplaceAll(meter, "_", " "), p, ok)
	}
	p, ok := b.SurplusCredits(region, Linux)
	add("EC2", "surplus credits Linux", p, ok)
	p, ok = b.SurplusCredits(region, Windows)
	add("EC2", "surplus credits Windows", p, ok)
	look("EC2", "surplus credits T4g", b.SurplusCreditsGraviton)
	look("Network", "public IPv4 address", b.PublicIPv4)
	look("Network", "NAT gateway", b.NATGateway)
	for _, kind := range []string{"application", "network", "classic"} {
		p, ok := b.LoadBalancer(region, kind)
		add("Load balancer", kind, p, ok)
	}
	look("Logs", "ingested", b.LogsIngested)
	look("Logs", "ingested, Infrequent Access", b.LogsIngestedInfrequent)
	look("Logs", "stored", b.LogsStored)
	look("Logs", "scanned", b.LogsScanned)
	return all
}

// Instances counts the instance types whose price is known in a region, by the source of the price; USD is 0 in the keys.
func (b *Book) Instances(region string) map[Price]int {
	count := map[Price]int{}
	add := func(instanceType string) {
		if p, ok := b.EC2Linux(region, instanceType); ok {
			p.USD = 0
			count[p]++
		}
	}
	names := map[string]bool{}
	for name := range b.virginia().prices {
		names[name] = true
	}
	for name := range b.regional().prices {
		names[name] = true
	}
	for key := range b.live {
		names[key.instanceType] = true
	}
	for name := range names {
		add(name)
	}
	return count
}
