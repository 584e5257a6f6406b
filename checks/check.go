// Package checks decides: each Check judges every subject of a region (a function, a service, an instance…) from what was
// read of it, and answers with a Verdict. A check is a value with one pure function: no I/O, no clock, no errors.
//
// A check does not say beforehand which facts it will read. It reads them with Read; what nobody collected yet is noted,
// the check answers Unknown for the moment, and after the next round of collection it is asked again (see Wants). So a
// costly fact is collected only for the subjects whose verdict hangs on it.
package checks

import (
	"iter"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
)

// Check is one rule.
type Check struct {
	ID         string              // stable, never reused: a SARIF rule id and the name in suppressions
	Title      string              // what is wrong, in one line without a full stop
	Category   Category            // what it is about
	Needs      []inventory.Dataset // root listings: where one is a gap the check is Unknown for the region, and Judge is not called
	Uses       []inventory.Dataset // read on demand, or listings that others need; a gap may turn a verdict into Unknown, never into another one
	Thresholds []*Threshold        // every number the verdict hangs on
	OnRequest  bool                // not among the checks that run by default, because it takes a call for many functions
	Judge      Judge               // use one of the each… functions, which ask about every subject
}

// Category is what a check is about.
type Category string

// The categories.
const (
	Cost        Category = "cost"
	Latency     Category = "latency"
	Reliability Category = "reliability"
	Lifecycle   Category = "lifecycle"
)

// Judge gives a verdict for every subject of the pass's region.
type Judge func(*Pass) iter.Seq2[Resource, Verdict]

// Threshold is one number that a verdict hangs on, which users may override by name.
type Threshold struct {
	Name    string  `json:"name"`
	Default float64 `json:"default"`
	Unit    string  `json:"unit"`
	Doc     string  `json:"doc"`    // what it decides, in one sentence
	Source  string  `json:"source"` // where the default comes from, with its date
}

// Datasets lists everything the check may read, roots first.
func (c *Check) Datasets() []inventory.Dataset { return slices.Concat(c.Needs, c.Uses) }

func (c *Check) declares(d inventory.Dataset) bool {
	return slices.Contains(c.Needs, d) || slices.Contains(c.Uses, d)
}
