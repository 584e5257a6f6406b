package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/computelint/computelint/internal/pricing"
)

// coverage is the table of docs/prices.md: of each region when a price was read, and "–" where it is not known.
func coverage(b *pricing.Book) string {
	columns := [][2]string{
		{"Lambda", "Lambda duration x86_64"}, {"its PC, x86_64", "Lambda provisioned x86_64"}, {"its PC, arm64", "Lambda provisioned arm64"},
		{"Fargate x86_64", "Fargate vCPU linux x86_64"}, {"arm64", "Fargate vCPU linux arm64"}, {"Windows", "Fargate vCPU windows x86_64"},
		{"EBS", "EBS gp3"}, {"IPv4, NAT, ALB", "Network NAT gateway"}, {"NLB", "Load balancer network"}, {"CLB", "Load balancer classic"},
		{"logs stored", "Logs stored"},
	}
	var out strings.Builder
	out.WriteString("| region | EC2 types")
	for _, c := range columns {
		out.WriteString(" | " + c[0])
	}
	out.WriteString(" |\n|---|---" + strings.Repeat("|---", len(columns)) + "|\n")
	for _, region := range b.Regions() {
		types, newest := 0, "–"
		for from, n := range b.Instances(region) {
			types, newest = types+n, from.AsOf
		}
		if len(b.Instances(region)) > 1 {
			newest = "2026-07-20 and later"
		}
		fmt.Fprintf(&out, "| %s | %d, %s", region, types, newest)
		dates := map[string]string{}
		for _, s := range b.Survey(region) {
			dates[s.Service+" "+s.Meter] = s.Price.AsOf
		}
		for _, c := range columns {
			date := dates[c[1]]
			if date == "" {
				date = "–"
			}
			out.WriteString(" | " + date)
		}
		out.WriteString(" |\n")
	}
	return out.String()
}

// The coverage in docs/prices.md is generated: `go test ./cmd/computelint -run Coverage -update` writes it.
func TestPriceCoverageIsDocumented(t *testing.T) {
	const page, begin, end = "../../docs/prices.md", "<!-- coverage -->\n", "<!-- /coverage -->\n"
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), begin)
	listed, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no %q … %q", page, begin, end)
	}
	want := "\n" + coverage(pricing.Embedded()) + "\n"
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if listed != want {
		t.Error("the coverage in docs/prices.md is stale: run `make docs`")
	}
}
