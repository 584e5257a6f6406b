//go:build emulator

package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
)

var measure = flag.Bool("measure", false, "measure the requests of every check, and write docs/requests-by-check.md")

const requestsPage = "../../docs/requests-by-check.md"

// measured is the account that docs/requests-by-check.md speaks of.
const measuredFunctions = 500

// The page that says what each check costs is measured at the wire: by `make requests` for every check, here for the set
// that runs by default, whose row must be true.
func TestRequestsByCheck(t *testing.T) {
	server := startEmulator(t)
	description := fmt.Sprintf(`{"account": {"id": "111122223333"}, "generate": {"functions": %d, "candidates": 0.05, "services": 0, "instances": 0}}`, measuredFunctions)
	if _, err := server.SeedBytes([]byte(description)); err != nil {
		t.Fatal(err)
	}
	requestsOf := func(ids string) map[string]int {
		result, _ := audit(t, "--region", "eu-west-1", "--checks", ids)
		return result.Coverage.Cost.Calls
	}
	row := func(name string, calls map[string]int) string {
		total, words := 0, []string{}
		for _, operation := range slices.Sorted(maps.Keys(calls)) {
			total += calls[operation]
			if operation != "sts:GetCallerIdentity" && operation != "lambda:ListFunctions" {
				words = append(words, fmt.Sprintf("%s %d", operation, calls[operation]))
			}
		}
		beyond := total - calls["sts:GetCallerIdentity"] - calls["lambda:ListFunctions"]
		return fmt.Sprintf("| %s | %d | %d | %s |\n", name, total, beyond, strings.Join(words, ", "))
	}
	byDefault := row("**all that run by default**", requestsOf("default"))
	if !*measure {
		page, err := os.ReadFile(requestsPage)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), byDefault) {
			t.Errorf("docs/requests-by-check.md is stale: `make requests` measures it anew; want the row\n%s", byDefault)
		}
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Requests by check\n\nMade by `make requests`: each Lambda check alone, on a generated account of %d functions of which 5%% are worth a second look.\n", measuredFunctions)
	b.WriteString("Beyond the listing of functions, which all of them need. What several checks read is read once when they run together.\n\n")
	b.WriteString("| check | requests | beyond the listing | which |\n|---|---|---|---|\n")
	b.WriteString(byDefault)
	b.WriteString(row("**all**", requestsOf("lambda-*")))
	for _, c := range checks.All {
		if strings.HasPrefix(c.ID, "lambda-") {
			b.WriteString(row(c.ID, requestsOf(c.ID)))
		}
	}
	if err := os.WriteFile(requestsPage, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
