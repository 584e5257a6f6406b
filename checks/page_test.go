package checks_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

var sections = []string{"How it is found", "When it is not a problem", "Fix", "Sources"}

func TestEveryCheckHasAPage(t *testing.T) {
	pages, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range pages {
		if id, ok := strings.CutSuffix(f.Name(), ".md"); ok {
			if _, err := checks.Find(id); err != nil {
				t.Errorf("%s is the page of no check", f.Name())
			}
		}
	}
	var datasets []inventory.Dataset
	for _, c := range checks.All {
		datasets = append(datasets, c.Datasets()...)
	}
	slices.Sort(datasets)
	datasets = slices.Compact(datasets)
	heading := regexp.MustCompile(`(?m)^#.*$`)
	for _, c := range checks.All {
		page, ok := checks.PageOf(c.ID)
		if !ok {
			t.Errorf("%s has no page", c.ID)
			continue
		}
		want := []string{"# " + c.ID, "## How it is found", "## When it is not a problem", "## Fix", "## Sources"}
		if got := heading.FindAllString(page.Markdown, -1); !slices.Equal(got, want) {
			t.Errorf("%s: headings %q, want %q", c.ID, got, want)
		}
		if page.Summary == "" || strings.Count(page.Summary, ". ") > 0 || !strings.HasSuffix(page.Summary, ".") || strings.Contains(page.Summary, "\n\n") {
			t.Errorf("%s: the summary is not one sentence in one paragraph: %q", c.ID, page.Summary)
		}
		for _, s := range sections {
			if len(page.Sections[s]) < 40 {
				t.Errorf("%s: the section %q says nothing: %q", c.ID, s, page.Sections[s])
			}
		}
		if len(page.Sections) != len(sections) {
			t.Errorf("%s: %d sections, want %d", c.ID, len(page.Sections), len(sections))
		}
		if lines := strings.Count(page.Markdown, "\n"); lines < 25 || lines > 50 {
			t.Errorf("%s: %d lines, want 25 to 50", c.ID, lines)
		}
		for _, th := range c.Thresholds {
			stated := regexp.MustCompile(fmt.Sprintf("`%s`(\\s+\\(|, )%g\\b", th.Name, th.Default))
			if !stated.MatchString(page.Sections["How it is found"]) {
				t.Errorf("%s: how it is found does not name the threshold `%s` (%g)", c.ID, th.Name, th.Default)
			}
		}
		for _, d := range datasets {
			declared := slices.Contains(c.Datasets(), d)
			if named := strings.Contains(page.Sections["How it is found"], "`"+string(d)+"`"); named != declared {
				t.Errorf("%s: declares %s is %v, but how it is found names it is %v", c.ID, d, declared, named)
			}
		}
		if !regexp.MustCompile(`20\d\d-\d\d`).MatchString(page.Sections["Sources"]) {
			t.Errorf("%s: the sources have no date", c.ID)
		}
	}
}

func TestPageOfNoCheck(t *testing.T) {
	if page, ok := checks.PageOf("lambda-unusd"); ok || page.Markdown != "" {
		t.Errorf("got %+v", page)
	}
}
