package collectors

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

// Definitions is where task definitions are kept between runs. The zero value keeps none. A registered definition never
// changes, so it is read once; what may change, such as whether it is active, is not kept. It is one file for each account
// and region, readable by its owner only. A file that is damaged, old, of another version or not to be written is passed
// over: the definitions are then read from AWS.
type Definitions struct {
	Dir string // empty for none
}

// What a file may hold: enough for an account of thousands of services, and nothing that nobody uses any more. An account
// that is not audited for so long loses its file.
const (
	definitionsKept = 5_000
	definitionsSize = 16 << 20
	definitionsAge  = 90 * 24 * time.Hour
)

// definitionsRevision goes up when taskDefinitionOf reads the same answer otherwise than before.
const definitionsRevision = 1

// heldDefinition is one line of the file.
type heldDefinition struct {
	ReadAt     time.Time                `json:"read_at"`
	Definition inventory.TaskDefinition `json:"definition"`
}

// definitionsHeader is the first line.
type definitionsHeader struct {
	Shape string `json:"shape"`  // of what is kept, so that another version of the program does not read it
	Sum   string `json:"sha256"` // of the other lines
}

// knownDefinitions are those of one account and region, while they are read.
type knownDefinitions struct {
	path  string // empty: nothing is kept
	owner string // what every ARN must hold
	now   time.Time
	mu    sync.Mutex
	held  map[string]heldDefinition
	added bool
}

var plainName = regexp.MustCompile(`^[a-z0-9-]+$`)

func (d Definitions) open(account, region string, now time.Time) *knownDefinitions {
	k := &knownDefinitions{now: now, held: map[string]heldDefinition{}, owner: ":ecs:" + region + ":" + account + ":task-definition/"}
	if d.Dir == "" || !plainName.MatchString(account) || !plainName.MatchString(region) {
		return k
	}
	k.path = filepath.Join(d.Dir, account+"."+region+".ndjson")
	for _, h := range readDefinitions(k.path) {
		if k.mayHold(h.Definition.ARN) && now.Sub(h.ReadAt).Abs() <= definitionsAge {
			k.held[h.Definition.ARN] = h
		}
	}
	return k
}

// mayHold tells whether an ARN names one revision of this account and region.
func (k *knownDefinitions) mayHold(arn string) bool {
	_, name, ours := strings.Cut(arn, k.owner)
	return ours && strings.Contains(name, ":")
}

func (k *knownDefinitions) get(arn string) (inventory.TaskDefinition, bool) {
	h, ok := k.held[arn]
	return h.Definition, ok
}

// add keeps a definition that was asked for by its own ARN: a family's name stands for whichever is its newest.
func (k *knownDefinitions) add(asked string, d inventory.TaskDefinition) {
	if k.path == "" || asked != d.ARN || !k.mayHold(asked) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[asked], k.added = heldDefinition{k.now, d}, true
}

// save writes the newest definitions, when there are new ones. What goes wrong costs only requests at the next run.
func (k *knownDefinitions) save() {
	if k.path == "" || !k.added {
		return
	}
	newest := slices.SortedFunc(maps.Values(k.held), func(a, b heldDefinition) int {
		return cmp.Or(b.ReadAt.Compare(a.ReadAt), strings.Compare(a.Definition.ARN, b.Definition.ARN))
	})
	var body bytes.Buffer
	for _, h := range newest[:min(len(newest), definitionsKept)] {
		line, err := json.Marshal(h)
		if err != nil || body.Len()+len(line) > definitionsSize {
			break
		}
		body.Write(append(line, '\n'))
	}
	header, err := json.Marshal(definitionsHeader{definitionsShape(), sumOf(body.Bytes())})
	if err != nil || os.MkdirAll(filepath.Dir(k.path), 0o700) != nil {
		return
	}
	if replaceFile(k.path, append(append(header, '\n'), body.Bytes()...)) == nil {
		_ = os.Chtimes(k.path, k.now, k.now) // by which it grows old
	}
	dropOldFiles(filepath.Dir(k.path), k.now)
}

func readDefinitions(path string) []heldDefinition {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(io.LimitReader(file, definitionsSize*2))
	if err != nil {
		return nil
	}
	first, body, _ := bytes.Cut(data, []byte("\n"))
	var header definitionsHeader
	if json.Unmarshal(first, &header) != nil || header.Shape != definitionsShape() || header.Sum != sumOf(body) {
		return nil
	}
	var all []heldDefinition
	for line := range bytes.Lines(body) {
		var h heldDefinition
		if json.Unmarshal(line, &h) != nil {
			return nil
		}
		all = append(all, h)
	}
	return all
}

// replaceFile puts a file in the place of another at once, so that a run that is cut short or runs beside another leaves
// no half.
func replaceFile(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), "*.new") // readable by its owner only
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}

// dropOldFiles removes what nobody has written for so long that it would not be read.
func dropOldFiles(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		ours := strings.HasSuffix(e.Name(), ".ndjson") || strings.HasSuffix(e.Name(), ".new")
		if info, err := e.Info(); err == nil && ours && info.Mode().IsRegular() && now.Sub(info.ModTime()) > definitionsAge {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// definitionsShape names the fields that are kept: a field that is added or renamed makes older files unreadable.
var definitionsShape = sync.OnceValue(func() string {
	var shape strings.Builder
	describe(&shape, reflect.TypeFor[inventory.TaskDefinition]())
	return fmt.Sprintf("%d-%.16s", definitionsRevision, sumOf([]byte(shape.String())))
})

func describe(out *strings.Builder, t reflect.Type) {
	switch {
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer:
		out.WriteString(t.Kind().String() + " ")
		describe(out, t.Elem())
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]():
		for field := range t.Fields() {
			fmt.Fprintf(out, "%s %q ", field.Name, field.Tag)
			describe(out, field.Type)
		}
	default:
		out.WriteString(t.String() + ";")
	}
}
