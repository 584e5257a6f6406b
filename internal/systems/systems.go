// Package systems knows the operating systems that the names of machine images tell, and when their updates end, from a table
// that is built in and dated. What is not in the table is not known: an image that somebody named himself is in none.
package systems

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

//go:embed systems.csv
var csvText string

// System is one release of an operating system.
type System struct {
	Name string    // "Amazon Linux 2"
	Ends time.Time // midnight UTC of the last day with free or included security updates; zero: no date is set
}

// Ended tells whether the updates have ended at a time.
func (s System) Ended(t time.Time) bool {
	return !s.Ends.IsZero() && !t.Before(s.Ends.AddDate(0, 0, 1))
}

// OfImage finds the system by the name of a machine image; false for a name that follows no publisher's rule.
func OfImage(name string) (System, bool) {
	lower := strings.ToLower(name)
	for _, r := range table().rows {
		if r.pattern.MatchString(lower) {
			return r.system, true
		}
	}
	return System{}, false
}

// AsOf is the day on which the table was true, YYYY-MM-DD.
func AsOf() string { return table().asOf }

type row struct {
	system  System
	pattern *regexp.Regexp
}

type systemTable struct {
	asOf string
	rows []row
}

var table = sync.OnceValue(func() systemTable { return parse(csvText) })

// parse reads the table. It is part of the program and parsed by its tests, so a malformed one is a bug and panics.
func parse(text string) systemTable {
	var t systemTable
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if date, ok := strings.CutPrefix(line, "# as-of "); ok {
			t.asOf = date
		}
		if line == "" || line == "name,pattern,ends" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, ",")
		if len(c) != 3 {
			panic(fmt.Sprintf("systems: %d cells in %q", len(c), line))
		}
		r := row{System{Name: c[0]}, regexp.MustCompile(c[1])}
		if c[2] != "" {
			day, err := time.Parse(time.DateOnly, c[2])
			if err != nil {
				panic("systems: " + err.Error())
			}
			r.system.Ends = day
		}
		t.rows = append(t.rows, r)
	}
	return t
}

// releases are what changes in the names of a series from one image to the next, and what to put there for a pattern that
// EC2 understands, the more specific first.
var releases = []struct {
	part *regexp.Regexp
	star string
}{
	{regexp.MustCompile(`-v\d+\.\d+\.\d+-[0-9a-f]+$`), "-v*"},                                       // Bottlerocket: a version and a commit
	{regexp.MustCompile(`2023\.\d+\.\d{8}(\.\d+)?`), "2023.*"},                                      // Amazon Linux 2023: quarters count up
	{regexp.MustCompile(`\d{4}\.\d\d\.\d\d$`), "*"},                                                 // Windows: a date with dots
	{regexp.MustCompile(`^(RHEL-\d+)\.[\d.]+_HVM-\d{8}-(x86_64|arm64)-.*$`), "${1}.*_HVM-*-${2}-*"}, // Red Hat: minor releases
	{regexp.MustCompile(`\d{8}([.-]\d+)*`), "*"},                                                    // all others: a date
}

// Series is the pattern of the names of a publisher's series that an image belongs to: "ubuntu/…-amd64-server-*" for one of
// a certain day. It is "" for a name without a release.
func Series(name string) string {
	for _, r := range releases {
		if at := r.part.FindStringIndex(name); at != nil {
			return name[:at[0]] + r.part.ReplaceAllString(name[at[0]:at[1]], r.star) + name[at[1]:]
		}
	}
	return ""
}
