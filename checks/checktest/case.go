// Package checktest is the harness that the tests of every check use. A case is a short Go literal: the parts of a region,
// and the verdicts expected there. What every check must hold whatever it decides, such as that a missing fact never
// changes a verdict into another one, the harness verifies unasked, for every case.
package checktest

import (
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// Now is the moment at which cases are judged, unless they say otherwise: a Monday, 06:00 UTC.
var Now = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// Account is the id of the account that cases live in.
const Account = "123456789012"

// The region that cases live in, unless they say otherwise.
const home = "us-east-1"

// TB is what the harness needs of a *testing.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Case is one region and the verdicts that are right there.
type Case struct {
	Name  string
	Given []Part                    // what is in the region; applied in order
	Want  checks.Outcome            // the verdict, for a case with one subject
	Wants map[string]checks.Outcome // the verdicts by the resource's label, for a case with several
	// Because must occur in the message of every finding, or the reason of every other verdict. Empty asks nothing.
	Because string
	// Then looks closer at every finding. Nil asks nothing.
	Then func(TB, checks.Finding)

	Region    string           // the region's name; empty is us-east-1
	Partition string           // empty is "aws"
	TakenAt   time.Time        // zero is Now; series always end at Now
	Limits    checks.Overrides // users' thresholds
	Frugal    bool             // as in a run of the default checks
	Alone     bool             // not to be merged with other cases: it says something of the whole region
}

// Part puts something into a region.
type Part func(*inventory.Region)

// region builds the case's region anew, so that it may be changed.
func (c Case) region() *inventory.Region { return build(c.where(), c.Given) }

func (c Case) where() string {
	if c.Region == "" {
		return home
	}
	return c.Region
}

// build sorts as collectors do.
func build(name string, parts []Part) *inventory.Region {
	r := &inventory.Region{Name: name}
	for _, part := range parts {
		part(r)
	}
	uncommitted(r)
	slices.SortStableFunc(r.Functions, func(a, b inventory.Function) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(r.Clusters, func(a, b inventory.Cluster) int { return strings.Compare(a.ARN, b.ARN) })
	slices.SortStableFunc(r.Instances, func(a, b inventory.Instance) int { return strings.Compare(a.ID, b.ID) })
	return r
}

// uncommitted says that nothing is paid for in advance, where the case says nothing of it: every saving on instances and Fargate asks.
func uncommitted(r *inventory.Region) {
	if key := inventory.ReservationsKey(); !r.Has(key.Want()) {
		inventory.Put(r, key, []inventory.Reservation{})
	}
	if key := inventory.SavingsPlansKey(); !r.Has(key.Want()) {
		inventory.Put(r, key, []inventory.SavingsPlan{})
	}
}

// account is an account of one region, with the case's settings.
func (c Case) account(r *inventory.Region) *inventory.Account {
	a := &inventory.Account{ID: Account, Partition: "aws", TakenAt: Now, Regions: []*inventory.Region{r}}
	if c.Partition != "" {
		a.Partition = c.Partition
	}
	if !c.TakenAt.IsZero() {
		a.TakenAt = c.TakenAt
	}
	return a
}

func (c Case) options() checks.Options {
	return checks.Options{Prices: pricing.Embedded(), Overrides: c.Limits, Frugal: c.Frugal}
}

// DaysAgo is a time before Now.
func DaysAgo(days float64) time.Time { return Now.Add(-time.Duration(days * float64(24*time.Hour))) }
