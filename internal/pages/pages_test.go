package pages

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	const mark = "<!-- begin: written by make x -->\n"
	path := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(path, []byte("a\n"+mark+"old\n"+end+"\nz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, "make x", "new\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "a\n"+mark+"new\n"+end+"\nz\n" {
		t.Errorf("%q, %v", got, err)
	}
	if err := Write(path, "make y", "new\n"); err == nil {
		t.Error("there is no place for it")
	}
	for _, bad := range []string{"", mark, end, "a\n" + end + mark} {
		if _, err := Replaced(bad, "make x", "new\n"); err == nil {
			t.Errorf("%q has no place for it", bad)
		}
	}
}
