package checks

import (
	"slices"
	"sync"

	"github.com/computelint/computelint/internal/inventory"
)

// Planner says, round after round, what checks would still read. A check that has everything is not asked again: what it
// reads hangs on what it has read, so that nothing that is read for others changes it.
type Planner struct {
	selected []*Check
	options  Options
	mu       sync.Mutex
	open     map[*inventory.Region][]*Check // the checks that wanted something in the last round
}

// NewPlanner plans for the given checks. One planner does for all regions of a run, which may be asked about at once.
func NewPlanner(selected []*Check, o Options) *Planner {
	return &Planner{selected: selected, options: o, open: map[*inventory.Region][]*Check{}}
}

// Wants lists what the checks would still read of a region, in a stable order. It is empty when every check has what its
// verdicts hang on. A check whose root listing is missing wants nothing. Between two rounds of a region facts may only be
// added.
func (l *Planner) Wants(a *inventory.Account, r *inventory.Region) []inventory.Want {
	l.mu.Lock()
	asked, begun := l.open[r]
	l.mu.Unlock()
	if !begun {
		asked = l.selected
	}
	open := []*Check{}
	var wants []inventory.Want
	for _, c := range asked {
		if wanted := wantsOf(a, r, c, l.options); len(wanted) > 0 {
			open, wants = append(open, c), append(wants, wanted...)
		}
	}
	l.mu.Lock()
	l.open[r] = open
	l.mu.Unlock()
	slices.SortFunc(wants, inventory.CompareWants)
	return slices.Compact(wants)
}

// wantsOf is what one check would still read, in no order.
func wantsOf(a *inventory.Account, r *inventory.Region, c *Check, o Options) []inventory.Want {
	p := newPass(a, r, c, o)
	if _, off := p.off(); off {
		return nil
	}
	if _, blind := blindness(r, c); blind {
		return nil
	}
	for _, v := range c.Judge(p) { // judged for what it reads; the verdicts are not final
		p.wantCommitments(v)
	}
	wants := make([]inventory.Want, 0, len(p.wanted))
	for w := range p.wanted {
		wants = append(wants, w)
	}
	return wants
}
