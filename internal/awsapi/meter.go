package awsapi

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aws/smithy-go/middleware"

	"github.com/computelint/computelint/internal/inventory"
)

// The price of CloudWatch's API: AWS, "Amazon CloudWatch pricing", us-east-1, 2026-11. GetMetricData is charged from the
// first metric on; ListMetrics has a million free requests a month, which are not subtracted here.
const (
	usdPerMetricRequested = 0.01 / 1000
	usdPerListMetrics     = 0.01 / 1000
	meterPriceSource      = "Amazon CloudWatch pricing, us-east-1, 2026-11: $0.01 per 1,000 metrics requested, $0.01 per 1,000 ListMetrics requests before the free million"
)

// Meter counts what a run costs the account. It is safe for concurrent use.
type Meter struct {
	mu        sync.Mutex
	calls     map[string]int
	throttles int
	metrics   int
	scanned   float64         // bytes that queries of logs read
	scanUSD   float64         // what they cost
	scanPrice map[string]bool // and where those prices come from
}

func newMeter() *Meter { return &Meter{calls: map[string]int{}, scanPrice: map[string]bool{}} }

// Metrics adds metrics requested of GetMetricData.
func (m *Meter) Metrics(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.metrics += n
}

// LogsScanned adds the bytes that a query of logs read and what they cost.
func (m *Meter) LogsScanned(bytes, usd float64, priceSource string) {
	if bytes <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.scanned += bytes
	m.scanUSD += usd
	m.scanPrice[priceSource] = true
}

// Cost is what was counted so far.
func (m *Meter) Cost() inventory.RunCost {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := inventory.RunCost{Calls: maps.Clone(m.calls), Throttles: m.throttles, MetricsRequested: m.metrics}
	c.USD = float64(m.metrics)*usdPerMetricRequested + float64(m.calls[string(ListMetrics)])*usdPerListMetrics + m.scanUSD
	c.LogBytesScanned = m.scanned
	c.PriceSource = strings.Join(append([]string{meterPriceSource}, slices.Sorted(maps.Keys(m.scanPrice))...), "; ")
	return c
}

// install counts every attempt on the wire.
func (m *Meter) install(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("Meter",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			out, meta, err := next.HandleFinalize(ctx, in)
			m.mu.Lock()
			defer m.mu.Unlock()
			m.calls[string(currentOperation(ctx))]++
			if isThrottle(err) {
				m.throttles++
			}
			return out, meta, err
		}), "Retry", middleware.After)
}
