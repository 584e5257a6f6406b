package checks

import (
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// baselines are the share of each vCPU that the sizes of a burstable family sustain, in percent: credits are earned at that
// rate (Amazon EC2 User Guide, "Key concepts for burstable performance instances", read 2026-11).
var baselines = map[string]map[string]float64{
	"t2":  {"nano": 5, "micro": 10, "small": 20, "medium": 20, "large": 30, "xlarge": 22.5, "2xlarge": 16.875},
	"t3":  laterBaselines,
	"t3a": laterBaselines,
	"t4g": laterBaselines,
}

var laterBaselines = map[string]float64{"nano": 5, "micro": 10, "small": 20, "medium": 20, "large": 30, "xlarge": 40, "2xlarge": 40}

// isBurstable tells by its name whether a type earns CPU credits: T2 and later. T1 bursts by other rules.
func isBurstable(instanceType string) bool {
	family := pricing.InstanceFamily(instanceType)
	return len(family) > 1 && family[0] == 't' && family[1] >= '2' && family[1] <= '9'
}

// burstable are those of some instances that earn CPU credits.
func burstable(members []*inventory.Instance) []*inventory.Instance {
	var some []*inventory.Instance
	for _, i := range members {
		if isBurstable(i.Type) {
			some = append(some, i)
		}
	}
	return some
}
