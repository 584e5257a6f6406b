package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/computelint/computelint/internal/nearest"
)

// pair is one entry of a mapping.
type pair struct{ key, value *yaml.Node }

// pairs gives the entries of a mapping that have a plain key, used once, and a value. What is wrong is reported.
func (r *reader) pairs(n *yaml.Node, what string) []pair {
	if n.Kind != yaml.MappingNode {
		r.complain(n, "%s must be a mapping, not %s", what, describe(n))
		return nil
	}
	if len(n.Content) == 0 {
		r.complain(n, "%s is empty: fill it, or take it out", what)
	}
	var pairs []pair
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch line := first[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.Value == "":
			r.complain(key, "a key must be a name, not %s", describe(key))
		case line > 0:
			r.complain(key, "%q stands here a second time; the first is in line %d", key.Value, line)
		case empty(value):
			r.complain(key, "%q has no value: give it one, or take it out", key.Value)
		default:
			pairs = append(pairs, pair{key, value})
		}
		if first[key.Value] == 0 {
			first[key.Value] = key.Line
		}
	}
	return pairs
}

// fields gives the values of a mapping with known keys.
func (r *reader) fields(n *yaml.Node, what string, known ...string) map[string]*yaml.Node {
	fields := map[string]*yaml.Node{}
	for _, p := range r.pairs(n, what) {
		if suggestion := nearest.Of(p.key.Value, known); !slices.Contains(known, p.key.Value) {
			r.complain(p.key, "unknown key %q%s; %s has %s", p.key.Value, suggestion, what, strings.Join(known, ", "))
			continue
		}
		fields[p.key.Value] = p.value
	}
	return fields
}

// list gives the items of a list. What is wrong is reported.
func (r *reader) list(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		r.complain(n, "%s must be a list, not %s", what, describe(n))
		return nil
	}
	if len(n.Content) == 0 {
		r.complain(n, "%s is an empty list: fill it, or take it out", what)
	}
	return n.Content
}

// texts gives the values of a list of plain values, as they are written: 012345678901 keeps its zero.
func (r *reader) texts(n *yaml.Node, what string) []*yaml.Node {
	var values []*yaml.Node
	for _, item := range r.list(n, what) {
		if item.Kind != yaml.ScalarNode || empty(item) || item.Value == "" {
			r.complain(item, "%s must be a list of names, not of %s", what, describe(item))
			continue
		}
		values = append(values, item)
	}
	return values
}

func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// describe says what a node is, in a few words.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case empty(n):
		return "nothing"
	case n.Tag == "!!str":
		return fmt.Sprintf("the text %q", shortened(n.Value, 40))
	}
	return shortened(n.Value, 40)
}

func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
