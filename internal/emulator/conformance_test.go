//go:build emulator

package emulator

import (
	"os"
	"os/exec"
	"testing"
)

// snapshots are the full recordings, which not every checkout has beside it; recorded.json is made from them.
const snapshots = "../../../shared/data/aws-recorded"

// TestConformance holds what is added to moto against what others say about AWS: botocore's service
// models and answers recorded from AWS itself (testdata/recorded.json).
func TestConformance(t *testing.T) {
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := server.SeedStory(); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"testdata/conformance.py", server.URL()}
	if _, err := os.Stat(snapshots); err == nil {
		arguments = append(arguments, snapshots)
	}
	python(t, arguments...)
}

// TestServicesConform does the same for the services of testdata/services.json.
func TestServicesConform(t *testing.T) {
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Seed("testdata/services.json"); err != nil {
		t.Fatal(err)
	}
	python(t, "testdata/conformance_services.py", server.URL())
}

// TestComputeConforms does the same for instances and what belongs to them, in testdata/compute.json.
func TestComputeConforms(t *testing.T) {
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Seed("testdata/compute.json"); err != nil {
		t.Fatal(err)
	}
	python(t, "testdata/conformance_compute.py", server.URL())
}

// python runs a program that says what is wrong, if anything is.
func python(t *testing.T, arguments ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), interpreter(), append([]string{"-W", "ignore"}, arguments...)...)
	command.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
