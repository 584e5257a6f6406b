package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Bad input gets one line that says what is wrong and what to do, the right exit code, and leaves no file behind.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none")
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "",
	} {
		t.Setenv(name, value)
	}
	broken := filepath.Join(dir, "broken.snapshot")
	cut := filepath.Join(dir, "cut.snapshot")
	write(t, broken, "{\"hello\": 1}\n")
	write(t, cut, `{"computelint_snapshot":{"version":2,"account":"1","partition":"aws","taken_at":"2026-11-23T06:00:00Z","cost":{}}}`+"\n")
	wrong, silent := filepath.Join(dir, "wrong.yaml"), filepath.Join(dir, "silent.yaml")
	write(t, wrong, "version: 1\nthreshold: {}\n")
	write(t, silent, "version: 1\ndisable: ['*']\n")
	out := filepath.Join(dir, "out.json")
	for _, test := range []struct {
		args string
		code int
		says string
	}{
		{"audit --from " + filepath.Join(dir, "missing"), exitCouldNotRun, "there is no snapshot"},
		{"audit --from " + broken, exitCouldNotRun, "record 1: not a computelint snapshot"},
		{"audit --from " + cut + " -o json=" + out, exitCouldNotRun, "cut short"},
		{"audit --from " + dir, exitCouldNotRun, "is a directory"},
		{"audit --demo --checks lambda-unusd", exitUsage, "did you mean lambda-unused?"},
		{"audit --demo --checks nothing-*", exitUsage, "no check matches"},
		{"audit --region mars-north-1", exitUsage, `unknown region "mars-north-1"`},
		{"audit --region eu-west-11", exitUsage, "did you mean eu-west-1?"},
		{"audit --region EU", exitUsage, `unknown region "EU"`},
		{"audit --demo --region eu-west-9", exitUsage, "the snapshot holds no region"},
		{"audit", exitCredentials, "no credentials were found"},
		{"audit --region eu-west-1 -o json=" + out, exitCredentials, "no credentials were found"},
		{"audit --profile nobody", exitUsage, `no profile "nobody"`},
		{"audit --demo -o json=" + filepath.Join(dir, "no", "such", "dir.json"), exitCouldNotRun, "no such file or directory"},
		{"audit --demo -o json=" + dir, exitCouldNotRun, "it is a directory"},
		{"audit --demo -o yaml", exitUsage, `unknown format "yaml"`},
		{"audit --demo -o json -o terminal", exitUsage, "would both go to standard output"},
		{"audit --demo -o json=", exitUsage, "names no file"},
		{"audit --demo --fail-on severe", exitUsage, `unknown severity "severe"`},
		{"audit --demo --from x", exitUsage, "none of the others can be"},
		{"audit --demo --threshold lambda-unused.days=3", exitUsage, `no threshold "days"`},
		{"audit --demo --threshold lambda-unused.window_days=soon", exitUsage, `"soon" is not a number`},
		{"audit --demo --threshold lambda-unused.look_back_days=0", exitUsage, "it must be more than 0"},
		{"audit --demo --threshold lambda-unused.look_back_days=NaN", exitUsage, "it must be a finite number"},
		{"audit --demo --threshold lambda-unused.lok_back_days=9", exitUsage, "did you mean look_back_days?"},
		{"audit --demo --threshold ec2-instance-idle.window_days=1", exitUsage, "minimum_days of ec2-instance-idle, 3, would be more than its window_days, 1"},
		{"audit --demo --config " + wrong, exitUsage, wrong + `:2:1: unknown key "threshold" (did you mean thresholds?)`},
		{"audit --demo --config " + wrong + " -o json=" + out, exitUsage, "did you mean thresholds?"},
		{"snapshot --config " + wrong + " " + out, exitUsage, "did you mean thresholds?"},
		{"iam-policy --config " + wrong, exitUsage, "did you mean thresholds?"},
		{"audit --demo --config " + silent, exitUsage, "disables every check"},
		{"audit --demo --config " + filepath.Join(dir, "missing.yaml"), exitCouldNotRun, "cannot read the configuration"},
		{"audit --demo --config " + dir, exitCouldNotRun, "is a directory"},
		{"audit --demo --config=", exitUsage, "--config is empty"},
		{"audit --demo --no-config --config " + wrong, exitUsage, "none of the others can be"},
		{"audit --demo --threshold nonsense", exitUsage, "write CHECK.NAME=VALUE"},
		{"audit --demo -o json=" + out + " -o sarif=" + out, exitUsage, "two reports would go to"},
		{"audit --from=", exitUsage, "--from is empty"},
		{"audit --demo --fail-on=", exitUsage, "--fail-on is empty"},
		{"audit --demo --checks=", exitUsage, "--checks is empty"},
		{"audit --timeout 0s", exitUsage, "give a time to read"},
		{"audit --external-id x", exitUsage, "--external-id goes with --role-arn"},
		{"audit --scan-logs -1", exitUsage, "give the dollars that the scan may cost"},
		{"audit --scan-logs NaN", exitUsage, "give the dollars that the scan may cost"},
		{"snapshot --scan-logs +Inf " + out, exitUsage, "give the dollars that the scan may cost"},
		{"audit --scan-logs some", exitUsage, `invalid argument "some"`},
		{"audit --scan-logs=", exitUsage, `invalid argument ""`},
		{"audit --scan-logs 1 --scan-logs-price -1", exitUsage, "give the dollars that scanning a GB costs"},
		{"audit --scan-logs 1 --scan-logs-price NaN", exitUsage, "give the dollars that scanning a GB costs"},
		{"snapshot --scan-logs 1 --scan-logs-price +Inf " + out, exitUsage, "give the dollars that scanning a GB costs"},
		{"audit --scan-logs 1 --scan-logs-price some", exitUsage, `invalid argument "some"`},
		{"audit --scan-logs-price 0.005", exitUsage, "--scan-logs-price goes with --scan-logs"},
		{"audit --demo --scan-logs-price 0.005", exitUsage, "--scan-logs-price goes with --scan-logs"},
		{"audit --demo --scan-logs 1", exitUsage, "none of the others can be"},
		{"audit --from " + broken + " --scan-logs 1", exitUsage, "none of the others can be"},
		{"audit --cloudwatch-protocol soap", exitUsage, "use auto, json or cbor"},
		{"snapshot", exitUsage, "name the file to write"},
		{"snapshot " + filepath.Join(dir, "no", "file"), exitCouldNotRun, "no such file or directory"},
		{"snapshot " + out, exitCredentials, "no credentials were found"},
		{"explain lambda-unusd", exitUsage, "did you mean lambda-unused?"},
		{"checks -o xml", exitUsage, `unknown format "xml"`},
		{"frobnicate", exitUsage, `unknown command "frobnicate"`},
		{"audit --no-such-flag", exitUsage, "unknown flag"},
	} {
		t.Run(test.args, func(t *testing.T) {
			code, stdout, stderr := runProgram(t, strings.Fields(test.args)...)
			if code != test.code || stdout != "" {
				t.Errorf("exit code %d with %q on standard output, want %d with nothing", code, stdout, test.code)
			}
			lines := strings.Split(strings.TrimSpace(withoutProgress(stderr)), "\n")
			if len(lines) != 1 || !strings.HasPrefix(lines[0], "computelint: ") || !strings.Contains(lines[0], test.says) {
				t.Errorf("it says\n%s\nwant one line with %q", stderr, test.says)
			}
		})
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 4 {
		t.Errorf("files left behind: %v, %v; want the two snapshots and the two configurations", left, err)
	}
}

// withoutProgress leaves out the lines that tell what a run was doing before it failed.
func withoutProgress(stderr string) string {
	var kept []string
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "computelint: signing in") && !strings.HasPrefix(line, "computelint: reading account") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func runProgram(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: time.Now}
	code = p.run(context.Background(), args)
	return code, out.String(), errs.String()
}

// fakeAWS answers every request with one error, and points the program at itself.
func fakeAWS(t *testing.T, code string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, "<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error></ErrorResponse>", code)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "t",
	} {
		t.Setenv(name, value)
	}
}

func TestCredentialsThatAWSRefuses(t *testing.T) {
	for code, says := range map[string]string{
		"ExpiredToken":         "the credentials have expired",
		"InvalidClientTokenId": "AWS does not accept the credentials",
	} {
		t.Run(code, func(t *testing.T) {
			fakeAWS(t, code)
			exit, _, stderr := runProgram(t, "audit", "--quiet")
			if exit != exitCredentials || !strings.Contains(stderr, says) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("exit %d, %q", exit, stderr)
			}
		})
	}
}

func TestFailOn(t *testing.T) {
	for _, test := range []struct {
		args string
		code int
	}{
		{"", exitOK},
		{"--fail-on high", exitFindings},
		{"--fail-on critical", exitOK},
		{"--fail-on-incomplete", exitIncomplete},
		{"--fail-on high --fail-on-incomplete", exitFindings},
	} {
		code, stdout, _ := runProgram(t, append([]string{"audit", "--demo"}, strings.Fields(test.args)...)...)
		if code != test.code || stdout == "" {
			t.Errorf("audit --demo %s: exit code %d, want %d; %d bytes of report", test.args, code, test.code, len(stdout))
		}
	}
}

// Files are whole and readable by whom they should be.
func TestOutputFiles(t *testing.T) {
	dir := t.TempDir()
	report := filepath.Join(dir, "report.json")
	write(t, report, "yesterday's")
	if code, _, stderr := runProgram(t, "audit", "--demo", "-o", "json="+report); code != exitOK {
		t.Fatal(stderr)
	}
	info, err := os.Stat(report)
	if err != nil || info.Size() < 10_000 {
		t.Errorf("%v, %v", info, err)
	}
	f, err := createFile(filepath.Join(dir, "snapshot"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.commit([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(filepath.Join(dir, "snapshot")); info.Mode().Perm() != 0o600 {
		t.Errorf("a snapshot's mode is %v", info.Mode())
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

// A symbolic link stays one: what it leads to is written.
func TestOutputThroughALink(t *testing.T) {
	dir := t.TempDir()
	target, link, dangling := filepath.Join(dir, "target.json"), filepath.Join(dir, "link.json"), filepath.Join(dir, "dangling.json")
	write(t, target, "yesterday's")
	for from, to := range map[string]string{link: target, dangling: filepath.Join(dir, "nothing")} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := runProgram(t, "audit", "--demo", "-o", "json="+link); code != exitOK {
		t.Fatal(stderr)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v %v", info, err)
	}
	if info, err := os.Stat(target); err != nil || info.Size() < 10_000 {
		t.Errorf("the target was not written: %v %v", info, err)
	}
	if code, _, stderr := runProgram(t, "audit", "--demo", "-o", "json="+dangling); code != exitCouldNotRun || !strings.Contains(stderr, "leads nowhere") {
		t.Errorf("a dangling link: exit %d, %s", code, stderr)
	}
}

// An interrupted run writes nothing and says so.
func TestInterruptedRunWritesNothing(t *testing.T) {
	fakeAWS(t, "AccessDenied")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs bytes.Buffer
	report := filepath.Join(t.TempDir(), "report.json")
	code := program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: time.Now}.run(ctx, []string{"audit", "--quiet", "-o", "json=" + report})
	if _, err := os.Stat(report); code != exitCouldNotRun || !strings.Contains(errs.String(), "interrupted") || err == nil {
		t.Errorf("exit %d, %q, report: %v", code, errs.String(), err)
	}
}
