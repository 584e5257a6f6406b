package collectors

import (
	"fmt"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

var takenAt = time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)

func query(metric, function, stat string, period, days int) inventory.SeriesQuery {
	return inventory.SeriesQuery{Namespace: "AWS/Lambda", Metric: metric, Dimensions: inventory.Dims("FunctionName", function), Stat: stat, Period: period, Days: days}
}

func TestPlanKeepsStatisticsOfAMetricTogether(t *testing.T) {
	plan := planSeries([]inventory.SeriesQuery{
		query("Duration", "b", "p99", 86400, 14), query("Duration", "a", "Maximum", 86400, 14),
		query("Duration", "b", "Sum", 86400, 14), query("Duration", "a", "Sum", 86400, 14), query("Duration", "a", "Average", 3600, 14),
	}, takenAt)
	if len(plan) != 1 || len(plan[0].queries) != 5 || plan[0].metrics != 2 {
		t.Fatalf("%d requests, first with %d queries of %d metrics; want one with 5 of 2", len(plan), len(plan[0].queries), plan[0].metrics)
	}
	start := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
	if !plan[0].start.Equal(start) || !plan[0].end.Equal(takenAt) {
		t.Errorf("window %s to %s, want %s to %s", plan[0].start, plan[0].end, start, takenAt)
	}
}

func TestPlanStaysWithinTheLimits(t *testing.T) {
	for _, test := range []struct {
		name            string
		period, queries int
		requests        int
	}{
		{"500 daily queries", 86400, 500, 1},
		{"501 daily queries", 86400, 501, 2},
		{"300 hourly queries of 343 points", 3600, 293, 1},
		{"one more than 100,800 points", 3600, 294, 2},
		{"five minutes: 4,110 points each", 300, 24, 1},
		{"five minutes: one more", 300, 25, 2},
		{"ten thousand daily", 86400, 10000, 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			var queries []inventory.SeriesQuery
			for i := range test.queries {
				queries = append(queries, query("Invocations", fmt.Sprintf("f%05d", i), "Sum", test.period, 14))
			}
			plan := planSeries(queries, takenAt)
			if len(plan) != test.requests {
				t.Errorf("%d requests, want %d", len(plan), test.requests)
			}
			planned := 0
			for _, r := range plan {
				planned += len(r.queries)
				if len(r.queries) > maxQueries || r.points > awsapi.MaxDatapoints {
					t.Errorf("a request of %d queries and %d points", len(r.queries), r.points)
				}
			}
			if planned != test.queries {
				t.Errorf("%d queries planned of %d", planned, test.queries)
			}
		})
	}
}

func TestPlanSeparatesWindows(t *testing.T) {
	plan := planSeries([]inventory.SeriesQuery{query("Invocations", "a", "Sum", 86400, 90), query("Invocations", "a", "Sum", 86400, 14)}, takenAt)
	if len(plan) != 2 || plan[0].metrics != 1 || plan[1].metrics != 1 {
		t.Errorf("%+v, want a request for each window", plan)
	}
}

func BenchmarkPlan(b *testing.B) {
	var queries []inventory.SeriesQuery
	for i := range 20000 {
		queries = append(queries, query("Invocations", fmt.Sprintf("f%05d", i), "Sum", 86400, 14))
	}
	for b.Loop() {
		planSeries(queries, takenAt)
	}
}
