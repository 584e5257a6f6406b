package checks_test

import (
	"testing"
	"time"

	"github.com/computelint/computelint/checks"
	ct "github.com/computelint/computelint/checks/checktest"
	"github.com/computelint/computelint/internal/inventory"
)

func TestECSAMIOutdated(t *testing.T) {
	const al2, al2023 = "amzn2-ami-ecs-hvm-2.0.20260813-x86_64-ebs", "al2023-ami-ecs-hvm-2023.0.20261022-kernel-6.1-x86_64"
	// a cluster of instances, each given as its agent and the name of its image
	of := func(name string, pairs ...[2]string) []ct.Part {
		parts := []ct.Part{ct.Cluster(name, func(c *inventory.Cluster) { c.ContainerInstances = len(pairs) })}
		var members []inventory.ContainerInstance
		for i, pair := range pairs {
			id, image := "i-"+name+string(rune('0'+i)), "ami-"+name+string(rune('0'+i))
			members = append(members, inventory.ContainerInstance{ARN: id, InstanceID: id, Status: "ACTIVE", AgentVersion: pair[0], AMI: image})
			parts = append(parts, ct.Instance(id), ct.Has(inventory.AMIKey(image), inventory.AMI{ID: image, Exists: pair[1] != "", Name: pair[1]}))
		}
		return append(parts, ct.FleetOf(name, members...))
	}
	created := func(name string, at time.Time) ct.Part {
		return ct.Has(inventory.AMIKey("ami-"+name+"0"), inventory.AMI{ID: "ami-" + name + "0", Exists: true, Name: "golden", CreatedAt: at})
	}
	type one = [2]string
	ct.Run(t, "ecs-ami-outdated", []ct.Case{
		{Name: "current", Given: of("new", one{"1.108.1", al2023}, one{"1.102.0", "bottlerocket-aws-ecs-2-x86_64-v1.50.0"}), Want: checks.OutcomeClean},
		{
			Name: "Amazon Linux 2", Given: of("al2", one{"1.106.1", al2}, one{"1.108.1", al2023}), Want: checks.OutcomeFinding,
			Because: "al2 runs 1 of 2 instances on something outdated: 1 × Amazon Linux 2, whose support ended on 2026-06-30.",
			Then: ct.All(ct.Severe(checks.Medium), ct.Unsaved, ct.Known(checks.Measured), ct.Shows("outdated instances", "1 of 2"),
				ct.Fixes("{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}")),
		},
		{Name: "Amazon Linux 2, before its end", TakenAt: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), Given: of("before", one{"1.102.1", al2}), Want: checks.OutcomeFinding, Because: "support ends on"},
		{Name: "Amazon Linux 1", Given: of("al1", one{"1.51.0", "amzn-ami-2018.03.20220209-amazon-ecs-optimized"}), Want: checks.OutcomeFinding, Because: "Amazon Linux 1"},
		{Name: "an agent of last year", Given: of("agent", one{"1.100.1", al2023}), Want: checks.OutcomeFinding, Because: "agent 1.100.1, of 2025-10-15"},
		{Name: "an agent of a year", Given: of("year", one{"1.101.3", al2023}), TakenAt: time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC), Want: checks.OutcomeClean},
		{Name: "an agent of a year and a day", Given: of("yearday", one{"1.101.3", al2023}), TakenAt: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Want: checks.OutcomeFinding},
		{Name: "a version that came with no image", Given: of("between", one{"1.90.0", al2023}), Want: checks.OutcomeFinding, Because: "2024-12-13"},
		{Name: "an ancient agent", Given: of("ancient", one{"1.20.0", al2023}), Want: checks.OutcomeFinding, Because: "of 2023-07-20 or earlier"},
		{Name: "newer than the table", Given: of("future", one{"1.120.0", al2023}), Want: checks.OutcomeClean},
		{Name: "newer than an old table", Given: of("later", one{"1.120.0", al2023}), TakenAt: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC), Want: checks.OutcomeUnknown, Because: "may be newer than the built-in table"},
		{Name: "an image of their own", Given: of("golden", one{"1.108.1", "golden-7"}), Want: checks.OutcomeUnknown, Because: "the operating system of image ami-golden0 is not known"},
		{Name: "an image of their own, an old agent", Given: of("gilded", one{"1.88.0", "golden-6"}), Want: checks.OutcomeFinding},
		{Name: "no agent, an old image", Given: append(of("mute", one{"", "golden"}), created("mute", ct.DaysAgo(366))), Want: checks.OutcomeFinding, Because: "an image of 2025-11-22"},
		{Name: "no agent, an image of a year", Given: append(of("mild", one{"", "golden"}), created("mild", ct.DaysAgo(365))), Want: checks.OutcomeUnknown},
		{Name: "nothing known", Given: of("blank", one{"dev", "golden"}), Want: checks.OutcomeUnknown, Because: "neither its agent's version nor its image"},
		{Name: "an image that is gone", Given: of("deleted", one{"1.108.1", ""}), Want: checks.OutcomeUnknown},
		{Name: "an image that was not read", Given: append(of("dark", one{"1.108.1", al2023}), ct.Lacks(inventory.AMIKey("ami-dark0"))), Want: checks.OutcomeUnknown, Because: "denied"},
		{Name: "by the instance's own image", Given: append(of("own", one{"1.108.1", al2}), ct.FleetOf("own", inventory.ContainerInstance{InstanceID: "i-own-x", AgentVersion: "1.108.1"}), ct.Instance("i-own-x", func(i *inventory.Instance) { i.Image = "ami-own0" })), Want: checks.OutcomeFinding},
		{Name: "no image", Given: append(of("nowhere", one{"1.108.1", al2}), ct.FleetOf("nowhere", inventory.ContainerInstance{InstanceID: "i-nowhere0", AgentVersion: "1.108.1"})), Want: checks.OutcomeUnknown, Because: "which image"},
		{Name: "arm64", Given: append(of("arm", one{"1.108.1", al2}), ct.FleetOf("arm", inventory.ContainerInstance{InstanceID: "i-arm0", AMI: "ami-arm0", Architecture: "arm64"})), Want: checks.OutcomeFinding, Then: ct.Fixes("amazon-linux-2023/arm64/recommended")},
		{Name: "external", Given: append(of("edge", one{"1.20.0", al2}), ct.FleetOf("edge", inventory.ContainerInstance{InstanceID: "mi-1", AgentVersion: "1.20.0"})), Want: checks.OutcomeNotApplicable},
		{Name: "instances denied", Given: append(of("veil", one{"1.20.0", al2}), ct.Lacks(inventory.ContainerInstancesKey(ct.ClusterARN("veil")))), Want: checks.OutcomeUnknown},
		{Name: "no instance", Given: []ct.Part{ct.Cluster("none")}, Want: checks.OutcomeNotApplicable},
		{Name: "not active", Given: []ct.Part{ct.Cluster("leaving", func(c *inventory.Cluster) { c.Status, c.ContainerInstances = "INACTIVE", 1 })}, Want: checks.OutcomeNotApplicable},
	})
}
