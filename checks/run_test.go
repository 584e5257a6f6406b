package checks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// said is a check that gives the same verdict on every function of a region, made from its name.
func said(id string, say func(f string) checks.Verdict, needs ...inventory.Dataset) *checks.Check {
	return &checks.Check{
		ID: id, Title: id, Category: checks.Cost, Needs: append(needs, inventory.LambdaFunctions),
		Uses: []inventory.Dataset{inventory.LambdaReserved},
		Judge: func(p *checks.Pass) iter.Seq2[checks.Resource, checks.Verdict] {
			return func(yield func(checks.Resource, checks.Verdict) bool) {
				for _, f := range p.Region.Functions {
					if !yield(checks.Resource{ARN: f.ARN, Name: f.Name, Region: p.Region.Name}, say(f.Name)) {
						return
					}
				}
			}
		},
	}
}

func worth(severity checks.Severity, usd float64) checks.Verdict {
	f := checks.Finding{Severity: severity, Message: "wrong"}
	if usd > 0 {
		f.Savings = &checks.Savings{LowUSD: usd, HighUSD: usd, Meters: []string{fmt.Sprint(severity, usd)}}
	}
	return checks.Found(f)
}

func region(name string, functions ...string) *inventory.Region {
	r := &inventory.Region{Name: name}
	for _, f := range functions {
		r.Functions = append(r.Functions, inventory.Function{Name: f, ARN: "arn:" + name + ":" + f})
	}
	return r
}

func account(regions ...*inventory.Region) *inventory.Account {
	return &inventory.Account{ID: ct.Account, Partition: "aws", TakenAt: ct.Now, Regions: regions}
}

var options = checks.Options{Prices: pricing.Embedded()}

func TestFindingsAreSorted(t *testing.T) {
	verdicts := map[string]checks.Verdict{
		"a-low": worth(checks.Low, 500), "b-high": worth(checks.High, 1), "c-high": worth(checks.High, 9),
		"d-critical": worth(checks.Critical, 0), "e-high": worth(checks.High, 1), "f-info": worth(checks.Info, 0),
	}
	say := func(f string) checks.Verdict { return verdicts[f] }
	r := region("r", "a-low", "b-high", "c-high", "d-critical", "e-high", "f-info")
	result := checks.Run(account(r), []*checks.Check{said("y", say), said("x", say)}, options)
	var got []string
	for _, f := range result.Findings {
		got = append(got, f.Check+" "+f.Resource.Name)
	}
	want := []string{
		"x d-critical", "y d-critical", "x c-high", "y c-high", "x b-high", "x e-high", "y b-high", "y e-high",
		"x a-low", "y a-low", "x f-info", "y f-info",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if worst, found := result.Worst(); !found || worst != checks.Critical {
		t.Errorf("worst is %v, %v", worst, found)
	}
	if _, found := (&checks.Result{}).Worst(); found {
		t.Errorf("a result without findings has a worst one")
	}
}

func TestFingerprints(t *testing.T) {
	say := func(string) checks.Verdict { return worth(checks.Low, 1) }
	result := checks.Run(account(region("r", "f", "g"), region("s", "f")), []*checks.Check{said("x", say), said("y", say)}, options)
	seen := map[string]bool{}
	for _, f := range result.Findings {
		seen[f.Fingerprint] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d fingerprints for 6 findings", len(seen))
	}
	dearer := func(string) checks.Verdict {
		v := worth(checks.High, 100)
		v.Finding.Message = "another text"
		return v
	}
	for _, f := range checks.Run(account(region("r", "f")), []*checks.Check{said("x", dearer)}, options).Findings {
		if !seen[f.Fingerprint] {
			t.Errorf("another price, severity and text give another fingerprint")
		}
	}
}

func TestUnknownsAndBlindSpots(t *testing.T) {
	denied := func(what string) inventory.Gap {
		return inventory.Gap{Reason: inventory.Denied, Operation: "lambda:" + what, Action: "lambda:" + what}
	}
	say := func(f string) checks.Verdict {
		switch f {
		case "young":
			return checks.Unknown("too young")
		case "policy":
			return checks.Unread(denied("GetPolicy"))
		}
		return checks.Unread(denied("ListAliases"))
	}
	a := account(region("s", "policy"), region("r", "young", "policy", "alias"))
	result := checks.Run(a, []*checks.Check{said("y", say), said("x", say)}, options)
	var got []string
	for _, u := range result.Unknowns {
		got = append(got, fmt.Sprintf("%s %s %s: %s", u.Region, u.Check, u.Resource.Name, u.Reason))
	}
	want := []string{
		"r x alias: lambda:ListAliases was denied", "r x policy: lambda:GetPolicy was denied", "r x young: too young",
		"r y alias: lambda:ListAliases was denied", "r y policy: lambda:GetPolicy was denied", "r y young: too young",
		"s x policy: lambda:GetPolicy was denied", "s y policy: lambda:GetPolicy was denied",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	blind := []checks.BlindSpot{
		{Operation: "lambda:GetPolicy", Reason: inventory.Denied, Action: "lambda:GetPolicy", Regions: []string{"r", "s"}, Checks: []string{"x", "y"}, Unknowns: 4},
		{Operation: "lambda:ListAliases", Reason: inventory.Denied, Action: "lambda:ListAliases", Regions: []string{"r"}, Checks: []string{"x", "y"}, Unknowns: 2},
	}
	if !reflect.DeepEqual(result.Coverage.Blind, blind) {
		t.Errorf("got  %+v\nwant %+v", result.Coverage.Blind, blind)
	}
	if result.Complete() {
		t.Errorf("a result with blind spots is complete")
	}
	young := checks.Run(account(region("r", "young")), []*checks.Check{said("x", say)}, options)
	if !young.Complete() {
		t.Errorf("a resource that is too young makes a result incomplete: %+v", young.Coverage.Blind)
	}
	a.Notes = []inventory.Note{{Message: "the list of regions was denied"}}
	if checks.Run(a, nil, options).Complete() {
		t.Errorf("a result with a note is complete")
	}
}

func TestClosedRegionIsOneLine(t *testing.T) {
	closed := region("closed", "f")
	closed.Closed = &inventory.Gap{Reason: inventory.RegionOff, Operation: "lambda:ListFunctions"}
	say := func(string) checks.Verdict { return checks.Clean("fine") }
	result := checks.Run(account(closed, region("open", "f")), []*checks.Check{said("x", say), said("y", say)}, options)
	if len(result.Unknowns) != 1 || result.Unknowns[0].Check != "*" || result.Unknowns[0].Region != "closed" || result.Unknowns[0].Resource != nil {
		t.Errorf("unknowns %+v, want one for the region", result.Unknowns)
	}
	if len(result.Coverage.Blind) != 1 || !slices.Equal(result.Coverage.Blind[0].Checks, []string{"*"}) {
		t.Errorf("blind spots %+v", result.Coverage.Blind)
	}
	for _, c := range result.Coverage.Checks {
		if c.Clean != 1 || c.Unknown != 1 {
			t.Errorf("%+v, want one clean and one unknown", c)
		}
	}
	if wants := checks.NewPlanner(checks.All, options).Wants(account(closed), closed); len(wants) != 0 {
		t.Errorf("a closed region wants %v", wants)
	}
	status := []string{result.Coverage.Regions[0].Status, result.Coverage.Regions[1].Status}
	if !slices.Equal(status, []string{"closed", "read"}) {
		t.Errorf("status %q", status)
	}
}

func TestRootListings(t *testing.T) {
	say := func(f string) checks.Verdict {
		if f == "bad" {
			return worth(checks.Low, 1)
		}
		return checks.Clean("fine")
	}
	c, other := said("x", say, inventory.EC2Instances), said("z", say)
	for reason, want := range map[inventory.Reason]checks.CheckCoverage{
		inventory.Denied:     {ID: "x", Unknown: 1},
		inventory.Throttled:  {ID: "x", Unknown: 1},
		inventory.Deadline:   {ID: "x", Unknown: 1},
		inventory.Failed:     {ID: "x", Unknown: 1},
		inventory.Incomplete: {ID: "x", Findings: 1, Unknown: 2}, // "good", and that there may be more
	} {
		r := region("r", "bad", "good")
		r.SetGap(inventory.EC2Instances, inventory.Gap{Reason: reason, Operation: "ec2:DescribeInstances"})
		result := checks.Run(account(r), []*checks.Check{c, other}, options)
		if got := result.Coverage.Checks; got[0] != want || got[1] != (checks.CheckCoverage{ID: "z", Findings: 1, Clean: 1}) {
			t.Errorf("%s: got %+v, want %+v", reason, got, want)
		}
		if result.Coverage.Regions[0].Status != "partly" {
			t.Errorf("%s: status %q", reason, result.Coverage.Regions[0].Status)
		}
		alone := "blind" // nothing at all could be judged
		if reason == inventory.Incomplete {
			alone = "partly"
		}
		if got := checks.Run(account(r), []*checks.Check{c}, options).Coverage.Regions[0].Status; got != alone {
			t.Errorf("%s, with no other check: status %q, want %q", reason, got, alone)
		}
	}
	both := region("r", "bad", "good")
	both.SetGap(inventory.EC2Instances, inventory.Gap{Reason: inventory.Incomplete})
	both.SetGap(inventory.LambdaFunctions, inventory.Gap{Reason: inventory.Denied})
	if got := checks.Run(account(both), []*checks.Check{c}, options).Coverage.Checks[0]; got != (checks.CheckCoverage{ID: "x", Unknown: 1}) {
		t.Errorf("one listing cut and one denied: got %+v", got)
	}
}

func TestWants(t *testing.T) {
	reads := func(id string, uses ...inventory.Dataset) *checks.Check {
		c := said(id, nil)
		c.Uses = uses
		c.Judge = func(p *checks.Pass) iter.Seq2[checks.Resource, checks.Verdict] {
			return func(func(checks.Resource, checks.Verdict) bool) {
				for i := range p.Region.Functions {
					name := p.Region.Functions[len(p.Region.Functions)-1-i].Name
					checks.Read(p, inventory.ReservedKey(name))
					checks.Read(p, inventory.URLsKey(name))
				}
			}
		}
		return c
	}
	r := region("r", "a", "b", "known")
	inventory.Put(r, inventory.ReservedKey("known"), inventory.Reserved{})
	selected := []*checks.Check{reads("x", inventory.LambdaReserved), reads("y", inventory.LambdaReserved)}
	got := checks.NewPlanner(selected, options).Wants(account(r), r)
	want := []inventory.Want{inventory.ReservedKey("a").Want(), inventory.ReservedKey("b").Want()}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want each once, sorted, and only what is declared: %v", got, want)
	}
	if got := checks.Undeclared(account(r), r, selected[0], options); !slices.Equal(got, []inventory.Dataset{inventory.LambdaURLs}) {
		t.Errorf("undeclared: %v", got)
	}
	r.SetGap(inventory.LambdaFunctions, inventory.Gap{Reason: inventory.Denied})
	if got := checks.NewPlanner(selected, options).Wants(account(r), r); len(got) != 0 {
		t.Errorf("a check whose listing was denied wants %v", got)
	}
}

func TestResultIsLossless(t *testing.T) {
	say := func(f string) checks.Verdict {
		if f == "odd" {
			return checks.Unread(inventory.Gap{Reason: inventory.Throttled, Operation: "lambda:GetPolicy", Detail: "<script>"})
		}
		return worth(checks.High, 3)
	}
	a := account(region("r", "bad", "odd"))
	a.Synthetic, a.Cost = true, inventory.RunCost{Calls: map[string]int{"lambda:ListFunctions": 3}, Throttles: 1, USD: 0.5}
	result := checks.Run(a, []*checks.Check{said("x", say)}, options)
	first, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	var back checks.Result
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatal(err)
	}
	if second, _ := json.Marshal(back); !bytes.Equal(first, second) {
		t.Errorf("before %s\nafter  %s", first, second)
	}
	if !reflect.DeepEqual(result, &back) {
		t.Errorf("before %+v\nafter  %+v", result, back)
	}
	empty, _ := json.Marshal(checks.Run(account(), nil, options))
	for _, list := range []string{`"findings":[]`, `"unknowns":[]`, `"not_assessed":[]`} {
		if !strings.Contains(string(empty), list) {
			t.Errorf("an empty result does not say %s: %s", list, empty)
		}
	}
}

func TestTableDates(t *testing.T) {
	dates := checks.Run(account(), nil, options).Coverage.TableDate
	for _, table := range []string{"lambda_runtimes", "lambda_prices", "fargate_prices", "ec2_prices"} {
		if len(dates[table]) < len("2026-01") || !strings.HasPrefix(dates[table], "20") {
			t.Errorf("the table %s is of %q", table, dates[table])
		}
	}
}

// A check that has everything is not judged again for what it wants, and one that still wants something is.
func TestPlannerAsksOnlyWhoStillWants(t *testing.T) {
	r := &inventory.Region{Name: "us-east-1"}
	rounds := map[string]int{}
	asks := func(id string, keys ...inventory.Key[[]inventory.Alias]) *checks.Check {
		return &checks.Check{ID: id, Needs: []inventory.Dataset{inventory.LambdaFunctions}, Uses: []inventory.Dataset{inventory.LambdaAliases}, Judge: func(p *checks.Pass) iter.Seq2[checks.Resource, checks.Verdict] {
			return func(func(checks.Resource, checks.Verdict) bool) {
				rounds[id]++
				for _, k := range keys {
					if _, known := checks.Read(p, k).Get(); !known {
						return
					}
				}
			}
		}}
	}
	first, second := inventory.AliasesKey("a"), inventory.AliasesKey("b")
	planner := checks.NewPlanner([]*checks.Check{asks("short", first), asks("long", first, second), asks("nothing")}, checks.Options{})
	for _, want := range [][]inventory.Want{{first.Want()}, {second.Want()}, {}} {
		got := planner.Wants(account(r), r)
		if !slices.Equal(got, want) {
			t.Fatalf("wants %v, want %v", got, want)
		}
		for _, w := range got {
			inventory.Put(r, map[inventory.Want]inventory.Key[[]inventory.Alias]{first.Want(): first, second.Want(): second}[w], nil)
		}
	}
	if rounds["short"] != 2 || rounds["long"] != 3 || rounds["nothing"] != 1 {
		t.Errorf("judged %v", rounds)
	}
}
