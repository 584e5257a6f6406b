package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/computelint/computelint/checks"
)

// How much of one check is printed at one severity. Findings that matter are all there, in full or on a line each; of the
// others a few stand for the rest, which is counted.
const (
	fullSerious = 20 // of high and critical, in full; then a line each
	fullMinor   = 5  // of the others, in full; then a count
)

var severityStyles = [...]style{checks.Info: dim, checks.Low: cyan, checks.Medium: yellow, checks.High: red, checks.Critical: boldRed}

// Terminal writes a result for people, filled to the width of their terminal: the headline, the findings with the worst
// first, what was not assessed, and what was covered.
func Terminal(w io.Writer, r *checks.Result, o Options) error {
	p := newPaper(o)
	headline(p, r)
	findings(p, r)
	notAssessed(p, r)
	coverage(p, r)
	if len(r.Findings) > fullSerious { // the headline has scrolled away
		p.title(tally(r.Findings) + ".")
	}
	_, err := io.WriteString(w, p.out.String())
	return err
}

func headline(p *paper, r *checks.Result) {
	p.write(0, 2, ink{bold, strings.TrimSpace("computelint "+name(r.Tool.Version)) + ":"}, ink{plain, audited(r)})
	if r.Synthetic {
		p.write(0, 2, ink{yellow, demoNotice})
	}
	p.gap()
	if len(r.Findings) == 0 {
		p.write(0, 2, ink{bold, nothingFound(r)})
	} else {
		p.write(0, 2, ink{bold, tally(r.Findings) + "."})
	}
	total, overlap := money(r)
	if total != "" {
		p.write(0, 2, ink{bold, "Savings:"}, ink{plain, total + "."})
	}
	if overlap != "" {
		p.say(2, overlap)
	}
	if s := unseen(r); s != "" {
		p.write(0, 2, ink{yellow, "Not assessed:"}, ink{plain, s + "."})
	}
}

// group is the findings of one check at one severity.
type group struct {
	check    string
	severity checks.Severity
}

func findings(p *paper, r *checks.Result) {
	shown := map[group]int{}
	var counted []group
	rest := map[group][]checks.Finding{}
	for _, f := range r.Findings {
		g := group{f.Check, f.Severity}
		shown[g]++
		switch serious := f.Severity >= checks.High; {
		case serious && shown[g] > fullSerious:
			inBrief(p, f)
		case !serious && shown[g] > fullMinor:
			if len(rest[g]) == 0 {
				counted = append(counted, g)
			}
			rest[g] = append(rest[g], f)
		default:
			inFull(p, f)
		}
	}
	if len(counted) == 0 {
		return
	}
	p.title("Counted only (-o json lists them)")
	for _, g := range counted {
		p.write(2, 4, tag(g.severity), ink{plain, fmt.Sprintf("%s: %s", name(g.check), count(len(rest[g]), "more finding"))})
	}
}

func tag(s checks.Severity) ink {
	return ink{severityStyles[s], "[" + strings.ToUpper(s.String()) + "]"}
}

func inFull(p *paper, f checks.Finding) {
	p.gap()
	p.write(0, 2, tag(f.Severity), ink{bold, name(f.Resource.Label())}, ink{plain, "(" + place(f.Resource) + ")"}, ink{dim, name(f.Check)})
	p.write(2, 2, ink{plain, text(f.Message)})
	if evidence := proofs(f.Evidence, 3); evidence != "" {
		label := "Evidence:"
		if f.Confidence == checks.Inferred {
			label = "Evidence (inferred):"
		}
		p.label(2, label, evidence)
	}
	if amount, why := saves(f); amount != "" {
		if why != "" {
			amount += ";"
		}
		p.write(2, 4, ink{dim, "Saves a month:"}, ink{bold, amount}, ink{plain, why})
	}
	if f.Fix.Summary != "" {
		p.label(2, "Fix:", text(f.Fix.Summary))
	}
	switch line, safe := command(f.Fix.CLI); {
	case !safe:
		p.say(4, commandWithheld)
	case line != "":
		p.copyable(4, line)
	default:
		for _, e := range f.Fix.Edits {
			p.say(4, edit(e))
		}
	}
}

const commandWithheld = "The command line is not shown: a name in it has characters that do not print. -o json has it."

func inBrief(p *paper, f checks.Finding) {
	amount, _ := saves(f)
	p.write(0, 2, tag(f.Severity), ink{bold, name(f.Resource.Label())}, ink{plain, "(" + place(f.Resource) + ")"},
		ink{dim, name(f.Check)}, ink{plain, amount})
}
