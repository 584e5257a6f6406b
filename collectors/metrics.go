package collectors

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"golang.org/x/sync/errgroup"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchMetricNames(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListMetrics, wants, func(ctx context.Context, w inventory.Want) error {
		i := strings.LastIndex(w.Subject, "/")
		namespace, metric := w.Subject[:i], w.Subject[i+1:]
		names := []inventory.Dimensions{}
		pages := cloudwatch.NewListMetricsPaginator(api.CloudWatch, &cloudwatch.ListMetricsInput{Namespace: &namespace, MetricName: &metric})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, m := range page.Metrics {
				var pairs []string
				for _, d := range m.Dimensions {
					pairs = append(pairs, aws.ToString(d.Name), aws.ToString(d.Value))
				}
				names = append(names, inventory.Dims(pairs...))
			}
		}
		slices.Sort(names)
		put(s, inventory.MetricNamesKey(namespace, metric), slices.Compact(names))
		return nil
	})
}

func fetchSeries(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	queries := make([]inventory.SeriesQuery, len(wants))
	for i, w := range wants {
		queries[i] = w.Series
	}
	var group errgroup.Group
	group.SetLimit(parallel / 2)
	for _, r := range planSeries(queries, s.takenAt) {
		group.Go(func() error {
			fetchRequest(ctx, api, s, r)
			return nil
		})
	}
	_ = group.Wait()
}

func fetchRequest(ctx context.Context, api *awsapi.Clients, s *store, r request) {
	read := newReadings(r)
	err := api.Datapoints.WaitN(ctx, min(r.points, awsapi.MaxDatapoints))
	if err == nil {
		api.Meter.Metrics(r.metrics)
		err = read.pages(ctx, api)
	}
	for i, q := range r.queries {
		key := inventory.SeriesKey(q)
		switch {
		case err != nil:
			s.miss(key.Want(), awsapi.GetMetricData, err)
		case read.status[i] != types.StatusCodeComplete:
			s.gap(key.Want(), inventory.Gap{
				Reason: inventory.Incomplete, Operation: string(awsapi.GetMetricData),
				Detail: fmt.Sprintf("%s %s: status %q", q.Namespace, q.Metric, read.status[i]),
			})
		default:
			put(s, key, read.series[i])
		}
	}
}

// readings are the answers to one request, as they come in over its pages.
type readings struct {
	request
	series []inventory.Series
	status []types.StatusCode // of the last page that had the query; empty while none did
}

func newReadings(r request) *readings {
	read := &readings{request: r, series: make([]inventory.Series, len(r.queries)), status: make([]types.StatusCode, len(r.queries))}
	for i, q := range r.queries {
		period := time.Duration(q.Period) * time.Second
		values := make([]float32, int((r.end.Sub(r.start)+period-1)/period))
		for v := range values {
			values[v] = float32(math.NaN())
		}
		read.series[i] = inventory.Series{Start: r.start, Period: period, Values: values}
	}
	return read
}

func (r *readings) pages(ctx context.Context, api *awsapi.Clients) error {
	in := &cloudwatch.GetMetricDataInput{StartTime: &r.start, EndTime: &r.end, ScanBy: types.ScanByTimestampAscending}
	for i, q := range r.queries {
		in.MetricDataQueries = append(in.MetricDataQueries, types.MetricDataQuery{
			Id: aws.String(fmt.Sprintf("q%d", i)),
			MetricStat: &types.MetricStat{
				Metric: &types.Metric{Namespace: aws.String(q.Namespace), MetricName: aws.String(q.Metric), Dimensions: dimensionsOf(q)},
				Period: aws.Int32(int32(q.Period)), //nolint:gosec // a day at the most
				Stat:   aws.String(q.Stat),
			},
		})
	}
	pages := cloudwatch.NewGetMetricDataPaginator(api.CloudWatch, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, result := range page.MetricDataResults {
			if err := r.take(result); err != nil {
				return err
			}
		}
	}
	return nil
}

func dimensionsOf(q inventory.SeriesQuery) []types.Dimension {
	var out []types.Dimension
	dims := q.Dimensions.Map()
	for _, name := range slices.Sorted(maps.Keys(dims)) {
		out = append(out, types.Dimension{Name: aws.String(name), Value: aws.String(dims[name])})
	}
	return out
}

func (r *readings) take(result types.MetricDataResult) error {
	var i int
	if _, err := fmt.Sscanf(aws.ToString(result.Id), "q%d", &i); err != nil || i < 0 || i >= len(r.queries) {
		return fmt.Errorf("the answer holds a result %q that was not asked for", aws.ToString(result.Id))
	}
	if len(result.Timestamps) != len(result.Values) {
		return errors.New("the answer holds more timestamps than values, or fewer")
	}
	r.status[i] = result.StatusCode
	s := r.series[i]
	for n, at := range result.Timestamps {
		if slot := int(at.Sub(s.Start) / s.Period); !at.Before(s.Start) && slot < len(s.Values) {
			s.Values[slot] = float32(result.Values[n])
		}
	}
	return nil
}
