package checks_test

import (
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestPackageNearLimit(t *testing.T) {
	stores := func(gb, limit float64) ct.Part {
		return ct.Has(inventory.SettingsKey(), inventory.AccountSettings{CodeBytes: int64(gb * (1 << 30)), CodeBytesLimit: int64(limit * (1 << 30))})
	}
	const storage = "lambda-code-storage"
	of := func(name string, code checks.Outcome) map[string]checks.Outcome {
		return map[string]checks.Outcome{name: code, storage: checks.OutcomeClean}
	}
	zip := func(name string, mb float64, changes ...ct.Fn) []ct.Part {
		return []ct.Part{ct.Function(name, append([]ct.Fn{ct.Code(mb)}, changes...)...), stores(1, 300)}
	}
	says := func(text string) func(ct.TB, checks.Finding) {
		return func(t ct.TB, f checks.Finding) {
			if !strings.Contains(f.Message, text) {
				t.Errorf("the message is %q, want it to say %q", f.Message, text)
			}
		}
	}
	full := func(name string, gb, limit float64, want checks.Outcome, because string, then func(ct.TB, checks.Finding)) ct.Case {
		image := ct.Function("image", ct.Image, ct.Version("1", ct.Code(1)))
		wants := map[string]checks.Outcome{storage: want, "image": checks.OutcomeNotApplicable}
		c := ct.Case{Name: name, Given: []ct.Part{stores(gb, limit), image}, Alone: true, Wants: wants, Then: then}
		if want == checks.OutcomeFinding {
			c.Then = ct.All(then, says(because))
		}
		return c
	}
	ct.Run(t, "lambda-package-near-limit", []ct.Case{
		{
			Name: "near the limit", Given: zip("big", 45, ct.Layer(30), ct.Layer(10)), Alone: true, Wants: of("big", checks.OutcomeFinding),
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Measured), ct.Unsaved, ct.Shows("code", "45.0 MB compressed"), ct.Shows("layers", "2, 40.0 MB compressed"), ct.Fixes("Leave out")),
		},
		{Name: "over the limit", Given: zip("huge", 62), Alone: true, Wants: of("huge", checks.OutcomeFinding), Then: ct.Known(checks.Inferred)},
		{Name: "exactly the limit", Given: zip("brim", 50), Alone: true, Wants: of("brim", checks.OutcomeFinding), Then: ct.Known(checks.Measured)},
		{Name: "four fifths", Given: zip("fifths", 40), Alone: true, Wants: of("fifths", checks.OutcomeFinding)},
		{Name: "a hair less", Given: zip("hair", 39.99, ct.Layer(40)), Alone: true, Wants: of("hair", checks.OutcomeClean)},
		{Name: "an image", Given: zip("image", 0, ct.Image), Alone: true, Wants: of("image", checks.OutcomeNotApplicable)},

		full("nearly full", 250, 300, checks.OutcomeFinding, "Lambda code storage in us-east-1 is at 250.0 of 300.0 GB (83.3%).", ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("largest", "image (1.0 MB in 2 versions)"))),
		full("four fifths of a small quota", 60, 75, checks.OutcomeFinding, "80.0%", ct.Severe(checks.Medium)),
		full("a hair less of it", 59.9, 75, checks.OutcomeClean, "", nil),
		full("full", 285, 300, checks.OutcomeFinding, "95.0%", ct.Severe(checks.High)),
		full("not quite full", 284.9, 300, checks.OutcomeFinding, "95.0%", ct.Severe(checks.Medium)),
		full("no quota", 1, 0, checks.OutcomeUnknown, "", nil),
		{Name: "settings denied", Given: []ct.Part{ct.Lacks(inventory.SettingsKey()), ct.Function("a")}, Alone: true, Wants: map[string]checks.Outcome{storage: checks.OutcomeUnknown, "a": checks.OutcomeClean}},
		{Name: "no functions", Alone: true, Want: checks.OutcomeNotApplicable},
		{
			Name: "what stores the most", Alone: true, Given: []ct.Part{
				stores(290, 300), ct.Function("a", ct.Code(1)), ct.Function("b", ct.Code(30), ct.Version("1"), ct.Version("2")), ct.Function("c", ct.Code(20)), ct.Function("d", ct.Code(2), ct.Version("1")),
			},
			Wants: map[string]checks.Outcome{storage: checks.OutcomeFinding, "a": checks.OutcomeClean, "b": checks.OutcomeClean, "c": checks.OutcomeClean, "d": checks.OutcomeClean},
			Then:  ct.Shows("largest", "b (90.0 MB in 3 versions), c (20.0 MB in 1 version), d (4.0 MB in 2 versions)"),
		},
	})
}
