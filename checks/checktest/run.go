package checktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// Run holds a check against its cases.
func Run(t TB, id string, cases []Case) {
	t.Helper()
	c, err := checks.Find(id)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	RunCheck(t, c, cases)
}

// RunCheck is Run for a check that is not in checks.All.
func RunCheck(t TB, c *checks.Check, cases []Case) {
	t.Helper()
	seen, read := map[checks.Outcome]bool{}, map[inventory.Dataset]bool{}
	for _, one := range cases {
		h := harness{t, c, one}
		base := h.judge(one.region())
		h.expect(base)
		h.complete()
		h.declared()
		h.steady(base)
		h.rooted(base)
		h.enriched(base)
		h.masked(base)
		h.reads(read)
		for _, v := range base {
			seen[v.outcome] = true
		}
	}
	merged(t, c, cases)
	for _, d := range c.Uses {
		if !read[d] {
			t.Errorf("the check declares %s, but no case makes it read that", d)
		}
	}
	if !seen[checks.OutcomeFinding] {
		t.Errorf("no case ends in a finding")
	}
	if !seen[checks.OutcomeClean] && !seen[checks.OutcomeNotApplicable] {
		t.Errorf("no case ends clean or not applicable")
	}
	if !seen[checks.OutcomeUnknown] {
		t.Errorf("no case ends unknown")
	}
}

// harness holds one check against one case.
type harness struct {
	t     TB
	check *checks.Check
	one   Case
}

func (h harness) errorf(format string, args ...any) {
	h.t.Helper()
	h.t.Errorf("case %q: %s", h.one.Name, fmt.Sprintf(format, args...))
}

// verdict is what the harness compares.
type verdict struct {
	outcome checks.Outcome
	words   string          // the message, or the reason
	finding *checks.Finding // for findings
}

// same tells whether two verdicts agree in outcome and severity.
func (v verdict) same(other verdict) bool {
	if v.outcome != other.outcome {
		return false
	}
	return v.finding == nil || v.finding.Severity == other.finding.Severity
}

func (v verdict) String() string {
	if v.finding != nil {
		return fmt.Sprintf("%s (%s: %s)", v.outcome, v.finding.Severity, v.words)
	}
	return fmt.Sprintf("%s (%s)", v.outcome, v.words)
}

// expect holds the verdicts against the wanted ones: each subject, no fewer and no more.
func (h harness) expect(got map[string]verdict) {
	h.t.Helper()
	want := h.one.Wants
	if h.one.Want != "" {
		if len(got) != 1 {
			h.errorf("%d subjects %v, but Want is for one", len(got), slices.Sorted(maps.Keys(got)))
			return
		}
		want = map[string]checks.Outcome{slices.Collect(maps.Keys(got))[0]: h.one.Want}
	}
	for _, label := range slices.Sorted(maps.Keys(want)) {
		switch v, ok := got[label]; {
		case !ok:
			h.errorf("no verdict for %s, want %s", label, want[label])
		case v.outcome != want[label]:
			h.errorf("%s: got %v, want %s", label, v, want[label])
		}
	}
	for _, label := range slices.Sorted(maps.Keys(got)) {
		v := got[label]
		if _, ok := want[label]; !ok {
			h.errorf("an unexpected verdict for %s: %v", label, v)
		}
		if !strings.Contains(v.words, h.one.Because) {
			h.errorf("%s: got %v, want it to say %q", label, v, h.one.Because)
		}
		if v.finding != nil {
			h.sound(*v.finding)
			if h.one.Then != nil {
				h.one.Then(prefixed{h.t, fmt.Sprintf("case %q: %s", h.one.Name, label)}, *v.finding)
			}
		}
	}
}

// sound holds a finding against what every finding must have.
func (h harness) sound(f checks.Finding) {
	h.t.Helper()
	if f.Message == "" || f.Fix.Summary == "" || len(f.Evidence) == 0 || f.Confidence == "" {
		h.errorf("%s: a finding without a message, a fix, evidence or confidence", f.Resource.Label())
	}
	if s := f.Savings; s != nil {
		if f.PriceGap != "" {
			h.errorf("%s: a saving, and yet %q", f.Resource.Label(), f.PriceGap)
		}
		if !(0 <= s.LowUSD && s.LowUSD <= s.HighUSD) || math.IsInf(s.HighUSD, 0) {
			h.errorf("%s: saves from %v to %v", f.Resource.Label(), s.LowUSD, s.HighUSD)
		}
		if len(s.Meters) == 0 || s.Basis == "" || s.Price == "" || s.Source == "" || s.AsOf == "" {
			h.errorf("%s: a saving without a meter, its arithmetic or a dated price: %+v", f.Resource.Label(), *s)
		}
	}
	if _, err := json.Marshal(f); err != nil {
		h.errorf("%s: not writable as JSON: %v", f.Resource.Label(), err)
	}
}

// prefixed says which case an assertion of Then belongs to.
type prefixed struct {
	TB
	prefix string
}

func (p prefixed) Errorf(format string, args ...any) {
	p.TB.Helper()
	p.TB.Errorf("%s: %s", p.prefix, fmt.Sprintf(format, args...))
}
