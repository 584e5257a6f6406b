package report

import (
	"encoding/json"
	"os"
	"regexp"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/computelint/computelint/checks"
)

// sarifSchema is the schema of OASIS (docs.oasis-open.org/sarif/sarif/v2.1.0/errata01), copied unchanged.
var sarifSchema = sync.OnceValue(func() *jsonschema.Schema {
	text, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		panic(err)
	}
	return compile(new(testing.B), sarifSchemaURI, text)
})

var (
	relativePath   = regexp.MustCompile(`^\.aws(/([A-Za-z0-9._-]|%[0-9A-F]{2})+)+$`)
	onlyDots       = regexp.MustCompile(`/\.+(/|$)`)
	fingerprintKey = regexp.MustCompile(`^[^/]+(/v\d+)?$`)
	byteOffset     = regexp.MustCompile(`"(byteOffset|charOffset|security-severity)"`)
	automationID   = regexp.MustCompile(`^computelint/[^/]+/[^/]+/\d{8}T\d{6}Z$`)
)

// checkSARIF writes a result as SARIF, checks everything that the consumers ask of it, and reads it back.
func checkSARIF(t testing.TB, r *checks.Result) sarifLog {
	t.Helper()
	text := render(t, "sarif", r, Options{Help: samplePages})
	validate(t, sarifSchema(), text)
	var log sarifLog
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	if found := byteOffset.FindString(text); found != "" {
		t.Errorf("has %s", found)
	}
	if n := len(log.Runs); n < 1 || n > 20 {
		t.Errorf("%d runs", n)
	}
	ids := map[string]bool{}
	for _, run := range log.Runs {
		id := run.AutomationDetails.ID
		if ids[id] || !automationID.MatchString(id) {
			t.Errorf("automation id %q twice, or malformed", id)
		}
		ids[id] = true
		checkRules(t, run.Tool.Driver.Rules)
		if run.Results == nil || len(run.Results) > sarifResults {
			t.Errorf("%s: %d results, nil is %v", id, len(run.Results), run.Results == nil)
		}
		for _, result := range run.Results {
			checkSARIFResult(t, run, result)
		}
		for _, n := range run.Invocations[0].Notifications {
			if n.Message.Text == "" || run.Tool.Driver.Notifications[n.Descriptor.Index].ID != n.Descriptor.ID {
				t.Errorf("%s: notification %+v", id, n)
			}
		}
	}
	return log
}

func checkRules(t testing.TB, rules []sarifRule) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range rules {
		if seen[r.ID] {
			t.Errorf("rule %s twice", r.ID)
		}
		seen[r.ID] = true
		for what, text := range map[string]string{"short": r.ShortDescription.Text, "full": r.FullDescription.Text, "help": r.Help.Text, "id": r.ID} {
			if text == "" || utf8.RuneCountInString(text) > 1024 && what != "help" {
				t.Errorf("rule %s: %s has %d characters", r.ID, what, utf8.RuneCountInString(text))
			}
		}
		if r.Name == r.ID || len(r.Name) > 255 || !regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`).MatchString(r.Name) {
			t.Errorf("rule %s: name %q", r.ID, r.Name)
		}
		if len(r.HelpURI) > 2048 || len(r.Properties.Tags) == 0 || len(r.Properties.Tags) > 10 {
			t.Errorf("rule %s: help URI of %d, tags %q", r.ID, len(r.HelpURI), r.Properties.Tags)
		}
	}
}

func checkSARIFResult(t testing.TB, run sarifRun, r sarifResult) {
	t.Helper()
	if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
		t.Errorf("%s: rule index %d is another rule", r.RuleID, r.RuleIndex)
	}
	if r.Rank < 5 || r.Rank > 95 {
		t.Errorf("%s: rank %v", r.RuleID, r.Rank)
	}
	if n := utf8.RuneCountInString(r.Message.Text); n == 0 || n > sarifMessageLength {
		t.Errorf("%s: message of %d characters", r.RuleID, n)
	}
	if len(r.Locations) != 1 {
		t.Fatalf("%s: %d locations", r.RuleID, len(r.Locations))
	}
	place := r.Locations[0].Physical
	if uri := place.Artifact.URI; !relativePath.MatchString(uri) || onlyDots.MatchString(uri) || len(uri) > 4000 {
		t.Errorf("%s: URI %q", r.RuleID, uri)
	}
	if place.Region.StartLine < 1 || place.Region.StartColumn < 1 || place.Region.EndLine < 1 || place.Region.EndColumn < 1 {
		t.Errorf("%s: region %+v", r.RuleID, place.Region)
	}
	for key := range r.Fingerprints {
		if !fingerprintKey.MatchString(key) {
			t.Errorf("%s: fingerprint key %q", r.RuleID, key)
		}
	}
	if hash := r.PartialFingerprints["primaryLocationLineHash"]; !regexp.MustCompile(`^[0-9a-f]{16}:1$`).MatchString(hash) {
		t.Errorf("%s: line hash %q", r.RuleID, hash)
	}
}
