package pricing

import (
	_ "embed"
	"strings"
)

//go:embed data/ebs.csv
var ebsCSV string

// What every gp3 volume includes; EBSIOPS and EBSThroughput price only what is above. Source: Amazon EBS User Guide, 2026-09.
const (
	GP3FreeIOPS = 3000
	GP3FreeMiBs = 125
)

// ebsKey names a region and a column of the EBS table: a volume type for its storage, the type and "_iops" or "_mibs" for what is
// provisioned with it, or "snapshot".
type ebsKey struct{ region, meter string }

func parseEBS() map[ebsKey]Price {
	prices := map[ebsKey]Price{}
	t := readTable("ebs.csv", ebsCSV)
	for _, r := range t.rows {
		for i, meter := range t.columns {
			if meter == "region" || meter == "source" || r.cells[i] == "" {
				continue
			}
			from := r.source()
			prices[ebsKey{r.text("region"), meter}] = Price{t.parse(r.cells[i]), ebsUnit(meter), from.text, from.asOf}
		}
	}
	return prices
}

// ebsUnit is what a meter counts.
func ebsUnit(meter string) string {
	switch {
	case strings.HasSuffix(meter, "_iops"):
		return "IOPS-month"
	case strings.HasSuffix(meter, "_mibs"):
		return "MiB/s-month"
	}
	return "GB-month"
}

func (b *Book) ebsPrice(region, meter string) (Price, bool) {
	p, ok := b.ebs()[ebsKey{region, meter}]
	if !ok {
		return Price{}, false
	}
	return b.less("ebs", p), true
}

// EBSStorage is the price of one GB of a volume for a month; volumeType is as EC2 writes it: gp3, gp2, io1, io2, st1, sc1 or
// standard. Volumes are billed by their size, used or not.
func (b *Book) EBSStorage(region, volumeType string) (Price, bool) {
	if ebsUnit(volumeType) != "GB-month" || volumeType == "snapshot" {
		return Price{}, false
	}
	return b.ebsPrice(region, volumeType)
}

// EBSIOPS is the price of one IOPS for a month: of gp3 above GP3FreeIOPS, of io1 and io2 from the first. Of io2 it is the first
// tier, up to 32,000 IOPS a volume; above it costs less. Other types have none: not known.
func (b *Book) EBSIOPS(region, volumeType string) (Price, bool) {
	return b.ebsPrice(region, volumeType+"_iops")
}

// EBSThroughput is the price of one MiB/s for a month, of gp3 above GP3FreeMiBs. Other types have none: not known.
func (b *Book) EBSThroughput(region, volumeType string) (Price, bool) {
	return b.ebsPrice(region, volumeType+"_mibs")
}

// EBSSnapshot is the price of one GB of snapshots in the standard tier for a month. Snapshots are incremental: only the blocks that
// differ from the one before are stored and billed, so size times price is the most that one can cost.
func (b *Book) EBSSnapshot(region string) (Price, bool) { return b.ebsPrice(region, "snapshot") }
