package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestInitInHandler(t *testing.T) {
	runs := func(name string, cold, warm float64, changes ...ct.Fn) []ct.Part {
		return []ct.Part{ct.Function(name, changes...), ct.Reports(name, inventory.Reports{Days: 3, Runs: 1000, Cold: 40, ColdMedianMS: cold, WarmMedianMS: warm})}
	}
	counts := func(name string, all, cold int) []ct.Part {
		return []ct.Part{ct.Function(name), ct.Reports(name, inventory.Reports{Days: 3, Runs: all, Cold: cold, ColdMedianMS: 800, WarmMedianMS: 20})}
	}
	ct.Run(t, "lambda-init-in-handler", []ct.Case{
		{
			Name: "forty times as long", Given: runs("orders", 800, 20), Want: checks.OutcomeFinding,
			Because: "The handler of orders takes 800 ms in the first run of an environment and 20 ms in later ones, init left out: probably clients",
			Then: ct.All(ct.Severe(checks.Low), ct.Known(checks.Inferred), ct.Unsaved, ct.Fixes("outside the handler"),
				ct.Shows("first runs", "800 ms, median of 40 in 3 days (report lines in CloudWatch Logs)"), ct.Shows("later runs", "20 ms, median of 960")),
		},
		{Name: "Java", Given: runs("java", 800, 20, ct.Runtime("java21")), Want: checks.OutcomeFinding, Because: "or code that is compiled when it first runs"},
		{Name: "a second longer", Given: runs("slow", 1020, 20), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Medium)},
		{Name: "a hair less", Given: runs("less", 1019, 20), Want: checks.OutcomeFinding, Then: ct.Severe(checks.Low)},
		{Name: "exactly five times", Given: runs("five", 500, 100), Want: checks.OutcomeFinding},
		{Name: "less than five times", Given: runs("four", 499, 100), Want: checks.OutcomeClean, Because: "a first run takes 499 ms, a later one 100 ms"},
		{Name: "a tenth of a second longer", Given: runs("tenth", 101, 1), Want: checks.OutcomeFinding},
		{Name: "not noticeably", Given: runs("tiny", 100, 1), Want: checks.OutcomeClean},
		{Name: "ten of each", Given: counts("ten", 20, 10), Want: checks.OutcomeFinding},
		{Name: "nine cold ones", Given: counts("nine", 900, 9), Want: checks.OutcomeUnknown, Because: "fewer than 10 cold or warm runs in 3 days"},
		{Name: "nine warm ones", Given: counts("cold", 900, 891), Want: checks.OutcomeUnknown},
		{Name: "not scanned", Given: []ct.Part{ct.Function("dark"), ct.NoReports("dark")}, Want: checks.OutcomeUnknown, Because: "--scan-logs"},
		{Name: "denied", Given: []ct.Part{ct.Function("secret"), ct.Lacks(inventory.ReportsKey("secret"))}, Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "on Managed Instances", Given: runs("managed", 800, 20, ct.Managed), Want: checks.OutcomeNotApplicable},
	})
}
