// Command score sizes provisioned concurrency on the first part of recorded loads and scores it on the rest, against
// target tracking, the best flat level in hindsight, and nothing. It writes the tables of docs/provisioned-sizing.md:
//
//	go run ./internal/placement/score docs/provisioned-sizing.md
//
// Without a file it prints them. It is no part of the program that is shipped.
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	traces, err := readTraces()
	if err != nil {
		return err
	}
	tables, err := render(traces)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		_, err := fmt.Fprint(os.Stdout, tables)
		return err
	}
	page, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	updated, err := replaced(string(page), tables)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return os.WriteFile(args[0], []byte(updated), 0o600)
}

const begin, end = "<!-- begin: written by make sizing -->\n", "<!-- end -->"

// replaced is the page with other tables between its two marks.
func replaced(page, tables string) (string, error) {
	before, rest, found := strings.Cut(page, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", fmt.Errorf("the marks %q and %q are not there", strings.TrimSpace(begin), end)
	}
	return before + begin + tables + end + after, nil
}
