package checks_test

import (
	"strings"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// Sources of mappings in the account and region of the cases.
const (
	ordersQueue  = "arn:aws:sqs:us-east-1:123456789012:orders"
	clicksStream = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"
	usersTable   = "arn:aws:dynamodb:us-east-1:123456789012:table/users/stream/2026-01-01T00:00:00.000"
	kafkaCluster = "arn:aws:kafka:us-east-1:123456789012:cluster/events/1"
	deadLetters  = "arn:aws:sqs:us-east-1:123456789012:dead"
)

// from is an enabled mapping from a source to a function or one of its qualifiers, with changes.
func from(source, label string, changes ...func(*inventory.EventSourceMapping)) ct.Part {
	m := ct.Mapping(label)
	m.SourceARN = source
	for _, change := range changes {
		change(&m)
	}
	return ct.Mappings(m)
}

// retries bounds how often and how long a stream's records are tried; -1 is without end.
func retries(attempts, seconds int) func(*inventory.EventSourceMapping) {
	return func(m *inventory.EventSourceMapping) { m.MaxRetries, m.MaxRecordAge = &attempts, &seconds }
}

// toDestination keeps what fails.
func toDestination(m *inventory.EventSourceMapping) { m.OnFailure = deadLetters }

// batchOf sets the batch size.
func batchOf(n int) func(*inventory.EventSourceMapping) {
	return func(m *inventory.EventSourceMapping) { m.BatchSize = n }
}

// state sets the state, and why it is so.
func state(name, reason string) func(*inventory.EventSourceMapping) {
	return func(m *inventory.EventSourceMapping) { m.State, m.StateReason = name, reason }
}

// silentOn asserts that neither the message nor the fix says something.
func silentOn(text string) func(ct.TB, checks.Finding) {
	return func(t ct.TB, f checks.Finding) {
		if strings.Contains(f.Message+f.Fix.Summary, text) {
			t.Errorf("%q, %q: want nothing of %q", f.Message, f.Fix.Summary, text)
		}
	}
}

// erring is a function that ran a thousand times a day, with its errors of each day.
func erring(name string, errors ct.Shape, changes ...ct.Fn) ct.Part {
	return ct.Parts(ct.Function(name, changes...), ct.Invocations.Of(name, ct.Flat(1000)), ct.Errors.Of(name, errors))
}
