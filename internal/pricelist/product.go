// Package pricelist reads the products that AWS's Pricing API lists, and keeps what it read on disk. It is strict: a row that is
// not exactly what a meter's row is known to be gives no price.
package pricelist

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/computelint/computelint/internal/pricing"
)

// product is one row of the list: what is sold, and for how much.
type product struct {
	ServiceCode string `json:"serviceCode"`
	Product     struct {
		Family     string            `json:"productFamily"`
		Attributes map[string]string `json:"attributes"`
	} `json:"product"`
	Terms struct {
		OnDemand map[string]struct {
			Dimensions map[string]dimension `json:"priceDimensions"`
		}
	} `json:"terms"`
}

// dimension is one tier of a price.
type dimension struct {
	Unit  string            `json:"unit"`
	Begin string            `json:"beginRange"`
	End   string            `json:"endRange"`
	Price map[string]string `json:"pricePerUnit"`
}

// Read gives the prices in a region's products, sorted by meter, and what was left out of those that a meter was found for, a
// sentence each.
func Read(region string, products []string) (quotes []pricing.Quote, left []string) {
	found := map[string][]pricing.Quote{}
	bad := map[string]bool{}
	for _, text := range products {
		var p product
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			left = append(left, "a product that is not JSON")
			continue
		}
		m, ok := meterOf(region, p)
		if !ok {
			continue
		}
		tiers, problem := m.tiers(p)
		switch known := found[m.name]; {
		case problem != "":
			left = append(left, fmt.Sprintf("%s: %s", m.name, problem))
		case len(tiers) == 0:
		case known != nil && !slices.Equal(known, tiers):
			left = append(left, m.name+": listed twice with different prices")
			bad[m.name] = true
		default:
			found[m.name] = tiers
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if !bad[name] {
			quotes = append(quotes, found[name]...)
		}
	}
	return quotes, left
}

// tiers are the paid tiers of a product's price. Tiers that cost nothing are no prices: a product without others has none.
func (m meter) tiers(p product) (tiers []pricing.Quote, problem string) {
	if len(p.Terms.OnDemand) != 1 {
		return nil, fmt.Sprintf("%d on-demand terms", len(p.Terms.OnDemand))
	}
	var dimensions []dimension
	for _, term := range p.Terms.OnDemand {
		dimensions = slices.Collect(maps.Values(term.Dimensions))
	}
	type tier struct{ begin, end, usd float64 }
	var all []tier
	for _, d := range dimensions {
		per, ok := m.units[strings.ToLower(d.Unit)]
		if !ok {
			return nil, fmt.Sprintf("the unit %.40q is not known", d.Unit)
		}
		begin, ok1 := quantity(d.Begin)
		end, ok2 := quantity(d.End)
		usd, ok3 := quantity(d.Price["USD"])
		if !ok1 || !ok2 || !ok3 || math.IsInf(usd, 0) || begin >= end {
			return nil, fmt.Sprintf("%.40q from %.40q to %.40q is no price", d.Price["USD"], d.Begin, d.End)
		}
		all = append(all, tier{begin, end, usd / per})
	}
	slices.SortFunc(all, func(x, y tier) int { return cmp.Compare(x.begin, y.begin) })
	for i, t := range all {
		if i > 0 && all[i-1].end != t.begin || i == len(all)-1 && !math.IsInf(t.end, 1) {
			return nil, "its tiers do not follow each other"
		}
		if t.usd == 0 || !m.tiered && len(tiers) > 0 {
			continue
		}
		q := pricing.Quote{Meter: m.name, USD: t.usd}
		if m.tiered {
			q.Above = t.begin
		}
		tiers = append(tiers, q)
	}
	return tiers, ""
}

// quantity reads a number that is not negative, or "Inf".
func quantity(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && n >= 0
}
