package checks_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestSnapStartStaleVersions(t *testing.T) {
	const gb = 1.5046e-6 * 3600 * 730 // $3.954 a month for each GB
	// cached is a Python function of 1 GB with versions, of which none is reached but what the parts say.
	cached := func(name string, versions int, aliases []string, changes ...ct.Fn) ct.Part {
		all := append([]ct.Fn{ct.Runtime("python3.13"), ct.Memory(1024), ct.SnapStart}, changes...)
		parts := []ct.Part{ct.Aliases(name, aliases...), ct.Invocations.Exists(), ct.Mappings()}
		for n := 1; n <= versions; n++ {
			if n == versions { // the newest replaced the others a week ago
				all = append(all, ct.Deployed(ct.DaysAgo(7)))
			}
			all = append(all, ct.Version(strconv.Itoa(n)))
			parts = append(parts, ct.Policy(name+":"+strconv.Itoa(n)))
		}
		return ct.Parts(append(parts, ct.Function(name, all...))...)
	}
	// pair is a function whose live version 2 is so many days old.
	pair := func(name string, days float64) []ct.Part {
		return []ct.Part{
			ct.Function(name, ct.Runtime("python3.13"), ct.Memory(1024), ct.SnapStart, ct.Version("1"), ct.Deployed(ct.DaysAgo(days)), ct.Version("2")),
			ct.Aliases(name, "live=2"), ct.Invocations.Exists(), ct.Mappings(), ct.Policy(name + ":1"),
		}
	}
	undated := func(f *inventory.Function) { f.Config.LastModified = time.Time{} }
	live := func(version string) []string { return []string{"live=" + version} }
	ct.Run(t, "lambda-snapstart-stale-versions", []ct.Case{
		{
			Name: "five versions, one of them live", Given: []ct.Part{cached("orders", 5, live("5"))}, Want: checks.OutcomeFinding,
			Because: "orders keeps SnapStart caches of 3 versions that nothing is seen to reach, 3 GB in all", // 4 is left to roll back to
			Then: ct.All(ct.Saves(3*gb, 3*gb), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Shows("versions", "1, 2, 3"), ct.Basis("3 GB cached × 3600 s × 730 h"),
				ct.Meters("snapstart-cache arn:aws:lambda:us-east-1:123456789012:function:orders:1", "snapstart-cache arn:aws:lambda:us-east-1:123456789012:function:orders:2",
					"snapstart-cache arn:aws:lambda:us-east-1:123456789012:function:orders:3"),
				ct.Fixes("delete-function --function-name orders --qualifier 1"), ct.Fixes("Delete these versions")),
		},
		{Name: ".NET", Given: []ct.Part{cached("dotnet", 3, live("3"), ct.Runtime("dotnet8"), ct.Memory(512))}, Want: checks.OutcomeFinding, Then: ct.All(ct.Saves(gb/2, gb/2), ct.Severe(checks.Low))},
		{Name: "all but the live one left to roll back to", Given: []ct.Part{cached("two", 2, live("2"))}, Want: checks.OutcomeClean, Because: "left to roll back to"},
		{Name: "replaced two weeks ago", Given: pair("settled", 14), Want: checks.OutcomeFinding, Then: ct.All(ct.Shows("versions", "1"), ct.Saves(gb, gb))},
		{Name: "replaced almost two weeks ago", Given: pair("settling", 13.9), Want: checks.OutcomeClean, Because: "left to roll back to"},
		{
			Name: "replaced at an unknown time", Want: checks.OutcomeClean,
			Given: []ct.Part{
				ct.Function("undated", ct.Runtime("python3.13"), ct.Memory(1024), ct.SnapStart, ct.Version("1"), undated, ct.Version("2")),
				ct.Aliases("undated", "live=2"), ct.Invocations.Exists(), ct.Mappings(), ct.Policy("undated:1"),
			},
		},
		{Name: "nothing is reached, and nothing new", Given: append(pair("both", 14)[:1], ct.Aliases("both"), ct.Invocations.Exists(), ct.Mappings(), ct.Policy("both:1"), ct.Policy("both:2")), Want: checks.OutcomeFinding, Then: ct.Shows("versions", "1, 2")},
		{Name: "rolled back", Given: []ct.Part{cached("back", 4, live("2"))}, Want: checks.OutcomeFinding, Then: ct.Shows("versions", "1, 3")},
		{Name: "an alias sends a version some traffic", Given: []ct.Part{cached("canary", 3, nil), ct.Has(inventory.AliasesKey("canary"), []inventory.Alias{{Name: "live", Version: "3", Routing: map[string]float64{"1": 0.1}}})}, Want: checks.OutcomeClean},
		{Name: "called by number", Given: []ct.Part{cached("pinned", 4, live("4")), ct.Invocations.Exists("pinned:1", "pinned:2")}, Want: checks.OutcomeClean},
		{Name: "a policy names it", Given: []ct.Part{cached("granted", 3, live("3")), ct.Policy("granted:1", "sns.amazonaws.com")}, Want: checks.OutcomeClean},
		{Name: "a mapping names it", Given: []ct.Part{cached("fed", 3, live("3")), ct.Mappings(ct.Mapping("fed:1"))}, Want: checks.OutcomeClean},
		{Name: "nothing is reached", Given: []ct.Part{cached("lost", 3, nil)}, Want: checks.OutcomeFinding, Then: ct.Shows("versions", "1, 2")},
		{Name: "less than a dollar in all", Given: []ct.Part{ct.Function("small", ct.Runtime("python3.13"), ct.Memory(128), ct.SnapStart, ct.Version("1"), ct.Version("2"))}, Want: checks.OutcomeClean, Because: "all its SnapStart caches cost $0.99 a month"},
		{Name: "less than a dollar that nothing reaches", Given: []ct.Part{cached("little", 3, live("3"), ct.Memory(128))}, Want: checks.OutcomeClean, Because: "that nothing reaches cost $0.49 a month"},
		{Name: "a day old", Given: []ct.Part{cached("old", 3, live("3"), ct.Deployed(ct.DaysAgo(1)))}, Want: checks.OutcomeFinding},
		{Name: "younger than a day", Given: []ct.Part{ct.Function("young", ct.Runtime("python3.13"), ct.SnapStart, ct.Deployed(ct.DaysAgo(0.9)), ct.Version("1"), ct.Version("2"))}, Want: checks.OutcomeNotApplicable},
		{Name: "Java", Given: []ct.Part{ct.Function("java", ct.Runtime("java21"), ct.SnapStart, ct.Version("1"), ct.Version("2"))}, Want: checks.OutcomeNotApplicable, Because: "no version has a SnapStart cache that is charged"},
		{Name: "without SnapStart", Given: []ct.Part{ct.Function("plain", ct.Runtime("python3.13"), ct.Version("1"), ct.Version("2"))}, Want: checks.OutcomeNotApplicable},
		{Name: "a runtime's ARN", Given: []ct.Part{ct.Function("arn", ct.Runtime("arn:aws:lambda:us-east-1:1:runtime:x"), ct.SnapStart, ct.Version("1"))}, Want: checks.OutcomeUnknown, Because: "a runtime that is not known"},
		{
			Name: "no price", Region: "eu-west-1", Given: []ct.Part{cached("unpriced", 3, live("3"))}, Want: checks.OutcomeFinding, Because: "1 version that nothing is seen to reach, 1 GB in all",
			Then: ct.All(ct.Unpriced("the price of SnapStart caches is not known in eu-west-1"), ct.Severe(checks.Low)),
		},
		{Name: "sixty versions", Given: []ct.Part{cached("many", 60, live("60"))}, Want: checks.OutcomeFinding, Because: "50 versions", Then: ct.All(ct.Saves(50*gb, 50*gb), ct.Severe(checks.High), ct.Shows("not looked at", "10 newer versions"))},
		{Name: "aliases denied", Given: []ct.Part{cached("secret", 3, live("3")), ct.Lacks(inventory.AliasesKey("secret"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "a policy denied", Given: []ct.Part{cached("closed", 4, live("4")), ct.Lacks(inventory.PolicyKey("closed", "1"))}, Want: checks.OutcomeUnknown, Because: "denied"},
	})
}
