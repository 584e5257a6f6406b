package collectors

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchSubnets asks by filter, not by id: an id that is gone would fail the whole request.
func fetchSubnets(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeSubnets, wants, filterValues, "EC2 knows no subnet %s in this region", func(ids []string) error {
		pages := ec2.NewDescribeSubnetsPaginator(api.EC2,
			&ec2.DescribeSubnetsInput{Filters: oneOf("subnet-id", ids)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, subnet := range page.Subnets {
				id := aws.ToString(subnet.SubnetId)
				put(s, inventory.SubnetKey(id), inventory.Subnet{ID: id, AZ: aws.ToString(subnet.AvailabilityZoneId)})
			}
		}
		return nil
	})
}
