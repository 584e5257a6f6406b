package report

import "testing"

func TestBound(t *testing.T) {
	for v, want := range map[float64]string{
		0.600007: "0.6", 0.01: "0.01", 29.97: "29.97", 720: "720", 1000: "1000", 1552.5: "1552", 1e6: "1,000,000", 1.17976: "1.18",
	} {
		if got := bound(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}
