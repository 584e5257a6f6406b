package checktest_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
)

func TestAssertions(t *testing.T) {
	priced := checks.Finding{
		Severity: checks.Low, Confidence: checks.Measured, Savings: &checks.Savings{LowUSD: 1, HighUSD: 2, Basis: "2 × $1", Meters: []string{"a", "b"}},
		Evidence: []checks.Evidence{{Name: "runs", Value: "3"}},
		Fix:      checks.Fix{Summary: "Delete it.", CLI: "aws", Edits: []checks.Property{{Tool: "terraform", Path: "a b", Value: "c"}}},
	}
	unpriced := checks.Finding{PriceGap: "the price in mars-1 is not known"}
	for name, c := range map[string]struct {
		assert  func(ct.TB, checks.Finding)
		finding checks.Finding
		holds   bool
	}{
		"saves":              {ct.Saves(1, 2), priced, true},
		"saves otherwise":    {ct.Saves(1, 2.1), priced, false},
		"saves less":         {ct.Saves(0.9, 2), priced, false},
		"saves nothing":      {ct.Saves(1, 2), unpriced, false},
		"unpriced":           {ct.Unpriced("mars-1"), unpriced, true},
		"unpriced otherwise": {ct.Unpriced("venus-1"), unpriced, false},
		"priced":             {ct.Unpriced(""), priced, false},
		"basis":              {ct.Basis("2 × $1"), priced, true},
		"basis otherwise":    {ct.Basis("1 × $2"), priced, false},
		"no basis":           {ct.Basis(""), unpriced, false},
		"meters":             {ct.Meters("a", "b"), priced, true},
		"meters otherwise":   {ct.Meters("a"), priced, false},
		"unsaved":            {ct.Unsaved, checks.Finding{}, true},
		"saved":              {ct.Unsaved, priced, false},
		"unsaved for a gap":  {ct.Unsaved, unpriced, false},
		"severe":             {ct.Severe(checks.Low), priced, true},
		"severer":            {ct.Severe(checks.High), priced, false},
		"known":              {ct.Known(checks.Measured), priced, true},
		"guessed":            {ct.Known(checks.Inferred), priced, false},
		"shows":              {ct.Shows("runs", "3"), priced, true},
		"shows otherwise":    {ct.Shows("runs", "4"), priced, false},
		"shows nothing":      {ct.Shows("walks", "3"), priced, false},
		"fixes":              {ct.All(ct.Fixes("Delete"), ct.Fixes("aws"), ct.Fixes("a b = c")), priced, true},
		"fixes otherwise":    {ct.All(ct.Fixes("Delete"), ct.Fixes("Create")), priced, false},
	} {
		r := &recorder{}
		c.assert(r, c.finding)
		if holds := len(r.errors) == 0; holds != c.holds {
			t.Errorf("%s: holds is %v, want %v: %q", name, holds, c.holds, r.errors)
		}
	}
}
