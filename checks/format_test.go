package checks

import (
	"os/exec"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

func TestNumbersForPeople(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{usd(0), "$0.00"}, {usd(0.0042), "$0.0042"}, {usd(0.01), "$0.01"}, {usd(1234.567), "$1234.57"},
		{rate(0.1), "$0.1"}, {rate(4*0.04048 + 8*0.004445), "$0.19748"}, {rate(0.0864), "$0.0864"},
		{percent(0), "0.0%"}, {percent(99.96), "100.0%"}, {mebibytes(1 << 20), "1.0 MB"},
		{seconds(0.5), "0.50 s"}, {seconds(9.99), "9.99 s"}, {seconds(10.4), "10 s"}, {seconds(899.9), "900 s"},
		{date(time.Date(2026, 1, 2, 23, 59, 0, 0, time.FixedZone("", -3600))), "2026-01-03"},
		{plural(1, "day"), "1 day"}, {plural(0, "day"), "0 days"}, {plural(2, "day"), "2 days"}, {plural(2, "process"), "2 processes"},
		{fargateSize(256, 512), "0.25 vCPU / 0.5 GB"}, {fargateSize(4096, 8192), "4 vCPU / 8 GB"}, {fargateSize(100, 300), "0.09765625 vCPU / 0.29 GB"},
		{familyOf("arn:aws:ecs:us-east-1:1:task-definition/web:12"), "web"}, {familyOf("web"), "web"},
		{countWords(map[string]int{"m5.xlarge": 1, "m5.large": 2}), "2 × m5.large, 1 × m5.xlarge"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if got := days(47 * time.Hour); got != 1 {
		t.Errorf("47 hours are %d days, want 1", got)
	}
	for _, c := range []struct {
		v          float64
		step, want int
	}{{0, 64, 64}, {1, 64, 64}, {64, 64, 64}, {64.1, 64, 128}, {1000, 256, 1024}} {
		if got := roundUp(c.v, c.step); got != c.want {
			t.Errorf("roundUp(%v, %d) = %d, want %d", c.v, c.step, got, c.want)
		}
	}
}

// What a shell makes of a quoted value is the value, whatever the account calls its things.
func TestShellArg(t *testing.T) {
	hostile := []string{
		"orders", "orders-v2_final.zip", "a:b/c=d@e%f+g,h", "", " ", "two words", "it's", "''", `"double"`, "$(reboot)", "`reboot`",
		"; rm -rf /", "a && b", "a|b", "a>b", "*", "?", "[a]", "{a,b}", "~", "~root", "#", "!", "!!", "\\", `a\'b`, "$HOME", "${IFS}",
		"line\nbreak", "tab\there", "\r", "ünïcode", "日本", "-rf", "--help", "\x01", "'\n'", "a'b'c",
	}
	for _, s := range hostile {
		quoted := shellArg(s)
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "set -- "+quoted+`; printf '%s word: %s.' "$#" "$1"`).Output()
		if err != nil || string(out) != "1 word: "+s+"." {
			t.Errorf("a shell reads %s as %q, want %q (%v)", quoted, out, s, err)
		}
	}
	if got := shellArg("orders:live"); got != "orders:live" {
		t.Errorf("a plain name is quoted: %s", got)
	}
	p := &Pass{Region: &inventory.Region{Name: "us-east-1"}}
	if got, want := p.awsCLI("lambda", "x", "--function-name", "a b"), "aws lambda x --function-name 'a b' --region us-east-1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSeverityOfCost(t *testing.T) {
	for usd, want := range map[float64]Severity{0: Low, 9.99: Low, 10: Medium, 99.99: Medium, 100: High, 1e6: High} {
		if got := severityOfCost(usd); got != want {
			t.Errorf("%v USD a month is %s, want %s", usd, got, want)
		}
	}
}

// The evidence of a series says how long it is and on how many of its days there was a datapoint.
func TestEvidenceOfSeries(t *testing.T) {
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name             string
		period           time.Duration
		since            time.Duration // 0 is the whole window
		window, observed string
	}{
		{"by day", 24 * time.Hour, 0, "14 days", "datapoints on 15 of 15 days"},
		{"by hour", time.Hour, 0, "14 days", "datapoints on 15 of 15 days"},
		{"by five minutes", 5 * time.Minute, 0, "14 days", "datapoints on 15 of 15 days"},
		{"by five minutes since a change", 5 * time.Minute, 4 * 24 * time.Hour, "4 days", "datapoints on 5 of 5 days"},
		{"by hour since yesterday", time.Hour, 24 * time.Hour, "1 day", "datapoints on 2 of 2 days"},
	} {
		q := inventory.SeriesQuery{Period: int(c.period / time.Second), Days: 14}
		start, _ := q.Window(now)
		n := q.Points(now)
		if c.since > 0 {
			start, n = now.Add(-c.since), int(c.since/c.period)
		}
		e := invocations.evidence("runs", "1", 1, "invocations", inventory.Series{Start: start, Period: c.period, Values: make([]float32, n)}, "Sum")
		if e.Window != c.window || e.Observed != c.observed {
			t.Errorf("%s: %q and %q, want %q and %q", c.name, e.Window, e.Observed, c.window, c.observed)
		}
	}
}
