package report

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/computelint/computelint/checks"
)

const describedLength = 1000 // GitHub takes 1,024 characters of a description, GitLab drops results of rules with more

// sarifRules describes every check that was evaluated, found anything or not, and tells where each stands in the list.
func sarifRules(r *checks.Result, o Options) ([]sarifRule, map[string]int) {
	raw := map[string]string{} // by the id as it is written
	for _, c := range r.Coverage.Checks {
		raw[ruleID(c.ID)] = c.ID
	}
	for _, f := range r.Findings {
		raw[ruleID(f.Check)] = f.Check
	}
	rules, index := []sarifRule{}, map[string]int{}
	for i, id := range slices.Sorted(maps.Keys(raw)) {
		index[id] = i
		rules = append(rules, sarifRuleOf(id, o.help(raw[id])))
	}
	return rules, index
}

func sarifRuleOf(id string, h Help) sarifRule {
	title, summary := clip(h.Title, describedLength), clip(h.Summary, describedLength)
	if title == "" {
		title = id
	}
	if summary == "" {
		summary = title
	}
	uri := projectURI + "/blob/main/checks/" + url.PathEscape(id) + ".md"
	service, _, _ := strings.Cut(id, "-")
	tags := []string{service}
	if h.Category != "" && string(h.Category) != service {
		tags = []string{name(string(h.Category)), service}
	}
	help := sarifText{Text: summary + " See " + uri + " for how it is found and fixed.", Markdown: h.Markdown}
	return sarifRule{
		ID: id, Name: pascalCase(id),
		ShortDescription: sarifText{Text: ended(title)}, FullDescription: sarifText{Text: summary},
		Help: help, HelpURI: uri, Default: sarifDefault{Level: "warning"},
		Properties: &sarifRuleProperties{Tags: tags, Precision: "high", Severity: "warning"},
	}
}

// ruleID is a check's id with everything unusual taken out.
func ruleID(check string) string { return segment(check) }

// pascalCase turns "lambda-timeout-maximum" into "LambdaTimeoutMaximum", which differs from the id.
func pascalCase(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	if b.Len() == 0 || b.String() == id || !unicode.IsLetter(rune(b.String()[0])) {
		return "Check" + b.String()
	}
	return b.String()
}

// The kinds of notifications, as indices into sarifNotices.
const (
	callUnread = iota
	regionClosed
	accountUnread
	resultsLeftOut
)

var sarifNotices = []sarifRule{
	notice("call-unread", "CallUnread", "A call could not be made.",
		"An AWS operation was denied or failed, so verdicts that hang on it are unknown.",
		"Give the auditing role the permission that the message names. 'computelint iam-policy' prints all it needs."),
	notice("region-closed", "RegionClosed", "A region could not be read.",
		"Nothing in the region was audited, and its alerts are left as they are.",
		"Enable the region, or leave it out of the audit if a policy closes it on purpose."),
	notice("account-unread", "AccountUnread", "Something about the account could not be read.",
		"What concerns the account as a whole could not be read, so the audit may have missed a part of it.",
		"Give the auditing role the permission that the message names."),
	notice("results-left-out", "ResultsLeftOut", "There are more findings than code scanning takes.",
		"The findings of the lowest severities are left out of this file.",
		"Fix or suppress the most frequent findings; the JSON report has all of them."),
}

func notice(id, title, short, full, help string) sarifRule {
	return sarifRule{
		ID: id, Name: title, ShortDescription: sarifText{Text: short}, FullDescription: sarifText{Text: full},
		Help: sarifText{Text: help}, HelpURI: projectURI, Default: sarifDefault{Level: "warning"},
	}
}
