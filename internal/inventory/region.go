package inventory

import "time"

// Account is what one run read of one AWS account.
type Account struct {
	ID        string    // twelve digits
	Partition string    // "aws", "aws-cn", "aws-us-gov"
	TakenAt   time.Time // when the run began; every judgement takes this as now
	Regions   []*Region // sorted by name
	Synthetic bool      // true for the demo account
	Cost      RunCost
	Notes     []Note // what could not be read for the account as a whole, such as the list of regions
}

// Note is a Gap of the whole account, with what follows from it.
type Note struct {
	Gap     Gap    `json:"gap"`
	Message string `json:"message"`
}

// Region is what is known of one region. Root listings are fields; everything else is a fact under its key.
type Region struct {
	Name      string
	Closed    *Gap               // set when the region as a whole could not be read; then it holds nothing else
	Gaps      map[Dataset]Gap    // root listings that failed, or that were cut (Reason Incomplete)
	Functions []Function         // sorted by name
	Clusters  []Cluster          // sorted by ARN, each with its services
	Instances []Instance         // sorted by id
	Volumes   []Volume           // sorted by id
	Addresses []Address          // sorted by id
	Snapshots []Snapshot         // sorted by id
	Groups    []AutoScalingGroup // sorted by name
	facts     map[Want]any       // Fact[T] for the T of the want's key
}

// Gap tells whether a root listing failed or was cut.
func (r *Region) Gap(d Dataset) (Gap, bool) {
	g, ok := r.Gaps[d]
	return g, ok
}

// SetGap records that a root listing failed or was cut.
func (r *Region) SetGap(d Dataset, g Gap) {
	if r.Gaps == nil {
		r.Gaps = map[Dataset]Gap{}
	}
	r.Gaps[d] = g
}

// Has tells whether a want was answered, with a value or with a gap.
func (r *Region) Has(w Want) bool {
	_, ok := r.facts[w]
	return ok
}

// Wants lists the wants that were answered, in no order.
func (r *Region) Wants() []Want {
	wants := make([]Want, 0, len(r.facts))
	for w := range r.facts {
		wants = append(wants, w)
	}
	return wants
}

// Forget removes the answer to a want.
func (r *Region) Forget(w Want) { delete(r.facts, w) }

// Read gives the fact under a key. One that nobody asked for is unknown, with the reason NotRequested.
func Read[T any](r *Region, k Key[T]) Fact[T] {
	if f, ok := r.facts[k.want].(Fact[T]); ok {
		return f
	}
	if f, ok := r.facts[k.want].(Gap); ok {
		return Missing[T](f)
	}
	return Fact[T]{}
}

// Put records the value under a key.
func Put[T any](r *Region, k Key[T], value T) { r.set(k.want, Known(value)) }

// Miss records that a want could not be read.
func (r *Region) Miss(w Want, g Gap) { r.set(w, g) }

func (r *Region) set(w Want, fact any) {
	if r.facts == nil {
		r.facts = map[Want]any{}
	}
	r.facts[w] = fact
}
