package checks

import (
	"cmp"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// SchemaVersion is the version of the JSON form of a Result. It rises when a field changes its meaning or goes away.
const SchemaVersion = 1

// Result is everything a run found, did not find and could not see. It is lossless as JSON; every format renders it.
type Result struct {
	SchemaVersion int       `json:"schema_version"`
	Tool          Tool      `json:"tool"`
	Account       string    `json:"account"`
	Partition     string    `json:"partition"`
	TakenAt       time.Time `json:"taken_at"`
	Synthetic     bool      `json:"synthetic"` // the built-in demo account: nothing in it is real
	Findings      []Finding `json:"findings"`
	Unknowns      []Unseen  `json:"unknowns"`
	Savings       Totals    `json:"savings"`
	Coverage      Coverage  `json:"coverage"`
}

// Tool names the program that made the result.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Unseen is one verdict that could not be given.
type Unseen struct {
	Check    string         `json:"check"` // "*" when a whole region could not be read
	Region   string         `json:"region"`
	Resource *Resource      `json:"resource,omitempty"` // absent when the check could not judge the region at all
	Reason   string         `json:"reason"`             // one phrase
	Gap      *inventory.Gap `json:"gap,omitempty"`      // what could not be read; absent when reading was not the problem
}

// Totals adds up the savings so that no billed meter is counted twice: Sum less Overlap is Total.
type Totals struct {
	SumUSD     float64 `json:"sum_usd"`       // every finding's high estimate
	OverlapUSD float64 `json:"overlap_usd"`   // what findings on the same meter claim again
	TotalUSD   float64 `json:"total_usd"`     // the best set of fixes that share no meter, high estimate
	TotalLow   float64 `json:"total_low_usd"` // the same set, low estimate
}

// Coverage is what was looked at, what was not, and what looking cost.
type Coverage struct {
	Regions   []RegionCoverage  `json:"regions"`
	Checks    []CheckCoverage   `json:"checks"`
	Blind     []BlindSpot       `json:"not_assessed"`
	Notes     []inventory.Note  `json:"notes,omitempty"`
	Cost      inventory.RunCost `json:"cost"`
	TableDate map[string]string `json:"tables"` // as-of dates of the price and runtime tables

	// Discounts are the shares off the list price that the user gave, by service: 0.28 is 28 % less.
	Discounts map[string]float64 `json:"discounts,omitempty"`
}

// RegionCoverage is what was read of one region.
type RegionCoverage struct {
	Name      string         `json:"name"`
	Status    string         `json:"status"` // "read", "partly", "blind" (no listing could be read) or "closed" (the region is off, or a policy closes it)
	Gap       *inventory.Gap `json:"gap,omitempty"`
	Functions int            `json:"functions"`
	Services  int            `json:"services"`
	Clusters  int            `json:"clusters"`
	Instances int            `json:"instances"`
}

// CheckCoverage counts one check's verdicts.
type CheckCoverage struct {
	ID            string `json:"id"`
	Findings      int    `json:"findings"`
	Clean         int    `json:"clean"`
	Unknown       int    `json:"unknown"`
	NotApplicable int    `json:"not_applicable"`
}

// BlindSpot is one operation that could not be read, with everything that hangs on it.
type BlindSpot struct {
	Operation string           `json:"operation"`
	Reason    inventory.Reason `json:"reason"`
	Action    string           `json:"permission,omitempty"` // the IAM action that would fix it
	Regions   []string         `json:"regions"`
	Checks    []string         `json:"checks"`
	Unknowns  int              `json:"unknowns"`
}

// Complete tells whether everything the checks asked for could be read. Unknowns that no reading would settle, such as a
// resource that is too young, do not count.
func (r *Result) Complete() bool { return len(r.Coverage.Blind) == 0 && len(r.Coverage.Notes) == 0 }

// Worst is the highest severity among the findings; false when there are none.
func (r *Result) Worst() (Severity, bool) {
	if len(r.Findings) == 0 {
		return Info, false
	}
	return slices.MaxFunc(r.Findings, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) }).Severity, true
}
