package collectors

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// creditInstances is how many instances one request may name (AWS, "DescribeInstanceCreditSpecifications", 2026-11).
const creditInstances = 1000

// fetchCredits names the instances: without names, or with a filter, EC2 leaves out those in standard mode. One that is
// gone, or is not burstable, fails the whole request: the halves are then asked about, down to that one.
func fetchCredits(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeCredits, wants, creditInstances, "EC2 knows no burstable instance %s", func(ids []string) error {
		return readCredits(ctx, api, s, ids)
	})
}

func readCredits(ctx context.Context, api *awsapi.Clients, s *store, ids []string) error {
	out, err := api.EC2.DescribeInstanceCreditSpecifications(ctx, &ec2.DescribeInstanceCreditSpecificationsInput{InstanceIds: ids})
	switch {
	case awsapi.UnknownInstance(err) && len(ids) > 1:
		for half := range slices.Chunk(ids, (len(ids)+1)/2) {
			if err := readCredits(ctx, api, s, half); err != nil {
				return err
			}
		}
		return nil
	case awsapi.UnknownInstance(err):
		return nil // the want stays without an answer, which is a gap
	case err != nil:
		return err
	}
	for _, c := range out.InstanceCreditSpecifications {
		put(s, inventory.CreditsKey(aws.ToString(c.InstanceId)), inventory.CreditSpecification{Credits: aws.ToString(c.CpuCredits)})
	}
	return nil
}
