package checks

import (
	"strings"

	"github.com/computelint/computelint/internal/pricing"
)

// roomier names, by the first letter of a family, the family with twice the memory for each vCPU: c5 to m5, m7g to r7g.
var roomier = map[byte]string{'c': "m", 'm': "r"}

// smallerTypes are the types that an instance may be made smaller to: the next size down of its family, then the type of
// the family with twice the memory per vCPU that has as few vCPUs. Those without a price are left out.
func (p *Pass) smallerTypes(old pricing.InstanceSpec, oldPrice pricing.Price) []pricing.Successor {
	families := []string{old.Family()}
	if letter, ok := roomier[old.Family()[0]]; ok {
		families = append(families, letter+old.Family()[1:])
	}
	var smaller []pricing.Successor
	vcpus := 0
	for _, spec := range p.Prices.EC2Specs() {
		if spec.Family() == old.Family() && spec.VCPU < old.VCPU && !spec.BareMetal() {
			vcpus = max(vcpus, spec.VCPU)
		}
	}
	sameVCPUs := vcpus == 0 && isBurstable(old.Type) // the small sizes of T differ in memory and baseline only
	if sameVCPUs {
		vcpus = old.VCPU
	}
	for _, family := range families {
		best := pricing.Successor{}
		for _, spec := range p.Prices.EC2Specs() {
			price, ok := p.Prices.EC2Linux(p.Region.Name, spec.Type)
			if spec.PreviousGeneration && family != old.Family() {
				continue // ec2-previous-generation would send it on
			}
			next := spec.Family() == family && spec.VCPU == vcpus && spec.MemoryMiB <= old.MemoryMiB && !strings.Contains(spec.Type, ".metal") && spec.Type != old.Type
			if sameVCPUs {
				next = next && spec.MemoryMiB < old.MemoryMiB
			}
			if ok && next && price.USD < oldPrice.USD && spec.MemoryMiB > best.To.MemoryMiB {
				best = pricing.Successor{From: old, To: spec, FromPrice: oldPrice, ToPrice: price, LostLocalGB: max(0, old.LocalGB-spec.LocalGB)}
			}
		}
		if best.To.Type != "" {
			smaller = append(smaller, best)
		}
	}
	return smaller
}
