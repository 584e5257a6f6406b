package pricing

import (
	_ "embed"
	"math"
	"strings"
)

//go:embed data/fargate.csv
var fargateCSV string

// FargateFreeStorageGB is the task storage that comes with every Fargate task.
// Source: AWS Price List, 2026-09.
const FargateFreeStorageGB = 20

// OS is the operating system of a Fargate task. The zero value is none, which
// no table holds.
type OS string

// The operating systems that Fargate prices.
const (
	Linux   OS = "linux"
	Windows OS = "windows"
)

// ParseOS reads an ECS operating system family, such as "LINUX" or
// "WINDOWS_SERVER_2022_CORE". ECS takes an empty one for Linux, and so does
// ParseOS; false for anything else.
func ParseOS(family string) (OS, bool) {
	upper := strings.ToUpper(family)
	switch {
	case upper == "" || upper == "LINUX":
		return Linux, true
	case strings.HasPrefix(upper, "WINDOWS"):
		return Windows, true
	}
	return "", false
}

type fargateKey struct {
	region string
	os     OS
	arch   Arch
	meter  string // vcpu, gb, os-licence, ephemeral
}

func parseFargate() map[fargateKey]Price {
	prices := map[fargateKey]Price{}
	for _, r := range readTable("fargate.csv", fargateCSV).rows {
		key := fargateKey{r.text("region"), OS(r.text("os")), Arch(r.text("arch")), r.text("meter")}
		prices[key] = r.price("hour")
	}
	return prices
}

func (b *Book) fargatePrice(region string, os OS, arch Arch, meter string) (Price, bool) {
	p, ok := b.fargate()[fargateKey{region, os, arch, meter}]
	if !ok {
		return Price{}, false
	}
	return b.less("fargate", p), true
}

// FargateVCPU is the price of one vCPU for an hour; for Windows with the
// operating system licence.
func (b *Book) FargateVCPU(region string, os OS, arch Arch) (Price, bool) {
	vcpu, ok := b.fargatePrice(region, os, arch, "vcpu")
	if !ok || os != Windows {
		return vcpu, ok
	}
	licence, ok := b.fargatePrice(region, os, arch, "os-licence")
	if !ok {
		return Price{}, false
	}
	return sum(vcpu, 1, licence, 1), true
}

// FargateGB is the price of one GB of memory for an hour.
func (b *Book) FargateGB(region string, os OS, arch Arch) (Price, bool) {
	return b.fargatePrice(region, os, arch, "gb")
}

// FargateEphemeral is the price of one GB of task storage above
// FargateFreeStorageGB for an hour.
func (b *Book) FargateEphemeral(region string) (Price, bool) {
	return b.fargatePrice(region, "", "", "ephemeral")
}

// FargateTask is the on-demand price of one task for an hour: its vCPUs (0.25
// is 256 CPU units) and its memory in GB, without extra storage. Whether the
// size is one that Fargate offers is not asked; see FargateSizes. AWS bills by
// the second, at least 1 minute (Windows: 5 minutes). Spot is not in the list.
func (b *Book) FargateTask(region string, os OS, arch Arch, vcpu, memoryGB float64) (Price, bool) {
	perVCPU, ok1 := b.FargateVCPU(region, os, arch)
	perGB, ok2 := b.FargateGB(region, os, arch)
	if !ok1 || !ok2 || !isQuantity(vcpu) || !isQuantity(memoryGB) {
		return Price{}, false
	}
	return sum(perVCPU, vcpu, perGB, memoryGB), true
}

// sum adds n units of p and m units of q, both of the same unit and from the
// same table. The result is as old as the older of the two.
func sum(p Price, n float64, q Price, m float64) Price {
	p.USD = p.USD*n + q.USD*m
	p.AsOf = min(p.AsOf, q.AsOf)
	return p
}

func isQuantity(n float64) bool {
	return n >= 0 && !math.IsInf(n, 0)
}
