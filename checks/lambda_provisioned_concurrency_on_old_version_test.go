package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// oldPC is a function of 1 GB with versions 7 and 8, the newest published some days ago, and a configuration.
func oldPC(name string, config inventory.Provisioned, published float64, more ...ct.Part) []ct.Part {
	at := ct.DaysAgo(published)
	return append([]ct.Part{
		ct.Function(name, ct.Memory(1024), ct.Version("7"), ct.Version("8", ct.Deployed(at))),
		ct.Aliases(name, "live=8"), ct.Provisioned(name, config),
		ct.Invocations.Exists(name + ":live"), ct.Policy(name + ":" + config.Qualifier), ct.Mappings(),
	}, more...)
}

func TestProvisionedConcurrencyOnOldVersion(t *testing.T) {
	seven := ct.Ready("7", 5, 60)
	undated := seven
	undated.LastModified = time.Time{}
	ct.Run(t, "lambda-provisioned-concurrency-on-old-version", []ct.Case{
		{
			Name: "the alias moved on", Given: oldPC("left", seven, 20),
			Want: checks.OutcomeFinding, Because: "left:7 holds 5 environments of provisioned concurrency, but no alias points to version 7",
			Then: ct.All(ct.Saves(5*heldX86, 5*heldX86), ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("aliases", "live to 8"),
				ct.Fixes("aws lambda delete-provisioned-concurrency-config --function-name left --qualifier 7 --region us-east-1")),
		},
		{Name: "no alias at all", Given: oldPC("bare", seven, 20, ct.Aliases("bare")), Want: checks.OutcomeFinding, Then: ct.Shows("aliases", "none")},
		{Name: "on the alias", Given: oldPC("right", ct.Ready("live", 5, 60), 20), Want: checks.OutcomeNotApplicable, Because: "on an alias"},
		{Name: "on the version of the alias", Given: oldPC("same", ct.Ready("8", 5, 60), 20), Want: checks.OutcomeClean, Because: "the alias live leads to it"},
		{
			Name: "a part of the traffic goes to it", Given: oldPC("canary", seven, 20,
				ct.Has(inventory.AliasesKey("canary"), []inventory.Alias{{Name: "live", Version: "8", Routing: map[string]float64{"7": 0.1}}})),
			Want: checks.OutcomeClean, Because: "the alias live leads to it",
		},
		{Name: "called by its number", Given: oldPC("pinned", seven, 20, ct.Invocations.Exists("pinned:7")), Want: checks.OutcomeClean, Because: "it was called in the last two weeks"},
		{Name: "the other version is called by its number", Given: oldPC("other", seven, 20, ct.Invocations.Exists("other:8")), Want: checks.OutcomeFinding},
		{Name: "a trigger names it", Given: oldPC("trigger", seven, 20, ct.Policy("trigger:7", "apigateway.amazonaws.com")), Want: checks.OutcomeClean, Because: "API Gateway calls it"},
		{Name: "a queue names it", Given: oldPC("queue", seven, 20, ct.Mappings(ct.Mapping("queue:7"))), Want: checks.OutcomeClean, Because: "SQS calls it"},
		{Name: "published two days ago", Given: oldPC("rollout", seven, 2), Want: checks.OutcomeUnknown, Because: "a rollout may be under way"},
		{Name: "published three days ago", Given: oldPC("settled", seven, 3), Want: checks.OutcomeFinding},
		{Name: "warmed two days ago", Given: oldPC("warming", ct.Ready("7", 5, 2), 20), Want: checks.OutcomeUnknown, Because: "a rollout may be under way"},
		{Name: "no date", Given: oldPC("undated", undated, 20), Want: checks.OutcomeUnknown, Because: "no date"},
		{Name: "the policy was denied", Given: oldPC("secret", seven, 20, ct.Lacks(inventory.PolicyKey("secret", "7"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{
			Name: "a region without prices", Region: "us-gov-west-1", Given: oldPC("gov", seven, 20),
			Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Medium)),
		},
	})
}
