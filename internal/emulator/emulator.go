// Package emulator runs a small AWS on this machine for tests and demonstrations: moto, with the
// operations, pages, statistics and failures that moto lacks added in front of it.
//
// It needs Python with the packages of requirements.txt; `make test` sets that up.
package emulator

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed *.py accounts/*.json
var sources embed.FS

// startTimeout is generous: importing moto takes a second, or several on a busy machine.
const startTimeout = 60 * time.Second

// Options for Start. The zero value is good.
type Options struct {
	// Port to listen on; 0 takes a free one.
	Port int
	// Stderr receives what the server prints about its own failures; nil discards it.
	Stderr io.Writer
}

// Server is a running emulator.
type Server struct {
	url   string
	cmd   *exec.Cmd
	stdin io.Closer
	dir   string
}

// Fault is one failure to inject. See faults.py for what each kind answers.
type Fault struct {
	Operation string `json:"operation"`           // "lambda:ListFunctions", "lambda:*" or "*"
	Region    string `json:"region,omitempty"`    // empty means every region
	Kind      string `json:"kind"`                // denied, throttle, expired, html, garbled, hang or empty500
	FromCall  int    `json:"from_call,omitempty"` // the first call to spoil, from 1; 0 means the first
	Times     int    `json:"times,omitempty"`     // how many calls to spoil; 0 means all
	Status    int    `json:"status,omitempty"`    // HTTP status of html; 0 means 200
	Seconds   int    `json:"seconds,omitempty"`   // how long a hang lasts; 0 means five minutes
}

// Expectation is what an account description says a check must find about a resource.
type Expectation struct {
	Region  string `json:"region"`
	Kind    string `json:"kind"` // "function", "provisioned_concurrency", "service", "cluster", "instance"…
	Name    string `json:"name"`
	ARN     string `json:"arn"` // the region's name where the kind is "region"
	Check   string `json:"check"`
	Verdict string `json:"verdict"` // "finding", "clean", "unknown" or "not_applicable"
}

// Seeded tells what a description created.
type Seeded struct {
	Resources int           `json:"resources"`
	Series    int           `json:"series"`
	Seconds   float64       `json:"seconds"`
	Expect    []Expectation `json:"expect"`
}

// Start runs the emulator until Close, or until ctx ends, or until this process dies.
func Start(ctx context.Context, options Options) (*Server, error) {
	dir, err := unpack()
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir}
	if err := s.start(ctx, options); err != nil {
		_ = s.Close() // the failed start is the error to tell
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, options Options) error {
	python := interpreter()
	arguments := []string{filepath.Join(s.dir, "server.py"), "--exit-with-stdin", "--port", fmt.Sprint(options.Port)}
	s.cmd = exec.CommandContext(ctx, python, arguments...)
	s.cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1")
	var complaints bytes.Buffer
	s.cmd.Stderr = &complaints
	if options.Stderr != nil {
		s.cmd.Stderr = io.MultiWriter(&complaints, options.Stderr)
	}
	// Standard input is how the child notices that its parent is gone, however it went.
	stdin, err := s.cmd.StdinPipe()
	if err != nil {
		return err
	}
	s.stdin = stdin
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return fmt.Errorf("starting the emulator with %s: %w (`make test` sets up Python for it)", python, err)
	}
	ready := make(chan error, 1)
	go func() { ready <- s.readPort(stdout) }()
	select {
	case err = <-ready:
	case <-time.After(startTimeout):
		err = fmt.Errorf("no answer in %s", startTimeout)
	}
	if err != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
		return fmt.Errorf("starting the emulator with %s: %w: %s (`make test` sets up Python for it)", python, err, lastLine(complaints.String()))
	}
	return nil
}

// readPort waits for the line {"port": N} and keeps the pipe drained after it.
func (s *Server) readPort(stdout io.Reader) error {
	reader := bufio.NewReader(stdout)
	line, err := reader.ReadBytes('\n')
	if err != nil {
		return errors.New("it ended before it was ready")
	}
	var ready struct{ Port int }
	if err := json.Unmarshal(line, &ready); err != nil {
		return fmt.Errorf("unexpected first line %q", line)
	}
	s.url = fmt.Sprintf("http://127.0.0.1:%d", ready.Port)
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return nil
}

// URL is what AWS_ENDPOINT_URL has to be for a program to use this emulator.
func (s *Server) URL() string { return s.url }

// Seed loads the account description in a file.
func (s *Server) Seed(path string) (*Seeded, error) {
	description, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return s.SeedBytes(description)
}

// SeedStory loads the embedded account of a small company, accounts/story.json.
func (s *Server) SeedStory() (*Seeded, error) {
	description, err := sources.ReadFile("accounts/story.json")
	if err != nil {
		return nil, err
	}
	return s.SeedBytes(description)
}

// StoryFaults are what the auditor of the story account may not read: a region that a policy closes, one operation in
// another, and in the region that opened last whatever its role was not given yet.
func StoryFaults() []Fault {
	faults := []Fault{
		{Operation: "*", Region: "eu-south-2", Kind: "denied"},
		{Operation: "ec2:DescribeInstanceTypes", Region: "eu-west-1", Kind: "denied"},
	}
	for _, operation := range []string{
		"application-autoscaling:DescribeScalableTargets", "ec2:DescribeSubnets", "events:ListRules", "lambda:GetAccountSettings",
		"lambda:ListAliases", "lambda:ListEventSourceMappings", "lambda:ListFunctionEventInvokeConfigs", "logs:DescribeLogGroups",
		"autoscaling:DescribeAutoScalingGroups", "ec2:DescribeAddresses", "ec2:DescribeVolumes", "ecs:DescribeCapacityProviders", "ecs:DescribeTaskDefinition", "ecs:ListTasks",
	} {
		faults = append(faults, Fault{Operation: operation, Region: "ap-southeast-2", Kind: "denied"})
	}
	return faults
}

// SeedBytes loads an account description; README.md describes the format.
func (s *Server) SeedBytes(description []byte) (*Seeded, error) {
	var seeded Seeded
	if err := s.control(http.MethodPost, "seed", description, &seeded); err != nil {
		return nil, err
	}
	return &seeded, nil
}

// Faults replaces all faults; none given means that everything works again.
func (s *Server) Faults(faults ...Fault) error {
	if faults == nil {
		faults = []Fault{}
	}
	body, err := json.Marshal(faults)
	if err != nil {
		return err
	}
	return s.control(http.MethodPost, "faults", body, nil)
}

// Requests counts what was asked since the start, by "service:Operation@region".
func (s *Server) Requests() (map[string]int, error) {
	counts := map[string]int{}
	err := s.control(http.MethodGet, "requests", nil, &counts)
	return counts, err
}

// ForgetRequests starts the counts again from nothing.
func (s *Server) ForgetRequests() error {
	return s.control(http.MethodDelete, "requests", nil, nil)
}

// Reset removes every resource, metric, fault and count.
func (s *Server) Reset() error { return s.control(http.MethodPost, "reset", nil, nil) }

// Close stops the emulator and removes its files.
func (s *Server) Close() error {
	if s.stdin != nil {
		_ = s.stdin.Close()
	}
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait() // always "killed"
		s.cmd = nil
	}
	return os.RemoveAll(s.dir)
}

func (s *Server) control(method, name string, body []byte, into any) error {
	request, err := http.NewRequest(method, s.url+"/_computelint/"+name, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("emulator %s: %w", name, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("emulator %s: %w", name, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("emulator %s: %s", name, content)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(content, into)
}

// unpack writes the embedded sources where Python can read them.
func unpack() (string, error) {
	dir, err := os.MkdirTemp("", "computelint-emulator-")
	if err != nil {
		return "", err
	}
	if err := os.CopyFS(dir, sources); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// interpreter prefers $COMPUTELINT_PYTHON, then the repository's .cache/venv, then python3 from PATH.
func interpreter() string {
	if python := os.Getenv("COMPUTELINT_PYTHON"); python != "" {
		return python
	}
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); !errors.Is(missing, fs.ErrNotExist) {
			python := filepath.Join(dir, ".cache", "venv", "bin", "python")
			if _, missing := os.Stat(python); missing == nil {
				return python
			}
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	return "python3"
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
