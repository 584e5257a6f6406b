package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

var lambdaProvisionedConcurrencyAverageTracking = Check{
	ID:       "lambda-provisioned-concurrency-average-tracking",
	Title:    "Target tracking of an average that hides the peaks",
	Category: Latency,
	Needs:    []inventory.Dataset{inventory.LambdaFunctions},
	Uses:     spilloverDatasets,
	Thresholds: []*Threshold{
		&spilloverShare, &repeatedDays, &leastTraffic, &muchSpillover, &backgroundShare, &windowDays, &minimumDays,
	},
	Judge: eachProvisioned(judgeProvisionedAverageTracking),
}

func judgeProvisionedAverageTracking(p *Pass, c provisioned) Verdict {
	s, gap, known := c.scaling(p)
	if !known {
		return Unread(gap)
	}
	switch _, tracked := s.trackingAverage(); {
	case !tracked:
		return NotApplicable("no target tracking of its average utilisation")
	case s.target.Suspended:
		return NotApplicable("its scaling is suspended")
	}
	over, confidence, v, ok := c.spillsOver(p, s)
	if !ok {
		return v
	}
	unseen, gap := c.overlooks(p, s)
	switch {
	case gap.Reason != inventory.NotRequested:
		return Unread(gap)
	case !unseen.mostly():
		return Clean("most of what spilled over did so while the level was at its maximum, or rising with the average: lambda-provisioned-concurrency-spillover")
	}
	target := unseen.policy.Target
	f := Finding{
		Severity: over.severity(p), Confidence: confidence,
		Message: fmt.Sprintf("%s tracks its average use at %g, and %s of its calls spilled over: %s",
			inventory.Qualified(c.fn.Name, c.Qualifier), target, percent(100*over.share()), unseen.says()),
		Evidence: []Evidence{
			over.evidence, unseen.average, setting("policy", fmt.Sprintf("%s, target %g", unseen.policy.Name, target)),
			setting("bounds", fmt.Sprintf("%d to %d", s.target.Min, s.target.Max)),
		},
		Fix: c.maximumFix(p, unseen.policy),
	}
	if unseen.unanswered > unseen.unseen {
		f.Fix.Summary = "See first in its scaling activities whether it failed to scale out. If not: " + f.Fix.Summary
	}
	if unseen.lower > 0 {
		f.Fix.Summary += fmt.Sprintf(" Or lower the target to %g, which would have seen half of them on the average.", unseen.lower)
	}
	return Found(f)
}

// says is how the larger part of it came about.
func (o overlooked) says() string {
	if o.unanswered > o.unseen {
		return percent(100*o.unanswered/o.over) + " of those while the level was below its maximum and did not rise, though the average was above the target."
	}
	return percent(100*o.unseen/o.over) + " of those while the average was below the target. Tracking the maximum would have seen them coming."
}

// maximumFix tracks the maximum of the same metric by the same policy.
func (c provisioned) maximumFix(p *Pass, policy inventory.ScalingPolicy) Fix {
	dims := qualifierDims(c.fn, c.Qualifier).Map()
	const configuration = `{"TargetValue":%g,"CustomizedMetricSpecification":{"Namespace":"AWS/Lambda","MetricName":"ProvisionedConcurrencyUtilization",` +
		`"Dimensions":[{"Name":"FunctionName","Value":"%s"},{"Name":"Resource","Value":"%s"}],"Statistic":"Maximum"}}`
	const specification = "CustomizedMetricSpecification"
	return Fix{
		Summary: "Track the Maximum instead of the Average. It holds more environments, and follows peaks that last a few minutes.",
		CLI: p.awsCLI("application-autoscaling", "put-scaling-policy", "--service-namespace", "lambda", "--scalable-dimension", provisionedDimension,
			"--resource-id", c.resourceID(), "--policy-name", policy.Name, "--policy-type", "TargetTrackingScaling",
			"--target-tracking-scaling-policy-configuration", fmt.Sprintf(configuration, policy.Target, dims["FunctionName"], dims["Resource"])),
		Edits: []Property{
			{"cloudformation", "AWS::ApplicationAutoScaling::ScalingPolicy TargetTrackingScalingPolicyConfiguration." + specification + ".Statistic", "Maximum"},
			{"cloudformation", "AWS::ApplicationAutoScaling::ScalingPolicy TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification", ""},
			{"terraform", "aws_appautoscaling_policy target_tracking_scaling_policy_configuration.customized_metric_specification.statistic", "Maximum"},
			{"terraform", "aws_appautoscaling_policy target_tracking_scaling_policy_configuration.predefined_metric_specification", ""},
		},
	}
}
