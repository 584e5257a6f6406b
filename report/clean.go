package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text that others wrote fit to print on one line. Spaces of every kind become plain ones. Characters that
// move the cursor, change the reading direction or cannot be seen become visible: "␛", "\u202e". The "##" that starts
// a command of a CI runner wherever it stands in a line is broken up.
func clean(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r == '#' && last == '#':
			b.WriteString(" #")
		case visible(r):
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune('␀' + r)
		case r == 0x7f:
			b.WriteRune('␡')
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		last = r
	}
	return strings.TrimSpace(b.String())
}

// visible tells whether a character prints as itself, in reading order.
func visible(r rune) bool {
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// clip cleans a text and shortens it to so many characters.
func clip(s string, most int) string {
	if len(s) > 8*most { // no need to clean what will not show
		s = s[:8*most]
	}
	s = clean(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most-1])) + "…"
}

// Lengths beyond which a text is cut for people. AWS allows names of 255 characters.
const (
	nameLength = 260
	textLength = 600
)

// name is a short text of others: an id, a region, a label.
func name(s string) string { return clip(s, nameLength) }

// text is a sentence of others.
func text(s string) string { return clip(s, textLength) }

// sentence is a text that ends like a sentence.
func sentence(s string) string { return ended(text(s)) }

// ended makes a clean text end like a sentence.
func ended(clean string) string {
	if clean == "" || strings.HasSuffix(clean, ".") || strings.HasSuffix(clean, "…") {
		return clean
	}
	return clean + "."
}

// command is a command line to copy: unchanged, or not at all. One with characters that cannot be shown as they are
// would do something else than it seems to.
func command(cli string) (line string, safe bool) {
	if cli == "" {
		return "", true
	}
	return cli, clean(cli) == cli
}
