package collectors

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func fetchSchedules(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.ListSchedules, wants, func(ctx context.Context, _ inventory.Want) error {
		found, err := allPages(func(next *string) ([]types.ScheduleSummary, *string, error) {
			out, err := api.Scheduler.ListSchedules(ctx, &scheduler.ListSchedulesInput{NextToken: next, MaxResults: aws.Int32(100)})
			if err != nil {
				return nil, nil, err
			}
			return out.Schedules, out.NextToken, nil
		})
		if err != nil {
			return err
		}
		schedules := []inventory.Schedule{}
		for i := range found {
			if schedule, ok := s.scheduleOf(&found[i]); ok {
				schedules = append(schedules, schedule)
			}
		}
		slices.SortFunc(schedules, func(a, b inventory.Schedule) int { return strings.Compare(a.ARN, b.ARN) })
		put(s, inventory.SchedulesKey(), schedules)
		return nil
	})
}

// scheduleOf reads a schedule; ok is false when it calls no function of this account and region.
func (s *store) scheduleOf(summary *types.ScheduleSummary) (schedule inventory.Schedule, ok bool) {
	if summary.Target == nil {
		return schedule, false
	}
	target := aws.ToString(summary.Target.Arn)
	name, qualifier, here := s.callee(target)
	if !here && !callsLambdaAPI(target) {
		return schedule, false
	}
	return inventory.Schedule{
		ARN: aws.ToString(summary.Arn), Name: aws.ToString(summary.Name), Group: aws.ToString(summary.GroupName),
		Enabled: summary.State != types.ScheduleStateDisabled, Function: name, Qualifier: qualifier,
	}, true
}

// callsLambdaAPI tells whether a target is the call to invoke a function: arn:aws:scheduler:::aws-sdk:lambda:invoke.
func callsLambdaAPI(target string) bool {
	return strings.HasSuffix(target, ":scheduler:::aws-sdk:lambda:invoke") || strings.HasSuffix(target, ":scheduler:::aws-sdk:lambda:invokeAsync")
}

func fetchExpressions(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetSchedule, wants, func(ctx context.Context, w inventory.Want) error {
		group, name, _ := strings.Cut(w.Subject, "/")
		out, err := api.Scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{GroupName: &group, Name: &name})
		if err != nil {
			return err
		}
		if aws.ToString(out.ScheduleExpression) == "" {
			return errors.New("the answer holds no expression")
		}
		put(s, inventory.ExpressionKey(group, name), inventory.ScheduleExpression{
			Expression: aws.ToString(out.ScheduleExpression), Timezone: aws.ToString(out.ScheduleExpressionTimezone),
		})
		return nil
	})
}
