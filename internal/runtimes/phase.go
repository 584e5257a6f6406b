package runtimes

import "time"

// Phase is how far a runtime's retirement has come. Phases are ordered: a
// later one is worse. The zero value is Supported.
type Phase int

// The phases, each of which includes the ones before it.
const (
	Supported     Phase = iota // patched and supported, or a preview
	Deprecated                 // no more patches; functions can still be created and updated
	CreateBlocked              // functions can no longer be created, only updated
	UpdateBlocked              // functions can no longer be updated; they still run
)

// String names the phase in words that fit after "is".
func (p Phase) String() string {
	switch p {
	case Supported:
		return "supported"
	case Deprecated:
		return "deprecated"
	case CreateBlocked:
		return "deprecated, creation blocked"
	case UpdateBlocked:
		return "deprecated, updates blocked"
	}
	return "unknown phase"
}

// PhaseAt is the phase at a moment: the worst one whose date has come. The day
// of a date counts from its midnight UTC. A date that is not scheduled never
// comes.
func (r Runtime) PhaseAt(t time.Time) Phase {
	switch {
	case reached(r.BlockUpdate, t):
		return UpdateBlocked
	case reached(r.BlockCreate, t):
		return CreateBlocked
	case reached(r.Deprecated, t):
		return Deprecated
	}
	return Supported
}

func reached(date, t time.Time) bool { return !date.IsZero() && !t.Before(date) }
