package pricing

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// referenceData holds the figures that the tables were made from. It is no
// part of the project; where it is absent the comparison has nothing to do.
const referenceData = "../../../shared/data"

func TestTablesAgreeWithReference(t *testing.T) {
	if _, err := os.Stat(referenceData); err != nil {
		t.Log("no reference data here, nothing compared")
		return
	}
	t.Run("lambda", compareLambda)
	t.Run("fargate", compareFargate)
	t.Run("sizes", compareSizes)
	t.Run("virginia", compareVirginia)
	t.Run("regions", compareRegions)
	t.Run("graviton", compareGraviton)
	t.Run("break-even", compareBreakEven)
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(referenceData, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(referenceData, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		r := map[string]string{}
		for i, column := range lines[0] {
			r[column] = line[i]
		}
		rows = append(rows, r)
	}
	return rows
}

func compareLambda(t *testing.T) {
	var all map[string]json.RawMessage
	readJSON(t, "prices_lambda.json", &all)
	var regions map[string]map[string]any
	if err := json.Unmarshal(all["regions"], &regions); err != nil {
		t.Fatal(err)
	}
	type column struct {
		name  string
		meter LambdaMeter
		arch  Arch
	}
	columns := []column{
		{"requests_per_1", MeterRequest, ""}, {"x86_gb_s", MeterDuration, X86}, {"arm_gb_s", MeterDuration, ARM},
		{"pc_x86_gb_s", MeterProvisioned, X86}, {"pc_duration_x86_gb_s", MeterProvisionedDuration, X86},
		{"ephemeral_gb_s", MeterEphemeral, ""},
	}
	compared := 0
	for region, figures := range regions {
		for _, c := range columns {
			got, ok := Embedded().Lambda(region, c.meter, c.arch)
			want, has := figures[c.name].(float64)
			if has = has && figures["currency"] == "USD"; ok != has || ok && got.USD != want {
				t.Errorf("%s %s = %v, %v; reference %v, %v", region, c.name, got.USD, ok, want, has)
			}
			compared++
		}
	}
	// The rest of the table is us-east-1: each of its numbers is in that block.
	virginia := map[float64]bool{}
	var block any
	if err := json.Unmarshal(all["us-east-1"], &block); err != nil {
		t.Fatal(err)
	}
	collectNumbers(block, virginia)
	for key, tiers := range Embedded().lambda() {
		if _, listed := regions[key.region]; !listed {
			t.Errorf("%s is not in the reference", key.region)
		}
		for _, tier := range tiers {
			usd := tier.price.USD
			if key.meter == MeterRequest || key.meter == MeterEdgeRequest {
				usd, _ = strconv.ParseFloat(strconv.FormatFloat(usd*1e6, 'g', 12, 64), 64)
			}
			if key.region == virginiaRegion && (!virginia[usd] || tier.above > 0 && !virginia[tier.above]) {
				t.Errorf("%v %v above %v is not in the reference", key, usd, tier.above)
			}
		}
	}
	t.Logf("%d regional figures compared", compared)
}

func collectNumbers(v any, into map[float64]bool) {
	switch v := v.(type) {
	case float64:
		into[v] = true
	case []any:
		for _, e := range v {
			collectNumbers(e, into)
		}
	case map[string]any:
		for _, e := range v {
			collectNumbers(e, into)
		}
	}
}

func compareFargate(t *testing.T) {
	var doc struct {
		Regions map[string]map[string]any
	}
	readJSON(t, "prices_fargate.json", &doc)
	want := map[fargateKey]float64{}
	for region, blocks := range doc.Regions {
		for _, c := range []struct {
			block string
			os    OS
			arch  Arch
		}{{"linux_x86", Linux, X86}, {"linux_arm", Linux, ARM}, {"windows_x86", Windows, X86}} {
			block, _ := blocks[c.block].(map[string]any)
			for name, meter := range map[string]string{"vcpu_h": "vcpu", "gb_h": "gb", "os_license_vcpu_h": "os-licence"} {
				if usd, ok := block[name].(float64); ok {
					want[fargateKey{region, c.os, c.arch, meter}] = usd
				}
			}
		}
		if usd, ok := blocks["windows_os_license_vcpu_h"].(float64); ok {
			want[fargateKey{region, Windows, X86, "os-licence"}] = usd
		}
		if usd, ok := blocks["ephemeral_gb_h_above_20gb"].(float64); ok {
			want[fargateKey{region, "", "", "ephemeral"}] = usd
		}
	}
	got := Embedded().fargate()
	for key, usd := range want { // the table has more regions
		if got[key].USD != usd {
			t.Errorf("%v = %v, reference %v", key, got[key].USD, usd)
		}
	}
}

func compareSizes(t *testing.T) {
	var doc struct {
		Combinations []struct {
			CPU    int `json:"cpu_units"`
			Memory int `json:"memory_mib"`
			OS     string
		}
	}
	readJSON(t, "fargate_sizes.json", &doc)
	var want []FargateSize
	for _, c := range doc.Combinations {
		want = append(want, FargateSize{c.CPU, c.Memory, strings.Contains(c.OS, "LINUX"), strings.Contains(c.OS, "WINDOWS")})
	}
	if !slices.Equal(FargateSizes(), want) {
		t.Error("the sizes differ from the reference")
	}
}

func compareVirginia(t *testing.T) {
	rows := readCSV(t, "ec2_ondemand_us-east-1_linux.csv")
	if len(rows) != len(Embedded().virginia().prices) {
		t.Errorf("%d types, reference %d", len(Embedded().virginia().prices), len(rows))
	}
	number := func(cell string) int {
		n, _ := strconv.Atoi(cell)
		return n
	}
	for _, r := range rows {
		name := r["instance_type"]
		if p, _ := Embedded().EC2Linux(virginiaRegion, name); strconv.FormatFloat(p.USD, 'f', -1, 64) != strings.TrimSuffix(r["usd_per_hour"], ".0") {
			t.Errorf("%s costs %v, reference %s", name, p.USD, r["usd_per_hour"])
		}
		spec, ok := Embedded().EC2Spec(name)
		if ok != (r["vcpu"] != "") || spec.VCPU != number(r["vcpu"]) || spec.MemoryMiB != number(r["memory_mib"]) ||
			string(spec.Arch) != r["arch"] || ok && spec.PreviousGeneration != (r["previous_generation"] == "true") ||
			r["gpu_count"] != "" && spec.GPUs != number(r["gpu_count"]) ||
			r["local_nvme_gb"] != "" && spec.LocalGB != number(r["local_nvme_gb"]) {
			t.Errorf("%+v, reference %v", spec, r)
		}
	}
}

func compareRegions(t *testing.T) {
	var doc struct {
		Regions map[string]map[string]float64
	}
	readJSON(t, "ec2_ondemand_28_regions_2026-02-07.json", &doc)
	for region, prices := range doc.Regions {
		for name, want := range prices {
			if p, ok := Embedded().EC2Linux(region, name); region != virginiaRegion && (!ok || p.USD != want) {
				t.Errorf("%s %s = %v, %v; reference %v", region, name, p.USD, ok, want)
			}
		}
	}
}

func compareGraviton(t *testing.T) {
	want := map[string][]string{}
	for _, r := range readCSV(t, "graviton_equivalents.csv") {
		from := r["from_family"]
		specs := Embedded().familySpecs(from)
		leftOut := from == "x1e" || from == "x2iedn" || from == "g4dn"
		if len(specs) > 0 && specs[0].Arch == X86 && !leftOut {
			want[from] = append(want[from], r["to_family"])
		}
	}
	got := Embedded().graviton()
	if len(got) != len(want) {
		t.Errorf("%d families, reference %d", len(got), len(want))
	}
	for family, heirs := range want {
		if !slices.Equal(got[family], heirs) {
			t.Errorf("%s -> %v, reference %v", family, got[family], heirs)
		}
	}
}

// The worked cases of TestBreakEvenCases are all of the reference's, in its order and with its figures.
func compareBreakEven(t *testing.T) {
	text, err := os.ReadFile("testdata/breakeven.csv")
	if err != nil {
		t.Fatal(err)
	}
	ours := readTable("breakeven.csv", string(text)).rows
	reference := readCSV(t, "breakeven.csv")
	if len(ours) != len(reference) {
		t.Fatalf("%d cases, reference %d", len(ours), len(reference))
	}
	for i, r := range reference {
		for _, column := range []string{"lambda_gb", "avg_ms", "alt_usd_h", "lambda_usd_per_busy_hour", "breakeven_busy_slots"} {
			if ours[i].text(column) != r[column] {
				t.Errorf("%s: %s is %s, reference %s", r["case"], column, ours[i].text(column), r[column])
			}
		}
	}
}
