package checks

import (
	"fmt"
	"maps"
	"runtime"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// Options are what a run of checks takes beside the account.
type Options struct {
	Prices    *pricing.Book
	Overrides Overrides // win over the rules
	Rules     []Rule    // later ones win
	// Frugal leaves facts alone that take a call for each of many functions of which few have anything wrong. Their verdicts
	// are Unknown and say so.
	Frugal bool
}

// Undeclared lists the datasets that a check reads in a region and does not declare: a defect of the check.
func Undeclared(a *inventory.Account, r *inventory.Region, c *Check, o Options) []inventory.Dataset {
	if _, blind := blindness(r, c); blind {
		return nil
	}
	p := newPass(a, r, c, o)
	for range c.Judge(p) { // judged for what it reads
	}
	return slices.Sorted(maps.Keys(p.undue))
}

// Run judges the account with the given checks.
func Run(a *inventory.Account, selected []*Check, o Options) *Result {
	b := newResult(a, selected, o)
	Each(a, selected, o, b.add)
	return b.finish()
}

// Each gives every verdict of the given checks over the account, in the order of regions and checks. Regions that could
// not be read at all have none. Judging changes nothing, so that several checks judge at once.
func Each(a *inventory.Account, selected []*Check, o Options, yield func(*Check, *inventory.Region, Resource, Verdict)) {
	type judged struct {
		subject Resource
		verdict Verdict
	}
	type work struct {
		check    *Check
		region   *inventory.Region
		verdicts chan []judged
	}
	ahead := make(chan work, runtime.GOMAXPROCS(0)) // those whose verdicts wait for their turn
	go func() {
		defer close(ahead)
		for _, r := range a.Regions {
			if r.Closed != nil {
				continue
			}
			for _, c := range selected {
				w := work{c, r, make(chan []judged, 1)}
				ahead <- w
				go func() {
					var all []judged
					judge(a, r, c, o, func(subject Resource, v Verdict) { all = append(all, judged{subject, v}) })
					w.verdicts <- all
				}()
			}
		}
	}()
	for w := range ahead {
		for _, j := range <-w.verdicts {
			yield(w.check, w.region, j.subject, j.verdict)
		}
	}
}

// judge gives every verdict of one check in one region. One that is switched off there has one, for the region as a whole. A
// root listing that failed is one Unknown for the region. Of one that was cut, findings stand and everything else becomes
// Unknown.
func judge(a *inventory.Account, r *inventory.Region, c *Check, o Options, yield func(Resource, Verdict)) {
	whole := Resource{Account: a.ID, Region: r.Name}
	p := newPass(a, r, c, o)
	if v, off := p.off(); off {
		yield(whole, v)
		return
	}
	gap, blind := blindness(r, c)
	if blind {
		yield(whole, Unread(gap))
		return
	}
	for subject, v := range c.Judge(p) {
		if gap.Reason == inventory.Incomplete && v.Outcome != OutcomeFinding {
			v = Unread(gap)
		}
		yield(subject, v)
	}
	if gap.Reason == inventory.Incomplete {
		v := Unread(gap)
		v.Reason = fmt.Sprintf("%s: there may be more than was seen", gap)
		yield(whole, v)
	}
}

// blindness tells whether a check cannot be judged in a region at all, and which gap its root listings have.
func blindness(r *inventory.Region, c *Check) (gap inventory.Gap, blind bool) {
	if r.Closed != nil {
		return *r.Closed, true
	}
	for _, d := range c.Needs {
		if g, ok := r.Gap(d); ok {
			gap = g
			if g.Reason != inventory.Incomplete {
				return g, true
			}
		}
	}
	return gap, false
}

func newPass(a *inventory.Account, r *inventory.Region, c *Check, o Options) *Pass {
	p := &Pass{
		Account: a.ID, Region: r, TakenAt: a.TakenAt, Prices: o.Prices, partition: a.Partition,
		check: c, frugal: o.Frugal, flags: o.Overrides, common: Overrides{},
		wanted: map[inventory.Want]bool{}, undue: map[inventory.Dataset]bool{},
		active: map[string]map[inventory.Dimensions]bool{},
	}
	for i := range o.Rules {
		if rule := &o.Rules[i]; rule.concerns(a.ID, r.Name, c) {
			p.rules = append(p.rules, rule)
			p.tagged = p.tagged || len(rule.Tags) > 0
			if len(rule.Tags) == 0 {
				maps.Copy(p.common, rule.Limits)
			}
		}
	}
	maps.Copy(p.common, o.Overrides)
	p.limits = p.common
	return p
}
