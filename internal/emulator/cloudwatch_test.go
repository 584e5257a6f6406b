//go:build emulator

package emulator

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func query(id, namespace, name, stat string, period time.Duration, dimensions ...string) types.MetricDataQuery {
	metric := &types.Metric{Namespace: aws.String(namespace), MetricName: aws.String(name)}
	for i := 0; i+1 < len(dimensions); i += 2 {
		metric.Dimensions = append(metric.Dimensions, types.Dimension{Name: aws.String(dimensions[i]), Value: aws.String(dimensions[i+1])})
	}
	return types.MetricDataQuery{Id: aws.String(id), MetricStat: &types.MetricStat{
		Metric: metric, Period: aws.Int32(int32(period.Seconds())), Stat: aws.String(stat),
	}}
}

// read follows NextToken and joins the pieces of each series by query id.
func read(t *testing.T, c clients, input *cloudwatch.GetMetricDataInput) (values map[string][]float64, times map[string][]time.Time, pages int) {
	t.Helper()
	values, times = map[string][]float64{}, map[string][]time.Time{}
	last := map[string]types.StatusCode{}
	paginator := cloudwatch.NewGetMetricDataPaginator(c.cloudwatch, input)
	for paginator.HasMorePages() {
		page, err := paginator.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, r := range page.MetricDataResults {
			id := aws.ToString(r.Id)
			if len(r.Values) != len(r.Timestamps) {
				t.Fatalf("%s: %d values, %d timestamps", id, len(r.Values), len(r.Timestamps))
			}
			values[id] = append(values[id], r.Values...)
			times[id] = append(times[id], r.Timestamps...)
			last[id] = r.StatusCode
		}
	}
	for id, status := range last {
		if status != types.StatusCodeComplete {
			t.Errorf("%s: %s after the last page", id, status)
		}
	}
	return values, times, pages
}

// statistics is independent arithmetic: sort every sample and count.
func statistics(samples []float64) map[string]float64 {
	ordered := slices.Sorted(slices.Values(samples))
	sum := 0.0
	for _, v := range ordered {
		sum += v
	}
	n := float64(len(ordered))
	rank := func(p float64) float64 { return ordered[int(math.Ceil(p/100*n))-1] }
	return map[string]float64{
		"SampleCount": n, "Sum": sum, "Average": sum / n, "Minimum": ordered[0], "Maximum": ordered[len(ordered)-1],
		"p50": rank(50), "p90": rank(90), "p99": rank(99), "p99.9": rank(99.9), "p10": rank(10),
	}
}

func TestStatisticsAgainstIndependentArithmetic(t *testing.T) {
	seed(t, nil)
	c := connect("eu-west-1")
	start := time.Now().UTC().Truncate(24 * time.Hour).Add(-48 * time.Hour)
	byHour := map[int][]float64{}
	state := uint64(42)
	for hour := range 24 {
		var values []float64
		for range 100 {
			state = state*6364136223846793005 + 1442695040888963407
			values = append(values, float64(state>>40)/1000)
		}
		byHour[hour] = values
		_, err := c.cloudwatch.PutMetricData(t.Context(), &cloudwatch.PutMetricDataInput{
			Namespace: aws.String("Test"),
			MetricData: []types.MetricDatum{{
				MetricName: aws.String("Latency"), Timestamp: aws.Time(start.Add(time.Duration(hour)*time.Hour + 90*time.Second)),
				Values: values, Dimensions: []types.Dimension{{Name: aws.String("D"), Value: aws.String("x")}},
			}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, hours := range []int{1, 6, 24} {
		var queries []types.MetricDataQuery
		stats := []string{"SampleCount", "Sum", "Average", "Minimum", "Maximum", "p50", "p90", "p99", "p99.9", "p10"}
		for i, stat := range stats {
			queries = append(queries, query(fmt.Sprintf("q%d", i), "Test", "Latency", stat, time.Duration(hours)*time.Hour, "D", "x"))
		}
		values, times, _ := read(t, c, &cloudwatch.GetMetricDataInput{
			StartTime: aws.Time(start), EndTime: aws.Time(start.Add(24 * time.Hour)), MetricDataQueries: queries, ScanBy: types.ScanByTimestampAscending,
		})
		for i, stat := range stats {
			id := fmt.Sprintf("q%d", i)
			if len(values[id]) != 24/hours {
				t.Fatalf("%s over %d h: %d values", stat, hours, len(values[id]))
			}
			for bin, got := range values[id] {
				var samples []float64
				for hour := bin * hours; hour < (bin+1)*hours; hour++ {
					samples = append(samples, byHour[hour]...)
				}
				if want := statistics(samples)[stat]; math.Abs(got-want) > 1e-6*math.Abs(want) {
					t.Errorf("%s over %d h, bin %d: %v, want %v", stat, hours, bin, got, want)
				}
				if want := start.Add(time.Duration(bin*hours) * time.Hour); !times[id][bin].Equal(want) {
					t.Errorf("%s bin %d at %s, want %s", stat, bin, times[id][bin], want)
				}
			}
		}
	}
}

func seedTraffic(t *testing.T) clients {
	t.Helper()
	seed(t, map[string]any{"lambda": map[string]any{"functions": []any{
		map[string]any{"name": "busy", "runtime": "python3.13", "traffic": map[string]any{
			"days": 15, "per_hour": map[string]any{"kind": "daynight", "low": 4, "high": 3000, "noise": 0.2},
			"duration": map[string]any{"p50": 100, "p99": 800, "max": 2000, "jitter": 0}, "errors": 0.01,
			"qualifiers": []any{"live"}, "provisioned": map[string]any{"qualifier": "live", "allocated": 4},
		}},
		map[string]any{"name": "monthly", "runtime": "python3.13", "traffic": map[string]any{
			"days": 60, "per_hour": map[string]any{"kind": "points", "points": []any{[]any{30, 5}}},
		}},
	}}})
	return connect("eu-west-1")
}

func TestSeededTrafficAgreesWithItself(t *testing.T) {
	c := seedTraffic(t)
	end := time.Now().UTC().Truncate(time.Hour)
	input := &cloudwatch.GetMetricDataInput{StartTime: aws.Time(end.Add(-14 * 24 * time.Hour)), EndTime: aws.Time(end), MetricDataQueries: []types.MetricDataQuery{
		query("invocations", "AWS/Lambda", "Invocations", "Sum", 14*24*time.Hour, "FunctionName", "busy"),
		query("counted", "AWS/Lambda", "Invocations", "SampleCount", 14*24*time.Hour, "FunctionName", "busy"),
		query("errors", "AWS/Lambda", "Errors", "Sum", 14*24*time.Hour, "FunctionName", "busy"),
		query("runs", "AWS/Lambda", "Duration", "SampleCount", 14*24*time.Hour, "FunctionName", "busy"),
		query("p50", "AWS/Lambda", "Duration", "p50", 14*24*time.Hour, "FunctionName", "busy"),
		query("p99", "AWS/Lambda", "Duration", "p99", 14*24*time.Hour, "FunctionName", "busy"),
		query("longest", "AWS/Lambda", "Duration", "Maximum", 14*24*time.Hour, "FunctionName", "busy"),
		query("spilled", "AWS/Lambda", "ProvisionedConcurrencySpilloverInvocations", "Sum", 14*24*time.Hour, "FunctionName", "busy", "Resource", "busy:live"),
		query("provisioned", "AWS/Lambda", "ProvisionedConcurrencyInvocations", "Sum", 14*24*time.Hour, "FunctionName", "busy", "Resource", "busy:live"),
		query("utilisation", "AWS/Lambda", "ProvisionedConcurrencyUtilization", "Maximum", 5*time.Minute, "FunctionName", "busy", "Resource", "busy:live"),
		query("absent", "AWS/Lambda", "Invocations", "Sum", 24*time.Hour, "FunctionName", "nobody"),
	}}
	values, _, _ := read(t, c, input)
	one := func(id string) float64 {
		if len(values[id]) != 1 {
			t.Fatalf("%s: %d values", id, len(values[id]))
		}
		return values[id][0]
	}
	if one("invocations") != one("counted") || one("invocations") != one("provisioned") || one("spilled") != 0 {
		t.Errorf("invocations %v, counted %v, provisioned %v, spilled %v", one("invocations"), one("counted"), one("provisioned"), one("spilled"))
	}
	if math.Abs(one("runs")-one("invocations")) > 1 {
		t.Errorf("%v durations of %v invocations", one("runs"), one("invocations"))
	}
	if share := one("errors") / one("invocations"); math.Abs(share-0.01) > 0.002 {
		t.Errorf("error share %v, want 0.01", share)
	}
	for id, want := range map[string]float64{"p50": 100, "p99": 800, "longest": 2000} {
		if got := one(id); math.Abs(got-want) > want*0.02 {
			t.Errorf("%s = %v, want %v", id, got, want)
		}
	}
	if slices.Max(values["utilisation"]) > 1 || len(values["utilisation"]) >= 14*24*12 {
		t.Errorf("utilisation: highest %v, %d of %d periods (idle ones must be absent)", slices.Max(values["utilisation"]), len(values["utilisation"]), 14*24*12)
	}
	if got, ok := values["absent"]; !ok || len(got) != 0 {
		t.Errorf("absent metric: %v", got)
	}
}

func TestGetMetricDataPages(t *testing.T) {
	c := seedTraffic(t)
	end := time.Now().UTC().Truncate(time.Hour)
	queries := []types.MetricDataQuery{
		query("a", "AWS/Lambda", "Invocations", "Sum", time.Hour, "FunctionName", "busy"),
		query("b", "AWS/Lambda", "Nothing", "Sum", time.Hour),
		query("c", "AWS/Lambda", "Duration", "Average", time.Hour, "FunctionName", "busy"),
	}
	input := &cloudwatch.GetMetricDataInput{StartTime: aws.Time(end.Add(-200 * time.Hour)), EndTime: aws.Time(end), MetricDataQueries: queries}
	whole, wholeTimes, pages := read(t, c, input)
	points := len(whole["a"]) + len(whole["c"])
	if pages != 1 || points < 300 {
		t.Fatalf("%d pages, %d values", pages, points)
	}
	if !slices.IsSortedFunc(wholeTimes["a"], func(x, y time.Time) int { return y.Compare(x) }) {
		t.Error("the default order is newest first")
	}
	input.MaxDatapoints = aws.Int32(150)
	cut, cutTimes, pages := read(t, c, input)
	if want := (points + 149) / 150; pages != want {
		t.Errorf("%d datapoints in pages of 150: %d pages, want %d", points, pages, want)
	}
	for _, id := range []string{"a", "b", "c"} {
		if !slices.Equal(cut[id], whole[id]) || !slices.EqualFunc(cutTimes[id], wholeTimes[id], time.Time.Equal) {
			t.Errorf("%s: pages differ from the whole: %d and %d values", id, len(cut[id]), len(whole[id]))
		}
	}
}

func TestGetMetricDataCapsAResponse(t *testing.T) {
	c := seedTraffic(t)
	end := time.Now().UTC().Truncate(time.Hour)
	var queries []types.MetricDataQuery
	for i := range 340 {
		queries = append(queries, query(fmt.Sprintf("q%d", i), "AWS/Lambda", "Invocations", "Sum", time.Hour, "FunctionName", "busy"))
	}
	page, err := c.cloudwatch.GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{StartTime: aws.Time(end.Add(-14 * 24 * time.Hour)), EndTime: aws.Time(end), MetricDataQueries: queries})
	if err != nil {
		t.Fatal(err)
	}
	points := 0
	for _, r := range page.MetricDataResults {
		points += len(r.Values)
	}
	if points != 100_800 || page.NextToken == nil {
		t.Errorf("%d datapoints, token %v", points, page.NextToken)
	}
	partial := slices.ContainsFunc(page.MetricDataResults, func(r types.MetricDataResult) bool { return r.StatusCode == types.StatusCodePartialData })
	if !partial {
		t.Error("no series is marked as cut")
	}
}

func TestGetMetricDataValidates(t *testing.T) {
	c := seedTraffic(t)
	end := time.Now()
	start := end.Add(-time.Hour)
	many := make([]types.MetricDataQuery, 501)
	for i := range many {
		many[i] = query(fmt.Sprintf("q%d", i), "N", "M", "Sum", time.Hour)
	}
	for name, queries := range map[string][]types.MetricDataQuery{
		"501 queries":    many,
		"no queries":     {},
		"same id twice":  {many[0], many[0]},
		"odd period":     {query("a", "N", "M", "Sum", 61*time.Second)},
		"odd statistic":  {query("a", "N", "M", "Mean", time.Minute)},
		"no metric stat": {{Id: aws.String("a")}},
	} {
		_, err := c.cloudwatch.GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{StartTime: &start, EndTime: &end, MetricDataQueries: queries})
		if code(err) != "ValidationError" {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := c.cloudwatch.GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{StartTime: &end, EndTime: &start, MetricDataQueries: many[:1]})
	if code(err) != "ValidationError" {
		t.Errorf("end before start: %v", err)
	}
	if _, err := c.cloudwatch.GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{StartTime: &start, EndTime: &end, MetricDataQueries: many[:500]}); err != nil {
		t.Errorf("500 queries: %v", err)
	}
}

func TestListMetrics(t *testing.T) {
	var metrics []any
	for _, name := range names("m%04d", 1100) {
		metrics = append(metrics, map[string]any{"metric": "Fleet Load", "dimensions": map[string]any{"Host": name, "Zone": "a"}, "shape": 1, "days": 1})
	}
	metrics = append(metrics,
		map[string]any{"metric": "Fleet Old", "shape": map[string]any{"kind": "points", "points": []any{[]any{20, 1}}}, "days": 30},
		map[string]any{"metric": "Other Load", "shape": 1, "days": 1})
	seed(t, map[string]any{"metrics": metrics})
	c := connect("eu-west-1")
	list := func(input *cloudwatch.ListMetricsInput) (pages []int) {
		paginator := cloudwatch.NewListMetricsPaginator(c.cloudwatch, input)
		for paginator.HasMorePages() {
			page, err := paginator.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, len(page.Metrics))
		}
		return pages
	}
	samePages(t, "all", list(&cloudwatch.ListMetricsInput{}), 500, 500, 101)
	samePages(t, "namespace", list(&cloudwatch.ListMetricsInput{Namespace: aws.String("Fleet")}), 500, 500, 100)
	samePages(t, "name", list(&cloudwatch.ListMetricsInput{Namespace: aws.String("Other"), MetricName: aws.String("Load")}), 1)
	samePages(t, "no data for two weeks", list(&cloudwatch.ListMetricsInput{MetricName: aws.String("Old")}), 0)
	samePages(t, "dimension name", list(&cloudwatch.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: aws.String("Zone")}}}), 500, 500, 100)
	samePages(t, "dimension value", list(&cloudwatch.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: aws.String("Host"), Value: aws.String("m0007")}}}), 1)
	samePages(t, "other value", list(&cloudwatch.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: aws.String("Zone"), Value: aws.String("b")}}}), 0)
}

func TestOldMetricsAreListedNoMoreButStillRead(t *testing.T) {
	c := seedTraffic(t)
	end := time.Now().UTC().Truncate(24 * time.Hour)
	values, _, _ := read(t, c, &cloudwatch.GetMetricDataInput{StartTime: aws.Time(end.Add(-90 * 24 * time.Hour)), EndTime: aws.Time(end), MetricDataQueries: []types.MetricDataQuery{
		query("daily", "AWS/Lambda", "Invocations", "Sum", 24*time.Hour, "FunctionName", "monthly"),
		query("fine", "AWS/Lambda", "Invocations", "Sum", time.Minute, "FunctionName", "monthly"),
	}})
	if len(values["daily"]) != 1 || values["daily"][0] != 5 {
		t.Errorf("90 days by the day: %v, want one day of 5", values["daily"])
	}
	if len(values["fine"]) != 0 {
		t.Errorf("by the minute, older than 15 days: %v, want nothing", values["fine"])
	}
	out, err := c.cloudwatch.ListMetrics(t.Context(), &cloudwatch.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: aws.String("FunctionName"), Value: aws.String("monthly")}}})
	if err != nil || len(out.Metrics) != 0 {
		t.Errorf("listed: %d, %v", len(out.Metrics), err)
	}
}

func TestGetMetricStatistics(t *testing.T) {
	c := seedTraffic(t)
	end := time.Now().UTC().Truncate(time.Hour)
	input := &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/Lambda"), MetricName: aws.String("Duration"), Period: aws.Int32(86400),
		StartTime: aws.Time(end.Add(-96 * time.Hour)), EndTime: aws.Time(end), Statistics: []types.Statistic{types.StatisticMaximum},
		Dimensions: []types.Dimension{{Name: aws.String("FunctionName"), Value: aws.String("busy")}},
	}
	out, err := c.cloudwatch.GetMetricStatistics(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Datapoints) != 4 || aws.ToFloat64(out.Datapoints[0].Maximum) != 2000 {
		t.Errorf("%+v", out.Datapoints)
	}
	input.Statistics, input.ExtendedStatistics = nil, []string{"p99"}
	if out, err = c.cloudwatch.GetMetricStatistics(t.Context(), input); err != nil || math.Abs(out.Datapoints[0].ExtendedStatistics["p99"]-800) > 20 {
		t.Errorf("p99: %+v, %v", out, err)
	}
	input.Period = aws.Int32(60)
	if _, err = c.cloudwatch.GetMetricStatistics(t.Context(), input); !strings.HasPrefix(code(err), "InvalidParameterCombination") {
		t.Errorf("5,760 datapoints: %v", err)
	}
}
