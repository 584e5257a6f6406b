//go:build emulator

package emulator

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// An instance's credits stand under its id, a group's CPU under its name; labels name a group as its members know it, and
// a region by itself.
func TestCreditsAndGroupsHaveSeries(t *testing.T) {
	seeded := seed(t, map[string]any{
		"expect": map[string]any{"ec2-eip-unassociated": "unknown"},
		"ec2": map[string]any{"instances": []any{map[string]any{
			"name": "burst", "id": "i-0aaa", "type": "t4g.large", "asg": "web", "load": map[string]any{"cpu": 60, "credit_balance": 12, "surplus_charged": 43},
		}}},
		"autoscaling": map[string]any{"groups": []any{map[string]any{
			"name": "web", "load": map[string]any{"cpu": map[string]any{"kind": "flat", "value": 55, "peak": 1}}, "expect": map[string]any{"asg-single-az": "clean"},
		}}},
	})
	end := time.Now().UTC().Truncate(time.Hour)
	values, _, _ := read(t, connect("eu-west-1"), &cloudwatch.GetMetricDataInput{
		StartTime: aws.Time(end.Add(-24 * time.Hour)), EndTime: aws.Time(end),
		MetricDataQueries: []types.MetricDataQuery{
			query("balance", "AWS/EC2", "CPUCreditBalance", "Minimum", 24*time.Hour, "InstanceId", "i-0aaa"),
			query("surplus", "AWS/EC2", "CPUSurplusCreditsCharged", "Sum", time.Hour, "InstanceId", "i-0aaa"),
			query("group", "AWS/EC2", "CPUUtilization", "Average", 24*time.Hour, "AutoScalingGroupName", "web"),
		},
	})
	if len(values["surplus"]) != 24 || slices.Min(values["surplus"]) != 43 || slices.Max(values["surplus"]) != 43 {
		t.Errorf("surplus by the hour: %v", values["surplus"])
	}
	if len(values["balance"]) == 0 || len(values["group"]) == 0 || values["group"][0] < 54.9 || values["group"][0] > 55.1 {
		t.Errorf("balance %v, CPU of the group %v", values["balance"], values["group"])
	}
	var arns []string
	for _, e := range seeded.Expect {
		arns = append(arns, e.Kind+" "+e.ARN)
	}
	sameItems(t, "labels", arns, []string{"auto_scaling_group arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web", "region eu-west-1"})
}
