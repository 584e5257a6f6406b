package report

import (
	"fmt"
	"regexp"
	"strings"
)

// markdownSpecial are the characters that mean something to Markdown, HTML or GitHub's mathematics inside a line. As
// entities they mean nothing, in a table, in a paragraph and within HTML alike. Parentheses and "!" mean something only
// beside brackets.
const markdownSpecial = "\\`*_[]<>|~&$"

// autolinked finds what becomes a link or a notification without any markup: URLs, www names, mentions and issue numbers.
var autolinked = regexp.MustCompile(`://|(?i:www)\.|[@#]`)

// zeroWidth keeps two characters apart without showing.
const zeroWidth = "&#8203;"

// markdown escapes a clean text for the middle of a line. It must not begin one, where "1." or "-" would start a list.
func markdown(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		next := len(s)
		link := autolinked.FindStringIndex(s[i:])
		if link != nil {
			next = i + link[0]
		}
		entities(&b, s[i:next])
		i = next
		if link == nil {
			break
		}
		match := s[i : i+link[1]-link[0]]
		switch {
		case match == "@":
			b.WriteString("@" + zeroWidth)
		case match == "#":
			b.WriteString("&#35;" + zeroWidth)
		case match == "://":
			b.WriteString(":" + zeroWidth + "//")
		default:
			b.WriteString(match[:3] + zeroWidth + ".")
		}
		i += len(match)
	}
	return b.String()
}

func entities(b *strings.Builder, s string) {
	for _, r := range s {
		if strings.ContainsRune(markdownSpecial, r) {
			fmt.Fprintf(b, "&#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
}

var tame = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/+=-]*$`)

// code sets a clean name in the font of code.
func code(s string) string {
	switch {
	case s == "":
		return ""
	case tame.MatchString(s) && !strings.Contains(s, "://"):
		return "`" + s + "`"
	default:
		return "<code>" + markdown(s) + "</code>"
	}
}

// fenced sets a clean command apart, in a fence longer than any run of backticks in it.
func fenced(command string) string {
	fence := "```"
	for strings.Contains(command, fence) {
		fence += "`"
	}
	return fence + "sh\n" + harmless(command) + "\n" + fence + "\n"
}
