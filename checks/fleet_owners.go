package checks

import (
	"fmt"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// fleetOwner is a kind of owner that launches instances from a template of its own, and how the template is changed.
// Each service marks its instances with a tag; Auto Scaling tags every instance that it launches or attaches. The
// services' own guides, read 2026-11.
type fleetOwner struct {
	tag        string      // on the instances
	cluster    string      // the tag with the name of what the owner is part of; "" where there is none
	words      string      // the owner's name as messages say it
	kind       string      // CloudFormation's type
	arn        string      // its ARN after the partition, with region, account and name; * stands for ids that no tag tells
	schedules  bool        // it places the work as well, and sizes the fleet by what the work asks for
	newType    string      // how to change the type: the new one, then the old one
	newImage   string      // how to change the image
	typePaths  [][2]string // tool and property
	imagePaths [][2]string
}

// The owners, the more specific first: a node group, an environment or a compute environment has Auto Scaling groups
// underneath, which nobody should change by hand. A group that is the capacity of ECS is changed as any other group; its
// capacity provider drains the old instances where managed draining is on.
var fleetOwners = []*fleetOwner{&nodeGroupOwner, &karpenterOwner, &beanstalkOwner, &batchOwner, &emrOwner, &autoScalingOwner}

var loneInstance = fleetOwner{
	newType:    "Stop it, change its type to %[1]s from %[2]s, and start it. Check drivers (ENA, NVMe) on types before Nitro.",
	newImage:   "Launch a replacement from a current image, move the work over and terminate this one; or move its system to a supported release in place.",
	typePaths:  [][2]string{{"cloudformation", "AWS::EC2::Instance InstanceType"}, {"terraform", "aws_instance instance_type"}},
	imagePaths: [][2]string{{"cloudformation", "AWS::EC2::Instance ImageId"}, {"terraform", "aws_instance ami"}},
}

var autoScalingOwner = fleetOwner{
	tag: "aws:autoscaling:groupName", words: "Auto Scaling group %s", kind: "AWS::AutoScaling::AutoScalingGroup",
	arn:      "autoscaling:%s:%s:autoScalingGroup:*:autoScalingGroupName/%s",
	newType:  "Set %[1]s for %[2]s in the group's launch template and start an instance refresh.",
	newImage: "Set a current image in the group's launch template and start an instance refresh.",
	typePaths: [][2]string{
		{"cloudformation", "AWS::EC2::LaunchTemplate LaunchTemplateData.InstanceType"}, {"terraform", "aws_launch_template instance_type"},
	},
	imagePaths: [][2]string{
		{"cloudformation", "AWS::EC2::LaunchTemplate LaunchTemplateData.ImageId"}, {"terraform", "aws_launch_template image_id"},
	},
}

var nodeGroupOwner = fleetOwner{
	tag: "eks:nodegroup-name", cluster: "eks:cluster-name", words: "EKS node group %s", kind: "AWS::EKS::Nodegroup", schedules: true,
	arn:       "eks:%s:%s:nodegroup/%s/*",
	newType:   "Add a node group of %[1]s, drain the nodes of this one and delete it: EKS does not change %[2]s in an existing node group.",
	newImage:  "Update the node group to its latest release, or to an image type on a supported system; EKS drains the nodes one by one.",
	typePaths: [][2]string{{"cloudformation", "AWS::EKS::Nodegroup InstanceTypes"}, {"terraform", "aws_eks_node_group instance_types"}},
}

// karpenterOwner has no ARN of AWS's: a node pool is an object of Kubernetes.
var karpenterOwner = fleetOwner{
	tag: "karpenter.sh/nodepool", cluster: "eks:eks-cluster-name", words: "Karpenter node pool %s", kind: KarpenterNodePool, schedules: true,
	arn:      "karpenter:%s:%s:nodepool/%s",
	newType:  "Let the requirements of the node pool allow %[1]s and exclude %[2]s; Karpenter replaces the nodes that have drifted.",
	newImage: "Let the node class select a current image; Karpenter replaces the nodes that have drifted.",
}

var beanstalkOwner = fleetOwner{
	tag: "elasticbeanstalk:environment-name", words: "Elastic Beanstalk environment %s", kind: "AWS::ElasticBeanstalk::Environment",
	arn:      "elasticbeanstalk:%s:%s:environment/*/%s",
	newType:  "Set %[1]s for %[2]s in the environment's option aws:ec2:instances InstanceTypes.",
	newImage: "Update the environment to the latest version of its platform, or to a platform on a supported system.",
	typePaths: [][2]string{
		{"cloudformation", "AWS::ElasticBeanstalk::Environment OptionSettings aws:ec2:instances InstanceTypes"},
		{"terraform", "aws_elastic_beanstalk_environment setting aws:ec2:instances InstanceTypes"},
	},
}

var batchOwner = fleetOwner{
	tag: "aws:batch:compute-environment", words: "Batch compute environment %s", kind: "AWS::Batch::ComputeEnvironment", schedules: true,
	arn:      "batch:%s:%s:compute-environment/%s",
	newType:  "Set %[1]s for %[2]s among the instance types of the compute environment.",
	newImage: "Update the compute environment: without an image of its own it takes Batch's latest.",
	typePaths: [][2]string{
		{"cloudformation", "AWS::Batch::ComputeEnvironment ComputeResources.InstanceTypes"},
		{"terraform", "aws_batch_compute_environment compute_resources.instance_type"},
	},
}

var emrOwner = fleetOwner{
	tag: "aws:elasticmapreduce:job-flow-id", words: "EMR cluster %s", kind: "AWS::EMR::Cluster", schedules: true,
	arn:      "elasticmapreduce:%s:%s:cluster/%s",
	newType:  "Start the next cluster with %[1]s in the place of %[2]s: EMR does not change the types of a running one.",
	newImage: "Start the next cluster with a current EMR release.",
}

// KarpenterNodePool is the type of the resources that stand for a node pool of Karpenter. They have no ARN of AWS's.
const KarpenterNodePool = "KarpenterNodePool"

// fleetOwnerOf is the kind of owner that an instance's tags show; loneInstance for none.
func fleetOwnerOf(i *inventory.Instance) *fleetOwner {
	for _, owner := range fleetOwners {
		if i.Tags[owner.tag] != "" {
			return owner
		}
	}
	return &loneInstance
}

// nameIn is the owner's name as the tags of an instance give it, after the name of what the owner is part of.
func (o *fleetOwner) nameIn(tags map[string]string) string {
	name := tags[o.tag]
	if cluster := tags[o.cluster]; cluster != "" {
		return cluster + "/" + name
	}
	if strings.HasPrefix(name, "arn:") { // some services give their ARN
		return name[strings.LastIndex(name, "/")+1:]
	}
	return name
}

func (p *Pass) ownerNamed(owner *fleetOwner, name string) Resource {
	return Resource{
		ARN:  fmt.Sprintf("arn:%s:"+owner.arn, p.partition, p.Region.Name, p.Account, name),
		Type: owner.kind, Name: name, Account: p.Account, Region: p.Region.Name,
	}
}
