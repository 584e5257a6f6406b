package main

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated parts of the documentation")

// The README's list of checks is generated: `go test ./cmd/computelint -run README -update` writes it.
func TestREADMEListsTheChecks(t *testing.T) {
	const readme, begin, end = "../../README.md", "<!-- checks -->\n", "<!-- /checks -->\n"
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), begin)
	listed, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("the README has no %q … %q", begin, end)
	}
	want := "\n" + checksTable("checks/") + "\n"
	if *update {
		if err := os.WriteFile(readme, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if listed != want {
		t.Error("the README's list of checks is stale: run `make docs`")
	}
}

// The README shows the demo as it is: every line of its example stands in the report.
func TestREADMEShowsTheDemo(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "```text\n")
	example, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("the README has no example")
	}
	_, report, _ := runProgram(t, "audit", "--demo")
	for line := range strings.Lines(example) {
		if text := strings.TrimSpace(line); text != "…" && !strings.Contains(report, text) {
			t.Errorf("the demo does not print %q", text)
		}
	}
}
