package checktest

import (
	"math"
	"slices"
	"strings"

	"github.com/computelint/computelint/checks"
)

// Assertions for Case.Then.

// All makes several assertions one.
func All(assertions ...func(TB, checks.Finding)) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		for _, assert := range assertions {
			assert(t, f)
		}
	}
}

// Saves asserts the monthly saving in USD, to a thousandth of a cent.
func Saves(low, high float64) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		switch s := f.Savings; {
		case s == nil:
			t.Errorf("no saving (%s), want %v to %v", f.PriceGap, low, high)
		case math.Abs(s.LowUSD-low) > 1e-5 || math.Abs(s.HighUSD-high) > 1e-5:
			t.Errorf("saves %v to %v, want %v to %v", s.LowUSD, s.HighUSD, low, high)
		}
	}
}

// Basis asserts the arithmetic of the saving.
func Basis(want string) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		if f.Savings == nil || f.Savings.Basis != want {
			t.Errorf("saving %+v, want the basis %q", f.Savings, want)
		}
	}
}

// Meters asserts which billed meters the saving reduces.
func Meters(want ...string) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		if f.Savings == nil || !slices.Equal(f.Savings.Meters, want) {
			t.Errorf("saving %+v, want the meters %q", f.Savings, want)
		}
	}
}

// Unpriced asserts that there is no saving, and that the reason why says something.
func Unpriced(because string) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		if f.Savings != nil || f.PriceGap == "" || !strings.Contains(f.PriceGap, because) {
			t.Errorf("saving %+v, price gap %q, want none because of %q", f.Savings, f.PriceGap, because)
		}
	}
}

// Unsaved asserts that no money is in it, and that none is missing either.
func Unsaved(t TB, f checks.Finding) {
	t.Helper()
	if f.Savings != nil || f.PriceGap != "" {
		t.Errorf("saving %+v, price gap %q, want neither", f.Savings, f.PriceGap)
	}
}

// Severe asserts the severity.
func Severe(want checks.Severity) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		if f.Severity != want {
			t.Errorf("severity %s, want %s", f.Severity, want)
		}
	}
}

// Known asserts the confidence.
func Known(want checks.Confidence) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		if f.Confidence != want {
			t.Errorf("%s, want %s", f.Confidence, want)
		}
	}
}

// Shows asserts the value of one piece of evidence.
func Shows(name, value string) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		for _, e := range f.Evidence {
			if e.Name == name {
				if e.Value != value {
					t.Errorf("evidence %q is %q, want %q", name, e.Value, value)
				}
				return
			}
		}
		t.Errorf("no evidence %q", name)
	}
}

// Fixes asserts that the fix says something, in its summary, its command line or its properties.
func Fixes(text string) func(TB, checks.Finding) {
	return func(t TB, f checks.Finding) {
		t.Helper()
		all := []string{f.Fix.Summary, f.Fix.CLI}
		for _, p := range f.Fix.Edits {
			all = append(all, p.Path+" = "+p.Value)
		}
		if !strings.Contains(strings.Join(all, "\n"), text) {
			t.Errorf("the fix is %q, want it to say %q", all, text)
		}
	}
}
