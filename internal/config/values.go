package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/nearest"
	"github.com/computelint/computelint/internal/pricing"
)

var (
	accountID     = regexp.MustCompile(`^[0-9]{12}$`)
	regionName    = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]{2,4})?-(north|south|east|west|central|(north|south)(east|west))-[0-9]{1,2}$`)
	regionPattern = regexp.MustCompile(`^[a-z0-9*-]*\*[a-z0-9*-]*$`)
	decimal       = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
)

// accounts reads account ids.
func (r *reader) accounts(n *yaml.Node) []string {
	var ids []string
	for _, item := range r.texts(n, "accounts") {
		if !accountID.MatchString(item.Value) {
			r.complain(item, "%q is no account id: it has twelve digits", shortened(item.Value, 40))
			continue
		}
		ids = append(ids, item.Value)
	}
	return ids
}

// regions reads names of regions and patterns of them. A region may be newer than this program, so only its form is held
// against what AWS calls regions.
func (r *reader) regions(n *yaml.Node) []string {
	var patterns []string
	for _, item := range r.texts(n, "regions") {
		if !regionName.MatchString(item.Value) && !regionPattern.MatchString(item.Value) {
			r.complain(item, "%q is no region%s", shortened(item.Value, 40), nearest.Of(item.Value, pricing.Embedded().Regions()))
			continue
		}
		patterns = append(patterns, item.Value)
	}
	return patterns
}

// tags reads patterns of values by tag key. Values of tags are text, so they are taken as they are written.
func (r *reader) tags(n *yaml.Node) map[string]string {
	tags := map[string]string{}
	for _, p := range r.pairs(n, "tags") {
		if p.value.Kind != yaml.ScalarNode {
			r.complain(p.value, "the tag %q must have one value, not %s: write an override for each", shortened(p.key.Value, 40), describe(p.value))
			continue
		}
		tags[p.key.Value] = p.value.Value
	}
	return tags
}

// checkIDs reads ids of checks and beginnings of them that end in *, and gives the ids.
func (r *reader) checkIDs(n *yaml.Node) []string {
	var ids []string
	for _, item := range r.texts(n, "disable") {
		selected, err := checks.Select([]string{item.Value})
		if err != nil {
			r.complain(item, "%v", err)
		}
		for _, c := range selected {
			if err == nil {
				ids = append(ids, c.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// thresholds reads values by check and threshold. Where a check is named in full and by a pattern, the full name wins.
// The result is held together with what is common to all, which it is laid over.
func (r *reader) thresholds(n *yaml.Node, common checks.Overrides) checks.Overrides {
	limits := checks.Overrides{}
	all := r.pairs(n, "thresholds")
	wild := func(p pair) bool { return strings.HasSuffix(p.key.Value, "*") }
	for _, patterns := range []bool{true, false} {
		for _, p := range all {
			if wild(p) == patterns {
				r.checkThresholds(p, limits)
			}
		}
	}
	for _, p := range all {
		selected, err := checks.Select([]string{p.key.Value})
		for _, c := range selected {
			if err != nil {
				break
			}
			if text := c.Contradiction(common, limits); text != "" {
				r.complain(p.key, "%s", text)
				break
			}
		}
	}
	return limits
}

// checkThresholds reads the thresholds of one check, or of all that a pattern matches.
func (r *reader) checkThresholds(p pair, limits checks.Overrides) {
	selected, err := checks.Select([]string{p.key.Value})
	if err != nil {
		r.complain(p.key, "%v", err)
		return
	}
	for _, entry := range r.pairs(p.value, "the thresholds of "+p.key.Value) {
		having, err := checks.Having(selected, entry.key.Value)
		if err != nil {
			r.complain(entry.key, "%v", err)
			continue
		}
		value, ok := r.number(entry)
		for _, c := range having {
			if !ok {
				break
			}
			t, _ := c.Threshold(entry.key.Value)
			if text := t.Refuse(value); text != "" {
				r.complain(entry.value, "%s = %s: %s", entry.key.Value, shortened(entry.value.Value, 40), text)
				break
			}
			limits[c.ID+"."+t.Name] = value
		}
	}
}

// discounts reads shares off the list price by service.
func (r *reader) discounts(n *yaml.Node) pricing.Discounts {
	discounts := pricing.Discounts{}
	for _, p := range r.pairs(n, "discounts") {
		service := p.key.Value
		if !slices.Contains(pricing.DiscountServices, service) {
			r.complain(p.key, "unknown service %q%s; discounts has %s", shortened(service, 40),
				nearest.Of(service, pricing.DiscountServices), strings.Join(pricing.DiscountServices, ", "))
			continue
		}
		share, ok := r.number(p)
		if !ok {
			continue
		}
		if text := pricing.RefuseDiscount(share); text != "" {
			r.complain(p.value, "discounts.%s = %s: %s", service, shortened(p.value.Value, 40), text)
			continue
		}
		discounts[service] = share
	}
	return discounts
}

// number reads a decimal number. YAML's other ways of writing one, such as octal 010, mean different things to different
// readers.
func (r *reader) number(p pair) (float64, bool) {
	if p.value.Kind == yaml.ScalarNode && (p.value.Tag == "!!int" || p.value.Tag == "!!float") && decimal.MatchString(p.value.Value) {
		if v, err := strconv.ParseFloat(p.value.Value, 64); err == nil {
			return v, true
		}
	}
	hint := ""
	if p.value.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 && decimal.MatchString(p.value.Value) {
		hint = "; write it without quotes"
	}
	r.complain(p.value, "%s must be a decimal number, not %s%s", p.key.Value, describe(p.value), hint)
	return 0, false
}
