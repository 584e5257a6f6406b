package checks

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func saving(low, high float64, meters ...string) Finding {
	return Finding{Fingerprint: fmt.Sprint(low, high, meters), Savings: &Savings{LowUSD: low, HighUSD: high, Meters: meters}}
}

func TestReconcile(t *testing.T) {
	for name, c := range map[string]struct {
		findings []Finding
		want     Totals
	}{
		"nothing":               {nil, Totals{}},
		"no money":              {[]Finding{{}}, Totals{}},
		"two meters":            {[]Finding{saving(1, 2, "a"), saving(3, 4, "b")}, Totals{SumUSD: 6, TotalUSD: 6, TotalLow: 4}},
		"one meter":             {[]Finding{saving(1, 2, "a"), saving(0, 5, "a")}, Totals{SumUSD: 7, OverlapUSD: 2, TotalUSD: 5, TotalLow: 0}},
		"the same twice":        {[]Finding{saving(5, 5, "a"), saving(5, 5, "a")}, Totals{SumUSD: 10, OverlapUSD: 5, TotalUSD: 5, TotalLow: 5}},
		"a shared second meter": {[]Finding{saving(9, 9, "a", "b"), saving(2, 2, "b"), saving(1, 1, "c")}, Totals{SumUSD: 12, OverlapUSD: 2, TotalUSD: 10, TotalLow: 10}},
		"the fewer meters first": {
			[]Finding{saving(4, 4, "a", "b"), saving(4, 4, "a"), saving(4, 4, "b")}, Totals{SumUSD: 12, OverlapUSD: 4, TotalUSD: 8, TotalLow: 8},
		},
	} {
		if got := reconcile(c.findings); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// The best plan is the best there is: compared with trying every subset.
func TestReconcileFindsTheBestPlan(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var findings []Finding
		for range 1 + random.IntN(9) {
			var meters []string
			for m := range 6 {
				if random.IntN(3) == 0 {
					meters = append(meters, fmt.Sprint(m))
				}
			}
			if len(meters) > 0 {
				findings = append(findings, saving(0, float64(random.IntN(20)), meters...))
			}
		}
		best := 0.0
		for subset := range 1 << len(findings) {
			worth, taken, fits := 0.0, map[string]bool{}, true
			for i, f := range findings {
				if subset>>i&1 == 0 {
					continue
				}
				worth += f.Savings.HighUSD
				for _, m := range f.Savings.Meters {
					fits = fits && !taken[m]
					taken[m] = true
				}
			}
			if fits {
				best = max(best, worth)
			}
		}
		if got := reconcile(findings); math.Abs(got.TotalUSD-best) > 1e-9 {
			t.Fatalf("%v: got %v, the best is %v", findings, got.TotalUSD, best)
		}
	}
}

// A cluster's findings and those of its instances are one bill: the better of the two.
func TestReconcileClusterAgainstInstances(t *testing.T) {
	cluster := saving(100, 100)
	cluster.Check, cluster.Resource.Name = "ecs-cluster-underused", "web"
	findings := []Finding{cluster}
	for i := range 60 {
		id := fmt.Sprint("i-", i)
		findings[0].Savings.Meters = append(findings[0].Savings.Meters, id)
		one := saving(1, 1, id)
		one.Check, one.Resource.Name = "ec2-graviton-candidate", id
		findings = append(findings, one)
	}
	if got := reconcile(findings); got != (Totals{SumUSD: 160, OverlapUSD: 60, TotalUSD: 100, TotalLow: 100}) {
		t.Errorf("got %+v", got)
	}
	if got := findings[7].Savings.CountedIn; got != "ecs-cluster-underused on web" {
		t.Errorf("counted in %q", got)
	}
	if findings[0].Savings.CountedIn != "" {
		t.Error("what is counted names another")
	}
	for i := range findings[1:] {
		findings[i+1].Savings.HighUSD = 3
	}
	if got := reconcile(findings); got.TotalUSD != 180 {
		t.Errorf("got %+v", got)
	}
}

// However findings overlap, the total never exceeds what the meters they touch cost, and the three numbers add up.
func TestReconcileNeverExceedsTheMeters(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		costs := make([]float64, 6)
		for i := range costs {
			costs[i] = random.Float64() * 100
		}
		var findings []Finding
		for range random.IntN(8) {
			worth, meters := 0.0, []string{}
			for i, cost := range costs {
				if random.IntN(3) == 0 {
					worth += cost
					meters = append(meters, fmt.Sprint(i))
				}
			}
			if len(meters) > 0 {
				high := worth * random.Float64()
				findings = append(findings, saving(high*random.Float64(), high, meters...))
			}
		}
		got := reconcile(findings)
		whole, dearest, sum := 0.0, 0.0, 0.0
		for _, cost := range costs {
			whole += cost
		}
		for _, f := range findings {
			sum += f.Savings.HighUSD
			dearest = max(dearest, f.Savings.HighUSD)
		}
		if got.TotalUSD > whole+1e-9 || got.TotalUSD < dearest-1e-9 || got.TotalLow > got.TotalUSD+1e-9 {
			t.Fatalf("%+v, but the meters cost %v and the dearest finding is worth %v: %+v", got, whole, dearest, findings)
		}
		if math.Abs(got.SumUSD-sum) > 1e-9 || math.Abs(got.SumUSD-got.OverlapUSD-got.TotalUSD) > 1e-9 {
			t.Fatalf("%+v does not add up to %v", got, sum)
		}
		for i, j := 0, len(findings)-1; i < j; i, j = i+1, j-1 {
			findings[i], findings[j] = findings[j], findings[i]
		}
		if again := reconcile(findings); math.Abs(again.TotalUSD-got.TotalUSD) > 1e-9 {
			t.Fatalf("in another order: %+v, before %+v", again, got)
		}
	}
}
