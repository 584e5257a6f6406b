package checks

import (
	"cmp"
	"maps"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/internal/runtimes"
)

// builder collects verdicts into a Result.
type builder struct {
	result *Result
	counts map[string]*CheckCoverage
	spots  map[blindSpotKey]*BlindSpot
}

// blindSpotKey is what unknowns are grouped by.
type blindSpotKey struct {
	operation string
	reason    inventory.Reason
}

func newResult(a *inventory.Account, selected []*Check, o Options) *builder {
	b := &builder{counts: map[string]*CheckCoverage{}, spots: map[blindSpotKey]*BlindSpot{}}
	b.result = &Result{
		SchemaVersion: SchemaVersion, Account: a.ID, Partition: a.Partition, TakenAt: a.TakenAt, Synthetic: a.Synthetic,
		Findings: []Finding{}, Unknowns: []Unseen{},
		Coverage: Coverage{
			Notes: a.Notes, Cost: a.Cost, Blind: []BlindSpot{},
			TableDate: tableDates(o.Prices), Discounts: o.Prices.Discounts(),
		},
	}
	for _, c := range selected {
		b.counts[c.ID] = &CheckCoverage{ID: c.ID}
	}
	for _, r := range a.Regions {
		b.result.Coverage.Regions = append(b.result.Coverage.Regions, coverRegion(r, selected))
		if r.Closed != nil {
			b.closed(r)
		}
	}
	return b
}

// tableDates are the as-of dates of the tables. Prices carry their own; those of us-east-1 speak for the rest.
func tableDates(book *pricing.Book) map[string]string {
	if book == nil {
		book = pricing.Embedded()
	}
	lambda, _ := book.LambdaDuration("us-east-1", pricing.X86)
	fargate, _ := book.FargateVCPU("us-east-1", pricing.Linux, pricing.X86)
	ec2, _ := book.EC2Linux("us-east-1", "m5.large")
	return map[string]string{
		"lambda_runtimes": runtimes.AsOf(), "lambda_prices": lambda.AsOf, "fargate_prices": fargate.AsOf, "ec2_prices": ec2.AsOf,
	}
}

func coverRegion(r *inventory.Region, selected []*Check) RegionCoverage {
	out := RegionCoverage{
		Name: r.Name, Status: "read", Gap: r.Closed,
		Functions: len(r.Functions), Clusters: len(r.Clusters), Instances: len(r.Instances),
	}
	for _, c := range r.Clusters {
		out.Services += len(c.Services)
	}
	switch {
	case r.Closed != nil:
		out.Status = "closed"
	case unreadable(r, selected):
		out.Status = "blind"
	case len(r.Gaps) > 0:
		out.Status = "partly"
	}
	return out
}

// unreadable tells whether no check could be judged in the region.
func unreadable(r *inventory.Region, selected []*Check) bool {
	for _, c := range selected {
		if _, blind := blindness(r, c); !blind {
			return false
		}
	}
	return len(selected) > 0
}

// discounted says in a saving's arithmetic what its price's source says: that it is a list price less the user's discount.
func discounted(s *Savings) *Savings {
	if s == nil {
		return nil
	}
	note, ok := pricing.DiscountOf(s.Source)
	if !ok {
		return s
	}
	said := *s
	said.Basis += "; " + note
	return &said
}

func (b *builder) add(c *Check, r *inventory.Region, subject Resource, v Verdict) {
	count := b.counts[c.ID]
	switch v.Outcome {
	case OutcomeFinding:
		count.Findings++
		f := *v.Finding
		f.Check, f.Category, f.Resource = c.ID, c.Category, subject
		f.Fingerprint = fingerprint(c.ID, subject)
		f.Savings = discounted(f.Savings)
		b.result.Findings = append(b.result.Findings, f)
	case OutcomeClean:
		count.Clean++
	case OutcomeNotApplicable:
		count.NotApplicable++
	case OutcomeUnknown:
		count.Unknown++
		u := Unseen{Check: c.ID, Region: r.Name, Reason: v.Reason}
		if subject.ARN != "" {
			u.Resource = &subject
		}
		b.unseen(u, v.Gap)
	}
}

// closed records a region that could not be read as one unknown, however many checks it blinds.
func (b *builder) closed(r *inventory.Region) {
	b.unseen(Unseen{Check: "*", Region: r.Name, Reason: r.Closed.String()}, *r.Closed)
	for _, count := range b.counts {
		count.Unknown++
	}
}

func (b *builder) unseen(u Unseen, gap inventory.Gap) {
	if gap.Reason != inventory.NotRequested {
		u.Gap = &gap
		b.spot(u, gap)
	}
	b.result.Unknowns = append(b.result.Unknowns, u)
}

func (b *builder) spot(u Unseen, gap inventory.Gap) {
	key := blindSpotKey{gap.Operation, gap.Reason}
	s := b.spots[key]
	if s == nil {
		s = &BlindSpot{Operation: gap.Operation, Reason: gap.Reason, Action: gap.Action}
		b.spots[key] = s
	}
	s.Unknowns++
	s.Regions = insertSorted(s.Regions, u.Region)
	s.Checks = insertSorted(s.Checks, u.Check)
}

func insertSorted(list []string, item string) []string {
	if i, found := slices.BinarySearch(list, item); !found {
		return slices.Insert(list, i, item)
	}
	return list
}

// finish sorts everything: the same account gives the same result, byte for byte.
func (b *builder) finish() *Result {
	r := b.result
	slices.SortStableFunc(r.Findings, func(x, y Finding) int {
		return cmp.Or(
			cmp.Compare(y.Severity, x.Severity), cmp.Compare(worth(y), worth(x)),
			cmp.Compare(x.Check, y.Check), cmp.Compare(x.Resource.ARN, y.Resource.ARN),
		)
	})
	slices.SortStableFunc(r.Unknowns, func(x, y Unseen) int {
		return cmp.Or(cmp.Compare(x.Region, y.Region), cmp.Compare(x.Check, y.Check), cmp.Compare(arnOf(x), arnOf(y)))
	})
	for _, id := range slices.Sorted(maps.Keys(b.counts)) {
		r.Coverage.Checks = append(r.Coverage.Checks, *b.counts[id])
	}
	for _, s := range b.spots {
		r.Coverage.Blind = append(r.Coverage.Blind, *s)
	}
	slices.SortFunc(r.Coverage.Blind, func(x, y BlindSpot) int {
		return cmp.Or(cmp.Compare(x.Operation, y.Operation), cmp.Compare(x.Reason, y.Reason))
	})
	r.Savings = reconcile(r.Findings)
	return r
}

func worth(f Finding) float64 {
	if f.Savings == nil {
		return 0
	}
	return f.Savings.HighUSD
}

func arnOf(u Unseen) string {
	if u.Resource == nil {
		return ""
	}
	return u.Resource.ARN
}
