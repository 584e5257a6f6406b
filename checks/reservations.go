package checks

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// Reserved Instances and Savings Plans are paid to their end, used or not. A saving on an instance or a Fargate task that one may
// cover is not realised before: less use frees the commitment, and lowers the bill only where something else takes it up. Which hours a
// commitment covered, only the bill says; here every saving that it could cover is marked. This is done for all checks in one place, as
// their findings go into the result.

// commitmentDatasets are what the mark is made of.
var commitmentDatasets = []inventory.Dataset{inventory.EC2Reservations, inventory.SavingsPlans}

// claimsCompute tells whether a check may claim money of instances or of Fargate.
func (c *Check) claimsCompute() bool {
	return slices.ContainsFunc(c.Needs, func(d inventory.Dataset) bool {
		return d == inventory.EC2Instances || d == inventory.ECSServices || d == inventory.ECSClusters || d == inventory.AutoScalingGroups
	})
}

// The meters that commitments cover, as compute_meters.go writes them.
const (
	instancePrefix = "instance "
	fargatePrefix  = "fargate "
)

// committable tells which of a saving's meters commitments may cover: instances by both kinds, Fargate by Savings Plans alone.
func committable(s *Savings) (instances []string, fargate bool) {
	if s == nil {
		return nil, false
	}
	for _, meter := range s.Meters {
		if id, ok := strings.CutPrefix(meter, instancePrefix); ok {
			instances = append(instances, id)
		}
		fargate = fargate || strings.HasPrefix(meter, fargatePrefix)
	}
	return instances, fargate
}

// wantCommitments asks for the commitments when a finding claims what they may cover, and for none otherwise.
func (p *Pass) wantCommitments(v Verdict) {
	if v.Finding == nil {
		return
	}
	instances, fargate := committable(v.Finding.Savings)
	if len(instances) > 0 {
		read(p, inventory.ReservationsKey())
	}
	if len(instances) > 0 || fargate {
		read(p, inventory.SavingsPlansKey())
	}
}

// commitment is what may cover a saving, in words, and its end.
type commitment struct {
	words string
	end   time.Time
}

// committed marks a saving that commitments may cover. The gaps are of what could not be read.
func committed(r *inventory.Region, now time.Time, s *Savings) (*Savings, []inventory.Gap) {
	instances, fargate := committable(s)
	if len(instances) == 0 && !fargate {
		return s, nil
	}
	var gaps []inventory.Gap
	var reservations []inventory.Reservation
	if len(instances) > 0 {
		fact := inventory.Read(r, inventory.ReservationsKey())
		reservations, _ = fact.Get()
		gaps = appendGap(gaps, fact)
	}
	fact := inventory.Read(r, inventory.SavingsPlansKey())
	savingsPlans, _ := fact.Get()
	gaps = appendGap(gaps, fact)
	cover := map[commitment]bool{}
	for _, plan := range savingsPlans {
		ofFamily := func(id string) bool {
			i, ok := instanceOf(r, id)
			return ok && pricing.InstanceFamily(i.Type) == plan.Family
		}
		switch {
		case over(plan.End, now):
		case plan.Kind == "Compute":
			cover[commitment{fmt.Sprintf("a Compute Savings Plan of %s an hour", rate(plan.Commitment)), plan.End}] = true
		case plan.Kind == "EC2Instance" && plan.Region == r.Name && slices.ContainsFunc(instances, ofFamily):
			cover[commitment{fmt.Sprintf("an EC2 Instance Savings Plan for %s of %s an hour", plan.Family, rate(plan.Commitment)), plan.End}] = true
		}
	}
	for _, reservation := range reservations {
		covers := func(id string) bool {
			i, ok := instanceOf(r, id)
			return ok && reserved(i, reservation)
		}
		if !over(reservation.End, now) && slices.ContainsFunc(instances, covers) {
			cover[commitment{fmt.Sprintf("%s for %s", plural(reservation.Count, "Reserved Instance"), reservation.Type), reservation.End}] = true
		}
	}
	if len(cover) == 0 {
		return s, gaps
	}
	marked := *s
	marked.Committed, marked.NotRealisedUntil = coverWords(cover)
	return &marked, gaps
}

// coverWords lists commitments, the first to end first, and gives the last end; "" when an end is not known.
func coverWords(cover map[commitment]bool) (words, until string) {
	all := slices.SortedFunc(maps.Keys(cover), func(a, b commitment) int { return cmp.Or(a.end.Compare(b.end), cmp.Compare(a.words, b.words)) })
	var list []string
	for _, c := range all {
		if c.end.IsZero() {
			list = append(list, c.words)
			continue
		}
		list = append(list, c.words+" until "+date(c.end))
	}
	if !all[0].end.IsZero() {
		until = date(all[len(all)-1].end)
	}
	return strings.Join(list, ", "), until
}

// reserved tells whether a reservation may cover an instance: its own type, or, for a regional one of Linux on shared hardware, any
// size of the family (Amazon EC2 User Guide, "How Reserved Instance discounts are applied", 2026-11).
func reserved(i *inventory.Instance, r inventory.Reservation) bool {
	platform := strings.TrimSuffix(r.Platform, " (Amazon VPC)")
	tenancy := cmp.Or(r.Tenancy, "default")
	if i.Lifecycle != "" || platform != cmp.Or(i.Platform, "Linux/UNIX") || tenancy != cmp.Or(i.Tenancy, "default") {
		return false
	}
	if r.Zone != "" {
		return r.Zone == i.Zone && r.Type == i.Type
	}
	anySize := platform == "Linux/UNIX" && tenancy == "default"
	return r.Type == i.Type || anySize && pricing.InstanceFamily(r.Type) == pricing.InstanceFamily(i.Type)
}

func over(end, now time.Time) bool { return !end.IsZero() && !end.After(now) }

// instanceOf finds an instance of the region, which lists them by id.
func instanceOf(r *inventory.Region, id string) (*inventory.Instance, bool) {
	at, ok := slices.BinarySearchFunc(r.Instances, id, func(i inventory.Instance, id string) int { return strings.Compare(i.ID, id) })
	if !ok {
		return nil, false
	}
	return &r.Instances[at], true
}

func appendGap[T any](gaps []inventory.Gap, fact inventory.Fact[T]) []inventory.Gap {
	if _, known := fact.Get(); known {
		return gaps
	}
	gap := fact.Why()
	if gap.Reason == inventory.NotRequested { // a snapshot of before it was read
		gap.Reason = inventory.NotCollected
	}
	return append(gaps, gap)
}

// uncoveredNote says once for the account that savings may be committed and that nobody could look. A partition without prices has
// none to speak of.
func uncoveredNote(gaps []inventory.Gap) []inventory.Note {
	gaps = slices.DeleteFunc(gaps, func(g inventory.Gap) bool { return g.Reason == inventory.NotEnabled })
	if len(gaps) == 0 {
		return nil
	}
	worst := slices.MinFunc(gaps, func(a, b inventory.Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Reason, b.Reason))
	})
	actions := map[string]bool{}
	for _, g := range gaps {
		actions[cmp.Or(g.Action, g.Operation)] = true
	}
	delete(actions, "")
	message := "Reserved Instances or Savings Plans could not all be read: savings on instances and Fargate that they cover are not realised before they expire, and are not marked."
	if len(actions) > 0 {
		message += " Missing: " + strings.Join(slices.Sorted(maps.Keys(actions)), ", ") + "."
	}
	return []inventory.Note{{Gap: worst, Message: message}}
}
