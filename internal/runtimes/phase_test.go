package runtimes

import (
	"testing"
	"time"
)

func TestPhaseAt(t *testing.T) {
	for _, c := range []struct {
		id, day string
		want    Phase
	}{
		{"python3.10", "2026-10-30", Supported},
		{"python3.10", "2026-10-31", Deprecated},
		{"python3.10", "2026-11-23", Deprecated},
		{"python3.10", "2027-01-31", Deprecated},
		{"python3.10", "2027-02-01", CreateBlocked},
		{"python3.10", "2027-03-02", CreateBlocked},
		{"python3.10", "2027-03-03", UpdateBlocked},
		{"go1.x", "2026-11-23", CreateBlocked},
		{"dotnetcore2.1", "2026-11-23", UpdateBlocked},
		// Creation was blocked before the end of support.
		{"nodejs8.10", "2020-02-04", CreateBlocked},
		// Never blocked, never deprecated: dates that are not scheduled do not come.
		{"dotnet7", "2099-01-01", Deprecated},
		{"nodejs26.x", "2099-01-01", Supported},
	} {
		r, ok := Lookup(c.id)
		if got := r.PhaseAt(date(c.day)); !ok || got != c.want {
			t.Errorf("%s on %s is %s, want %s", c.id, c.day, got, c.want)
		}
	}
}

// The day begins at midnight UTC wherever the caller's clock is.
func TestPhaseAtIsUTC(t *testing.T) {
	r, _ := Lookup("python3.10")
	tokyo := time.FixedZone("JST", 9*60*60)
	if got := r.PhaseAt(time.Date(2026, 10, 31, 8, 59, 59, 0, tokyo)); got != Supported {
		t.Errorf("a second before: %s", got)
	}
	if got := r.PhaseAt(time.Date(2026, 10, 31, 9, 0, 0, 0, tokyo)); got != Deprecated {
		t.Errorf("on time: %s", got)
	}
}

func TestPhaseString(t *testing.T) {
	for phase, want := range map[Phase]string{
		Supported: "supported", Deprecated: "deprecated",
		CreateBlocked: "deprecated, creation blocked", UpdateBlocked: "deprecated, updates blocked",
		Phase(9): "unknown phase",
	} {
		if got := phase.String(); got != want {
			t.Errorf("phase %d is %q, want %q", phase, got, want)
		}
	}
}

func TestFamily(t *testing.T) {
	for id, want := range map[string]string{
		"java26": "java", "java17.al2027": "java", "nodejs": "nodejs", "nodejs4.3-edge": "nodejs", "nodejs28.x": "nodejs",
		"python4.0": "python", "dotnet12": "dotnet", "dotnetcore3.1": "dotnet", "ruby5.0": "ruby",
		"provided": "custom", "provided.al2027": "custom", "go1.x": "go",
		"": "", "golang": "", "javascript1": "", "rust1": "", "Java21": "", "arn:aws:lambda:us-east-1::runtime:java21": "",
	} {
		if got := Family(id); got != want {
			t.Errorf("Family(%q) = %q, want %q", id, got, want)
		}
	}
}
