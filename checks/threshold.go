package checks

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/nearest"
)

// For how many days CloudWatch keeps datapoints of five minutes, the shortest that a window is read in, and of an hour
// (AWS, "Amazon CloudWatch concepts", 2026-11). Ten years bound what else is counted in days.
const (
	windowLimit   = 63
	lookBackLimit = 455
	daysLimit     = 3650
)

// Refuse says why a value cannot be the threshold's; "" when it can. No threshold may be zero or less: some are divided by,
// and what a zero would switch off is better switched off by name.
func (t *Threshold) Refuse(v float64) string {
	most, words := math.MaxFloat64, ""
	switch {
	case t == &windowDays:
		most, words = windowLimit, ": CloudWatch keeps five-minute datapoints no longer"
	case t == &lookBackDays:
		most, words = lookBackLimit, ": CloudWatch keeps metrics no longer"
	case t.Unit == "days":
		most = daysLimit
	case strings.HasPrefix(t.Unit, "share"):
		most = 1
	case strings.HasPrefix(t.Unit, "percent"):
		most = 100
	}
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "it must be a finite number"
	case v <= 0:
		return "it must be more than 0"
	case v > most:
		return fmt.Sprintf("it must be at most %g%s", most, words)
	case t.Unit == "days" && v != math.Trunc(v):
		return "it must be a whole number of days"
	}
	return ""
}

// ordered are thresholds of which the first cannot sensibly be more than the second.
var ordered = [][2]*Threshold{
	{&minimumDays, &windowDays},
	{&repeatedDays, &windowDays},
	{&soonDays, &noticeDays},
	{&noticeableInit, &slowInit},
	{&throttledShare, &severeShare},
	{&errorShare, &severeShare},
	{&poolShare, &fullShare},
}

// Contradiction says which two thresholds of a check contradict each other under users' values, of which the later win;
// "" when none do.
func (c *Check) Contradiction(layers ...Overrides) string {
	value := func(t *Threshold) float64 {
		v := t.Default
		for _, o := range layers {
			if given, ok := o[c.ID+"."+t.Name]; ok {
				v = given
			}
		}
		return v
	}
	for _, pair := range ordered {
		less, more := pair[0], pair[1]
		if slices.Contains(c.Thresholds, less) && slices.Contains(c.Thresholds, more) && value(less) > value(more) {
			return fmt.Sprintf("%s of %s, %g, would be more than its %s, %g", less.Name, c.ID, value(less), more.Name, value(more))
		}
	}
	return ""
}

// Threshold gives the threshold with a name. For an unknown one the error names the nearest.
func (c *Check) Threshold(name string) (*Threshold, error) {
	var names []string
	for _, t := range c.Thresholds {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s has no thresholds", c.ID)
	}
	return nil, fmt.Errorf("%s has no threshold %q%s; `computelint explain %s` lists them", c.ID, name, nearest.Of(name, names), c.ID)
}

// Having gives the checks that have a threshold with a name. Where none has, the error names the nearest.
func Having(selected []*Check, name string) ([]*Check, error) {
	if len(selected) == 1 {
		_, err := selected[0].Threshold(name)
		return selected, err
	}
	var having []*Check
	var names []string
	for _, c := range selected {
		for _, t := range c.Thresholds {
			names = append(names, t.Name)
			if t.Name == name {
				having = append(having, c)
			}
		}
	}
	if len(having) == 0 {
		return nil, fmt.Errorf("none of these checks has a threshold %q%s", name, nearest.Of(name, names))
	}
	return having, nil
}
