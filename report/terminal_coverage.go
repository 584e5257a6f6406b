package report

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/checks"
)

// How many lines each list at the end of a report may take.
const mostLines = 20

// notAssessed lists what could not be read with the permission that would help, then what reading would not settle.
func notAssessed(p *paper, r *checks.Result) {
	p.title("Not assessed")
	if r.Complete() {
		p.say(2, "Everything that the checks asked for could be read.")
	}
	for _, note := range r.Coverage.Notes {
		p.write(2, 4, ink{plain, sentence(note.Message)}, ink{plain, sentence(note.Gap.String())}, ink{bold, remedy(note.Gap.Action)})
	}
	for i, s := range r.Coverage.Blind {
		if i == mostLines {
			p.say(2, fmt.Sprintf("And %s: -o json lists them.", count(len(r.Coverage.Blind)-i, "more operation")))
			break
		}
		p.write(2, 4, ink{plain, blindness(s)}, ink{bold, remedy(s.Action)})
	}
	open := puzzles(r)
	if len(open) == 0 {
		return
	}
	p.gap()
	p.say(2, "No permission would settle these:")
	for i, z := range open {
		if i == mostLines {
			p.say(2, fmt.Sprintf("And %s: -o json lists them.", count(len(open)-i, "more reason")))
			break
		}
		p.say(4, z.says())
	}
}

// coverage lists the regions, the checks with their verdicts, and what the run cost.
func coverage(p *paper, r *checks.Result) {
	p.title("Coverage")
	regions(p, r.Coverage.Regions)
	verdicts(p, r.Coverage.Checks)
	p.gap()
	for _, s := range runCost(r.Coverage.Cost) {
		p.say(2, s)
	}
	if s := tables(r.Coverage.TableDate); s != "" {
		p.say(2, "Built-in tables: "+s+".")
	}
}

func regions(p *paper, all []checks.RegionCoverage) {
	var empty []string
	for _, c := range all {
		holds := resources(c)
		switch {
		case c.Gap != nil:
			closed := "closed: " + text(c.Gap.String())
			if c.Gap.Detail != "" {
				closed += " (" + clip(c.Gap.Detail, 200) + ")"
			}
			p.write(2, 4, ink{bold, name(c.Name)}, ink{yellow, closed})
		case c.Status == "blind":
			p.write(2, 4, ink{bold, name(c.Name)}, ink{yellow, "nothing could be read"})
		case c.Status == "partly":
			p.write(2, 4, ink{bold, name(c.Name)}, ink{plain, holds}, ink{yellow, "(read in part)"})
		case holds == "":
			empty = append(empty, c.Name)
		default:
			p.write(2, 4, ink{bold, name(c.Name)}, ink{plain, holds})
		}
	}
	if len(empty) > 0 {
		p.write(2, 4, ink{plain, "Read and empty:"}, ink{plain, list(empty, 40)})
	}
}

// verdicts is a table of the checks: beside their names where there is room, else beneath them. Of many checks only those
// that have something to say are listed.
func verdicts(p *paper, all []checks.CheckCoverage) {
	if len(all) == 0 {
		return
	}
	widest := columns("check")
	for _, c := range all {
		widest = max(widest, columns(name(c.ID)))
	}
	const numbers = "%9s%7s%8s%7s"
	beside := 2+widest+31 <= p.columns
	row := func(kind style, id string, cells ...any) {
		line := fmt.Sprintf(numbers, cells...)
		if beside {
			p.line(2, []ink{{kind, id + strings.Repeat(" ", widest-columns(id)) + line}})
			return
		}
		p.line(2, []ink{{kind, id}})
		p.line(0, []ink{{kind, line}})
	}
	p.gap()
	row(dim, "check", "findings", "clean", "unknown", "n/a")
	quiet := 0
	for _, c := range all {
		if len(all) > mostLines && c.Findings+c.Unknown == 0 {
			quiet++
			continue
		}
		row(plain, name(c.ID), thousands(c.Findings), thousands(c.Clean), thousands(c.Unknown), thousands(c.NotApplicable))
	}
	if quiet > 0 {
		p.say(2, fmt.Sprintf("And %s that found nothing, with nothing unknown.", count(quiet, "more check")))
	}
}
