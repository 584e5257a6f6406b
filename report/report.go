// Package report renders a Result: for people as terminal text and Markdown, for machines as JSON and SARIF. A format is
// one function of the result and the options; it reads no clock, no environment and no files.
//
// Names, tags, messages and what AWS answered were written by whoever has access to the audited account. Every format
// passes them through clean.go, or escapes them as its own syntax demands.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/computelint/computelint/checks"
)

// Format is one way to write a result.
type Format struct {
	Name      string // what users ask for
	Extension string // of a file that holds it, with the dot
	About     string // one line, no full stop
	Write     func(io.Writer, *checks.Result, Options) error
}

// Formats lists every format, sorted by name.
var Formats = []Format{
	{Name: "json", Extension: ".json", About: "everything that is known, for programs", Write: JSON},
	{Name: "markdown", Extension: ".md", About: "for a pull request or a job summary", Write: Markdown},
	{Name: "sarif", Extension: ".sarif", About: "SARIF 2.1.0, for code scanning", Write: SARIF},
	{Name: "terminal", Extension: ".txt", About: "for people", Write: Terminal},
}

// Named finds a format by its name.
func Named(name string) (Format, error) {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		if f.Name == name {
			return f, nil
		}
		names[i] = f.Name
	}
	return Format{}, fmt.Errorf("unknown format %q: use %s", name, strings.Join(names, ", "))
}

// Options are what a format takes beside the result. The zero value will do.
type Options struct {
	Width    int                       // columns of the terminal; 0 means 80
	Color    bool                      // whether the terminal shows colours
	MaxBytes int                       // how large a Markdown text may get; 0 means a megabyte
	Help     func(checkID string) Help // describes a check; nil when there is nothing to say
}

// Help is what a report says of a check beside its findings. Empty fields are left out, or replaced by the check's id.
type Help struct {
	Title    string          // what is wrong, in one line without a full stop
	Summary  string          // one sentence
	Category checks.Category // what the check is about
	Markdown string          // the check's page
}

// help describes a check, with the id standing in for what is not known.
func (o Options) help(checkID string) Help {
	var h Help
	if o.Help != nil {
		h = o.Help(checkID)
	}
	if h.Title == "" {
		h.Title = checkID
	}
	if h.Summary == "" {
		h.Summary = h.Title + "."
	}
	return h
}
