package nearest

import "testing"

func TestOf(t *testing.T) {
	known := []string{"window_days", "minimum_days", "used_share", "cpu"}
	for name, want := range map[string]string{
		"windowdays":   " (did you mean window_days?)",
		"window_day":   " (did you mean window_days?)",
		"widnow_days":  " (did you mean window_days?)",
		"minimal_days": " (did you mean minimum_days?)",
		"share_used":   "",
		"memory":       "",
		"":             "",
		"x":            "",
		"cqu":          " (did you mean cpu?)",
	} {
		if got := Of(name, known); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "axc", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 2}} {
		if got := edits(test.a, test.b); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
