package checks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
)

// declared lists the variables of the package that hold a Check, from its source.
func declared(t *testing.T) []string {
	t.Helper()
	var names []string
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, value := range spec.Values {
				lit, ok := value.(*ast.CompositeLit)
				if !ok {
					continue
				}
				if kind, ok := lit.Type.(*ast.Ident); ok && kind.Name == "Check" {
					names = append(names, spec.Names[i].Name)
				}
			}
			return true
		})
	}
	return names
}

func TestEveryDeclaredCheckIsListed(t *testing.T) {
	source, err := os.ReadFile("all.go")
	if err != nil {
		t.Fatal(err)
	}
	names := declared(t)
	if len(names) != len(checks.All) {
		t.Errorf("%d checks are declared, %d are in All", len(names), len(checks.All))
	}
	for _, name := range names {
		if !strings.Contains(string(source), "&"+name+",") {
			t.Errorf("%s is declared but not in All", name)
		}
	}
}

func TestChecksAreComplete(t *testing.T) {
	if !slices.IsSortedFunc(checks.All, func(a, b *checks.Check) int { return strings.Compare(a.ID, b.ID) }) {
		t.Errorf("All is not sorted by id")
	}
	id := regexp.MustCompile(`^(lambda|ecs|ec2|placement|asg)(-[a-z0-9]+)+$`)
	seen := map[string]bool{}
	for _, c := range checks.All {
		if !id.MatchString(c.ID) || seen[c.ID] {
			t.Errorf("id %q is malformed or used twice", c.ID)
		}
		seen[c.ID] = true
		if c.Title == "" || strings.HasSuffix(c.Title, ".") || c.Judge == nil || len(c.Needs) == 0 {
			t.Errorf("%s: title %q, needs %v", c.ID, c.Title, c.Needs)
		}
		if !slices.Contains([]checks.Category{checks.Cost, checks.Latency, checks.Reliability, checks.Lifecycle}, c.Category) {
			t.Errorf("%s: category %q", c.ID, c.Category)
		}
		for _, d := range c.Needs {
			if !d.IsRoot() {
				t.Errorf("%s needs %s, which is no root listing", c.ID, d)
			}
		}
		if all := c.Datasets(); len(all) != len(c.Needs)+len(c.Uses) || len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
			t.Errorf("%s: datasets %v", c.ID, all)
		}
		for _, th := range c.Thresholds {
			if th.Name == "" || th.Unit == "" || th.Default <= 0 || !strings.HasSuffix(th.Doc, ".") || !strings.Contains(th.Source, "20") {
				t.Errorf("%s: threshold %+v: a name, a unit, a default, a sentence and a dated source are wanted", c.ID, *th)
			}
		}
		if len(slices.Compact(slices.Sorted(names(c)))) != len(c.Thresholds) {
			t.Errorf("%s: two thresholds of one name", c.ID)
		}
	}
}

func names(c *checks.Check) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, th := range c.Thresholds {
			if !yield(th.Name) {
				return
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range checks.All {
		if got, err := checks.Find(c.ID); got != c || err != nil {
			t.Errorf("Find(%s) = %v, %v", c.ID, got, err)
		}
	}
	for id, want := range map[string]string{
		"lambda-timeout-max":                  "did you mean lambda-timeout-maximum?",
		"ecs-service-oversize":                "did you mean ecs-service-oversized?",
		"instance-idle":                       "did you mean ec2-instance-idle?",
		"lambda-unused-function":              "did you mean lambda-unused?",
		"lambda-provisioned-concurrency-idle": "did you mean lambda-provisioned-concurrency-unused?",
		"x":                                   "`computelint checks` lists them",
		"":                                    "`computelint checks` lists them",
	} {
		_, err := checks.Find(id)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "unknown check") {
			t.Errorf("Find(%q): %v, want it to say %q", id, err, want)
		}
	}
	if _, err := checks.Find("qq"); strings.Contains(err.Error(), "did you mean") {
		t.Errorf("a suggestion from nowhere: %v", err)
	}
}

func TestSelect(t *testing.T) {
	for _, c := range []struct {
		ids  []string
		want string
	}{
		{nil, ids(checks.Default())},
		{[]string{"default"}, ids(checks.Default())},
		{[]string{"all"}, ids(checks.All)},
		{[]string{"*"}, ids(checks.All)},
		{[]string{"lambda-unused", "ec2-instance-idle"}, "ec2-instance-idle lambda-unused"},
		{[]string{"lambda-unused", "lambda-unused"}, "lambda-unused"},
		{[]string{"ec*", "ec2-*"}, ids(slices.DeleteFunc(slices.Clone(checks.All), func(c *checks.Check) bool { return !strings.HasPrefix(c.ID, "ec") }))},
		{[]string{"lambda-unuse*"}, "lambda-unused"},
	} {
		got, err := checks.Select(c.ids)
		if err != nil || ids(got) != c.want {
			t.Errorf("Select(%q) = %s, %v; want %s", c.ids, ids(got), err, c.want)
		}
	}
	for id, want := range map[string]string{"rds-*": `no check matches "rds-*"`, "lambda-unusd": "unknown check"} {
		if got, err := checks.Select([]string{"lambda-unused", id}); err == nil || !strings.Contains(err.Error(), want) || len(got) > 0 {
			t.Errorf("Select(%q) = %s, %v; want %q", id, ids(got), err, want)
		}
	}
}

func ids(selected []*checks.Check) string {
	var all []string
	for _, c := range selected {
		all = append(all, c.ID)
	}
	return strings.Join(all, " ")
}
