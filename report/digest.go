package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// What the formats for people say in the same words.

const demoNotice = "Demo account: synthetic, nothing in it is real."

// audited says what was looked at and when.
func audited(r *checks.Result) string {
	read := 0
	for _, region := range r.Coverage.Regions {
		if region.Gap == nil {
			read++
		}
	}
	regions := count(read, "region") + " read"
	if closed := len(r.Coverage.Regions) - read; closed > 0 {
		regions += fmt.Sprintf(", %d closed", closed)
	}
	account := name(r.Account)
	if account == "" {
		account = "unknown"
	}
	return fmt.Sprintf("account %s, %s, %s", account, regions, minute(r.TakenAt))
}

// tally counts findings by severity, the worst first: "3 findings (1 high, 2 low)".
func tally(findings []checks.Finding) string {
	counts := map[checks.Severity]int{}
	for _, f := range findings {
		counts[f.Severity]++
	}
	var parts []string
	for s := checks.Critical; s >= checks.Info; s-- {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", thousands(counts[s]), s))
		}
	}
	return count(len(findings), "finding") + " (" + strings.Join(parts, ", ") + ")"
}

// nothingFound is the headline of a result without findings. It never sounds as if everything were well when something
// was not seen.
func nothingFound(r *checks.Result) string {
	var functions, services, instances, read int
	for _, region := range r.Coverage.Regions {
		if region.Gap == nil {
			read++
		}
		functions += region.Functions
		services += region.Services
		instances += region.Instances
	}
	seen := fmt.Sprintf("%s read: %s, %s, %s.", count(read, "region"), count(functions, "Lambda function"),
		count(services, "ECS service"), count(instances, "EC2 instance"))
	switch {
	case read == 0:
		return "No findings, because no region could be read."
	case !r.Complete():
		return "No findings in what could be read. " + seen
	default:
		return "No findings. " + seen
	}
}

// money says what all findings are worth a month; empty when no finding has a price.
func money(r *checks.Result) (total, overlap string) {
	s := r.Savings
	if s.TotalUSD == 0 && s.SumUSD == 0 {
		return "", ""
	}
	total = span(s.TotalLow, s.TotalUSD) + " a month at list price"
	if dates := priceDates(r); dates != "" {
		total += " of " + dates
	}
	if less := discounts(r); less != "" {
		total += ", less your discounts: " + less
	}
	if dollars(s.OverlapUSD) != dollars(0) {
		overlap = fmt.Sprintf("The findings add up to %s; %s of it is claimed by more than one and counted once.",
			dollars(s.SumUSD), dollars(s.OverlapUSD))
	}
	return total, overlap
}

// discounts are the shares that the user gave, as in "ec2 28%, fargate 20%".
func discounts(r *checks.Result) string {
	var parts []string
	for _, service := range slices.Sorted(maps.Keys(r.Coverage.Discounts)) {
		parts = append(parts, fmt.Sprintf("%s %.4g%%", service, 100*r.Coverage.Discounts[service]))
	}
	return strings.Join(parts, ", ")
}

// priceDates is the date of the list prices used, or the first and last date.
func priceDates(r *checks.Result) string {
	dates := map[string]bool{}
	for _, f := range r.Findings {
		if f.Savings != nil && f.Savings.AsOf != "" {
			dates[name(f.Savings.AsOf)] = true
		}
	}
	sorted := slices.Sorted(maps.Keys(dates))
	switch len(sorted) {
	case 0:
		return ""
	case 1:
		return sorted[0]
	default:
		return sorted[0] + " to " + sorted[len(sorted)-1]
	}
}

// resources says what a region holds; empty when it holds nothing.
func resources(c checks.RegionCoverage) string {
	var parts []string
	if c.Functions > 0 {
		parts = append(parts, count(c.Functions, "function"))
	}
	if c.Clusters > 0 || c.Services > 0 {
		parts = append(parts, count(c.Services, "service")+" in "+count(c.Clusters, "cluster"))
	}
	if c.Instances > 0 {
		parts = append(parts, count(c.Instances, "instance"))
	}
	return strings.Join(parts, ", ")
}

// runCost says what the run cost the account, in sentences.
func runCost(c inventory.RunCost) []string {
	byService := map[string]int{}
	for operation, n := range c.Calls {
		service, _, _ := strings.Cut(operation, ":")
		byService[service] += n
	}
	services := slices.SortedFunc(maps.Keys(byService), func(a, b string) int {
		return cmp.Or(cmp.Compare(byService[b], byService[a]), cmp.Compare(a, b))
	})
	for i, s := range services {
		services[i] = s + " " + thousands(byService[s])
	}
	requests := count(c.Total(), "request")
	if len(services) > 0 {
		requests += " (" + list(services, 12) + ")"
	}
	throttled := "none of them throttled"
	if c.Throttles > 0 {
		throttled = thousands(c.Throttles) + " of them throttled"
	}
	out := []string{requests + ", " + throttled + "."}
	if c.MetricsRequested > 0 {
		asked := count(c.MetricsRequested, "metric") + " asked of CloudWatch"
		if c.LogBytesScanned > 0 {
			asked += fmt.Sprintf(" and %.2f GB of logs scanned", c.LogBytesScanned/1e9)
		}
		out = append(out, asked+": "+dollars(c.USD)+" at list price, before any free tier.")
	}
	return out
}

// tables names the dates of the built-in tables.
func tables(dates map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(dates)) {
		parts = append(parts, k+" of "+dates[k])
	}
	return list(parts, 12)
}
