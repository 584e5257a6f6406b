package pricing

import (
	"slices"
	"testing"
)

func TestLogPrices(t *testing.T) {
	b := Embedded()
	for _, test := range []struct {
		name   string
		lookup func(string) (Price, bool)
		region string
		usd    float64 // 0: not known
		unit   string
	}{
		{"ingested", b.LogsIngested, "us-east-1", 0.50, "GB"},
		{"infrequent", b.LogsIngestedInfrequent, "us-east-1", 0.25, "GB"},
		{"stored", b.LogsStored, "us-east-1", 0.03, "GB-month"},
		{"scanned", b.LogsScanned, "us-east-1", 0.005, "GB"},
		{"ingested", b.LogsIngested, "ap-northeast-1", 0.76, "GB"},
		{"infrequent", b.LogsIngestedInfrequent, "ap-northeast-1", 0, ""},
		{"stored", b.LogsStored, "ap-northeast-1", 0.033, "GB-month"},
		{"scanned", b.LogsScanned, "ap-northeast-1", 0.0076, "GB"},
		{"scanned", b.LogsScanned, "eu-west-1", 0, ""},
	} {
		p, ok := test.lookup(test.region)
		if ok != (test.usd > 0) || p.USD != test.usd || p.Unit != test.unit {
			t.Errorf("%s in %s = %+v, %v; want %v per %s", test.name, test.region, p, ok, test.usd, test.unit)
		}
	}
}

func TestLogTableIsSorted(t *testing.T) {
	rows := readTable("logs.csv", logsCSV).rows
	if !slices.IsSortedFunc(rows, func(a, b row) int { return slices.Compare(a.cells[:2], b.cells[:2]) }) || len(rows) != len(parseLogs()) {
		t.Error("logs.csv is not sorted, or names a price twice")
	}
}
