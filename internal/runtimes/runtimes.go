// Package runtimes knows the runtime identifiers of AWS Lambda and the dates
// of their retirement, from a table that is built in and dated.
//
// What is not in the table is not known: a runtime that AWS adds after AsOf,
// the ARN of a customer-managed runtime, and the empty runtime of a function
// made from a container image. AWS never blocks invocations: a retired runtime
// keeps running, without patches.
package runtimes

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed runtimes.csv
var csvText string

// Runtime is one runtime identifier. Dates are midnight UTC of the day on
// which the change takes effect; a zero date is not scheduled or not known.
type Runtime struct {
	ID     string // as in FunctionConfiguration.Runtime: "nodejs22.x"
	Name   string // for people: "Node.js 22"
	Family string // nodejs, python, java, dotnet, ruby, go, custom (OS-only: provided*)
	OS     string // the Amazon Linux under it: AL1, AL2, AL2023

	Deprecated  time.Time // end of patches and support
	BlockCreate time.Time // from then on functions cannot be created with it
	BlockUpdate time.Time // from then on functions that use it cannot be updated

	SnapStart        bool // offered for zip packages on this runtime
	ManagedInstances bool // offered on Lambda Managed Instances
	ContainerOnly    bool // a base image; never a value of FunctionConfiguration.Runtime
	Preview          bool // not generally available: no SLA, no dates yet

	// Successor is the id to move to: the same language version on Amazon
	// Linux 2023 where AWS has one (java8 to java8.al2023), else the newest of
	// the language. It is generally available and supported. "" when the
	// runtime is the newest of its family, or a preview.
	Successor string

	// Note is what a reader should know about the row, such as that a date is
	// inferred; "" for nothing.
	Note string
}

// Compiled is true where the code is a self-contained program or brings its
// own runtime (go1.x, provided*): the id then says nothing about the language.
func (r Runtime) Compiled() bool { return r.Family == "go" || r.Family == "custom" }

// Lookup finds a runtime by its id. It is false for an id that is not in the
// table, for ARNs and for "".
func Lookup(id string) (Runtime, bool) {
	r, ok := table().byID[id]
	return r, ok
}

// All lists every runtime, sorted by id. The slice is the caller's own.
func All() []Runtime { return slices.Clone(table().sorted) }

// AsOf is the day on which the table was true, YYYY-MM-DD.
func AsOf() string { return table().asOf }

type runtimeTable struct {
	asOf   string
	byID   map[string]Runtime
	sorted []Runtime
}

var table = sync.OnceValue(func() *runtimeTable { return parse(csvText) })

// columns are the cells of a row, in the order in which parse reads them.
const columns = "id,name,family,os,deprecated,block_create,block_update," +
	"snapstart,managed_instances,container_only,preview,successor,note"

// parse reads the table. It is part of the program and parsed by its tests, so
// a malformed one is a bug and panics.
func parse(text string) *runtimeTable {
	t := &runtimeTable{byID: map[string]Runtime{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if date, ok := strings.CutPrefix(line, "# as-of "); ok {
			t.asOf = date
		}
		if line == "" || line == columns || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, ",")
		if len(c) != 1+strings.Count(columns, ",") {
			panic(fmt.Sprintf("runtimes: %d cells in %q", len(c), line))
		}
		r := Runtime{
			ID: c[0], Name: c[1], Family: c[2], OS: c[3],
			Deprecated: day(c[4]), BlockCreate: day(c[5]), BlockUpdate: day(c[6]),
			SnapStart: yes(c[7]), ManagedInstances: yes(c[8]), ContainerOnly: yes(c[9]), Preview: yes(c[10]),
			Successor: c[11], Note: c[12],
		}
		t.byID[r.ID] = r
		t.sorted = append(t.sorted, r)
	}
	slices.SortFunc(t.sorted, func(a, b Runtime) int { return strings.Compare(a.ID, b.ID) })
	return t
}

func day(cell string) time.Time {
	if cell == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, cell)
	if err != nil {
		panic("runtimes: " + err.Error())
	}
	return d
}

func yes(cell string) bool {
	if cell != "" && cell != "yes" {
		panic("runtimes: want yes or nothing, got " + cell)
	}
	return cell == "yes"
}
