package config

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/pricing"
)

// Every mistake is told with its place: exact texts, because they are what users have to go by.
func TestMistakes(t *testing.T) {
	const (
		keys     = "the configuration has version, disable, thresholds, overrides, discounts"
		override = "an override has accounts, regions, tags, disable, thresholds"
	)
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"nothing":             {"", "c: it is empty: begin with `version: 1`, or remove it"},
		"only a comment":      {"# soon\n", "c: it is empty: begin with `version: 1`, or remove it"},
		"null":                {"~\n", "c:1:1: the configuration must be a mapping, not nothing"},
		"a list":              {"- version\n", "c:1:1: the configuration must be a mapping, not a list"},
		"prose":               {"be kind\n", `c:1:1: the configuration must be a mapping, not the text "be kind"`},
		"two documents":       {"version: 1\n---\nversion: 1\n", "c:2:1: a second document begins here: one file is one configuration"},
		"UTF-16":              {"\xff\xfev\x00", "c:1:1: this is not UTF-8 text"},
		"a byte astray":       {"version: 1\nx: \xff\n", "c:2:4: this is not UTF-8 text"},
		"a control character": {"version: 1\n# \x1b[1m\n", "c:2:3: the control character U+001B is not allowed"},
		"a tab":               {"version: 1\nthresholds:\n\tx: 1\n", "c:3:1: it is not YAML: found character that cannot start any token; indent with spaces, not tabs, and quote what begins with @ or `"},
		"an open list":        {"version: 1\ndisable: [x,\n", "c:3:1: it is not YAML: did not find expected node content"},
		"two colons":          {"version: 1: 2\n", "c:1:11: it is not YAML: mapping values are not allowed in this context"},
		"an alias":            {"version: &v 1\ndisable: *v\n", "c:1:10: anchors and aliases are not read: write it out\nc:2:10: anchors and aliases are not read: write it out"},
		"a bomb":              {"a: &a [x,x]\nb: &b [*a,*a]\n", strings.Join([]string{"c:1:4", "c:2:4"}, ": anchors and aliases are not read: write it out\n") + ": anchors and aliases are not read: write it out"},
		"a merge":             {"version: 1\n<<: {disable: [x]}\n", `c:2:1: unknown key "<<"; ` + keys},
		"a YAML tag":          {"version: !!int 1\n", "c:1:10: tags such as !!int are not read"},
		"no version":          {"disable: [lambda-unused]\n", "c:1:1: there is no version: begin with `version: 1`"},
		"another version":     {"version: 2\n", "c:1:10: version must be 1, not 2: this computelint knows no other"},
		"version as text":     {"version: '1'\n", `c:1:10: version must be 1, not the text "1": this computelint knows no other`},
		"a misspelt key":      {"version: 1\ntreshold: {}\n", `c:2:1: unknown key "treshold" (did you mean thresholds?); ` + keys},
		"a strange key":       {"version: 1\nseverity: {}\n", `c:2:1: unknown key "severity"; ` + keys},
		"a key twice":         {"version: 1\nversion: 1\n", `c:2:1: "version" stands here a second time; the first is in line 1`},
		"a list as a key":     {"version: 1\n? [a]\n: 1\n", "c:2:3: a key must be a name, not a list"},
		"a key without value": {"version: 1\nthresholds:\n", `c:2:1: "thresholds" has no value: give it one, or take it out`},
		"an empty mapping":    {"version: 1\nthresholds: {}\n", "c:2:13: thresholds is empty: fill it, or take it out"},
		"no list":             {"version: 1\ndisable: lambda-unused\n", `c:2:10: disable must be a list, not the text "lambda-unused"`},
		"an empty list":       {"version: 1\ndisable: []\n", "c:2:10: disable is an empty list: fill it, or take it out"},
		"unknown checks": {"version: 1\ndisable: [lambda-unusd, 'nope-*', [x]]\n", "c:2:11: unknown check \"lambda-unusd\" (did you mean lambda-unused?); `computelint checks` lists them\n" +
			"c:2:25: no check matches \"nope-*\"; `computelint checks` lists them\nc:2:35: disable must be a list of names, not of a list"},
		"thresholds of an unknown check": {"version: 1\nthresholds:\n  lambda-unusd: {look_back_days: 30}\n", "c:3:3: unknown check \"lambda-unusd\" (did you mean lambda-unused?); `computelint checks` lists them"},
		"an unknown threshold":           {"version: 1\nthresholds:\n  lambda-unused:\n    lok_back_days: 3\n", "c:4:5: lambda-unused has no threshold \"lok_back_days\" (did you mean look_back_days?); `computelint explain lambda-unused` lists them"},
		"an unknown threshold of many":   {"version: 1\nthresholds:\n  '*':\n    widow_days: 30\n", `c:4:5: none of these checks has a threshold "widow_days" (did you mean window_days?)`},
		"a number for a mapping":         {"version: 1\nthresholds: {lambda-unused: 5}\n", "c:2:29: the thresholds of lambda-unused must be a mapping, not 5"},
		"values of wrong types": {limits("used_share: soon, least_runs: '3', window_days: [3], repeated_days: true"), `c:3:40: used_share must be a decimal number, not the text "soon"
c:3:58: least_runs must be a decimal number, not the text "3"; write it without quotes
c:3:76: window_days must be a decimal number, not a list
c:3:96: repeated_days must be a decimal number, not true`},
		"numbers that readers read differently": {limits("used_share: 0x1p-2, least_runs: 010, window_days: 1_0, repeated_days: 2:00"), `c:3:40: used_share must be a decimal number, not the text "0x1p-2"
c:3:60: least_runs must be a decimal number, not 010
c:3:78: window_days must be a decimal number, not 1_0
c:3:98: repeated_days must be a decimal number, not the text "2:00"`},
		"numbers without end": {limits("used_share: .nan, least_runs: .inf, window_days: 1e999"), `c:3:40: used_share must be a decimal number, not .nan
c:3:58: least_runs must be a decimal number, not .inf
c:3:77: window_days must be a decimal number, not the text "1e999"`},
		"numbers out of bounds": {limits("used_share: 1.5, least_runs: -1, window_days: 64, repeated_days: 0"), `c:3:40: used_share = 1.5: it must be at most 1
c:3:57: least_runs = -1: it must be more than 0
c:3:74: window_days = 64: it must be at most 63: CloudWatch keeps five-minute datapoints no longer
c:3:93: repeated_days = 0: it must be more than 0`},
		"half a day":              {limits("window_days: 14.5"), "c:3:41: window_days = 14.5: it must be a whole number of days"},
		"a contradiction":         {"version: 1\nthresholds:\n  'ec2-instance-i*': {window_days: 2}\n", "c:3:3: minimum_days of ec2-instance-idle, 3, would be more than its window_days, 2"},
		"one with the top level":  {"version: 1\noverrides:\n  - regions: [eu-*]\n    thresholds: {lambda-timeout-maximum: {repeated_days: 9}}\nthresholds: {'*': {window_days: 5}}\n", "c:4:18: repeated_days of lambda-timeout-maximum, 9, would be more than its window_days, 5"},
		"overrides as a mapping":  {"version: 1\noverrides: {regions: [x]}\n", "c:2:12: overrides must be a list, not a mapping"},
		"a discount as percent":   {"version: 1\ndiscounts: {ec2: 28}\n", "c:2:18: discounts.ec2 = 28: it is the share off the list price, above 0 and below 1: 0.28 is 28 % less"},
		"a discount of nothing":   {"version: 1\ndiscounts: {ec2: 0}\n", "c:2:18: discounts.ec2 = 0: it is the share off the list price, above 0 and below 1: 0.28 is 28 % less"},
		"a discount in words":     {"version: 1\ndiscounts: {ec2: a lot}\n", `c:2:18: ec2 must be a decimal number, not the text "a lot"`},
		"a discount for what":     {"version: 1\ndiscounts: {fargat: 0.2}\n", `c:2:13: unknown service "fargat" (did you mean fargate?); discounts has ebs, ec2, fargate, lambda, network`},
		"discounts as a list":     {"version: 1\ndiscounts: [ec2]\n", "c:2:12: discounts must be a mapping, not a list"},
		"an override as a name":   {"version: 1\noverrides: [prod]\n", `c:2:13: an override must be a mapping, not the text "prod"`},
		"a misspelt condition":    {"version: 1\noverrides:\n  - acounts: ['123456789012']\n", `c:3:5: unknown key "acounts" (did you mean accounts?); ` + override},
		"an override without any": {"version: 1\noverrides:\n  - disable: [lambda-unused]\n", "c:3:5: the override says nowhere where it applies: give it accounts, regions or tags, or write it at the top level"},
		"an override for nothing": {"version: 1\noverrides:\n  - regions: [eu-west-1]\n", "c:3:5: the override changes nothing: give it thresholds or disable"},
		"conditions": {"version: 1\noverrides:\n  - accounts: [12345, 12345678901x, {a: b}]\n    regions: [eu-wset-1, EU, 'us_*']\n    tags: {env: [a, b], team: }\n    disable: [lambda-unused]\n", `c:3:16: "12345" is no account id: it has twelve digits
c:3:23: "12345678901x" is no account id: it has twelve digits
c:3:37: accounts must be a list of names, not of a mapping
c:4:15: "eu-wset-1" is no region (did you mean eu-west-1?)
c:4:26: "EU" is no region
c:4:30: "us_*" is no region
c:5:17: the tag "env" must have one value, not a list: write an override for each
c:5:25: "team" has no value: give it one, or take it out`},
		"many mistakes":     {"version: 1\ndisable: [" + strings.Repeat("x,", 50) + "]\n", ""},
		"a long name":       {"version: 1\ndisable: [" + strings.Repeat("x", 9000) + "]\n", ""},
		"a novel":           {"version: 1 #" + strings.Repeat("x", maxBytes), "c: it is larger than 1 MiB, which no configuration is"},
		"a very deep thing": {"version: 1\nx: " + strings.Repeat("[", 50_000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Parse("c", []byte(test.text))
			if _, ok := errors.AsType[Errors](err); !ok {
				t.Fatalf("%v, want problems", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" && test.want != "" {
				t.Error(diff)
			}
			if text := err.Error(); len(text) > 2000 {
				t.Errorf("%d bytes of complaints", len(text))
			}
			if diff := cmp.Diff(Config{}, c); diff != "" {
				t.Errorf("a configuration beside the problems: %s", diff)
			}
		})
	}
}

func limits(values string) string {
	return "version: 1\nthresholds:\n  lambda-timeout-maximum: {" + values + "}\n"
}

func TestConfigurations(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want Config
	}{
		"the least":               {"version: 1\n", Config{}},
		"a byte order mark":       {"\xef\xbb\xbfversion: 1\r\n", Config{}},
		"markers":                 {"---\nversion: 1\n...\n", Config{}},
		"checks by beginning":     {"version: 1\ndisable: ['ec2-inst*', lambda-unused, lambda-unused]\n", Config{Off: []string{"ec2-instance-idle", "ec2-instance-overloaded", "ec2-instance-oversized", "lambda-unused"}}},
		"the full name goes over": {"version: 1\nthresholds:\n  ec2-instance-oversized: {minimum_days: 6}\n  'ec2-instance-*': {minimum_days: 5}\n", Config{Rules: []checks.Rule{{Source: "c:3", Limits: checks.Overrides{"ec2-instance-oversized.minimum_days": 6, "ec2-instance-idle.minimum_days": 5}}}}},
		"discounts":               {"version: 1\ndiscounts: {ec2: 0.28, lambda: 12e-2}\n", Config{Discounts: pricing.Discounts{"ec2": 0.28, "lambda": 0.12}}},
		"conditions": {`version: 1
overrides:
  - accounts: [012345678901, "123456789012"]
    regions: [us-gov-west-1, "us-*", eusc-de-east-1]
    tags: {env: dev, cost-center: 0042, team: "data-*", ok: true, note: ""}
    disable: [lambda-unused]
    thresholds: {lambda-timeout-maximum: {used_share: 4e-1}}
`, Config{Rules: []checks.Rule{{
			Source: "c:3", Accounts: []string{"012345678901", "123456789012"}, Regions: []string{"us-gov-west-1", "us-*", "eusc-de-east-1"},
			Tags: map[string]string{"env": "dev", "cost-center": "0042", "team": "data-*", "ok": "true", "note": ""},
			Off:  []string{"lambda-unused"}, Limits: checks.Overrides{"lambda-timeout-maximum.used_share": 0.4},
		}}}},
		"the top level first": {"version: 1\noverrides:\n- regions: ['*']\n  disable: [lambda-unused]\nthresholds: {lambda-unused: {look_back_days: 30}}\n", Config{Rules: []checks.Rule{
			{Source: "c:5", Limits: checks.Overrides{"lambda-unused.look_back_days": 30}},
			{Source: "c:3", Regions: []string{"*"}, Off: []string{"lambda-unused"}},
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			test.want.Path = "c"
			got, err := Parse("c", []byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the documentation shows is read without a word.
func TestDocumentedExampleIsSound(t *testing.T) {
	data, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(data, []byte("```yaml\n"))
	example, _, found := bytes.Cut(rest, []byte("```\n"))
	c, err := Parse(Name, example)
	if !found || err != nil || len(c.Off) == 0 || len(c.Rules) < 3 {
		t.Errorf("%v: %+v", err, c)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("version: 1\nthresholds: {'*': {window_days: 30}}\noverrides: [{tags: {a: b*}, disable: [x]}]\n"))
	f.Add([]byte("? [a]\n: &a !!str {b: *a, <<: ~}\n--- |\n x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("c", data)
		if problems, ok := errors.AsType[Errors](err); err != nil && (!ok || len(problems) == 0) {
			t.Errorf("%v is no list of problems", err)
		}
		for _, r := range c.Rules {
			if r.Source == "" || len(r.Limits)+len(r.Off) == 0 {
				t.Errorf("an empty rule: %+v", r)
			}
		}
	})
}
