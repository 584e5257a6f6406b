package pricing

import "testing"

// Worked by hand from the list of us-east-1 and eu-west-1, 2026-09.
func TestEBSVolumeMonths(t *testing.T) {
	b := Embedded()
	price := func(p Price, ok bool) float64 {
		t.Helper()
		if !ok {
			t.Fatal("a price is not known")
		}
		return p.USD
	}
	for name, c := range map[string]struct{ got, want float64 }{
		"gp2 of 500 GB": {500 * price(b.EBSStorage("us-east-1", "gp2")), 50},
		"gp3 of 500 GB": {500 * price(b.EBSStorage("us-east-1", "gp3")), 40},
		// 1,000 GB, 6,000 IOPS (3,000 paid), 250 MiB/s (125 paid): 80 + 15 + 5.
		"gp3 with more": {1000*price(b.EBSStorage("us-east-1", "gp3")) +
			(6000-GP3FreeIOPS)*price(b.EBSIOPS("us-east-1", "gp3")) +
			(250-GP3FreeMiBs)*price(b.EBSThroughput("us-east-1", "gp3")), 100},
		"io1 of 100 GB with 2,000 IOPS": {100*price(b.EBSStorage("us-east-1", "io1")) +
			2000*price(b.EBSIOPS("us-east-1", "io1")), 142.5},
		"st1 of 1,000 GB in eu-west-1": {1000 * price(b.EBSStorage("eu-west-1", "st1")), 50},
		"sc1 of 1,000 GB":              {1000 * price(b.EBSStorage("us-east-1", "sc1")), 15},
		"magnetic of 100 GB":           {100 * price(b.EBSStorage("us-east-1", "standard")), 5},
		"snapshots of 200 GB":          {200 * price(b.EBSSnapshot("us-east-1")), 10},
		"snapshots in sa-east-1":       {200 * price(b.EBSSnapshot("sa-east-1")), 13.6},
	} {
		near(t, name, c.got, c.want)
	}
}

// A type that has no such meter has no price for it, and a column is not a volume type.
func TestEBSWithoutThatMeter(t *testing.T) {
	b := Embedded()
	for name, lookup := range map[string]func() (Price, bool){
		"IOPS of gp2":         func() (Price, bool) { return b.EBSIOPS("us-east-1", "gp2") },
		"throughput of io2":   func() (Price, bool) { return b.EBSThroughput("us-east-1", "io2") },
		"an unknown type":     func() (Price, bool) { return b.EBSStorage("us-east-1", "gp9") },
		"no type":             func() (Price, bool) { return b.EBSStorage("us-east-1", "") },
		"a column":            func() (Price, bool) { return b.EBSStorage("us-east-1", "gp3_iops") },
		"snapshots as volume": func() (Price, bool) { return b.EBSStorage("us-east-1", "snapshot") },
	} {
		if p, ok := lookup(); ok || p != (Price{}) {
			t.Errorf("%s = %+v, %v; want no price", name, p, ok)
		}
	}
}
