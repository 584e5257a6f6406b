package checktest_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// recorder stands in for a *testing.T and keeps what it was told.
type recorder struct{ errors []string }

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// judge is one verdict on one function; the zero verdict skips the function.
type judge func(*checks.Pass, *inventory.Function) checks.Verdict

// eachFunction asks about every function of the region.
func eachFunction(one judge) checks.Judge {
	return func(p *checks.Pass) iter.Seq2[checks.Resource, checks.Verdict] {
		return func(yield func(checks.Resource, checks.Verdict) bool) {
			for i := range p.Region.Functions {
				f := &p.Region.Functions[i]
				v := one(p, f)
				if v.Outcome != "" && !yield(checks.Resource{ARN: f.ARN, Name: f.Name}, v) {
					return
				}
			}
		}
	}
}

func idleCheck(one judge) *checks.Check {
	return &checks.Check{
		ID: "test-idle", Title: "Idle", Category: checks.Cost,
		Needs: []inventory.Dataset{inventory.LambdaFunctions}, Uses: []inventory.Dataset{inventory.MetricSeries},
		Judge: eachFunction(one),
	}
}

// runs reads the function's invocations of two weeks.
func runs(p *checks.Pass, f *inventory.Function) inventory.Fact[inventory.Series] {
	return checks.Read(p, ct.Invocations.Key(inventory.Dims("FunctionName", f.Name)))
}

func found(severity checks.Severity) checks.Verdict {
	return checks.Found(checks.Finding{
		Severity: severity, Confidence: checks.Measured, Message: "idle", Evidence: []checks.Evidence{{Name: "runs"}},
		Fix: checks.Fix{Summary: "Delete it."},
	})
}

// sound is a check without a fault: a function is idle when its datapoints are all zero.
func sound(p *checks.Pass, f *inventory.Function) checks.Verdict {
	fact := runs(p, f)
	s, ok := fact.Get()
	switch {
	case !ok:
		return checks.Unread(fact.Why())
	case slices.Max(s.Values) > 0:
		return checks.Clean("busy")
	}
	return found(checks.Low)
}

var idleCases = []ct.Case{
	{Name: "idle", Given: []ct.Part{ct.Function("idle"), ct.Invocations.Of("idle", ct.Flat(0))}, Want: checks.OutcomeFinding},
	{Name: "busy", Given: []ct.Part{ct.Function("busy"), ct.Invocations.Of("busy", ct.Flat(1))}, Want: checks.OutcomeClean},
	{Name: "dark", Given: []ct.Part{ct.Function("dark"), ct.Lacks(ct.Invocations.Key(inventory.Dims("FunctionName", "dark")))}, Want: checks.OutcomeUnknown},
}

func failures(c *checks.Check, cases []ct.Case) string {
	r := &recorder{}
	ct.RunCheck(r, c, cases)
	return strings.Join(r.errors, "\n")
}

func TestSoundCheckPasses(t *testing.T) {
	if got := failures(idleCheck(sound), idleCases); got != "" {
		t.Errorf("a check without a fault fails:\n%s", got)
	}
}

func emptyEnvironment(r *inventory.Region) { r.Functions[0].EnvNames = []string{} }

func TestBrokenChecksFail(t *testing.T) {
	calls := 0
	for name, broken := range map[string]struct {
		judge judge
		want  string
	}{
		"a missing fact as clean": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if _, ok := runs(p, f).Get(); !ok {
				return checks.Clean("no data")
			}
			return sound(p, f)
		}, `FunctionName:idle] denied: "idle" goes from finding (low: idle) to clean (no data)`},
		"a missing fact as not requested": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if fact := runs(p, f); fact.Why().Reason == inventory.NotCollected {
				return found(checks.Low)
			}
			return sound(p, f)
		}, `FunctionName:busy] not collected: "busy" goes from clean (busy) to finding`},
		"a missing fact as another severity": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if _, ok := runs(p, f).Get(); !ok && f.Name == "idle" {
				return found(checks.High)
			}
			return sound(p, f)
		}, `with all of cloudwatch:series denied: "idle" goes from finding (low: idle) to finding (high: idle)`},
		"a missing fact skips the subject": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if _, ok := runs(p, f).Get(); !ok && f.Name == "idle" {
				return checks.Verdict{}
			}
			return sound(p, f)
		}, `no verdict for "idle" any more`},
		"a subject skipped": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if f.Name == "busy" {
				return checks.Verdict{}
			}
			return sound(p, f)
		}, `case "busy": 0 subjects [], but Want is for one`},
		"another verdict than wanted": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			return found(checks.Low)
		}, `case "busy": busy: got finding (low: idle), want clean`},
		"a dataset read without declaring it": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			checks.Read(p, inventory.SettingsKey())
			return sound(p, f)
		}, "the check reads lambda:account-settings, which it does not declare"},
		"a root listing looked at without declaring it": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if len(p.Region.Instances) > 0 {
				return checks.Clean("there are instances")
			}
			return sound(p, f)
		}, `without ec2:instances, which it does not declare: "idle" goes from clean (there are instances) to finding`},
		"a fact that the case lacks": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			checks.Read(p, ct.Concurrency.Key(inventory.Dims("FunctionName", f.Name)))
			return sound(p, f)
		}, "the case does not provide the series AWS/Lambda ConcurrentExecutions Maximum by 86400 s over 14 days of map[FunctionName:busy]"},
		"a memory": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			calls++
			return checks.Unknown(fmt.Sprintf("asked %d times", calls))
		}, "judging twice gives two results"},
		"a verdict that depends on the neighbours": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if len(p.Region.Functions) > 1 {
				return checks.Clean("not alone")
			}
			return sound(p, f)
		}, `case "all cases of one region together": against each alone: "idle" goes from finding (low: idle) to clean (not alone)`},
		"something that no snapshot keeps": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			if f.EnvNames != nil { // an empty list is written as none
				return checks.Clean("it has an environment")
			}
			return sound(p, f)
		}, "a snapshot changes the result"},
		"a finding without evidence": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			v := sound(p, f)
			if v.Finding != nil {
				v.Finding.Evidence = nil
			}
			return v
		}, "a finding without a message, a fix, evidence or confidence"},
		"a saving from nowhere": {func(p *checks.Pass, f *inventory.Function) checks.Verdict {
			v := sound(p, f)
			if v.Finding != nil {
				v.Finding.Savings = &checks.Savings{LowUSD: 2, HighUSD: 1}
			}
			return v
		}, "saves from 2 to 1"},
	} {
		t.Run(name, func(t *testing.T) {
			c := idleCheck(broken.judge)
			cases := slices.Clone(idleCases)
			cases[0].Given = append(slices.Clone(cases[0].Given), ct.Instance("i-1"), emptyEnvironment)
			if got := failures(c, cases); !strings.Contains(got, broken.want) {
				t.Errorf("want a failure with\n%s\ngot\n%s", broken.want, got)
			}
		})
	}
}

// Rules about the cases rather than the check.
func TestBrokenCasesFail(t *testing.T) {
	twice := idleCheck(nil)
	twice.Judge = func(p *checks.Pass) iter.Seq2[checks.Resource, checks.Verdict] {
		return func(yield func(checks.Resource, checks.Verdict) bool) {
			for range 2 {
				eachFunction(sound)(p)(yield)
			}
		}
	}
	vain := idleCheck(sound)
	vain.Uses = append(slices.Clone(vain.Uses), inventory.LambdaAliases)
	of := func(i int, change func(*ct.Case)) []ct.Case {
		cases := slices.Clone(idleCases)
		change(&cases[i])
		return cases
	}
	for name, broken := range map[string]struct {
		check *checks.Check
		cases []ct.Case
		want  string
	}{
		"no finding":        {idleCheck(sound), idleCases[1:], "no case ends in a finding"},
		"nothing clean":     {idleCheck(sound), []ct.Case{idleCases[0], idleCases[2]}, "no case ends clean or not applicable"},
		"nothing unknown":   {idleCheck(sound), idleCases[:2], "no case ends unknown"},
		"declared in vain":  {vain, idleCases, "the check declares lambda:aliases, but no case makes it read that"},
		"judged twice":      {twice, idleCases, "two verdicts for idle"},
		"the wrong words":   {idleCheck(sound), of(1, func(c *ct.Case) { c.Because = "asleep" }), `want it to say "asleep"`},
		"a subject too few": {idleCheck(sound), of(0, func(c *ct.Case) { c.Want, c.Wants = "", map[string]checks.Outcome{} }), "an unexpected verdict for idle"},
		"a subject too many": {idleCheck(sound), of(0, func(c *ct.Case) {
			c.Want, c.Wants = "", map[string]checks.Outcome{"idle": checks.OutcomeFinding, "other": checks.OutcomeClean}
		}), "no verdict for other, want clean"},
		"a name used twice":  {idleCheck(sound), append(slices.Clone(idleCases), idleCases[0]), `another case has a subject "idle" too`},
		"a failed assertion": {idleCheck(sound), of(0, func(c *ct.Case) { c.Then = ct.Severe(checks.High) }), `case "idle": idle: severity low, want high`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := failures(broken.check, broken.cases); !strings.Contains(got, broken.want) {
				t.Errorf("want a failure with\n%s\ngot\n%s", broken.want, got)
			}
		})
	}
}

func TestUnknownCheckFails(t *testing.T) {
	r := &recorder{}
	ct.Run(r, "lambda-unusd", nil)
	if len(r.errors) != 1 || !strings.Contains(r.errors[0], `unknown check "lambda-unusd"`) {
		t.Errorf("got %q", r.errors)
	}
}
