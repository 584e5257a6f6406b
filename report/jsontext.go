package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// writeJSON writes a value as JSON with the outer levels indented and everything deeper on one line: a finding is a
// handful of lines, and a file of thousands stays readable, comparable by line and small.
//
// The items of the list under the key flat have one line each, however deep the others go; it may be empty.
func writeJSON(w io.Writer, value any, levels int, flat string) error {
	var compact bytes.Buffer
	e := json.NewEncoder(&compact)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	out := layout{levels: levels, flat: `"` + flat + `":[`}
	out.Grow(compact.Len() * 5 / 4)
	out.value(bytes.TrimSpace(compact.Bytes()))
	out.WriteByte('\n')
	_, err := w.Write(out.Bytes())
	return err
}

// layout lays out JSON that is valid and compact.
type layout struct {
	bytes.Buffer
	levels int    // how many levels have a line for each item
	flat   string // the start of a list whose items are not taken apart
	depth  int
}

func (l *layout) value(compact []byte) {
	levels, flatDepth := l.levels, -1
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		switch c {
		case '"':
			i += l.quoted(compact[i:]) - 1
		case '{', '[':
			l.WriteByte(c)
			if compact[i+1] == c+2 { // its closing bracket, two further on in ASCII
				i++
				l.WriteByte(compact[i])
				continue
			}
			l.depth++
			if c == '[' && bytes.HasSuffix(compact[:i+1], []byte(l.flat)) {
				l.levels, flatDepth = l.depth, l.depth
			}
			l.newline(false)
		case '}', ']':
			l.depth--
			if l.depth < l.levels {
				l.newline(true)
			}
			l.WriteByte(c)
			if l.depth < flatDepth {
				l.levels, flatDepth = levels, -1
			}
		case ',':
			l.WriteByte(c)
			if !l.newline(false) {
				l.WriteByte(' ')
			}
		case ':':
			l.WriteString(": ")
		default:
			l.WriteByte(c)
		}
	}
}

// newline starts a line when the level has a line for each item, or when it was made sure of.
func (l *layout) newline(sure bool) bool {
	if !sure && l.depth > l.levels {
		return false
	}
	l.WriteByte('\n')
	for range l.depth {
		l.WriteString("  ")
	}
	return true
}

// quoted writes the string that the text begins with and gives its length. Characters that a terminal or the log of a CI
// job would act upon are escaped, which changes nothing for a program that decodes them.
func (l *layout) quoted(text []byte) int {
	l.WriteByte('"')
	last := rune('"')
	for i := 1; ; {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == '"':
			l.WriteByte('"')
			return i + 1
		case r == '\\':
			l.Write(text[i : i+2])
			size = 2
		case r == '#' && last == '#', r > 0x7e && !visible(r):
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(l, `\u%04x`, unit)
			}
		default:
			l.Write(text[i : i+size])
		}
		last = r
		i += size
	}
}
