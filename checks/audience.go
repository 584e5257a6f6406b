package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/timeseries"
)

// Does somebody wait for a function's answer? The trigger graph (triggers.go) says who calls it.

// What whoIsSeen reads, and what whoWaits does.
var (
	seenDatasets = []inventory.Dataset{
		inventory.LambdaMappings, inventory.LambdaPolicies, inventory.LambdaAliases, inventory.MetricNames, inventory.APIs, inventory.APIIntegrations,
	}
	triggerDatasets = slices.Concat([]inventory.Dataset{inventory.LambdaURLs}, seenDatasets, roleDatasets)
)

// Waiting says whether somebody waits for a function's answer.
type waiting int

const (
	undecided    waiting = iota // a source could not be read, or none is visible
	someoneWaits                // at least one source is synchronous
	nobodyWaits                 // every visible source was read, there is at least one, and all are asynchronous or polled
)

// audience is the answer of the trigger graph for a function, or for some of its qualifiers.
type audience struct {
	waiting waiting
	why     string        // the sources, or what stands in the way
	gap     inventory.Gap // for undecided: what could not be read; zero when everything was
}

// verdict is Unknown, for checks that cannot judge an undecided audience.
func (a audience) verdict() Verdict {
	if a.gap.Reason != inventory.NotRequested {
		return Unread(a.gap)
	}
	return Unknown(a.why)
}

// whoWaitsFor asks about a function as a whole: $LATEST, every alias, and every version that was called.
func (p *Pass) whoWaitsFor(f *inventory.Function) audience {
	return p.ofAllQualifiers(f, p.whoWaits)
}

// ofAllQualifiers asks one of the questions below about everything that can be called of a function.
//
// Where events account for nearly everything that ran, nobody waited, whoever is allowed to call, and no policy needs to be read.
// Where that could not be read, a trigger alone would not tell.
func (p *Pass) ofAllQualifiers(f *inventory.Function, ask func(*inventory.Function, []string) audience) audience {
	if who := p.whoWaitedByTraffic(f); who.waiting == nobodyWaits || who.gap.Reason != inventory.NotRequested {
		return who
	}
	qualifiers, gap := p.qualifiersOf(f)
	if len(qualifiers) == 0 {
		return audience{gap: gap}
	}
	who := ask(f, qualifiers)
	if gap.Reason != inventory.NotRequested && who.waiting != someoneWaits {
		return audience{gap: gap} // a version that is called directly may have a trigger of its own
	}
	return who
}

// whoWaitedByTraffic answers that nobody waits where nearly all invocations of the window, of whatever qualifier, were
// asynchronous (background_share), and there were enough of them to say so. Otherwise it is undecided, with the gap where
// the series are still to be read.
func (p *Pass) whoWaitedByTraffic(f *inventory.Function) audience {
	received, gap, known := asyncEvents.exists(p, functionDims(f))
	if !known || !received {
		return audience{gap: gap}
	}
	runs, events, gap, known := overBoth(p, invocations, asyncEvents, p.Days(&windowDays), daily, functionDims(f))
	if !known {
		return audience{gap: gap}
	}
	ran, came := timeseries.Sum(runs), timeseries.Sum(events)
	if _, few := p.tooFewDays(runs); few || ran < leastTraffic.Default || came < backgroundShare.Default*ran || came > ran/backgroundShare.Default {
		return audience{}
	}
	return audience{waiting: nobodyWaits, why: fmt.Sprintf("%s of its %.0f invocations were asynchronous", percent(100*min(1, came/ran)), ran)}
}

// qualifiersOf lists what can be called of a function: itself (""), every alias, and every version that was called. None
// means that the aliases could not be read; where there is a gap and yet some, called versions may be missing.
func (p *Pass) qualifiersOf(f *inventory.Function) (qualifiers []string, gap inventory.Gap) {
	qualifiers = []string{""}
	if len(f.Versions) == 0 {
		return qualifiers, gap
	}
	fact := Read(p, inventory.AliasesKey(f.Name))
	aliases, ok := fact.Get()
	if !ok {
		return nil, fact.Why()
	}
	for _, a := range aliases {
		qualifiers = append(qualifiers, a.Name)
	}
	for _, v := range f.Versions {
		called, why, known := invocations.exists(p, qualifierDims(f, v.Number))
		switch {
		case !known:
			gap = why
		case called:
			qualifiers = append(qualifiers, v.Number)
		}
	}
	return qualifiers, gap
}

// whoWaits asks about some qualifiers of a function; "" is the function itself.
func (p *Pass) whoWaits(f *inventory.Function, qualifiers []string) audience {
	who, seen := p.whoIsSeenCalling(f, qualifiers)
	if who.waiting == someoneWaits || who.gap.Reason == inventory.NotCollected {
		return who // decided, or the policies come first
	}
	urls, gap := p.urlsOf(f, qualifiers)
	if len(urls) > 0 || gap.Reason != inventory.NotRequested {
		return audienceOf(urls, gap)
	}
	if who.gap.Reason != inventory.NotRequested {
		return who
	}
	byRole, gap := p.callersByRole(f, qualifiers)
	return audienceOf(append(seen, byRole...), gap)
}

// whoIsSeen asks the same without listing function URLs, which costs a call a function, or callers that use a role of
// their own. It passes over a URL that only IAM principals may call, and that nobody called in two weeks.
func (p *Pass) whoIsSeen(f *inventory.Function, qualifiers []string) audience {
	who, _ := p.whoIsSeenCalling(f, qualifiers)
	return who
}

func (p *Pass) whoIsSeenCalling(f *inventory.Function, qualifiers []string) (audience, []trigger) {
	called, gap, known := urlRequests.exists(p, functionDims(f))
	if called && slices.Contains(qualifiers, "") {
		return audience{waiting: someoneWaits, why: "its function URL had requests"}, nil
	}
	if known {
		gap = inventory.Gap{}
	}
	behind, unlisted := p.behindAPIs(f, qualifiers)
	if gap.Reason == inventory.NotRequested {
		gap = unlisted
	}
	if who := audienceOf(behind, gap); who.waiting == someoneWaits || gap.Reason == inventory.NotCollected {
		return who, behind // decided, or the APIs come before the policies
	}
	triggers, unread := p.triggersOf(f, qualifiers)
	if gap.Reason == inventory.NotRequested {
		gap = unread
	}
	triggers = append(triggers, behind...)
	return audienceOf(triggers, gap), triggers
}

// audienceOf decides from the triggers that were seen. One that waits is proof by itself; that nobody waits is proven only
// where everything was read.
func audienceOf(triggers []trigger, gap inventory.Gap) audience {
	var sources, strangers []string
	for _, t := range triggers {
		switch t.waits {
		case someoneWaits:
			return audience{waiting: someoneWaits, why: t.says()}
		case nobodyWaits:
			sources = append(sources, t.name)
		case undecided:
			strangers = append(strangers, t.name)
		}
	}
	switch {
	case gap.Reason != inventory.NotRequested:
		return audience{gap: gap}
	case len(strangers) > 0:
		return audience{why: "whether somebody waits is not known of " + summary(strangers)}
	case len(sources) > 0:
		return audience{waiting: nobodyWaits, why: "it is called by " + summary(sources) + " only"}
	}
	return audience{why: "no trigger is visible, and callers with IAM permissions do not show"}
}

// summary names up to three of the sources.
func summary(sources []string) string {
	slices.Sort(sources)
	sources = slices.Compact(sources)
	if more := len(sources) - 3; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(sources[:3], ", "), more)
	}
	return strings.Join(sources, ", ")
}
