package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
	"github.com/computelint/computelint/report"
)

type auditOptions struct {
	source
	outputs          []string
	checks           []string
	thresholds       []string
	failOn           string
	failOnIncomplete bool
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
	f := c.Flags()
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "FORMAT, or FORMAT=FILE; repeat it for several (terminal, json, markdown, sarif)")
	f.StringSliceVar(&o.checks, "checks", nil, "only these checks; a trailing * matches any ending (lambda-*)")
	f.StringArrayVar(&o.thresholds, "threshold", nil, "CHECK.NAME=VALUE, overrides a threshold; repeatable")
	f.StringVar(&o.failOn, "fail-on", "", "exit 1 when a finding has this severity or a higher one (info, low, medium, high, critical)")
	f.BoolVar(&o.failOnIncomplete, "fail-on-incomplete", false, "exit 5 when something could not be read")
	return c
}

func (p program) audit(c *cobra.Command, o *auditOptions) error {
	selected, err := checks.Select(o.checks)
	if err != nil {
		return usage("--checks: %w", err)
	}
	overrides, err := parseThresholds(o.thresholds)
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
	options := checks.Options{Prices: pricing.Embedded(), Overrides: overrides}
	a, err := p.account(c.Context(), &o.source, selected, options)
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

// parseThresholds reads CHECK.NAME=VALUE.
func parseThresholds(args []string) (checks.Overrides, error) {
	overrides := checks.Overrides{}
	for _, arg := range args {
		key, text, found := strings.Cut(arg, "=")
		id, name, dotted := strings.Cut(key, ".")
		if !found || !dotted {
			return nil, usage("--threshold %q: write CHECK.NAME=VALUE, such as lambda-unused.window_days=30", arg)
		}
		c, err := checks.Find(id)
		if err != nil {
			return nil, usage("--threshold: %w", err)
		}
		if !slices.ContainsFunc(c.Thresholds, func(t *checks.Threshold) bool { return t.Name == name }) {
			return nil, usage("--threshold: %s has no threshold %q; `computelint explain %s` lists them", id, name, id)
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) || value < 0 {
			return nil, usage("--threshold %s: %q is not a number of 0 or more", key, text)
		}
		overrides[key] = value
	}
	return overrides, nil
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
