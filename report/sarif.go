package report

import (
	"cmp"
	"io"
	"regexp"
	"slices"

	"github.com/computelint/computelint/checks"
)

const (
	sarifSchemaURI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	projectURI     = "https://github.com/computelint/computelint"
	sourceRoot     = "%SRCROOT%"
	sarifResults   = 25_000 // GitHub refuses a file with more results in one run
)

// SARIF writes a result for code scanning: a run for each region and one for the account as a whole. See sarifScopes for
// which run a finding goes to.
func SARIF(w io.Writer, r *checks.Result, o Options) error {
	rules, index := sarifRules(r, o)
	log := sarifLog{Schema: sarifSchemaURI, Version: "2.1.0"}
	for _, s := range sarifScopes(r) {
		log.Runs = append(log.Runs, s.run(r, rules, index))
	}
	return writeJSON(w, log, 6, "results")
}

// run writes one scope as a SARIF run.
func (s *sarifScope) run(r *checks.Result, rules []sarifRule, index map[string]int) sarifRun {
	findings := slices.Clone(s.findings)
	slices.SortStableFunc(findings, func(a, b checks.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	if left := len(findings) - sarifResults; left > 0 {
		findings = findings[:sarifResults]
		s.notify(resultsLeftOut, count(left, "finding")+" of the lowest severities left out: code scanning takes no more than "+
			thousands(sarifResults)+" for one region. The JSON report has them all.")
	}
	results := make([]sarifResult, len(findings))
	for i, f := range findings {
		results[i] = sarifResultOf(r, f, index)
	}
	account := segment(r.Account)
	return sarifRun{
		Tool: sarifTool{Driver: sarifDriver{
			Name: "computelint", FullName: "computelint, an auditor of AWS compute", Organization: "computelint",
			Version: name(r.Tool.Version), SemanticVersion: semantic(r.Tool.Version), InformationURI: projectURI,
			Rules: rules, Notifications: sarifNotices,
		}},
		AutomationDetails: sarifAutomation{ID: "computelint/" + account + "/" + s.name + "/" + r.TakenAt.UTC().Format("20060102T150405Z")},
		// Even where much was denied the run counts as successful: GitHub refuses a file that says otherwise.
		Invocations: []sarifInvocation{{
			Successful: true, Start: r.TakenAt.UTC().Format("2006-01-02T15:04:05Z"), Notifications: orEmpty(s.notices),
		}},
		URIBases:   map[string]sarifURIBaseID{sourceRoot: {Description: sarifText{Text: "The root of the repository."}}},
		Results:    results,
		Properties: sarifRunProperties{Account: name(r.Account), Region: s.name, Synthetic: r.Synthetic},
	}
}

var semanticVersion = regexp.MustCompile(`^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`)

// semantic is a version as SARIF wants it; empty when it is not a semantic one.
func semantic(version string) string {
	if m := semanticVersion.FindStringSubmatch(version); m != nil && len(version) <= nameLength {
		return m[1]
	}
	return ""
}
