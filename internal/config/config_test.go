package config

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFind(t *testing.T) {
	const sound = "version: 1\ndisable: [lambda-unused]\n"
	for name, test := range map[string]struct {
		prepare func() error
		path    string // of the configuration
		says    string // in the error
		wrong   bool   // the error is about what stands in the file
	}{
		"none":         {func() error { return nil }, "", "", false},
		"one":          {func() error { return os.WriteFile(Name, []byte(sound), 0o600) }, Name, "", false},
		"a wrong one":  {func() error { return os.WriteFile(Name, []byte("version: 7\n"), 0o600) }, "", Name + ":1:10: ", true},
		"a wrong name": {func() error { return os.WriteFile(misnamed, []byte(sound), 0o600) }, "", "rename it to " + Name, true},
		"a folder":     {func() error { return os.Mkdir(Name, 0o700) }, "", "is not a regular file", false},
		"a dead link":  {func() error { return os.Symlink("nothing", Name) }, "", "leads nowhere", false},
		"a link": {func() error {
			return errors.Join(os.WriteFile("shared.yaml", []byte(sound), 0o600), os.Symlink("shared.yaml", Name))
		}, Name, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := test.prepare(); err != nil {
				t.Fatal(err)
			}
			c, err := Find()
			if _, wrong := errors.AsType[Errors](err); (err != nil) != (test.says != "") || wrong != test.wrong {
				t.Fatalf("error %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("it says %q, want %q", err, test.says)
			}
			if c.Path != test.path || (test.path != "" && !cmp.Equal(c.Off, []string{"lambda-unused"})) {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	if _, err := Load("nowhere.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, err := Load("."); err == nil {
		t.Error("a folder was read")
	}
}
