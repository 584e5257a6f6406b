package collectors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/savingsplans"
	"github.com/aws/aws-sdk-go-v2/service/savingsplans/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchReservations reads the Reserved Instances that are active, in the one answer that there is.
func fetchReservations(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeReservedInstances, wants, func(ctx context.Context, _ inventory.Want) error {
		out, err := api.EC2.DescribeReservedInstances(ctx, &ec2.DescribeReservedInstancesInput{Filters: oneOf("state", []string{"active"})})
		if err != nil {
			return err
		}
		if out.ReservedInstances == nil {
			return errors.New("the answer holds no list")
		}
		active := []inventory.Reservation{}
		for i := range out.ReservedInstances {
			r := &out.ReservedInstances[i]
			active = append(active, inventory.Reservation{
				ID: aws.ToString(r.ReservedInstancesId), Type: string(r.InstanceType), Count: int(aws.ToInt32(r.InstanceCount)),
				Platform: string(r.ProductDescription), Zone: aws.ToString(r.AvailabilityZone), Tenancy: string(r.InstanceTenancy),
				Class: string(r.OfferingClass), End: aws.ToTime(r.End).UTC(),
			})
		}
		slices.SortFunc(active, func(a, b inventory.Reservation) int { return strings.Compare(a.ID, b.ID) })
		put(s, inventory.ReservationsKey(), active)
		return nil
	})
}

// plans are the account's Savings Plans, which are the same in every region: they are read once, by the first region that
// asks, and the others wait for its answer.
type plans struct {
	once   sync.Once
	active []inventory.SavingsPlan
	err    error
}

// savingsPlansPage is the largest page of Savings Plans (AWS, its API reference, 2026-11).
const savingsPlansPage = 1000

func fetchSavingsPlans(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeSavingsPlans, wants, func(ctx context.Context, w inventory.Want) error {
		if api.SavingsPlans == nil {
			s.gap(w, inventory.Gap{
				Reason: inventory.NotEnabled, Operation: string(awsapi.DescribeSavingsPlans),
				Detail: "Savings Plans are read in AWS's commercial partition only, where they are in US dollars",
			})
			return nil
		}
		s.plans.once.Do(func() { s.plans.active, s.plans.err = savingsPlans(ctx, api) })
		if s.plans.err == nil {
			put(s, inventory.SavingsPlansKey(), s.plans.active)
		}
		return s.plans.err
	})
}

func savingsPlans(ctx context.Context, api *awsapi.Clients) ([]inventory.SavingsPlan, error) {
	found, err := allPages(func(next *string) ([]types.SavingsPlan, *string, error) {
		page, err := api.SavingsPlans.DescribeSavingsPlans(ctx, &savingsplans.DescribeSavingsPlansInput{
			States: []types.SavingsPlanState{types.SavingsPlanStateActive}, MaxResults: aws.Int32(savingsPlansPage), NextToken: next,
		})
		if err != nil {
			return nil, nil, err
		}
		return page.SavingsPlans, page.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	active := []inventory.SavingsPlan{}
	for i := range found {
		p := &found[i]
		hourly, err := strconv.ParseFloat(aws.ToString(p.Commitment), 64)
		if err != nil || p.Currency != types.CurrencyCodeUsd {
			return nil, fmt.Errorf("the commitment of a Savings Plan is %q %s an hour", aws.ToString(p.Commitment), p.Currency)
		}
		active = append(active, inventory.SavingsPlan{
			ID: aws.ToString(p.SavingsPlanId), Kind: string(p.SavingsPlanType), Region: aws.ToString(p.Region),
			Family: aws.ToString(p.Ec2InstanceFamily), Commitment: hourly, End: momentOf(p.End),
		})
	}
	slices.SortFunc(active, func(a, b inventory.SavingsPlan) int { return strings.Compare(a.ID, b.ID) })
	return active, nil
}
