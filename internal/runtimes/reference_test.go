package runtimes

import (
	"encoding/csv"
	"os"
	"testing"
	"time"
)

// The figures that the table was made from are no part of the project; where
// they are absent the comparison has nothing to do.
func TestTableAgreesWithReference(t *testing.T) {
	f, err := os.Open("../../../shared/data/lambda_runtimes.csv")
	if err != nil {
		t.Log("no reference data here, nothing compared")
		return
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	// Where our successor is nearer than the reference's, or there is none
	// because a preview is not a thing to leave.
	ours := map[string]string{
		"java8": "java8.al2023", "java8.al2": "java8.al2023", "java11": "java11.al2023", "java17": "java17.al2023",
		"nodejs26.x": "", "python3.15": "",
	}
	phases := map[string]Phase{
		"supported": Supported, "preview": Supported, "deprecated": Deprecated,
		"deprecated-create-blocked": CreateBlocked, "deprecated-update-blocked": UpdateBlocked,
	}
	if len(All()) != len(lines)-1 {
		t.Errorf("%d runtimes, reference %d", len(All()), len(lines)-1)
	}
	for _, line := range lines[1:] {
		want := map[string]string{}
		for i, column := range lines[0] {
			want[column] = line[i]
		}
		id := want["identifier"]
		r, ok := Lookup(id)
		if successor, differs := ours[id]; differs {
			want["successor"] = successor
		}
		got := map[string]string{
			"identifier": r.ID, "language": r.Family, "os": r.OS, "successor": r.Successor,
			"deprecation": dateCell(r.Deprecated), "blockCreate": dateCell(r.BlockCreate), "blockUpdate": dateCell(r.BlockUpdate),
			"snapStart": boolCell(r.SnapStart), "managedInstances": boolCell(r.ManagedInstances), "containerOnly": boolCell(r.ContainerOnly),
		}
		for column, cell := range got {
			if cell != want[column] {
				t.Errorf("%q: %s is %q, reference %q", id, column, cell, want[column])
			}
		}
		status := want["status_2026_11_23"]
		if !ok || r.PhaseAt(date("2026-11-23")) != phases[status] || r.Preview != (status == "preview") {
			t.Errorf("%s is %s, reference %s", id, r.PhaseAt(date("2026-11-23")), status)
		}
	}
}

func dateCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func boolCell(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
