package checks

import (
	"strings"

	"github.com/computelint/computelint/internal/inventory"
)

// groupOwner names the service that decides about an Auto Scaling group: Kubernetes, Batch, Elastic Beanstalk, ECS… Empty
// when its tags show none.
func groupOwner(g *inventory.AutoScalingGroup) string {
	if owner := taggedOwner(g.Tags); owner != "" {
		return owner
	}
	if kubernetes(g) {
		return "Kubernetes"
	}
	return ""
}

// kubernetes tells whether the members of a group are nodes of a Kubernetes cluster. The cluster autoscaler's tags are
// those of its own guide (read 2026-11).
func kubernetes(g *inventory.AutoScalingGroup) bool {
	for key := range g.Tags {
		for _, prefix := range []string{"eks:", "kubernetes.io/cluster/", "k8s.io/cluster-autoscaler/", "karpenter.sh/"} {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
	}
	return false
}

// batch tells whether AWS Batch made the group for a compute environment.
func batch(g *inventory.AutoScalingGroup) bool {
	return strings.HasPrefix(groupOwner(g), "Batch ")
}

// atWhere says where a group's settings are changed.
func atWhere(g *inventory.AutoScalingGroup) string {
	if owner := groupOwner(g); owner != "" && !strings.HasPrefix(owner, "ECS") {
		return " The group belongs to " + owner + ": change it there."
	}
	return ""
}
