package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/computelint/computelint/internal/pages"
	"github.com/computelint/computelint/internal/timeseries"
	"github.com/computelint/computelint/internal/traces"
)

const docs = "../../../docs"

func TestThePageIsCurrent(t *testing.T) {
	recorded, err := traces.CloudWatch()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(docs, "seasonality.md"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := pages.Replaced(string(text), command, tablesOf(recorded))
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != want {
		t.Error("docs/seasonality.md is stale: run make seasons and read the difference")
	}
	for _, one := range recorded {
		drawn, err := os.ReadFile(filepath.Join(docs, "seasonality", one.Name+".svg"))
		if err != nil || string(drawn) != plot(one) {
			t.Errorf("the plot of %s is stale (%v): run make seasons", one.Name, err)
		}
	}
}

// What is known of the recorded loads, from their plots and by counting.
func TestRecordedLoads(t *testing.T) {
	recorded, err := traces.CloudWatch()
	if err != nil {
		t.Fatal(err)
	}
	regular := map[string]bool{"elb_request_count_8c0756": true}
	jobs := map[string]string{"ec2_cpu_utilization_24ae8d": "24h0m0s", "ec2_network_in_257a54": "1h0m0s"}
	for _, one := range recorded {
		s, ok := timeseries.ShapeOf(one.Series)
		if !ok || s.Regular != regular[one.Name] {
			t.Errorf("%s: %v, regular %v: daily %.2f, weekly %.2f", one.Name, ok, s.Regular, s.Daily, s.Weekly)
		}
		c, ok := timeseries.CronLikeOf(one.Series, dayHigh(one.Series))
		if ok != (jobs[one.Name] != "") || ok && c.Every.String() != jobs[one.Name] {
			t.Errorf("%s: cron-like %v, every %v", one.Name, ok, c.Every)
		}
	}
}

// The error rates, with room for other seeds.
func TestErrorRates(t *testing.T) {
	const few, nearlyAll = rounds / 100, rounds * 98 / 100
	for _, k := range shapes {
		n := k.count()
		switch {
		case k.truth == "none" && n.regular > few:
			t.Errorf("%s: %d of %d are regular", k.name, n.regular, rounds)
		case (k.truth == "daily" || k.truth == "both") && n.daily < nearlyAll:
			t.Errorf("%s: %d of %d are daily", k.name, n.daily, rounds)
		case (k.truth == "weekly" || k.truth == "both") && n.weekly < nearlyAll:
			t.Errorf("%s: %d of %d are weekly", k.name, n.weekly, rounds)
		case k.truth == "daily" && n.weekly > few, k.truth == "weekly" && n.daily > few:
			t.Errorf("%s: %+v", k.name, n)
		}
	}
	for _, k := range jobs {
		for _, hourly := range []bool{true, false} {
			if n := k.found(hourly); k.truth == "no" && n > 2*few || k.truth == "yes" && n < nearlyAll {
				t.Errorf("%s: %d of %d are cron-like", k.name, n, rounds)
			}
		}
	}
	for _, k := range weeks {
		n, hours := k.found()
		if k.truth == "none" && n > few || k.truth != "none" && (n < nearlyAll || !strings.HasPrefix(hours, strings.TrimSuffix(k.truth, " hours"))) {
			t.Errorf("%s: %d of %d have working hours, of %s a week", k.name, n, rounds, hours)
		}
	}
}
