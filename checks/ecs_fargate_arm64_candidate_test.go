package checks_test

import (
	"testing"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

// runs is a service of two tasks of 1 vCPU / 2 GB whose containers have these images.
func runs(name string, images ...string) []ct.Part {
	return append(service(name, 1024, 2048, ct.Flat(50), ct.Flat(50)), withImages(name, images...))
}

func withImages(name string, images ...string) ct.Part {
	return ct.TaskDef(name, 1024, 2048, func(d *inventory.TaskDefinition) {
		for _, image := range images {
			d.Specs = append(d.Specs, inventory.ContainerSpec{Name: image, Image: image})
		}
	})
}

// image is an image in ECR for some platforms; for none, a single manifest.
func image(reference string, platforms ...string) ct.Part {
	return ct.Has(inventory.ContainerImageKey(reference), inventory.ContainerImage{Reference: reference, Registry: "ecr", Exists: true, Digest: "sha256:1", Platforms: platforms})
}

func TestFargateARM64Candidate(t *testing.T) {
	const saved = 2 * (vCPU - armVCPU + 2*(gb-armGB))
	both := image("both:1", "linux/amd64", "linux/arm64/v8")
	ct.Run(t, "ecs-fargate-arm64-candidate", []ct.Case{
		{
			Name: "an image for both", Given: append(runs("web", "both:1"), both), Want: checks.OutcomeFinding,
			Because: "web runs 2 tasks of 1 vCPU / 2 GB on x86, and all of its images exist for arm64.",
			Then: ct.All(ct.Saves(saved, saved), ct.Severe(checks.Medium), ct.Known(checks.Inferred), ct.Fixes("RuntimePlatform.CpuArchitecture = ARM64"), ct.Shows("images with arm64", "both:1"),
				ct.Meters("fargate arn:aws:ecs:us-east-1:123456789012:service/of-web/web")),
		},
		{Name: "two images for both", Given: append(runs("two", "both:1", "arm:2", "both:1"), both, image("arm:2", "linux/arm64")), Want: checks.OutcomeFinding, Then: ct.Shows("images with arm64", "arm:2, both:1")},
		{Name: "one image for x86 only", Given: append(runs("half", "both:1", "x86:1"), both, image("x86:1", "linux/amd64")), Want: checks.OutcomeClean, Because: "x86:1 does not exist for arm64"},
		{Name: "32-bit ARM only", Given: append(runs("old", "v7:1"), image("v7:1", "linux/amd64", "linux/arm/v7")), Want: checks.OutcomeClean},
		{Name: "a single manifest", Given: append(runs("single", "one:1"), image("one:1")), Want: checks.OutcomeUnknown, Because: "a single manifest"},
		{Name: "a single manifest beside one for both", Given: append(runs("beside", "both:1", "one:1"), both, image("one:1")), Want: checks.OutcomeUnknown},
		{
			Name: "another registry", Given: append(runs("hub", "docker.io/web:1"), ct.Has(inventory.ContainerImageKey("docker.io/web:1"), inventory.ContainerImage{Reference: "docker.io/web:1", Registry: "docker.io"})),
			Want: checks.OutcomeUnknown, Because: "not in ECR of this account and region",
		},
		{Name: "an image that is gone", Given: append(runs("gone", "gone:1"), ct.Has(inventory.ContainerImageKey("gone:1"), inventory.ContainerImage{Reference: "gone:1", Registry: "ecr"})), Want: checks.OutcomeUnknown, Because: "no longer there"},
		{Name: "images denied", Given: append(runs("denied", "denied:1"), ct.Lacks(inventory.ContainerImageKey("denied:1"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "no images named", Given: runs("bare"), Want: checks.OutcomeUnknown, Because: "names no images"},
		{
			Name: "on arm64", Given: append(service("arm", 1024, 2048, ct.Flat(50), ct.Flat(50)), ct.TaskDef("arm", 1024, 2048, func(d *inventory.TaskDefinition) { d.Architecture = "ARM64" })),
			Want: checks.OutcomeClean, Because: "it runs on arm64",
		},
		{
			Name: "Windows", Given: append(service("win", 1024, 2048, ct.Flat(50), ct.Flat(50)), ct.TaskDef("win", 1024, 2048, func(d *inventory.TaskDefinition) { d.OS = "WINDOWS_SERVER_2022_CORE" })),
			Want: checks.OutcomeNotApplicable,
		},
		{Name: "on EC2", Given: append(runs("box", "both:1"), both, changed("of-box", strategy("EC2"))), Want: checks.OutcomeNotApplicable, Because: "instances decide"},
		{Name: "on EC2, task definition denied", Given: append(runs("crate", "both:1"), both, changed("of-crate", strategy("EC2")), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("crate")))), Want: checks.OutcomeNotApplicable},
		{Name: "by strategy, on Spot", Given: append(runs("spot", "both:1"), both, changed("of-spot", strategy("", "FARGATE_SPOT"))), Want: checks.OutcomeFinding, Then: ct.Saves(0, saved)},
		{Name: "by the cluster's default", Given: append(runs("def", "both:1"), both, changed("of-def", strategy("")), byDefaultIn("of-def", "FARGATE")), Want: checks.OutcomeFinding, Then: ct.Saves(saved, saved)},
		{Name: "nothing says where", Given: append(runs("nowhere", "both:1"), both, changed("of-nowhere", strategy(""))), Want: checks.OutcomeUnknown},
		{Name: "scales from one task", Given: append(runs("elastic", "both:1"), both, ct.Scales("ecs", scaledTasks("of-elastic/elastic", 1, 4))), Want: checks.OutcomeFinding, Then: ct.Saves(saved/2, saved)},
		{Name: "too little to report", Given: append(runs("petty", "both:1"), both), Limits: checks.Overrides{"ecs-fargate-arm64-candidate.least_saving": 20}, Want: checks.OutcomeClean, Because: "under $20.00 a month"},
		{Name: "no price in the region", Region: "us-gov-west-1", Given: append(runs("gov", "both:1"), both), Want: checks.OutcomeFinding, Then: ct.All(ct.Unpriced("us-gov-west-1"), ct.Severe(checks.Low))},
		{Name: "scaled to zero", Given: append(runs("asleep", "both:1"), both, changed("of-asleep", runningTasks(0))), Want: checks.OutcomeNotApplicable},
		{Name: "task definition denied", Given: append(runs("veiled"), ct.Lacks(inventory.TaskDefinitionKey(ct.TaskDefARN("veiled")))), Want: checks.OutcomeUnknown, Because: "denied"},
	})
}

// byDefaultIn gives a cluster a default strategy.
func byDefaultIn(cluster, provider string) ct.Part {
	return func(r *inventory.Region) {
		for i := range r.Clusters {
			if r.Clusters[i].Name == cluster {
				r.Clusters[i].DefaultStrategy = []inventory.StrategyItem{{Provider: provider, Weight: 1}}
			}
		}
	}
}
