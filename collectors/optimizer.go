package collectors

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/computeoptimizer"
	"github.com/aws/aws-sdk-go-v2/service/computeoptimizer/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchOptimizer(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetLambdaRecommendations, wants, func(ctx context.Context, _ inventory.Want) error {
		found := []inventory.Recommendation{}
		pages := computeoptimizer.NewGetLambdaFunctionRecommendationsPaginator(api.Optimizer,
			&computeoptimizer.GetLambdaFunctionRecommendationsInput{MaxResults: aws.Int32(100)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			if page.LambdaFunctionRecommendations == nil {
				return errors.New("the answer holds no list of recommendations")
			}
			for i := range page.LambdaFunctionRecommendations {
				found = append(found, recommendationOf(&page.LambdaFunctionRecommendations[i]))
			}
		}
		slices.SortFunc(found, func(a, b inventory.Recommendation) int {
			return cmp.Or(strings.Compare(a.Function, b.Function), strings.Compare(a.Version, b.Version))
		})
		put(s, inventory.OptimizerKey(), found)
		return nil
	})
}

func recommendationOf(r *types.LambdaFunctionRecommendation) inventory.Recommendation {
	name, _ := splitFunctionARN(aws.ToString(r.FunctionArn))
	out := inventory.Recommendation{
		Function: name, Version: aws.ToString(r.FunctionVersion), MemoryMB: int(r.CurrentMemorySize),
		Invocations: r.NumberOfInvocations, LookbackDays: r.LookbackPeriodInDays, Finding: string(r.Finding),
	}
	for _, reason := range r.FindingReasonCodes {
		out.FindingReasons = append(out.FindingReasons, string(reason))
	}
	for _, m := range r.UtilizationMetrics {
		average := m.Statistic == types.LambdaFunctionMetricStatisticAverage
		switch {
		case m.Name == types.LambdaFunctionMetricNameMemory && average:
			out.MemoryAverageMB = m.Value
		case m.Name == types.LambdaFunctionMetricNameMemory:
			out.MemoryMaxMB = m.Value
		case m.Name == types.LambdaFunctionMetricNameDuration && average:
			out.DurationAverage = m.Value
		case m.Name == types.LambdaFunctionMetricNameDuration:
			out.DurationMax = m.Value
		}
	}
	if len(r.MemorySizeRecommendationOptions) == 0 {
		return out
	}
	first := slices.MinFunc(r.MemorySizeRecommendationOptions,
		func(a, b types.LambdaFunctionMemoryRecommendationOption) int { return cmp.Compare(a.Rank, b.Rank) })
	out.RecommendedMB = int(first.MemorySize)
	if first.SavingsOpportunity != nil {
		saved := first.SavingsOpportunity.EstimatedMonthlySavings
		if saved != nil && saved.Currency == types.CurrencyUsd {
			out.SavingsUSDMonth = saved.Value
		}
	}
	return out
}
