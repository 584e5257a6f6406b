package collectors

import (
	"cmp"
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// alarmPage is how many alarms a request may name, and a page hold (AWS, DescribeAlarms reference, 2026-11).
const alarmPage = 100

func fetchAlarms(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	inBatches(s, awsapi.DescribeAlarms, wants, alarmPage, "no alarm of this name: %s", func(names []string) error {
		pages := cloudwatch.NewDescribeAlarmsPaginator(api.CloudWatch,
			&cloudwatch.DescribeAlarmsInput{AlarmNames: names, MaxRecords: aws.Int32(alarmPage)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for i := range page.MetricAlarms {
				a := alarmOf(&page.MetricAlarms[i])
				put(s, inventory.AlarmKey(a.Name), a)
			}
		}
		return nil
	})
}

func alarmOf(a *types.MetricAlarm) inventory.Alarm {
	out := inventory.Alarm{
		Name: aws.ToString(a.AlarmName), State: string(a.StateValue), Since: aws.ToTime(a.StateUpdatedTimestamp).UTC(),
		Metric: aws.ToString(a.MetricName), Statistic: cmp.Or(string(a.Statistic), aws.ToString(a.ExtendedStatistic)),
		Missing: aws.ToString(a.TreatMissingData), Less: strings.HasPrefix(string(a.ComparisonOperator), "LessThan"),
	}
	if a.StateTransitionedTimestamp != nil {
		out.Since = a.StateTransitionedTimestamp.UTC()
	}
	if len(a.Metrics) > 0 {
		out.Statistic = "expression"
	}
	return out
}
