package checks_test

import (
	"maps"
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// A rule on tags gives a group its thresholds where all members have the tag, and takes members out for which it switches
// the check off.
func TestRulesOnFleets(t *testing.T) {
	in := ct.Tag("aws:autoscaling:groupName", "web")
	r := &inventory.Region{Name: "us-east-1"}
	for _, part := range []ct.Part{
		ct.Instance("i-1", in, ct.Tag("env", "batch"), ct.Tag("role", "a")), ct.Instance("i-2", in, ct.Tag("env", "batch"), ct.Tag("role", "b")),
		ct.InstanceCPU.Of("web", ct.Flat(95)), ct.InstanceCPUAverage.Of("web", ct.Flat(95)),
	} {
		part(r)
	}
	a := &inventory.Account{ID: ct.Account, Partition: "aws", TakenAt: ct.Now, Regions: []*inventory.Region{r}}
	check, err := checks.Find("ec2-instance-overloaded")
	if err != nil {
		t.Fatal(err)
	}
	limit := checks.Overrides{"ec2-instance-overloaded.cpu_percent": 99}
	for name, c := range map[string]struct {
		rule checks.Rule
		want string
	}{
		"no rule":              {checks.Rule{}, "web finding"},
		"a tag of all members": {checks.Rule{Tags: map[string]string{"env": "batch"}, Limits: limit}, "web clean"},
		"a tag of one member":  {checks.Rule{Tags: map[string]string{"role": "a"}, Limits: limit}, "web finding"},
		"off for one member":   {checks.Rule{Tags: map[string]string{"role": "a"}, Off: []string{"ec2-instance-overloaded"}}, "i-1 not_applicable, web finding"},
		"off for all members":  {checks.Rule{Tags: map[string]string{"env": "batch"}, Off: []string{"ec2-instance-overloaded"}}, "i-1 not_applicable, i-2 not_applicable"},
	} {
		got := ""
		checks.Each(a, []*checks.Check{check}, checks.Options{Prices: pricing.Embedded(), Rules: []checks.Rule{c.rule}}, func(_ *checks.Check, _ *inventory.Region, subject checks.Resource, v checks.Verdict) {
			if got != "" {
				got += ", "
			}
			got += subject.Label() + " " + string(v.Outcome)
		})
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Rules on the tags of volumes give thresholds to those volumes, and to no others that come after or before them.
func TestRulesOnVolumes(t *testing.T) {
	r := &inventory.Region{Name: "us-east-1"}
	gp2 := func(tags map[string]string) func(*inventory.Volume) {
		return func(v *inventory.Volume) { v.Type, v.IOPS, v.Throughput, v.Tags = "gp2", 300, 0, tags }
	}
	for _, part := range []ct.Part{ct.Volume("vol-1", gp2(nil)), ct.Volume("vol-2", gp2(map[string]string{"env": "lab"})), ct.Volume("vol-3", gp2(nil))} {
		part(r)
	}
	a := &inventory.Account{ID: ct.Account, Partition: "aws", TakenAt: ct.Now, Regions: []*inventory.Region{r}}
	check, err := checks.Find("ec2-ebs-gp2")
	if err != nil {
		t.Fatal(err)
	}
	rule := checks.Rule{Tags: map[string]string{"env": "lab"}, Limits: checks.Overrides{"ec2-ebs-gp2.least_saving": 100}}
	got := map[string]checks.Outcome{}
	checks.Each(a, []*checks.Check{check}, checks.Options{Prices: pricing.Embedded(), Rules: []checks.Rule{rule}}, func(_ *checks.Check, _ *inventory.Region, subject checks.Resource, v checks.Verdict) {
		got[subject.Label()] = v.Outcome
	})
	want := map[string]checks.Outcome{"vol-1": checks.OutcomeFinding, "vol-2": checks.OutcomeClean, "vol-3": checks.OutcomeFinding}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
