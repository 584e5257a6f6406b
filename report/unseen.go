package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// unseen says what was not assessed; empty when everything was.
func unseen(r *checks.Result) string {
	var closed, blind, undecided int
	for _, u := range r.Unknowns {
		switch {
		case u.Check == "*":
			closed++
		case u.Gap != nil:
			blind++
		default:
			undecided++
		}
	}
	var parts []string
	if closed > 0 {
		parts = append(parts, count(closed, "whole region"))
	}
	if blind > 0 {
		parts = append(parts, count(blind, "verdict")+" because a call was denied or failed")
	}
	if undecided > 0 {
		parts = append(parts, count(undecided, "verdict")+" that the data leaves open")
	}
	if len(r.Coverage.Notes) > 0 {
		parts = append(parts, "something about the account as a whole")
	}
	return strings.Join(parts, "; ")
}

// blindness says what could not be read, where, and what hangs on it.
func blindness(s checks.BlindSpot) string {
	gap := inventory.Gap{Reason: s.Reason, Operation: s.Operation}
	out := list(s.Regions, 6) + ": " + text(gap.String())
	if slices.Contains(s.Checks, "*") {
		return out + ", so nothing was assessed there."
	}
	are := "are"
	if s.Unknowns == 1 {
		are = "is"
	}
	return fmt.Sprintf("%s, so %s of %s %s unknown.", out, count(s.Unknowns, "verdict"), list(s.Checks, 4), are)
}

// remedy names the permission that would fix a blind spot; empty when none would.
func remedy(action string) string {
	if action == "" {
		return ""
	}
	return "Allow " + name(action) + " to fix it."
}

// puzzle is a reason why some verdicts could not be given though everything was read.
type puzzle struct {
	checks   []string // their ids, sorted
	reason   string
	verdicts int
}

// says is the puzzle in one line.
func (z puzzle) says() string {
	return fmt.Sprintf("%s × %s: %s", thousands(z.verdicts), list(z.checks, 3), z.reason)
}

// puzzles groups the unknowns that no reading would settle by their reason, the most frequent first.
func puzzles(r *checks.Result) []puzzle {
	byReason := map[string]*puzzle{}
	for _, u := range r.Unknowns {
		if u.Gap != nil {
			continue
		}
		reason := text(u.Reason)
		if byReason[reason] == nil {
			byReason[reason] = &puzzle{reason: reason}
		}
		z := byReason[reason]
		z.verdicts++
		if !slices.Contains(z.checks, name(u.Check)) {
			z.checks = append(z.checks, name(u.Check))
		}
	}
	out := make([]puzzle, 0, len(byReason))
	for _, z := range byReason {
		slices.Sort(z.checks)
		out = append(out, *z)
	}
	slices.SortFunc(out, func(a, b puzzle) int {
		return cmp.Or(cmp.Compare(b.verdicts, a.verdicts), slices.Compare(a.checks, b.checks), cmp.Compare(a.reason, b.reason))
	})
	return out
}
