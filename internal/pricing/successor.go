package pricing

import (
	"cmp"
	"slices"
	"strings"
)

// Successor is a type that can take the place of another one in a region. It
// has the architecture asked for and at least the old type's vCPUs, memory,
// GPUs and FPGAs; bare metal follows bare metal only. Prices are on-demand
// Linux.
type Successor struct {
	From      InstanceSpec
	To        InstanceSpec
	FromPrice Price // per hour
	ToPrice   Price // per hour
	// LostLocalGB is the instance storage that the old type has and the new
	// one has not, in GB; 0 when nothing is lost. Data on it must move to EBS.
	LostLocalGB int
}

// SavingPerHour is what the new type saves, in USD per hour at list price. It
// is negative where the new type costs more: newer is not always cheaper.
func (s Successor) SavingPerHour() float64 { return s.FromPrice.USD - s.ToPrice.USD }

// priceLimit keeps a type that only fits by being a much larger machine, such
// as eight GPUs for one, from passing for a replacement. Ours, not AWS's.
const priceLimit = 2

// diskSlack is the share of the old instance storage that is enough. Storage
// families keep their nominal sizes but shrink by a few GB: i3.large has
// 475 GB, i4i.large 468, d2.xlarge 6000, d3.xlarge 5940.
const diskSlack = 0.95

// Successor is the cheapest current type of the same architecture that can
// replace a type of an older family (see SuccessorFamilies). It is false when
// the family has no curated successors, none fits, the cheapest costs more
// than twice as much, or a price is not known in the region. T families follow
// only T families: a replacement must sustain the load.
func (b *Book) Successor(region, instanceType string) (Successor, bool) {
	return first(b.Successors(region, instanceType))
}

// Successors lists every type that Successor chooses from, the cheapest first.
func (b *Book) Successors(region, instanceType string) []Successor {
	old, ok := b.EC2Spec(instanceType)
	if !ok {
		return nil
	}
	return b.fitting(region, old, old.Arch, SuccessorFamilies(instanceType))
}

// Graviton is the cheapest arm64 type that can replace an x86 type, out of the
// families in data/graviton.csv, under the rules of Successor. Whether the
// software runs on arm64 is the caller's to judge.
func (b *Book) Graviton(region, instanceType string) (Successor, bool) {
	return first(b.Gravitons(region, instanceType))
}

// Gravitons lists every type that Graviton chooses from, the cheapest first.
func (b *Book) Gravitons(region, instanceType string) []Successor {
	old, ok := b.EC2Spec(instanceType)
	if !ok || old.Arch != X86 {
		return nil
	}
	return b.fitting(region, old, ARM, b.graviton()[old.Family()])
}

func first(successors []Successor) (Successor, bool) {
	if len(successors) == 0 {
		return Successor{}, false
	}
	return successors[0], true
}

// fitting lists the types that can take the place of an old one by rising price; of equal ones that of the family listed
// first, then the smaller name, comes first. Those that cost more than priceLimit times as much are left out.
func (b *Book) fitting(region string, old InstanceSpec, arch Arch, families []string) []Successor {
	oldPrice, ok := b.EC2Linux(region, old.Type)
	if !ok {
		return nil
	}
	var fit []Successor
	for _, family := range families {
		for _, spec := range b.familySpecs(family) {
			price, ok := b.EC2Linux(region, spec.Type)
			if !ok || price.USD > priceLimit*oldPrice.USD || spec.PreviousGeneration || spec.Arch != arch || !spec.replaces(old) {
				continue
			}
			lost := max(0, old.LocalGB-spec.LocalGB)
			fit = append(fit, Successor{old, spec, oldPrice, price, lost})
		}
	}
	slices.SortStableFunc(fit, func(a, b Successor) int { return cmp.Compare(a.ToPrice.USD, b.ToPrice.USD) })
	return fit
}

// familySpecs is the run of types of one family, sorted.
func (b *Book) familySpecs(family string) []InstanceSpec {
	specs := b.virginia().specs
	start, _ := slices.BinarySearchFunc(specs, InstanceSpec{Type: family + "."}, compareSpecs)
	end := start
	for end < len(specs) && strings.HasPrefix(specs[end].Type, family+".") {
		end++
	}
	return specs[start:end]
}

// replaces reports whether the type is of old's kind and at least as large in
// everything that a workload may depend on.
func (s InstanceSpec) replaces(old InstanceSpec) bool {
	return s.VCPU >= old.VCPU &&
		s.MemoryMiB >= old.MemoryMiB &&
		s.GPUs >= old.GPUs &&
		s.FPGAs >= old.FPGAs &&
		s.BareMetal() == old.BareMetal() &&
		(mayLoseDisk[old.Family()] || float64(s.LocalGB) >= diskSlack*float64(old.LocalGB))
}
