package checks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "a", true}, {"a", "A", false}, {"a", "ab", false}, {"*", "", true}, {"*", "x/y", true},
		{"us-*", "us-east-1", true}, {"us-*", "eu-us-1", false}, {"*-1", "us-east-1", true}, {"*-1", "us-east-12", false},
		{"a*b*c", "abc", true}, {"a*b*c", "a-b-b-c", true}, {"a*b*c", "acb", false}, {"ab*ba", "aba", false}, {"ab*ba", "abba", true},
		{"a?c", "abc", false}, {"[a]", "a", false}, {"a**b", "ab", true}, {"*a*", "bab", true}, {"*a*", "bcb", false},
	} {
		if got := checks.Matches(test.pattern, test.text); got != test.want {
			t.Errorf("%q of %q: %v", test.pattern, test.text, got)
		}
	}
}

// limited is a check with a threshold on functions.
var limited = mustFind("lambda-runtime-deprecated")

func mustFind(id string) *checks.Check {
	c, err := checks.Find(id)
	if err != nil {
		panic(err)
	}
	return c
}

const notice = "lambda-runtime-deprecated.notice_days"

// judged gives the outcome and the reason or message of each function under some rules.
func judged(r *inventory.Region, o checks.Options) map[string]string {
	o.Prices = pricing.Embedded()
	got := map[string]string{}
	checks.Each(account(r), []*checks.Check{limited}, o, func(_ *checks.Check, _ *inventory.Region, subject checks.Resource, v checks.Verdict) {
		got[subject.Name] = strings.TrimSpace(string(v.Outcome) + " " + v.Reason)
	})
	return got
}

// soon is a region with functions whose runtime is deprecated in 300 days or so: with the default notice they are clean.
func soon(functions ...string) *inventory.Region {
	r := region("eu-west-1", functions...)
	for i := range r.Functions {
		f := &r.Functions[i]
		f.Config = inventory.Config{Runtime: "python3.11", PackageType: "Zip"}
		ct.Invocations.Of(f.Name, ct.Flat(1))(r)
	}
	return r
}

func rule(r checks.Rule) checks.Rule {
	r.Source = "f:1"
	if r.Off == nil && r.Limits == nil {
		r.Limits = checks.Overrides{notice: 600}
	}
	return r
}

func TestRulesApplyWhereTheirConditionsHold(t *testing.T) {
	off := []string{limited.ID}
	for name, test := range map[string]struct {
		rules []checks.Rule
		flag  float64 // the threshold on the command line; 0 for none
		want  checks.Outcome
	}{
		"no rule":               {nil, 0, "clean"},
		"everywhere":            {[]checks.Rule{{}}, 0, "finding"},
		"the flag wins":         {[]checks.Rule{{}}, 100, "clean"},
		"the flag wins again":   {[]checks.Rule{{Limits: checks.Overrides{notice: 1}}}, 600, "finding"},
		"the account":           {[]checks.Rule{{Accounts: []string{"000000000000", ct.Account}}}, 0, "finding"},
		"another account":       {[]checks.Rule{{Accounts: []string{"000000000000"}}}, 0, "clean"},
		"the region":            {[]checks.Rule{{Regions: []string{"us-*", "eu-*"}}}, 0, "finding"},
		"another region":        {[]checks.Rule{{Regions: []string{"us-*"}}}, 0, "clean"},
		"only one holds":        {[]checks.Rule{{Regions: []string{"eu-*"}, Accounts: []string{"000000000000"}}}, 0, "clean"},
		"another check":         {[]checks.Rule{{Limits: checks.Overrides{"lambda-unused.look_back_days": 1}, Off: []string{"lambda-unused"}}}, 0, "clean"},
		"the later wins":        {[]checks.Rule{{}, {Limits: checks.Overrides{notice: 1}}}, 0, "clean"},
		"off":                   {[]checks.Rule{{Off: off}}, 0, "not_applicable"},
		"off elsewhere":         {[]checks.Rule{{Off: off, Regions: []string{"us-east-1"}}}, 0, "clean"},
		"its tag":               {[]checks.Rule{{Tags: map[string]string{"env": "d*"}}}, 0, "finding"},
		"another value":         {[]checks.Rule{{Tags: map[string]string{"env": "prod"}}}, 0, "clean"},
		"another tag":           {[]checks.Rule{{Tags: map[string]string{"team": "*"}}}, 0, "clean"},
		"both tags":             {[]checks.Rule{{Tags: map[string]string{"team": "*", "env": "dev"}}}, 0, "clean"},
		"off by tag":            {[]checks.Rule{{Tags: map[string]string{"env": "dev"}, Off: off}}, 0, "not_applicable"},
		"off stays off":         {[]checks.Rule{{Tags: map[string]string{"env": "dev"}, Off: off}, {}}, 0, "not_applicable"},
		"the tag, then all":     {[]checks.Rule{{Tags: map[string]string{"env": "dev"}}, {Limits: checks.Overrides{notice: 1}}}, 0, "clean"},
		"all, then the tag":     {[]checks.Rule{{Limits: checks.Overrides{notice: 1}}, {Tags: map[string]string{"env": "dev"}}}, 0, "finding"},
		"the tag, and the flag": {[]checks.Rule{{Tags: map[string]string{"env": "dev"}}}, 100, "clean"},
	} {
		t.Run(name, func(t *testing.T) {
			r := soon("orders")
			inventory.Put(r, inventory.TagsKey("env"), map[string]string{r.Functions[0].ARN: "dev", "arn:other": "prod"})
			inventory.Put(r, inventory.TagsKey("team"), map[string]string{"arn:other": "a"})
			o := checks.Options{Overrides: checks.Overrides{}}
			for _, each := range test.rules {
				o.Rules = append(o.Rules, rule(each))
			}
			if test.flag > 0 {
				o.Overrides[notice] = test.flag
			}
			want := string(test.want)
			for _, got := range judged(r, o) {
				if got != want && !strings.HasPrefix(got, want+" ") {
					t.Errorf("%s, want %s", got, want)
				}
				if want == "not_applicable" && !strings.HasSuffix(got, "switched off by f:1") {
					t.Errorf("the reason is %q", got)
				}
			}
		})
	}
}

// Tags that could not be read leave a verdict open, where it hangs on them and nowhere else.
func TestTagsThatCannotBeRead(t *testing.T) {
	env := inventory.TagsKey("env").Want()
	tagged := rule(checks.Rule{Tags: map[string]string{"env": "dev"}})
	for name, test := range map[string]struct {
		rules []checks.Rule
		want  string
	}{
		"it hangs on them":        {[]checks.Rule{tagged}, "unknown"},
		"another check's rule":    {[]checks.Rule{rule(checks.Rule{Tags: tagged.Tags, Off: []string{"lambda-unused"}})}, "clean"},
		"another region's rule":   {[]checks.Rule{rule(checks.Rule{Tags: tagged.Tags, Regions: []string{"us-*"}})}, "clean"},
		"another tag decides":     {[]checks.Rule{rule(checks.Rule{Tags: map[string]string{"env": "dev", "team": "a"}})}, "clean"},
		"the check is off anyway": {[]checks.Rule{tagged, rule(checks.Rule{Tags: map[string]string{"app": "*"}, Off: []string{limited.ID}})}, "not_applicable"},
	} {
		t.Run(name, func(t *testing.T) {
			r := soon("orders")
			r.Miss(env, ct.Gap(inventory.Denied, inventory.ResourceTags))
			inventory.Put(r, inventory.TagsKey("team"), map[string]string{})
			inventory.Put(r, inventory.TagsKey("app"), map[string]string{r.Functions[0].ARN: "x"})
			got := judged(r, checks.Options{Rules: test.rules})["orders"]
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("%q, want %s", got, test.want)
			}
			if test.want == "unknown" && got != "unknown tagging:resources was denied" {
				t.Errorf("it says %q", got)
			}
		})
	}
}

// All tags of all rules are asked for in one round, and none without a rule.
func TestTagsAreWantedTogether(t *testing.T) {
	o := checks.Options{Prices: pricing.Embedded(), Rules: []checks.Rule{
		rule(checks.Rule{Tags: map[string]string{"env": "dev", "team": "a"}}), rule(checks.Rule{Tags: map[string]string{"app": "*"}}),
	}}
	var got []string
	for _, w := range checks.NewPlanner([]*checks.Check{limited}, o).Wants(account(soon("a", "b")), soon("a", "b")) {
		got = append(got, string(w.Dataset)+" "+w.Subject)
	}
	if want := []string{"tagging:resources app", "tagging:resources env", "tagging:resources team"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	idle := []*checks.Check{mustFind("ec2-instance-idle")}
	ruled := checks.Options{Rules: []checks.Rule{{Tags: map[string]string{"env": "dev"}, Off: []string{"ec2-instance-idle"}}}}
	for name, test := range map[string]struct {
		selected []*checks.Check
		o        checks.Options
		want     bool
	}{
		"a rule for it": {[]*checks.Check{limited}, o, true}, "no rule": {[]*checks.Check{limited}, checks.Options{}, false},
		"a rule for others": {idle, o, false}, "instances bring their tags": {idle, ruled, false},
	} {
		if got := slices.Contains(checks.Datasets(test.selected, test.o), inventory.ResourceTags); got != test.want {
			t.Errorf("%s: tags of functions read: %v", name, got)
		}
	}
}

func TestThresholdsRefuse(t *testing.T) {
	for _, test := range []struct {
		check, name string
		value       float64
		want        string
	}{
		{"lambda-unused", "look_back_days", 455, ""},
		{"lambda-unused", "look_back_days", 456, "it must be at most 455: CloudWatch keeps metrics no longer"},
		{"lambda-runtime-deprecated", "notice_days", 3650, ""},
		{"lambda-runtime-deprecated", "notice_days", 3651, "it must be at most 3650"},
		{"ec2-instance-idle", "cpu_percent", 100, ""},
		{"ec2-instance-idle", "cpu_percent", 100.1, "it must be at most 100"},
		{"ec2-instance-idle", "network_mb_per_day", 1e9, ""},
		{"ecs-service-oversized", "headroom", 0, "it must be more than 0"},
	} {
		threshold, err := mustFind(test.check).Threshold(test.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := threshold.Refuse(test.value); got != test.want {
			t.Errorf("%s %s = %g: %q, want %q", test.check, test.name, test.value, got, test.want)
		}
	}
	for _, c := range checks.All {
		for _, th := range c.Thresholds {
			if text := th.Refuse(th.Default); text != "" {
				t.Errorf("the default of %s of %s is refused: %s", th.Name, c.ID, text)
			}
		}
		if text := c.Contradiction(); text != "" {
			t.Errorf("the defaults of %s contradict each other: %s", c.ID, text)
		}
	}
	if text := limited.Contradiction(checks.Overrides{notice: 100}, checks.Overrides{notice: 300}); text != "" {
		t.Errorf("the later value does not win: %s", text)
	}
	if text := fmt.Sprint(limited.Contradiction(checks.Overrides{notice: 100})); !strings.Contains(text, "soon_days") {
		t.Errorf("it says %q", text)
	}
}
