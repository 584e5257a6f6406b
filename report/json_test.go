package report

import (
	"bytes"
	"encoding"
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// compile reads a JSON schema.
func compile(t testing.TB, url string, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// validate checks a JSON text against a schema.
func validate(t testing.TB, schema *jsonschema.Schema, text string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("no JSON: %v", err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%v", err)
	}
}

func TestJSONIsLossless(t *testing.T) {
	for name, r := range map[string]*checks.Result{"sample": sample(), "empty": emptyAccount(), "zero": {SchemaVersion: 1}} {
		var back checks.Result
		text := render(t, "json", r, Options{})
		if err := json.Unmarshal([]byte(text), &back); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(*r, back, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s is not what was written (-written +read):\n%s", name, diff)
		}
		validate(t, compile(t, "result.schema.json", ResultSchema()), text)
	}
}

func TestJSONHasNoNullLists(t *testing.T) {
	r := &checks.Result{Findings: []checks.Finding{{Savings: &checks.Savings{}}}, Coverage: checks.Coverage{Blind: []checks.BlindSpot{{}}}}
	text := render(t, "json", r, Options{})
	if n := strings.Count(text, "null"); n != 0 {
		t.Errorf("%d nulls:\n%s", n, text)
	}
	if r.Findings[0].Evidence != nil || r.Findings[0].Savings.Meters != nil || r.Coverage.Blind[0].Checks != nil {
		t.Error("the result itself was changed")
	}
}

func TestJSONEscapes(t *testing.T) {
	r := &checks.Result{Account: "<a> & ##[error]\u009b31m \u202e \U000e0041 é \"\\"}
	text := render(t, "json", r, Options{})
	const want = `"<a> & #\u0023[error]\u009b31m \u202e \udb40\udc41 é \"\\"`
	if !strings.Contains(text, want) {
		t.Errorf("no %s in:\n%s", want, text)
	}
}

func TestJSONRefusesWhatJSONCannotSay(t *testing.T) {
	for _, format := range []Format{Formats[0], Formats[2]} {
		r := sample()
		r.Findings[1].Savings.LowUSD = math.NaN()
		if err := format.Write(new(bytes.Buffer), r, Options{}); err == nil {
			t.Errorf("%s wrote NaN", format.Name)
		}
	}
}

// TestSchemaDescribesEveryField compares the schema with the Go types, field by field and in both directions.
func TestSchemaDescribesEveryField(t *testing.T) {
	var schema struct {
		Defs map[string]schemaNode `json:"$defs"`
	}
	if err := json.Unmarshal(resultSchema, &schema); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{"Series": true} // writes itself
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		if seen[typ.Name()] {
			return
		}
		seen[typ.Name()] = true
		def, ok := schema.Defs[typ.Name()]
		if !ok {
			t.Errorf("%s has no entry in $defs", typ)
			return
		}
		left := maps.Clone(def.Properties)
		for field := range typ.Fields() {
			key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			node, ok := left[key]
			if !ok {
				t.Errorf("%s.%s: the schema has no %q", typ, field.Name, key)
				continue
			}
			delete(left, key)
			if node.Description == "" {
				t.Errorf("%s.%s: not described", typ, field.Name)
			}
			if optional := strings.Contains(options, "omitempty"); optional == slices.Contains(def.Required, key) {
				t.Errorf("%s.%s: omitempty is %v, which the schema's required contradicts", typ, field.Name, optional)
			}
			want, inner := schemaOf(field.Type)
			if got := node.kind(); got != want {
				t.Errorf("%s.%s: the schema says %s, want %s", typ, field.Name, got, want)
			}
			if inner != nil {
				walk(inner)
			}
		}
		for key := range left {
			t.Errorf("%s: the schema describes %q, which is no field", typ, key)
		}
	}
	walk(reflect.TypeFor[checks.Result]())
	for name := range schema.Defs {
		if !seen[name] {
			t.Errorf("$defs has %s, which nothing uses", name)
		}
	}
}

type schemaNode struct {
	Type        any                   `json:"type"`
	Ref         string                `json:"$ref"`
	Enum        []string              `json:"enum"`
	Description string                `json:"description"`
	Required    []string              `json:"required"`
	Properties  map[string]schemaNode `json:"properties"`
	Items       *schemaNode           `json:"items"`
	Values      *schemaNode           `json:"additionalProperties"`
	AnyOf       []schemaNode          `json:"anyOf"`
}

// kind is what the schema says that a field is: "string", "[]Finding", "map string".
func (n schemaNode) kind() string {
	switch {
	case n.Ref != "":
		return strings.TrimPrefix(n.Ref, "#/$defs/")
	case len(n.Enum) > 0:
		return "string"
	case len(n.AnyOf) > 0:
		return n.AnyOf[0].kind()
	case n.Items != nil:
		return "[]" + n.Items.kind()
	case n.Values != nil:
		return "map " + n.Values.kind()
	default:
		s, _ := n.Type.(string)
		return s
	}
}

// schemaOf is what the schema should say of a Go type, and the struct to look at next.
func schemaOf(typ reflect.Type) (kind string, inner reflect.Type) {
	switch {
	case typ == reflect.TypeFor[inventory.Series]():
		return "Series", nil
	case typ.Implements(reflect.TypeFor[encoding.TextMarshaler]()): // a time, a severity
		return "string", nil
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return schemaOf(typ.Elem())
	case reflect.Slice:
		kind, inner = schemaOf(typ.Elem())
		return "[]" + kind, inner
	case reflect.Map:
		kind, inner = schemaOf(typ.Elem())
		return "map " + kind, inner
	case reflect.Struct:
		return typ.Name(), typ
	case reflect.Int:
		return "integer", nil
	case reflect.Float64:
		return "number", nil
	case reflect.Bool:
		return "boolean", nil
	default:
		return typ.Kind().String(), nil
	}
}
