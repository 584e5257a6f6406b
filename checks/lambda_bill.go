package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// bill is what a function's work costs a month at list price, from its invocations and durations over the window. Init,
// which has been billed since 2025-08-01, is not in CloudWatch's Duration and so not in it: the bill is a lower bound.
type bill struct {
	invocations  float64 // a month
	gbSeconds    float64 // a month
	requestUSD   float64
	durationUSD  float64 // provisioned concurrency's lower rate included, what holding it costs not
	ephemeralUSD float64 // /tmp above 512 MB
	perSecond    float64 // USD for one second of one environment in the first tier, /tmp included
	price        pricing.Price
	evidence     Evidence
}

// total is everything in it.
func (b bill) total() float64 { return b.requestUSD + b.durationUSD + b.ephemeralUSD }

// billOf works out a function's bill. A gap with the reason NotRequested and false mean that a price is not known.
func (p *Pass) billOf(f *inventory.Function) (b bill, gap inventory.Gap, ok bool) {
	runs, durations, gap, known := overBoth(p, invocations, totalDuration, p.Days(&windowDays), daily, functionDims(f))
	if !known {
		return b, gap, false
	}
	arch, region := pricing.Arch(f.Config.Architecture), p.Region.Name
	gb := float64(f.Config.MemoryMB) / 1024
	months := p.monthsOf(runs)
	busy := timeseries.Sum(durations) / 1000 / months // seconds a month
	b = bill{invocations: timeseries.Sum(runs) / months, gbSeconds: busy * gb}
	request, known1 := p.Prices.LambdaRequest(region)
	b.price, ok = p.Prices.LambdaDuration(region, arch)
	if !known1 || !ok {
		return b, inventory.Gap{}, false
	}
	b.durationUSD, _ = p.Prices.LambdaDurationCost(region, arch, b.gbSeconds)
	b.requestUSD = b.invocations * request.USD
	b.perSecond = gb * b.price.USD
	if extra := float64(f.Config.EphemeralMB-512) / 1024; extra > 0 {
		ephemeral, known := p.Prices.LambdaEphemeral(region)
		if !known {
			return b, inventory.Gap{}, false
		}
		b.ephemeralUSD = busy * extra * ephemeral.USD
		b.perSecond += extra * ephemeral.USD
	}
	value := fmt.Sprintf("%s a month: %.0f invocations, %.0f GB-seconds, without init", usd(b.total()), b.invocations, b.gbSeconds)
	b.evidence = totalDuration.evidence("bill", value, b.total(), "USD", durations, "Sum by day")
	return b, inventory.Gap{}, true
}

// monthsOf is how many months of 730 hours a series of the window covers, up to now.
func (p *Pass) monthsOf(s inventory.Series) float64 {
	covered := p.TakenAt.Sub(s.Start).Hours()
	return covered / pricing.HoursPerMonth
}

// priceUnknown is the PriceGap of a saving whose price the book does not have.
func (p *Pass) priceUnknown(what string) string {
	return fmt.Sprintf("the price of %s is not known in %s", what, p.Region.Name)
}

// The billed meters of a function, as savings name them. Two findings on one meter are not added up.

func durationMeter(f *inventory.Function) string  { return "duration " + f.ARN }
func requestMeter(f *inventory.Function) string   { return "requests " + f.ARN }
func initMeter(f *inventory.Function) string      { return "init " + f.ARN }
func ephemeralMeter(f *inventory.Function) string { return "ephemeral-storage " + f.ARN }
func snapStartMeter(f *inventory.Function, version string) string {
	return "snapstart-cache " + inventory.Qualified(f.ARN, version)
}
func logMeter(group string) string { return "logs " + group } // taking them in
func logStorageMeter(group string) string {
	return "log-storage " + group
}
