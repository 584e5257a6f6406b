package checktest

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

// Instance adds a running on-demand Linux m5.large without tags, launched 100 days ago.
func Instance(id string, changes ...func(*inventory.Instance)) Part {
	return func(r *inventory.Region) {
		i := inventory.Instance{
			ID: id, Type: "m5.large", State: "running", Platform: "Linux/UNIX", Architecture: "x86_64", Tenancy: "default",
			LaunchTime: DaysAgo(100), RootAttached: DaysAgo(100),
		}
		for _, change := range changes {
			change(&i)
		}
		r.Instances = append(r.Instances, i)
	}
}

// Type sets the instance's type.
func Type(name string) func(*inventory.Instance) {
	return func(i *inventory.Instance) { i.Type = name }
}

// Tag sets a tag of the instance.
func Tag(key, value string) func(*inventory.Instance) {
	return func(i *inventory.Instance) {
		if i.Tags == nil {
			i.Tags = map[string]string{}
		}
		i.Tags[key] = value
	}
}

// InstanceType says what EC2 says of an instance type: whether it is of the current generation.
func InstanceType(name string, current bool) Part {
	return Has(inventory.InstanceTypeKey(name), inventory.InstanceType{Name: name, CurrentGeneration: current, VCPUs: 2, MemoryMiB: 8192})
}

// Offered says in which zones of us-east-1 each of some instance types is sold: in a and b.
func Offered(types ...string) Part { return OfferedIn([]string{"us-east-1a", "us-east-1b"}, types...) }

// OfferedIn is Offered with the zones as they are; none means that the type is not sold in the region.
func OfferedIn(zones []string, types ...string) Part {
	return func(r *inventory.Region) {
		for _, name := range types {
			inventory.Put(r, inventory.OfferingKey(name), inventory.Offering{Type: name, Zones: zones})
		}
	}
}

// Group adds an Auto Scaling group of 2 to 6 instances, 2 wanted, created 400 days ago.
func Group(name string, changes ...func(*inventory.AutoScalingGroup)) Part {
	return func(r *inventory.Region) {
		g := inventory.AutoScalingGroup{
			Name: name, ARN: fmt.Sprintf("arn:aws:autoscaling:%s:%s:autoScalingGroup:0:autoScalingGroupName/%s", r.Name, Account, name),
			Min: 2, Max: 6, Desired: 2, HealthCheck: "EC2", Zones: []string{"us-east-1a", "us-east-1b"}, CreatedAt: DaysAgo(400),
		}
		for _, change := range changes {
			change(&g)
		}
		r.Groups = append(r.Groups, g)
	}
}

// Members says which instances a group has.
func Members(ids ...string) func(*inventory.AutoScalingGroup) {
	return func(g *inventory.AutoScalingGroup) { g.Instances = ids }
}
