package collectors

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// readKept asks for task definitions with a cache. Without entries, whatever is not kept is a gap.
func readKept(t *testing.T, kept Definitions, at time.Time, region string, arns []string, entries ...awsapi.TapeEntry) *inventory.Region {
	t.Helper()
	asked := false
	a := Run(t.Context(), session(t, entries...), Job{
		Regions: []string{region}, TakenAt: at, Definitions: kept,
		Wants: func(*inventory.Account, *inventory.Region) []inventory.Want {
			var wants []inventory.Want
			for _, arn := range arns {
				if !asked {
					wants = append(wants, inventory.TaskDefinitionKey(arn).Want())
				}
			}
			asked = true
			return wants
		},
	})
	return a.Regions[0]
}

// fill keeps one definition, and gives the folder and the file.
func fill(t *testing.T) (Definitions, string) {
	t.Helper()
	kept := Definitions{Dir: filepath.Join(t.TempDir(), "computelint", "task-definitions")}
	r := readKept(t, kept, takenAt, "eu-west-1", []string{definitionARN}, definitionAnswer(`"Cpu": "512", "Status": "INACTIVE"`))
	known(t, r, inventory.TaskDefinitionKey(definitionARN))
	return kept, filepath.Join(kept.Dir, "111122223333.eu-west-1.ndjson")
}

func isKept(t *testing.T, kept Definitions, at time.Time) bool {
	t.Helper()
	r := readKept(t, kept, at, "eu-west-1", []string{definitionARN})
	d, ok := inventory.Read(r, inventory.TaskDefinitionKey(definitionARN)).Get()
	if ok && d.CPUUnits != 512 {
		t.Errorf("%+v", d)
	}
	return ok
}

func TestDefinitionsAreAskedForOnce(t *testing.T) {
	kept, path := fill(t)
	if !isKept(t, kept, takenAt.Add(definitionsAge)) {
		t.Error("it was asked for again")
	}
	if isKept(t, kept, takenAt.Add(definitionsAge+time.Second)) || isKept(t, kept, takenAt.Add(-definitionsAge-time.Second)) {
		t.Error("it was kept for too long")
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), "INACTIVE") {
		t.Errorf("what may change was kept: %v %s", err, data)
	}
}

func TestNoDefinitionsAreKeptUnlessAsked(t *testing.T) {
	t.Chdir(t.TempDir())
	r := readKept(t, Definitions{}, takenAt, "eu-west-1", []string{definitionARN}, definitionAnswer(`"Cpu": "512"`))
	known(t, r, inventory.TaskDefinitionKey(definitionARN))
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("%v %v", entries, err)
	}
	if isKept(t, Definitions{}, takenAt) {
		t.Error("kept without a folder")
	}
}

// An emulator's definitions are made anew under the same names.
func TestNothingIsKeptOfAnEmulator(t *testing.T) {
	kept, _ := fill(t)
	t.Setenv("AWS_ENDPOINT_URL_ECS", "http://127.0.0.1:1")
	if isKept(t, kept, takenAt) {
		t.Error("it was taken from the cache")
	}
}

func TestKeptDefinitionsAreTheirOwnersOnly(t *testing.T) {
	kept, path := fill(t)
	for name, want := range map[string]os.FileMode{kept.Dir: 0o700, filepath.Dir(kept.Dir): 0o700, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	if entries, err := os.ReadDir(kept.Dir); err != nil || len(entries) != 1 {
		t.Errorf("something was left behind: %v %v", entries, err)
	}
}

// Whatever is wrong with the file, the definition is read from AWS, and the file is good again.
func TestSpoiltFilesArePassedOver(t *testing.T) {
	for name, spoil := range map[string]func(data string) string{
		"empty":         func(string) string { return "" },
		"not ours":      func(string) string { return "<html>" },
		"cut":           func(data string) string { return data[:len(data)-10] },
		"header only":   func(data string) string { head, _, _ := strings.Cut(data, "\n"); return head + "\n" },
		"another value": func(data string) string { return strings.Replace(data, `"cpu_units":512`, `"cpu_units":256`, 1) },
		"another shape": func(data string) string { return strings.Replace(data, definitionsShape(), "0-0", 1) },
		"a line more":   func(data string) string { return data + "{}\n" },
		"a broken line, summed": func(string) string {
			return fmt.Sprintf(`{"shape": %q, "sha256": %q}`+"\n{\n", definitionsShape(), sumOf([]byte("{\n")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			kept, path := fill(t)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(spoil(string(data))), 0o600); err != nil {
				t.Fatal(err)
			}
			if isKept(t, kept, takenAt) {
				t.Error("it was believed")
			}
			readKept(t, kept, takenAt, "eu-west-1", []string{definitionARN}, definitionAnswer(`"Cpu": "512"`))
			if !isKept(t, kept, takenAt) {
				t.Error("it was not written anew")
			}
		})
	}
}

// A folder that cannot be written, or is none, costs requests and nothing else.
func TestUnwritableFoldersArePassedOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken := filepath.Join(t.TempDir(), "taken") // where the file should be, there is a folder
	if err := os.MkdirAll(filepath.Join(taken, "111122223333.eu-west-1.ndjson", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below"), "/proc/nothing/here", taken} {
		r := readKept(t, Definitions{dir}, takenAt, "eu-west-1", []string{definitionARN}, definitionAnswer(`"Cpu": "512"`))
		if d := known(t, r, inventory.TaskDefinitionKey(definitionARN)); d.CPUUnits != 512 || len(r.Gaps) > 0 {
			t.Errorf("%s: %+v %v", dir, d, r.Gaps)
		}
	}
	if entries, err := os.ReadDir(taken); err != nil || len(entries) != 1 {
		t.Errorf("something was left behind: %v %v", entries, err)
	}
}

// A definition of one account, region or partition never answers for another; nor does a family, whose newest revision
// changes.
func TestAccountsAndRegionsDoNotMix(t *testing.T) {
	kept, path := fill(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(definitionARN, "eu-west-1", "us-east-1", 1)
	if err := os.WriteFile(strings.Replace(path, "eu-west-1", "us-east-1", 1), data, 0o600); err != nil {
		t.Fatal(err)
	}
	r := readKept(t, kept, takenAt, "us-east-1", []string{definitionARN, other})
	for _, arn := range []string{definitionARN, other} {
		if _, ok := inventory.Read(r, inventory.TaskDefinitionKey(arn)).Get(); ok {
			t.Errorf("%s came from another region's file", arn)
		}
	}
	family := strings.TrimSuffix(definitionARN, ":7")
	readKept(t, kept, takenAt, "eu-west-1", []string{family}, answer(awsapi.DescribeTaskDefinition, `{"TaskDefinition": "`+family+`"}`,
		`{"TaskDefinition": {"TaskDefinitionArn": "`+strings.Replace(definitionARN, ":7", ":8", 1)+`"}}`))
	if k := kept.open("111122223333", "eu-west-1", takenAt); len(k.held) != 1 {
		t.Errorf("%v", k.held)
	}
	for _, name := range []string{"../../etc", "", "a/b"} {
		if k := kept.open(name, "eu-west-1", takenAt); k.path != "" {
			t.Errorf("account %q writes %s", name, k.path)
		}
		if k := kept.open("111122223333", name, takenAt); k.path != "" {
			t.Errorf("region %q writes %s", name, k.path)
		}
	}
}

func TestKeptDefinitionsAreBounded(t *testing.T) {
	kept := Definitions{t.TempDir()}
	k := kept.open("111122223333", "eu-west-1", takenAt)
	for i := range definitionsKept + 10 {
		arn := strings.Replace(definitionARN, ":7", fmt.Sprintf(":%d", i+1), 1)
		k.now = takenAt.Add(time.Duration(i) * time.Second)
		k.add(arn, inventory.TaskDefinition{ARN: arn})
	}
	k.save()
	again := kept.open("111122223333", "eu-west-1", takenAt)
	_, oldest := again.get(strings.Replace(definitionARN, ":7", ":10", 1))
	_, newest := again.get(strings.Replace(definitionARN, ":7", fmt.Sprintf(":%d", definitionsKept+10), 1))
	if len(again.held) != definitionsKept || oldest || !newest {
		t.Errorf("%d are kept, the oldest %v, the newest %v", len(again.held), oldest, newest)
	}
	big := kept.open("444455556666", "eu-west-1", takenAt)
	for i := range 40 {
		arn := fmt.Sprintf("arn:aws:ecs:eu-west-1:444455556666:task-definition/web:%d", i)
		big.add(arn, inventory.TaskDefinition{ARN: arn, OS: strings.Repeat("x", 1<<20)})
	}
	big.save()
	if info, err := os.Stat(big.path); err != nil || info.Size() > definitionsSize+1000 || info.Size() < definitionsSize/2 {
		t.Errorf("%+v %v", info, err)
	}
	if n := len(kept.open("444455556666", "eu-west-1", takenAt).held); n == 0 || n >= 40 {
		t.Errorf("%d of the big ones are kept", n)
	}
	later := takenAt.Add(definitionsAge + 24*time.Hour)
	k = kept.open("111122223333", "us-east-1", later)
	k.add("arn:aws:ecs:us-east-1:111122223333:task-definition/web:1", inventory.TaskDefinition{ARN: "arn:aws:ecs:us-east-1:111122223333:task-definition/web:1"})
	k.save()
	if entries, err := os.ReadDir(kept.Dir); err != nil || len(entries) != 1 {
		t.Errorf("files nobody reads any more are still there: %v %v", entries, err)
	}
}

// The shape stands for every field, down to those of mounts: a field more makes another shape.
func TestShapeHoldsEveryField(t *testing.T) {
	var text strings.Builder
	describe(&text, reflect.TypeFor[inventory.TaskDefinition]())
	for _, name := range []string{"cpu_units", "specs", "log_mode", "read_only", "kind", "registered_at", "time.Time"} {
		if !strings.Contains(text.String(), name) {
			t.Errorf("%s is not in %s", name, text.String())
		}
	}
}
