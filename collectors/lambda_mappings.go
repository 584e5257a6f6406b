package collectors

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchMappings(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListEventSourceMappings, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.EventSourceMappingConfiguration, *string, error) {
			out, err := api.Lambda.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{Marker: next, MaxItems: aws.Int32(100)})
			if err != nil {
				return nil, nil, err
			}
			return out.EventSourceMappings, out.NextMarker, nil
		})
		if err != nil {
			return err
		}
		mappings := make([]inventory.EventSourceMapping, 0, len(found))
		for i := range found {
			mappings = append(mappings, mappingOf(&found[i]))
		}
		slices.SortFunc(mappings, func(a, b inventory.EventSourceMapping) int { return strings.Compare(a.UUID, b.UUID) })
		put(s, inventory.MappingsKey(), mappings)
		return nil
	})
}

func mappingOf(m *types.EventSourceMappingConfiguration) inventory.EventSourceMapping {
	name, qualifier := splitFunctionARN(aws.ToString(m.FunctionArn))
	out := inventory.EventSourceMapping{
		UUID: aws.ToString(m.UUID), Function: name, Qualifier: qualifier, SourceARN: aws.ToString(m.EventSourceArn),
		State: aws.ToString(m.State), StateReason: aws.ToString(m.StateTransitionReason), LastResult: aws.ToString(m.LastProcessingResult),
		LastModified: aws.ToTime(m.LastModified).UTC(), BatchSize: int(aws.ToInt32(m.BatchSize)),
		BatchWindow:     int(aws.ToInt32(m.MaximumBatchingWindowInSeconds)),
		PartialFailures: slices.Contains(m.FunctionResponseTypes, types.FunctionResponseTypeReportBatchItemFailures),
		MaxRetries:      whole(m.MaximumRetryAttempts), MaxRecordAge: whole(m.MaximumRecordAgeInSeconds),
		Bisect: aws.ToBool(m.BisectBatchOnFunctionError), Parallel: int(aws.ToInt32(m.ParallelizationFactor)),
		// Criteria under a key that the caller may not use are left out of the answer, which then holds an error.
		Filtered: m.FilterCriteriaError != nil || (m.FilterCriteria != nil && len(m.FilterCriteria.Filters) > 0),
	}
	if c := m.ScalingConfig; c != nil {
		out.MaxConcurrency = int(aws.ToInt32(c.MaximumConcurrency))
	}
	if c := m.DestinationConfig; c != nil && c.OnFailure != nil {
		out.OnFailure = aws.ToString(c.OnFailure.Destination)
	}
	if c := m.ProvisionedPollerConfig; c != nil {
		out.MinPollers, out.MaxPollers = int(aws.ToInt32(c.MinimumPollers)), int(aws.ToInt32(c.MaximumPollers))
	}
	return out
}

// whole is a number that may not be set.
func whole(n *int32) *int {
	if n == nil {
		return nil
	}
	return aws.Int(int(*n))
}
