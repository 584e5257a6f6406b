package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

const hourMS = 3.6e6

// growing is a lag of some hours today that was less by so much each day before.
func growing(today, perDay float64) ct.Shape {
	return func(at time.Time) float64 {
		return max(0, today-perDay*float64(int(ct.Now.Sub(at)/(24*time.Hour)))) * hourMS
	}
}

func TestStreamLagging(t *testing.T) {
	keeps := func(arn string, hours int) ct.Part {
		return ct.Has(inventory.StreamKey(arn), inventory.Stream{ARN: arn, RetentionHours: hours, Shards: 2})
	}
	reader := func(name string, ages ct.Shape, parts ...ct.Part) []ct.Part {
		return append([]ct.Part{ct.Function(name), ct.IteratorAge.Of(name, ages), ct.Errors.Of(name, ct.OnDays(2, 1))}, parts...)
	}
	other := "arn:aws:kinesis:us-east-1:123456789012:stream/archive"
	ct.Run(t, "lambda-stream-lagging", []ct.Case{
		{
			Name: "falling behind", Given: reader("slow", growing(10, 0.5), from(clicksStream, "slow"), keeps(clicksStream, 24)),
			Want: checks.OutcomeFinding, Because: "slow is 10.0 hours behind on Kinesis clicks, which keeps records for 24 hours, and falls further behind: from 2026-12-21 on records are lost.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Known(checks.Measured), ct.Shows("errors", "2"), ct.Fixes("--parallelization-factor 2"), ct.Fixes("ParallelizationFactor = 2")),
		},
		{Name: "through a consumer", Given: reader("fan", growing(10, 0.5), from(clicksStream+"/consumer/fan:1", "fan"), keeps(clicksStream, 24)), Want: checks.OutcomeFinding, Because: "Kinesis clicks"},
		{Name: "a table, about to lose records", Given: reader("table", growing(20, 1), from(usersTable, "table")), Want: checks.OutcomeFinding, Because: "records are lost unread", Then: ct.Severe(checks.High)},
		{Name: "steady at the retention", Given: reader("full", ct.Flat(24*hourMS), from(usersTable, "full")), Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{Name: "steady just under losing", Given: reader("steady", ct.Flat(19*hourMS), from(usersTable, "steady")), Want: checks.OutcomeClean, Because: "does not grow"},
		{Name: "growing too slowly to matter", Given: reader("creeping", growing(9, 0.1), from(usersTable, "creeping")), Want: checks.OutcomeClean, Because: "up to the retention"}, // 150 days
		{Name: "growing just fast enough", Given: reader("crawling", growing(9, 0.2), from(usersTable, "crawling")), Want: checks.OutcomeFinding},                                   // 75 days
		{Name: "exactly a quarter, today and yesterday", Given: reader("edge", ct.OnDays(6*hourMS, 0, 1, 2, 3, 4, 5).Else(ct.Flat(hourMS)), from(usersTable, "edge")), Want: checks.OutcomeFinding},
		{Name: "just under a quarter", Given: reader("under", ct.OnDays(5.9*hourMS, 0, 1, 2, 3, 4, 5).Else(ct.Flat(hourMS)), from(usersTable, "under")), Want: checks.OutcomeClean, Because: "records older than 6.0 hours on 0 days"},
		{Name: "steady exactly where records are lost", Given: reader("brim", ct.Flat(18*hourMS), from(usersTable, "brim")), Limits: checks.Overrides{"lambda-stream-lagging.loss_share": 0.75}, Want: checks.OutcomeFinding, Then: ct.Severe(checks.High)},
		{Name: "two days", Given: reader("twice", ct.OnDays(20*hourMS, 0, 1).Else(ct.Flat(1000)), from(usersTable, "twice")), Want: checks.OutcomeFinding},
		{Name: "one day", Given: reader("odd", ct.OnDays(9*hourMS, 0).Else(ct.Flat(1000)), from(usersTable, "odd")), Want: checks.OutcomeClean, Because: "on 1 day"},
		{Name: "caught up", Given: reader("recovered", ct.OnDays(20*hourMS, 2, 3, 4).Else(ct.Flat(1000)), from(usersTable, "recovered")), Want: checks.OutcomeClean, Because: "caught up"},
		{Name: "a stream that keeps a week", Given: reader("week", growing(10, 0.5), from(clicksStream, "week"), keeps(clicksStream, 168)), Want: checks.OutcomeClean, Because: "older than 42.0 hours", Alone: true},
		{Name: "two streams, one keeps a week", Given: reader("two", growing(10, 0.5), from(usersTable, "two"), from(other, "two"), keeps(other, 168)), Want: checks.OutcomeUnknown, Because: "which of them lags"},
		{Name: "nothing read", Given: reader("idle", ct.Nothing, from(usersTable, "idle")), Want: checks.OutcomeUnknown, Because: "observed for less than 3 days"},
		{Name: "young", Given: []ct.Part{ct.Function("new", ct.Deployed(ct.DaysAgo(5))), ct.IteratorAge.Of("new", growing(20, 2).Last(5)), from(usersTable, "new")}, Want: checks.OutcomeUnknown, Because: "younger"},
		{Name: "retention denied", Given: reader("closed", growing(10, 0.5), from(other+"2", "closed"), ct.Lacks(inventory.StreamKey(other+"2"))), Want: checks.OutcomeUnknown},
		{Name: "switched off", Given: reader("off", growing(10, 0.5), from(clicksStream, "off", state("Disabled", ""))), Want: checks.OutcomeNotApplicable},
		{Name: "a queue", Given: reader("queue", ct.Nothing, from(ordersQueue, "queue")), Want: checks.OutcomeNotApplicable},
	})
}
