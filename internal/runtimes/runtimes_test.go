package runtimes

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/google/go-cmp/cmp"
)

func date(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestLookup(t *testing.T) {
	for _, want := range []Runtime{
		{ID: "nodejs22.x", Name: "Node.js 22", Family: "nodejs", OS: "AL2023",
			Deprecated: date("2027-04-30"), BlockCreate: date("2027-06-01"), BlockUpdate: date("2027-07-01"),
			ManagedInstances: true, Successor: "nodejs24.x"},
		{ID: "java8", Name: "Java 8 (AL1)", Family: "java", OS: "AL1",
			Deprecated: date("2024-01-08"), BlockCreate: date("2024-02-08"), BlockUpdate: date("2027-03-03"),
			Successor: "java8.al2023"},
		{ID: "dotnet9", Name: ".NET 9", Family: "dotnet", OS: "AL2023", Deprecated: date("2026-11-10"),
			ContainerOnly: true, Successor: "dotnet10", Note: "container images only; no block dates"},
		{ID: "python3.15", Name: "Python 3.15", Family: "python", OS: "AL2023",
			SnapStart: true, ManagedInstances: true, Preview: true,
			Note: "preview without SLA on 2026-09-25; general availability not verified"},
	} {
		got, ok := Lookup(want.ID)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("%s, %v: %s", want.ID, ok, diff)
		}
	}
	for _, id := range []string{"", "nodejs28.x", "Python3.13", "python3.13 ", "arn:aws:lambda:us-east-1:123456789012:runtime:mine"} {
		if got, ok := Lookup(id); ok || got != (Runtime{}) {
			t.Errorf("%q = %+v, want none", id, got)
		}
	}
}

// The SDK knows every runtime that the API can return today.
func TestEverySDKRuntimeIsInTheTable(t *testing.T) {
	ids := types.Runtime("").Values()
	if len(ids) < 51 {
		t.Fatalf("the SDK lists only %d runtimes", len(ids))
	}
	for _, id := range ids {
		if r, ok := Lookup(string(id)); !ok || r.ContainerOnly {
			t.Errorf("%s is missing from the table or marked as container only", id)
		}
	}
}

func TestTable(t *testing.T) {
	asOf, err := time.Parse(time.DateOnly, AsOf())
	if err != nil {
		t.Fatal(err)
	}
	all := All()
	if len(all) != 54 || len(table().byID) != len(all) {
		t.Errorf("%d rows and %d ids, want 54", len(all), len(table().byID))
	}
	systems := []string{"AL1", "AL2", "AL2023"}
	for i, r := range all {
		if i > 0 && all[i-1].ID >= r.ID {
			t.Errorf("%s is out of order", r.ID)
		}
		if r.Name == "" || !slices.Contains(systems, r.OS) || r.Family != Family(r.ID) {
			t.Errorf("%+v: bad name, system or family", r)
		}
		if r.Deprecated.IsZero() != r.Preview {
			t.Errorf("%s: every runtime but a preview has a deprecation date", r.ID)
		}
		if r.BlockCreate.IsZero() != r.BlockUpdate.IsZero() || r.BlockUpdate.Before(r.BlockCreate) {
			t.Errorf("%s: blocks %v and %v", r.ID, r.BlockCreate, r.BlockUpdate)
		}
		if r.BlockUpdate.IsZero() && !r.Preview && !r.ContainerOnly {
			t.Errorf("%s has no block dates", r.ID)
		}
		if r.Successor == "" {
			if r.PhaseAt(asOf) != Supported {
				t.Errorf("%s is %s and has no successor", r.ID, r.PhaseAt(asOf))
			}
			continue
		}
		next, ok := Lookup(r.Successor)
		sameFamily := next.Family == r.Family || r.ID == "go1.x"
		if !ok || next.Preview || next.ContainerOnly || !sameFamily || next.PhaseAt(asOf) != Supported || next.Deprecated.Before(r.Deprecated) {
			t.Errorf("%s -> %q is no way forward", r.ID, r.Successor)
		}
	}
	// Only the newest of each family may be without a successor.
	var last []string
	for _, r := range all {
		if r.Successor == "" {
			last = append(last, r.ID)
		}
	}
	want := []string{"dotnet10", "java25", "nodejs24.x", "nodejs26.x", "provided.al2023", "python3.14", "python3.15", "ruby4.0"}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("without successor: %s", diff)
	}
	all[0].ID = "changed"
	if All()[0].ID == "changed" {
		t.Error("a caller can change the table")
	}
}

func TestCompiled(t *testing.T) {
	for id, want := range map[string]bool{
		"provided": true, "provided.al2": true, "provided.al2023": true, "go1.x": true,
		"nodejs24.x": false, "java25": false, "dotnet10": false,
	} {
		if r, ok := Lookup(id); !ok || r.Compiled() != want {
			t.Errorf("%s: %v, %v; want %v", id, r.Compiled(), ok, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"a short row": "nodejs99.x,Node.js 99\n",
		"a bad date":  "x,X,x,AL2,2027-13-01,,,,,,,,\n",
		"a bad flag":  "x,X,x,AL2,2027-12-01,,,true,,,,,\n",
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			parse(text)
		})
	}
}
