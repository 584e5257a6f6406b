package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/config"
	"github.com/computelint/computelint/internal/nearest"
	"github.com/computelint/computelint/internal/pricing"
)

// settings are the flags that say which checks run, and with which thresholds.
type settings struct {
	checks     []string
	thresholds []string
	discounts  []string
	path       string
	none       bool
}

func (s *settings) fileFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.path, "config", "", "configuration file (default: "+config.Name+" in the working directory, if there is one)")
	f.BoolVar(&s.none, "no-config", false, "read no configuration file")
	c.MarkFlagsMutuallyExclusive("config", "no-config")
}

func (s *settings) checksFlag(c *cobra.Command) {
	c.Flags().StringSliceVar(&s.checks, "checks", nil, "only these checks: ids, all, default; a trailing * matches any ending (lambda-*)")
}

// resolve reads the configuration and lays the flags over it. A check that the configuration disables still runs where
// --checks names it in full.
func (s *settings) resolve() (selected []*checks.Check, o checks.Options, file string, err error) {
	all, err := checks.Select(s.checks)
	if err != nil {
		return nil, o, "", usage("--checks: %w", err)
	}
	c, err := s.read()
	if err != nil {
		return nil, o, "", err
	}
	for _, check := range all {
		if !slices.Contains(c.Off, check.ID) || slices.Contains(s.checks, check.ID) {
			selected = append(selected, check)
		}
	}
	if len(selected) == 0 {
		return nil, o, "", usage("%s disables every check that was chosen: name one in full with --checks", c.Path)
	}
	byDefault := len(s.checks) == 0 || slices.Equal(s.checks, []string{"default"})
	discounts, err := parseDiscounts(c.Discounts, s.discounts)
	if err != nil {
		return nil, o, "", err
	}
	o = checks.Options{Prices: pricing.Embedded().Less(discounts), Rules: c.Rules, Frugal: byDefault}
	o.Overrides, err = parseThresholds(s.thresholds)
	if err != nil {
		return nil, o, "", err
	}
	return selected, o, c.Path, contradiction(o)
}

func (s *settings) read() (c config.Config, err error) {
	switch {
	case s.none:
		return c, nil
	case s.path == "":
		c, err = config.Find()
	default:
		c, err = config.Load(s.path)
	}
	if problems, ok := errors.AsType[config.Errors](err); ok {
		return c, exitError{exitUsage, problems}
	}
	if err != nil {
		return c, couldNotRun("cannot read the configuration: %w", err)
	}
	return c, nil
}

// parseDiscounts lays SERVICE=SHARE over what the configuration file has.
func parseDiscounts(file pricing.Discounts, args []string) (pricing.Discounts, error) {
	discounts := pricing.Discounts{}
	maps.Copy(discounts, file)
	for _, arg := range args {
		service, text, found := strings.Cut(arg, "=")
		share, err := strconv.ParseFloat(text, 64)
		switch {
		case !found || err != nil:
			return nil, usage("--discount %q: write SERVICE=SHARE, such as ec2=0.28", arg)
		case !slices.Contains(pricing.DiscountServices, service):
			return nil, usage("--discount: unknown service %q%s; there are %s", service,
				nearest.Of(service, pricing.DiscountServices), strings.Join(pricing.DiscountServices, ", "))
		}
		if refused := pricing.RefuseDiscount(share); refused != "" {
			return nil, usage("--discount %s: %s", arg, refused)
		}
		discounts[service] = share
	}
	return discounts, nil
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
		t, err := c.Threshold(name)
		if err != nil {
			return nil, usage("--threshold: %w", err)
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, usage("--threshold %s: %q is not a number", key, text)
		}
		if refused := t.Refuse(value); refused != "" {
			return nil, usage("--threshold %s: %s", arg, refused)
		}
		overrides[key] = value
	}
	return overrides, nil
}

// contradiction refuses thresholds of which the flags make nonsense.
func contradiction(o checks.Options) error {
	var layers []checks.Overrides
	for _, r := range o.Rules {
		if len(r.Accounts)+len(r.Regions)+len(r.Tags) == 0 {
			layers = append(layers, r.Limits)
		}
	}
	layers = append(layers, o.Overrides)
	for _, c := range checks.All {
		if text := c.Contradiction(layers...); text != "" {
			return usage("--threshold: %s", text)
		}
	}
	return nil
}

// reading says on standard error that a configuration file is in force: it may lie there unnoticed.
func (p program) reading(file string, quiet bool) {
	if file != "" && !quiet {
		fmt.Fprintf(p.stderr, "computelint: settings from %s\n", oneLine(file))
	}
}
