package pricing

import (
	"math"
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
		{"ingested", b.LogsIngested, "eu-west-2", 0.5985, "GB"},
		{"infrequent", b.LogsIngestedInfrequent, "eu-west-1", 0.285, "GB"},
		{"stored", b.LogsStored, "eu-central-1", 0.0324, "GB-month"},
		{"scanned", b.LogsScanned, "eu-central-1", 0.0063, "GB"},
		{"ingested", b.LogsIngested, "us-west-2", 0.5, "GB"},
		{"scanned", b.LogsScanned, "us-west-2", 0, ""},
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

// AWS bills a scan at a hundredth of the ingestion of the Standard class, and Infrequent Access at half of it, wherever both
// are known; London's scan is cut after the fourth decimal.
func TestLogPricesKeepTheirProportions(t *testing.T) {
	b := Embedded()
	for _, r := range readTable("logs.csv", logsCSV).rows {
		region := r.text("region")
		ingested, ok := b.LogsIngested(region)
		if !ok {
			t.Errorf("%s has no price of ingestion", region)
		}
		if p, ok := b.LogsScanned(region); ok && math.Abs(p.USD-ingested.USD/100) > 1e-4 {
			t.Errorf("a scan in %s costs %v, ingestion %v", region, p.USD, ingested.USD)
		}
		if p, ok := b.LogsIngestedInfrequent(region); ok && math.Abs(p.USD-ingested.USD/2) > 1e-9 {
			t.Errorf("Infrequent Access in %s costs %v, the Standard class %v", region, p.USD, ingested.USD)
		}
		if p, ok := b.LogsStored(region); ok && (p.USD < 0.025 || p.USD > 0.045) {
			t.Errorf("storage in %s costs %v", region, p.USD)
		}
	}
}
