package pricelist

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/computelint/computelint/internal/pricing"
)

// MaxAge is how long a listing on disk stands for the live one. AWS changes prices a few times a year.
const MaxAge = 7 * 24 * time.Hour

// cacheVersion rises when what is kept changes its meaning: older files are then read anew.
const cacheVersion = 1

type cached struct {
	Version int `json:"version"`
	pricing.Listing
}

// Cache keeps listings as files in a folder. Nothing about it is ever an error: what cannot be read, is old or damaged counts as
// not there, and what cannot be written is not kept. The zero Cache keeps nothing.
type Cache struct{ Dir string }

var safeName = regexp.MustCompile(`^[a-z0-9-]+$`)

func (c Cache) file(region string) (string, bool) {
	return filepath.Join(c.Dir, fmt.Sprintf("%s.json", region)), c.Dir != "" && safeName.MatchString(region)
}

// Load gives a region's listing when there is one that is younger than MaxAge.
func (c Cache) Load(region string, now time.Time) (pricing.Listing, bool) {
	name, ok := c.file(region)
	if !ok {
		return pricing.Listing{}, false
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return pricing.Listing{}, false
	}
	var kept cached
	if json.Unmarshal(data, &kept) != nil || kept.Version != cacheVersion || kept.Region != region || len(kept.Quotes) == 0 {
		return pricing.Listing{}, false
	}
	at, err := time.Parse(time.DateOnly, kept.AsOf)
	if err != nil || at.After(now) || now.Sub(at) > MaxAge {
		return pricing.Listing{}, false
	}
	for _, q := range kept.Quotes {
		if q.Meter == "" || !(q.USD > 0) || !(q.Above >= 0) {
			return pricing.Listing{}, false
		}
	}
	return kept.Listing, true
}

// Save keeps a listing. Another run never sees half of it.
func (c Cache) Save(l pricing.Listing) {
	name, ok := c.file(l.Region)
	if !ok || os.MkdirAll(c.Dir, 0o700) != nil {
		return
	}
	data, err := json.Marshal(cached{cacheVersion, l})
	if err != nil {
		return
	}
	file, err := os.CreateTemp(c.Dir, "."+l.Region+"-*")
	if err != nil {
		return
	}
	_, err = file.Write(data)
	if closed := file.Close(); err != nil || closed != nil || os.Rename(file.Name(), name) != nil {
		_ = os.Remove(file.Name())
	}
}
