//go:build emulator

package emulator

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/savingsplans"
	planstypes "github.com/aws/aws-sdk-go-v2/service/savingsplans/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// computeCalls asks each operation on instances and what belongs to them, of the account in testdata/compute.json.
func computeCalls(ctx context.Context, c *awsapi.Clients, template, group string) map[awsapi.Operation]func() error {
	return map[awsapi.Operation]func() error{
		awsapi.DescribeVolumes:       func() error { _, err := c.EC2.DescribeVolumes(ctx, nil); return err },
		awsapi.DescribeAddresses:     func() error { _, err := c.EC2.DescribeAddresses(ctx, nil); return err },
		awsapi.DescribeSnapshots:     func() error { _, err := c.EC2.DescribeSnapshots(ctx, nil); return err },
		awsapi.DescribeImages:        func() error { _, err := c.EC2.DescribeImages(ctx, nil); return err },
		awsapi.DescribeTypeOfferings: func() error { _, err := c.EC2.DescribeInstanceTypeOfferings(ctx, nil); return err },
		awsapi.DescribeCredits:       func() error { _, err := c.EC2.DescribeInstanceCreditSpecifications(ctx, nil); return err },
		awsapi.DescribeTemplateVersions: func() error {
			_, err := c.EC2.DescribeLaunchTemplateVersions(ctx, &ec2.DescribeLaunchTemplateVersionsInput{LaunchTemplateId: &template})
			return err
		},
		awsapi.DescribeReservedInstances: func() error { _, err := c.EC2.DescribeReservedInstances(ctx, nil); return err },
		awsapi.DescribeSavingsPlans:      func() error { _, err := c.SavingsPlans.DescribeSavingsPlans(ctx, nil); return err },
		awsapi.DescribeGroupPolicies:     func() error { _, err := c.AutoScaling.DescribePolicies(ctx, nil); return err },
		awsapi.DescribeGroupActions:      func() error { _, err := c.AutoScaling.DescribeScheduledActions(ctx, nil); return err },
		awsapi.DescribeAutoScalingGroups: func() error { _, err := c.AutoScaling.DescribeAutoScalingGroups(ctx, nil); return err },
		awsapi.DescribeLoadBalancers:     func() error { _, err := c.LoadBalancing.DescribeLoadBalancers(ctx, nil); return err },
		awsapi.DescribeTargetHealth: func() error {
			_, err := c.LoadBalancing.DescribeTargetHealth(ctx, &elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: &group})
			return err
		},
	}
}

// seedCompute loads testdata/compute.json and names its first launch template and target group.
func seedCompute(t *testing.T) (c *awsapi.Clients, template, group string) {
	t.Helper()
	c = seedFile(t, "testdata/compute.json")
	for _, g := range must(c.AutoScaling.DescribeAutoScalingGroups(t.Context(), nil)).AutoScalingGroups {
		if *g.AutoScalingGroupName == "web" {
			template = *g.LaunchTemplate.LaunchTemplateId
		}
	}
	return c, template, *must(c.LoadBalancing.DescribeTargetGroups(t.Context(), nil)).TargetGroups[0].TargetGroupArn
}

// Each operation answers soundly, is counted under its name, and can be refused and spoiled.
func TestEveryOperationOnInstances(t *testing.T) {
	c, template, group := seedCompute(t)
	for operation, call := range computeCalls(t.Context(), c, template, group) {
		if err := call(); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
		region := "eu-west-1"
		if operation == awsapi.DescribeSavingsPlans {
			region = "us-east-1"
		}
		if counts := must(server.Requests()); counts[string(operation)+"@"+region] == 0 {
			t.Errorf("%s is counted under another name: %v", operation, counts)
		}
		setFaults(t, Fault{Operation: string(operation), Kind: "denied"})
		if err := call(); awsapi.GapOf(operation, err).Reason != inventory.Denied {
			t.Errorf("%s denied: %v", operation, err)
		}
		for _, kind := range []string{"html", "garbled"} {
			setFaults(t, Fault{Operation: string(operation), Kind: kind})
			if call() == nil {
				t.Errorf("%s: an answer of %s passed", operation, kind)
			}
		}
		setFaults(t)
	}
}

// An account without any of it answers empty lists, which are lists.
func TestNothingBesideInstances(t *testing.T) {
	c, template, group := seedCompute(t)
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	calls := computeCalls(t.Context(), c, template, group)
	delete(calls, awsapi.DescribeTemplateVersions)
	delete(calls, awsapi.DescribeTargetHealth)
	for operation, call := range calls {
		if err := call(); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
	}
	ctx := t.Context()
	for what, missing := range map[string]bool{
		"volumes":       must(c.EC2.DescribeVolumes(ctx, nil)).Volumes == nil,
		"addresses":     must(c.EC2.DescribeAddresses(ctx, nil)).Addresses == nil,
		"snapshots":     must(c.EC2.DescribeSnapshots(ctx, nil)).Snapshots == nil,
		"images":        must(c.EC2.DescribeImages(ctx, nil)).Images == nil,
		"reservations":  must(c.EC2.DescribeReservedInstances(ctx, nil)).ReservedInstances == nil,
		"credits":       must(c.EC2.DescribeInstanceCreditSpecifications(ctx, nil)).InstanceCreditSpecifications == nil,
		"savings plans": must(c.SavingsPlans.DescribeSavingsPlans(ctx, nil)).SavingsPlans == nil,
		"policies":      must(c.AutoScaling.DescribePolicies(ctx, nil)).ScalingPolicies == nil,
		"actions":       must(c.AutoScaling.DescribeScheduledActions(ctx, nil)).ScheduledUpdateGroupActions == nil,
		"groups":        must(c.AutoScaling.DescribeAutoScalingGroups(ctx, nil)).AutoScalingGroups == nil,
		"balancers":     must(c.LoadBalancing.DescribeLoadBalancers(ctx, nil)).LoadBalancers == nil,
	} {
		if missing {
			t.Errorf("the answer holds no list of %s", what)
		}
	}
}

func TestImagesAreOwnedDeprecatedAndNamed(t *testing.T) {
	c, _, _ := seedCompute(t)
	list := func(in *ec2.DescribeImagesInput) string {
		var ids []string
		for _, i := range must(c.EC2.DescribeImages(t.Context(), in)).Images {
			ids = append(ids, strings.TrimPrefix(*i.ImageId, "ami-0"))
		}
		return strings.Join(ids, " ")
	}
	named := []ec2types.Filter{{Name: aws.String("name"), Values: []string{"al2023-ami-2023.*.x86_64"}}}
	for want, in := range map[string]*ec2.DescribeImagesInput{
		"aaa ccc eee":         {},
		"aaa ccc ddd eee":     {IncludeDeprecated: aws.Bool(true)},
		"aaa bbb":             {Owners: []string{"self"}, IncludeDisabled: aws.Bool(true)},
		"ccc":                 {Owners: []string{"amazon"}, Filters: named},
		"ccc ddd":             {Owners: []string{"amazon"}, Filters: named, IncludeDeprecated: aws.Bool(true)},
		"aaa bbb ccc ddd eee": {IncludeDisabled: aws.Bool(true), IncludeDeprecated: aws.Bool(true)},
	} {
		if got := list(in); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if _, err := c.EC2.DescribeImages(t.Context(), &ec2.DescribeImagesInput{ImageIds: []string{"ami-0fff"}}); code(err) != "InvalidAMIID.NotFound" {
		t.Errorf("an image that is gone: %v", err)
	}
}

func TestCreditsAreAskedForByID(t *testing.T) {
	c, _, _ := seedCompute(t)
	modes := func(in *ec2.DescribeInstanceCreditSpecificationsInput) (map[string]string, error) {
		out, err := c.EC2.DescribeInstanceCreditSpecifications(t.Context(), in)
		if err != nil {
			return nil, err
		}
		found := map[string]string{}
		for _, s := range out.InstanceCreditSpecifications {
			found[*s.InstanceId] = *s.CpuCredits
		}
		return found, nil
	}
	ids := map[string]string{}
	for _, r := range must(c.EC2.DescribeInstances(t.Context(), nil)).Reservations {
		for _, i := range r.Instances {
			ids[tag(i.Tags, "Name")] = *i.InstanceId
		}
	}
	if got := must(modes(nil)); len(got) != 0 {
		t.Errorf("without ids: %v, want none in standard mode", got)
	}
	got := must(modes(&ec2.DescribeInstanceCreditSpecificationsInput{InstanceIds: []string{ids["win"], ids["off"]}}))
	if len(got) != 2 || got[ids["win"]] != "standard" || got[ids["off"]] != "standard" {
		t.Errorf("%v", got)
	}
	if _, err := modes(&ec2.DescribeInstanceCreditSpecificationsInput{InstanceIds: []string{ids["win"], ids["web"]}}); !awsapi.UnknownInstance(err) {
		t.Errorf("an instance that is not burstable: %v", err)
	}
}

// Whatever is listed comes in pages, each item once.
func TestPagesOfWhatBelongsToInstances(t *testing.T) {
	const many = 205
	var volumes, snapshots, images, balancers, policies, actions, plans []any
	for _, name := range names("n-%03d", many) {
		one := map[string]any{"name": name}
		volumes, snapshots, balancers = append(volumes, one), append(snapshots, one), append(balancers, one)
		images = append(images, map[string]any{"id": "ami-" + name})
		policies = append(policies, one)
		actions = append(actions, map[string]any{"name": name, "min": 1})
		plans = append(plans, map[string]any{"id": name, "commitment": 1})
	}
	seedAccount(t, map[string]any{"savings_plans": plans, "regions": map[string]any{"eu-west-1": map[string]any{
		"ec2": map[string]any{"volumes": volumes, "snapshots": snapshots, "images": images}, "load_balancers": balancers,
		"autoscaling": map[string]any{"groups": []any{map[string]any{"name": "web", "policies": policies, "actions": actions}}},
	}}})
	c, ctx, hundred := signIn(t), t.Context(), aws.Int32(100)
	for what, page := range map[string]func(token *string) (int, *string, error){
		"volumes": func(token *string) (int, *string, error) {
			out, err := c.EC2.DescribeVolumes(ctx, &ec2.DescribeVolumesInput{NextToken: token, MaxResults: hundred})
			return lengthOf(err, func() (int, *string) { return len(out.Volumes), out.NextToken })
		},
		"snapshots": func(token *string) (int, *string, error) {
			out, err := c.EC2.DescribeSnapshots(ctx, &ec2.DescribeSnapshotsInput{NextToken: token, MaxResults: hundred})
			return lengthOf(err, func() (int, *string) { return len(out.Snapshots), out.NextToken })
		},
		"images": func(token *string) (int, *string, error) {
			out, err := c.EC2.DescribeImages(ctx, &ec2.DescribeImagesInput{NextToken: token, MaxResults: hundred})
			return lengthOf(err, func() (int, *string) { return len(out.Images), out.NextToken })
		},
		"balancers": func(token *string) (int, *string, error) {
			out, err := c.LoadBalancing.DescribeLoadBalancers(ctx, &elasticloadbalancingv2.DescribeLoadBalancersInput{Marker: token, PageSize: hundred})
			return lengthOf(err, func() (int, *string) { return len(out.LoadBalancers), out.NextMarker })
		},
		"policies": func(token *string) (int, *string, error) {
			out, err := c.AutoScaling.DescribePolicies(ctx, &autoscaling.DescribePoliciesInput{NextToken: token, MaxRecords: hundred})
			return lengthOf(err, func() (int, *string) { return len(out.ScalingPolicies), out.NextToken })
		},
		"actions": func(token *string) (int, *string, error) {
			out, err := c.AutoScaling.DescribeScheduledActions(ctx, &autoscaling.DescribeScheduledActionsInput{NextToken: token, MaxRecords: hundred})
			return lengthOf(err, func() (int, *string) { return len(out.ScheduledUpdateGroupActions), out.NextToken })
		},
		"savings plans": func(token *string) (int, *string, error) {
			out, err := c.SavingsPlans.DescribeSavingsPlans(ctx, &savingsplans.DescribeSavingsPlansInput{
				NextToken: token, MaxResults: hundred, States: []planstypes.SavingsPlanState{planstypes.SavingsPlanStateActive},
			})
			return lengthOf(err, func() (int, *string) { return len(out.SavingsPlans), out.NextToken })
		},
	} {
		var pages []int
		for token := (*string)(nil); len(pages) == 0 || token != nil; {
			n, next, err := page(token)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			pages, token = append(pages, n), next
		}
		samePages(t, what, pages, 100, 100, 5)
	}
	if _, err := c.EC2.DescribeVolumes(ctx, &ec2.DescribeVolumesInput{MaxResults: aws.Int32(4)}); code(err) != "InvalidParameterValue" {
		t.Errorf("pages of 4: %v", err)
	}
}
