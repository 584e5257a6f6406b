package checks

import "slices"

// planSteps ends the search for the best plan in a group of findings that overlap without end; what was found until then
// is taken. It is our choice, 2026-11: milliseconds, and more than any group of thirty findings needs.
const planSteps = 20_000

// bestPlan chooses the findings of a group that together save the most while no two share a meter. The group is sorted, the
// dearest first.
func bestPlan(group []*Finding) []*Finding {
	if len(group) == 1 {
		return group
	}
	s := planSearch{group: group, clash: make([][]bool, len(group)), steps: planSteps}
	for i := range group {
		s.clash[i] = make([]bool, len(group))
		for j := range i {
			s.clash[i][j] = shareMeter(group[i], group[j])
			s.clash[j][i] = s.clash[i][j]
		}
	}
	all := make([]int, len(group))
	for i := range all {
		all[i] = i
	}
	s.search(nil, 0, all)
	plan := make([]*Finding, len(s.best))
	for n, i := range s.best {
		plan[n] = group[i]
	}
	return plan
}

// planSearch looks for the best plan: with the dearest finding that is left, then without it, giving up a branch where even
// all that is left would not make it better.
type planSearch struct {
	group []*Finding
	clash [][]bool
	steps int
	best  []int
	worth float64
}

func (s *planSearch) search(chosen []int, worth float64, left []int) {
	if worth > s.worth || s.best == nil && len(left) == 0 {
		s.best, s.worth = slices.Clone(chosen), worth
	}
	s.steps--
	if len(left) == 0 || s.steps < 0 || worth+s.atMost(left) <= s.worth {
		return
	}
	first, rest := left[0], left[1:]
	compatible := make([]int, 0, len(rest))
	for _, i := range rest {
		if !s.clash[first][i] {
			compatible = append(compatible, i)
		}
	}
	s.search(append(slices.Clip(chosen), first), worth+s.group[first].Savings.HighUSD, compatible)
	if len(compatible) < len(rest) { // else leaving it out gains nothing
		s.search(chosen, worth, rest)
	}
}

// atMost bounds what the findings that are left can save: of those that clash with the dearest one among them, one counts.
func (s *planSearch) atMost(left []int) (worth float64) {
	counted := make(map[int]bool, len(left))
	for n, i := range left {
		if counted[i] {
			continue
		}
		// A clique: each of its members clashes with all others, so that one at most is chosen, and the first is the dearest.
		clique := []int{i}
		for _, j := range left[n+1:] {
			if !counted[j] && !slices.ContainsFunc(clique, func(k int) bool { return !s.clash[k][j] }) {
				counted[j] = true
				clique = append(clique, j)
			}
		}
		worth += s.group[i].Savings.HighUSD
	}
	return worth
}
