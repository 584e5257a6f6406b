package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/computelint/computelint/checks"
)

// count is a number with its noun: "1 function", "1,200 functions".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// list joins at most so many names: "a, b and 3 more".
func list(names []string, most int) string {
	shown := make([]string, 0, len(names))
	for i, n := range names {
		if i == most {
			return strings.Join(shown, ", ") + " and " + thousands(len(names)-most) + " more"
		}
		shown = append(shown, name(n))
	}
	return strings.Join(shown, ", ")
}

// dollars writes an amount: to the cent, and from a thousand on to the dollar.
func dollars(usd float64) string {
	switch {
	case usd < 0:
		return "-" + dollars(-usd)
	case usd >= 1e15:
		return fmt.Sprintf("$%.3g", usd)
	case usd >= 999.5:
		return "$" + thousands(int(math.Round(usd)))
	case usd > 0 && usd < 0.01:
		return "less than $0.01"
	default:
		return fmt.Sprintf("$%.2f", usd)
	}
}

// span writes a range of amounts.
func span(low, high float64) string {
	switch {
	case dollars(low) == dollars(high):
		return dollars(high)
	case low >= 0 && low < 0.01:
		return "up to " + dollars(high)
	default:
		return dollars(low) + " to " + dollars(high)
	}
}

// saves says what a finding is worth a month: the amount, and why; both empty when there is no money in it.
func saves(f checks.Finding) (amount, why string) {
	switch {
	case f.Savings != nil:
		amount = span(f.Savings.LowUSD, f.Savings.HighUSD)
		why = text(f.Savings.Basis)
		if f.Savings.AsOf != "" {
			why = joined(why, "list price of "+name(f.Savings.AsOf))
		}
		if f.Savings.CountedIn != "" {
			why = joined(why, "the same bill as "+text(f.Savings.CountedIn)+", counted there")
		}
	case f.PriceGap != "":
		amount, why = "unknown", text(f.PriceGap)
	}
	return amount, why
}

// joined sets a semicolon between two texts where there are two.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// bound writes a threshold in as many digits as matter.
func bound(v float64) string {
	switch {
	case v >= 1e6:
		return thousands(int(v))
	case v >= 1000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// proof writes one piece of evidence. What it has in common with the one before, such as the window, is not repeated.
func proof(e checks.Evidence, before *checks.Evidence) string {
	out := name(e.Name) + " " + text(e.Value)
	var details []string
	if e.Threshold != nil {
		limit := "limit " + bound(*e.Threshold) + " " + e.Unit
		details = append(details, name(limit))
	}
	if e.Statistic != "" {
		details = append(details, name(e.Statistic))
	}
	if before == nil || e.Window != before.Window || e.Observed != before.Observed {
		if e.Window != "" {
			details = append(details, "over "+name(e.Window))
		}
		if e.Observed != "" {
			details = append(details, name(e.Observed))
		}
	}
	if len(details) == 0 {
		return out
	}
	return out + " (" + strings.Join(details, ", ") + ")"
}

// proofs joins a finding's evidence, the first so many pieces of it.
func proofs(all []checks.Evidence, most int) string {
	var parts []string
	var before *checks.Evidence
	for i, e := range all {
		if i == most {
			return strings.Join(parts, "; ") + fmt.Sprintf("; and %d more", len(all)-most)
		}
		parts = append(parts, proof(e, before))
		if e.Window != "" {
			before = &all[i]
		}
	}
	return strings.Join(parts, "; ")
}

// edit writes one property to set.
func edit(p checks.Property) string {
	if p.Value == "" {
		return fmt.Sprintf("%s: remove %s", name(p.Tool), name(p.Path))
	}
	return fmt.Sprintf("%s: %s = %s", name(p.Tool), name(p.Path), name(p.Value))
}

// place says where a resource is, and who made it.
func place(r checks.Resource) string {
	if r.Owner == "" {
		return name(r.Region)
	}
	return name(r.Region) + ", " + name(r.Owner)
}

// minute writes a time to the minute.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
