package report

import (
	"math"
	"time"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

const account = "111122223333"

// sample is an account with a bit of everything: two regions read, one of them in part, and one closed; findings
// of every severity, with and without money; unknowns that a permission would settle and others.
func sample() *checks.Result {
	return &checks.Result{
		SchemaVersion: checks.SchemaVersion, Tool: checks.Tool{Name: "computelint", Version: "0.4.0"},
		Account: account, Partition: "aws", TakenAt: time.Date(2026, 11, 20, 6, 12, 0, 0, time.UTC), Synthetic: true,
		Findings: sampleFindings(),
		Unknowns: sampleUnknowns(),
		Savings:  checks.Totals{SumUSD: 293.53, OverlapUSD: 10.5, TotalUSD: 283.03, TotalLow: 180.1},
		Coverage: checks.Coverage{
			Regions: []checks.RegionCoverage{
				{Name: "eu-west-1", Status: "partly", Functions: 41, Services: 3, Clusters: 1, Instances: 2},
				{Name: "me-south-1", Status: "closed", Gap: &closedGap},
				{Name: "us-east-1", Status: "read", Functions: 1207, Instances: 1},
			},
			Checks: []checks.CheckCoverage{
				{ID: "ec2-instance-idle", Findings: 1, Clean: 2, Unknown: 1},
				{ID: "ec2-previous-generation", Findings: 1, Clean: 2, Unknown: 1},
				{ID: "lambda-duration-near-ceiling", Findings: 1, Clean: 1190, Unknown: 21, NotApplicable: 37},
				{ID: "lambda-provisioned-concurrency-background", Clean: 1, Unknown: 4, NotApplicable: 2},
				{ID: "lambda-provisioned-concurrency-unused", Findings: 2, Clean: 3, Unknown: 3},
				{ID: "lambda-runtime-deprecated", Findings: 1, Clean: 1247, Unknown: 1},
				{ID: "lambda-timeout-maximum", Findings: 1, Clean: 1230, Unknown: 18},
			},
			Blind: []checks.BlindSpot{
				{Operation: "ec2:DescribeRegions", Reason: inventory.RegionOff, Regions: []string{"me-south-1"}, Checks: []string{"*"}, Unknowns: 1},
				{
					Operation: "lambda:GetPolicy", Reason: inventory.Denied, Action: "lambda:GetPolicy", Regions: []string{"eu-west-1"},
					Checks: []string{"lambda-provisioned-concurrency-background"}, Unknowns: 2,
				},
			},
			Notes: []inventory.Note{{
				Gap:     inventory.Gap{Reason: inventory.Denied, Operation: "account:ListRegions", Action: "account:ListRegions", RequestID: "4711"},
				Message: "The list of regions could not be read, so the usual ones were audited",
			}},
			Cost: inventory.RunCost{
				Calls: map[string]int{"cloudwatch:GetMetricData": 6, "cloudwatch:ListMetrics": 3, "ec2:DescribeInstances": 3, "lambda:ListFunctions": 26},
				USD:   0.0251, MetricsRequested: 2510, Throttles: 1, PriceSource: "AWS price list, 2026-11-01",
			},
			TableDate: map[string]string{"lambda_runtimes": "2026-11-10", "prices": "2026-11-01"},
		},
	}
}

var closedGap = inventory.Gap{
	Reason: inventory.RegionOff, Operation: "ec2:DescribeRegions",
	Detail: "An error occurred (UnauthorizedOperation): explicit deny in a service control policy", RequestID: "0815",
}

func function(region, function, qualifier string) checks.Resource {
	return checks.Resource{
		ARN:  "arn:aws:lambda:" + region + ":" + account + ":function:" + inventory.Qualified(function, qualifier),
		Type: "AWS::Lambda::Function", Name: function, Qualifier: qualifier, Account: account, Region: region,
	}
}

//go:fix inline
func number(v float64) *float64 { return new(v) }

func sampleFindings() []checks.Finding {
	orders := function("eu-west-1", "orders", "live")
	orders.Owner, orders.Tags = "stack shop-orders", map[string]string{"team": "checkout"}
	idle := checks.Resource{
		ARN: "arn:aws:ec2:us-east-1:" + account + ":instance/i-0abc", Type: "AWS::EC2::Instance", Name: "i-0abc", Account: account, Region: "us-east-1",
	}
	nan := float32(math.NaN())
	return []checks.Finding{
		{
			Check: "lambda-duration-near-ceiling", Category: checks.Reliability, Severity: checks.Critical, Confidence: checks.Measured,
			Resource: function("us-east-1", "nightly-report", ""),
			Message:  "nightly-report ran for up to 871 s, 97% of the 15 minutes that Lambda allows, on 4 days. A run that passes the limit is cut off.",
			Evidence: []checks.Evidence{
				{
					Name: "longest run", Value: "871 s", Number: number(871), Unit: "seconds", Threshold: number(720), Metric: "AWS/Lambda Duration",
					Statistic: "Maximum by day", Window: "14 days", Observed: "datapoints on 4 of 15 days",
					Series: &inventory.Series{Start: time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC), Period: 24 * time.Hour, Values: []float32{812, nan, 871, 845.5, nan, 859}},
				},
				{
					Name: "runs", Value: "4", Number: number(4), Unit: "invocations", Metric: "AWS/Lambda Invocations",
					Statistic: "Sum by day", Window: "14 days", Observed: "datapoints on 4 of 15 days",
				},
				{Name: "timeout", Value: "900 s"},
			},
			Fix: checks.Fix{
				Summary: "Split the work into batches, or move it to an ECS task, which has no limit.",
				Edits:   []checks.Property{{Tool: "terraform", Path: "aws_lambda_function timeout", Value: ""}},
			},
			Fingerprint: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
		{
			Check: "lambda-provisioned-concurrency-unused", Category: checks.Cost, Severity: checks.High, Confidence: checks.Measured,
			Resource: orders,
			Message:  "orders:live holds 20 environments of provisioned concurrency and none of them ran an invocation in 14 days.",
			Evidence: []checks.Evidence{
				{
					Name: "invocations on provisioned concurrency", Value: "0", Number: number(0), Metric: "AWS/Lambda ProvisionedConcurrencyInvocations",
					Unit: "invocations", Statistic: "Sum by day", Window: "14 days", Observed: "no datapoint in 15 days",
				},
				{Name: "allocated", Value: "20"}, {Name: "unchanged since", Value: "2026-06-02"}, {Name: "memory", Value: "1024 MB"},
			},
			Savings: &checks.Savings{
				LowUSD: 180.1, HighUSD: 212.4, Basis: "20 environments × memory × allocation price × 730 h", Price: "4.1667e-06 USD per GB-second",
				Source: "AWS price list", AsOf: "2026-11-01", Meters: []string{orders.ARN + "/provisioned"},
			},
			Fix: checks.Fix{
				Summary: "Remove it, or point the callers at this qualifier: calls to $LATEST or to another alias do not use it.",
				CLI:     "aws lambda delete-provisioned-concurrency-config --function-name orders --qualifier live --region eu-west-1",
				Edits:   []checks.Property{{Tool: "cloudformation", Path: "AWS::Lambda::Alias ProvisionedConcurrencyConfig"}},
			},
			Fingerprint: "1a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
		{
			Check: "ec2-instance-idle", Category: checks.Cost, Severity: checks.Medium, Confidence: checks.Inferred,
			Resource: idle,
			Message:  "i-0abc used no more than 1.2% of its CPU in 14 days. What it keeps in memory cannot be seen.",
			Evidence: []checks.Evidence{{Name: "busiest hour", Value: "1.2%", Number: new(1.2), Unit: "percent", Threshold: number(5), Statistic: "Maximum by hour", Window: "14 days"}},
			Savings: &checks.Savings{
				HighUSD: 70.63, Basis: "m5.large × 730 h", Price: "0.096 USD per hour", Source: "AWS price list", AsOf: "2026-11-01",
				Meters: []string{"i-0abc/hours"},
			},
			Fix:         checks.Fix{Summary: "Stop it for a week; if nobody asks, terminate it.", CLI: "aws ec2 stop-instances --instance-ids i-0abc --region us-east-1"},
			Fingerprint: "2a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
		{
			Check: "lambda-provisioned-concurrency-unused", Category: checks.Cost, Severity: checks.Medium, Confidence: checks.Measured,
			Resource: function("us-east-1", "thumbnails", "canary"),
			Message:  "thumbnails:canary holds 1 environment of provisioned concurrency and none of them ran an invocation in 14 days.",
			Evidence: []checks.Evidence{{Name: "allocated", Value: "1"}},
			PriceGap: "the price of provisioned concurrency in us-east-1 is not known",
			Fix: checks.Fix{
				Summary: "Remove it, or point the callers at this qualifier.",
				CLI:     "aws lambda delete-provisioned-concurrency-config --function-name thumbnails --qualifier canary --region us-east-1",
			},
			Fingerprint: "3a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
		{
			Check: "ec2-previous-generation", Category: checks.Cost, Severity: checks.Low, Confidence: checks.Measured,
			Resource: idle,
			Message:  "i-0abc is a m5.large; m7g.large does the same work for 15% less.",
			Evidence: []checks.Evidence{{Name: "type", Value: "m5.large"}},
			Savings: &checks.Savings{
				LowUSD: 10.5, HighUSD: 10.5, Basis: "(m5.large − m7g.large) × 730 h", Price: "0.096 USD per hour", Source: "AWS price list",
				AsOf: "2026-11-01", Meters: []string{"i-0abc/hours"},
			},
			Fix:         checks.Fix{Summary: "Change the type to m7g.large once the image is built for arm64."},
			Fingerprint: "6a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
		{
			Check: "lambda-timeout-maximum", Category: checks.Reliability, Severity: checks.Low, Confidence: checks.Measured,
			Resource:    function("eu-west-1", "mailer", ""),
			Message:     "mailer may run for 15 minutes, but its longest run took 2.10 s. A call that hangs is billed for the whole 15 minutes.",
			Evidence:    []checks.Evidence{{Name: "timeout", Value: "900 s"}},
			Fix:         checks.Fix{Summary: "Set the timeout to 5 s.", CLI: "aws lambda update-function-configuration --function-name mailer --timeout 5 --region eu-west-1"},
			Fingerprint: "4a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
		{
			Check: "lambda-runtime-deprecated", Category: checks.Lifecycle, Severity: checks.Info, Confidence: checks.Measured,
			Resource:    function("eu-west-1", "legacy", ""),
			Message:     "legacy runs on python3.10, which is deprecated from 2027-06-30 on.",
			Evidence:    []checks.Evidence{{Name: "runtime", Value: "python3.10"}},
			Fix:         checks.Fix{Summary: "Move to python3.13.", Edits: []checks.Property{{Tool: "cloudformation", Path: "AWS::Lambda::Function Runtime", Value: "python3.13"}}},
			Fingerprint: "5a1b2c3d4e5f60718293a4b5c6d7e8f9",
		},
	}
}

func sampleUnknowns() []checks.Unseen {
	denied := inventory.Gap{Reason: inventory.Denied, Operation: "lambda:GetPolicy", Action: "lambda:GetPolicy", Detail: "AccessDeniedException: no identity-based policy allows the action"}
	orders, young, newer := function("eu-west-1", "orders", "live"), function("us-east-1", "trial", ""), function("us-east-1", "trial-2", "")
	return []checks.Unseen{
		{Check: "lambda-provisioned-concurrency-background", Region: "eu-west-1", Resource: &orders, Reason: denied.String(), Gap: &denied},
		{Check: "lambda-provisioned-concurrency-background", Region: "eu-west-1", Resource: &orders, Reason: denied.String(), Gap: &denied},
		{Check: "*", Region: "me-south-1", Reason: closedGap.String(), Gap: &closedGap},
		{Check: "lambda-runtime-deprecated", Region: "us-east-1", Resource: &young, Reason: "runtime unknown: image"},
		{Check: "lambda-timeout-maximum", Region: "us-east-1", Resource: &young, Reason: "younger than the window"},
		{Check: "lambda-timeout-maximum", Region: "us-east-1", Resource: &newer, Reason: "younger than the window"},
	}
}

// samplePages describes the checks of the sample, but for one.
func samplePages(id string) Help {
	titles := map[string]string{
		"ec2-instance-idle":                     "Instance that does nothing",
		"lambda-duration-near-ceiling":          "Runs that come near the 15 minutes that Lambda allows",
		"lambda-provisioned-concurrency-unused": "Provisioned concurrency that nothing calls",
		"lambda-runtime-deprecated":             "Runtime that is deprecated, or will be soon",
		"lambda-timeout-maximum":                "Timeout of 15 minutes that no run comes near",
	}
	title, ok := titles[id]
	if !ok {
		return Help{}
	}
	return Help{Title: title, Summary: title + ", by what was measured.", Category: checks.Cost, Markdown: "# " + id + "\n\n" + title + ".\n\n## Fix\n\nChange it.\n"}
}
