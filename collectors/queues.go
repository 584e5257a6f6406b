package collectors

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// queueAttributes are all that is asked for. Not the policy; and not FifoQueue, for which a standard queue refuses the whole
// request: the name tells.
var queueAttributes = []types.QueueAttributeName{
	types.QueueAttributeNameVisibilityTimeout, types.QueueAttributeNameMessageRetentionPeriod,
	types.QueueAttributeNameRedrivePolicy, types.QueueAttributeNameDelaySeconds,
	types.QueueAttributeNameApproximateNumberOfMessages,
}

func fetchQueues(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.GetQueueAttributes, wants, func(ctx context.Context, w inventory.Want) error {
		a, err := s.local(w.Subject, "sqs")
		if err != nil {
			return err
		}
		url, err := queueURL(a)
		if err != nil {
			return err
		}
		out, err := api.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: queueAttributes})
		if err != nil {
			return err
		}
		queue, err := queueOf(w.Subject, out.Attributes)
		if err != nil {
			return err
		}
		put(s, inventory.QueueKey(w.Subject), queue)
		return nil
	})
}

// The domains of SQS's public addresses, by partition. The region's client goes to its own endpoint all the same: of the
// address, SQS reads the account and the name.
var domains = map[string]string{
	"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu",
}

func queueURL(a arn.ARN) (string, error) {
	domain, ok := domains[a.Partition]
	if !ok {
		return "", fmt.Errorf("the addresses of queues in the partition %s are not known", a.Partition)
	}
	return fmt.Sprintf("https://sqs.%s.%s/%s/%s", a.Region, domain, a.AccountID, a.Resource), nil
}

func queueOf(queueARN string, attributes map[string]string) (inventory.Queue, error) {
	queue := inventory.Queue{ARN: queueARN, FIFO: strings.HasSuffix(queueARN, ".fifo")}
	for name, field := range map[types.QueueAttributeName]*int{
		types.QueueAttributeNameVisibilityTimeout: &queue.Visibility, types.QueueAttributeNameMessageRetentionPeriod: &queue.Retention,
		types.QueueAttributeNameDelaySeconds: &queue.DelaySeconds, types.QueueAttributeNameApproximateNumberOfMessages: &queue.MessagesVisible,
	} {
		n, err := strconv.Atoi(attributes[string(name)])
		if err != nil {
			return queue, fmt.Errorf("the answer says %q for %s", attributes[string(name)], name)
		}
		*field = n
	}
	text, ok := attributes[string(types.QueueAttributeNameRedrivePolicy)]
	if !ok {
		return queue, nil // the answer leaves it out where there is none
	}
	var redrive struct {
		Target string          `json:"deadLetterTargetArn"`
		Max    json.RawMessage `json:"maxReceiveCount"` // a number, or one in quotes, as whoever set it wrote it
	}
	err := json.Unmarshal([]byte(text), &redrive)
	if err == nil {
		queue.DeadLetter = redrive.Target
		queue.MaxReceive, err = strconv.Atoi(strings.Trim(string(redrive.Max), `"`))
	}
	if err != nil {
		return queue, fmt.Errorf("reading the redrive policy: %w", err)
	}
	return queue, nil
}

func fetchStreams(ctx context.Context, api *awsapi.Clients, s *store, wants []inventory.Want) {
	each(ctx, s, awsapi.DescribeStreamSummary, wants, func(ctx context.Context, w inventory.Want) error {
		a, err := s.local(w.Subject, "kinesis")
		if err != nil {
			return err
		}
		a.Resource, _, _ = strings.Cut(a.Resource, "/consumer/") // stream/orders/consumer/reader:1700000000
		out, err := api.Kinesis.DescribeStreamSummary(ctx, &kinesis.DescribeStreamSummaryInput{StreamARN: aws.String(a.String())})
		if err != nil {
			return err
		}
		d := out.StreamDescriptionSummary
		if d == nil || d.RetentionPeriodHours == nil {
			return errors.New("the answer does not say how long records are kept")
		}
		put(s, inventory.StreamKey(w.Subject), inventory.Stream{
			ARN: a.String(), RetentionHours: int(*d.RetentionPeriodHours), Shards: int(aws.ToInt32(d.OpenShardCount)),
		})
		return nil
	})
}
