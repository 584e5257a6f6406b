package collectors

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestQueryText(t *testing.T) {
	text := reportQuery{function: "orders", group: "/aws/lambda/orders", writers: 1}.text()
	want := `filter @type = "REPORT"
| fields ispresent(@initDuration) as cold
| stats count(*) as runs, max(@maxMemoryUsed) as used, max(@memorySize) as size, sum(@initDuration) as init_sum, pct(@initDuration, 99) as init_p99,
  max(@initDuration) as init_max, pct(@duration, 50) as median, sum(strcontains(@message, "Runtime.OutOfMemory")) as oom by cold`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
	text = reportQuery{function: "orders", group: "/aws/lambda/orders", writers: 1, json: true}.text()
	if !strings.HasPrefix(text, `filter type = "platform.report"`+"\n") || !strings.Contains(text, "max(record.metrics.maxMemoryUsedMB) as used") || strings.Contains(text, "%!") {
		t.Error(text)
	}
	for _, test := range []struct {
		group   string
		writers int
		want    string
	}{
		{"/aws/lambda/orders", 2, `filter @type = "REPORT" and (@logStream like /\/\[/ or @logStream like /\/orders\[/)` + "\n"},
		{"shared", 1, `filter @type = "REPORT" and @logStream like /\/orders\[/` + "\n"},
		{"/aws/lambda/other", 2, `filter @type = "REPORT" and @logStream like /\/orders\[/` + "\n"},
	} {
		if text := (reportQuery{function: "orders", group: test.group, writers: test.writers}).text(); !strings.HasPrefix(text, test.want) {
			t.Errorf("%s: %s", test.group, text)
		}
	}
	for name, ok := range map[string]bool{"a-b_C9": true, `a" or 1=1`: false, "a/b": false, "": false, "é": false} {
		if functionName.MatchString(name) != ok {
			t.Errorf("%q may stand in a query: %v, want %v", name, !ok, ok)
		}
	}
}

func TestQueriesAreWaitedFor(t *testing.T) {
	statuses := []types.QueryStatus{"Scheduled", "Running", "Unknown", "Complete"}
	looks := 0
	look := func() (*logs.GetQueryResultsOutput, error) {
		looks++
		return &logs.GetQueryResultsOutput{Status: statuses[looks-1], Statistics: &types.QueryStatistics{BytesScanned: float64(looks)}}, nil
	}
	if _, scanned, err := awaitQuery(context.Background(), time.Microsecond, look); err != nil || looks != 4 || scanned != 4 {
		t.Errorf("%d looks, %v bytes, %v", looks, scanned, err)
	}
	for _, status := range []types.QueryStatus{"Failed", "Cancelled", "Timeout"} {
		_, _, err := awaitQuery(context.Background(), time.Microsecond, func() (*logs.GetQueryResultsOutput, error) {
			return &logs.GetQueryResultsOutput{Status: status}, nil
		})
		if err == nil || !strings.Contains(err.Error(), string(status)) {
			t.Errorf("%s: %v", status, err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, scanned, err := awaitQuery(ctx, time.Millisecond, func() (*logs.GetQueryResultsOutput, error) {
		return &logs.GetQueryResultsOutput{Status: "Running", Statistics: &types.QueryStatistics{BytesScanned: 9}}, nil
	})
	if !errors.Is(err, context.DeadlineExceeded) || scanned != 9 || awsapi.GapOf(awsapi.GetQueryResults, err).Reason != inventory.Deadline {
		t.Errorf("%v after %v bytes; want the deadline, and what was scanned until then", err, scanned)
	}
}
