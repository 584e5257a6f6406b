package pricing

import (
	"slices"
	"strings"
	"testing"
)

// A malformed table must stop the program's tests, not yield a price of 0.
func TestReadTableRefuses(t *testing.T) {
	const head = "# source a 2026-01-01 Somewhere\nname,usd,source\n"
	for name, use := range map[string]func(){
		"a short row":        func() { readTable("t", head+"x,1\n") },
		"a bad source line":  func() { readTable("t", "# source a\nname\n") },
		"an unknown source":  func() { readTable("t", head+"x,1,b\n").rows[0].price("hour") },
		"a price in words":   func() { readTable("t", head+"x,cheap,a\n").rows[0].price("hour") },
		"no price":           func() { readTable("t", head+"x,,a\n").rows[0].price("hour") },
		"a negative price":   func() { readTable("t", head+"x,-1,a\n").rows[0].price("hour") },
		"not a number":       func() { readTable("t", head+"x,NaN,a\n").rows[0].price("hour") },
		"an unknown column":  func() { readTable("t", head+"x,1,a\n").rows[0].text("colour") },
		"two sources for it": func() { readTable("t", "# source a 2026 A\n# source b 2026 B\nname\n").onlySource() },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			use()
		})
	}
}

// Rows are sorted and unique, so that a change of prices is a small diff.
func TestTablesAreSorted(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		keys int // leading columns that identify a row
	}{
		"lambda.csv":             {lambdaCSV, 4},
		"fargate.csv":            {fargateCSV, 4},
		"ebs.csv":                {ebsCSV, 1},
		"network.csv":            {networkCSV, 2},
		"ec2_us-east-1.csv":      {virginiaCSV, 1},
		"ec2_regions.csv":        {regionsCSV, 1},
		"ec2_older_hardware.csv": {olderHardwareCSV, 1},
		"graviton.csv":           {gravitonCSV, 1},
	} {
		table := readTable(name, c.text)
		if len(table.rows) < 15 {
			t.Errorf("%s: only %d rows", name, len(table.rows))
		}
		seen := map[string]bool{}
		for i, r := range table.rows {
			key := strings.Join(r.cells[:c.keys], ",")
			if seen[key] {
				t.Errorf("%s: %s twice", name, key)
			}
			seen[key] = true
			if c.keys == 1 && i > 0 && slices.Compare(table.rows[i-1].cells[:1], r.cells[:1]) >= 0 {
				t.Errorf("%s: %s is out of order", name, key)
			}
		}
	}
}

// The tables are on the start-up path: none may take long to parse.
func BenchmarkParse(b *testing.B) {
	b.Run("lambda", func(b *testing.B) {
		for b.Loop() {
			parseLambda()
		}
	})
	b.Run("ec2", func(b *testing.B) {
		for b.Loop() {
			parseInstances()
			parseRegions()
		}
	})
}
