package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/config"
	"github.com/computelint/computelint/internal/pricing"
)

const schemaFile = "../../docs/computelint.schema.json"

type object = map[string]any

// configSchema describes .computelint.yaml for editors, in the draft that they know. The program itself is stricter.
func configSchema() object {
	number := func(t *checks.Threshold) object {
		kind := "number"
		if t.Unit == "days" {
			kind = "integer"
		}
		return object{
			"type": kind, "exclusiveMinimum": 0, "default": t.Default,
			"description": fmt.Sprintf("%s In %s.", t.Doc, t.Unit),
		}
	}
	var ids []string
	byCheck, byName, discounts := object{}, object{}, object{}
	for _, c := range checks.All {
		ids = append(ids, c.ID)
		own := object{}
		for _, t := range c.Thresholds {
			own[t.Name], byName[t.Name] = number(t), object{"type": number(t)["type"], "exclusiveMinimum": 0}
		}
		if len(own) > 0 {
			byCheck[c.ID] = closed(own, object{"description": c.Title, "minProperties": 1})
		}
	}
	for _, service := range pricing.DiscountServices {
		discounts[service] = object{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "description": "The share off the list price: 0.28 is 28 % less."}
	}
	wild := object{`\*$`: closed(byName, object{"minProperties": 1})}
	text := object{"type": []string{"string", "number", "boolean"}}
	list := func(items object) object { return object{"type": "array", "minItems": 1, "items": items} }
	def := func(name string) object { return object{"$ref": "#/definitions/" + name} }
	return closed(object{
		"version": object{"const": 1}, "disable": def("disable"), "thresholds": def("thresholds"), "overrides": list(def("override")), "discounts": closed(discounts, object{"minProperties": 1}),
	}, object{
		"$schema": "http://json-schema.org/draft-07/schema#", "title": config.Name, "required": []string{"version"},
		"description": "Made by `make docs`. See docs/configuration.md.",
		"definitions": object{
			"disable":    list(object{"anyOf": []object{{"enum": ids}, {"type": "string", "pattern": `\*$`}}}),
			"thresholds": closed(byCheck, object{"patternProperties": wild, "minProperties": 1}),
			"override": closed(object{
				"accounts": list(object{"type": []string{"string", "integer"}}), "regions": list(object{"type": "string", "pattern": "^[a-z0-9*-]+$"}),
				"tags":    object{"type": "object", "minProperties": 1, "additionalProperties": text},
				"disable": def("disable"), "thresholds": def("thresholds"),
			}, object{"allOf": []object{
				{"anyOf": []object{{"required": []string{"accounts"}}, {"required": []string{"regions"}}, {"required": []string{"tags"}}}},
				{"anyOf": []object{{"required": []string{"disable"}}, {"required": []string{"thresholds"}}}},
			}}),
		},
	})
}

// closed is an object that has no other properties than the given ones.
func closed(properties, more object) object {
	more["type"], more["properties"], more["additionalProperties"] = "object", properties, false
	return more
}

// The schema for editors is generated: `go test ./cmd/computelint -run Schema -update` writes it.
func TestSchemaIsCurrent(t *testing.T) {
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(configSchema()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(schemaFile); err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is stale: run `make docs` (%v)", schemaFile, err)
	}
}

// The schema takes what the program takes, and refuses the mistakes that an editor can see.
func TestSchemaAgreesWithTheProgram(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	data, err := json.Marshal(configSchema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(page, []byte("```yaml\n"))
	example, _, _ := bytes.Cut(rest, []byte("```\n"))
	for text, sound := range map[string]bool{
		string(example):         true,
		"version: 1\n":          true,
		"disable: ['*']\n":      false,
		"version: 2\n":          false,
		"version: 1\nchecks: x": false,
		"version: 1\nthresholds: {lambda-unused: {look_back_days: 30.5}}\n":                          false,
		"version: 1\nthresholds: {lambda-unused: {look_back_days: 0}}\n":                             false,
		"version: 1\nthresholds: {lambda-unused: {used_share: 1}}\n":                                 false,
		"version: 1\nthresholds: {lambda-unusd: {look_back_days: 30}}\n":                             false,
		"version: 1\nthresholds: {'*': {widow_days: 30}}\n":                                          false,
		"version: 1\ndisable: [lambda-unusd]\n":                                                      false,
		"version: 1\noverrides: [{disable: [lambda-unused]}]\n":                                      false,
		"version: 1\noverrides: [{regions: [eu-west-1]}]\n":                                          false,
		"version: 1\noverrides: [{regions: [eu-west-1], disable: ['ec2-*']}]\n":                      true,
		"version: 1\noverrides: [{tags: {env: 1}, thresholds: {'lambda-*': {window_days: 30}}}]\n":   true,
		"version: 1\noverrides: [{tags: {env: [1]}, thresholds: {'lambda-*': {window_days: 30}}}]\n": false,
	} {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		_, refused := config.Parse("c", []byte(text))
		if err := schema.Validate(value); (err == nil) != sound || (refused == nil) != sound {
			t.Errorf("%s\nthe schema says %v, the program %v, want sound: %v", text, err, refused, sound)
		}
	}
}
