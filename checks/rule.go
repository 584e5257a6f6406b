package checks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// Rule is what users say of the subjects that it concerns: other thresholds, or checks that are switched off for them.
// All its conditions must hold; without any it concerns everything. Of several rules the later wins.
type Rule struct {
	Source   string            // where it is written, for reasons: ".computelint.yaml:12"
	Accounts []string          // account ids; empty means any
	Regions  []string          // patterns of region names; empty means any
	Tags     map[string]string // patterns of values, by tag key; the subject must have all of these tags
	Limits   Overrides         // thresholds
	Off      []string          // ids of checks
}

// Matches tells whether a text is what a pattern says, in which * stands for any characters, or none.
func Matches(pattern, text string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == text
	}
	text, found := strings.CutPrefix(text, first)
	if !found {
		return false
	}
	parts := strings.Split(rest, "*")
	last := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, last)
}

// concerns tells whether the rule says anything of a check in one region.
func (r *Rule) concerns(account, region string, c *Check) bool {
	here := (len(r.Accounts) == 0 || slices.Contains(r.Accounts, account)) &&
		(len(r.Regions) == 0 || slices.ContainsFunc(r.Regions, func(pattern string) bool { return Matches(pattern, region) }))
	return here && r.about(c)
}

// about tells whether the rule says anything of a check anywhere.
func (r *Rule) about(c *Check) bool {
	return slices.Contains(r.Off, c.ID) || slices.ContainsFunc(c.Thresholds, func(t *Threshold) bool {
		_, ok := r.Limits[c.ID+"."+t.Name]
		return ok
	})
}

// Datasets lists everything that the checks may read under the options, sorted. The tags of functions are only read where
// a rule asks for them: the listings of everything else bring the tags along.
func Datasets(selected []*Check, o Options) []inventory.Dataset {
	var all []inventory.Dataset
	for _, c := range selected {
		all = append(all, c.Datasets()...)
		if c.claimsCompute() {
			all = append(all, commitmentDatasets...)
		}
		asks := func(r Rule) bool { return len(r.Tags) > 0 && r.about(c) }
		if slices.Contains(c.Needs, inventory.LambdaFunctions) && slices.ContainsFunc(o.Rules, asks) {
			all = append(all, inventory.ResourceTags)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tagReader gives the value of a subject's tag, and whether the subject has it; or the gap when that is not known.
type tagReader func(tag string) (value string, has bool, gap inventory.Gap, known bool)

// listed reads the tags that came with a listing.
func listed(tags map[string]string) tagReader {
	return func(tag string) (string, bool, inventory.Gap, bool) {
		value, has := tags[tag]
		return value, has, inventory.Gap{}, true
	}
}

// functionTags reads a function's tags, which its listing does not give, one tag for all the functions of the region.
func (p *Pass) functionTags(f *inventory.Function) tagReader {
	return func(tag string) (string, bool, inventory.Gap, bool) {
		fact := read(p, inventory.TagsKey(tag))
		values, known := fact.Get()
		value, has := values[f.ARN]
		return value, has, fact.Why(), known
	}
}

// turnTo makes the thresholds those of one subject. Where the rules switch the check off for it, or hang on tags that
// could not be read, the verdict is settled: a threshold that is not known is not the default.
func (p *Pass) turnTo(tags tagReader) (v Verdict, settled bool) {
	p.limits = p.common
	if !p.tagged {
		return Verdict{}, false
	}
	p.limits = Overrides{}
	var missing inventory.Gap
	for _, r := range p.rules {
		holds, gap, known := r.holds(tags)
		switch {
		case !known:
			missing, settled = gap, true
		case holds && slices.Contains(r.Off, p.check.ID):
			return switchedOff(r), true
		case holds:
			maps.Copy(p.limits, r.Limits)
		}
	}
	maps.Copy(p.limits, p.flags)
	return Unread(missing), settled
}

// holds tells whether the rule's tags are the subject's. Every tag is asked for, so that all are read in one round.
func (r *Rule) holds(tags tagReader) (holds bool, gap inventory.Gap, known bool) {
	holds, known = true, true
	for _, tag := range slices.Sorted(maps.Keys(r.Tags)) {
		value, has, why, read := tags(tag)
		switch {
		case !read:
			gap, known = why, false
		case !has || !Matches(r.Tags[tag], value):
			holds = false
		}
	}
	return holds, gap, known || !holds
}

func switchedOff(r *Rule) Verdict { return NotApplicable(fmt.Sprintf("switched off by %s", r.Source)) }

// off tells whether a rule that asks for no tag switches the check off in the whole region.
func (p *Pass) off() (Verdict, bool) {
	for _, r := range p.rules {
		if len(r.Tags) == 0 && slices.Contains(r.Off, p.check.ID) {
			return switchedOff(r), true
		}
	}
	return Verdict{}, false
}
