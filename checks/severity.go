package checks

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how much a finding matters. It belongs to the finding, because it depends on the resource.
type Severity int

// The severities, rising. The zero value is Info.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = []string{"info", "low", "medium", "high", "critical"}

// String is the severity's name in lower case.
func (s Severity) String() string { return severityNames[s] }

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name.
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, err := ParseSeverity(string(text))
	*s = parsed
	return err
}

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames, strings.ToLower(name)); i >= 0 {
		return Severity(i), nil
	}
	return Info, fmt.Errorf("unknown severity %q: use %s", name, strings.Join(severityNames, ", "))
}

// severityOfCost grades what a cost finding is worth a month. The bounds are ours: a hundred dollars a month pays for the
// hour it takes to fix, ten does within a year.
func severityOfCost(usdPerMonth float64) Severity {
	switch {
	case usdPerMonth >= 100:
		return High
	case usdPerMonth >= 10:
		return Medium
	default:
		return Low
	}
}
