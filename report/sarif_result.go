package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/computelint/computelint/checks"
)

// The severities as SARIF has them: the level for GitHub, the rank, of 100, for GitLab.
var (
	sarifLevels = [...]string{checks.Info: "note", checks.Low: "note", checks.Medium: "warning", checks.High: "error", checks.Critical: "error"}
	sarifRanks  = [...]float64{checks.Info: 5, checks.Low: 20, checks.Medium: 55, checks.High: 80, checks.Critical: 95}
)

func sarifResultOf(r *checks.Result, f checks.Finding, rules map[string]int) sarifResult {
	id, mark := ruleID(f.Check), identity(f)
	return sarifResult{
		RuleID: id, RuleIndex: rules[id],
		Level: sarifLevels[f.Severity], Rank: sarifRanks[f.Severity],
		Message: sarifText{Text: sarifMessage(r, f)},
		Locations: []sarifLocation{{
			Physical: sarifPhysicalLocation{
				Artifact: sarifArtifact{URI: pseudoPath(f.Resource), URIBaseID: sourceRoot, Description: sarifText{Text: orDash(name(f.Resource.ARN))}},
				Region:   sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 2},
			},
			Logical: []sarifLogicalLocation{{Name: name(f.Resource.Label()), FullyQualifiedName: name(f.Resource.ARN), Kind: "resource"}},
		}},
		Fingerprints:        map[string]string{"computelint/v1": mark},
		PartialFingerprints: map[string]string{"primaryLocationLineHash": mark[:16] + ":1"},
		Properties:          sarifFactsOf(f),
	}
}

func sarifFactsOf(f checks.Finding) sarifFacts {
	out := sarifFacts{
		Account: name(f.Resource.Account), Region: name(f.Resource.Region), ARN: name(f.Resource.ARN), Type: name(f.Resource.Type),
		Owner: name(f.Resource.Owner), Tags: f.Resource.Tags,
		Category: f.Category, Severity: f.Severity, Confidence: f.Confidence,
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, proof(e, nil))
	}
	if f.Savings != nil {
		out.LowUSD, out.HighUSD = &f.Savings.LowUSD, &f.Savings.HighUSD
	}
	if line, safe := command(f.Fix.CLI); safe {
		out.Command = line
	}
	return out
}

const sarifMessageLength = 2000 // GitLab skips results with more than 2,048 characters

// sarifMessage holds everything a person needs, because GitHub shows nothing else of a result: the fact, the resource, what
// it costs and the fix. What is left of the room goes to the evidence.
func sarifMessage(r *checks.Result, f checks.Finding) string {
	parts := []string{ended(clip(f.Message, 500))}
	if r.Synthetic {
		parts[0] += " (" + demoNotice + ")"
	}
	where := fmt.Sprintf("Resource: %s in %s, account %s, %s.", clip(f.Resource.Label(), 150), clip(f.Resource.Region, 40),
		clip(f.Resource.Account, 40), name(f.Resource.ARN))
	parts = append(parts, where)
	if amount, why := saves(f); amount != "" {
		parts = append(parts, ended("Saves a month: "+joined(amount, clip(why, 150))))
	}
	if f.Fix.Summary != "" {
		parts = append(parts, "Fix: "+ended(clip(f.Fix.Summary, 350)))
	}
	if line, safe := command(f.Fix.CLI); safe && line != "" && utf8.RuneCountInString(line) <= 400 {
		parts = append(parts, "Command: "+line)
	}
	message := strings.Join(parts, " ")
	if len(f.Evidence) > 0 {
		evidence := " Evidence: " + proofs(f.Evidence, 5) + "."
		if utf8.RuneCountInString(message+evidence) <= sarifMessageLength {
			parts[1] += evidence
			message = strings.Join(parts, " ")
		}
	}
	return strings.ReplaceAll(message, "](", "] (") // a link, to SARIF
}

// orDash stands in for an empty text, which SARIF does not take for a value.
func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

var hexadecimal = regexp.MustCompile(`^[0-9a-f]{16,64}$`)

// identity is the finding's fingerprint; a result from elsewhere may have one that is none, and gets another.
func identity(f checks.Finding) string {
	if hexadecimal.MatchString(f.Fingerprint) {
		return f.Fingerprint
	}
	sum := sha256.Sum256([]byte(f.Fingerprint + "\n" + f.Check + "\n" + f.Resource.ARN))
	return hex.EncodeToString(sum[:16])
}
