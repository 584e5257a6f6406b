package collectors

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// functionName is what a function may be called. Nothing else gets into a query.
var functionName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// reportQuery asks for the sums of one function's report lines.
type reportQuery struct {
	function string
	group    string
	json     bool // the function logs JSON
	writers  int  // how many functions of the region write to the group
	days     int  // the window, up to end
	end      time.Time
}

// The fields of a report line in both formats. In text ones, which Logs Insights takes apart by itself, memory is in bytes,
// of which a million make the MB that the line says; in JSON it is in MB.
var (
	textFields = [...]any{`@type = "REPORT"`, "@initDuration", "@duration", "@maxMemoryUsed", "@memorySize"}
	jsonFields = [...]any{
		`type = "platform.report"`, "record.metrics.initDurationMs", "record.metrics.durationMs",
		"record.metrics.maxMemoryUsedMB", "record.metrics.memorySizeMB",
	}
)

// text is the query: one row for the cold invocations and one for the others.
func (q reportQuery) text() string {
	fields := textFields
	if q.json {
		fields = jsonFields
	}
	return fmt.Sprintf(`filter %[1]s`+q.stream()+`
| fields ispresent(%[2]s) as cold
| stats count(*) as runs, max(%[4]s) as used, max(%[5]s) as size, sum(%[2]s) as init_sum, pct(%[2]s, 99) as init_p99,
  max(%[2]s) as init_max, pct(%[3]s, 50) as median, sum(strcontains(@message, "Runtime.OutOfMemory")) as oom by cold`, fields[:]...)
}

// stream narrows the query to the function's log streams. In a group of its own choice a function's streams carry its name
// (2026/11/23/orders[7]…); in the group that Lambda makes for it they do not (2026/11/23/[7]…). AWS, Lambda Developer Guide,
// "Configuring CloudWatch log groups", 2026-11.
func (q reportQuery) stream() string {
	named := `@logStream like /\/` + q.function + `\[/`
	switch own := q.group == lambdaGroups+q.function; {
	case own && q.writers <= 1:
		return ""
	case own:
		return ` and (@logStream like /\/\[/ or ` + named + `)`
	default:
		return " and " + named
	}
}

// start starts the query and gives its id.
func (q reportQuery) start(ctx context.Context, api *awsapi.Clients) (id *string, err error) {
	out, err := api.Logs.StartQuery(ctx, &logs.StartQueryInput{
		LogGroupNames: []string{q.group}, QueryString: aws.String(q.text()),
		StartTime: aws.Int64(q.end.AddDate(0, 0, -q.days).Unix()), EndTime: aws.Int64(q.end.Unix()),
	})
	if err != nil {
		return nil, err
	}
	return out.QueryId, nil
}

// finish waits for the query's end. Only the bytes it scanned are there when it fails.
func (q reportQuery) finish(ctx context.Context, api *awsapi.Clients, id *string) (inventory.Reports, error) {
	rows, scanned, err := awaitQuery(ctx, 200*time.Millisecond, func() (*logs.GetQueryResultsOutput, error) {
		return api.Logs.GetQueryResults(ctx, &logs.GetQueryResultsInput{QueryId: id})
	})
	var reports inventory.Reports
	if err == nil {
		reports, err = reportsOf(rows, q.json)
	}
	if err == nil && reports.Runs == 0 && q.group != lambdaGroups+q.function {
		err = errors.New("its log group holds no report line whose stream carries the function's name")
	}
	reports.Days, reports.ScannedBytes = q.days, scanned
	return reports, err
}

// maxPause is the longest pause between two looks at a query.
const maxPause = 5 * time.Second

// awaitQuery looks at a query until it ends, at ever longer intervals, and gives its rows and the bytes it scanned.
func awaitQuery(ctx context.Context, pause time.Duration, look func() (*logs.GetQueryResultsOutput, error)) ([][]types.ResultField, float64, error) {
	scanned := 0.0
	for ; ; pause = min(2*pause, maxPause) {
		select {
		case <-ctx.Done():
			return nil, scanned, ctx.Err()
		case <-time.After(pause):
		}
		out, err := look()
		if err != nil {
			return nil, scanned, err
		}
		if out.Statistics != nil {
			scanned = max(scanned, out.Statistics.BytesScanned)
		}
		switch out.Status { //nolint:exhaustive // what is not an end is waited for
		case types.QueryStatusComplete:
			return out.Results, scanned, nil
		case types.QueryStatusFailed, types.QueryStatusCancelled, types.QueryStatusTimeout:
			return nil, scanned, fmt.Errorf("the query ended as %s", out.Status)
		}
	}
}

// reportsOf reads the rows of cold and other invocations. A row without memory cannot be used: an unknown is no zero.
func reportsOf(rows [][]types.ResultField, inMB bool) (inventory.Reports, error) {
	toMB := 1e-6
	if inMB {
		toMB = 1
	}
	var out inventory.Reports
	for _, fields := range rows {
		row := map[string]string{}
		for _, f := range fields {
			row[aws.ToString(f.Field)] = aws.ToString(f.Value)
		}
		number := func(name string) float64 {
			v, _ := strconv.ParseFloat(row[name], 64)
			return v
		}
		runs, used := int(number("runs")), number("used")
		if runs < 1 || used <= 0 {
			return out, errors.New("the report lines name no memory that was used")
		}
		out.Runs += runs
		out.MaxMemoryMB = max(out.MaxMemoryMB, used*toMB)
		out.MemoryMB = max(out.MemoryMB, number("size")*toMB)
		out.OutOfMemory += int(number("oom"))
		if row["cold"] != "1" && row["cold"] != "true" {
			out.WarmMedianMS = number("median")
			continue
		}
		out.Cold, out.ColdMedianMS = runs, number("median")
		out.InitSumMS, out.InitP99MS, out.InitMaxMS = number("init_sum"), number("init_p99"), number("init_max")
	}
	return out, nil
}
