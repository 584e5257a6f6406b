package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

var ec2EBSUnattached = Check{
	ID:         "ec2-ebs-unattached",
	Title:      "Volume that is attached to nothing",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Volumes},
	Uses:       []inventory.Dataset{inventory.MetricSeries},
	Thresholds: []*Threshold{&leastSaving, &windowDays},
	Judge:      eachVolume(judgeVolumeUnattached),
}

func judgeVolumeUnattached(p *Pass, v *inventory.Volume) Verdict {
	switch {
	case v.State == "in-use":
		return Clean("it is attached")
	case v.State != "available":
		return NotApplicable("the volume is " + v.State)
	case v.ManagedBy != "":
		return NotApplicable("it is managed by " + v.ManagedBy)
	}
	if answer, young := p.tooYoung(p.age(v.CreatedAt)); young {
		return answer
	}
	fact := attachedTime(v).over(p, p.Days(&windowDays), daily, inventory.Dims("VolumeId", v.ID))
	series, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	if first, attached := timeseries.First(series); attached {
		return Clean("it was attached until " + date(first.Add(timeseries.Span(series)-series.Period)))
	}
	bill, priced := p.volumeBill(v.Type, v.SizeGiB, v.IOPS, v.Throughput)
	if priced && bill.usd < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("it is attached to nothing and costs %s a month, under %s", usd(bill.usd), usd(p.Limit(&leastSaving))))
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s, %s, was attached to nothing for %s or more.", volumeName(v), volumeWords(v), plural(p.Days(&windowDays), "day")),
		Evidence: []Evidence{
			setting("state", v.State), setting("created", date(v.CreatedAt)),
			attachedTime(v).evidence("days on which it was attached", "0", 0, "days", series, "Sum by day"),
		},
		Fix: Fix{
			Summary: "Delete it; when in doubt make a snapshot first, which costs about half and is filled with used blocks only.",
			CLI:     p.awsCLI("ec2", "delete-volume", "--volume-id", v.ID),
		},
	}
	if claim := claimOf(v); claim != "" {
		f.Confidence = Inferred
		f.Message += fmt.Sprintf(" It was made for the Kubernetes claim %s, which may wait for its pod.", claim)
		f.Fix = Fix{Summary: fmt.Sprintf("Delete the PersistentVolumeClaim %s, or the volume when the claim is gone.", claim)}
	}
	if !priced {
		f.PriceGap = fmt.Sprintf("the price of %s in %s is not in the built-in tables", volumeWords(v), p.Region.Name)
		return Found(f)
	}
	f.Severity = severityOfCost(bill.usd)
	f.Savings = &Savings{
		LowUSD: bill.usd, HighUSD: bill.usd, Basis: bill.words, Price: fmt.Sprintf("%s per %s of %s", rate(bill.price.USD), bill.price.Unit, v.Type),
		Source: bill.price.Source, AsOf: bill.price.AsOf, Meters: []string{volumeMeter(v.ID)},
	}
	return Found(f)
}

// attachedTime is a metric that a volume publishes for as long as a running instance has it attached, and only then.
func attachedTime(v *inventory.Volume) metric {
	if v.MultiAttach {
		return volumeReads // the idle time of such volumes is not published
	}
	return volumeIdle
}
