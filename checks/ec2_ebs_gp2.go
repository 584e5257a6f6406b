package checks

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

// What gp2 gives without a burst (Amazon EBS User Guide, "General Purpose SSD volumes", 2026-11).
const (
	gp2IOPSPerGiB = 3
	gp2MostIOPS   = 16000
	gp2SlowGiB    = 170 // up to this size 128 MiB/s, which gp3's included 125 all but match; above it up to 250
	gp2MostMiBs   = 250
)

var ec2EBSGP2 = Check{
	ID:         "ec2-ebs-gp2",
	Title:      "Volume of type gp2, which gp3 does for less",
	Category:   Cost,
	Needs:      []inventory.Dataset{inventory.EC2Volumes, inventory.EC2Instances},
	Thresholds: []*Threshold{&leastSaving},
	Judge:      judgeVolumesGP2,
}

// volumeGroup is the volumes of the instances of one owner, or a volume outside one.
type volumeGroup struct {
	resource Resource
	name     string      // for messages
	owner    *fleetOwner // nil for a volume outside one
	volumes  []*inventory.Volume
}

// judgeVolumesGP2 asks once for each Auto Scaling group or other owner whose instances have volumes, and once for each other volume:
// volumes that come and go with their instances are one finding, on the owner. A volume of a Kubernetes claim outlives its node.
func judgeVolumesGP2(p *Pass) iter.Seq2[Resource, Verdict] {
	return func(yield func(Resource, Verdict) bool) {
		owned := map[string]*inventory.Instance{}
		for i := range p.Region.Instances {
			if one := &p.Region.Instances[i]; fleetOwnerOf(one) != &loneInstance {
				owned[one.ID] = one
			}
		}
		groups := map[string]*volumeGroup{}
		for n := range p.Region.Volumes {
			v := &p.Region.Volumes[n]
			one := volumeGroup{resource: p.volumeResource(v), name: volumeName(v)}
			answer, settled := p.turnTo(listed(v.Tags))
			if !settled && v.ManagedBy != "" {
				answer, settled = NotApplicable("it is managed by "+v.ManagedBy), true
			}
			if settled {
				if !yield(one.resource, answer) {
					return
				}
				continue
			}
			if i := slices.IndexFunc(v.Instances, func(id string) bool { return owned[id] != nil }); i >= 0 && claimOf(v) == "" {
				instance := owned[v.Instances[i]]
				owner := fleetOwnerOf(instance)
				one = volumeGroup{resource: p.ownerNamed(owner, owner.nameIn(instance.Tags)), owner: owner}
				one.name = fmt.Sprintf(owner.words, one.resource.Name)
			}
			g := groups[one.resource.ARN]
			if g == nil {
				g = &one
				groups[one.resource.ARN] = g
			}
			g.volumes = append(g.volumes, v)
		}
		for _, arn := range slices.Sorted(maps.Keys(groups)) {
			g := groups[arn]
			v, settled := p.turnTo(listed(g.commonTags()))
			if !settled {
				v = p.judgeGP2(g)
			}
			if !yield(g.resource, v) {
				return
			}
		}
	}
}

// commonTags are the tags that every volume has with the same value.
func (g *volumeGroup) commonTags() map[string]string {
	common := maps.Clone(g.volumes[0].Tags)
	for _, v := range g.volumes[1:] {
		maps.DeleteFunc(common, func(key, value string) bool { return v.Tags[key] != value })
	}
	return common
}

func (p *Pass) judgeGP2(g *volumeGroup) Verdict {
	g.volumes = slices.DeleteFunc(g.volumes, func(v *inventory.Volume) bool { return v.Type != "gp2" })
	if len(g.volumes) == 0 {
		return Clean("not of type gp2")
	}
	first := g.volumes[0]
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message:  fmt.Sprintf("%s is of type gp2, %d GiB: gp3 does the same for less.", g.name, first.SizeGiB),
		Evidence: []Evidence{setting("type", "gp2"), setting("size", fmt.Sprintf("%d GiB", first.SizeGiB))},
		Fix:      p.gp3Fix(first, gp3For(first)),
	}
	if g.owner != nil {
		counts := map[string]int{}
		for _, v := range g.volumes {
			counts[fmt.Sprintf("%d GiB", v.SizeGiB)]++
		}
		f.Message = fmt.Sprintf("%s has %s of type gp2 (%s): gp3 does the same for less.", g.name, plural(len(g.volumes), "volume"), countWords(counts))
		f.Evidence = []Evidence{setting("type", "gp2"), setting("sizes", countWords(counts))}
		f.Fix = gp3TemplateFix(g, gp3For(first))
	}
	total := Savings{}
	for _, v := range g.volumes {
		saving, known := p.gp3Saving(v)
		if !known {
			f.PriceGap = fmt.Sprintf("the prices of gp2 and gp3 in %s are not in the built-in tables", p.Region.Name)
			return Found(f)
		}
		if total.Basis == "" {
			total = saving
			continue
		}
		total.LowUSD += saving.LowUSD
		total.HighUSD += saving.HighUSD
		total.Basis += "; " + saving.Basis
		total.Meters = append(total.Meters, saving.Meters...)
	}
	if total.HighUSD < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("gp3 would save %s a month, under %s", usd(total.HighUSD), usd(p.Limit(&leastSaving))))
	}
	switch {
	case g.owner == nil && total.LowUSD == 0:
		f.Message = fmt.Sprintf("%s is of type gp2, %d GiB: gp3 costs less where its included %d MiB/s do, and more with the %d of gp2.",
			g.name, first.SizeGiB, pricing.GP3FreeMiBs, gp2MostMiBs)
		f.Fix = p.gp3Fix(first, gp3Like{pricing.GP3FreeIOPS, pricing.GP3FreeMiBs})
	case total.LowUSD < total.HighUSD:
		f.Message += fmt.Sprintf(" How much less depends on whether it needs the %d MiB/s of gp2, or gp3's included %d do.", gp2MostMiBs, pricing.GP3FreeMiBs)
	}
	f.Severity = severityOfCost(total.HighUSD)
	f.Savings = &total
	return Found(f)
}

// gp3Like is the performance of a gp3 volume that never falls behind a gp2 one.
type gp3Like struct{ iops, throughput int }

// paidIOPS tells whether gp3's included IOPS are fewer than the baseline of the gp2 volume.
func (g gp3Like) paidIOPS() bool { return g.iops > pricing.GP3FreeIOPS }

func gp3For(v *inventory.Volume) gp3Like {
	g := gp3Like{max(pricing.GP3FreeIOPS, v.IOPS, min(gp2IOPSPerGiB*v.SizeGiB, gp2MostIOPS)), pricing.GP3FreeMiBs}
	if v.SizeGiB > gp2SlowGiB {
		g.throughput = gp2MostMiBs
	}
	return g
}

// gp3Saving compares a gp2 volume with a gp3 one of the same size. A volume whose baseline is above gp3's included IOPS was
// made for performance: all of it is kept. For smaller ones gp2's throughput is a burst that may not be needed: at the upper
// end it is left out.
func (p *Pass) gp3Saving(v *inventory.Volume) (Savings, bool) {
	like := gp3For(v)
	now, known1 := p.volumeBill("gp2", v.SizeGiB, 0, 0)
	equal, known2 := p.volumeBill("gp3", v.SizeGiB, like.iops, like.throughput)
	plain, known3 := p.volumeBill("gp3", v.SizeGiB, 0, 0)
	if !known1 || !known2 || !known3 {
		return Savings{}, false
	}
	s := Savings{
		LowUSD: max(0, now.usd-equal.usd), HighUSD: max(0, now.usd-plain.usd),
		Basis: fmt.Sprintf("%s - (%s), or at best %s", now.words, equal.words, plain.words),
		Price: fmt.Sprintf("%s per %s of gp3", rate(plain.price.USD), plain.price.Unit), Source: plain.price.Source, AsOf: plain.price.AsOf,
		Meters: []string{volumeMeter(v.ID)},
	}
	if like.paidIOPS() || like.throughput == pricing.GP3FreeMiBs {
		s.HighUSD = s.LowUSD
		s.Basis = fmt.Sprintf("%s - (%s)", now.words, equal.words)
	}
	return s, true
}

func (p *Pass) gp3Fix(v *inventory.Volume, like gp3Like) Fix {
	words := []string{"ec2", "modify-volume", "--volume-id", v.ID, "--volume-type", "gp3"}
	edits := []Property{{"cloudformation", "AWS::EC2::Volume VolumeType", "gp3"}, {"terraform", "aws_ebs_volume type", "gp3"}}
	if like.paidIOPS() {
		words = append(words, "--iops", fmt.Sprint(like.iops))
		edits = append(edits, Property{"cloudformation", "AWS::EC2::Volume Iops", fmt.Sprint(like.iops)}, Property{"terraform", "aws_ebs_volume iops", fmt.Sprint(like.iops)})
	}
	if like.throughput > pricing.GP3FreeMiBs {
		words = append(words, "--throughput", fmt.Sprint(like.throughput))
		edits = append(edits, Property{"cloudformation", "AWS::EC2::Volume Throughput", fmt.Sprint(like.throughput)}, Property{"terraform", "aws_ebs_volume throughput", fmt.Sprint(like.throughput)})
	}
	fix := Fix{Summary: "Change its type to gp3 while it is in use.", CLI: p.awsCLI(words...), Edits: edits}
	if claimOf(v) != "" {
		fix.Summary = "Change its type to gp3 while it is in use, and set type gp3 in the Kubernetes StorageClass it came from."
	}
	return fix
}

func gp3TemplateFix(g *volumeGroup, like gp3Like) Fix {
	fix := Fix{Summary: fmt.Sprintf("Set volume type gp3 (%d IOPS, %d MiB/s at most) where %s sets the disks of its instances, or in their image, and replace the instances.",
		like.iops, like.throughput, g.name)}
	if g.owner == &autoScalingOwner {
		fix.Summary = fmt.Sprintf("Set volume type gp3 (%d IOPS, %d MiB/s at most) in the block device mappings of the group's launch template, or of its image, and start an instance refresh.",
			like.iops, like.throughput)
		fix.Edits = []Property{
			{"cloudformation", "AWS::EC2::LaunchTemplate LaunchTemplateData.BlockDeviceMappings.Ebs.VolumeType", "gp3"},
			{"terraform", "aws_launch_template block_device_mappings.ebs.volume_type", "gp3"},
		}
	}
	return fix
}
