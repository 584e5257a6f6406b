package collectors

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/appsync"
	"github.com/aws/aws-sdk-go-v2/service/appsync/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchAppSyncAPIs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListGraphqlAPIs, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.GraphqlApi, *string, error) {
			out, err := api.AppSync.ListGraphqlApis(ctx, &appsync.ListGraphqlApisInput{NextToken: next, MaxResults: 25})
			if err != nil {
				return nil, nil, err
			}
			return out.GraphqlApis, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		callers := make([]inventory.Caller, 0, len(found))
		for i := range found {
			callers = append(callers, inventory.Caller{ARN: aws.ToString(found[i].Arn), Name: aws.ToString(found[i].ApiId)})
		}
		slices.SortFunc(callers, compareCallers)
		put(s, inventory.AppSyncAPIsKey(), callers)
		return nil
	})
}

func fetchAppSyncCalls(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListDataSources, wants, func(ctx context.Context, w inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.DataSource, *string, error) {
			out, err := api.AppSync.ListDataSources(ctx, &appsync.ListDataSourcesInput{ApiId: &w.Subject, NextToken: next, MaxResults: 25})
			if err != nil {
				return nil, nil, err
			}
			return out.DataSources, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		var calls inventory.Calls
		for i := range found {
			if found[i].LambdaConfig == nil {
				continue
			}
			if name, qualifier, here := s.callee(aws.ToString(found[i].LambdaConfig.LambdaFunctionArn)); here {
				calls.Targets = append(calls.Targets, inventory.RuleTarget{Function: name, Qualifier: qualifier})
			}
		}
		slices.SortFunc(calls.Targets, compareTargets)
		calls.Targets = slices.Compact(calls.Targets)
		put(s, inventory.AppSyncCallsKey(w.Subject), calls)
		return nil
	})
}
