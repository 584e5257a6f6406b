package collectors

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// worthProving is from how many functions on it pays to look for a proof that a region has no provisioned concurrency,
// which takes two requests, before each of them is asked.
const worthProving = 5

// provedBy is how many of the latest periods must agree for that proof.
const provedBy = 12

func fetchProvisioned(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	if len(wants) >= worthProving && provisionsNothing(ctx, api, s) {
		for _, w := range wants {
			put(s, inventory.ProvisionedKey(w.Subject), []inventory.Provisioned{})
		}
		return
	}
	each(ctx, s, awsapi.ListProvisionedConcurrencyConfigs, wants, func(ctx context.Context, w inventory.Want) error {
		configs := []inventory.Provisioned{}
		pages := lambda.NewListProvisionedConcurrencyConfigsPaginator(api.Lambda,
			&lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: &w.Subject, MaxItems: aws.Int32(50)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, c := range page.ProvisionedConcurrencyConfigs {
				_, qualifier := splitFunctionARN(aws.ToString(c.FunctionArn))
				configs = append(configs, inventory.Provisioned{
					Qualifier: qualifier, Requested: int(aws.ToInt32(c.RequestedProvisionedConcurrentExecutions)),
					Allocated: int(aws.ToInt32(c.AllocatedProvisionedConcurrentExecutions)),
					Status:    string(c.Status), LastModified: parseTime(aws.ToString(c.LastModified)),
				})
			}
		}
		slices.SortFunc(configs, func(a, b inventory.Provisioned) int { return strings.Compare(a.Qualifier, b.Qualifier) })
		put(s, inventory.ProvisionedKey(w.Subject), configs)
		return nil
	})
}

// provisionsNothing tells whether it is certain that nothing in the region has provisioned concurrency. The concurrency
// that is claimed is what is in use without a reservation, plus all reservations, plus all provisioned concurrency (AWS,
// "Types of metrics for Lambda functions", 2026-11). Where nothing is reserved and both were the same in the latest
// periods, nothing is provisioned. What was provisioned since the last datapoint is too young for any verdict.
func provisionsNothing(ctx context.Context, api *awsapi.Clients, s *store) bool {
	fetchSettings(ctx, api, s, []inventory.Want{inventory.SettingsKey().Want()})
	settings, ok := get(s, inventory.SettingsKey()).Get()
	if !ok || settings.ConcurrentExecutions == 0 || settings.Unreserved != settings.ConcurrentExecutions {
		return false
	}
	query := func(metric string) inventory.SeriesQuery {
		return inventory.SeriesQuery{Namespace: "AWS/Lambda", Metric: metric, Dimensions: inventory.Dims(), Stat: "Maximum", Period: int(5 * time.Minute / time.Second), Days: 1}
	}
	claimedKey, inUseKey := inventory.SeriesKey(query("ClaimedAccountConcurrency")), inventory.SeriesKey(query("UnreservedConcurrentExecutions"))
	if missing := s.unanswered([]inventory.Want{claimedKey.Want(), inUseKey.Want()}); missing != nil {
		fetchSeries(ctx, api, s, missing)
	}
	claimed, ok1 := get(s, claimedKey).Get()
	inUse, ok2 := get(s, inUseKey).Get()
	return ok1 && ok2 && latestAgree(claimed.Values, inUse.Values)
}

// latestAgree tells whether two series have the same values in the latest periods that both have one for.
func latestAgree(a, b []float32) bool {
	agreed := 0
	for i := min(len(a), len(b)) - 1; i >= 0 && agreed < provedBy; i-- {
		switch {
		case math.IsNaN(float64(a[i])) || math.IsNaN(float64(b[i])):
		case a[i] != b[i]:
			return false
		default:
			agreed++
		}
	}
	return agreed == provedBy
}
