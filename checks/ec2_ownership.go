package checks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// Tags that AWS services put on the instances they run. From each service's tagging documentation (read 2026-11).
var ownerTags = []struct{ key, words string }{
	{"eks:cluster-name", "EKS cluster %s"},
	{"eks:nodegroup-name", "EKS node group %s"},
	{"karpenter.sh/nodepool", "Karpenter node pool %s"},
	{"karpenter.sh/provisioner-name", "Karpenter provisioner %s"},
	{"elasticbeanstalk:environment-name", "Elastic Beanstalk environment %s"},
	{"aws:elasticmapreduce:job-flow-id", "EMR cluster %s"},
	{"aws:batch:compute-environment", "Batch compute environment %s"},
	{"AWSBatchServiceTag", "Batch (%s)"},
	{"aws:cloud9:environment", "Cloud9 environment %s"},
	{"aws:autoscaling:groupName", "Auto Scaling group %s"},
	{"AmazonECSManaged", "ECS"}, // whatever its value
	{"AWSApplicationMigrationServiceManaged", "Application Migration Service"},
	{"AWSElasticDisasterRecoveryManaged", "Elastic Disaster Recovery"},
}

// ownerOf names what runs an instance: a service, or an Auto Scaling group that would replace it. Empty when none shows
// in its tags.
func ownerOf(i *inventory.Instance) string {
	if i.ManagedBy != "" {
		return i.ManagedBy
	}
	return taggedOwner(i.Tags)
}

// taggedOwner names the service that the tags of an instance or of an Auto Scaling group show. Empty when none does.
func taggedOwner(tags map[string]string) string {
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		if cluster, ok := strings.CutPrefix(key, "kubernetes.io/cluster/"); ok {
			return "Kubernetes cluster " + cluster
		}
	}
	for _, t := range ownerTags {
		if value, ok := tags[t.key]; ok {
			return strings.ReplaceAll(t.words, "%s", value)
		}
	}
	return ""
}

// plainLinux tells whether the Linux on-demand price is the instance's price: no licence in it, shared hardware.
func plainLinux(i *inventory.Instance) bool {
	return (i.Platform == "" || i.Platform == "Linux/UNIX") && i.Lifecycle == "" && (i.Tenancy == "" || i.Tenancy == "default")
}

// countWords says "2 × m5.large, 1 × m5.xlarge".
func countWords(counts map[string]int) string {
	var words []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		words = append(words, fmt.Sprintf("%d × %s", counts[kind], kind))
	}
	return strings.Join(words, ", ")
}

func isWindows(i *inventory.Instance) bool {
	return strings.Contains(strings.ToLower(i.Platform), "windows")
}
