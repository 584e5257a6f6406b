package checks

import (
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// Pass is everything a check may look at while it judges one region.
type Pass struct {
	Account string
	Region  *inventory.Region
	TakenAt time.Time // now, for every judgement
	Prices  *pricing.Book

	partition string
	check     *Check
	rules     []*Rule                                  // those that concern the check here, in order
	frugal    bool                                     // see Options.Frugal
	tagged    bool                                     // one of them asks for tags
	flags     Overrides                                // what wins over every rule
	common    Overrides                                // the thresholds where no rule asks for tags
	limits    Overrides                                // the thresholds of the subject at hand
	wanted    map[inventory.Want]bool                  // read, but not collected yet
	undue     map[inventory.Dataset]bool               // read, but not declared by the check: a defect of the check
	active    map[string]map[inventory.Dimensions]bool // the metric names already indexed
}

// Overrides are users' values for thresholds, keyed "check-id.threshold_name".
type Overrides map[string]float64

// Read gives a fact. One that was not collected is noted for the next round and is unknown for now.
func Read[T any](p *Pass, key inventory.Key[T]) inventory.Fact[T] {
	if d := key.Want().Dataset; !p.check.declares(d) {
		p.undue[d] = true
		return inventory.Missing[T](inventory.Gap{Reason: inventory.Failed, Operation: string(d)})
	}
	return read(p, key)
}

// read is Read for what the rules ask for, whatever the check declares.
func read[T any](p *Pass, key inventory.Key[T]) inventory.Fact[T] {
	if want := key.Want(); !p.Region.Has(want) {
		p.wanted[want] = true
		return inventory.Missing[T](inventory.Gap{Reason: inventory.NotCollected})
	}
	return inventory.Read(p.Region, key)
}

// Limit is the value of one of the check's thresholds for the subject at hand: the user's, or the default.
func (p *Pass) Limit(t *Threshold) float64 {
	if len(p.limits) == 0 { // as nearly always
		return t.Default
	}
	if v, ok := p.limits[p.check.ID+"."+t.Name]; ok {
		return v
	}
	return t.Default
}

// Days is a threshold in whole days.
func (p *Pass) Days(t *Threshold) int { return int(p.Limit(t)) }
