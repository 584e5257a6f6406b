package pricing

import _ "embed"

//go:embed data/logs.csv
var logsCSV string

type logsKey struct{ region, meter string }

var logsUnits = map[string]string{"ingested": "GB", "ingested-infrequent": "GB", "scanned": "GB", "stored": "GB-month"}

func parseLogs() map[logsKey]Price {
	prices := map[logsKey]Price{}
	t := readTable("logs.csv", logsCSV)
	for _, r := range t.rows {
		unit, ok := logsUnits[r.text("meter")]
		if !ok {
			t.fail("unknown meter %q", r.text("meter"))
		}
		prices[logsKey{r.text("region"), r.text("meter")}] = r.price(unit)
	}
	return prices
}

func (b *Book) logsPrice(region, meter string) (Price, bool) {
	p, ok := b.logs()[logsKey{region, meter}]
	return p, ok
}

// LogsIngested is the price of one GB of logs, uncompressed, taken in by a log group of the Standard class. Lambda's own logs
// have tiers: this is the price of the account's first 10 TB a month in the region, and more costs less.
func (b *Book) LogsIngested(region string) (Price, bool) { return b.logsPrice(region, "ingested") }

// LogsIngestedInfrequent is the same for the Infrequent Access class. It is known in few regions.
func (b *Book) LogsIngestedInfrequent(region string) (Price, bool) {
	return b.logsPrice(region, "ingested-infrequent")
}

// LogsStored is the price of keeping one GB of logs, as compressed by AWS, for a month.
func (b *Book) LogsStored(region string) (Price, bool) { return b.logsPrice(region, "stored") }

// LogsScanned is the price of one GB that CloudWatch Logs Insights scans, uncompressed, whatever the query gives back.
func (b *Book) LogsScanned(region string) (Price, bool) { return b.logsPrice(region, "scanned") }
