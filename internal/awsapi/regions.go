package awsapi

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/computelint/computelint/internal/inventory"
)

// EnabledRegions lists the regions that are enabled for the account, sorted.
func (s *Session) EnabledRegions(ctx context.Context) ([]string, *inventory.Gap) {
	return s.regions(ctx, false)
}

// AllRegions lists every region of the partition, enabled or not, sorted.
func (s *Session) AllRegions(ctx context.Context) ([]string, *inventory.Gap) {
	return s.regions(ctx, true)
}

func (s *Session) regions(ctx context.Context, all bool) ([]string, *inventory.Gap) {
	out, err := ec2.NewFromConfig(s.config).DescribeRegions(ctx, &ec2.DescribeRegionsInput{AllRegions: aws.Bool(all)})
	if err != nil {
		gap := GapOf(DescribeRegions, err)
		return nil, &gap
	}
	var names []string
	for _, r := range out.Regions {
		if all || aws.ToString(r.OptInStatus) != "not-opted-in" {
			names = append(names, aws.ToString(r.RegionName))
		}
	}
	slices.Sort(names)
	return names, nil
}
