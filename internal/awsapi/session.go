package awsapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
)

// Options say whose account is read, and how.
type Options struct {
	Profile    string  // a profile of the shared configuration; empty for the default chain
	RoleARN    string  // a role to assume; empty for none
	ExternalID string  // what the role's trust policy asks for; only with RoleARN
	Policy     string  // a session policy for the role, as JSON; it can only narrow what the role may do
	Protocol   string  // CloudWatch's wire protocol: "auto", "json" or "cbor"
	Share      float64 // how much of each quota to take; 0 means half
	ScanLogs   bool    // let queries of logs be started, which are billed by what they scan
	Tape       *Tape   // records or replays; nil for neither
}

// Session is one signed-in caller. It gives clients for any region.
type Session struct {
	AccountID string
	Partition string
	Region    string // the caller's configured region, "" for none
	Meter     *Meter
	config    aws.Config
	protocol  string
	share     float64 // of each quota
}

// attempts is how often a request is made before it counts as failed. The SDK's adaptive mode never refills its retry
// quota (aws-sdk-go-v2 issue 3550), so the standard one is used.
const attempts = 5

// Open loads the ordinary AWS configuration and finds out whose account it is.
func Open(ctx context.Context, o Options) (*Session, error) {
	s := &Session{Meter: newMeter(), protocol: o.Protocol}
	// A plain *http.Client would make the configuration fail where AWS_CA_BUNDLE is set.
	client := awshttp.NewBuildableClient().WithTimeout(30 * time.Second)
	load := []func(*config.LoadOptions) error{
		config.WithHTTPClient(client),
		config.WithLogger(logging.Nop{}),
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(so *retry.StandardOptions) { so.MaxAttempts = attempts })
		}),
	}
	if o.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Tape != nil && !o.Tape.record {
		load = []func(*config.LoadOptions) error{config.WithCredentialsProvider(aws.AnonymousCredentials{}), config.WithRegion("us-east-1"),
			config.WithSharedConfigFiles([]string{}), config.WithSharedCredentialsFiles([]string{})}
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, fmt.Errorf("reading the AWS configuration: %w", err)
	}
	s.Region = cfg.Region
	if cfg.Region == "" {
		cfg.Region = "us-east-1" // for the questions that are not about a region; any region of the partition would do
	}
	if o.RoleARN != "" {
		cfg.Credentials = aws.NewCredentialsCache(assume(cfg, o))
	}
	p := newPacer(o.Share)
	s.share = p.share
	cfg.APIOptions = append(cfg.APIOptions, guard(o.ScanLogs))
	if o.Tape != nil {
		cfg.APIOptions = append(cfg.APIOptions, o.Tape.install) // outside the scrubbing: it never sees a secret
	}
	cfg.APIOptions = append(cfg.APIOptions, scrubAnswers, p.install, s.Meter.install, garbled)
	s.config = cfg
	return s, s.identify(ctx)
}

func assume(cfg aws.Config, o Options) aws.CredentialsProvider {
	return stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), o.RoleARN, func(a *stscreds.AssumeRoleOptions) {
		a.RoleSessionName = "computelint"
		if o.ExternalID != "" {
			a.ExternalID = aws.String(o.ExternalID)
		}
		if o.Policy != "" {
			a.Policy = aws.String(o.Policy)
		}
	})
}

func (s *Session) identify(ctx context.Context) error {
	who, err := sts.NewFromConfig(s.config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("asking AWS whose credentials these are: %w", err)
	}
	if aws.ToString(who.Account) == "" {
		return errors.New("asking AWS whose credentials these are: the answer names no account")
	}
	s.AccountID = aws.ToString(who.Account)
	s.Partition = partitionOf(aws.ToString(who.Arn))
	return nil
}
