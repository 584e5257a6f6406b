package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/pricing"
)

var ecsFargateARM64Candidate = Check{
	ID:       "ecs-fargate-arm64-candidate",
	Title:    "Fargate service on x86 whose images exist for arm64",
	Category: Cost,
	Needs:    []inventory.Dataset{inventory.ECSClusters, inventory.ECSServices},
	Uses: []inventory.Dataset{
		inventory.ECSTaskDefinitions, inventory.ECRReferences, inventory.ScalingSettings,
	},
	Thresholds: []*Threshold{&leastSaving},
	Judge:      eachService(judgeFargateARM64),
}

func judgeFargateARM64(p *Pass, c *inventory.Cluster, s *inventory.Service) Verdict {
	if v, no := unfit(s); no {
		return v
	}
	if placedElsewhere(s) {
		return NotApplicable("its instances decide the architecture")
	}
	fact := Read(p, inventory.TaskDefinitionKey(s.TaskDefinition))
	task, ok := fact.Get()
	if !ok {
		return Unread(fact.Why())
	}
	os, arch := fargatePlatform(s, task)
	switch where := launchOf(c, s, task); {
	case where == onEC2 || where == onOther:
		return NotApplicable("its instances decide the architecture")
	case where == launchUnknown:
		return Unknown("where its tasks run is not known: neither a launch type nor a capacity provider strategy says")
	case os != pricing.Linux:
		return NotApplicable("Windows containers run on x86 only")
	case arch == pricing.ARM:
		return Clean("it runs on arm64")
	}
	now, known1 := p.fargateHour(os, pricing.X86, task.CPUUnits, task.MemoryMiB)
	then, known2 := p.fargateHour(os, pricing.ARM, task.CPUUnits, task.MemoryMiB)
	if v, all := p.imagesForARM(task); !all {
		return v
	}
	n := p.tasksOf(c, s)
	f := Finding{
		Severity: Low, Confidence: Inferred,
		Message: fmt.Sprintf("%s runs %s of %s on x86, and all of its images exist for arm64. Whether its work is as fast there is not measured.",
			s.Name, plural(n.now, "task"), fargateSize(task.CPUUnits, task.MemoryMiB)),
		Evidence: []Evidence{setting("architecture", string(pricing.X86)), setting("tasks", fmt.Sprint(n.now)), setting("images with arm64", strings.Join(imagesOf(task), ", "))},
		Fix: Fix{
			Summary: fmt.Sprintf("Register a revision of %s with the architecture ARM64, try it beside the old one, and compare latency before you move all tasks.", familyOf(s.TaskDefinition)),
			Edits: []Property{
				{"cloudformation", "AWS::ECS::TaskDefinition RuntimePlatform.CpuArchitecture", "ARM64"},
				{"terraform", "aws_ecs_task_definition runtime_platform.cpu_architecture", "ARM64"},
			},
		},
	}
	if !known1 || !known2 {
		f.PriceGap = p.fargateUnpriced()
		return Found(f)
	}
	saving := p.fargateSavings(c, s, n, now, then)
	if saving.HighUSD < p.Limit(&leastSaving) {
		return Clean(fmt.Sprintf("the saving is under %s a month", usd(p.Limit(&leastSaving))))
	}
	f.Severity = severityOfCost(saving.HighUSD)
	f.Savings = &saving
	return Found(f)
}

// imagesOf are the images of a task's containers, sorted, each once.
func imagesOf(task inventory.TaskDefinition) []string {
	var images []string
	for _, c := range task.Specs {
		images = append(images, c.Image)
	}
	slices.Sort(images)
	return slices.Compact(images)
}

// imagesForARM tells whether every container's image has a variant for arm64. One that is known to have none settles it.
func (p *Pass) imagesForARM(task inventory.TaskDefinition) (Verdict, bool) {
	images := imagesOf(task)
	if len(images) == 0 {
		return Unknown("its task definition names no images"), false
	}
	doubt, all := Verdict{}, true
	for _, reference := range images {
		fact := Read(p, inventory.ContainerImageKey(reference))
		image, ok := fact.Get()
		var v Verdict
		switch {
		case !ok:
			v = Unread(fact.Why())
		case image.Registry != "ecr":
			v = Unknown("what " + reference + " was built for is not seen: it is not in ECR of this account and region")
		case !image.Exists:
			v = Unknown("the image " + reference + " is no longer there")
		case len(image.Platforms) == 0:
			v = Unknown("the image " + reference + " is a single manifest, which does not say what it was built for")
		case !slices.ContainsFunc(image.Platforms, func(platform string) bool { return strings.HasPrefix(platform, "linux/arm64") }):
			return Clean("the image " + reference + " does not exist for arm64"), false
		default:
			continue
		}
		if all {
			doubt, all = v, false
		}
	}
	return doubt, all
}
