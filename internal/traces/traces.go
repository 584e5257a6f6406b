// Package traces holds recorded loads of others' systems. Tests and the commands that write documentation read them; they
// are no part of the program that is shipped. README.md says where they come from and under which licences.
package traces

import (
	"bufio"
	"embed"
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

//go:embed recorded
var files embed.FS

// Trace is a recorded series and the name of its file.
type Trace struct {
	Name   string
	Series inventory.Series // missing datapoints are NaN
}

// CloudWatch gives the recorded CloudWatch series, in the order of their files' names.
func CloudWatch() ([]Trace, error) {
	entries, err := files.ReadDir("recorded")
	if err != nil {
		return nil, err
	}
	var all []Trace
	for _, entry := range entries {
		file, ours := strings.CutPrefix(entry.Name(), "nab_")
		if !ours {
			continue
		}
		text, err := files.ReadFile(path.Join("recorded", entry.Name()))
		if err != nil {
			return nil, err
		}
		s, err := readSeries(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		all = append(all, Trace{strings.TrimSuffix(file, ".csv"), s})
	}
	return all, nil
}

// AzureFunctions is the text of the recorded functions: a head, then for each its name, trigger, average duration in
// milliseconds and invocations in each minute of a day.
func AzureFunctions() (string, error) {
	text, err := files.ReadFile("recorded/azure_functions.csv")
	return string(text), err
}

// readSeries reads a first line "start <time>, every <n> seconds" and one value a line, empty where there is none.
func readSeries(text string) (inventory.Series, error) {
	lines := bufio.NewScanner(strings.NewReader(text))
	lines.Scan()
	var start string
	var seconds int
	if _, err := fmt.Sscanf(lines.Text(), "start %s every %d seconds", &start, &seconds); err != nil {
		return inventory.Series{}, fmt.Errorf("the first line: %w", err)
	}
	from, err := time.Parse(time.RFC3339, strings.TrimSuffix(start, ","))
	if err != nil {
		return inventory.Series{}, err
	}
	s := inventory.Series{Start: from, Period: time.Duration(seconds) * time.Second}
	for lines.Scan() {
		value := math.NaN()
		if lines.Text() != "" {
			if value, err = strconv.ParseFloat(lines.Text(), 32); err != nil {
				return inventory.Series{}, err
			}
		}
		s.Values = append(s.Values, float32(value))
	}
	return s, lines.Err()
}
