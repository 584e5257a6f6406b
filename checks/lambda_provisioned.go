package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// provisioned is one provisioned-concurrency configuration of one function.
type provisioned struct {
	inventory.Provisioned
	fn *inventory.Function
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

// level is the number of environments that are billed: what is allocated, or what is being allocated.
func (c provisioned) level() int {
	if c.Status == "IN_PROGRESS" {
		return c.Requested
	}
	return c.Allocated
}

func (c provisioned) dims() inventory.Dimensions { return qualifierDims(c.fn, c.Qualifier) }

// config is the configuration of the version that is provisioned. For an alias that is the version it points to.
func (c provisioned) config(p *Pass) (inventory.Config, bool) {
	number := c.Qualifier
	if aliases, ok := Read(p, inventory.AliasesKey(c.fn.Name)).Get(); ok {
		for _, a := range aliases {
			if a.Name == c.Qualifier {
				number = a.Version
			}
		}
	}
	for _, v := range c.fn.Versions {
		if v.Number == number {
			return v.Config, true
		}
	}
	return inventory.Config{}, false
}

// monthly is the list price of holding a number of environments of the configuration for a month. The duration half is
// left out: it is paid for work done, not for what is held.
func (c provisioned) monthly(p *Pass, environments int) (usdPerMonth float64, price pricing.Price, ok bool) {
	config, ok := c.config(p)
	if !ok {
		return 0, pricing.Price{}, false
	}
	price, ok = p.Prices.LambdaProvisioned(p.Region.Name, pricing.Arch(config.Architecture))
	gb := float64(config.MemoryMB) / 1024
	return float64(environments) * gb * price.USD * 3600 * pricing.HoursPerMonth, price, ok
}

// save fills in what releasing a number of environments saves a month.
func (c provisioned) save(p *Pass, f Finding, released int) Finding {
	amount, price, ok := c.monthly(p, released)
	if !ok {
		f.PriceGap = fmt.Sprintf("the provisioned-concurrency price or the memory size is not known in %s", p.Region.Name)
		f.Severity = Medium
		return f
	}
	f.Severity = severityOfCost(amount)
	f.Savings = &Savings{
		LowUSD: amount, HighUSD: amount,
		Basis: fmt.Sprintf("%s × memory × allocation price × %d h", plural(released, "environment"), pricing.HoursPerMonth),
		Price: fmt.Sprintf("%g USD per %s", price.USD, price.Unit), Source: price.Source, AsOf: price.AsOf,
		Meters: []string{"provisioned-concurrency " + inventory.Qualified(c.fn.ARN, c.Qualifier)},
	}
	return f
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
