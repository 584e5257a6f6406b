package inventory

import "fmt"

// Reason says why a value is not known.
type Reason string

// The reasons. NotRequested is the zero value: nobody asked for the value yet.
const (
	NotRequested Reason = ""
	Denied       Reason = "denied"        // the caller lacks a permission
	RegionOff    Reason = "region-off"    // the region is not enabled for the account, or a policy closes it
	Throttled    Reason = "throttled"     // AWS kept refusing for rate after every retry
	Deadline     Reason = "deadline"      // the run's time was up
	Credentials  Reason = "credentials"   // the credentials expired or were revoked during the run
	Failed       Reason = "failed"        // any other error, an answer that could not be decoded included
	Incomplete   Reason = "incomplete"    // only a part was read: a page, an item or a datapoint is missing
	NotCollected Reason = "not-collected" // the snapshot was taken without it
	NotEnabled   Reason = "not-enabled"   // a source that the account or the user must switch on, and did not: Detail says how
)

// Gap is one thing that could not be read. The zero value says that it was never asked for.
type Gap struct {
	Reason    Reason `json:"reason"`
	Operation string `json:"operation,omitempty"`  // the API operation, such as "lambda:ListFunctions"
	Action    string `json:"permission,omitempty"` // the IAM action that would fix it; empty when no permission would
	Detail    string `json:"detail,omitempty"`     // what AWS answered; hostile text, escape before rendering
	RequestID string `json:"request_id,omitempty"`
}

// String is one short phrase for a person, without the answer's own text.
func (g Gap) String() string {
	switch g.Reason {
	case NotRequested:
		return "not requested"
	case Denied:
		return fmt.Sprintf("%s was denied", g.Operation)
	case RegionOff:
		return "the region is not enabled, or a policy closes it"
	case Throttled:
		return fmt.Sprintf("%s was throttled after every retry", g.Operation)
	case Deadline:
		return fmt.Sprintf("the time was up before %s answered", g.Operation)
	case Credentials:
		return fmt.Sprintf("the credentials were refused by %s", g.Operation)
	case Incomplete:
		return fmt.Sprintf("%s was read only in part", g.Operation)
	case NotCollected:
		return "the snapshot was taken without it"
	case NotEnabled:
		return "not measured"
	default:
		return fmt.Sprintf("%s failed", g.Operation)
	}
}

// Fact is one value that needed its own call and may be missing for one resource. The zero value is unknown.
// It has no way to ask for "false": an unknown cannot be mistaken for a no.
type Fact[T any] struct {
	value T
	known bool
	gap   Gap
}

// Known is a fact that was read.
func Known[T any](value T) Fact[T] { return Fact[T]{value: value, known: true} }

// Missing is a fact that was asked for and could not be read.
func Missing[T any](gap Gap) Fact[T] { return Fact[T]{gap: gap} }

// Get gives the value and whether it is known. The value is the zero value of T when it is not.
func (f Fact[T]) Get() (T, bool) { return f.value, f.known }

// Why says why the fact is not known. For a known fact it is the zero Gap.
func (f Fact[T]) Why() Gap { return f.gap }
