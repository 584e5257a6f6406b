package checks

import (
	"fmt"
	"maps"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ec2GravitonCandidate = Check{
	ID:         "ec2-graviton-candidate",
	Title:      "Linux instance on x86 that an arm64 type could replace for less",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.EC2Offerings, inventory.AutoScalingGroups},
	Thresholds: []*Threshold{&leastSaving},
	Judge:      eachFleet(judgeGraviton),
}

// judgeGraviton looks for a cheaper arm64 type for each type of the fleet. Whether the software runs there is not seen.
func judgeGraviton(p *Pass, f *fleet) Verdict {
	var movable []*inventory.Instance
	var stays Verdict
	for _, i := range f.members {
		if v := p.staysOnItsProcessor(i); v.Outcome != "" {
			stays = v
			continue
		}
		movable = append(movable, i)
	}
	if len(movable) == 0 {
		return stays
	}
	counts := typesOf(movable)
	moves, v, ok := p.gravitonMoves(f, counts)
	if !ok {
		return v
	}
	total := Savings{}
	for _, kind := range slices.Sorted(maps.Keys(moves)) {
		total = addGenerationSaving(total, counts[kind], moves[kind])
	}
	if total.HighUSD < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("arm64 would save %s a month, under %s", usd(total.HighUSD), usd(p.Limit(&leastSaving))))
	}
	return Found(p.gravitonFinding(f, movable, counts, moves, total))
}

// staysOnItsProcessor settles what the instance alone decides; without an outcome it may move.
func (p *Pass) staysOnItsProcessor(i *inventory.Instance) Verdict {
	spec, known := p.Prices.EC2Spec(i.Type)
	switch {
	case isWindows(i):
		return NotApplicable("Windows does not run on arm64 in EC2")
	case i.Platform != "" && i.Platform != "Linux/UNIX", i.Usage != "" && i.Usage != "RunInstances":
		return NotApplicable("its price includes a licence: " + i.Platform)
	case i.Architecture == string(pricing.ARM), known && spec.Arch == pricing.ARM:
		return Clean("it runs on arm64")
	case i.Architecture != "" && i.Architecture != string(pricing.X86):
		return NotApplicable("its system is built for " + i.Architecture)
	case !known:
		return Unknown("the hardware of " + i.Type + " is not in the built-in tables")
	case spec.GPUs > 0 || spec.FPGAs > 0:
		return NotApplicable("it is chosen for its accelerators")
	case spec.BareMetal():
		return NotApplicable("it is bare metal")
	case !plainLinux(i):
		return Unknown("it is Spot or on dedicated hardware: what it and its replacement cost is not in the built-in tables")
	}
	return Verdict{}
}

// gravitonMoves are the cheapest arm64 types that are sold where the fleet runs, by the type they replace. It is false,
// with a verdict, where none is cheaper or the offerings were not read.
func (p *Pass) gravitonMoves(f *fleet, counts map[string]int) (moves map[string]pricing.Successor, v Verdict, ok bool) {
	moves = map[string]pricing.Successor{}
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		if _, priced := p.Prices.EC2Linux(p.Region.Name, kind); !priced {
			return nil, Unknown(fmt.Sprintf("the price of %s in %s is not in the built-in tables, so that nothing can be compared", kind, p.Region.Name)), false
		}
		cheaper := slices.DeleteFunc(p.Prices.Gravitons(p.Region.Name, kind), func(s pricing.Successor) bool { return s.SavingPerHour() <= 0 })
		move, found, gap, known := p.offered(f, cheaper)
		if !known {
			return nil, Unread(gap), false
		}
		if found {
			moves[kind] = move
		}
	}
	if len(moves) == 0 {
		return nil, Clean("no arm64 type that could replace it is sold here for less"), false
	}
	return moves, Verdict{}, true
}

func (p *Pass) gravitonFinding(f *fleet, movable []*inventory.Instance, counts map[string]int, moves map[string]pricing.Successor, total Savings) Finding {
	first := slices.Sorted(maps.Keys(moves))[0]
	total.Meters = f.meters(func(i *inventory.Instance) bool {
		_, moves := moves[i.Type]
		return moves && slices.Contains(movable, i)
	})
	size := "the same size"
	if to, from := moves[first].To, moves[first].From; to.VCPU != from.VCPU || to.MemoryMiB != from.MemoryMiB {
		size = "more CPU or memory"
	}
	finding := Finding{
		Severity: severityOfCost(total.HighUSD), Confidence: Inferred, Savings: &total,
		Message: fmt.Sprintf("%s runs Linux on %s; %s has %s on arm64 for %.1f%% less. Whether its software is built for arm64 does not show.",
			f.name(), countWords(counts), moves[first].To.Type, size, 100*moves[first].SavingPerHour()/moves[first].FromPrice.USD),
		Fix: p.typeFix(f, first, moves[first].To.Type),
	}
	for _, kind := range slices.Sorted(maps.Keys(moves)) {
		next := moves[kind]
		finding.Evidence = append(finding.Evidence, setting("arm64 for "+kind, fmt.Sprintf("%s at %s an hour, against %s", next.To.Type, rate(next.ToPrice.USD), rate(next.FromPrice.USD))))
		if next.LostLocalGB > 0 {
			finding.Evidence = append(finding.Evidence, setting("instance storage lost with "+kind, fmt.Sprintf("%d GB", next.LostLocalGB)))
		}
	}
	finding.Evidence = append(finding.Evidence, f.size()...)
	// The type alone cannot be changed: the image is for one architecture.
	finding.Fix.Summary = "Build or choose an image for arm64 and test it, then move. " + finding.Fix.Summary
	if f.lone() {
		finding.Fix.Summary = fmt.Sprintf("Build or choose an image for arm64 and test it, then launch a %s from it in the place of this instance.", moves[first].To.Type)
		finding.Fix.CLI = ""
	}
	return finding
}
