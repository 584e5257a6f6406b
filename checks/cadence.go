package checks

import (
	"slices"
	"strconv"
	"strings"
)

// cadence is how often a schedule runs that runs in every hour of every day.
type cadence struct {
	perHour float64
	gap     int // minutes between two runs, the longest
}

// cadenceOf reads a schedule expression of EventBridge: "rate(5 minutes)", "cron(0/5 * * * ? *)". It is false for one that
// does not run in every hour of every day, and for one that it cannot read.
func cadenceOf(expression string) (cadence, bool) {
	kind, rest, _ := strings.Cut(strings.TrimSpace(expression), "(")
	fields := strings.Fields(strings.TrimSuffix(rest, ")"))
	switch {
	case kind == "rate" && len(fields) == 2:
		n, err := strconv.Atoi(fields[0])
		if err != nil || n < 1 || n > 60 || strings.TrimSuffix(fields[1], "s") != "minute" {
			return cadence{}, false
		}
		return cadence{perHour: 60 / float64(n), gap: n}, true
	case kind == "cron" && len(fields) == 6:
		if slices.ContainsFunc(fields[1:], func(field string) bool { return !always(field) }) {
			return cadence{}, false
		}
		return minutesOf(fields[0])
	}
	return cadence{}, false
}

// always tells whether a field of a cron expression excludes no hour, day, month or year.
func always(field string) bool {
	return slices.Contains([]string{"*", "?", "*/1", "0/1", "1/1", "0-23", "1-31", "1-12", "1-7", "SUN-SAT", "MON-SUN"}, field)
}

// minutesOf reads the field of the minutes: a list of "*", "5", "0-30", each of them also with a step, "0/15".
func minutesOf(field string) (cadence, bool) {
	var runs [60]bool
	for part := range strings.SplitSeq(field, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		fromText, toText, ranged := strings.Cut(span, "-")
		from, to, step := 0, 59, 1
		var errs [3]error
		if span != "*" {
			from, errs[0] = strconv.Atoi(fromText)
			switch {
			case ranged:
				to, errs[1] = strconv.Atoi(toText)
			case !stepped:
				to = from
			}
		}
		if stepped {
			step, errs[2] = strconv.Atoi(stepText)
		}
		if errs != [3]error{} || from < 0 || to > 59 || from > to || step < 1 {
			return cadence{}, false
		}
		for m := from; m <= to; m += step {
			runs[m] = true
		}
	}
	n, gap, last := 0, 0, -1
	for m := range 2 * len(runs) { // twice around, for the gap over the full hour
		if !runs[m%60] {
			continue
		}
		if m < 60 {
			n++
		}
		if last >= 0 {
			gap = max(gap, m-last)
		}
		last = m
	}
	return cadence{perHour: float64(n), gap: gap}, true
}
