//go:build emulator

package main

import (
	"path/filepath"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/emulator"
)

// A rule on tags is obeyed over the wire, for few requests. Where the tags are denied its verdicts are unknown.
func TestTagsOverTheWire(t *testing.T) {
	server := startEmulator(t)
	if _, err := server.SeedStory(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tags.yaml")
	write(t, file, "version: 1\noverrides:\n  - tags: {team: 'boo*'}\n    disable: ['lambda-*']\n")
	args := []string{"--region", "eu-west-1", "--region", "us-east-1", "--checks", "lambda-provisioned-*"}
	plain, _ := audit(t, args...)
	ruled, _ := audit(t, append(args, "--config", file)...)
	if n := ruled.Coverage.Cost.Calls["tag:GetResources"]; n != 2 || plain.Coverage.Cost.Calls["tag:GetResources"] != 0 {
		t.Errorf("%d requests for tags in two regions; %d without a rule", n, plain.Coverage.Cost.Calls["tag:GetResources"])
	}
	const muted = "lambda-provisioned-concurrency-wasted arn:aws:lambda:us-east-1:111122223333:function:seat-map:live" // team: booking
	before, after := outcomes(plain), outcomes(ruled)
	if before[muted] != checks.OutcomeFinding || after[muted] != "" {
		t.Errorf("%s was %q and is %q, want a finding that is switched off", muted, before[muted], after[muted])
	}
	for subject, outcome := range after {
		if before[subject] != outcome {
			t.Errorf("%s was %q and is %q", subject, before[subject], outcome)
		}
	}
	if len(after) == 0 {
		t.Error("everything was switched off")
	}
	if err := server.Faults(emulator.Fault{Operation: "tag:GetResources", Kind: "denied"}); err != nil {
		t.Fatal(err)
	}
	denied, _ := audit(t, append(args, "--config", file)...)
	if len(denied.Findings) > 0 || !blind(denied, "tag:GetResources") || denied.Coverage.Blind[0].Action != "tag:GetResources" {
		t.Errorf("with the tags denied: %d findings, blind to %+v", len(denied.Findings), denied.Coverage.Blind)
	}
}
