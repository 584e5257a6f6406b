package collectors

import (
	"slices"
	"time"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// window is the time that a request of GetMetricData covers.
type window struct{ start, end time.Time }

// request is one request of GetMetricData: queries that share a window.
type request struct {
	window
	queries []inventory.SeriesQuery
	points  int // datapoints that the queries may return
	metrics int // different metrics, which are what is billed
}

// CloudWatch's limit for one request (AWS, GetMetricData reference, 2026-11). The other is awsapi.MaxDatapoints.
const maxQueries = 500

// planSeries packs series into as few requests as the limits allow. All statistics of a metric go into one request where
// they fit, because they are billed as one there.
func planSeries(queries []inventory.SeriesQuery, takenAt time.Time) []request {
	slices.SortFunc(queries, func(a, b inventory.SeriesQuery) int {
		if a.Days != b.Days {
			return a.Days - b.Days
		}
		return inventory.CompareWants(inventory.Want{Series: a}, inventory.Want{Series: b})
	})
	var plan []request
	for start := 0; start < len(queries); {
		end := start + 1
		for end < len(queries) && sameMetric(queries[start], queries[end]) {
			end++
		}
		plan = addMetric(plan, queries[start:end], takenAt)
		start = end
	}
	return plan
}

func sameMetric(a, b inventory.SeriesQuery) bool {
	return a.Days == b.Days && a.Namespace == b.Namespace && a.Metric == b.Metric && a.Dimensions == b.Dimensions
}

// addMetric puts the statistics of one metric into the last request, or into a new one when they do not fit.
func addMetric(plan []request, queries []inventory.SeriesQuery, takenAt time.Time) []request {
	points := 0
	for _, q := range queries {
		points += q.Points(takenAt)
	}
	start, end := queries[0].Window(takenAt)
	w := window{start, end}
	n := len(plan) - 1
	fits := n >= 0 && plan[n].window == w && len(plan[n].queries)+len(queries) <= maxQueries && plan[n].points+points <= awsapi.MaxDatapoints
	if !fits {
		plan = append(plan, request{window: w})
		n++
	}
	plan[n].queries = append(plan[n].queries, queries...)
	plan[n].points += points
	plan[n].metrics++
	return plan
}
