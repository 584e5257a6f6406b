package report

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/computelint/computelint/checks"
)

var hostileTexts = []string{
	"\x1b[31mred\x1b[0m \x1b]0;title\x07", "\u009b31m\u0085", "one\ntwo\r\n::error file=x::three", "::error::x", " \t::set-output name=x::y",
	"##[error]x ##vso[task.complete]y ###", "\u202egnp.exe", "\u200b\u2066\u2069\ufeff\u00ad\U000e0041\ufe0f", "\u2028\u2029\u00a0\u3000",
	"<script>alert(1)</script><!-- -->", "</summary></details>", "| a | b |\n| - | - |", "a|b\\|c\\", "`x` ``` ~~~", "[link](https://evil.example/x)",
	"![i](javascript:x)", "https://evil.example WWW.evil.example a@b.example", "@everyone #123 GH-1", "$x$ and $$y$$", "- a", "1. b", "# c", "> d", "===",
	"*a* _b_ ~c~", "&lt;&#60;", "{0} {{1}} %s %00 %2e%2e", "..", "../../etc/passwd", "/", "//evil.example", "arn:aws:x", "%SRCROOT%", " ", "",
	"\x00\x7f", "\xff\xfe\xc0\xaf", "日本語の関数", "e\u0301\u0301\u0301", "🎉👩‍👩‍👧", "'; rm -rf / #", strings.Repeat("a", 3_000), strings.Repeat("|<é`@", 500),
}

// set puts a text into every string of a value. With grow it makes what is nil first.
func set(v reflect.Value, text string, grow bool) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		if v.IsNil() && grow {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if !v.IsNil() {
			set(v.Elem(), text, grow)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			set(v.Field(i), text, grow)
		}
	case reflect.Slice:
		if v.IsNil() && grow {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			set(v.Index(i), text, grow)
		}
	case reflect.Map:
		if v.IsNil() && !grow {
			return
		}
		m := reflect.MakeMap(v.Type())
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		set(key, text, grow)
		set(value, text, grow)
		m.SetMapIndex(key, value)
		v.Set(m)
	}
}

// hostile puts a text into every string that a result has.
func hostile(r *checks.Result, text string) *checks.Result {
	var copied checks.Result
	plain, err := json.Marshal(r)
	if err == nil {
		err = json.Unmarshal(plain, &copied)
	}
	if err != nil {
		panic(err)
	}
	set(reflect.ValueOf(&copied), text, false)
	return &copied
}

// filled is a result in which nothing is absent and every string is the text.
func filled(text string) *checks.Result {
	var r checks.Result
	set(reflect.ValueOf(&r), text, true)
	for i := range r.Findings {
		for j := range r.Findings[i].Evidence {
			r.Findings[i].Evidence[j].Series.Period = time.Hour
		}
	}
	return &r
}

// FuzzFormats puts a text into every string of a result; without -fuzz it does so with those above.
func FuzzFormats(f *testing.F) {
	for _, s := range append(hostileTexts, strings.Join(hostileTexts, " ")) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkFormats(t, s) })
}

func checkFormats(t *testing.T, s string) {
	t.Helper()
	for _, r := range []*checks.Result{hostile(sample(), s), filled(s + " b")} {
		before := t.Failed()
		for _, o := range []Options{{}, {Width: 30}, {Color: true}} {
			checkTerminal(t, render(t, "terminal", r, o))
		}
		checkMarkdown(t, render(t, "markdown", r, Options{}))
		checkSARIF(t, r)
		checkJSON(t, r, utf8.ValidString(s))
		if t.Failed() && !before {
			t.Fatalf("with every string %.200q", s)
		}
	}
}

var ourColours = regexp.MustCompile(`\x1b\[(0|1|2|31|1;31|33|36)m`)

func checkTerminal(t *testing.T, out string) {
	t.Helper()
	out = ourColours.ReplaceAllString(out, "")
	checkVisible(t, out)
	if strings.Contains(out, "##") {
		t.Error("terminal: a ## is left")
	}
}

// checkVisible looks for characters that do not print, and for lines that a CI runner takes for a command.
func checkVisible(t *testing.T, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Error("not UTF-8")
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("a command: %.100q", line)
		}
		for _, r := range strings.TrimSuffix(line, "\n") {
			if !visible(r) {
				t.Fatalf("%U in %.100q", r, line)
			}
		}
	}
}

func checkJSON(t *testing.T, r *checks.Result, lossless bool) {
	t.Helper()
	out := render(t, "json", r, Options{})
	checkVisible(t, out)
	if strings.Contains(out, "##") {
		t.Error("JSON: a ## is left")
	}
	var back checks.Result
	if err := json.Unmarshal([]byte(out), &back); err != nil {
		t.Fatalf("JSON: %v", err)
	}
	if diff := cmp.Diff(*r, back, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); lossless && diff != "" {
		t.Errorf("JSON is not what was written:\n%.2000s", diff)
	}
}

var (
	ourTags  = regexp.MustCompile(`</?code>|^<details><summary>(Evidence and commands|Coverage)</summary>$|^</details>$`)
	codeSpan = regexp.MustCompile("`[A-Za-z0-9][A-Za-z0-9._:/+=-]*`")
	entity   = regexp.MustCompile(`&#\d+;`)
	danger   = regexp.MustCompile("[<`~*\\\\\\[\\]$]|://|(?i:www)\\.|[@#]")
)

func checkMarkdown(t *testing.T, out string) {
	t.Helper()
	if len(out) > markdownBytes {
		t.Errorf("markdown: %d bytes", len(out))
	}
	checkVisible(t, out)
	fence := ""
	for line := range strings.SplitSeq(strings.TrimSpace(out), "\n") {
		switch {
		case fence != "":
			if line == fence {
				fence = ""
			}
			continue
		case strings.HasPrefix(line, "```"):
			fence = strings.TrimSuffix(line, "sh")
			continue
		case strings.HasPrefix(line, "|"):
			if n := strings.Count(line, "|"); n != 6 && n != 7 || !strings.HasSuffix(line, "|") {
				t.Errorf("markdown: a row of %d cells: %.200q", n-1, line)
			}
		case strings.Contains(line, "|"):
			t.Errorf("markdown: a pipe in %.200q", line)
		}
		rest := codeSpan.ReplaceAllString(ourTags.ReplaceAllString(line, ""), "")
		rest = strings.ReplaceAll(rest, "@"+zeroWidth, " ")
		rest = entity.ReplaceAllString(strings.TrimLeft(rest, "#"), " ")
		if found := danger.FindString(strings.ReplaceAll(rest, "**", "")); found != "" {
			t.Errorf("markdown: %q in %.300q", found, line)
		}
	}
	if fence != "" {
		t.Error("markdown: a fence is open at the end")
	}
}
