package checks_test

import (
	"encoding/json"
	"testing"

	"github.com/computelint/computelint/checks"
)

func TestSeverity(t *testing.T) {
	names := []string{"info", "low", "medium", "high", "critical"}
	for i, s := range []checks.Severity{checks.Info, checks.Low, checks.Medium, checks.High, checks.Critical} {
		if int(s) != i || s.String() != names[i] {
			t.Errorf("severity %d is %s, want %s", int(s), s, names[i])
		}
		data, err := json.Marshal(s)
		var back checks.Severity
		if err != nil || string(data) != `"`+names[i]+`"` || json.Unmarshal(data, &back) != nil || back != s {
			t.Errorf("%s as JSON: %s, %v, back as %s", s, data, err, back)
		}
		if parsed, err := checks.ParseSeverity(names[i]); parsed != s || err != nil {
			t.Errorf("ParseSeverity(%s) = %s, %v", names[i], parsed, err)
		}
	}
	if s, err := checks.ParseSeverity("HIGH"); s != checks.High || err != nil {
		t.Errorf("ParseSeverity(HIGH) = %s, %v", s, err)
	}
	const want = `unknown severity "severe": use info, low, medium, high, critical`
	if _, err := checks.ParseSeverity("severe"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var s checks.Severity
	if err := json.Unmarshal([]byte(`"severe"`), &s); err == nil {
		t.Errorf("an unknown severity was read as %s", s)
	}
}
