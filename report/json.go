package report

import (
	_ "embed" // for the schema
	"io"
	"slices"

	"github.com/computelint/computelint/checks"
)

//go:embed schema/result.schema.json
var resultSchema []byte

// ResultSchema is the JSON Schema (draft 2020-12) of what JSON writes. The caller owns the copy.
func ResultSchema() []byte { return slices.Clone(resultSchema) }

// JSON writes the whole result, lossless: read back it is the same. Lists are never null, so that programs can iterate
// without asking.
func JSON(w io.Writer, r *checks.Result, _ Options) error {
	return writeJSON(w, withoutNulls(*r), 3, "")
}

// withoutNulls replaces the lists and maps that are nil by empty ones, in a copy.
func withoutNulls(r checks.Result) checks.Result {
	r.Findings = slices.Clone(orEmpty(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Evidence = orEmpty(f.Evidence)
		if f.Savings != nil {
			savings := *f.Savings
			savings.Meters = orEmpty(savings.Meters)
			f.Savings = &savings
		}
	}
	r.Unknowns = orEmpty(r.Unknowns)
	c := &r.Coverage
	c.Regions, c.Checks, c.Blind = orEmpty(c.Regions), orEmpty(c.Checks), slices.Clone(orEmpty(c.Blind))
	for i := range c.Blind {
		c.Blind[i].Regions, c.Blind[i].Checks = orEmpty(c.Blind[i].Regions), orEmpty(c.Blind[i].Checks)
	}
	if c.TableDate == nil {
		c.TableDate = map[string]string{}
	}
	if c.Cost.Calls == nil {
		c.Cost.Calls = map[string]int{}
	}
	return r
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
