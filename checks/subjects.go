package checks

import (
	"iter"

	"github.com/computelint/computelint/internal/inventory"
)

// Each of these asks about every subject of a kind, so that a check cannot pass one over in silence, and turns to the
// thresholds that the users' rules give the subject before the check judges it.

// allOf asks about the subjects of several judges, in turn.
func allOf(judges ...Judge) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for _, judge := range judges {
				for subject, v := range judge(p) {
					if !yield(subject, v) {
						return
					}
				}
			}
		}
	}
}

func eachFunction(judge func(*Pass, *inventory.Function) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for i := range p.Region.Functions {
				f := &p.Region.Functions[i]
				v, settled := p.turnTo(p.functionTags(f))
				if !settled {
					v = judge(p, f)
				}
				if !yield(p.functionResource(f), v) {
					return
				}
			}
		}
	}
}

// eachProvisioned asks about every provisioned-concurrency configuration that holds anything. A function without one is
// not applicable; one whose configurations or aliases could not be read is unknown.
func eachProvisioned(judge func(*Pass, provisioned) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for i := range p.Region.Functions {
				f := &p.Region.Functions[i]
				if v, settled := p.turnTo(p.functionTags(f)); settled {
					if !yield(p.functionResource(f), v) {
						return
					}
					continue
				}
				configs, gap, known := p.provisionedOf(f)
				switch {
				case !known:
					if !yield(p.functionResource(f), Unread(gap)) {
						return
					}
				case len(configs) == 0:
					if !yield(p.functionResource(f), NotApplicable("no provisioned concurrency")) {
						return
					}
				}
				for _, config := range configs {
					subject, gap, known := p.provisionedFor(f, config)
					v := Unread(gap)
					switch {
					case subject.level() == 0:
						v = NotApplicable("nothing is allocated")
					case known:
						v = judge(p, subject)
					}
					if !yield(p.qualifierResource(f, config.Qualifier), v) {
						return
					}
				}
			}
		}
	}
}

// eachCapacityProvider asks about every capacity provider that functions run on. One without functions runs nothing.
func eachCapacityProvider(judge func(*Pass, capacityProvider) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for _, provider := range p.capacityProviders() {
				v, settled := p.turnTo(listed(nil)) // its tags are not read
				if !settled {
					v = judge(p, provider)
				}
				if !yield(p.capacityProviderResource(provider), v) {
					return
				}
			}
		}
	}
}

func eachService(judge func(*Pass, *inventory.Cluster, *inventory.Service) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for i := range p.Region.Clusters {
				c := &p.Region.Clusters[i]
				for j := range c.Services {
					s := &c.Services[j]
					v, settled := p.turnTo(listed(s.Tags))
					if !settled {
						v = judge(p, c, s)
					}
					if !yield(p.serviceResource(s), v) {
						return
					}
				}
			}
		}
	}
}

func eachCluster(judge func(*Pass, *inventory.Cluster) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for i := range p.Region.Clusters {
				c := &p.Region.Clusters[i]
				v, settled := p.turnTo(listed(c.Tags))
				if !settled {
					v = judge(p, c)
				}
				if !yield(p.clusterResource(c), v) {
					return
				}
			}
		}
	}
}

func eachInstance(judge func(*Pass, *inventory.Instance) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for i := range p.Region.Instances {
				instance := &p.Region.Instances[i]
				v, settled := p.turnTo(listed(instance.Tags))
				if !settled {
					v = judge(p, instance)
				}
				if !yield(p.instanceResource(instance), v) {
					return
				}
			}
		}
	}
}

// onceARegion asks about one limit or setting that the account has in a region. It has no tags, so that no rule on tags
// concerns it. A region without functions is not applicable.
func onceARegion(name string, judge func(*Pass) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			v, settled := p.turnTo(listed(nil))
			switch {
			case settled:
			case len(p.Region.Functions) == 0:
				v = NotApplicable("no functions in the region")
			default:
				v = judge(p)
			}
			yield(p.accountResource(name), v)
		}
	}
}
