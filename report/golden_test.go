package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/checks"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// render writes a result in a format.
func render(t testing.TB, format string, r *checks.Result, o Options) string {
	t.Helper()
	f, err := Named(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, r, o); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.String()
}

func TestGoldens(t *testing.T) {
	for name, c := range map[string]struct {
		format string
		result *checks.Result
		o      Options
	}{
		"terminal":       {"terminal", sample(), Options{}},
		"terminal-40":    {"terminal", sample(), Options{Width: 40}},
		"terminal-color": {"terminal", sample(), Options{Width: 200, Color: true}},
		"terminal-empty": {"terminal", emptyAccount(), Options{}},
		"markdown":       {"markdown", sample(), Options{}},
		"markdown-empty": {"markdown", emptyAccount(), Options{}},
		"json":           {"json", sample(), Options{}},
		"sarif":          {"sarif", sample(), Options{Help: samplePages}},
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, c.format, c.result, c.o)
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", path, diff)
			}
			if lines := bytes.Count(want, []byte("\n")); lines > 200 {
				t.Errorf("%s has %d lines, more than anybody reads", path, lines)
			}
		})
	}
}

func TestSameResultSameBytes(t *testing.T) {
	for _, f := range Formats {
		first := render(t, f.Name, sample(), Options{Help: samplePages})
		for range 5 {
			if render(t, f.Name, sample(), Options{Help: samplePages}) != first {
				t.Fatalf("%s differs from one time to the next", f.Name)
			}
		}
	}
}

func TestFormatsAreNamedAndSorted(t *testing.T) {
	for i, f := range Formats {
		if got, err := Named(f.Name); err != nil || got.Extension == "" || got.About == "" {
			t.Errorf("%s: %+v, %v", f.Name, got, err)
		}
		if i > 0 && Formats[i-1].Name >= f.Name {
			t.Errorf("%s stands after %s", f.Name, Formats[i-1].Name)
		}
	}
	if _, err := Named("pdf"); err == nil {
		t.Error("pdf was found")
	}
}
