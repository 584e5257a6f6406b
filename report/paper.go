package report

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// style is a colour or weight of the terminal, as the parameter of its escape sequence; empty for plain text.
type style string

const (
	plain   style = ""
	bold    style = "1"
	dim     style = "2"
	red     style = "31"
	boldRed style = "1;31"
	yellow  style = "33"
	cyan    style = "36"
)

// ink is a text in one style. Where it is wrapped, it breaks at spaces.
type ink struct {
	style style
	text  string
}

// paper is terminal text under way.
type paper struct {
	out     strings.Builder
	columns int
	color   bool
}

// widest is how long a line may be that people still like to read.
const widest = 120

func newPaper(o Options) *paper {
	p := &paper{columns: o.Width, color: o.Color}
	if p.columns <= 0 {
		p.columns = 80
	}
	p.columns = min(max(p.columns, 20), widest)
	return p
}

// gap leaves an empty line.
func (p *paper) gap() { p.out.WriteByte('\n') }

// title starts a section.
func (p *paper) title(s string) {
	p.gap()
	p.write(0, 0, ink{bold, s})
}

// say writes a plain paragraph, its second and later lines indented by two more.
func (p *paper) say(indent int, s string) { p.write(indent, indent+2, ink{plain, s}) }

// label writes a paragraph that begins with a dim word.
func (p *paper) label(indent int, label, s string) {
	p.write(indent, indent+2, ink{dim, label}, ink{plain, s})
}

// write fills lines with words: the first from indent on, the others from hang on. A word too long for a line has one to
// itself and runs over, so that it can still be copied in one piece.
func (p *paper) write(indent, hang int, inks ...ink) {
	var line []ink
	at, start := indent, indent
	flush := func() {
		p.line(start, line)
		line, start, at = nil, hang, hang
	}
	for _, i := range inks {
		for word := range strings.FieldsSeq(i.text) {
			w := columns(word)
			if len(line) > 0 && at+1+w > p.columns {
				flush()
			}
			if len(line) > 0 {
				at++
			}
			line = append(line, ink{i.style, word})
			at += w
		}
	}
	if len(line) > 0 {
		flush()
	}
}

// line writes words on one line. Neighbours in one style share its escape sequences, so that a search finds them together.
func (p *paper) line(indent int, words []ink) {
	p.out.WriteString(strings.Repeat(" ", indent))
	now := plain
	change := func(to style) {
		if p.color && now != plain && to != now {
			p.out.WriteString("\x1b[0m")
		}
	}
	for i, w := range words {
		change(w.style)
		if i == 0 {
			w.text = harmless(w.text)
		} else {
			p.out.WriteByte(' ')
		}
		if p.color && w.style != plain && w.style != now {
			p.out.WriteString("\x1b[" + string(w.style) + "m")
		}
		p.out.WriteString(w.text)
		now = w.style
	}
	change(plain)
	p.out.WriteByte('\n')
}

// copyable writes a command on a line of its own, however long.
func (p *paper) copyable(indent int, command string) { p.line(indent, []ink{{cyan, command}}) }

// harmless breaks up the "::" with which a line of a GitHub Actions log becomes a command.
func harmless(start string) string {
	if strings.HasPrefix(start, "::") {
		return ": " + start[1:]
	}
	return start
}

// columns is how many columns of a terminal a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
