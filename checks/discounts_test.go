package checks_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/pricing"
)

// A saving that is worked out with the user's discount says so in its arithmetic and its source, and the report has the shares.
func TestDiscountsAreSaid(t *testing.T) {
	for name, c := range map[string]struct {
		discounts pricing.Discounts
		usd       float64
		basis     string
	}{
		"list price": {nil, 8.4, "1 × m7g.large"},
		"discounted": {pricing.Discounts{"ec2": 0.25, "lambda": 0.1}, 6.3, "1 × m7g.large; list price less 25% (yours)"},
		"other":      {pricing.Discounts{"fargate": 0.25}, 8.4, "1 × m7g.large"},
	} {
		t.Run(name, func(t *testing.T) {
			book := pricing.Embedded().Less(c.discounts)
			price, _ := book.EC2Linux("us-west-1", "t4g.nano")
			list, _ := pricing.Embedded().EC2Linux("us-west-1", "t4g.nano")
			check := said("priced", func(string) checks.Verdict {
				usd := price.USD / list.USD * 8.4
				return checks.Found(checks.Finding{Savings: &checks.Savings{
					LowUSD: usd, HighUSD: usd, Basis: "1 × m7g.large", Source: price.Source, AsOf: price.AsOf, Meters: []string{"m"},
				}})
			})
			result := checks.Run(account(region("us-west-1", "f")), []*checks.Check{check}, checks.Options{Prices: book})
			s := result.Findings[0].Savings
			if s.Basis != c.basis || s.HighUSD < c.usd-1e-9 || s.HighUSD > c.usd+1e-9 {
				t.Errorf("%+v, want %v %q", s, c.usd, c.basis)
			}
			text, err := json.Marshal(result.Coverage)
			if err != nil || strings.Contains(string(text), `"discounts"`) != (len(c.discounts) > 0) {
				t.Errorf("%v: %s", err, text)
			}
		})
	}
}
