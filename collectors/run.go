package collectors

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// Job says what to collect.
type Job struct {
	Regions  []string
	Datasets []inventory.Dataset                                          // what may be read at all
	Wants    func(*inventory.Account, *inventory.Region) []inventory.Want // what is still to be read, after each round
	Progress func(region, phase string)                                   // called from several goroutines; nil for none
	TakenAt  time.Time
	Logs     LogScan // what reading report lines may cost; zero: they are not read

	Definitions Definitions // where task definitions are kept between runs; zero: nowhere
}

// parallelRegions is how many regions are read at once. Quotas are per region, so this costs nobody anything.
const parallelRegions = 8

// maxRounds ends a run whose checks would never stop asking. Each reads at most a handful of facts in turn.
const maxRounds = 12

// Run reads the account. It always gives one: what could not be read is a gap in it.
func Run(ctx context.Context, s *awsapi.Session, job Job) *inventory.Account {
	a := &inventory.Account{ID: s.AccountID, Partition: s.Partition, TakenAt: job.TakenAt.UTC().Truncate(time.Second)}
	if job.Progress == nil {
		job.Progress = func(string, string) {}
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(job.Regions))) {
		a.Regions = append(a.Regions, &inventory.Region{Name: name})
	}
	apis := make([]*awsapi.Clients, len(a.Regions))
	inParallel(a.Regions, func(i int, r *inventory.Region) {
		apis[i] = s.In(r.Name)
		job.Progress(r.Name, "listing")
		list(ctx, apis[i], r, job.Datasets)
	})
	closeRegions(a, job.Datasets)
	budget, plans := &budget{LogScan: job.Logs}, new(plans)
	inParallel(a.Regions, func(i int, r *inventory.Region) {
		if r.Closed == nil {
			rounds(ctx, apis[i], a, r, job, budget, plans)
		}
		job.Progress(r.Name, "done")
	})
	a.Cost = s.Meter.Cost()
	return a
}

func inParallel(regions []*inventory.Region, do func(int, *inventory.Region)) {
	var group errgroup.Group
	group.SetLimit(parallelRegions)
	for i, r := range regions {
		group.Go(func() error {
			do(i, r)
			return nil
		})
	}
	_ = group.Wait()
}

// list reads the root datasets that are wanted, each service on its own.
func list(ctx context.Context, api *awsapi.Clients, r *inventory.Region, wanted []inventory.Dataset) {
	var wait sync.WaitGroup
	var mu sync.Mutex
	for _, c := range All {
		if c.List == nil || !slices.ContainsFunc(c.Fills, func(d inventory.Dataset) bool { return slices.Contains(wanted, d) }) {
			continue
		}
		wait.Go(func() {
			found := c.List(ctx, api, r)
			mu.Lock()
			defer mu.Unlock()
			for dataset, gap := range found {
				r.SetGap(dataset, gap)
			}
		})
	}
	wait.Wait()
}

// closeRegions turns a region into one line where every listing failed because the region is off, or was denied while
// the same listings were allowed elsewhere: then it is the region that a policy closes, not a permission that is missing.
func closeRegions(a *inventory.Account, wanted []inventory.Dataset) {
	allowed := slices.ContainsFunc(a.Regions, func(r *inventory.Region) bool { return !refused(r, wanted) })
	for _, r := range a.Regions {
		if !refused(r, wanted) {
			continue
		}
		first := firstGap(r)
		if first.Reason == inventory.RegionOff || allowed {
			first.Reason, first.Action = inventory.RegionOff, ""
			*r = inventory.Region{Name: r.Name, Closed: &first}
		}
	}
}

// refused tells whether nothing of a region could be listed, for want of permission or because it is off: none of the
// listings that were wanted, with functions, clusters and instances among them.
func refused(r *inventory.Region, wanted []inventory.Dataset) bool {
	needed := datasets(inventory.LambdaFunctions, inventory.ECSClusters, inventory.EC2Instances)
	for _, d := range append(needed, wanted...) {
		if g, ok := r.Gap(d); d.IsRoot() && (!ok || g.Reason != inventory.Denied && g.Reason != inventory.RegionOff) {
			return false
		}
	}
	return true
}

func firstGap(r *inventory.Region) inventory.Gap {
	for _, g := range r.Gaps {
		if g.Reason == inventory.RegionOff {
			return g
		}
	}
	return r.Gaps[inventory.LambdaFunctions]
}

// rounds reads what the checks want until they want nothing more. Everything wanted is answered, with a gap at worst.
func rounds(ctx context.Context, api *awsapi.Clients, a *inventory.Account, r *inventory.Region, job Job, budget *budget, plans *plans) {
	for round := range maxRounds {
		wants := job.Wants(a, r)
		if len(wants) == 0 {
			return
		}
		job.Progress(r.Name, fmt.Sprintf("reading %d facts, round %d", len(wants), round+1))
		fetch(ctx, api, &store{
			region: r, account: a.ID, takenAt: a.TakenAt, budget: budget, definitions: job.Definitions, plans: plans,
		}, wants)
		for _, w := range wants {
			if !r.Has(w) {
				r.Miss(w, inventory.Gap{Reason: inventory.Failed, Operation: string(w.Dataset), Detail: "no collector answered"})
			}
		}
	}
}

// fetch hands each collector the wants that it fills.
func fetch(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	var wait sync.WaitGroup
	for _, c := range All {
		var mine []inventory.Want
		for _, w := range wants {
			if slices.Contains(c.Fills, w.Dataset) {
				mine = append(mine, w)
			}
		}
		if c.Fetch != nil && len(mine) > 0 {
			wait.Go(func() { c.Fetch(ctx, api, s, mine) })
		}
	}
	wait.Wait()
}
