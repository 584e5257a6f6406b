package checktest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/computelint/computelint/checks"
	"github.com/computelint/computelint/internal/inventory"
)

// Gap is a gap as collectors record it.
func Gap(reason inventory.Reason, d inventory.Dataset) inventory.Gap {
	return inventory.Gap{Reason: reason, Operation: string(d), Action: string(d), Detail: "made up", RequestID: "1"}
}

// describe names a want in a failure.
func describe(w inventory.Want) string {
	if q := w.Series; w.Dataset == inventory.MetricSeries {
		return fmt.Sprintf("the series %s %s %s by %d s over %d days of %v", q.Namespace, q.Metric, q.Stat, q.Period, q.Days, q.Dimensions.Map())
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s", w.Dataset, w.Subject))
}

// parent is the function of a qualified label.
func parent(label string) string {
	name, _, _ := strings.Cut(label, ":")
	return name
}

// undeclared lists the datasets of the region, and all root ones, that the check does not declare.
func undeclared(c *checks.Check, r *inventory.Region) []inventory.Dataset {
	all := []inventory.Dataset{
		inventory.LambdaFunctions, inventory.ECSClusters, inventory.ECSServices, inventory.EC2Instances, inventory.EC2Volumes,
		inventory.EC2Addresses, inventory.EC2Snapshots, inventory.AutoScalingGroups,
	}
	for _, w := range r.Wants() {
		all = append(all, w.Dataset)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(d inventory.Dataset) bool { return slices.Contains(c.Datasets(), d) })
}

// empty takes a dataset out of a region.
func empty(r *inventory.Region, d inventory.Dataset) {
	switch d {
	case inventory.LambdaFunctions:
		r.Functions = nil
	case inventory.ECSClusters:
		r.Clusters = nil
	case inventory.ECSServices:
		for i := range r.Clusters {
			r.Clusters[i].Services = nil
		}
	case inventory.EC2Instances:
		r.Instances = nil
	case inventory.EC2Volumes:
		r.Volumes = nil
	case inventory.EC2Addresses:
		r.Addresses = nil
	case inventory.EC2Snapshots:
		r.Snapshots = nil
	case inventory.AutoScalingGroups:
		r.Groups = nil
	}
	for _, w := range r.Wants() {
		if w.Dataset == d {
			r.Forget(w)
		}
	}
}
