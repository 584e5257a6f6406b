package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/computelint/computelint/checks"
)

// GitHub shows job summaries of up to 1 MiB; a comment may have 65,536 characters. The least is what the headline takes.
const (
	markdownBytes = 1_000_000
	markdownLeast = 20_000
)

// Markdown writes a result for a pull request or a job summary: the headline, a table of the findings, their evidence and
// commands folded away, what was not assessed, and the coverage. What does not fit is left out, and the text says so.
func Markdown(w io.Writer, r *checks.Result, o Options) error {
	size := o.MaxBytes
	if size <= 0 {
		size = markdownBytes
	}
	size = max(size, markdownLeast)
	head, tail := markdownHead(r), markdownTail(r)
	if len(tail) > size/2 {
		tail = "\nThe coverage is left out, because it is too long for this page.\n"
	}
	const sentences = 400 // room for what is said of that which is left out
	body := markdownFindings(r.Findings, size-len(head)-len(tail)-sentences)
	_, err := io.WriteString(w, head+body+tail)
	return err
}

func markdownHead(r *checks.Result) string {
	var b strings.Builder
	total, overlap := money(r)
	b.WriteString("## computelint: " + markdown(strings.TrimSuffix(markdownTitle(r), ".")) + "\n\n")
	fmt.Fprintf(&b, "Audit of %s.\n", markdown(audited(r)))
	if r.Synthetic {
		fmt.Fprintf(&b, "\n**%s**\n", demoNotice)
	}
	if total != "" {
		fmt.Fprintf(&b, "\n**Savings:** %s\n", markdown(strings.TrimSpace(total+". "+overlap)))
	}
	if s := unseen(r); s != "" {
		fmt.Fprintf(&b, "\n**Not assessed:** %s.\n", markdown(s))
	}
	return b.String()
}

func markdownTitle(r *checks.Result) string {
	if len(r.Findings) == 0 {
		return nothingFound(r)
	}
	return tally(r.Findings)
}

// markdownFindings writes as many rows as fit, and then as many details as still do.
func markdownFindings(all []checks.Finding, room int) string {
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| Severity | Check | Resource | Region | Saves a month | Fix |\n| --- | --- | --- | --- | ---: | --- |\n")
	rows := 0
	for _, f := range all {
		row := markdownRow(f)
		if b.Len()+len(row) > room {
			break
		}
		b.WriteString(row)
		rows++
	}
	if left := len(all) - rows; left > 0 {
		fmt.Fprintf(&b, "\nAnd %s, left out because this page is full; the JSON report has them all.\n", count(left, "more finding"))
	}
	const opening, closing = "\n<details><summary>Evidence and commands</summary>\n", "\n</details>\n"
	b.WriteString(opening)
	for i, f := range all[:rows] {
		detail := markdownDetail(f)
		if b.Len()+len(detail)+len(closing) > room {
			fmt.Fprintf(&b, "\nThe evidence of %s is left out because this page is full; the JSON report has it.\n", count(len(all)-i, "finding"))
			break
		}
		b.WriteString(detail)
	}
	b.WriteString(closing)
	return b.String()
}

func markdownRow(f checks.Finding) string {
	amount, _ := saves(f)
	cells := []string{
		markdown(f.Severity.String()), code(name(f.Check)), code(name(f.Resource.Label())), code(name(f.Resource.Region)),
		markdown(amount), markdown(text(f.Fix.Summary)),
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func markdownDetail(f checks.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n**%s** (%s), %s, %s, %s: %s\n\n", code(name(f.Resource.Label())), markdown(place(f.Resource)),
		code(name(f.Check)), f.Severity, markdown(name(string(f.Confidence))), markdown(text(f.Message)))
	fmt.Fprintf(&b, "- Resource: %s\n", code(name(f.Resource.ARN)))
	for i, e := range f.Evidence {
		if i == mostLines {
			fmt.Fprintf(&b, "- And %s\n", count(len(f.Evidence)-i, "more fact"))
			break
		}
		fmt.Fprintf(&b, "- Evidence: %s\n", markdown(proof(e, nil)))
	}
	if amount, why := saves(f); why != "" {
		fmt.Fprintf(&b, "- Saves a month: %s\n", markdown(joined(amount, why)))
	}
	for i, e := range f.Fix.Edits {
		if i == mostLines {
			break
		}
		fmt.Fprintf(&b, "- Fix in %s\n", markdown(edit(e)))
	}
	switch line, safe := command(f.Fix.CLI); {
	case !safe:
		b.WriteString("- " + commandWithheld + "\n")
	case line != "":
		b.WriteString("\n" + fenced(line))
	}
	return b.String()
}
