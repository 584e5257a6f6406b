package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// An audit keeps task definitions in the user's cache folder, a snapshot keeps none, and both do as they are told.
func TestWhereDefinitionsAreKept(t *testing.T) {
	for name, test := range map[string]struct {
		o    auditOptions
		want string
	}{
		"an audit":           {auditOptions{}, filepath.Join("cache", "task-definitions")},
		"an audit elsewhere": {auditOptions{source: source{cacheDir: "mine"}}, filepath.Join("mine", "task-definitions")},
		"an audit without":   {auditOptions{noCache: true}, ""},
	} {
		if test.o.keepIn("cache"); test.o.definitions().Dir != test.want {
			t.Errorf("%s keeps them in %q", name, test.o.definitions().Dir)
		}
	}
	if dir := (&source{}).definitions().Dir; dir != "" {
		t.Errorf("a snapshot keeps them in %q", dir)
	}
	if code, _, stderr := runProgram(t, "audit", "--no-cache", "--cache-dir", "here"); code != exitUsage || !strings.Contains(stderr, "cache-dir") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if code, _, stderr := runProgram(t, "audit", "--demo", "--cache-dir", ""); code != exitUsage || !strings.Contains(stderr, "empty") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}
