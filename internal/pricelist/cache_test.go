package pricelist

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/pricing"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func listing() pricing.Listing {
	return pricing.Listing{Region: "eu-west-1", AsOf: "2026-11-20", Quotes: []pricing.Quote{{Meter: "ec2/m7g.large", USD: 0.0911}, {Meter: "lambda/duration/arm64", Above: 7.5e9, USD: 0.000012}}}
}

func TestCacheKeeps(t *testing.T) {
	c := Cache{filepath.Join(t.TempDir(), "deep", "prices")}
	if _, ok := c.Load("eu-west-1", now); ok {
		t.Error("an empty cache has something")
	}
	c.Save(listing())
	got, ok := c.Load("eu-west-1", now)
	if diff := cmp.Diff(listing(), got); !ok || diff != "" {
		t.Error(diff)
	}
	if files, _ := os.ReadDir(c.Dir); len(files) != 1 {
		t.Errorf("%v: something is left over", files)
	}
	for name, at := range map[string]time.Time{"a week on": now.AddDate(0, 0, 7), "before it was read": now.AddDate(0, 0, -5)} {
		if _, ok := c.Load("eu-west-1", at); ok {
			t.Errorf("it still stands %s", name)
		}
	}
	if _, ok := c.Load("eu-west-2", now); ok {
		t.Error("another region has it")
	}
}

// Whatever is wrong with a file, it counts as not there.
func TestCacheIgnoresWhatIsDamaged(t *testing.T) {
	c := Cache{t.TempDir()}
	c.Save(listing())
	file := filepath.Join(c.Dir, "eu-west-1.json")
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":            "",
		"half":             string(sound[:len(sound)/2]),
		"not JSON":         "prices",
		"another version":  strings.Replace(string(sound), `"version":1`, `"version":2`, 1),
		"another region's": strings.Replace(string(sound), "eu-west-1", "eu-west-2", 1),
		"no date":          strings.Replace(string(sound), "2026-11-20", "lately", 1),
		"no prices":        `{"version":1,"region":"eu-west-1","as_of":"2026-11-20","prices":[]}`,
		"a price of 0":     strings.Replace(string(sound), "0.0911", "0", 1),
		"less than that":   strings.Replace(string(sound), "0.0911", "-1", 1),
		"no meter":         strings.Replace(string(sound), "ec2/m7g.large", "", 1),
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := c.Load("eu-west-1", now); ok {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A cache that cannot be written is none, and no region's name leads out of its folder.
func TestCacheThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []Cache{{}, {file}, {filepath.Join(file, "below")}} {
		c.Save(listing())
		if _, ok := c.Load("eu-west-1", now); ok {
			t.Errorf("%+v keeps something", c)
		}
	}
	l := listing()
	l.Region = "../escaped"
	Cache{filepath.Join(dir, "prices")}.Save(l)
	if _, err := os.Stat(filepath.Join(dir, "escaped.json")); err == nil {
		t.Error("it was written outside its folder")
	}
}
