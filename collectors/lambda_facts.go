package collectors

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// fetchSettings reads them once: the proof that nothing is provisioned may ask in the same round as a check.
func fetchSettings(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	s.settings.Lock()
	defer s.settings.Unlock()
	each(ctx, s, awsapi.GetAccountSettings, s.unanswered(wants), func(ctx context.Context, _ inventory.Want) error {
		out, err := api.Lambda.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
		if err != nil {
			return err
		}
		if out.AccountLimit == nil || out.AccountUsage == nil {
			return errors.New("the answer holds no limits")
		}
		put(s, inventory.SettingsKey(), inventory.AccountSettings{
			ConcurrentExecutions: int(out.AccountLimit.ConcurrentExecutions),
			Unreserved:           int(aws.ToInt32(out.AccountLimit.UnreservedConcurrentExecutions)),
			CodeBytes:            out.AccountUsage.TotalCodeSize, CodeBytesLimit: out.AccountLimit.TotalCodeSize,
			Functions: out.AccountUsage.FunctionCount,
		})
		return nil
	})
}

// splitFunctionARN gives the name and the qualifier in a function's ARN; the qualifier is empty for $LATEST.
func splitFunctionARN(arn string) (name, qualifier string) {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 {
		return arn, ""
	}
	if len(parts) > 7 && parts[7] != "$LATEST" {
		qualifier = parts[7]
	}
	return parts[6], qualifier
}

func fetchAliases(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListAliases, wants, func(ctx context.Context, w inventory.Want) error {
		aliases := []inventory.Alias{}
		pages := lambda.NewListAliasesPaginator(api.Lambda, &lambda.ListAliasesInput{FunctionName: &w.Subject})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, a := range page.Aliases {
				alias := inventory.Alias{Name: aws.ToString(a.Name), Version: aws.ToString(a.FunctionVersion)}
				if a.RoutingConfig != nil {
					alias.Routing = a.RoutingConfig.AdditionalVersionWeights
				}
				aliases = append(aliases, alias)
			}
		}
		put(s, inventory.AliasesKey(w.Subject), aliases)
		return nil
	})
}

func fetchURLs(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListFunctionURLConfigs, wants, func(ctx context.Context, w inventory.Want) error {
		urls := []inventory.FunctionURL{}
		pages := lambda.NewListFunctionUrlConfigsPaginator(api.Lambda, &lambda.ListFunctionUrlConfigsInput{FunctionName: &w.Subject})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, u := range page.FunctionUrlConfigs {
				_, qualifier := splitFunctionARN(aws.ToString(u.FunctionArn))
				urls = append(urls, inventory.FunctionURL{Qualifier: qualifier, AuthType: string(u.AuthType)})
			}
		}
		put(s, inventory.URLsKey(w.Subject), urls)
		return nil
	})
}

// fetchReserved asks GetFunctionConcurrency, not GetFunction: the latter has the larger quota, but its permission also
// gives away the code.
func fetchReserved(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetFunctionConcurrency, wants, func(ctx context.Context, w inventory.Want) error {
		out, err := api.Lambda.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: &w.Subject})
		if err != nil {
			return err
		}
		put(s, inventory.ReservedKey(w.Subject), inventory.Reserved{
			Set: out.ReservedConcurrentExecutions != nil, Executions: int(aws.ToInt32(out.ReservedConcurrentExecutions)),
		})
		return nil
	})
}
