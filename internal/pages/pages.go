// Package pages writes what a command measured into a page of the documentation. Only commands that write documentation
// use it; it is no part of the program that is shipped.
package pages

import (
	"fmt"
	"os"
	"strings"
)

const end = "<!-- end -->\n"

func begin(command string) string { return "<!-- begin: written by " + command + " -->\n" }

// Replaced is the page with another text between the marks of a command: "make sizing".
func Replaced(page, command, text string) (string, error) {
	before, rest, found := strings.Cut(page, begin(command))
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", fmt.Errorf("the marks %q and %q are not there", strings.TrimSpace(begin(command)), strings.TrimSpace(end))
	}
	return before + begin(command) + text + end + after, nil
}

// Write replaces the text between the marks of a command in a file.
func Write(path, command, text string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	updated, err := Replaced(string(page), command, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(updated), 0o600)
}
