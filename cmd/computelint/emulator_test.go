//go:build emulator

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/collectors"
	"github.com/computelint/computelint/internal/emulator"
)

// startEmulator runs an emulator for the test and points the program's AWS configuration at it.
func startEmulator(t *testing.T) *emulator.Server {
	t.Helper()
	server, err := emulator.Start(context.Background(), emulator.Options{Stderr: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	none := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL(), "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "not-a-secret",
		"AWS_REGION": "eu-west-1", "AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
	} {
		t.Setenv(name, value)
	}
	return server
}

// audit runs the program over the wire and gives its result.
func audit(t *testing.T, args ...string) (*checks.Result, int) {
	t.Helper()
	var out, errs bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: time.Now, quotaShare: 100}
	code := p.run(context.Background(), append([]string{"audit", "-o", "json", "--quiet"}, args...))
	var result checks.Result
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatalf("exit %d, %v\n%s", code, err, errs.String())
	}
	return &result, code
}

// outcomes gives the outcome of each check and resource that is a finding or unknown. Whatever is absent was clean or not
// applicable. A check that could not judge a region at all is there under the region's name.
func outcomes(r *checks.Result) map[string]checks.Outcome {
	out := map[string]checks.Outcome{}
	for _, f := range r.Findings {
		out[f.Check+" "+f.Resource.ARN] = checks.OutcomeFinding
	}
	for _, u := range r.Unknowns {
		subject := u.Region
		if u.Resource != nil {
			subject = u.Resource.ARN
		}
		out[u.Check+" "+subject] = checks.OutcomeUnknown
	}
	return out
}

func TestStoryAccountIsJudgedAsLabelled(t *testing.T) {
	server := startEmulator(t)
	seeded, err := server.SeedStory()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Faults(emulator.StoryFaults()...); err != nil {
		t.Fatal(err)
	}
	result, code := audit(t, "--region", "eu-west-1", "--region", "us-east-1", "--region", "ap-southeast-2", "--checks", "all", "--scan-logs", "1")
	if code != exitOK {
		t.Errorf("exit code %d", code)
	}
	got := outcomes(result)
	seen := map[string]int{}
	for _, e := range seeded.Expect {
		want := checks.Outcome(e.Verdict)
		is, reported := got[e.Check+" "+e.ARN]
		seen[e.Check+" "+e.Verdict]++
		quiet := want == checks.OutcomeClean || want == checks.OutcomeNotApplicable
		if (quiet && reported) || (!quiet && is != want) {
			t.Errorf("%s of %s %s is %q, want %s", e.Check, e.Kind, e.ARN, is, want)
		}
	}
	for _, c := range checks.All {
		for _, verdict := range []string{"finding", "clean", "unknown"} {
			if seen[c.ID+" "+verdict] == 0 {
				t.Errorf("the story has no %s for %s", verdict, c.ID)
			}
		}
	}
	// Nothing is found that the story does not plant.
	planted := map[string]bool{}
	for _, e := range seeded.Expect {
		planted[e.Check+" "+e.ARN] = e.Verdict == "finding"
	}
	for _, f := range result.Findings {
		if !planted[f.Check+" "+f.Resource.ARN] {
			t.Errorf("not planted: %s on %s: %s", f.Check, f.Resource.ARN, f.Message)
		}
	}
}

// Requests on the wire stay within 40 a region and 0.1 a function where 5% of the functions are worth a second look; with
// every check on, within 1.2 a function. What services and instances take, which is little and not by functions, is held
// against its own arithmetic elsewhere (collectors).
func TestRequestsStayFewOnALargeAccount(t *testing.T) {
	server := startEmulator(t)
	for _, functions := range []int{130, 500, 2000} {
		t.Run(fmt.Sprint(functions), func(t *testing.T) {
			if err := server.Reset(); err != nil {
				t.Fatal(err)
			}
			description := fmt.Sprintf(`{"account": {"id": "111122223333"}, "generate": {"functions": %d, "candidates": 0.05, "services": 0, "instances": 0}}`, functions)
			if _, err := server.SeedBytes([]byte(description)); err != nil {
				t.Fatal(err)
			}
			result, _ := audit(t, "--region", "eu-west-1")
			requests, err := server.Requests()
			if err != nil {
				t.Fatal(err)
			}
			total := 0
			for _, n := range requests {
				total += n
			}
			bound := 40 + functions/10
			t.Logf("%d functions: %d requests of at most %d: %v", functions, total, bound, requests)
			if total > bound {
				t.Errorf("%d requests, want at most %d", total, bound)
			}
			if total != result.Coverage.Cost.Total() {
				t.Errorf("the report counts %d requests, the wire %d", result.Coverage.Cost.Total(), total)
			}
			if n := result.Coverage.Regions[0].Functions; n != functions {
				t.Errorf("%d functions read, want %d", n, functions)
			}
			everything, _ := audit(t, "--region", "eu-west-1", "--checks", "all")
			total, bound = everything.Coverage.Cost.Total(), 40+functions*12/10
			t.Logf("%d functions: %d requests of at most %d with every check on", functions, total, bound)
			if total > bound {
				t.Errorf("%d requests with every check on, want at most %d", total, bound)
			}
		})
	}
}

// An operation that is answered with an HTML page or half an answer turns verdicts into unknowns and nothing else. Of each
// service one operation is spoilt at a time, in one of the two ways, which take turns; what is listed first, by itself. That
// denials do nothing else the tape of the demo account shows, of every operation by itself and without a network.
func TestNoFaultChangesAVerdict(t *testing.T) {
	server := startEmulator(t)
	if _, err := server.SeedStory(); err != nil {
		t.Fatal(err)
	}
	whole, _ := audit(t, "--checks", "all", "--region", "us-east-1")
	before := outcomes(whole)
	for i, together := range oneOfEachService(slices.Sorted(maps.Keys(whole.Coverage.Cost.Calls))) {
		kind := []string{"html", "garbled"}[i%2]
		t.Run(kind+" "+strings.Join(together, " "), func(t *testing.T) {
			var faults []emulator.Fault
			for _, operation := range together {
				faults = append(faults, emulator.Fault{Operation: operation, Kind: kind})
			}
			if err := server.Faults(faults...); err != nil {
				t.Fatal(err)
			}
			result, _ := audit(t, "--checks", "all", "--region", "us-east-1")
			if !slices.ContainsFunc(together, func(operation string) bool { return blind(result, operation) }) {
				t.Error("the report says of none that it could not be read")
			}
			onlyUnknownsAppear(t, before, outcomes(result))
			if cleanest(result) > cleanest(whole) {
				t.Error("more verdicts are clean than when everything could be read")
			}
		})
	}
}

// oneOfEachService puts operations together so that no two of a set are of one service. A root listing is a set by itself.
func oneOfEachService(operations []string) [][]string {
	var roots, sets [][]string
	taken := map[string]int{}
	for _, operation := range operations {
		switch {
		case slices.Contains([]string{"sts:GetCallerIdentity", "cloudwatch:DescribeAlarms"}, operation):
			continue // without the first nothing runs; no verdict hangs on the other, which only adds evidence
		case slices.Contains(rootOperations(), operation):
			roots = append(roots, []string{operation})
			continue
		}
		service, _, _ := strings.Cut(operation, ":")
		n := taken[service]
		taken[service]++
		if n == len(sets) {
			sets = append(sets, nil)
		}
		sets[n] = append(sets[n], operation)
	}
	return append(roots, sets...)
}

func rootOperations() (operations []string) {
	for _, c := range collectors.All {
		if c.List == nil {
			continue
		}
		for _, operation := range c.Calls {
			operations = append(operations, string(operation))
		}
	}
	return operations
}

func blind(r *checks.Result, operation string) bool {
	return slices.ContainsFunc(r.Coverage.Blind, func(b checks.BlindSpot) bool { return b.Operation == operation })
}

func onlyUnknownsAppear(t *testing.T, before, after map[string]checks.Outcome) {
	t.Helper()
	for subject, outcome := range after {
		if outcome == checks.OutcomeFinding && before[subject] != checks.OutcomeFinding {
			t.Errorf("%s became a finding, it was %q", subject, before[subject])
		}
	}
}

func cleanest(r *checks.Result) int {
	n := 0
	for _, c := range r.Coverage.Checks {
		n += c.Clean
	}
	return n
}
