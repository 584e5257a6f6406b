package collectors

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// virginia is one recorded answer in us-east-1, whose price of a scan is known: $0.005 for a GB.
func virginia(operation awsapi.Operation, input any, output string) awsapi.TapeEntry {
	text, ok := input.(string)
	if !ok {
		data, err := json.Marshal(input)
		if err != nil {
			panic(err)
		}
		text = string(data)
	}
	e := answer(operation, text, output)
	e.Region = "us-east-1"
	return e
}

// denied makes an answer a refusal.
func denied(e awsapi.TapeEntry) awsapi.TapeEntry {
	e.Output, e.Error = nil, &awsapi.TapeError{Code: "AccessDeniedException", Message: "no"}
	return e
}

// functionsInVirginia are two functions with groups of their own, two that share one, and two that leave nothing to read.
func functionsInVirginia() awsapi.TapeEntry {
	function := func(name, logging string) string {
		return fmt.Sprintf(`{"FunctionName": %q, "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:%s:$LATEST", "Version": "$LATEST", "LoggingConfig": {%s}}`, name, name, logging)
	}
	return virginia(awsapi.ListFunctions, firstPage, `{"Functions": [`+strings.Join([]string{
		function("small", `"LogGroup": "/aws/lambda/small", "LogFormat": "Text"`),
		function("large", `"LogGroup": "/aws/lambda/large", "LogFormat": "JSON", "SystemLogLevel": "INFO"`),
		function("one", `"LogGroup": "shared", "LogFormat": "Text"`),
		function("two", `"LogGroup": "shared", "LogFormat": "Text"`),
		function("quiet", `"LogGroup": "/aws/lambda/quiet", "LogFormat": "JSON", "SystemLogLevel": "WARN"`),
		function("never", `"LogGroup": "/aws/lambda/never", "LogFormat": "Text"`),
		function("managed", `}, "CapacityProviderConfig": {"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": "arn:cp"}`),
	}, ",")+`]}`)
}

// group answers for a log group, with its days of retention (0: for ever).
func group(name string, retention int) awsapi.TapeEntry {
	days := ""
	if retention > 0 {
		days = fmt.Sprintf(`, "RetentionInDays": %d`, retention)
	}
	return virginia(awsapi.DescribeLogGroups, groupInput(name), fmt.Sprintf(`{"LogGroups": [{"LogGroupName": %q%s}]}`, name, days))
}

// incoming answers with the bytes that groups took in on each of the last days. Values are written newest first.
func incoming(names []string, values ...[]float64) awsapi.TapeEntry {
	midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	var queries, results []string
	for i, name := range names {
		queries = append(queries, fmt.Sprintf(`{"Id": "q%d", "MetricStat": {"Metric": {"Namespace": "AWS/Logs", "MetricName": "IncomingBytes",
			"Dimensions": [{"Name": "LogGroupName", "Value": %q}]}, "Period": 86400, "Stat": "Sum"}}`, i, name))
		var times []string
		for day := range values[i] {
			times = append(times, fmt.Sprintf("%q", midnight.AddDate(0, 0, -day).Format(time.RFC3339)))
		}
		v, _ := json.Marshal(values[i])
		results = append(results, fmt.Sprintf(`{"Id": "q%d", "StatusCode": "Complete", "Timestamps": [%s], "Values": %s}`, i, strings.Join(times, ","), v))
	}
	return virginia(awsapi.GetMetricData, `{"StartTime": "2026-11-09T00:00:00Z", "EndTime": "2026-11-23T06:30:00Z", "ScanBy": "TimestampAscending",
		"MetricDataQueries": [`+strings.Join(queries, ",")+`]}`, `{"MetricDataResults": [`+strings.Join(results, ",")+`]}`)
}

// queryOf answers a query: its start with an id, and that id with the result.
func queryOf(q reportQuery, result string) []awsapi.TapeEntry {
	in := map[string]any{
		"LogGroupNames": []string{q.group}, "QueryString": q.text(), "StartTime": takenAt.AddDate(0, 0, -q.days).Unix(), "EndTime": takenAt.Unix(),
	}
	return []awsapi.TapeEntry{
		virginia(awsapi.StartQuery, in, fmt.Sprintf(`{"QueryId": "id-%s"}`, q.function)),
		virginia(awsapi.GetQueryResults, map[string]string{"QueryId": "id-" + q.function}, result),
	}
}

// rows writes the result of a complete query.
func rows(scanned float64, rows ...map[string]string) string {
	var all [][]map[string]string
	for _, row := range rows {
		var fields []map[string]string
		for name, value := range row {
			fields = append(fields, map[string]string{"Field": name, "Value": value})
		}
		all = append(all, fields)
	}
	data, _ := json.Marshal(map[string]any{"Status": "Complete", "Results": all, "Statistics": map[string]float64{"BytesScanned": scanned}})
	return string(data)
}

var warmText = map[string]string{"cold": "0", "runs": "90", "used": "1.1E8", "size": "128000000", "median": "12.5", "oom": "2"}

// scanLogs reads the functions of us-east-1 and then the report lines of those named.
func scanLogs(t *testing.T, dollars float64, functions []string, entries ...awsapi.TapeEntry) (*inventory.Account, []string) {
	t.Helper()
	return scanLogsIn(t, "us-east-1", LogScan{CapUSD: dollars}, functions, entries...)
}

// scanLogsIn does so with the answers of us-east-1 in another region, where prices are others.
func scanLogsIn(t *testing.T, region string, leave LogScan, functions []string, entries ...awsapi.TapeEntry) (*inventory.Account, []string) {
	t.Helper()
	entries = append(entries, functionsInVirginia())
	for i := range entries {
		entries[i].Region = region
	}
	who := virginia(awsapi.GetCallerIdentity, `{}`, `{"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/me"}`)
	s, err := awsapi.Open(context.Background(), awsapi.Options{Tape: awsapi.ReplayTape(append(entries, who)...), ScanLogs: leave.CapUSD > 0})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	leave.Prices, leave.Say = pricing.Embedded(), func(text string) { said = append(said, text) }
	a := Run(context.Background(), s, Job{
		Regions: []string{region}, Datasets: datasets(inventory.LambdaFunctions), TakenAt: takenAt,
		Wants: func(_ *inventory.Account, r *inventory.Region) []inventory.Want {
			var wants []inventory.Want
			for _, name := range functions {
				if w := inventory.ReportsKey(name).Want(); !r.Has(w) {
					wants = append(wants, w)
				}
			}
			return wants
		},
		Logs: leave,
	})
	return a, said
}

func why(a *inventory.Account, function string) inventory.Gap {
	return inventory.Read(a.Regions[0], inventory.ReportsKey(function)).Why()
}

// Nothing is asked of AWS while the user has not asked for a scan.
func TestReportLinesAreOff(t *testing.T) {
	a, said := scanLogs(t, 0, []string{"small"})
	if gap := why(a, "small"); gap.Reason != inventory.NotEnabled || gap.Detail != "reading report lines is off; --scan-logs USD turns it on" || len(said) > 0 {
		t.Errorf("%+v, said %q", gap, said)
	}
}

func TestReportLinesOfTwoFormats(t *testing.T) {
	small, large := reportQuery{function: "small", group: "/aws/lambda/small", writers: 1, days: 14}, reportQuery{function: "large", group: "/aws/lambda/large", json: true, writers: 1, days: 3}
	entries := append(queryOf(small, rows(1e9, warmText, map[string]string{
		"cold": "1", "runs": "10", "used": "1.28E8", "size": "128000000", "init_sum": "5000", "init_p99": "900.5", "init_max": "950", "median": "80", "oom": "1",
	})), queryOf(large, rows(3e9, map[string]string{"cold": "0", "runs": "7", "used": "300", "size": "512", "median": "4", "oom": "0"}))...)
	entries = append(entries, group("/aws/lambda/small", 0), group("/aws/lambda/large", 3),
		incoming([]string{"/aws/lambda/large", "/aws/lambda/small"}, []float64{1e9, 1e9, 1e9, 1e9, 5e9, 5e9}, []float64{1e9}))
	a, said := scanLogs(t, 1, []string{"small", "large"}, entries...)
	got, ok := inventory.Read(a.Regions[0], inventory.ReportsKey("small")).Get()
	want := inventory.Reports{
		Days: 14, Runs: 100, Cold: 10, MaxMemoryMB: 128, MemoryMB: 128, InitSumMS: 5000, InitP99MS: 900.5, InitMaxMS: 950,
		ColdMedianMS: 80, WarmMedianMS: 12.5, OutOfMemory: 3, ScannedBytes: 1e9,
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("known %v, %+v\n%s", ok, why(a, "small"), diff)
	}
	got, ok = inventory.Read(a.Regions[0], inventory.ReportsKey("large")).Get()
	if diff := cmp.Diff(inventory.Reports{Days: 3, Runs: 7, MaxMemoryMB: 300, MemoryMB: 512, WarmMedianMS: 4, ScannedBytes: 3e9}, got); !ok || diff != "" {
		t.Errorf("known %v, %+v\n%s", ok, why(a, "large"), diff)
	}
	// Three days of retention reach back into the fourth day of the metric: 4 GB, and 1 GB of the other.
	if len(said) != 1 || said[0] != "scan of report lines in us-east-1: 2 functions, 5.0 GB, about $0.025 (cap $1.00)" {
		t.Errorf("said %q", said)
	}
	if a.Cost.LogBytesScanned != 4e9 || a.Cost.USD < 0.02 || a.Cost.USD > 0.0201 || !strings.Contains(a.Cost.PriceSource, "2026-06") {
		t.Errorf("%+v", a.Cost)
	}
}

// The cheapest are read first; one that would pass the cap is not, and nothing dearer.
func TestCap(t *testing.T) {
	small := reportQuery{function: "small", group: "/aws/lambda/small", writers: 1, days: 14}
	entries := append(queryOf(small, rows(1e9, warmText)), group("/aws/lambda/small", 0), group("/aws/lambda/large", 0),
		incoming([]string{"/aws/lambda/large", "/aws/lambda/small"}, []float64{1e11}, []float64{1e9}))
	a, said := scanLogs(t, 0.5, []string{"large", "small"}, entries...)
	if _, ok := inventory.Read(a.Regions[0], inventory.ReportsKey("small")).Get(); !ok {
		t.Errorf("%+v", why(a, "small"))
	}
	if gap := why(a, "large"); gap.Reason != inventory.NotEnabled || gap.Detail != "the cap of $0.50 was reached; this function's scan would cost $0.50" {
		t.Errorf("%+v", gap)
	}
	if len(said) != 1 || !strings.Contains(said[0], "1 function, 1.0 GB, about $0.005 (cap $0.50)") {
		t.Errorf("said %q", said)
	}
}

func TestBudgetIsOneForAllRegions(t *testing.T) {
	b := &budget{LogScan: LogScan{CapUSD: 1}}
	if !b.take(0.4) || !b.take(0.6) || b.take(0.001) {
		t.Error("the cap holds over all takers")
	}
	b = &budget{LogScan: LogScan{CapUSD: 1}}
	b.take(0.4)
	b.correct(0.4, 0.9)
	b.correct(0.4, 0.1)
	if b.passed() {
		t.Error("the cap is not passed yet")
	}
	if b.take(0.2) || !b.take(0.1) || b.passed() {
		t.Errorf("what a query cost above its estimate counts; %v is spent", b.spent)
	}
}

// Where a query reads more than its group took in, the queries after it are not started.
func TestScansThatReadMoreThanExpected(t *testing.T) {
	small, large := reportQuery{function: "small", group: "/aws/lambda/small", writers: 1, days: 14}, reportQuery{function: "large", group: "/aws/lambda/large", json: true, writers: 1, days: 14}
	b := &budget{LogScan: LogScan{CapUSD: 1}}
	b.take(0.5)
	b.correct(0.5, 2)
	if !b.passed() {
		t.Error("the cap is passed")
	}
	s := &store{region: &inventory.Region{}, takenAt: takenAt, budget: b}
	for _, q := range []reportQuery{small, large} {
		c := scan{want: inventory.ReportsKey(q.function).Want(), query: q}
		c.run(context.Background(), nil, s, pricing.Price{USD: 0.005}) // it would panic if it asked AWS
		if gap := inventory.Read(s.region, inventory.ReportsKey(q.function)).Why(); gap.Reason != inventory.NotEnabled || !strings.HasPrefix(gap.Detail, "the cap of $1.00 was reached") {
			t.Errorf("%+v", gap)
		}
	}
}

func TestFunctionsThatShareAGroup(t *testing.T) {
	one := reportQuery{function: "one", group: "shared", writers: 2, days: 14}
	two := reportQuery{function: "two", group: "shared", writers: 2, days: 14}
	entries := append(queryOf(one, rows(1e6, warmText)), queryOf(two, rows(1e6))...)
	entries = append(entries, group("shared", 0), incoming([]string{"shared"}, []float64{1e6}))
	a, _ := scanLogs(t, 1, []string{"one", "two"}, entries...)
	if got, ok := inventory.Read(a.Regions[0], inventory.ReportsKey("one")).Get(); !ok || got.Runs != 90 {
		t.Errorf("%+v", why(a, "one"))
	}
	if gap := why(a, "two"); gap.Reason != inventory.Failed {
		t.Errorf("no stream with the function's name is no proof that it did not run: %+v", gap)
	}
}

func TestFunctionsWithoutReportLines(t *testing.T) {
	never := denied(group("/aws/lambda/never", 0))
	gone := virginia(awsapi.DescribeLogGroups, groupInput("/aws/lambda/small"), `{"LogGroups": []}`)
	delivery := virginia(awsapi.DescribeLogGroups, groupInput("shared"), `{"LogGroups": [{"LogGroupName": "shared", "LogGroupClass": "DELIVERY"}]}`)
	all := []string{"quiet", "managed", "never", "small", "one", "unlisted"}
	a, said := scanLogs(t, 1, all, never, gone, delivery, incoming([]string{"/aws/lambda/never", "/aws/lambda/small", "shared"}, nil, nil, nil))
	for function, want := range map[string]inventory.Gap{
		"quiet":    {Reason: inventory.NotEnabled, Detail: "its system log level leaves report lines out"},
		"managed":  {Reason: inventory.NotEnabled, Detail: "functions on Lambda Managed Instances write report lines without memory"},
		"never":    {Reason: inventory.Denied, Action: "logs:DescribeLogGroups"},
		"small":    {Reason: inventory.NotEnabled, Detail: "its log group /aws/lambda/small does not exist"},
		"one":      {Reason: inventory.NotEnabled, Detail: "its log group is of the class DELIVERY, which cannot be queried"},
		"unlisted": {Reason: inventory.Failed, Detail: "no function of this name was listed"},
	} {
		if gap := why(a, function); gap.Reason != want.Reason || gap.Action != want.Action || want.Detail != "" && gap.Detail != want.Detail {
			t.Errorf("%s: %+v", function, gap)
		}
	}
	if len(said) > 0 {
		t.Errorf("nothing is scanned, and still it says %q", said)
	}
}

// What cannot be priced is not scanned, and a refused query is a gap that names its own permission.
func TestScansThatFail(t *testing.T) {
	q := reportQuery{function: "small", group: "/aws/lambda/small", writers: 1, days: 14}
	ok, bytes := group("/aws/lambda/small", 0), incoming([]string{"/aws/lambda/small"}, []float64{1e9})
	infrequent := virginia(awsapi.DescribeLogGroups, groupInput("/aws/lambda/small"), `{"LogGroups": [{"LogGroupName": "/aws/lambda/small", "LogGroupClass": "INFREQUENT_ACCESS"}]}`)
	run := queryOf(q, rows(1e9, warmText))
	for name, test := range map[string]struct {
		entries []awsapi.TapeEntry
		want    inventory.Gap
		scanned float64
	}{
		"bytes denied":        {[]awsapi.TapeEntry{ok, denied(bytes)}, inventory.Gap{Reason: inventory.Denied, Action: "cloudwatch:GetMetricData"}, 0},
		"bytes not published": {[]awsapi.TapeEntry{infrequent, incoming([]string{"/aws/lambda/small"}, nil)}, inventory.Gap{Reason: inventory.NotEnabled}, 0},
		"start denied":        {[]awsapi.TapeEntry{ok, bytes, denied(run[0])}, inventory.Gap{Reason: inventory.Denied, Action: "logs:StartQuery"}, 0},
		"results denied":      {[]awsapi.TapeEntry{ok, bytes, run[0], denied(run[1])}, inventory.Gap{Reason: inventory.Denied, Action: "logs:GetQueryResults"}, 0},
		"query failed": {
			append(queryOf(q, `{"Status": "Failed", "Statistics": {"BytesScanned": 5000000}}`), ok, bytes), inventory.Gap{Reason: inventory.Failed}, 5e6,
		},
		"lines without memory": {append(queryOf(q, rows(1e9, map[string]string{"cold": "0", "runs": "5"})), ok, bytes), inventory.Gap{Reason: inventory.Failed}, 1e9},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := scanLogs(t, 1, []string{"small"}, test.entries...)
			if gap := why(a, "small"); gap.Reason != test.want.Reason || gap.Action != test.want.Action || a.Cost.LogBytesScanned != test.scanned {
				t.Errorf("%+v, %v bytes; want %+v, %v", gap, a.Cost.LogBytesScanned, test.want, test.scanned)
			}
		})
	}
	a, _ := scanLogs(t, 1, []string{"small"}, append(queryOf(q, rows(1e3)), ok, incoming([]string{"/aws/lambda/small"}, nil))...)
	if got, known := inventory.Read(a.Regions[0], inventory.ReportsKey("small")).Get(); !known || got.Runs != 0 || got.Days != 14 {
		t.Errorf("a group of its own without report lines says that it did not run: %v %+v", known, got)
	}
}

func TestRegionWithoutAPriceIsNotScanned(t *testing.T) {
	key := inventory.ReportsKey("orders")
	asked := false
	a := Run(context.Background(), session(t), Job{
		Regions: []string{"us-west-2"}, TakenAt: takenAt, Logs: LogScan{CapUSD: 10, Prices: pricing.Embedded()},
		Wants: func(*inventory.Account, *inventory.Region) []inventory.Want {
			if asked {
				return nil
			}
			asked = true
			return []inventory.Want{key.Want()}
		},
	})
	if gap := why(a, "orders"); gap.Reason != inventory.NotEnabled || !strings.HasPrefix(gap.Detail, "price not known") {
		t.Errorf("%+v", gap)
	}
}

// The user's price counts where the list has none, and only there.
func TestYourPriceOfAScan(t *testing.T) {
	small := reportQuery{function: "small", group: "/aws/lambda/small", writers: 1, days: 14}
	entries := func() []awsapi.TapeEntry {
		return append(queryOf(small, rows(2e9, warmText)), group("/aws/lambda/small", 0), incoming([]string{"/aws/lambda/small"}, []float64{2e9}))
	}
	for _, test := range []struct {
		region string
		leave  LogScan
		says   string
		usd    float64 // about, with the price of the metric requests; 0: not scanned
		source string
	}{
		{"us-west-2", LogScan{CapUSD: 1, PerGB: 0.25}, "scan of report lines in us-west-2: 1 function, 2.0 GB, about $0.50 at your price of $0.25 per GB (cap $1.00)", 0.5, "your price of a scan, --scan-logs-price"},
		{"us-west-2", LogScan{CapUSD: 0.49, PerGB: 0.25}, "", 0, ""},
		{"eu-west-1", LogScan{CapUSD: 1, PerGB: 0.25}, "scan of report lines in eu-west-1: 1 function, 2.0 GB, about $0.011 (cap $1.00)", 0.0114, "2026-08"},
	} {
		a, said := scanLogsIn(t, test.region, test.leave, []string{"small"}, entries()...)
		if test.says == "" && (len(said) > 0 || a.Cost.LogBytesScanned > 0 || !strings.Contains(why(a, "small").Detail, "the cap of $0.49 was reached")) {
			t.Errorf("%s, %+v: said %q, scanned %v, %+v", test.region, test.leave, said, a.Cost.LogBytesScanned, why(a, "small"))
		}
		if test.says != "" && (len(said) != 1 || said[0] != test.says || a.Cost.USD < test.usd || a.Cost.USD > test.usd+1e-4 || !strings.Contains(a.Cost.PriceSource, test.source)) {
			t.Errorf("%s, %+v: said %q, %+v", test.region, test.leave, said, a.Cost)
		}
	}
}

func TestWindowFitsTheGroup(t *testing.T) {
	for _, test := range []struct {
		group inventory.LogGroup
		days  int
	}{
		{inventory.LogGroup{}, 14},
		{inventory.LogGroup{RetentionDays: 30, CreatedAt: takenAt.AddDate(-1, 0, 0)}, 14},
		{inventory.LogGroup{RetentionDays: 3}, 3},
		{inventory.LogGroup{CreatedAt: takenAt.Add(-50 * time.Hour)}, 3},
		{inventory.LogGroup{CreatedAt: takenAt.Add(-time.Minute), RetentionDays: 7}, 1},
		{inventory.LogGroup{CreatedAt: takenAt.Add(time.Minute)}, 1},
	} {
		if got := windowOf(test.group, takenAt); got != test.days {
			t.Errorf("%+v: %d days, want %d", test.group, got, test.days)
		}
	}
}

func TestDollars(t *testing.T) {
	for v, want := range map[float64]string{0: "$0.000", 1e-9: "less than $0.001", 0.016: "$0.016", 0.5: "$0.50", 12.345: "$12.35"} {
		if got := dollars(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
