package report

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// categories are the categories of a file: the automation ids without the run.
func categories(log sarifLog) []string {
	var out []string
	for _, run := range log.Runs {
		id := run.AutomationDetails.ID
		out = append(out, strings.TrimPrefix(id[:strings.LastIndex(id, "/")], "computelint/"+account+"/"))
	}
	return out
}

func TestSARIFSample(t *testing.T) {
	log := checkSARIF(t, sample())
	if got, want := categories(log), []string{"global", "eu-west-1", "us-east-1"}; !slices.Equal(got, want) {
		t.Errorf("categories %q, want %q: a closed region has no run, the account always has one", got, want)
	}
	said := map[string]string{}
	for _, run := range log.Runs {
		for _, n := range run.Invocations[0].Notifications {
			said[run.Properties.Region] += n.Descriptor.ID + ": " + n.Message.Text + "\n"
		}
	}
	for region, want := range map[string]string{"global": "region-closed: me-south-1", "eu-west-1": "Allow lambda:GetPolicy"} {
		if !strings.Contains(said[region], want) {
			t.Errorf("%s does not tell %q: %s", region, want, said[region])
		}
	}
	message := log.Runs[1].Results[0].Message.Text
	for _, want := range []string{
		"arn:aws:lambda:eu-west-1:" + account + ":function:orders:live", "in eu-west-1, account " + account,
		"$180.10 to $212.40", "Fix: Remove it", "aws lambda delete-", "Demo account",
	} {
		if !strings.Contains(message, want) {
			t.Errorf("the message lacks %q: %s", want, message)
		}
	}
}

func TestSARIFNothingFoundIsARun(t *testing.T) {
	log := checkSARIF(t, emptyAccount())
	if got, want := categories(log), []string{"global", "eu-west-1", "us-east-1"}; !slices.Equal(got, want) {
		t.Errorf("categories %q, want %q", got, want)
	}
	checkSARIF(t, &checks.Result{})
}

func TestSARIFRegionsShareARunOnlyWhereTheyMust(t *testing.T) {
	r := crowded()
	for n, want := range map[int]bool{19: false, 20: true} {
		few := *r
		few.Coverage.Regions = r.Coverage.Regions[:n]
		if got := slices.Contains(categories(checkSARIF(t, &few)), "opt-in"); got != want {
			t.Errorf("%d regions: shared is %v", n, got)
		}
	}
}

// crowded is an account with every region of its partition on, and a finding in each that was read.
func crowded() *checks.Result {
	r := emptyAccount()
	names := append(slices.Clone(alwaysOn), "af-south-1", "ap-east-1", "ca-west-1", "eu-south-1", "il-central-1", "me-south-1", "mx-central-1")
	slices.Sort(names)
	r.Coverage.Regions = nil
	for _, name := range names {
		r.Coverage.Regions = append(r.Coverage.Regions, checks.RegionCoverage{Name: name, Status: "read"})
		r.Findings = append(r.Findings, checks.Finding{Check: "lambda-unused", Resource: function(name, "f", ""), Message: "f is unused."})
	}
	return r
}

func TestSARIFOfManyRegionsLosesNothing(t *testing.T) {
	r := crowded()
	log := checkSARIF(t, r)
	found := 0
	for _, run := range log.Runs {
		found += len(run.Results)
	}
	if found != len(r.Findings) {
		t.Errorf("%d results of %d findings", found, len(r.Findings))
	}
	if !slices.Contains(categories(log), "opt-in") {
		t.Errorf("categories %q", categories(log))
	}
}

func TestSARIFCategoriesDoNotHangOnWhatWasFound(t *testing.T) {
	full, bare, partly := crowded(), crowded(), crowded()
	bare.Findings = nil
	partly.Coverage.Regions[0].Gap = &inventory.Gap{Reason: inventory.Throttled} // af-south-1, which shares its run
	for i := range partly.Coverage.Regions {
		if partly.Coverage.Regions[i].Name == "us-east-1" {
			partly.Coverage.Regions[i].Gap = &inventory.Gap{Reason: inventory.Throttled}
		}
	}
	partly.Findings = slices.DeleteFunc(partly.Findings, func(f checks.Finding) bool {
		return f.Resource.Region == "us-east-1" || f.Resource.Region == "af-south-1"
	})
	all := categories(checkSARIF(t, full))
	if got := categories(checkSARIF(t, bare)); !slices.Equal(got, all) {
		t.Errorf("without findings the categories are %q, with them %q", got, all)
	}
	got := categories(checkSARIF(t, partly))
	if slices.Contains(got, "us-east-1") {
		t.Error("the closed us-east-1 has a run, which closes its alerts")
	}
	for _, c := range got {
		if !slices.Contains(all, c) {
			t.Errorf("category %s is new because a region was closed", c)
		}
	}
}

func TestSARIFTruncatesBySeverity(t *testing.T) {
	r := emptyAccount()
	for i := range sarifResults + 3 {
		f := checks.Finding{
			Check: "lambda-unused", Severity: checks.Low, Resource: function("eu-west-1", fmt.Sprintf("f%d", i), ""), Message: "unused",
		}
		if i > sarifResults {
			f.Severity = checks.Critical
		}
		r.Findings = append(r.Findings, f)
	}
	text := render(t, "sarif", r, Options{})
	if got := strings.Count(text, `"ruleId"`); got != sarifResults {
		t.Errorf("%d results", got)
	}
	if got := strings.Count(text, `"rank": 95`); got != 2 {
		t.Errorf("%d of 2 critical findings are left", got)
	}
	if !strings.Contains(text, "3 findings of the lowest severities left out") {
		t.Error("nothing says that findings are left out")
	}
}

func TestPseudoPaths(t *testing.T) {
	const ecs = "arn:aws:ecs:eu-west-1:111122223333:"
	for _, c := range []struct {
		r    checks.Resource
		want string
	}{
		{function("eu-west-1", "orders", "live"), "lambda/function/orders%3Alive"},
		{checks.Resource{ARN: ecs + "service/shop/web", Type: "AWS::ECS::Service", Name: "web"}, "ecs/service/shop/web"},
		{checks.Resource{ARN: ecs + "service/web", Type: "AWS::ECS::Service", Name: "web"}, "ecs/service/web"},
		{checks.Resource{ARN: ecs + "cluster/shop", Type: "AWS::ECS::Cluster", Name: "shop"}, "ecs/cluster/shop"},
		{
			checks.Resource{ARN: "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:*:autoScalingGroupName/a b#%/../é", Type: "AWS::AutoScaling::AutoScalingGroup", Name: "a b#%/../é"},
			"autoscaling/autoscalinggroup/a%20b%23%25/_../%C3%A9",
		},
		{checks.Resource{Type: "AWS::Logs::LogGroup", Name: "/aws/lambda/x"}, "logs/loggroup/_/aws/lambda/x"},
		{checks.Resource{}, "aws/resource/_"},
	} {
		c.r.Account, c.r.Region = account, "eu-west-1"
		if got, want := pseudoPath(c.r), ".aws/"+account+"/eu-west-1/"+c.want; got != want {
			t.Errorf("%s: %s, want %s", c.r.ARN, got, want)
		}
	}
	long := segment(strings.Repeat("é", 300))
	if other := segment(strings.Repeat("é", 300) + "x"); len(long) > 260 || long == other {
		t.Errorf("long names: %s and %s", long, other)
	}
}

// TestSARIFGate asks the Multitool, where SARIF_TOOLS names the absolute path of the folder to keep it in.
func TestSARIFGate(t *testing.T) {
	tools := os.Getenv("SARIF_TOOLS")
	if tools == "" {
		t.Log("SARIF_TOOLS is not set: the Multitool was not asked")
		return
	}
	var files []string
	for i, r := range []*checks.Result{sample(), emptyAccount(), crowded(), hostile(sample(), strings.Join(hostileTexts, "")), filled(hostileTexts[0])} {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.sarif", i))
		if err := os.WriteFile(path, []byte(render(t, "sarif", r, Options{Help: samplePages})), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	out, err := exec.CommandContext(t.Context(), "testdata/sarif-gate.sh", files...).CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}
