package pricing

import (
	_ "embed"
	"slices"
)

//go:embed data/ec2_us-east-1.csv
var virginiaCSV string

//go:embed data/ec2_regions.csv
var regionsCSV string

// virginiaRegion is the region with a table of its own, which also has the hardware.
const virginiaRegion = "us-east-1"

// ECSManagedInstancesFee is roughly the share of the EC2 on-demand price that
// ECS Managed Instances add; GPU types are charged less. Source: AWS's sample
// price calculator, 2026-05. The exact fee by type is not in any table here.
const ECSManagedInstancesFee = 0.12

// instanceTable is what ec2_us-east-1.csv holds.
type instanceTable struct {
	prices map[string]Price
	specs  []InstanceSpec // sorted by type
}

// ec2Key names an instance type in a region.
type ec2Key struct{ region, instanceType string }

// regionTable is what ec2_regions.csv holds. In a row 0 is not known.
type regionTable struct {
	source source
	column map[string]int
	prices map[string][]float64
}

func parseInstances() *instanceTable {
	t := readTable("ec2_us-east-1.csv", virginiaCSV)
	from := t.onlySource()
	older := parseOlderHardware()
	table := &instanceTable{prices: make(map[string]Price, len(t.rows))}
	for _, r := range t.rows {
		name := r.text("type")
		table.prices[name] = Price{r.number("usd"), "hour", from.text, from.asOf}
		if spec, ok := readSpec(r, older[name]); ok {
			table.specs = append(table.specs, spec)
		}
	}
	slices.SortFunc(table.specs, compareSpecs)
	return table
}

func parseRegions() *regionTable {
	t := readTable("ec2_regions.csv", regionsCSV)
	table := &regionTable{
		source: t.onlySource(),
		column: map[string]int{},
		prices: make(map[string][]float64, len(t.rows)),
	}
	for i, region := range t.columns[1:] {
		table.column[region] = i
	}
	for _, r := range t.rows {
		prices := make([]float64, len(table.column))
		for i, cell := range r.cells[1:] {
			if cell != "" {
				prices[i] = t.parse(cell)
			}
		}
		table.prices[r.cells[0]] = prices
	}
	return table
}

// EC2Linux is the on-demand price of an instance for an hour: Linux, shared
// tenancy, no licence. Each price says how old it is.
func (b *Book) EC2Linux(region, instanceType string) (Price, bool) {
	p, ok := b.ec2Listed(region, instanceType)
	if !ok {
		return Price{}, false
	}
	return b.less("ec2", p), true
}

func (b *Book) ec2Listed(region, instanceType string) (Price, bool) {
	if p, ok := b.live[ec2Key{region, instanceType}]; ok {
		return p, true
	}
	if p, ok := b.virginia().prices[instanceType]; ok && region == virginiaRegion {
		return p, true
	}
	table := b.regional()
	column, ok := table.column[region]
	prices := table.prices[instanceType]
	if !ok || prices == nil || prices[column] == 0 {
		return Price{}, false
	}
	return Price{prices[column], "hour", table.source.text, table.source.asOf}, true
}

// EC2Spec is the hardware of an instance type, which does not depend on the
// region; false for a type whose hardware is not in the table, even if its
// price is.
func (b *Book) EC2Spec(instanceType string) (InstanceSpec, bool) {
	specs := b.virginia().specs
	i, ok := slices.BinarySearchFunc(specs, InstanceSpec{Type: instanceType}, compareSpecs)
	if !ok {
		return InstanceSpec{}, false
	}
	return specs[i], true
}

// EC2Specs lists every type whose hardware is known, sorted by name. The slice
// is the caller's own.
func (b *Book) EC2Specs() []InstanceSpec { return slices.Clone(b.virginia().specs) }
