package collectors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"golang.org/x/sync/errgroup"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// store is a region that several calls write to at once.
type store struct {
	mu       sync.Mutex
	settings sync.Mutex // held while Lambda's account settings are read
	region   *inventory.Region
	account  string // twelve digits
	takenAt  time.Time
	budget   *budget // what reading report lines may cost; shared by all regions

	definitions Definitions // of earlier runs
	plans       *plans      // the account's Savings Plans; shared by all regions
}

func put[T any](s *store, key inventory.Key[T], value T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	inventory.Put(s.region, key, value)
}

// get reads what was put under a key.
func get[T any](s *store, key inventory.Key[T]) inventory.Fact[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return inventory.Read(s.region, key)
}

// unanswered keeps the wants that have no answer yet.
func (s *store) unanswered(wants []inventory.Want) []inventory.Want {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left []inventory.Want
	for _, w := range wants {
		if !s.region.Has(w) {
			left = append(left, w)
		}
	}
	return left
}

func (s *store) miss(w inventory.Want, o awsapi.Operation, err error) {
	s.gap(w, awsapi.GapOf(o, err))
}

func (s *store) gap(w inventory.Want, g inventory.Gap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.region.Miss(w, g)
}

// parallel is how many calls of one kind run at once. The pace is set by the quotas; this only hides latency.
const parallel = 8

// each reads every want with a call of its own. An error is that want's gap.
func each(ctx context.Context, s *store, o awsapi.Operation, wants []inventory.Want, read func(context.Context, inventory.Want) error) {
	var group errgroup.Group
	group.SetLimit(parallel)
	for _, w := range wants {
		group.Go(func() error {
			if err := read(ctx, w); err != nil {
				s.miss(w, o, err)
			}
			return nil
		})
	}
	_ = group.Wait()
}

// inBatches reads wants many to a call. What a batch leaves without an answer is a gap: the error's, or that AWS does not
// know it, in the words of unknown with its one %s for the subject.
func inBatches(s *store, o awsapi.Operation, wants []inventory.Want, size int, unknown string, read func(subjects []string) error) {
	for batch := range slices.Chunk(wants, size) {
		var subjects []string
		for _, w := range batch {
			subjects = append(subjects, w.Subject)
		}
		err := read(subjects)
		for _, w := range s.unanswered(batch) {
			if err != nil {
				s.miss(w, o, err)
				continue
			}
			s.gap(w, inventory.Gap{Reason: inventory.Failed, Operation: string(o), Detail: fmt.Sprintf(unknown, w.Subject)})
		}
	}
}

// allPages reads a listing to its end. An answer without its list is an error, and so is a page that fails: a fact is whole
// or not there.
func allPages[T any](page func(next *string) (items []T, token *string, err error)) ([]T, error) {
	all, err := somePages(page)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// somePages reads a root listing as far as it goes: what was read before a page failed is kept.
func somePages[T any](page func(next *string) (items []T, token *string, err error)) ([]T, error) {
	all := []T{}
	var next *string
	for {
		items, token, err := page(next)
		if err == nil && items == nil {
			err = errors.New("the answer holds no list")
		}
		if err != nil {
			return all, err
		}
		all = append(all, items...)
		if aws.ToString(token) == "" {
			return all, nil
		}
		next = token
	}
}

// cut is the gap of a listing that failed: Incomplete when a part was read before, else what the error says.
func cut(o awsapi.Operation, err error, read int) inventory.Gap {
	g := awsapi.GapOf(o, err)
	if read > 0 {
		g.Reason = inventory.Incomplete
	}
	return g
}

// gapIf makes the gap of one root listing from its error; none without one.
func gapIf(err error, d inventory.Dataset, o awsapi.Operation, read int) gaps {
	if err == nil {
		return nil
	}
	return gaps{d: cut(o, err, read)}
}
