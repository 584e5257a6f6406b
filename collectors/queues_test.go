package collectors

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

func TestQueues(t *testing.T) {
	const jobs = "arn:aws:sqs:eu-west-1:111122223333:jobs"
	attributes := func(more string) string {
		return `{"Attributes": {"VisibilityTimeout": "30", "MessageRetentionPeriod": "345600", "DelaySeconds": "5", "ApproximateNumberOfMessages": "12"` + more + `}}`
	}
	input := func(domain, account, name string) string {
		return strings.Replace(queueInput, "amazonaws.com/111122223333/jobs", domain+"/"+account+"/"+name, 1)
	}
	plain := inventory.Queue{ARN: jobs, Visibility: 30, Retention: 345600, DelaySeconds: 5, MessagesVisible: 12}
	withDead := plain
	withDead.DeadLetter, withDead.MaxReceive = "arn:aws:sqs:eu-west-1:111122223333:dead", 3
	fifo, china := plain, plain
	fifo.ARN, fifo.FIFO = jobs+".fifo", true
	china.ARN = "arn:aws-cn:sqs:eu-west-1:111122223333:jobs"
	theirs := "arn:aws:sqs:eu-west-1:444455556666:jobs"
	for name, c := range map[string]struct {
		arn    string
		entry  awsapi.TapeEntry
		want   *inventory.Queue // nil for a gap
		reason inventory.Reason
	}{
		"plain": {jobs, answer(awsapi.GetQueueAttributes, queueInput, attributes("")), &plain, ""},
		"with a dead-letter queue": {jobs, answer(awsapi.GetQueueAttributes, queueInput,
			attributes(`, "RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:dead\",\"maxReceiveCount\":3}"`)), &withDead, ""},
		"with a count in quotes": {jobs, answer(awsapi.GetQueueAttributes, queueInput,
			attributes(`, "RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:dead\",\"maxReceiveCount\":\"3\"}"`)), &withDead, ""},
		"with a policy of words": {jobs, answer(awsapi.GetQueueAttributes, queueInput, attributes(`, "RedrivePolicy": "dead"`)), nil, inventory.Failed},
		"first in, first out":    {fifo.ARN, answer(awsapi.GetQueueAttributes, input("amazonaws.com", "111122223333", "jobs.fifo"), attributes("")), &fifo, ""},
		"in China":               {china.ARN, answer(awsapi.GetQueueAttributes, input("amazonaws.com.cn", "111122223333", "jobs"), attributes("")), &china, ""},
		"of another account":     {theirs, refusal(awsapi.GetQueueAttributes, input("amazonaws.com", "444455556666", "jobs"), "AccessDenied"), nil, inventory.Denied},
		"deleted":                {jobs, refusal(awsapi.GetQueueAttributes, queueInput, "AWS.SimpleQueueService.NonExistentQueue"), nil, inventory.Failed},
		"without its timeout":    {jobs, answer(awsapi.GetQueueAttributes, queueInput, `{"Attributes": {"DelaySeconds": "5"}}`), nil, inventory.Failed},
		"far away":               {"arn:aws:sqs:us-east-1:111122223333:jobs", awsapi.TapeEntry{}, nil, inventory.Failed},
		"no queue":               {"arn:aws:sns:eu-west-1:111122223333:jobs", awsapi.TapeEntry{}, nil, inventory.Failed},
		"of no known partition":  {"arn:aws-moon:sqs:eu-west-1:111122223333:jobs", awsapi.TapeEntry{}, nil, inventory.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			key := inventory.QueueKey(c.arn)
			r := read(t, nil, []inventory.Want{key.Want()}, c.entry)
			if c.want == nil {
				if g := whyNot(t, r, key); g.Reason != c.reason || g.Detail == "" {
					t.Errorf("%+v", g)
				}
				return
			}
			if diff := cmp.Diff(*c.want, known(t, r, key)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A consumer of a stream has an ARN of its own; the stream's is a part of it.
func TestStreams(t *testing.T) {
	const stream = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"
	direct, fanOut := inventory.StreamKey(stream), inventory.StreamKey(stream+"/consumer/reader:1700000000")
	far := inventory.StreamKey("arn:aws:kinesis:us-east-1:111122223333:stream/clicks")
	r := read(t, nil, []inventory.Want{direct.Want(), fanOut.Want(), far.Want()},
		answer(awsapi.DescribeStreamSummary, `{"StreamARN": "`+stream+`"}`, `{"StreamDescriptionSummary": {"RetentionPeriodHours": 48, "OpenShardCount": 4}}`))
	for _, key := range []inventory.Key[inventory.Stream]{direct, fanOut} {
		if got := known(t, r, key); got != (inventory.Stream{ARN: stream, RetentionHours: 48, Shards: 4}) {
			t.Errorf("%s: %+v", key.Want().Subject, got)
		}
	}
	whyNot(t, r, far)
}
