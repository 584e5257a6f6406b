package pricing

import _ "embed"

//go:embed data/burst.csv
var burstCSV string

type burstKey struct {
	os   OS
	arch Arch
}

func parseBurst() map[burstKey]Price {
	prices := map[burstKey]Price{}
	for _, r := range readTable("burst.csv", burstCSV).rows {
		prices[burstKey{OS(r.text("os")), Arch(r.text("arch"))}] = r.price("vCPU-hour")
	}
	return prices
}

// SurplusCredits is the price of surplus CPU credits of a T2, T3 or T3a instance in unlimited mode, for one vCPU-hour (60
// credits). It is the same in every commercial region; where no table knows the region it is not known.
func (b *Book) SurplusCredits(region string, os OS) (Price, bool) {
	return b.surplusCredits(region, burstKey{os, X86})
}

// SurplusCreditsGraviton is the same for T4g, which costs less and runs Linux only.
func (b *Book) SurplusCreditsGraviton(region string) (Price, bool) {
	return b.surplusCredits(region, burstKey{Linux, ARM})
}

func (b *Book) surplusCredits(region string, key burstKey) (Price, bool) {
	p, ok := b.burst()[key]
	if _, known := b.EBSSnapshot(region); !known || !ok {
		return Price{}, false
	}
	return p, true
}
