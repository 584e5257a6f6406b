package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

func (p program) checksCommand() *cobra.Command {
	format := "terminal"
	c := &cobra.Command{
		Use:   "checks",
		Short: "List the checks",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "terminal":
				return listChecks(p.stdout)
			case "json":
				return checksJSON(p.stdout)
			case "markdown":
				return checksMarkdown(p.stdout)
			}
			return usage("-o: unknown format %q: use terminal, json or markdown", format)
		},
	}
	c.Flags().StringVarP(&format, "output", "o", format, "terminal, json or markdown")
	return c
}

func listChecks(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range checks.All {
		fmt.Fprintf(table, "%s\t%s\t%s%s\n", c.ID, c.Category, c.Title, onRequest(c))
	}
	return table.Flush()
}

// onRequest marks a check that does not run by default.
func onRequest(c *checks.Check) string {
	if c.OnRequest {
		return " (on request)"
	}
	return ""
}

// checkJSON is one check as `checks -o json` lists it.
type checkJSON struct {
	ID         string              `json:"id"`
	Title      string              `json:"title"`
	Category   checks.Category     `json:"category"`
	Summary    string              `json:"summary"`
	OnRequest  bool                `json:"on_request"` // it does not run by default
	Needs      []inventory.Dataset `json:"needs"`
	Uses       []inventory.Dataset `json:"uses"`
	Thresholds []*checks.Threshold `json:"thresholds"`
}

func checksJSON(w io.Writer) error {
	list := make([]checkJSON, 0, len(checks.All))
	for _, c := range checks.All {
		page, _ := checks.PageOf(c.ID)
		item := checkJSON{c.ID, c.Title, c.Category, page.Summary, c.OnRequest, c.Needs, c.Uses, c.Thresholds}
		if item.Thresholds == nil {
			item.Thresholds = []*checks.Threshold{}
		}
		list = append(list, item)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}

// checksMarkdown writes docs/checks.md.
func checksMarkdown(w io.Writer) error {
	_, err := fmt.Fprintf(w, "# The checks\n\nMade by `make docs`. `computelint explain CHECK` prints a check's page with its thresholds.\n\n%s", checksTable("../checks/"))
	return err
}

// checksTable lists the checks as a Markdown table with links to their pages.
func checksTable(folder string) string {
	var b strings.Builder
	b.WriteString("| check | category | what is wrong |\n|---|---|---|\n")
	for _, c := range checks.All {
		fmt.Fprintf(&b, "| [%s](%s%s.md) | %s | %s%s |\n", c.ID, folder, c.ID, c.Category, c.Title, onRequest(c))
	}
	return b.String()
}
