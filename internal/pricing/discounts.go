package pricing

import (
	"fmt"
	"strings"
)

// Discounts are shares off the list price that the user has told us of, such as a savings plan's or a negotiated one: 0.28 is
// 28 % less. There are none by default: nothing is guessed. The keys are those of DiscountServices.
type Discounts map[string]float64

// DiscountServices are what a discount can be given for, sorted: ebs is volumes and snapshots; ec2 instances by the hour; fargate
// everything that Fargate bills; lambda what Lambda bills by the GB-second, as compute savings plans do, so not requests; network
// addresses, load balancers and NAT gateways.
var DiscountServices = []string{"ebs", "ec2", "fargate", "lambda", "network"}

// RefuseDiscount says why a share cannot be a discount; empty when it can.
func RefuseDiscount(share float64) string {
	if share > 0 && share < 1 {
		return ""
	}
	return "it is the share off the list price, above 0 and below 1: 0.28 is 28 % less"
}

// less is the mark that a discounted price leaves in its source, and so in every saving that is worked out with it.
const less = "list price less "

// Less is the book with discounts: each price of a named service is lower, and its source says by how much and whose word it is.
func (b *Book) Less(d Discounts) *Book {
	if len(d) == 0 {
		return b
	}
	discounted := *b
	discounted.discounts = d
	return &discounted
}

// Discounts are those of the book, nil for none; a book that is nil has none.
func (b *Book) Discounts() Discounts {
	if b == nil {
		return nil
	}
	return b.discounts
}

// less takes a service's discount off a price.
func (b *Book) less(service string, p Price) Price {
	share := b.discounts[service]
	if share == 0 {
		return p
	}
	p.USD *= 1 - share
	p.Source += fmt.Sprintf("; %s%.4g%% (yours)", less, 100*share)
	return p
}

// DiscountOf finds what Less has written into a price's source: "list price less 28% (yours)"; false where there is none.
func DiscountOf(source string) (note string, ok bool) {
	i := strings.LastIndex(source, less)
	if i < 0 {
		return "", false
	}
	return source[i:], true
}
