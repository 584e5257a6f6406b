//go:build emulator

package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/collectors"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// The collectors read what the description says, and the Savings Plans once for two regions.
func TestCollectorsReadInstances(t *testing.T) {
	c, template, group := seedCompute(t)
	session, err := awsapi.Open(t.Context(), awsapi.Options{Share: 1})
	if err != nil {
		t.Fatal(err)
	}
	var off string
	for _, r := range must(c.EC2.DescribeInstances(t.Context(), nil)).Reservations {
		for _, i := range r.Instances {
			if tag(i.Tags, "Name") == "off" {
				off = *i.InstanceId
			}
		}
	}
	if err := server.ForgetRequests(); err != nil {
		t.Fatal(err)
	}
	offered, unsold := inventory.OfferingKey("m5.large"), inventory.OfferingKey("m4.large")
	image, gone, newest := inventory.AMIKey("ami-0ddd"), inventory.AMIKey("ami-0fff"), inventory.NewestAMIKey("amazon", "al2023-ami-2023.*.x86_64")
	wants := []inventory.Want{
		offered.Want(), unsold.Want(), image.Want(), gone.Want(), newest.Want(), inventory.OwnAMIsKey().Want(), inventory.CreditsKey(off).Want(),
		inventory.LaunchTemplateKey(template, "$Latest").Want(), inventory.ReservationsKey().Want(), inventory.SavingsPlansKey().Want(),
		inventory.GroupPoliciesKey().Want(), inventory.GroupActionsKey().Want(), inventory.LoadBalancersKey().Want(), inventory.BackendGroupsKey().Want(),
		inventory.TargetGroupsKey().Want(), inventory.BackendHealthKey(group).Want(), inventory.InstanceTypeKey("m5.large").Want(),
	}
	a := collectors.Run(t.Context(), session, collectors.Job{
		Regions: []string{"eu-west-1", "us-west-2"}, TakenAt: time.Now(),
		Datasets: []inventory.Dataset{inventory.EC2Instances, inventory.EC2Volumes, inventory.EC2Addresses, inventory.EC2Snapshots, inventory.AutoScalingGroups},
		Wants: func(_ *inventory.Account, r *inventory.Region) []inventory.Want {
			if r.Name != "eu-west-1" {
				if r.Has(inventory.SavingsPlansKey().Want()) {
					return nil
				}
				return []inventory.Want{inventory.SavingsPlansKey().Want()}
			}
			if r.Has(wants[0]) {
				return nil
			}
			return wants
		},
	})
	r := a.Regions[0]
	for _, w := range wants {
		if !r.Has(w) {
			t.Errorf("%s was not read", w.Dataset)
		}
	}
	counts := fmt.Sprint(len(r.Instances), len(r.Volumes), len(r.Addresses), len(r.Snapshots), len(r.Groups), len(r.Gaps))
	if counts != "4 8 4 2 3 0" {
		t.Errorf("instances, volumes, addresses, snapshots, groups, gaps: %s", counts)
	}
	get := func(what string, got any, known bool) string {
		if !known {
			t.Errorf("%s is not known", what)
		}
		return fmt.Sprintf("%+v", got)
	}
	value, known := inventory.Read(r, offered).Get()
	same(t, "offered", get("offered", value.Zones, known), "[eu-west-1a eu-west-1b eu-west-1c]")
	value, known = inventory.Read(r, unsold).Get()
	same(t, "not offered", get("not offered", value.Zones, known), "[]")
	ami, known := inventory.Read(r, gone).Get()
	same(t, "gone", get("gone", ami.Exists, known), "false")
	ami, known = inventory.Read(r, image).Get()
	same(t, "deprecated", get("deprecated", []any{ami.Exists, ami.OwnerAlias, ami.DeprecatedAt.IsZero()}, known), "[true amazon false]")
	ami, known = inventory.Read(r, newest).Get()
	same(t, "newest", get("newest", ami.ID, known), "ami-0ccc")
	credits, known := inventory.Read(r, inventory.CreditsKey(off)).Get()
	same(t, "credits", get("credits", credits.Credits, known), "standard")
	data, known := inventory.Read(r, inventory.LaunchTemplateKey(template, "$Latest")).Get()
	same(t, "template", get("template", data, known), "{Type:m5.large Image:ami-0c1f2e3d4b5a69780 Market: Credits:unlimited}")
	reserved, known := inventory.Read(r, inventory.ReservationsKey()).Get()
	same(t, "reserved", get("reserved", len(reserved), known), "2")
	for _, region := range a.Regions {
		plans, known := inventory.Read(region, inventory.SavingsPlansKey()).Get()
		same(t, "plans", get("plans", len(plans), known), "2")
	}
	policies, known := inventory.Read(r, inventory.GroupPoliciesKey()).Get()
	same(t, "policies", get("policies", policies[0], known), "{Group:web Name:cpu Kind:TargetTrackingScaling Metric:ASGAverageCPUUtilization Target:60 Enabled:true}")
	actions, known := inventory.Read(r, inventory.GroupActionsKey()).Get()
	same(t, "actions", get("actions", []any{len(actions), *actions[1].Min, actions[1].Timezone}, known), "[2 0 Europe/Zurich]")
	balancers, known := inventory.Read(r, inventory.LoadBalancersKey()).Get()
	same(t, "balancers", get("balancers", []any{len(balancers), balancers[0].Kind, balancers[1].Zones}, known), "[2 application [eu-west-1a eu-west-1b]]")
	targets, known := inventory.Read(r, inventory.BackendHealthKey(group)).Get()
	same(t, "targets", get("targets", len(targets), known), "2")
	m5, known := inventory.Read(r, inventory.InstanceTypeKey("m5.large")).Get()
	same(t, "m5.large", get("m5.large", []any{m5.NetworkGbps, m5.EBSMbps, m5.BareMetal, m5.Accelerators}, known), "[0.75 650 false 0]")
	asked := must(server.Requests())
	for operation, want := range map[string]int{
		"savingsplans:DescribeSavingsPlans@us-east-1": 1, "elasticloadbalancing:DescribeTargetGroups@eu-west-1": 1, "ec2:DescribeVolumes@eu-west-1": 1,
		"ec2:DescribeImages@eu-west-1": 3, "ec2:DescribeInstanceTypeOfferings@eu-west-1": 1,
	} {
		if asked[operation] != want {
			t.Errorf("%s was asked %d times, want %d", operation, asked[operation], want)
		}
	}
	checkGroups(t, r)
	checkInstances(t, r)
}

func checkGroups(t *testing.T, r *inventory.Region) {
	t.Helper()
	old, spot, web := r.Groups[0], r.Groups[1], r.Groups[2]
	same(t, "old", []any{old.LaunchConfiguration, old.Template, old.Mixed}, []any{"old-lc", nil, nil})
	same(t, "spot", spot.Mixed, &inventory.MixedInstances{
		Template: inventory.LaunchTemplate{ID: spot.Mixed.Template.ID, Name: "spot", Version: "$Latest"}, Types: []string{"c7g.large", "c6g.large"},
		OnDemandBase: 1, SpotStrategy: "lowest-price", SpotPools: 1,
	})
	same(t, "web", []any{web.Zones, web.Subnets, web.HealthCheck, web.GraceSeconds, web.Suspended, web.WarmPool, web.CapacityRebalance, web.ScaleInProtected,
		len(web.TargetGroups), web.ClassicBalancers, len(web.TrafficSources), len(web.Members), web.Members[0].Protected, web.Template.Version},
		[]any{[]string{"eu-west-1a"}, []string{"subnet-0aaa"}, "ELB", 60, []string{"AZRebalance"}, inventory.WarmPool{State: "Stopped", Min: 1, Max: -1, Size: 2}, true, true,
			1, []string{"old"}, 3, 1, true, "1"})
}

func checkInstances(t *testing.T, r *inventory.Region) {
	t.Helper()
	byName := map[string]inventory.Instance{}
	for _, i := range r.Instances {
		byName[i.Tags["Name"]] = i
	}
	web, win, off := byName["web"], byName["win"], byName["off"]
	same(t, "web", []any{web.Image, web.Subnet, web.Zone, web.PublicIP, web.Profile, web.Monitoring, web.Platform, len(web.Volumes)},
		[]any{"ami-0aaa", "subnet-0aaa", "eu-west-1a", true, "web", true, "Linux/UNIX", 3})
	same(t, "win", []any{win.Usage, win.PublicIP, win.Platform}, []any{"RunInstances:0002", false, "Windows"})
	if !off.PublicIP || !strings.HasPrefix(off.Transition, "User initiated (") || !strings.HasSuffix(off.Transition, " GMT)") {
		t.Errorf("off: %+v", off)
	}
	for _, v := range r.Volumes {
		switch v.Tags["Name"] {
		case "shared":
			same(t, "shared", []any{len(v.Instances), v.MultiAttach}, []any{2, true})
		case "left":
			same(t, "left", []any{v.State, v.IOPS, v.Type, len(v.Instances)}, []any{"available", 1500, "gp2", 0})
		case "fast":
			same(t, "fast", []any{v.Type, v.IOPS, v.Throughput}, []any{"gp3", 4000, 250})
		case "data":
			same(t, "data", []any{v.Snapshot, v.Instances, v.Tags["team"]}, []any{"snap-0aaa", []string{web.ID}, "shop"})
		}
	}
	byIP := map[string]inventory.Address{}
	for _, a := range r.Addresses {
		byIP[a.IP] = a
	}
	same(t, "addresses", []any{byIP["198.51.100.1"].Association, byIP["198.51.100.2"].Instance, byIP["198.51.100.3"].ManagedBy, byIP["198.51.100.4"].BYOIP},
		[]any{"", off.ID, "alb", true})
}
