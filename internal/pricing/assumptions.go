package pricing

import _ "embed"

//go:embed data/assumptions.csv
var assumptionsCSV string

// Assumption stands where the price list has no price. A saving that rests on one says so, with its source and date.
type Assumption struct {
	Share  float64 // of the on-demand price: 0.3 is 70 % less
	Source string
	AsOf   string // YYYY-MM
}

func parseAssumptions() map[string]Assumption {
	assumptions := map[string]Assumption{}
	t := readTable("assumptions.csv", assumptionsCSV)
	for _, r := range t.rows {
		from := r.source()
		assumptions[r.text("what")] = Assumption{t.parse(r.text("share")), from.text, from.asOf}
	}
	return assumptions
}

// FargateSpotShare is the share of the Fargate on-demand price that planning assumes for Fargate Spot, whose price is in no list.
// Discounts are on demand only, so against a discounted price the share is larger, and 1 at most: Spot saves nothing then.
func (b *Book) FargateSpotShare() Assumption { return b.spotShare("fargate") }

// EC2SpotShare is the same for EC2 Spot Instances.
func (b *Book) EC2SpotShare() Assumption { return b.spotShare("ec2") }

func (b *Book) spotShare(service string) Assumption {
	a := b.assumptions()[service+"-spot"]
	a.Share = min(1, a.Share/(1-b.discounts[service]))
	return a
}
