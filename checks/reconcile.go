package checks

import (
	"cmp"
	"slices"
)

// reconcile adds up savings without counting a billed meter twice, and says of each finding that is left out which one is
// counted in its place. Of the findings that name the same meter only one can be realised in full: a service that is too
// large, the cluster under it that is half empty and the idle instance under both are one bill, and a smaller size, arm64
// and Spot are three plans for it of which one is carried out. Findings that share meters, directly or through others,
// are settled together, by the set that saves the most and in which no two share a meter.
func reconcile(findings []Finding) Totals {
	var t Totals
	for _, group := range sharingMeters(findings) {
		plan := bestPlan(group)
		for _, f := range group {
			t.SumUSD += f.Savings.HighUSD
			f.Savings.CountedIn = ""
			if slices.Contains(plan, f) {
				t.TotalUSD += f.Savings.HighUSD
				t.TotalLow += f.Savings.LowUSD
				continue
			}
			t.OverlapUSD += f.Savings.HighUSD
			for _, other := range plan {
				if shareMeter(f, other) {
					f.Savings.CountedIn = other.Check + " on " + other.Resource.Label()
					break
				}
			}
		}
	}
	return t
}

// sharingMeters puts the findings that have a saving into groups, so that no meter is in two of them. Within a group the
// dearest are first, and among equals those on the fewest meters.
func sharingMeters(findings []Finding) [][]*Finding {
	var priced []*Finding
	for i := range findings {
		if findings[i].Savings != nil {
			priced = append(priced, &findings[i])
		}
	}
	slices.SortStableFunc(priced, func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(b.Savings.HighUSD, a.Savings.HighUSD), cmp.Compare(len(a.Savings.Meters), len(b.Savings.Meters)),
			cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(b.Savings.LowUSD, a.Savings.LowUSD),
		)
	})
	onMeter := map[string][]int{}
	for i, f := range priced {
		for _, m := range f.Savings.Meters {
			onMeter[m] = append(onMeter[m], i)
		}
	}
	var groups [][]*Finding
	grouped := make([]bool, len(priced))
	for first := range priced {
		if grouped[first] {
			continue
		}
		grouped[first] = true
		members := []int{first}
		for next := 0; next < len(members); next++ {
			for _, m := range priced[members[next]].Savings.Meters {
				for _, i := range onMeter[m] {
					if !grouped[i] {
						grouped[i] = true
						members = append(members, i)
					}
				}
				delete(onMeter, m)
			}
		}
		slices.Sort(members)
		group := make([]*Finding, len(members))
		for n, i := range members {
			group[n] = priced[i]
		}
		groups = append(groups, group)
	}
	return groups
}

func shareMeter(a, b *Finding) bool {
	return slices.ContainsFunc(a.Savings.Meters, func(m string) bool { return slices.Contains(b.Savings.Meters, m) })
}
