package checks

import (
	"cmp"
	"slices"
)

// reconcile adds up savings without counting a billed meter twice. Of the findings that name the same meter only one can
// be realised in full, so the total is that of a set of findings that share no meter: the dearest first, and among
// equals the one that touches the fewest meters.
func reconcile(findings []Finding) Totals {
	var t Totals
	priced := slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Savings == nil })
	slices.SortStableFunc(priced, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Savings.HighUSD, a.Savings.HighUSD), cmp.Compare(len(a.Savings.Meters), len(b.Savings.Meters)),
			cmp.Compare(a.Fingerprint, b.Fingerprint),
		)
	})
	taken := map[string]bool{}
	for _, f := range priced {
		t.SumUSD += f.Savings.HighUSD
		if slices.ContainsFunc(f.Savings.Meters, func(m string) bool { return taken[m] }) {
			t.OverlapUSD += f.Savings.HighUSD
			continue
		}
		for _, m := range f.Savings.Meters {
			taken[m] = true
		}
		t.TotalUSD += f.Savings.HighUSD
		t.TotalLow += f.Savings.LowUSD
	}
	return t
}
