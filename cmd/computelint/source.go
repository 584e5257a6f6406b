package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/collectors"
	"github.com/computelint/computelint/fixtures"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// source says where an account is read from: AWS, a snapshot, or the demo.
type source struct {
	regions    []string
	profile    string
	roleARN    string
	externalID string
	protocol   string
	timeout    time.Duration
	scanLogs   float64 // dollars; 0: report lines are not read
	prices     string  // "embedded" or "live"; "" is the former
	scanPrice  float64 // dollars per GB where the price list has none; 0: not given
	cacheDir   string  // of task definitions; empty for none
	from       string
	demo       bool
	quiet      bool
}

func (s *source) liveFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&s.regions, "region", nil, "region to read; repeat it for several (default: every enabled region)")
	f.StringVar(&s.profile, "profile", "", "profile of the shared AWS configuration")
	f.StringVar(&s.roleARN, "role-arn", "", "role to assume first; it is narrowed to the reads of the chosen checks")
	f.StringVar(&s.externalID, "external-id", "", "external id that the role asks for")
	f.StringVar(&s.protocol, "cloudwatch-protocol", "auto", "auto, cbor or json: auto speaks JSON to custom endpoints, CBOR to AWS")
	f.DurationVar(&s.timeout, "timeout", 30*time.Minute, "stop reading after this time and report what was read")
	f.Float64Var(&s.scanLogs, "scan-logs", 0, "read Lambda's report lines with CloudWatch Logs Insights, for at most this many `USD` (default: off)")
	f.Float64Var(&s.scanPrice, "scan-logs-price", 0, "what scanning a GB costs in regions whose price is not known, in `USD` (default: such regions are not scanned)")
	f.StringVar(&s.cacheDir, "cache-dir", "", "folder that keeps task definitions and prices between runs (default: the user's cache folder; a snapshot keeps no definitions)")
	f.BoolVarP(&s.quiet, "quiet", "q", false, "no progress on standard error")
}

func (s *source) savedFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.from, "from", "", "judge a snapshot instead of AWS; - is standard input")
	f.BoolVar(&s.demo, "demo", false, "judge the built-in demo account, which is synthetic: no AWS, no network")
	for _, flag := range []string{"profile", "role-arn", "external-id", "scan-logs"} {
		c.MarkFlagsMutuallyExclusive("demo", "from", flag)
	}
}

// account reads the account for the given checks. Prices that are read of AWS on the way are laid over the options' book.
func (p program) account(ctx context.Context, s *source, selected []*checks.Check, o *checks.Options) (*inventory.Account, error) {
	if !slices.Contains([]string{"auto", "json", "cbor"}, s.protocol) {
		return nil, usage("unknown --cloudwatch-protocol %q: use auto, json or cbor", s.protocol)
	}
	if s.timeout <= 0 {
		return nil, usage("--timeout %s: give a time to read, such as 10m", s.timeout)
	}
	if !(s.scanLogs >= 0) || math.IsInf(s.scanLogs, 0) {
		return nil, usage("--scan-logs %v: give the dollars that the scan may cost, such as 0.50", s.scanLogs)
	}
	if !(s.scanPrice >= 0) || math.IsInf(s.scanPrice, 0) {
		return nil, usage("--scan-logs-price %v: give the dollars that scanning a GB costs, such as 0.005", s.scanPrice)
	}
	if s.scanPrice > 0 && s.scanLogs == 0 {
		return nil, usage("--scan-logs-price goes with --scan-logs")
	}
	if err := checkPrices(s.prices); err != nil {
		return nil, err
	}
	if s.prices == livePrices && (s.demo || s.from != "") {
		return nil, usage("--prices live asks AWS, so it does not go with --demo or --from")
	}
	if s.externalID != "" && s.roleARN == "" {
		return nil, usage("--external-id goes with --role-arn")
	}
	var a *inventory.Account
	var err error
	switch {
	case s.demo:
		a, err = fixtures.Demo()
	case s.from != "":
		a, err = p.saved(s.from)
	default:
		return p.live(ctx, s, selected, o)
	}
	if err != nil {
		return nil, err
	}
	return a, keepRegions(a, s.regions)
}

func (p program) saved(path string) (*inventory.Account, error) {
	in := p.stdin
	if path != "-" {
		file, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, couldNotRun("there is no snapshot %s: make one with `computelint snapshot %s`", path, path)
		}
		if err != nil {
			return nil, couldNotRun("cannot read the snapshot: %w", err)
		}
		defer file.Close() //nolint:errcheck // only read
		in = file
	}
	a, err := inventory.ReadSnapshot(in)
	if err != nil {
		return nil, couldNotRun("cannot read the snapshot %s: %w; take it again with `computelint snapshot`", path, err)
	}
	return a, nil
}

// keepRegions leaves out of a saved account what was not asked for.
func keepRegions(a *inventory.Account, wanted []string) error {
	if len(wanted) == 0 {
		return nil
	}
	var have []string
	for _, r := range a.Regions {
		have = append(have, r.Name)
	}
	for _, name := range wanted {
		if !slices.Contains(have, name) {
			return usage("the snapshot holds no region %q: it has %s", name, strings.Join(have, ", "))
		}
	}
	a.Regions = slices.DeleteFunc(a.Regions, func(r *inventory.Region) bool { return !slices.Contains(wanted, r.Name) })
	return nil
}

func (p program) live(ctx context.Context, s *source, selected []*checks.Check, o *checks.Options) (*inventory.Account, error) {
	if err := checkRegionNames(s.regions); err != nil {
		return nil, err
	}
	wanted := checks.Datasets(selected, *o)
	interrupted := ctx
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	progress := p.newProgress(s.quiet)
	defer progress.end()
	progress.phase("signing in")
	session, err := awsapi.Open(ctx, awsapi.Options{
		Profile: s.profile, RoleARN: s.roleARN, ExternalID: s.externalID, Policy: sessionPolicy(wanted, s.extras()),
		Protocol: s.protocol, Share: p.quotaShare, ScanLogs: s.scanLogs > 0,
	})
	switch {
	case interrupted.Err() != nil:
		return nil, couldNotRun("interrupted: nothing was written")
	case err != nil && errors.Is(err, context.DeadlineExceeded):
		return nil, couldNotRun("AWS did not answer within --timeout %s", s.timeout)
	case err != nil:
		return nil, s.signInError(err)
	}
	regions, notes, err := s.resolveRegions(ctx, session)
	if err != nil {
		return nil, err
	}
	if s.prices == livePrices {
		progress.phase("reading the price lists")
		o.Prices = p.readPrices(ctx, session, regions, o.Prices, progress.line)
	}
	progress.phase(fmt.Sprintf("reading account %s in %s", session.AccountID, countOf(len(regions), "region")))
	a := collectors.Run(ctx, session, collectors.Job{
		Regions: regions, Datasets: wanted, TakenAt: p.now(), Progress: progress.region,
		Definitions: s.definitions(),
		Logs:        collectors.LogScan{CapUSD: s.scanLogs, Prices: o.Prices, PerGB: s.scanPrice, Say: progress.line},
		Wants:       checks.NewPlanner(selected, *o).Wants,
	})
	if interrupted.Err() != nil {
		return nil, couldNotRun("interrupted: nothing was written")
	}
	a.Notes = notes
	return a, nil
}

func (s *source) definitions() collectors.Definitions {
	if s.cacheDir == "" {
		return collectors.Definitions{}
	}
	return collectors.Definitions{Dir: filepath.Join(s.cacheDir, "task-definitions")}
}

func (s *source) signInError(err error) error {
	if unknown := unconfirmed(s.regions); len(unknown) > 0 {
		return usage("unknown region %q%s", unknown[0], nearestRegion(unknown[0]))
	}
	if profile, ok := awsapi.MissingProfile(err); ok {
		return usage("the shared AWS configuration has no profile %q: `aws configure list-profiles` lists them", profile)
	}
	if advice, ok := awsapi.CredentialProblem(err); ok {
		return exitError{exitCredentials, errors.New(advice)}
	}
	return couldNotRun("cannot sign in to AWS: %w", err)
}

// resolveRegions gives the regions to read. Where the enabled ones cannot be listed, the configured one is read and the
// report says that there may be more.
func (s *source) resolveRegions(ctx context.Context, session *awsapi.Session) ([]string, []inventory.Note, error) {
	if len(s.regions) > 0 {
		return s.regions, nil, confirmRegions(ctx, session, unconfirmed(s.regions))
	}
	enabled, gap := session.EnabledRegions(ctx)
	if gap == nil && len(enabled) > 0 {
		return enabled, nil, nil
	}
	if session.Region == "" {
		return nil, nil, couldNotRun("the enabled regions cannot be listed (%s) and no region is configured: name one with --region", gapText(gap))
	}
	note := inventory.Note{Message: fmt.Sprintf("only %s was read: the list of enabled regions could not be had", session.Region)}
	if gap != nil {
		note.Gap = *gap
	}
	return []string{session.Region}, []inventory.Note{note}, nil
}

func gapText(gap *inventory.Gap) string {
	if gap == nil {
		return "the list is empty"
	}
	return gap.String()
}

func countOf(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
