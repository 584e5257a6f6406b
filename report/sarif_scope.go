package report

import (
	"slices"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// Code scanning keeps alerts by category, which is the automation id up to its last slash, and takes the alerts that are
// absent from a new run of the category as fixed. So where a finding goes must hang on nothing that changes from night
// to night: not on what was found, nor on what could be read.
//
//   - Each region has its own category, and an empty run when nothing was found there.
//   - A closed region has no run, so its alerts stay as they are. Why it is closed is told in the account's own run, which
//     is always there and named "global".
//   - A file may hold 20 runs. An account with more regions than that, closed ones counted, gives their own to those that are
//     on in every account, 17 of them; the ones that must be opted into share "opt-in". It goes by name and number
//     of regions alone, and the number changes only when somebody opts in or out. The price: while a shared region is
//     closed, its alerts show as fixed.
const (
	sarifRuns   = 20
	globalScope = "global"
	sharedScope = "opt-in"
)

// alwaysOn are the regions that every account has (AWS Account Management, "Enable or disable AWS Regions", 2026-11).
// A name that is missing here is taken for opt-in.
var alwaysOn = []string{
	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
	"eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
	"us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

// sarifScope is what one run is about.
type sarifScope struct {
	name     string // as it stands in the category
	findings []checks.Finding
	notices  []sarifNotification
}

// notify adds a notification once.
func (s *sarifScope) notify(kind int, message string) {
	n := sarifNotification{
		Descriptor: sarifReference{ID: sarifNotices[kind].ID, Index: kind}, Level: "warning", Message: sarifText{Text: message},
	}
	if !slices.Contains(s.notices, n) {
		s.notices = append(s.notices, n)
	}
}

// scopes finds the scope of a region.
type scopes struct {
	all    []*sarifScope // the account's own first
	region map[string]*sarifScope
}

// of gives the scope of a region. What belongs to no region that was read belongs to the account.
func (s *scopes) of(region string) *sarifScope {
	if found := s.region[region]; found != nil {
		return found
	}
	return s.all[0]
}

// sarifScopes distributes findings and everything that could not be read over the runs.
func sarifScopes(r *checks.Result) []*sarifScope {
	s := openScopes(r.Coverage.Regions)
	for _, f := range r.Findings {
		scope := s.of(f.Resource.Region)
		scope.findings = append(scope.findings, f)
	}
	account := s.all[0]
	for _, n := range r.Coverage.Notes {
		account.notify(accountUnread, strings.TrimSpace(sentence(n.Message)+" "+sentence(n.Gap.String())+" "+remedy(n.Gap.Action)))
	}
	for _, c := range r.Coverage.Regions {
		if c.Gap != nil {
			account.notify(regionClosed, name(c.Name)+" was not audited and its alerts are left as they are: "+
				strings.TrimSpace(sentence(c.Gap.String())+" "+remedy(c.Gap.Action)))
		}
	}
	for _, b := range r.Coverage.Blind {
		for _, region := range b.Regions {
			if s.region[region] != nil {
				s.region[region].notify(callUnread, sarifBlindness(b))
			}
		}
	}
	return s.all
}

// sarifBlindness tells of a blind spot in full: the operation, why, what hangs on it and the permission.
func sarifBlindness(b checks.BlindSpot) string {
	message := blindness(b) + " " + remedy(b.Action)
	if b.Operation != "" && (b.Reason == inventory.NotCollected || b.Reason == inventory.RegionOff) {
		message = name(b.Operation) + ": " + message
	}
	return strings.TrimSpace(message)
}

// openScopes makes the account's scope and one for each region that was read, or a shared one where that is too many.
func openScopes(regions []checks.RegionCoverage) *scopes {
	s := &scopes{all: []*sarifScope{{name: globalScope}}, region: map[string]*sarifScope{}}
	byName := map[string]*sarifScope{globalScope: s.all[0]}
	crowded := len(regions)+1 > sarifRuns
	for _, c := range regions {
		if c.Gap != nil {
			continue
		}
		scope := segment(c.Name)
		if crowded && !slices.Contains(alwaysOn, c.Name) {
			scope = sharedScope
		}
		if byName[scope] == nil {
			byName[scope] = &sarifScope{name: scope}
			s.all = append(s.all, byName[scope])
		}
		s.region[c.Name] = byName[scope]
	}
	return s
}
