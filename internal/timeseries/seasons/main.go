// Command seasons looks for shapes in recorded loads and in made ones whose truth is known. It writes the tables of
// docs/seasonality.md and the plots beside it:
//
//	go run ./internal/timeseries/seasons docs/seasonality.md docs/seasonality
//
// Without files it prints the tables. It is no part of the program that is shipped.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/computelint/computelint/internal/pages"
	"github.com/computelint/computelint/internal/traces"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "seasons:", err)
		os.Exit(1)
	}
}

// command is how the page's marks name this.
const command = "make seasons"

func run(args []string) error {
	recorded, err := traces.CloudWatch()
	if err != nil {
		return err
	}
	tables := tablesOf(recorded)
	if len(args) < 2 {
		_, err := fmt.Fprint(os.Stdout, tables)
		return err
	}
	for _, one := range recorded {
		if err := os.WriteFile(filepath.Join(args[1], one.Name+".svg"), []byte(plot(one)), 0o600); err != nil {
			return err
		}
	}
	return pages.Write(args[0], command, tables)
}
