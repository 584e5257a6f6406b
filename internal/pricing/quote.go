package pricing

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// LiveSource is the source of prices that were read of AWS's Pricing API and not of the built-in tables.
const LiveSource = "AWS Pricing API"

// Listing is what was read of one region's price list.
type Listing struct {
	Region string  `json:"region"`
	AsOf   string  `json:"as_of"` // when it was read, YYYY-MM-DD
	Quotes []Quote `json:"prices"`
}

// Quote is the price of one meter. The meter is a path: "ec2/m7g.large", "fargate/linux/arm64/vcpu", "ebs/gp3_iops",
// "network/nat", "lambda/duration/arm64", in the words of the tables.
type Quote struct {
	Meter string  `json:"meter"`
	Above float64 `json:"above,omitempty"` // of a tiered price: it is for the quantity of the month above this
	USD   float64 `json:"usd"`
}

// Over is the book with listings laid over its tables: what they quote takes the place of what the tables say, and everything else
// stays. Meters that the book does not know are left out.
func (b *Book) Over(listings ...Listing) *Book {
	lambda, fargate, ebs, network, live := maps.Clone(b.lambda()), maps.Clone(b.fargate()), maps.Clone(b.ebs()), maps.Clone(b.network()), maps.Clone(b.live)
	if live == nil {
		live = map[ec2Key]Price{}
	}
	for _, l := range listings {
		tiers := map[lambdaKey][]lambdaTier{}
		for _, q := range l.Quotes {
			path := strings.Split(q.Meter, "/")
			price := func(unit string) Price { return Price{q.USD, unit, LiveSource, l.AsOf} }
			switch {
			case !(q.USD > 0):
			case path[0] == "ec2" && len(path) == 2:
				live[ec2Key{l.Region, path[1]}] = price("hour")
			case path[0] == "ebs" && len(path) == 2:
				ebs[ebsKey{l.Region, path[1]}] = price(ebsUnit(path[1]))
			case path[0] == "network" && len(path) == 2:
				network[networkKey{l.Region, path[1]}] = price("hour")
			case path[0] == "fargate" && len(path) == 4:
				fargate[fargateKey{l.Region, OS(path[1]), Arch(path[2]), path[3]}] = price("hour")
			case path[0] == "lambda" && len(path) == 3:
				meter := LambdaMeter(path[1])
				if known, ok := lambdaUnits[meter]; ok {
					key := lambdaKey{l.Region, meter, Arch(path[2])}
					tiers[key] = append(tiers[key], lambdaTier{q.Above, price(known.unit)})
				}
			}
		}
		for key, list := range tiers {
			slices.SortFunc(list, func(x, y lambdaTier) int { return cmp.Compare(x.above, y.above) })
			if list[0].above == 0 {
				lambda[key] = list
			}
		}
	}
	over := *b
	over.lambda = func() map[lambdaKey][]lambdaTier { return lambda }
	over.fargate = func() map[fargateKey]Price { return fargate }
	over.ebs = func() map[ebsKey]Price { return ebs }
	over.network = func() map[networkKey]Price { return network }
	over.live = live
	return &over
}
