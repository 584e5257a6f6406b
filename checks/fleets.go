package checks

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// fleet is the running instances that one owner would replace together, or a lone instance. Instances that come and go
// every night are one subject, whose name stays: their owner.
type fleet struct {
	resource Resource
	owner    *fleetOwner                 // never nil: a lone instance owns itself
	members  []*inventory.Instance       // sorted by id, never empty
	group    *inventory.AutoScalingGroup // of an Auto Scaling group; nil when the groups were not read
}

// eachFleet asks once for each owner of running instances and once for each instance outside one. An instance for which
// the check is switched off does not count for its owner. A rule on tags gives an owner its thresholds where all its
// members carry the tag.
func eachFleet(judge func(*Pass, *fleet) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			fleets := map[string]*fleet{}
			for n := range p.Region.Instances {
				i := &p.Region.Instances[n]
				v, settled := p.turnTo(listed(i.Tags))
				switch {
				case settled:
				case i.State != "running":
					v, settled = NotApplicable("the instance is "+i.State), true
				case i.ManagedBy != "":
					v, settled = NotApplicable("it is managed by "+i.ManagedBy), true
				}
				if !settled {
					p.muster(fleets, i)
				} else if !yield(p.instanceResource(i), v) {
					return
				}
			}
			for _, arn := range slices.Sorted(maps.Keys(fleets)) {
				f := fleets[arn]
				v, settled := p.turnTo(listed(f.commonTags()))
				if !settled {
					v = judge(p, f)
				}
				if !yield(f.resource, v) {
					return
				}
			}
		}
	}
}

// muster adds an instance to the fleet it belongs to.
func (p *Pass) muster(fleets map[string]*fleet, i *inventory.Instance) {
	resource, owner := p.instanceResource(i), fleetOwnerOf(i)
	if owner != &loneInstance {
		resource = p.ownerNamed(owner, owner.nameIn(i.Tags))
	}
	f := fleets[resource.ARN]
	if f == nil {
		f = &fleet{resource: resource, owner: owner}
		if owner == &autoScalingOwner {
			f.group = p.groupNamed(resource.Name)
		}
		fleets[resource.ARN] = f
	}
	f.members = append(f.members, i)
}

func (p *Pass) groupNamed(name string) *inventory.AutoScalingGroup {
	for i := range p.Region.Groups {
		if p.Region.Groups[i].Name == name {
			return &p.Region.Groups[i]
		}
	}
	return nil
}

// commonTags are the tags that every member has with the same value.
func (f *fleet) commonTags() map[string]string {
	common := maps.Clone(f.members[0].Tags)
	for _, i := range f.members[1:] {
		maps.DeleteFunc(common, func(key, value string) bool { return i.Tags[key] != value })
	}
	return common
}

// lone tells whether the fleet is one instance that nothing would replace.
func (f *fleet) lone() bool { return f.owner == &loneInstance }

// name is the fleet as messages call it: "Auto Scaling group web", "jenkins (i-0a1b)".
func (f *fleet) name() string {
	if f.lone() {
		return instanceName(f.members[0])
	}
	return fmt.Sprintf(f.owner.words, f.resource.Name)
}

// oldestSign is the oldest proof of a fleet's existence: of its group, or of a member. Zero where there is none.
func (f *fleet) oldestSign() time.Time {
	var oldest time.Time
	if f.group != nil {
		oldest = f.group.CreatedAt
	}
	for _, i := range f.members {
		if sign := i.OldestSign(); oldest.IsZero() || !sign.IsZero() && sign.Before(oldest) {
			oldest = sign
		}
	}
	return oldest
}

// types counts the members by instance type.
func (f *fleet) types() map[string]int { return typesOf(f.members) }

func typesOf(members []*inventory.Instance) map[string]int {
	counts := map[string]int{}
	for _, i := range members {
		counts[i.Type]++
	}
	return counts
}

// zones are where the members run, sorted; nil where EC2 did not say.
func (f *fleet) zones() []string {
	zones := map[string]bool{}
	for _, i := range f.members {
		if i.Zone != "" {
			zones[i.Zone] = true
		}
	}
	return slices.Sorted(maps.Keys(zones))
}

// offered picks the first of some types, the best first, that is sold in every zone of the fleet.
func (p *Pass) offered(f *fleet, choices []pricing.Successor) (best pricing.Successor, found bool, gap inventory.Gap, known bool) {
	for _, choice := range choices {
		fact := Read(p, inventory.OfferingKey(choice.To.Type))
		offering, ok := fact.Get()
		if !ok {
			return best, false, fact.Why(), false
		}
		elsewhere := slices.ContainsFunc(f.zones(), func(zone string) bool { return !slices.Contains(offering.Zones, zone) })
		if len(offering.Zones) > 0 && !elsewhere {
			return choice, true, gap, true
		}
	}
	return best, false, gap, true
}

// size is evidence of how large an Auto Scaling group may get. No verdict may hang on it: unread, it is left out.
func (f *fleet) size() []Evidence {
	if f.group == nil {
		return nil
	}
	return []Evidence{setting("group size", fmt.Sprintf("%d, between %d and %d", f.group.Desired, f.group.Min, f.group.Max))}
}

// meters are those of the members for which the condition holds.
func (f *fleet) meters(of func(*inventory.Instance) bool) []string {
	var meters []string
	for _, i := range f.members {
		if of(i) {
			meters = append(meters, instanceMeter(i.ID))
		}
	}
	return meters
}

// typeFix says how to move the fleet from one instance type to another.
func (p *Pass) typeFix(f *fleet, from, to string) Fix {
	fix := Fix{Summary: fmt.Sprintf(f.owner.newType, to, from)}
	for _, path := range f.owner.typePaths {
		fix.Edits = append(fix.Edits, Property{path[0], path[1], to})
	}
	if f.lone() {
		fix.CLI = p.awsCLI("ec2", "modify-instance-attribute", "--instance-id", f.resource.Name, "--instance-type", "Value="+to)
	}
	return fix
}

// imageFix says how to move the fleet to a newer machine image; its id is "" where it is not known.
func (f *fleet) imageFix(to string) Fix {
	fix := Fix{Summary: f.owner.newImage}
	if to == "" {
		return fix
	}
	for _, path := range f.owner.imagePaths {
		fix.Edits = append(fix.Edits, Property{path[0], path[1], to})
	}
	return fix
}
