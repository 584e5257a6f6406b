package report

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/checks"
)

// markdownTail lists what was not assessed, and folded away what was.
func markdownTail(r *checks.Result) string {
	var b strings.Builder
	b.WriteString("\n### Not assessed\n\n")
	if r.Complete() {
		b.WriteString("- Everything that the checks asked for could be read.\n")
	}
	for _, n := range r.Coverage.Notes {
		bullet(&b, sentence(n.Message)+" "+sentence(n.Gap.String())+" "+remedy(n.Gap.Action))
	}
	for i, s := range r.Coverage.Blind {
		if i == mostLines {
			bullet(&b, "And "+count(len(r.Coverage.Blind)-i, "more operation")+".")
			break
		}
		bullet(&b, blindness(s)+" "+remedy(s.Action))
	}
	open := puzzles(r)
	if len(open) > 0 {
		b.WriteString("\nNo permission would settle these:\n\n")
	}
	for i, z := range open {
		if i == mostLines {
			bullet(&b, "And "+count(len(open)-i, "more reason")+".")
			break
		}
		bullet(&b, z.says())
	}
	b.WriteString("\n<details><summary>Coverage</summary>\n\n")
	markdownRegions(&b, r.Coverage.Regions)
	markdownVerdicts(&b, r.Coverage.Checks)
	for _, s := range runCost(r.Coverage.Cost) {
		bullet(&b, s)
	}
	if s := tables(r.Coverage.TableDate); s != "" {
		bullet(&b, "Built-in tables: "+s+".")
	}
	b.WriteString("\n</details>\n")
	return b.String()
}

func bullet(b *strings.Builder, clean string) {
	b.WriteString("- " + markdown(strings.TrimSpace(clean)) + "\n")
}

func markdownRegions(b *strings.Builder, all []checks.RegionCoverage) {
	var empty []string
	for _, c := range all {
		holds := resources(c)
		switch {
		case c.Gap != nil:
			bullet(b, name(c.Name)+" is closed: "+text(c.Gap.String()))
		case c.Status == "blind":
			bullet(b, name(c.Name)+": nothing could be read")
		case c.Status == "partly":
			bullet(b, strings.TrimSpace(name(c.Name)+" "+holds)+" (read in part)")
		case holds == "":
			empty = append(empty, c.Name)
		default:
			bullet(b, name(c.Name)+": "+holds)
		}
	}
	if len(empty) > 0 {
		bullet(b, "Read and empty: "+list(empty, 40))
	}
}

func markdownVerdicts(b *strings.Builder, all []checks.CheckCoverage) {
	b.WriteString("\n| Check | Findings | Clean | Unknown | Does not apply |\n| --- | ---: | ---: | ---: | ---: |\n")
	for _, c := range all {
		fmt.Fprintf(b, "| %s | %d | %d | %d | %d |\n", code(name(c.ID)), c.Findings, c.Clean, c.Unknown, c.NotApplicable)
	}
	b.WriteString("\n")
}
