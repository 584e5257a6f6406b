package checks

import (
	"iter"

	"github.com/computelint/computelint/internal/inventory"
)

// eachListed asks about every item of a root listing of the region, as it stands there.
func eachListed[T any](list func(*inventory.Region) []T, tags func(*T) map[string]string, resource func(*Pass, *T) Resource,
	judge func(*Pass, *T) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			items := list(p.Region)
			for i := range items {
				item := &items[i]
				v, settled := p.turnTo(listed(tags(item)))
				if !settled {
					v = judge(p, item)
				}
				if !yield(resource(p, item), v) {
					return
				}
			}
		}
	}
}

func eachGroup(judge func(*Pass, *inventory.AutoScalingGroup) Verdict) Judge {
	return eachListed(func(r *inventory.Region) []inventory.AutoScalingGroup { return r.Groups },
		func(g *inventory.AutoScalingGroup) map[string]string { return g.Tags }, func(p *Pass, g *inventory.AutoScalingGroup) Resource {
			r := p.groupResource(g.Name)
			r.Owner, r.Tags = stackOf(g.Tags), g.Tags
			return r
		}, judge)
}

func eachVolume(judge func(*Pass, *inventory.Volume) Verdict) Judge {
	return eachListed(func(r *inventory.Region) []inventory.Volume { return r.Volumes },
		func(v *inventory.Volume) map[string]string { return v.Tags }, (*Pass).volumeResource, judge)
}

func eachAddress(judge func(*Pass, *inventory.Address) Verdict) Judge {
	return eachListed(func(r *inventory.Region) []inventory.Address { return r.Addresses },
		func(a *inventory.Address) map[string]string { return a.Tags }, (*Pass).addressResource, judge)
}

func eachSnapshot(judge func(*Pass, *inventory.Snapshot) Verdict) Judge {
	return eachListed(func(r *inventory.Region) []inventory.Snapshot { return r.Snapshots },
		func(s *inventory.Snapshot) map[string]string { return s.Tags }, (*Pass).snapshotResource, judge)
}
