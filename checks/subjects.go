package checks

import (
	"iter"

	"github.com/computelint/computelint/internal/inventory"
)

// Each of these asks about every subject of a kind, so that a check cannot pass one over in silence.

// onceARegion asks about one thing of a region as a whole, such as a quota. It has a name, and no ARN of AWS's.
func onceARegion(name string, judge func(*Pass) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) { yield(p.regionResource(name), judge(p)) }
	}
}

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
				if !yield(p.functionResource(f), judge(p, f)) {
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

func eachService(judge func(*Pass, *inventory.Cluster, *inventory.Service) Verdict) Judge {
	return func(p *Pass) iter.Seq2[Resource, Verdict] {
		return func(yield func(Resource, Verdict) bool) {
			for i := range p.Region.Clusters {
				c := &p.Region.Clusters[i]
				for j := range c.Services {
					if !yield(p.serviceResource(&c.Services[j]), judge(p, c, &c.Services[j])) {
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
				if !yield(p.clusterResource(&p.Region.Clusters[i]), judge(p, &p.Region.Clusters[i])) {
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
				if !yield(p.instanceResource(&p.Region.Instances[i]), judge(p, &p.Region.Instances[i])) {
					return
				}
			}
		}
	}
}
