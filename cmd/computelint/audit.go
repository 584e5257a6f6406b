package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/report"
)

type auditOptions struct {
	source
	settings
	outputs          []string
	failOn           string
	failOnIncomplete bool
	noCache          bool
}

func (p program) auditCommand() *cobra.Command {
	var o auditOptions
	c := &cobra.Command{
		Use:   "audit",
		Short: "Read an account and report what is wasted, slow or fragile",
		Example: `  computelint audit --demo
  computelint audit --profile prod --region eu-west-1 --region us-east-1
  computelint audit -o terminal -o sarif=computelint.sarif --fail-on high
  computelint audit --from account.snapshot -o markdown`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.audit(c, &o) },
	}
	o.liveFlags(c)
	o.savedFlags(c)
	o.fileFlags(c)
	o.checksFlag(c)
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "FORMAT, or FORMAT=FILE; repeat it for several (terminal, json, markdown, sarif)")
	f.StringArrayVar(&o.thresholds, "threshold", nil, "CHECK.NAME=VALUE, overrides a threshold and the configuration file; repeatable")
	f.StringArrayVar(&o.discounts, "discount", nil, "SERVICE=SHARE off the list price, as in ec2=0.28, beside those of the configuration file; repeatable (ebs, ec2, fargate, lambda, network)")
	f.StringVar(&o.prices, "prices", "embedded", pricesUsage)
	f.StringVar(&o.failOn, "fail-on", "", "exit 1 when a finding has this severity or a higher one (info, low, medium, high, critical)")
	f.BoolVar(&o.noCache, "no-cache", false, "read everything from AWS, and keep nothing between runs")
	c.MarkFlagsMutuallyExclusive("no-cache", "cache-dir")
	f.BoolVar(&o.failOnIncomplete, "fail-on-incomplete", false, "exit 5 when something could not be read")
	return c
}

func (p program) audit(c *cobra.Command, o *auditOptions) error {
	if o.demo && len(o.checks) == 0 { // nothing is asked of AWS, so nothing is too costly
		o.checks = []string{"all"}
	}
	selected, options, file, err := o.resolve()
	if err != nil {
		return err
	}
	failOn := checks.Severity(math.MaxInt)
	if o.failOn != "" {
		if failOn, err = checks.ParseSeverity(o.failOn); err != nil {
			return usage("--fail-on: %w", err)
		}
	}
	targets, err := p.openTargets(o.outputs)
	if err != nil {
		return err
	}
	defer targets.discard()
	p.reading(file, o.quiet)
	reader := p
	reader.cacheDir = o.keepIn(p.cacheDir)
	a, err := reader.account(c.Context(), &o.source, selected, &options)
	if err != nil {
		return err
	}
	result := checks.Run(a, selected, options)
	result.Tool = checks.Tool{Name: "computelint", Version: versionText()}
	if err := targets.write(result, p.reportOptions()); err != nil {
		return err
	}
	return verdict(result, failOn, o.failOnIncomplete)
}

// keepIn keeps task definitions and prices in a folder, unless the user named another one or wants none.
func (o *auditOptions) keepIn(dir string) string {
	if o.cacheDir == "" && !o.noCache {
		o.cacheDir = dir
	}
	return o.cacheDir
}

// verdict is the exit code of an audit that was reported.
func verdict(r *checks.Result, failOn checks.Severity, failOnIncomplete bool) error {
	blind := func(reason inventory.Reason) bool {
		return slices.ContainsFunc(r.Coverage.Blind, func(b checks.BlindSpot) bool { return b.Reason == reason })
	}
	worst, found := r.Worst()
	switch {
	case blind(inventory.Credentials):
		return exitError{exitCredentials, fmt.Errorf("the credentials were refused while reading: the report is incomplete; sign in again")}
	case !slices.ContainsFunc(r.Coverage.Regions, func(c checks.RegionCoverage) bool { return c.Status == "read" || c.Status == "partly" }):
		return couldNotRun("nothing could be read in any region; the report says which permissions are missing")
	case found && worst >= failOn:
		return exitError{code: exitFindings}
	case failOnIncomplete && !r.Complete():
		return exitError{exitIncomplete, fmt.Errorf("not everything could be read; the report says what and why")}
	}
	return nil
}

func (p program) reportOptions() report.Options {
	return report.Options{
		Width: terminalWidth(p.stdout), Color: colours(p.stdout),
		Help: func(id string) report.Help {
			page, _ := checks.PageOf(id)
			help := report.Help{Summary: page.Summary, Markdown: page.Markdown}
			if c, err := checks.Find(id); err == nil {
				help.Title, help.Category = c.Title, c.Category
			}
			return help
		},
	}
}
