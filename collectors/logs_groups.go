package collectors

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// lambdaGroups begins the names of the log groups that Lambda makes by itself.
const lambdaGroups = "/aws/lambda/"

// logGroupPage is the largest page of DescribeLogGroups (AWS, its API reference, 2026-11).
const logGroupPage = 50

// fetchLogGroups asks for each group by its name, or lists everything that Lambda made where that takes fewer requests.
func fetchLogGroups(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	var lambdas, single []inventory.Want
	for _, w := range wants {
		if strings.HasPrefix(w.Subject, lambdaGroups) {
			lambdas = append(lambdas, w)
		} else {
			single = append(single, w)
		}
	}
	// Functions that are gone leave their groups: about as many again, we assume.
	if pages := 2 * len(s.region.Functions) / logGroupPage; len(lambdas) >= 3 && len(lambdas) > pages {
		listLogGroups(ctx, api, s, lambdas)
	} else {
		single = append(single, lambdas...)
	}
	each(ctx, s, awsapi.DescribeLogGroups, single, func(ctx context.Context, w inventory.Want) error {
		// Groups come sorted by name, so that of all with this prefix the one of just this name is the first.
		out, err := api.Logs.DescribeLogGroups(ctx, &logs.DescribeLogGroupsInput{LogGroupNamePrefix: &w.Subject, Limit: aws.Int32(1)})
		if err != nil {
			return err
		}
		group := inventory.LogGroup{Name: w.Subject}
		if len(out.LogGroups) > 0 && aws.ToString(out.LogGroups[0].LogGroupName) == w.Subject {
			group = logGroupOf(&out.LogGroups[0])
		}
		put(s, inventory.LogGroupKey(w.Subject), group)
		return nil
	})
}

func listLogGroups(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	found := map[string]inventory.LogGroup{}
	pages := logs.NewDescribeLogGroupsPaginator(api.Logs,
		&logs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(lambdaGroups), Limit: aws.Int32(logGroupPage)})
	var failed error
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			failed = err
			break
		}
		for i := range page.LogGroups {
			group := logGroupOf(&page.LogGroups[i])
			found[group.Name] = group
		}
	}
	for _, w := range wants {
		group, ok := found[w.Subject]
		switch {
		case ok:
			put(s, inventory.LogGroupKey(w.Subject), group)
		case failed != nil:
			s.miss(w, awsapi.DescribeLogGroups, failed)
		default:
			put(s, inventory.LogGroupKey(w.Subject), inventory.LogGroup{Name: w.Subject})
		}
	}
}

func logGroupOf(g *types.LogGroup) inventory.LogGroup {
	out := inventory.LogGroup{
		Name: aws.ToString(g.LogGroupName), Exists: true, RetentionDays: int(aws.ToInt32(g.RetentionInDays)),
		StoredBytes: aws.ToInt64(g.StoredBytes), Class: string(g.LogGroupClass),
	}
	if g.CreationTime != nil {
		out.CreatedAt = time.UnixMilli(*g.CreationTime).UTC()
	}
	return out
}
