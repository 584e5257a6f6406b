package collectors

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func listGroups(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	var gap gaps
	pages := autoscaling.NewDescribeAutoScalingGroupsPaginator(api.AutoScaling,
		&autoscaling.DescribeAutoScalingGroupsInput{MaxRecords: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			gap = gaps{inventory.AutoScalingGroups: cut(awsapi.DescribeAutoScalingGroups, err, len(r.Groups))}
			break
		}
		for i := range page.AutoScalingGroups {
			r.Groups = append(r.Groups, groupOf(&page.AutoScalingGroups[i]))
		}
	}
	slices.SortFunc(r.Groups, func(a, b inventory.AutoScalingGroup) int { return strings.Compare(a.Name, b.Name) })
	return gap
}

func groupOf(g *types.AutoScalingGroup) inventory.AutoScalingGroup {
	out := inventory.AutoScalingGroup{
		Name: aws.ToString(g.AutoScalingGroupName), ARN: aws.ToString(g.AutoScalingGroupARN),
		Min: int(aws.ToInt32(g.MinSize)), Max: int(aws.ToInt32(g.MaxSize)), Desired: int(aws.ToInt32(g.DesiredCapacity)),
	}
	for _, i := range g.Instances {
		out.Instances = append(out.Instances, aws.ToString(i.InstanceId))
	}
	slices.Sort(out.Instances)
	for _, t := range g.Tags {
		if out.Tags == nil {
			out.Tags = map[string]string{}
		}
		out.Tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}
