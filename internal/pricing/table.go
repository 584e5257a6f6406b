package pricing

import (
	"fmt"
	"strconv"
	"strings"
)

// table is one embedded file: comment lines that begin with '#', a line of
// column names, then rows. Cells are separated by commas and never quoted.
type table struct {
	name    string
	sources map[string]source
	columns []string
	rows    []row
}

// source is where some rows come from, from a comment line
// "# source KEY DATE TEXT".
type source struct {
	asOf string
	text string
}

// row is one line of a table.
type row struct {
	table *table
	cells []string
}

// readTable parses one embedded file. The files are part of the program and
// parsed by its tests, so a malformed one is a bug and panics.
func readTable(name, text string) *table {
	t := &table{name: name, sources: map[string]source{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "":
		case strings.HasPrefix(line, "#"):
			t.readComment(line)
		case t.columns == nil:
			t.columns = strings.Split(line, ",")
		default:
			cells := strings.Split(line, ",")
			if len(cells) != len(t.columns) {
				t.fail("%d cells instead of %d in %q", len(cells), len(t.columns), line)
			}
			t.rows = append(t.rows, row{t, cells})
		}
	}
	return t
}

func (t *table) readComment(line string) {
	rest, ok := strings.CutPrefix(line, "# source ")
	if !ok {
		return
	}
	fields := strings.SplitN(rest, " ", 3)
	if len(fields) != 3 {
		t.fail("want \"# source KEY DATE TEXT\", got %q", line)
	}
	t.sources[fields[0]] = source{asOf: fields[1], text: fields[2]}
}

func (t *table) fail(format string, args ...any) {
	panic("pricing: " + t.name + ": " + fmt.Sprintf(format, args...))
}

// onlySource is the source of a table that has just one.
func (t *table) onlySource() source {
	if len(t.sources) != 1 {
		t.fail("want one source, have %d", len(t.sources))
	}
	var only source
	for _, s := range t.sources {
		only = s
	}
	return only
}

// text is the cell in the named column.
func (r row) text(column string) string {
	for i, name := range r.table.columns {
		if name == column {
			return r.cells[i]
		}
	}
	r.table.fail("no column %q", column)
	return ""
}

// number is the cell in the named column; an empty cell is 0.
func (r row) number(column string) float64 {
	cell := r.text(column)
	if cell == "" {
		return 0
	}
	return r.table.parse(cell)
}

// price is the number in column usd, with the source that column source names.
func (r row) price(unit string) Price {
	from := r.source()
	return Price{USD: r.table.parse(r.text("usd")), Unit: unit, Source: from.text, AsOf: from.asOf}
}

// source is the one that column source names.
func (r row) source() source {
	key := r.text("source")
	from, ok := r.table.sources[key]
	if !ok {
		r.table.fail("unknown source %q", key)
	}
	return from
}

// parse reads a number that is not negative.
func (t *table) parse(cell string) float64 {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || !(n >= 0) {
		t.fail("not a price or quantity: %q", cell)
	}
	return n
}
