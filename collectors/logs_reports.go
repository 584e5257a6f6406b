package collectors

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

const (
	reportDays      = 14 // how far back report lines are read: as far as the metrics of most checks
	parallelQueries = 5  // of the 30 and more that an account may run at once in a region
)

// scan is the reading of one function's report lines.
type scan struct {
	want  inventory.Want
	query reportQuery
	bytes float64 // what its log group took in during the query's window
	usd   float64
}

// fetchReports reads report lines where the user gave leave and money: first what each function's scan would cost, then the
// cheapest first until the next would pass the cap.
func fetchReports(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	if s.budget.CapUSD <= 0 {
		for _, w := range wants {
			s.gap(w, notEnabled("reading report lines is off; --scan-logs USD turns it on"))
		}
		return
	}
	price, known := s.budget.price(api.Region)
	if !known {
		for _, w := range wants {
			s.gap(w, notEnabled("price not known: what a scan costs in "+api.Region+" cannot be kept under the cap; --scan-logs-price USD gives a price"))
		}
		return
	}
	scans := planScans(ctx, api, s, wants)
	for i := range scans {
		scans[i].usd = scans[i].bytes / bytesPerGB * price.USD
	}
	slices.SortFunc(scans, func(a, b scan) int {
		return cmp.Or(cmp.Compare(a.usd, b.usd), cmp.Compare(a.want.Subject, b.want.Subject))
	})
	var group errgroup.Group
	group.SetLimit(parallelQueries)
	for _, c := range s.affordable(api.Region, price, scans) {
		group.Go(func() error {
			c.run(ctx, api, s, price)
			return nil
		})
	}
	_ = group.Wait()
}

// run reads the lines and pays for them.
func (c scan) run(ctx context.Context, api *awsapi.Clients, s *store, price pricing.Price) {
	if s.budget.passed() {
		s.gap(c.want, notEnabled(fmt.Sprintf("the cap of %s was reached: earlier scans read more than expected", dollars(s.budget.CapUSD))))
		return
	}
	id, err := c.query.start(ctx, api)
	if err != nil {
		s.miss(c.want, awsapi.StartQuery, err)
		return
	}
	reports, err := c.query.finish(ctx, api, id)
	billed := reports.ScannedBytes / bytesPerGB * price.USD // whatever became of the query
	api.Meter.LogsScanned(reports.ScannedBytes, billed, price.Source+", "+price.AsOf)
	s.budget.correct(c.usd, billed)
	if err != nil {
		s.miss(c.want, awsapi.GetQueryResults, err)
		return
	}
	put(s, inventory.ReportsKey(c.want.Subject), reports)
}

// affordable keeps the scans that the cap allows, says what they will cost, and gives the others their gap.
func (s *store) affordable(region string, price pricing.Price, scans []scan) []scan {
	var take []scan
	bytes, cost := 0.0, 0.0
	for _, c := range scans {
		if s.budget.take(c.usd) {
			take, bytes, cost = append(take, c), bytes+c.bytes, cost+c.usd
			continue
		}
		s.gap(c.want, notEnabled(fmt.Sprintf("the cap of %s was reached; this function's scan would cost %s", dollars(s.budget.CapUSD), dollars(c.usd))))
	}
	if len(take) > 0 && s.budget.Say != nil {
		functions := "1 function"
		if len(take) > 1 {
			functions = fmt.Sprintf("%d functions", len(take))
		}
		at := ""
		if price.Source == ownPrice {
			at = fmt.Sprintf(" at your price of $%v per GB", price.USD)
		}
		s.budget.Say(fmt.Sprintf("scan of report lines in %s: %s, %s, about %s%s (cap %s)",
			region, functions, size(bytes), dollars(cost), at, dollars(s.budget.CapUSD)))
	}
	return take
}

func size(bytes float64) string {
	if bytes < bytesPerGB/10 {
		return fmt.Sprintf("%.1f MB", bytes/1e6)
	}
	return fmt.Sprintf("%.1f GB", bytes/bytesPerGB)
}

// planScans finds out for each function where its report lines are and how much would be read. A function whose lines
// cannot be read, or at an unknown price, gets its gap here.
func planScans(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) []scan {
	functions, writers := map[string]*inventory.Function{}, map[string]int{}
	for i := range s.region.Functions {
		f := &s.region.Functions[i]
		functions[f.Name] = f
		writers[groupOfLogs(f)]++
	}
	var candidates []scan
	var groups, series []inventory.Want
	for _, w := range wants {
		f := functions[w.Subject]
		switch {
		case f == nil || !functionName.MatchString(w.Subject):
			s.gap(w, inventory.Gap{Reason: inventory.Failed, Operation: string(awsapi.StartQuery), Detail: "no function of this name was listed"})
			continue
		case f.LogFormat == "JSON" && f.SystemLog == "WARN":
			s.gap(w, notEnabled("its system log level leaves report lines out"))
			continue
		case f.CapacityARN != "": // one environment runs several invocations at once: no line could say what each used
			s.gap(w, notEnabled("functions on Lambda Managed Instances write report lines without memory"))
			continue
		}
		q := reportQuery{function: f.Name, group: groupOfLogs(f), json: f.LogFormat == "JSON", writers: writers[groupOfLogs(f)], end: s.takenAt.Truncate(time.Second)}
		candidates = append(candidates, scan{want: w, query: q})
		groups = append(groups, inventory.LogGroupKey(q.group).Want())
		series = append(series, inventory.SeriesKey(incomingBytes(q.group)).Want())
	}
	if groups = s.unanswered(unique(groups)); len(groups) > 0 {
		fetchLogGroups(ctx, api, s, groups)
	}
	if series = s.unanswered(unique(series)); len(series) > 0 {
		fetchSeries(ctx, api, s, series)
	}
	var plan []scan
	for _, c := range candidates {
		if gap, ok := c.measure(s); !ok {
			s.gap(c.want, gap)
			continue
		}
		plan = append(plan, c)
	}
	return plan
}

func unique(wants []inventory.Want) []inventory.Want {
	slices.SortFunc(wants, inventory.CompareWants)
	return slices.Compact(wants)
}

func groupOfLogs(f *inventory.Function) string { return cmp.Or(f.LogGroup, lambdaGroups+f.Name) }

// incomingBytes is what a log group took in, uncompressed: what a query of all of it is billed for.
func incomingBytes(group string) inventory.SeriesQuery {
	return inventory.SeriesQuery{
		Namespace: "AWS/Logs", Metric: "IncomingBytes", Dimensions: inventory.Dims("LogGroupName", group),
		Stat: "Sum", Period: 86400, Days: reportDays,
	}
}

// measure sets the query's window and the bytes in it; false, and why, when there is nothing that could be read.
func (c *scan) measure(s *store) (inventory.Gap, bool) {
	fact := get(s, inventory.LogGroupKey(c.query.group))
	group, ok := fact.Get()
	switch {
	case !ok:
		return fact.Why(), false
	case !group.Exists:
		return notEnabled("its log group " + group.Name + " does not exist"), false
	case group.Class == "DELIVERY":
		return notEnabled("its log group is of the class DELIVERY, which cannot be queried"), false
	}
	volume := get(s, inventory.SeriesKey(incomingBytes(group.Name)))
	series, ok := volume.Get()
	if !ok {
		return volume.Why(), false
	}
	c.query.days = windowOf(group, s.takenAt)
	from, seen := c.query.end.AddDate(0, 0, -c.query.days), false
	for i, v := range series.Values {
		if !math.IsNaN(float64(v)) && series.Time(i).Add(series.Period).After(from) {
			c.bytes += float64(v)
			seen = true
		}
	}
	if !seen && group.Class == "INFREQUENT_ACCESS" {
		return notEnabled("how much its log group took in is not known, nor what a scan would cost"), false
	}
	return inventory.Gap{}, true
}

// windowOf is how many days of report lines a log group can have, up to reportDays.
func windowOf(g inventory.LogGroup, takenAt time.Time) int {
	days := reportDays
	if g.RetentionDays > 0 {
		days = min(days, g.RetentionDays)
	}
	if !g.CreatedAt.IsZero() {
		days = min(days, max(1, int(math.Ceil(takenAt.Sub(g.CreatedAt).Hours()/24))))
	}
	return days
}
