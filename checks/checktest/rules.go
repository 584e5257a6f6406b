package checktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// What every check must hold, whatever it decides.

// judge gives the check's verdict on every subject of a region, by label. That a root listing failed is under "".
func (h harness) judge(r *inventory.Region) map[string]verdict {
	h.t.Helper()
	verdicts := map[string]verdict{}
	checks.Each(h.one.account(r), []*checks.Check{h.check}, h.one.options(), func(_ *checks.Check, _ *inventory.Region, subject checks.Resource, v checks.Verdict) {
		label := subject.Label()
		if _, again := verdicts[label]; again {
			h.errorf("two verdicts for %s", label)
		}
		got := verdict{outcome: v.Outcome, words: v.Reason}
		if v.Finding != nil {
			f := *v.Finding
			f.Resource = subject
			got.words, got.finding = f.Message, &f
		}
		verdicts[label] = got
	})
	return verdicts
}

// complete: the case provides every fact that the check reads.
func (h harness) complete() {
	h.t.Helper()
	r := h.one.region()
	for _, w := range checks.NewPlanner([]*checks.Check{h.check}, h.one.options()).Wants(h.one.account(r), r) {
		h.errorf("the case does not provide %s", describe(w))
	}
}

// reads notes which datasets the check reads in the case: those that it wants when they are taken away.
func (h harness) reads(read map[inventory.Dataset]bool) {
	for _, d := range h.check.Uses {
		r := h.one.region()
		if d.IsRoot() {
			before := h.json(r)
			Unlisted(d)(r)
			read[d] = read[d] || !bytes.Equal(before, h.json(r))
			continue
		}
		empty(r, d)
		for _, w := range checks.NewPlanner([]*checks.Check{h.check}, h.one.options()).Wants(h.one.account(r), r) {
			read[w.Dataset] = true
		}
	}
}

// declared: the check reads nothing that it does not declare, and what it does not declare changes nothing.
func (h harness) declared() {
	h.t.Helper()
	r := h.one.region()
	for _, d := range checks.Undeclared(h.one.account(r), r, h.check, h.one.options()) {
		h.errorf("the check reads %s, which it does not declare", d)
	}
	want := h.judge(h.one.region())
	for _, d := range undeclared(h.check, r) {
		without := h.one.region()
		empty(without, d)
		h.compare(want, h.judge(without), "without "+string(d)+", which it does not declare", exactly)
	}
}

// steady: judging twice, and judging what a snapshot gives back, ends the same to the last byte.
func (h harness) steady(base map[string]verdict) {
	h.t.Helper()
	r := h.one.region()
	h.compare(base, h.judge(r), "judged a second time", exactly)
	first := h.json(r)
	if !bytes.Equal(first, h.json(r)) {
		h.errorf("judging twice gives two results")
	}
	var file bytes.Buffer
	if err := inventory.WriteSnapshot(&file, h.one.account(r)); err != nil {
		h.errorf("writing a snapshot: %v", err)
		return
	}
	back, err := inventory.ReadSnapshot(&file)
	if err != nil {
		h.errorf("reading the snapshot back: %v", err)
		return
	}
	if restored := h.json(back.Regions[0]); !bytes.Equal(first, restored) {
		h.errorf("a snapshot changes the result\nbefore: %s\nafter:  %s", first, restored)
	}
}

func (h harness) json(r *inventory.Region) []byte {
	h.t.Helper()
	data, err := json.Marshal(checks.Run(h.one.account(r), []*checks.Check{h.check}, h.one.options()))
	if err != nil {
		h.errorf("the result is not writable as JSON: %v", err)
	}
	return data
}

// rooted: where a root listing was denied the check says one thing, that it does not know. Where it was cut, findings
// stand and nothing else does.
func (h harness) rooted(base map[string]verdict) {
	h.t.Helper()
	for _, d := range h.check.Needs {
		denied := h.one.region()
		denied.SetGap(d, Gap(inventory.Denied, d))
		got := h.judge(denied)
		if v := got[""]; len(got) != 1 || v.outcome != checks.OutcomeUnknown {
			h.errorf("with %s denied: got %v, want one unknown for the region", d, got)
		}
		cut := h.one.region()
		cut.SetGap(d, Gap(inventory.Incomplete, d))
		want := map[string]verdict{"": {outcome: checks.OutcomeUnknown}}
		for label, v := range base {
			if v.outcome != checks.OutcomeFinding {
				v = verdict{outcome: checks.OutcomeUnknown}
			}
			want[label] = v
		}
		h.compare(want, h.judge(cut), fmt.Sprintf("with %s read in part", d), exactly)
	}
}

// enriched: where a root listing that the check only uses was denied, or was cut, verdicts stay as they are or become unknown.
func (h harness) enriched(base map[string]verdict) {
	h.t.Helper()
	for _, d := range h.check.Uses {
		if !d.IsRoot() {
			continue
		}
		denied := h.one.region()
		Unlisted(d)(denied)
		h.compare(base, h.judge(denied), fmt.Sprintf("with %s denied", d), orUnknown)
		cut := h.one.region()
		cut.SetGap(d, Gap(inventory.Incomplete, d))
		h.compare(base, h.judge(cut), fmt.Sprintf("with %s read in part", d), orUnknown)
	}
}

// masked: a fact that could not be read, or was not collected yet, leaves a verdict as it is or makes it unknown.
func (h harness) masked(base map[string]verdict) {
	h.t.Helper()
	wants := h.one.region().Wants()
	slices.SortFunc(wants, inventory.CompareWants)
	whole := map[inventory.Dataset][]inventory.Want{}
	for _, w := range wants {
		whole[w.Dataset] = append(whole[w.Dataset], w)
		r := h.one.region()
		r.Miss(w, Gap(inventory.Denied, w.Dataset))
		h.compare(base, h.judge(r), "with "+describe(w)+" denied", orUnknown)
		r.Forget(w)
		h.compare(base, h.judge(r), "with "+describe(w)+" not collected", orUnknown)
	}
	for _, d := range slices.Sorted(maps.Keys(whole)) {
		r := h.one.region()
		for _, w := range whole[d] {
			r.Miss(w, Gap(inventory.Denied, d))
		}
		h.compare(base, h.judge(r), fmt.Sprintf("with all of %s denied", d), orUnknown)
	}
}

// merged: what is in one region together is judged as it is alone. Cases with the same settings are put together.
func merged(t TB, c *checks.Check, cases []Case) {
	t.Helper()
	groups := map[string][]Case{}
	for _, one := range cases {
		if !one.Alone {
			key := fmt.Sprint(one.where(), one.Partition, one.TakenAt, one.Limits, one.Frugal)
			groups[key] = append(groups[key], one)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		together := groups[key][0]
		together.Name, together.Given = "all cases of one region together", nil
		want := map[string]verdict{}
		for _, one := range groups[key] {
			together.Given = append(together.Given, one.Given...)
			for label, v := range (harness{t, c, one}).judge(one.region()) {
				if _, taken := want[label]; taken {
					t.Errorf("case %q: another case has a subject %q too", one.Name, label)
				}
				want[label] = v
			}
		}
		h := harness{t, c, together}
		h.compare(want, h.judge(together.region()), "against each alone", exactly)
	}
}

// How two verdicts may differ.
const (
	exactly   = false // not at all
	orUnknown = true  // the second may be unknown
)

// compare holds verdicts against what they were before. Where unknown is allowed, a qualifier may also be missing
// because its function as a whole is unknown.
func (h harness) compare(before, after map[string]verdict, when string, unknownAllowed bool) {
	h.t.Helper()
	for _, label := range slices.Sorted(maps.Keys(before)) {
		v, ok := after[label]
		switch {
		case ok && v.same(before[label]):
		case ok && unknownAllowed && v.outcome == checks.OutcomeUnknown:
		case !ok && unknownAllowed && after[parent(label)].outcome == checks.OutcomeUnknown:
		case !ok:
			h.errorf("%s: no verdict for %q any more", when, label)
		default:
			h.errorf("%s: %q goes from %v to %v", when, label, before[label], v)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(after)) {
		if _, ok := before[label]; !ok && !(unknownAllowed && after[label].outcome == checks.OutcomeUnknown) {
			h.errorf("%s: a new verdict for %q: %v", when, label, after[label])
		}
	}
}
