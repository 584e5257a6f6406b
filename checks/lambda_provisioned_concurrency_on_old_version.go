package checks

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/computelint/computelint/internal/inventory"
)

var lambdaProvisionedConcurrencyOnOldVersion = Check{
	ID:         "lambda-provisioned-concurrency-on-old-version",
	Title:      "Provisioned concurrency on a version that nothing leads to",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.LambdaFunctions},
	Uses:       slices.Concat([]inventory.Dataset{inventory.LambdaProvisioned}, reachDatasets),
	Thresholds: []*Threshold{&minimumDays},
	Judge:      eachProvisioned(judgeProvisionedOnOldVersion),
}

func judgeProvisionedOnOldVersion(p *Pass, c provisioned) Verdict {
	if _, err := strconv.Atoi(c.Qualifier); err != nil {
		return NotApplicable("it is on an alias")
	}
	if len(c.calledAs) > 1 {
		return Clean("the alias " + c.calledAs[1] + " leads to it")
	}
	// A rollout warms the new version before the alias moves, and keeps the old one for the way back.
	grace := time.Duration(p.Days(&minimumDays)) * daily
	newest := c.fn.Versions[len(c.fn.Versions)-1]
	switch {
	case c.LastModified.IsZero() || newest.Config.LastModified.IsZero():
		return Unknown("AWS gives no date of its last change, so a rollout may be under way")
	case p.TakenAt.Sub(c.LastModified) < grace || p.TakenAt.Sub(newest.Config.LastModified) < grace:
		return Unknown(fmt.Sprintf("it was changed, or a version was published, less than %d days ago: a rollout may be under way", p.Days(&minimumDays)))
	}
	led := p.reachOf(c.fn, c.Qualifier)
	switch {
	case led.reached:
		return Clean(led.why)
	case led.gap.Reason != inventory.NotRequested:
		return Unread(led.gap)
	}
	f := Finding{
		Confidence: Measured,
		Message: fmt.Sprintf("%s holds %s of provisioned concurrency, but no alias points to version %s and nothing called it in two weeks.",
			inventory.Qualified(c.fn.Name, c.Qualifier), plural(c.level(), "environment"), c.Qualifier),
		Evidence: []Evidence{
			setting("allocated", fmt.Sprint(c.level())), setting("unchanged since", date(c.LastModified)),
			setting("aliases", c.aliasesSay(p)), setting("newest version", fmt.Sprintf("%s, published on %s", newest.Number, date(newest.Config.LastModified))),
			setting("calls, policies and event source mappings of the version", "none"),
		},
		Fix: c.remove(p, "Remove it, and put provisioned concurrency on the alias that the callers use: there it follows each release."),
	}
	return Found(c.save(p, f, float64(c.level())))
}

// aliasesSay lists where the function's aliases point.
func (c provisioned) aliasesSay(p *Pass) string {
	aliases, _ := Read(p, inventory.AliasesKey(c.fn.Name)).Get()
	if len(aliases) == 0 {
		return "none"
	}
	var all []string
	for _, a := range aliases {
		all = append(all, a.Name+" to "+a.Version)
	}
	return summary(all)
}
