package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
)

func TestTerminalKeepsToItsWidth(t *testing.T) {
	for _, width := range []int{1, 20, 40, 80, 120, 200} {
		out := render(t, "terminal", sample(), Options{Width: width})
		for line := range strings.Lines(out) {
			line = strings.TrimSuffix(line, "\n")
			oneWord := !strings.Contains(strings.TrimSpace(line), " ")
			if columns(line) > max(width, 34) && !oneWord && !strings.HasPrefix(line, "    aws ") {
				t.Errorf("at %d: %q", width, line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("at %d: a space at the end of %q", width, line)
			}
		}
	}
}

func TestTerminalColorsOnlyWhenAsked(t *testing.T) {
	bare, coloured := render(t, "terminal", sample(), Options{}), render(t, "terminal", sample(), Options{Color: true})
	if strings.Contains(bare, "\x1b") {
		t.Error("colours without being asked")
	}
	if !strings.Contains(coloured, "\x1b[1;31m[CRITICAL]\x1b[0m") || ourColours.ReplaceAllString(coloured, "") != bare {
		t.Error("colours change more than colours")
	}
}

// many is an account with so many findings of one check at one severity.
func many(n int, s checks.Severity) *checks.Result {
	r := emptyAccount()
	for i := range n {
		r.Findings = append(r.Findings, checks.Finding{
			Check: "lambda-unused", Severity: s, Resource: function("eu-west-1", fmt.Sprintf("f%d", i), ""),
			Message: "It was not called in 90 days.", Fix: checks.Fix{Summary: "Delete it."},
		})
	}
	return r
}

func TestTerminalPrintsEverySeriousFinding(t *testing.T) {
	out := render(t, "terminal", many(5000, checks.High), Options{})
	if got := strings.Count(out, "[HIGH]"); got != 5000 {
		t.Errorf("%d of 5000 findings", got)
	}
	if got := strings.Count(out, "Fix:"); got != fullSerious {
		t.Errorf("%d in full", got)
	}
	if !strings.HasSuffix(out, "\n5,000 findings (5,000 high).\n") {
		t.Error("the headline is not repeated at the end")
	}
}

func TestTerminalCountsMinorFindings(t *testing.T) {
	out := render(t, "terminal", many(5000, checks.Low), Options{})
	if lines := strings.Count(out, "\n"); lines > 60 {
		t.Errorf("%d lines", lines)
	}
	if !strings.Contains(out, "[LOW] lambda-unused: 4,995 more findings") {
		t.Errorf("does not count the rest:\n%s", out)
	}
}

func TestCommandsAreShownAsTheyAreOrNotAtAll(t *testing.T) {
	for _, format := range []string{"terminal", "markdown"} {
		r := many(1, checks.High)
		r.Findings[0].Fix.CLI = "aws lambda delete-function --function-name 'a  b'"
		if out := render(t, format, r, Options{Width: 40}); !strings.Contains(out, r.Findings[0].Fix.CLI) {
			t.Errorf("%s: the command is not there in one piece:\n%s", format, out)
		}
		r.Findings[0].Fix.CLI = "aws lambda delete-function --function-name 'a\u200bb'"
		out := render(t, format, r, Options{Width: 200})
		if strings.Contains(out, "delete-function") || !strings.Contains(out, commandWithheld) {
			t.Errorf("%s: a command that is not what it seems is shown:\n%s", format, out)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" a\tb\r\nc\u00a0 ": "a b  c", "\x1b[0m": "␛[0m", "\x7f": "␡", "\u009b": `\u009b`, "\u202e": `\u202e`, "\U000e0041": `\ue0041`,
		"##[error]": "# #[error]", "###": "# # #", "\xff": "\uFFFD", "é日本": "é日本", "a#b#": "a#b#",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := clip("abc\u202edef", 6); got != `abc\u…` {
		t.Errorf("clipped to %q", got)
	}
}

func TestMoneyInWords(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 0, "$0.00"}, {0, 5, "up to $5.00"}, {5, 5, "$5.00"}, {4.996, 5, "$5.00"}, {1, 999.4, "$1.00 to $999.40"},
		{1200, 1234567.8, "$1,200 to $1,234,568"}, {0.001, 0.002, "less than $0.01"}, {-3, -2, "-$3.00 to -$2.00"}, {0, 1e300, "up to $1e+300"},
	} {
		if got := span(c.low, c.high); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, got, c.want)
		}
	}
}

// Of many checks, only those with something to say have a row; the others are counted.
func TestTerminalListsTheChecksThatSaySomething(t *testing.T) {
	r := emptyAccount()
	r.Coverage.Checks = nil
	for i := range 25 {
		r.Coverage.Checks = append(r.Coverage.Checks, checks.CheckCoverage{ID: fmt.Sprintf("check-%02d", i), Clean: 3, Unknown: i % 5})
	}
	out := render(t, "terminal", r, Options{Width: 100})
	if !strings.Contains(out, "check-01") || strings.Contains(out, "check-05") || !strings.Contains(out, "And 5 more checks that found nothing, with nothing unknown.") {
		t.Errorf("the table of checks is\n%s", out)
	}
}

// One reason of several checks is one line.
func TestTerminalGroupsReasons(t *testing.T) {
	r := emptyAccount()
	r.Unknowns = []checks.Unseen{
		{Check: "b", Region: "us-east-1", Reason: "not measured"}, {Check: "a", Region: "us-east-1", Reason: "not measured"},
		{Check: "b", Region: "us-east-1", Reason: "too young"},
	}
	out := render(t, "terminal", r, Options{Width: 100})
	if !strings.Contains(out, "2 × a, b: not measured") || !strings.Contains(out, "1 × b: too young") {
		t.Errorf("the reasons are\n%s", out)
	}
}
