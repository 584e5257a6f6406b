// Package config reads .computelint.yaml: which checks are off, and which thresholds are other than the defaults, for
// everything or for some accounts, regions and tags. It is strict: what it does not understand is an error with its place.
package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/pricing"
)

// Name is the file that is read from the working directory.
const Name = ".computelint.yaml"

// misnamed is what users may call it by mistake. A configuration that is silently not read is the worst kind.
const misnamed = ".computelint.yml"

// maxBytes is more than any configuration needs.
const maxBytes = 1 << 20

// Config is one configuration. The zero value changes nothing.
type Config struct {
	Path  string        // where it was read; empty for none
	Off   []string      // ids of checks that are not run at all, sorted
	Rules []checks.Rule // in the order in which they apply

	Discounts pricing.Discounts // shares off the list price, nil for none
}

// Problem is one thing that is wrong in a configuration.
type Problem struct {
	File         string
	Line, Column int // from 1; 0 when it is about the file as a whole
	Text         string
}

func (p Problem) String() string {
	switch {
	case p.Line == 0:
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Errors is the error that says everything that is wrong in a configuration, a line for each.
type Errors []Problem

func (p Errors) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Find reads the configuration of the working directory. Where there is none it gives the zero Config.
func Find() (Config, error) {
	if _, err := os.Lstat(misnamed); err == nil {
		return Config{}, Errors{{File: misnamed, Text: "it is not read under this name: rename it to " + Name}}
	}
	info, err := os.Stat(Name)
	if errors.Is(err, os.ErrNotExist) {
		if _, err := os.Lstat(Name); err == nil {
			return Config{}, fmt.Errorf("%s is a symbolic link that leads nowhere", Name)
		}
		return Config{}, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return Config{}, fmt.Errorf("%s is not a regular file", Name)
	}
	return Load(Name)
}

// Load reads a configuration from a file. An error of the type Errors is about what stands in it, any other about
// reading it.
func Load(path string) (Config, error) {
	file, err := os.Open(path)
	if err != nil {
		return Config{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return Config{}, err
	}
	return Parse(path, data)
}
