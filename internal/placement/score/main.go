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

	"github.com/computelint/computelint/internal/pages"
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
	return pages.Write(args[0], command, tables)
}

// command is how the page's marks name this.
const command = "make sizing"
