//go:build emulator

package emulator

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// What one part of a description names is what another part makes: a service's target group, a host's image, and a family's label.
func TestECSNamesMeetTheirResources(t *testing.T) {
	const optimized = "al2023-ami-ecs-hvm-2023.0.20261016-kernel-6.1-arm64"
	host := func(name, image string) object {
		return object{"name": name, "cpu": 2048, "memory": 7600, "image": image}
	}
	machine := func(name string) object { return object{"name": name, "type": "m7g.large", "arch": "arm64"} }
	seeded := seed(t, object{
		"ecs": object{"clusters": []any{object{"name": "shop", "instances": []any{host("one", optimized), host("two", optimized), host("three", "golden")},
			"services": []any{object{"name": "web", "target_group": "web"}},
			"tasks":    []any{object{"family": "batch", "count": 2, "expect": object{"ecs-task-standalone": "finding"}}}}}},
		"ec2":           object{"instances": []any{machine("one"), machine("two"), machine("three")}, "images": []any{object{"id": "ami-0aaa", "name": "golden"}}},
		"target_groups": []any{object{"name": "web", "load_balancers": []any{object{"name": "front"}}}},
	})
	cluster := "arn:aws:ecs:eu-west-1:" + account + ":cluster/shop"
	if len(seeded.Expect) != 1 || seeded.Expect[0].ARN != cluster+":batch" {
		t.Errorf("expects %+v", seeded.Expect)
	}
	c := connect("eu-west-1")
	services, err := c.ecs.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: aws.String("shop"), Services: []string{"web"}})
	if err != nil {
		t.Fatal(err)
	}
	wanted := *services.Services[0].LoadBalancers[0].TargetGroupArn
	groups, err := elb.NewFromConfig(config("eu-west-1")).DescribeTargetGroups(t.Context(), &elb.DescribeTargetGroupsInput{TargetGroupArns: []string{wanted}})
	if err != nil || len(groups.TargetGroups) != 1 || len(groups.TargetGroups[0].LoadBalancerArns) != 1 {
		t.Errorf("target group %s: %+v %v", wanted, groups, err)
	}
	instances, err := c.ec2.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]int{}
	for _, r := range instances.Reservations {
		used[*r.Instances[0].ImageId]++
	}
	images, err := c.ec2.DescribeImages(t.Context(), &ec2.DescribeImagesInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range images.Images {
		amazon := strings.HasPrefix(*i.Name, "al2023")
		if want := map[bool]int{true: 2, false: 1}[amazon]; used[*i.ImageId] != want || (aws.ToString(i.ImageOwnerAlias) == "amazon") != amazon {
			t.Errorf("%s of %s is used %d times, want %d", *i.Name, aws.ToString(i.ImageOwnerAlias), used[*i.ImageId], want)
		}
	}
	if len(images.Images) != 2 || (used["ami-0aaa"] != 1) {
		t.Errorf("%d images, used %v", len(images.Images), used)
	}
}
