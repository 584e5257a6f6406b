package report

import (
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
)

func TestMarkdownSaysWhatItLeavesOut(t *testing.T) {
	for _, c := range []struct {
		findings, size int
		want           []string
	}{
		{30, 0, nil},
		{300, 60_000, []string{"The evidence of "}},
		{5000, 60_000, []string{"more findings, left out because this page is full", "The evidence of "}},
		{50_000, 0, []string{"more findings, left out because this page is full"}},
		{30, 1, nil}, // less than the least
	} {
		r := many(c.findings, checks.High)
		out := render(t, "markdown", r, Options{MaxBytes: c.size})
		size := c.size
		if size == 0 {
			size = markdownBytes
		}
		if size = max(size, markdownLeast); len(out) > size {
			t.Errorf("%d findings: %d bytes of %d", c.findings, len(out), size)
		}
		for _, want := range append(c.want, "### Not assessed", "`lambda-unused`") {
			if !strings.Contains(out, want) {
				t.Errorf("%d findings in %d bytes: does not say %q", c.findings, size, want)
			}
		}
		if left := strings.Contains(out, "left out"); left != (c.want != nil) {
			t.Errorf("%d findings in %d bytes: left out is %v", c.findings, size, left)
		}
		checkMarkdown(t, out)
	}
}

func TestMarkdownWithTooMuchCoverage(t *testing.T) {
	out := render(t, "markdown", hostile(sample(), strings.Repeat("<", nameLength)), Options{MaxBytes: markdownLeast})
	if len(out) > markdownLeast {
		t.Errorf("%d bytes", len(out))
	}
	if !strings.Contains(out, "The coverage is left out") {
		t.Error("does not say that the coverage is left out")
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"a|b": "a&#124;b", "<b>": "&#60;b&#62;", "@team #1": "@&#8203;team &#35;&#8203;1", "https://x": "https:&#8203;//x",
		"WWW.x": "WWW&#8203;.x", "[a](b)": "&#91;a&#93;(b)", "$1": "&#36;1", `\|`: "&#92;&#124;", "plain text, 1.5": "plain text, 1.5", "": "",
	} {
		if got := markdown(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"orders:live": "`orders:live`", "a b": "<code>a b</code>", "x`y": "<code>x&#96;y</code>", "": ""} {
		if got := code(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if got := fenced("echo '````'"); !strings.HasPrefix(got, "`````sh\n") {
		t.Errorf("fenced: %s", got)
	}
}
