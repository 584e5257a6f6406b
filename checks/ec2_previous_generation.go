package checks

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ec2PreviousGeneration = Check{
	ID:         "ec2-previous-generation",
	Title:      "Instance type of a previous generation",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.EC2InstanceTypes, inventory.AutoScalingGroups},
	Thresholds: nil,
	Judge:      judgePreviousGeneration,
}

// fleetGroup is the running instances of one type that one owner would replace together, or a lone instance.
type fleetGroup struct {
	resource Resource
	members  []*inventory.Instance
}

// judgePreviousGeneration asks once for each Auto Scaling group and once for each instance outside one: a hundred
// instances that come and go every night are one finding, on the group. An instance for which the check is switched off
// does not count for its group.
func judgePreviousGeneration(p *Pass) iter.Seq2[Resource, Verdict] {
	return func(yield func(Resource, Verdict) bool) {
		groups := map[string]*fleetGroup{}
		for n := range p.Region.Instances {
			i := &p.Region.Instances[n]
			r := p.instanceResource(i)
			if v, settled := p.turnTo(listed(i.Tags)); settled {
				if !yield(r, v) {
					return
				}
				continue
			}
			if i.State != "running" {
				if !yield(r, NotApplicable("the instance is "+i.State)) {
					return
				}
				continue
			}
			if i.ManagedBy != "" {
				if !yield(r, NotApplicable("AWS chooses its type: it is managed by "+i.ManagedBy)) {
					return
				}
				continue
			}
			if group := i.Tags["aws:autoscaling:groupName"]; group != "" {
				r = p.groupResource(group)
			}
			g := groups[r.ARN]
			if g == nil {
				g = &fleetGroup{resource: r}
				groups[r.ARN] = g
			}
			g.members = append(g.members, i)
		}
		for _, arn := range slices.Sorted(maps.Keys(groups)) {
			if !yield(groups[arn].resource, p.judgeGeneration(groups[arn])) {
				return
			}
		}
	}
}

func (p *Pass) judgeGeneration(g *fleetGroup) Verdict {
	old := map[string]int{}
	for _, i := range g.members {
		fact := Read(p, inventory.InstanceTypeKey(i.Type))
		kind, ok := fact.Get()
		if !ok {
			return Unread(fact.Why())
		}
		if !kind.CurrentGeneration {
			old[i.Type]++
		}
	}
	if len(old) == 0 {
		return Clean("its type is of the current generation")
	}
	first := slices.Sorted(maps.Keys(old))[0]
	f := Finding{
		Severity: Low, Confidence: Measured,
		Message:  fmt.Sprintf("%s runs on %s, which AWS lists as previous generation.", p.groupName(g), countWords(old)),
		Evidence: []Evidence{setting("types", countWords(old)), setting("current generation", "no, says DescribeInstanceTypes")},
		Fix:      Fix{Summary: "Move to a current type of the same architecture."},
	}
	f.Evidence = append(f.Evidence, p.groupSize(g)...)
	var total Savings
	for _, kind := range slices.Sorted(maps.Keys(old)) {
		next, ok := p.Prices.Successor(p.Region.Name, kind)
		if !ok {
			f.PriceGap = fmt.Sprintf("no successor of %s with a price in %s is in the built-in tables", kind, p.Region.Name)
			continue
		}
		f.Evidence = append(f.Evidence, setting("successor of "+kind, fmt.Sprintf("%s at %s an hour, against %s", next.To.Type, rate(next.ToPrice.USD), rate(next.FromPrice.USD))))
		if kind == first {
			f.Fix = p.generationFix(g, kind, next.To.Type)
		}
		total = addGenerationSaving(total, old[kind], next)
	}
	if total.HighUSD > 0 && f.PriceGap == "" && !slices.ContainsFunc(g.members, func(i *inventory.Instance) bool { return old[i.Type] > 0 && !plainLinux(i) }) {
		for _, i := range g.members {
			if old[i.Type] > 0 {
				total.Meters = append(total.Meters, instanceMeter(i.ID))
			}
		}
		f.Savings = &total
		f.Severity = severityOfCost(total.HighUSD)
	} else if f.PriceGap == "" {
		f.PriceGap = "the successor is not cheaper, or the instance is not on-demand Linux: what it buys is speed and support"
	}
	return Found(f)
}

func addGenerationSaving(s Savings, count int, next pricing.Successor) Savings {
	amount := float64(count) * (next.FromPrice.USD - next.ToPrice.USD) * pricing.HoursPerMonth
	s.LowUSD += amount
	s.HighUSD += amount
	if s.Basis != "" {
		s.Basis += "; "
	}
	s.Basis += fmt.Sprintf("%s × (%s - %s) an hour × %d h", plural(count, "instance"), rate(next.FromPrice.USD), rate(next.ToPrice.USD), pricing.HoursPerMonth)
	s.Price = fmt.Sprintf("%g USD per hour for %s", next.ToPrice.USD, next.To.Type)
	s.Source, s.AsOf = next.ToPrice.Source, next.ToPrice.AsOf
	return s
}

// groupSize says how large an Auto Scaling group may get. The verdict does not hang on it: unread, it is left out.
func (p *Pass) groupSize(g *fleetGroup) []Evidence {
	if g.resource.Type != "AWS::AutoScaling::AutoScalingGroup" {
		return nil
	}
	for i := range p.Region.Groups {
		if group := &p.Region.Groups[i]; group.Name == g.resource.Name {
			return []Evidence{setting("group size", fmt.Sprintf("%d, between %d and %d", group.Desired, group.Min, group.Max))}
		}
	}
	return nil
}

func (p *Pass) groupName(g *fleetGroup) string {
	if g.resource.Type == "AWS::AutoScaling::AutoScalingGroup" {
		return "Auto Scaling group " + g.resource.Name
	}
	return instanceName(g.members[0])
}

func (p *Pass) generationFix(g *fleetGroup, kind, next string) Fix {
	fix := Fix{
		Summary: fmt.Sprintf("Stop it, change its type from %s to %s, which has the same architecture, and start it. Check drivers (ENA, NVMe) on types before Nitro.", kind, next),
		Edits: []Property{
			{"cloudformation", "AWS::EC2::Instance InstanceType", next},
			{"terraform", "aws_instance instance_type", next},
		},
	}
	if g.resource.Type == "AWS::AutoScaling::AutoScalingGroup" {
		fix.Summary = fmt.Sprintf("Set %s in the group's launch template and start an instance refresh.", next)
		fix.Edits = []Property{
			{"cloudformation", "AWS::EC2::LaunchTemplate LaunchTemplateData.InstanceType", next},
			{"terraform", "aws_launch_template instance_type", next},
		}
		return fix
	}
	fix.CLI = p.awsCLI("ec2", "modify-instance-attribute", "--instance-id", g.resource.Name, "--instance-type", "Value="+next)
	return fix
}
