package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/internal/pricing"
)

// pricesReport is what computelint prices writes as JSON.
type pricesReport struct {
	Region    string       `json:"region"`
	On        string       `json:"on"` // the date that ages are counted to
	Prices    []knownPrice `json:"prices"`
	Instances []instances  `json:"instances"`
	Assumed   []assumption `json:"assumed"`
	Unknown   []string     `json:"unknown"` // meters without a price: what hangs on one is reported without money
}

type knownPrice struct {
	Meter  string  `json:"meter"`
	USD    float64 `json:"usd"`
	Per    string  `json:"per"`
	AsOf   string  `json:"as_of"`
	Age    string  `json:"age"`
	Source string  `json:"source"`
}

// instances are the instance types whose price comes from one source.
type instances struct {
	Types  int    `json:"types"`
	AsOf   string `json:"as_of"`
	Age    string `json:"age"`
	Source string `json:"source"`
}

type assumption struct {
	What   string  `json:"what"`
	Share  float64 `json:"share_of_on_demand"`
	AsOf   string  `json:"as_of"`
	Age    string  `json:"age"`
	Source string  `json:"source"`
}

func (p program) pricesCommand() *cobra.Command {
	var s settings
	var regions []string
	var output string
	c := &cobra.Command{
		Use:   "prices",
		Short: "Show which prices are known of a region, from where, and how old they are",
		Example: `  computelint prices --region eu-west-1
  computelint prices --region us-east-1 --region sa-east-1 -o json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, options, _, err := s.resolve()
			if err != nil {
				return err
			}
			return p.prices(options.Prices, regions, output)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&regions, "region", []string{"us-east-1"}, "region to show; repeat it for several")
	f.StringVarP(&output, "output", "o", "text", "text or json")
	f.StringArrayVar(&s.discounts, "discount", nil, "SERVICE=SHARE off the list price, as in an audit")
	s.fileFlags(c)
	return c
}

func (p program) prices(book *pricing.Book, regions []string, output string) error {
	if output != "text" && output != "json" {
		return usage("unknown output %q: use text or json", output)
	}
	var reports []pricesReport
	for _, region := range regions {
		if strings.HasPrefix(region, "us-gov-") || strings.HasPrefix(region, "cn-") {
			return usage("prices of GovCloud and China are not known: %s has price lists of its own", region)
		}
		if !slices.Contains(book.Regions(), region) {
			return usage("no price is known of region %q%s; `computelint prices` knows %s", region, nearestRegion(region), strings.Join(book.Regions(), ", "))
		}
		reports = append(reports, surveyOf(book, region, p.now()))
	}
	if output == "json" {
		enc := json.NewEncoder(p.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(reports)
	}
	for _, r := range reports {
		if err := p.writePrices(r); err != nil {
			return err
		}
	}
	return nil
}

func surveyOf(book *pricing.Book, region string, now time.Time) pricesReport {
	r := pricesReport{Region: region, On: now.UTC().Format(time.DateOnly), Unknown: []string{}}
	for _, s := range book.Survey(region) {
		name := s.Service + " " + s.Meter
		if !s.Known {
			r.Unknown = append(r.Unknown, name)
			continue
		}
		r.Prices = append(r.Prices, knownPrice{name, s.Price.USD, s.Price.Unit, s.Price.AsOf, age(s.Price.AsOf, now), s.Price.Source})
	}
	counts := book.Instances(region)
	if len(counts) == 0 {
		r.Unknown = append(r.Unknown, "EC2 instances")
	}
	bySource := func(x, y pricing.Price) int {
		return cmp.Or(cmp.Compare(y.AsOf, x.AsOf), cmp.Compare(x.Source, y.Source))
	}
	for _, from := range slices.SortedFunc(maps.Keys(counts), bySource) {
		r.Instances = append(r.Instances, instances{counts[from], from.AsOf, age(from.AsOf, now), from.Source})
	}
	for what, a := range map[string]pricing.Assumption{"EC2 Spot": book.EC2SpotShare(), "Fargate Spot": book.FargateSpotShare()} {
		r.Assumed = append(r.Assumed, assumption{what, a.Share, a.AsOf, age(a.AsOf, now), a.Source})
	}
	slices.SortFunc(r.Assumed, func(x, y assumption) int { return cmp.Compare(x.What, y.What) })
	return r
}

func (p program) writePrices(r pricesReport) error {
	sources := []string{}
	number := func(source string) int {
		if !slices.Contains(sources, source) {
			sources = append(sources, source)
		}
		return slices.Index(sources, source) + 1
	}
	t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s on %s\n\nPRICE\tUSD\tPER\tAS OF\tAGE\tSOURCE\n", r.Region, r.On)
	for _, k := range r.Prices {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t[%d]\n", k.Meter, plainDecimal(k.USD), k.Per, k.AsOf, k.Age, number(k.Source))
	}
	for _, i := range r.Instances {
		fmt.Fprintf(t, "EC2 %s, Linux\t\thour\t%s\t%s\t[%d]\n", countOf(i.Types, "instance type"), i.AsOf, i.Age, number(i.Source))
	}
	for _, a := range r.Assumed {
		fmt.Fprintf(t, "%s, assumed\t%.4g\tof on demand\t%s\t%s\t[%d]\n", a.What, a.Share, a.AsOf, a.Age, number(a.Source))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout)
	for i, source := range sources {
		fmt.Fprintf(p.stdout, "[%d] %s\n", i+1, source)
	}
	for _, name := range r.Unknown {
		fmt.Fprintf(p.stdout, "unknown: %s\n", name)
	}
	_, err := fmt.Fprintln(p.stdout)
	return err
}

// plainDecimal writes a price without an exponent: 0.0000002.
func plainDecimal(usd float64) string {
	text := fmt.Sprintf("%.10f", usd)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// age says how long ago a date was that may lack its day or its month. Of those the age is the most that it can be.
func age(asOf string, now time.Time) string {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		at, err := time.Parse(layout, asOf)
		if err != nil {
			continue
		}
		days := countOf(max(0, int(now.Sub(at).Hours()/24)), "day")
		if layout != time.DateOnly {
			return "at most " + days
		}
		return days
	}
	return "not known"
}
