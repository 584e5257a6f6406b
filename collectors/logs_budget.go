package collectors

import (
	"fmt"
	"sync"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// LogScan is the user's leave to read report lines with CloudWatch Logs Insights, which bills what it scans.
type LogScan struct {
	CapUSD float64       // for the whole run, all regions together; 0: report lines are not read
	Prices *pricing.Book // of a scan, by region
	PerGB  float64       // what the user says that a GB costs where Prices does not know; 0: such a region is not scanned
	Say    func(string)  // told what a region's scan will cost, before it starts; nil for nobody
}

// budget keeps a run under the cap. It is safe for concurrent use: the first region to ask gets the money.
type budget struct {
	LogScan
	mu    sync.Mutex
	spent float64 // estimates of what was started, or the real cost where that was more
}

// ownPrice is the source of a price that the user gave.
const ownPrice = "your price of a scan, --scan-logs-price"

// price is what scanning a GB costs in a region: the list's price, or else the user's.
func (b *budget) price(region string) (pricing.Price, bool) {
	if p, known := b.Prices.LogsScanned(region); known {
		return p, true
	}
	return pricing.Price{USD: b.PerGB, Unit: "GB", Source: ownPrice, AsOf: "as given"}, b.PerGB > 0
}

// take sets money aside for one query; false when that would pass the cap.
func (b *budget) take(usd float64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.spent+usd > b.CapUSD {
		return false
	}
	b.spent += usd
	return true
}

// passed tells whether queries cost more than their estimates, and so much more that the cap is behind.
func (b *budget) passed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spent > b.CapUSD
}

// correct adds what a query cost above its estimate.
func (b *budget) correct(estimated, billed float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent += max(0, billed-estimated)
}

// bytesPerGB is the smaller of the two meanings of a GB, so that an estimate is too high rather than too low.
const bytesPerGB = 1e9

// dollars writes an amount that may be far below a cent.
func dollars(v float64) string {
	switch {
	case v >= 0.1:
		return fmt.Sprintf("$%.2f", v)
	case v == 0 || v >= 0.001:
		return fmt.Sprintf("$%.3f", v)
	default:
		return "less than $0.001"
	}
}

// notEnabled is the gap of a source that was not read because nobody asked for it, or because it is not there.
func notEnabled(detail string) inventory.Gap {
	return inventory.Gap{Reason: inventory.NotEnabled, Operation: string(awsapi.StartQuery), Detail: detail}
}
