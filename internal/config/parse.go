package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/computelint/computelint/checks"
)

// Parse reads a configuration. The name is what problems are reported under. An error is always of the type Errors.
func Parse(name string, data []byte) (Config, error) {
	r := &reader{file: name}
	config := Config{Path: name}
	if root := r.document(data); root != nil {
		r.top(root, &config)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return Config{}, some(slices.Compact(r.problems))
	}
	return config, nil
}

// some keeps as many problems as anybody reads.
func some(all Errors) Errors {
	const most = 20
	if len(all) <= most {
		return all
	}
	return append(all[:most:most], Problem{File: all[0].File, Text: fmt.Sprintf("and %d more mistakes", len(all)-most)})
}

// reader walks one file and collects what is wrong in it.
type reader struct {
	file     string
	problems Errors
}

// complain notes what is wrong at a node; nil is the file as a whole.
func (r *reader) complain(n *yaml.Node, format string, args ...any) {
	p := Problem{File: r.file, Text: shortened(fmt.Sprintf(format, args...), 300)}
	if n != nil {
		p.Line, p.Column = n.Line, n.Column
	}
	r.problems = append(r.problems, p)
}

// document gives the root of the one document in the file; nil after a complaint.
func (r *reader) document(data []byte) *yaml.Node {
	if len(data) > maxBytes {
		r.complain(nil, "it is larger than 1 MiB, which no configuration is")
		return nil
	}
	if !r.readable(data) {
		return nil
	}
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	err := decoder.Decode(&document)
	if err == nil {
		if err = decoder.Decode(&second); err == nil {
			r.complain(&second, "a second document begins here: one file is one configuration")
			return nil
		}
	} else if errors.Is(err, io.EOF) {
		r.complain(nil, "it is empty: begin with `version: 1`, or remove it")
		return nil
	}
	if !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil
	}
	if len(document.Content) != 1 || !r.plain(document.Content[0]) {
		return nil
	}
	return document.Content[0]
}

// readable refuses bytes that are no text, for which the YAML parser gives no place.
func (r *reader) readable(data []byte) bool {
	line, column := 1, 1
	for i, c := range string(data) {
		switch _, size := utf8.DecodeRune(data[i:]); {
		case c == utf8.RuneError && size == 1:
			r.problems = append(r.problems, Problem{r.file, line, column, "this is not UTF-8 text"})
			return false
		case unicode.IsControl(c) && c != '\t' && c != '\n' && c != '\r':
			r.problems = append(r.problems, Problem{r.file, line, column, fmt.Sprintf("the control character %U is not allowed", c)})
			return false
		case c == '\n':
			line, column = line+1, 0
		case c == bom && i == 0:
			column = 0
		}
		column++
	}
	return true
}

// bom is the byte order mark that some editors put before a text.
const bom = '\uFEFF'

// syntax reports what the YAML parser refuses.
func (r *reader) syntax(err error) {
	p := Problem{File: r.file, Text: "it is not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		p.Line, p.Column, p.Text = load.Mark.Line, load.Mark.Column, "it is not YAML: "+load.Message
		if strings.Contains(load.Message, "cannot start any token") {
			p.Text += "; indent with spaces, not tabs, and quote what begins with @ or `"
		}
	}
	r.problems = append(r.problems, p)
}

// plain refuses what makes YAML more than mappings, lists and values, in the whole tree.
func (r *reader) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.complain(n, "anchors and aliases are not read: write it out")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.complain(n, "tags such as %s are not read", n.ShortTag())
		return false
	}
	ok := true
	for _, child := range n.Content {
		ok = r.plain(child) && ok
	}
	return ok
}

// top reads the whole configuration. The thresholds of the top level come first, whatever order the file has.
func (r *reader) top(root *yaml.Node, config *Config) {
	fields := r.fields(root, "the configuration", "version", "disable", "thresholds", "overrides", "discounts")
	sound := len(r.problems) == 0 // what is missing may be what is misspelt
	switch version := fields["version"]; {
	case version == nil && !sound:
	case version == nil:
		r.complain(root, "there is no version: begin with `version: 1`")
	case version.Kind != yaml.ScalarNode || version.Tag != "!!int" || version.Value != "1":
		r.complain(version, "version must be 1, not %s: this computelint knows no other", describe(version))
	}
	if n := fields["disable"]; n != nil {
		config.Off = r.checkIDs(n)
	}
	if n := fields["discounts"]; n != nil {
		config.Discounts = r.discounts(n)
	}
	common := checks.Rule{Limits: checks.Overrides{}}
	if n := fields["thresholds"]; n != nil {
		common = checks.Rule{Source: r.source(n), Limits: r.thresholds(n, nil)}
		config.Rules = append(config.Rules, common)
	}
	if n := fields["overrides"]; n != nil {
		for _, item := range r.list(n, "overrides") {
			if rule, ok := r.override(item, common.Limits); ok {
				config.Rules = append(config.Rules, rule)
			}
		}
	}
}

// override reads one entry of the overrides.
func (r *reader) override(n *yaml.Node, common checks.Overrides) (rule checks.Rule, ok bool) {
	before := len(r.problems)
	fields := r.fields(n, "an override", "accounts", "regions", "tags", "disable", "thresholds")
	if len(r.problems) == before { // what is missing may be what is misspelt
		if fields["accounts"] == nil && fields["regions"] == nil && fields["tags"] == nil {
			r.complain(n, "the override says nowhere where it applies: give it accounts, regions or tags, or write it at the top level")
		}
		if fields["disable"] == nil && fields["thresholds"] == nil {
			r.complain(n, "the override changes nothing: give it thresholds or disable")
		}
	}
	rule.Source = r.source(n)
	if n := fields["accounts"]; n != nil {
		rule.Accounts = r.accounts(n)
	}
	if n := fields["regions"]; n != nil {
		rule.Regions = r.regions(n)
	}
	if n := fields["tags"]; n != nil {
		rule.Tags = r.tags(n)
	}
	if n := fields["disable"]; n != nil {
		rule.Off = r.checkIDs(n)
	}
	if n := fields["thresholds"]; n != nil {
		rule.Limits = r.thresholds(n, common)
	}
	return rule, len(r.problems) == before
}

func (r *reader) source(n *yaml.Node) string { return fmt.Sprintf("%s:%d", r.file, n.Line) }
