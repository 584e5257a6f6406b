package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
)

func (p program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CHECK",
		Short: "Say what a check looks for, when it is wrong to worry, and its thresholds",
		Args:  cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, c := range checks.All {
				ids = append(ids, c.ID+"\t"+c.Title)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := checks.Find(args[0])
			if err != nil {
				return exitError{exitUsage, err}
			}
			page, _ := checks.PageOf(c.ID)
			fmt.Fprintln(p.stdout, strings.TrimSpace(page.Markdown))
			if len(c.Thresholds) == 0 {
				return nil
			}
			fmt.Fprint(p.stdout, "\n## Thresholds\n\n")
			for _, t := range c.Thresholds {
				fmt.Fprintf(p.stdout, "- %s = %g %s\n  %s\n  Source: %s\n", t.Name, t.Default, t.Unit, t.Doc, t.Source)
			}
			fmt.Fprintf(p.stdout, "\nOverride one with --threshold %s.%s=VALUE, or in .computelint.yaml.\n", c.ID, c.Thresholds[0].Name)
			return nil
		},
	}
}
