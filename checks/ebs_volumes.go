package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// Above so many IOPS an io2 volume is billed at lower prices, which are in no table here (AWS, "Amazon EBS pricing", 2026-11).
const io2FirstTierIOPS = 32000

// volumeBill is what a volume costs a month at list price.
type volumeBill struct {
	usd   float64
	words string        // the arithmetic: "500 GiB × $0.08 + 1000 IOPS × $0.005"
	price pricing.Price // of a GB-month of its storage
}

// volumeBill prices a volume: its storage, and the IOPS and MiB/s that are provisioned beside it. False where one of the
// prices is not known.
func (p *Pass) volumeBill(kind string, sizeGiB, iops, throughput int) (volumeBill, bool) {
	storage, ok := p.Prices.EBSStorage(p.Region.Name, kind)
	if !ok || kind == "io2" && iops > io2FirstTierIOPS {
		return volumeBill{}, false
	}
	b := volumeBill{usd: float64(sizeGiB) * storage.USD, words: fmt.Sprintf("%d GiB × %s", sizeGiB, rate(storage.USD)), price: storage}
	switch kind {
	case "gp3":
		iops, throughput = max(0, iops-pricing.GP3FreeIOPS), max(0, throughput-pricing.GP3FreeMiBs)
	case "io1", "io2":
		throughput = 0
	default:
		return b, true
	}
	if iops > 0 {
		price, ok := p.Prices.EBSIOPS(p.Region.Name, kind)
		if !ok {
			return volumeBill{}, false
		}
		b.usd += float64(iops) * price.USD
		b.words += fmt.Sprintf(" + %d IOPS × %s", iops, rate(price.USD))
	}
	if throughput > 0 {
		price, ok := p.Prices.EBSThroughput(p.Region.Name, kind)
		if !ok {
			return volumeBill{}, false
		}
		b.usd += float64(throughput) * price.USD
		b.words += fmt.Sprintf(" + %d MiB/s × %s", throughput, rate(price.USD))
	}
	return b, true
}

// volumeWords says what a volume is: "500 GiB gp3".
func volumeWords(v *inventory.Volume) string { return fmt.Sprintf("%d GiB %s", v.SizeGiB, v.Type) }

// claimOf names the Kubernetes claim that a volume was made for; "" for none.
func claimOf(v *inventory.Volume) string { return v.Tags["kubernetes.io/created-for/pvc/name"] }

// volumeName is the Name tag with the id, or the id.
func volumeName(v *inventory.Volume) string {
	if name := v.Tags["Name"]; name != "" {
		return fmt.Sprintf("%s (%s)", name, v.ID)
	}
	return v.ID
}
