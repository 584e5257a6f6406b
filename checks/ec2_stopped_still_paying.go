package checks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var stoppedDays = Threshold{
	Name: "stopped_days", Default: 30, Unit: "days",
	Doc:    "An instance that has been stopped for longer is not expected back.",
	Source: "AWS Security Hub, control EC2.4: stopped instances are to be removed after 30 days (AWS documentation, read 2026-11)",
}

var ec2StoppedStillPaying = Check{
	ID:         "ec2-stopped-still-paying",
	Title:      "Stopped instance whose volumes and addresses are still billed",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.EC2Volumes, inventory.EC2Addresses},
	Thresholds: []*Threshold{&stoppedDays, &leastSaving},
	Judge:      eachInstance(judgeStopped),
}

func judgeStopped(p *Pass, i *inventory.Instance) Verdict {
	switch {
	case i.State != "stopped":
		return NotApplicable("the instance is " + i.State)
	case i.ManagedBy != "":
		return NotApplicable("it is managed by " + i.ManagedBy)
	case i.Tags[autoScalingOwner.tag] != "":
		return NotApplicable("it waits in the warm pool of Auto Scaling group " + i.Tags[autoScalingOwner.tag])
	}
	at, ok := stoppedAt(i.Transition)
	if !ok {
		return Unknown("when it was stopped is not known: EC2 gives no date that could be read")
	}
	stopped := p.TakenAt.Sub(at)
	if stopped <= time.Duration(p.Days(&stoppedDays))*daily {
		return Clean(fmt.Sprintf("stopped for %s", plural(days(stopped), "day")))
	}
	held, v, ok := p.heldBy(i)
	if !ok {
		return v
	}
	switch {
	case held.nothing():
		return Clean("it has neither volumes nor addresses that are billed")
	case held.gap == "" && held.usd < p.Limit(&leastSaving):
		return Clean(fmt.Sprintf("what it holds costs %s a month, under %s", usd(held.usd), usd(p.Limit(&leastSaving))))
	}
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("%s (%s) has been stopped for %s, and still pays for %s.", instanceName(i), i.Type, plural(days(stopped), "day"), strings.Join(held.words, ", ")),
		Evidence: []Evidence{
			setting("stopped on", date(at)), setting("what it holds", strings.Join(held.words, ", ")),
		},
		Fix: Fix{
			Summary: "Keep an image of it if it may be needed again, terminate it, and release its addresses. A snapshot costs less than the volume, and only for the blocks in use.",
			CLI:     p.awsCLI("ec2", "create-image", "--instance-id", i.ID, "--name", i.ID+"-"+date(p.TakenAt)),
		},
		PriceGap: held.gap,
	}
	if held.gap == "" {
		f.Severity = severityOfCost(held.usd)
		f.Savings = &Savings{
			LowUSD: held.usd, HighUSD: held.usd, Basis: strings.Join(held.arithmetic, " + ") + ", without what an image of it would cost",
			Price: fmt.Sprintf("%s per %s", rate(held.price.USD), held.price.Unit), Source: held.price.Source, AsOf: held.price.AsOf, Meters: held.meters,
		}
	}
	return Found(f)
}

var transitionDate = regexp.MustCompile(`\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:GMT|UTC)\)`)

// stoppedAt reads when an instance was stopped out of its state's reason: "User initiated (2026-09-01 10:00:00 GMT)".
func stoppedAt(transition string) (time.Time, bool) {
	match := transitionDate.FindStringSubmatch(transition)
	if match == nil {
		return time.Time{}, false
	}
	at, err := time.Parse(time.DateTime, match[1])
	return at, err == nil
}

// holding is what an instance is billed for while it is stopped.
type holding struct {
	words, arithmetic, meters []string
	usd                       float64       // a month
	price                     pricing.Price // of the first thing in it
	gap                       string        // why usd is not known
}

func (h *holding) nothing() bool { return len(h.words) == 0 }

func (h *holding) add(words, arithmetic, meter string, usd float64, price pricing.Price, priced bool, gap string) {
	h.words, h.meters = append(h.words, words), append(h.meters, meter)
	switch {
	case !priced && h.gap == "":
		h.gap = gap
	case priced:
		h.arithmetic = append(h.arithmetic, arithmetic)
		h.usd += usd
		if h.price.Unit == "" {
			h.price = price
		}
	}
}

// heldBy sums up an instance's volumes and addresses. It is false, with a verdict, where they were not all read.
func (p *Pass) heldBy(i *inventory.Instance) (held holding, v Verdict, ok bool) {
	for _, root := range []inventory.Dataset{inventory.EC2Volumes, inventory.EC2Addresses} {
		if gap, cut := p.Region.Gap(root); cut {
			return held, Unread(gap), false
		}
	}
	for _, attached := range i.Volumes {
		at := slices.IndexFunc(p.Region.Volumes, func(v inventory.Volume) bool { return v.ID == attached.ID })
		if at < 0 {
			return held, Unknown("its volume " + attached.ID + " is not among the account's"), false
		}
		volume := &p.Region.Volumes[at]
		if len(volume.Instances) > 1 {
			continue // Multi-Attach: it is there for the others
		}
		bill, priced := p.volumeBill(volume.Type, volume.SizeGiB, volume.IOPS, volume.Throughput)
		held.add(volumeWords(volume), bill.words, volumeMeter(volume.ID), bill.usd, bill.price, priced,
			fmt.Sprintf("the price of %s in %s is not in the built-in tables", volumeWords(volume), p.Region.Name))
	}
	for n := range p.Region.Addresses {
		address := &p.Region.Addresses[n]
		if address.Instance != i.ID || address.BYOIP {
			continue
		}
		price, priced := p.Prices.PublicIPv4(p.Region.Name)
		held.add("the address "+address.IP, fmt.Sprintf("%s × %d h", rate(price.USD), pricing.HoursPerMonth), addressMeter(address.ID), price.PerMonth(1), price, priced,
			fmt.Sprintf("the price of an address in %s is not in the built-in tables", p.Region.Name))
	}
	return held, v, true
}
