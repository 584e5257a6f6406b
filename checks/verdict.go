package checks

import "github.com/computelint/computelint/internal/inventory"

// Outcome is the kind of a verdict.
type Outcome string

// The four outcomes. There is no fifth and no zero value: a subject that was skipped cannot look like a pass.
const (
	OutcomeFinding       Outcome = "finding"
	OutcomeClean         Outcome = "clean"
	OutcomeUnknown       Outcome = "unknown"
	OutcomeNotApplicable Outcome = "not_applicable"
)

// Verdict is a check's answer for one subject.
type Verdict struct {
	Outcome Outcome
	Finding *Finding      // for OutcomeFinding
	Reason  string        // for the others: one phrase
	Gap     inventory.Gap // for OutcomeUnknown: what could not be read; the zero Gap when the reason says it all
}

// Found is the verdict that something is wrong.
func Found(f Finding) Verdict { return Verdict{Outcome: OutcomeFinding, Finding: &f} }

// Clean is the verdict that everything needed was read and nothing is wrong.
func Clean(reason string) Verdict { return Verdict{Outcome: OutcomeClean, Reason: reason} }

// NotApplicable is the verdict that the check does not concern the subject.
func NotApplicable(reason string) Verdict {
	return Verdict{Outcome: OutcomeNotApplicable, Reason: reason}
}

// Unknown is the verdict that what was read cannot decide, though nothing failed: too young, never measured, ambiguous.
func Unknown(reason string) Verdict { return Verdict{Outcome: OutcomeUnknown, Reason: reason} }

// Unread is the verdict that something could not be read. A source that the account or the user did not switch on is no
// hole in the audit: then the reason says what is not measured, and nothing is missing.
func Unread(gap inventory.Gap) Verdict {
	if gap.Reason == inventory.NotEnabled {
		return Unknown("not measured: " + gap.Detail)
	}
	return Verdict{Outcome: OutcomeUnknown, Reason: gap.String(), Gap: gap}
}
