package checks

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/timeseries"
)

// provisioned is one provisioned-concurrency configuration of one function.
type provisioned struct {
	inventory.Provisioned
	fn       *inventory.Function
	config   *inventory.Config // of the version that is provisioned; nil when that was not listed
	calledAs []string          // the qualifiers under which its calls are counted
	only     bool              // the function has no other configuration
}

// What the provisioned-concurrency checks read beside the functions.
var provisionedDatasets = []inventory.Dataset{inventory.LambdaProvisioned, inventory.LambdaAliases, inventory.MetricSeries}

// provisionedOf gives a function's provisioned-concurrency configurations. Only a published version, or an alias of one,
// can have any: a function that never published a version has none, and is not asked.
func (p *Pass) provisionedOf(f *inventory.Function) (configs []inventory.Provisioned, gap inventory.Gap, known bool) {
	if len(f.Versions) == 0 {
		return nil, inventory.Gap{}, true
	}
	fact := Read(p, inventory.ProvisionedKey(f.Name))
	configs, known = fact.Get()
	return configs, fact.Why(), known
}

// addPublished adds two series of the same shape. What only one of them has counts alone: these metrics are not published
// while they are zero.
func addPublished(a, b inventory.Series) inventory.Series {
	sum := inventory.Series{Start: a.Start, Period: a.Period, Values: slices.Clone(a.Values)}
	for i := range min(len(a.Values), len(b.Values)) {
		switch v := b.Values[i]; {
		case math.IsNaN(float64(v)):
		case math.IsNaN(float64(sum.Values[i])):
			sum.Values[i] = v
		default:
			sum.Values[i] += v
		}
	}
	return sum
}

// level is the number of environments that are billed: what is allocated, or, while that is still under way, what was
// requested. A request that failed is billed for what it got.
func (c provisioned) level() int {
	if c.Status == "FAILED" || (c.Status == "READY" && c.Allocated > 0) {
		return c.Allocated
	}
	return c.Requested
}

// provisionedFor follows the aliases of a configuration: an alias has the size of the version it points to, and the calls
// that reach a version by an alias are counted under the alias only.
func (p *Pass) provisionedFor(f *inventory.Function, config inventory.Provisioned) (c provisioned, gap inventory.Gap, known bool) {
	c = provisioned{Provisioned: config, fn: f, calledAs: []string{config.Qualifier}}
	all, _, _ := p.provisionedOf(f)
	c.only = len(all) == 1
	fact := Read(p, inventory.AliasesKey(f.Name))
	aliases, known := fact.Get()
	number := c.Qualifier
	for _, a := range aliases {
		_, routed := a.Routing[c.Qualifier]
		switch {
		case a.Name == c.Qualifier:
			number = a.Version
		case routed || a.Version == c.Qualifier:
			c.calledAs = append(c.calledAs, a.Name)
		}
	}
	for i := range f.Versions {
		if f.Versions[i].Number == number {
			c.config = &f.Versions[i].Config
		}
	}
	return c, fact.Why(), known
}

// counted is the configuration with the place where its calls are counted: under its qualifiers, or, where nothing is
// counted there and the function has no other configuration, for the function as a whole.
func (c provisioned) counted(p *Pass, period time.Duration) (provisioned, inventory.Gap) {
	calls, gap := c.over(p, provisionedCalls, period)
	if !c.only || gap.Reason != inventory.NotRequested || timeseries.Count(calls) > 0 {
		return c, gap
	}
	whole := c
	whole.calledAs = []string{""}
	calls, gap = whole.over(p, provisionedCalls, period)
	if timeseries.Sum(calls) > 0 {
		return whole, gap
	}
	return c, gap
}

// over reads a metric of everything that calls the configuration, added up.
func (c provisioned) over(p *Pass, m metric, period time.Duration) (sum inventory.Series, gap inventory.Gap) {
	for i, qualifier := range c.calledAs {
		fact := m.over(p, p.Days(&windowDays), period, qualifierDims(c.fn, qualifier))
		series, ok := fact.Get()
		switch {
		case !ok:
			gap = fact.Why()
		case i == 0:
			sum = series
		default:
			sum = addPublished(sum, series)
		}
	}
	return sum, gap
}

// monthly is the list price of holding a number of environments of the configuration for a month. The duration half is
// left out: it is paid for work done, not for what is held.
func (c provisioned) monthly(p *Pass, environments float64) (usdPerMonth float64, price pricing.Price, ok bool) {
	if c.config == nil {
		return 0, pricing.Price{}, false
	}
	price, ok = p.Prices.LambdaProvisioned(p.Region.Name, pricing.Arch(c.config.Architecture))
	gb := float64(c.config.MemoryMB) / 1024
	return environments * gb * price.USD * 3600 * pricing.HoursPerMonth, price, ok
}

// save fills in what releasing a number of environments saves a month.
func (c provisioned) save(p *Pass, f Finding, released float64) Finding {
	amount, price, ok := c.monthly(p, released)
	if !ok {
		f.PriceGap = fmt.Sprintf("the provisioned-concurrency price or the memory size is not known in %s", p.Region.Name)
		f.Severity = Medium
		return f
	}
	f.Severity = severityOfCost(amount)
	f.Savings = &Savings{
		LowUSD: amount, HighUSD: amount,
		Basis: fmt.Sprintf("%s × %g GB × 3600 s × %d h", environmentsOf(released), float64(c.config.MemoryMB)/1024, pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{"provisioned-concurrency " + inventory.Qualified(c.fn.ARN, c.Qualifier)},
	}
	return f
}

// environmentsOf says "1 environment", "2.5 environments".
func environmentsOf(n float64) string {
	if n == 1 {
		return "1 environment"
	}
	return strconv.FormatFloat(n, 'g', 6, 64) + " environments"
}

// remove is the fix that takes the whole configuration away.
func (c provisioned) remove(p *Pass, summary string) Fix {
	return Fix{
		Summary: summary,
		CLI: p.awsCLI("lambda", "delete-provisioned-concurrency-config",
			"--function-name", c.fn.Name, "--qualifier", c.Qualifier),
		Edits: []Property{
			{Tool: "cloudformation", Path: "AWS::Lambda::Alias ProvisionedConcurrencyConfig"},
			{Tool: "terraform", Path: "aws_lambda_provisioned_concurrency_config"},
		},
	}
}
