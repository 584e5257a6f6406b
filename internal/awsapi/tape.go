package awsapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Tape is a recording of operations as readable JSON: what was asked of which region, and what came back. It is cut in at
// the SDK's Initialize step, so that on replay the real clients and paginators run and only the network is left out.
type Tape struct {
	mu      sync.Mutex
	entries map[string]TapeEntry
	record  bool
	asked   map[string]bool
	denied  Operation // refused on replay; empty for none
}

// TapeEntry is one recorded operation: an output, or an error.
type TapeEntry struct {
	Region    string          `json:"region"`
	Operation Operation       `json:"operation"`
	Input     json.RawMessage `json:"input"`
	Output    json.RawMessage `json:"output,omitempty"`
	Error     *TapeError      `json:"error,omitempty"`
}

// TapeError is an error that AWS answered.
type TapeError struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	RequestID string `json:"request_id,omitempty"`
}

func (e TapeError) err() error {
	api := &smithy.GenericAPIError{Code: e.Code, Message: e.Message}
	response := &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusBadRequest}}
	return &awshttp.ResponseError{RequestID: e.RequestID, ResponseError: &smithyhttp.ResponseError{Response: response, Err: api}}
}

// NewTape is an empty tape that records.
func NewTape() *Tape {
	return &Tape{entries: map[string]TapeEntry{}, record: true, asked: map[string]bool{}}
}

// ReplayTape is a tape that replays the given entries. An operation that is not on it fails.
func ReplayTape(entries ...TapeEntry) *Tape {
	t := NewTape()
	t.record = false
	for _, e := range entries {
		t.entries[e.key()] = e
	}
	return t
}

// LoadTape reads a recorded directory for replay.
func LoadTape(dir fs.FS) (*Tape, error) {
	files, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, err
	}
	var all []TapeEntry
	for _, file := range files {
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, err
		}
		var entries []TapeEntry
		if err := json.Unmarshal(data, &entries); err != nil {
			return nil, fmt.Errorf("tape %s: %w", file, err)
		}
		all = append(all, entries...)
	}
	if len(all) == 0 {
		return nil, errors.New("the tape is empty")
	}
	return ReplayTape(all...), nil
}

// Save writes the tape into a directory, one file for each region and service.
func (t *Tape) Save(dir string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	files := map[string][]TapeEntry{}
	for _, e := range t.entries {
		name := e.Region + "." + e.Operation.Service() + ".json"
		files[name] = append(files[name], e)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for name, entries := range files {
		slices.SortFunc(entries, func(a, b TapeEntry) int { return cmp.Compare(a.key(), b.key()) })
		data, err := onePerLine(entries)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, path.Base(name)), data, 0o644) //nolint:gosec // a fixture, for everybody to read
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// onePerLine writes a JSON array with each entry on a line of its own.
func onePerLine(entries []TapeEntry) ([]byte, error) {
	var out bytes.Buffer
	for i, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		out.WriteString(map[bool]string{true: "[\n", false: ",\n"}[i == 0])
		out.Write(line)
	}
	out.WriteString("\n]\n")
	return out.Bytes(), nil
}

// Unasked lists what is on the tape and was not asked for on replay, as "region operation".
func (t *Tape) Unasked() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var left []string
	for key, e := range t.entries {
		if !t.asked[key] {
			left = append(left, e.Region+" "+string(e.Operation))
		}
	}
	slices.Sort(left)
	return left
}

func (e TapeEntry) key() string {
	return e.Region + "\n" + string(e.Operation) + "\n" + compact(e.Input)
}

// compact makes the same JSON the same string: encoding/json sorts the keys of maps.
func compact(data json.RawMessage) string {
	var v any
	if json.Unmarshal(data, &v) != nil {
		return string(data)
	}
	dropNulls(v)
	out, err := json.Marshal(v)
	if err != nil {
		return string(data)
	}
	return string(out)
}

// dropNulls removes what an input does not set, so that a new field of the SDK does not make a tape unreadable.
func dropNulls(v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, item := range v {
			if item == nil || item == "" || item == false {
				delete(v, k)
				continue
			}
			dropNulls(item)
		}
	case []any:
		for _, item := range v {
			dropNulls(item)
		}
	}
}

func (t *Tape) install(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Tape",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			input, err := json.Marshal(in.Parameters)
			if err != nil {
				return middleware.InitializeOutput{}, middleware.Metadata{}, err
			}
			e := TapeEntry{Region: awsmiddleware.GetRegion(ctx), Operation: currentOperation(ctx), Input: json.RawMessage(compact(input))}
			if !t.record {
				result, err := t.play(e)
				return middleware.InitializeOutput{Result: result}, middleware.Metadata{}, err
			}
			out, meta, err := next.HandleInitialize(ctx, in)
			return out, meta, errors.Join(err, t.keep(e, out.Result, err))
		}), middleware.After)
}

func (t *Tape) play(asked TapeEntry) (any, error) {
	key := asked.key()
	t.mu.Lock()
	e, ok := t.entries[key]
	denied := asked.Operation == t.denied
	if ok && !denied {
		t.asked[key] = true
	}
	t.mu.Unlock()
	switch {
	case denied:
		return nil, TapeError{Code: "AccessDeniedException", Message: "denied for a test"}.err()
	case !ok:
		return nil, fmt.Errorf("not on the tape: %s in %s with %.300s", asked.Operation, asked.Region, compact(asked.Input))
	}
	if e.Error != nil {
		return nil, e.Error.err()
	}
	result := outputs[e.Operation]()
	return result, json.Unmarshal(e.Output, result)
}

func (t *Tape) keep(e TapeEntry, result any, err error) error {
	if err != nil {
		code := errorCode(err)
		if code == "" {
			code = "Unreadable"
		}
		e.Error = &TapeError{Code: code, Message: strings.TrimPrefix(firstLine(err), code+": ")}
		if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
			e.Error.RequestID = response.ServiceRequestID()
		}
	} else {
		e.Output, err = json.Marshal(result)
		if err != nil {
			return fmt.Errorf("recording %s: %w", e.Operation, err)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entries[e.key()] = e
	return nil
}

// Deny makes every recorded answer of an operation an AccessDenied, whatever is asked, and tells how many there were.
func (t *Tape) Deny(o Operation) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.denied = o
	n := 0
	for _, e := range t.entries {
		if e.Operation == o {
			n++
		}
	}
	return n
}
