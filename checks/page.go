package checks

import (
	"embed"
	"strings"
)

//go:embed *.md
var pages embed.FS

// Page is the documentation of one check.
type Page struct {
	Summary  string            // one sentence
	Markdown string            // the whole page
	Sections map[string]string // by heading: "How it is found", "When it is not a problem", "Fix", "Sources"
}

// PageOf gives a check's page. A check without one fails the tests, so the page is only ever empty for unknown ids.
func PageOf(id string) (Page, bool) {
	text, err := pages.ReadFile(id + ".md")
	if err != nil {
		return Page{}, false
	}
	page := Page{Markdown: string(text), Sections: map[string]string{}}
	heading := ""
	for line := range strings.Lines(page.Markdown) {
		switch {
		case strings.HasPrefix(line, "# "):
		case strings.HasPrefix(line, "## "):
			heading = strings.TrimSpace(strings.TrimPrefix(line, "## "))
		case heading == "":
			page.Summary += line
		default:
			page.Sections[heading] += line
		}
	}
	page.Summary = strings.TrimSpace(page.Summary)
	for h, text := range page.Sections {
		page.Sections[h] = strings.TrimSpace(text)
	}
	return page, true
}
